//! The OpenAPI 3.1 document, made from the table of endpoints. Its schemas are JSON Schema 2020-12, as `schemars` writes them.

use portcullis_access::Action;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::endpoint::{Body, Endpoint, Shape};
use crate::problem::ProblemShown;

/// The document for these endpoints.
#[must_use]
pub fn document<'a>(endpoints: impl Iterator<Item = &'a Endpoint>) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in endpoints {
        let operation = operation(endpoint, &mut generator);
        let path = paths.entry(endpoint.path.replace("{*", "{")).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(endpoint.method.to_owned(), operation);
        }
    }
    let _ = ProblemShown::json_schema(&mut generator);
    let problem = generator.subschema_for::<ProblemShown>();
    let responses = json!({
        "Problem": { "description": "What went wrong with the call (RFC 9457)", "content": { "application/problem+json": { "schema": problem } } }
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portcullis",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Decides who may rent which AI accelerators, under which law, on which date",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key, or a token of the OpenID provider" },
            },
            "responses": responses,
            "schemas": generator.take_definitions(true),
        },
    })
}

fn operation(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "tags": [tag(endpoint.path)],
        "x-action": format!("{:?}", endpoint.action),
        "responses": {
            "200": { "description": "The answer", "content": content(endpoint.gives, generator) },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    });
    let Some(fields) = operation.as_object_mut() else { return operation };
    if let Some(responses) = responses_of_others(endpoint) {
        fields.insert("responses".to_owned(), responses);
    }
    if !endpoint.needs_key() {
        fields.insert("security".to_owned(), json!([]));
    }
    let parameters: Vec<_> = path_parameters(endpoint.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .chain(endpoint.query.iter().map(
            |(name, says)| json!({ "name": name, "in": "query", "description": says, "schema": query_schema(name) }),
        ))
        .chain(takes_key(endpoint).then(|| {
            json!({
                "name": "Idempotency-Key", "in": "header", "schema": { "type": "string" },
                "description": "The caller's name for it: sent again under the same one, it is done once",
            })
        }))
        .collect();
    if !parameters.is_empty() {
        fields.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if !matches!(endpoint.takes, Body::Nothing) {
        let body = json!({ "required": true, "content": content(endpoint.takes, generator) });
        fields.insert("requestBody".to_owned(), body);
    }
    operation
}

/// The responses of endpoints whose protocols are others'.
fn responses_of_others(endpoint: &Endpoint) -> Option<Value> {
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    match endpoint.action {
        // Authorization API 1.0, section 10.1.2: an error is a text.
        Action::EvaluateAccess => Some(json!({
            "200": { "description": "The answer", "content": { "application/json": { "schema": true } } },
            "400": { "description": "What is wrong with the request", "content": {
                "application/json": { "schema": { "type": "string" } },
                "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
            } },
            "default": problem,
        })),
        Action::BlazarCheck => Some(json!({
            "204": { "description": "It may go ahead, or is taken note of" },
            "403": { "description": "It may not, or the caller may not ask", "content": {
                "application/json": { "schema": { "type": "object" } },
                "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
            } },
            "default": problem,
        })),
        _ => None,
    }
}

/// What is recorded once under the caller's own name for it.
fn takes_key(endpoint: &Endpoint) -> bool {
    use Action::{ConfirmStop, FileReport, Post, Renew, Start, Stop, SurrenderLicense, SuspendLicense, Void};
    let recorded = [Start, Renew, Post, Void, Stop, ConfirmStop, SuspendLicense, SurrenderLicense, FileReport];
    recorded.contains(&endpoint.action) || ["propose", "startReplay"].contains(&endpoint.name)
}

fn query_schema(name: &str) -> Value {
    match name {
        "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        "on" => json!({ "type": "string", "format": "date" }),
        "resale" => json!({ "type": "boolean" }),
        _ => json!({ "type": "string" }),
    }
}

fn content(body: Body, generator: &mut SchemaGenerator) -> Value {
    let (media_type, shape) = match body {
        Body::Nothing => return json!({}),
        Body::Plain(media_type) => return json!({ media_type: { "schema": { "type": "string" } } }),
        Body::Events(shape) => {
            let one = (shape.schema)(generator);
            return json!({
                "application/cloudevents+json": { "schema": one, "example": example(shape) },
                "application/cloudevents-batch+json": {
                    "schema": { "type": "array", "items": one, "maxItems": 1000 }, "example": [example(shape)],
                },
            });
        }
        Body::Json(shape) => ("application/json", shape),
        Body::Lines(shape) => ("application/x-ndjson", shape),
    };
    let mut content = json!({ "schema": (shape.schema)(generator) });
    if let (Some(example), Some(fields)) = (example(shape), content.as_object_mut()) {
        fields.insert("example".to_owned(), example);
    }
    json!({ media_type: content })
}

fn example(shape: Shape) -> Option<Value> {
    serde_json::from_str(shape.example?).ok()
}

/// The first word of a path that says what it is about.
fn tag(path: &str) -> &str {
    path.split('/').find(|part| !part.is_empty() && *part != "v1").unwrap_or("service")
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| name.trim_start_matches('*'))
}

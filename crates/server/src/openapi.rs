//! The OpenAPI 3.1 document, made from the table of endpoints. Its schemas are JSON Schema 2020-12, as `schemars` writes them.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::endpoint::{Body, Endpoint};
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
    let parameters: Vec<_> = path_parameters(endpoint.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .chain(endpoint.query.iter().map(
            |(name, says)| json!({ "name": name, "in": "query", "description": says, "schema": { "type": "string" } }),
        ))
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

fn content(body: Body, generator: &mut SchemaGenerator) -> Value {
    let (media_type, shape) = match body {
        Body::Nothing => return json!({}),
        Body::Plain(media_type) => return json!({ media_type: { "schema": { "type": "string" } } }),
        Body::Json(shape) => ("application/json", shape),
        Body::Lines(shape) => ("application/x-ndjson", shape),
    };
    let mut content = json!({ "schema": (shape.schema)(generator) });
    let example = shape.example.and_then(|example| serde_json::from_str::<Value>(example).ok());
    if let (Some(example), Some(fields)) = (example, content.as_object_mut()) {
        fields.insert("example".to_owned(), example);
    }
    json!({ media_type: content })
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

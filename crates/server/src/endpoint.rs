//! What the API can do: one table, from which the router, the OpenAPI document, the permissions and the metrics are made.

use axum::routing::MethodRouter;
use portcullis_access::Action;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::sync::Arc;

use crate::app::App;

/// One operation: everything that is said of it, in one place.
pub struct Endpoint {
    /// Its name: `operationId`.
    pub name: &'static str,
    /// `get`, `post`, …
    pub method: &'static str,
    /// Its path, with parameters in braces.
    pub path: &'static str,
    /// What a caller must be allowed to do.
    pub action: Action,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What it asks for in the query, by name and meaning.
    pub query: &'static [(&'static str, &'static str)],
    /// What it takes.
    pub takes: Body,
    /// What it gives.
    pub gives: Body,
    /// What does it.
    pub route: fn() -> MethodRouter<Arc<App>>,
}

impl Endpoint {
    /// Whether what is sent is signed, which the endpoint verifies itself: Terraform, and the houses across, present no key.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        matches!(self.action, Action::TerraformTask | Action::Exchange)
    }

    /// Whether whoever calls has to present a key.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        !self.is_signed() && !matches!(self.action, Action::ReadHealth)
    }
}

/// A body.
#[derive(Clone, Copy)]
pub enum Body {
    /// None.
    Nothing,
    /// A document.
    Json(Shape),
    /// CloudEvents in JSON: one, or a batch.
    Events(Shape),
    /// One document a line.
    Lines(Shape),
    /// Text, or bytes, of this media type.
    Plain(&'static str),
}

/// The schema of a document, and an example of it.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Its schema.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// An example, which the tests send.
    pub example: Option<&'static str>,
}

impl Body {
    /// A document of a type.
    #[must_use]
    pub const fn of<T: JsonSchema>() -> Self {
        Self::Json(Shape { schema: schema_of::<T>, example: None })
    }

    /// CloudEvents of a type, with an example of one.
    #[must_use]
    pub const fn events<T: JsonSchema>(example: &'static str) -> Self {
        Self::Events(Shape { schema: schema_of::<T>, example: Some(example) })
    }

    /// A document of a type, with an example.
    #[must_use]
    pub const fn like<T: JsonSchema>(example: &'static str) -> Self {
        Self::Json(Shape { schema: schema_of::<T>, example: Some(example) })
    }
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

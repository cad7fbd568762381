//! Forms: groups of fields, what is wrong at the top, one button that says what it does.

use crate::address::Address;
use crate::components::badge::Tone;
use crate::components::field::Field;
use maud::{Markup, Render, html};

/// How a form is sent (RFC 9110 section 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method<'a> {
    /// A question: the answer has an address.
    Get,
    /// A change.
    Post {
        /// See [`crate::Person::form_key`].
        form_key: &'a str,
        /// One operation, one key: sent twice it is done once.
        idempotency_key: &'a str,
    },
}

/// A group of fields under a heading.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The heading; without one the fields stand alone.
    pub legend: Option<&'a str>,
    /// The fields.
    pub fields: &'a [Field<'a>],
}

/// What is wrong with a form.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The id of the field; `None` where it is about none.
    pub field: Option<String>,
    /// What is wrong, and the mend.
    pub says: String,
}

/// The button of a form.
#[derive(Debug, Clone, Copy)]
pub struct Button<'a> {
    /// What it does.
    pub label: &'a str,
    /// Its tone.
    pub tone: Tone,
}

/// A form.
pub struct Form<'a> {
    /// How it is sent.
    pub method: Method<'a>,
    /// Where to. Parameters of the address are sent with a question as hidden fields.
    pub action: Address,
    /// The fields.
    pub groups: &'a [Group<'a>],
    /// The button.
    pub button: Button<'a>,
}

/// What is wrong, at the top of a form, with links to the fields.
#[must_use]
pub fn error_summary(problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.summary role="alert" tabindex="-1" data-focus aria-labelledby="error-summary" {
                h2 #error-summary { "There is a problem" }
                ul {
                    @for problem in problems {
                        li { @if let Some(field) = &problem.field { a href={ "#" (field) } { (problem.says) } } @else { (problem.says) } }
                    }
                }
            }
        }
    }
}

impl Render for Form<'_> {
    fn render(&self) -> Markup {
        let (method, hidden) = match self.method {
            Method::Get => ("get", self.action.query().to_vec()),
            Method::Post { form_key, idempotency_key } => {
                let keys = [("form_key", form_key), ("idempotency_key", idempotency_key)];
                ("post", keys.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
            }
        };
        let asked = |name: &str| self.groups.iter().any(|group| group.fields.iter().any(|field| field.name == name));
        // Parameters of the address of a change stay in the address; a question's are replaced by its fields.
        let action = if self.method == Method::Get { self.action.path() } else { self.action.clone() };
        html! {
            form.sheet method=(method) action=(action) {
                @for (name, value) in hidden.iter().filter(|(name, _)| !asked(name)) { input type="hidden" name=(name) value=(value); }
                @for group in self.groups {
                    @if let Some(legend) = group.legend {
                        fieldset { legend { (legend) } @for field in group.fields { (field) } }
                    } @else {
                        @for field in group.fields { (field) }
                    }
                }
                p.buttons { button.(self.button.tone.class()) type="submit" { (self.button.label) } }
            }
        }
    }
}

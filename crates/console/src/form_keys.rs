//! What a form that changes something carries.

use crate::number::identifier;
use maud::{Markup, html};

/// The keys of a page. Each form of the page makes its own operation out of them: an id is one operation for ever, and
/// two buttons of one page are two operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormKeys {
    /// See [`crate::Person::form_key`].
    pub form_key: String,
    /// Made up anew each time the page is made; at most 100 letters.
    pub page_key: String,
}

impl FormKeys {
    /// The idempotency key of a form of the page: `{page_key}-{form}`.
    #[must_use]
    pub fn operation(&self, form: &str) -> String {
        format!("{}-{}", self.page_key, identifier(form))
    }

    /// Both, as hidden fields.
    pub(crate) fn hidden(&self, form: &str) -> Markup {
        html! {
            input type="hidden" name="form_key" value=(self.form_key);
            input type="hidden" name="idempotency_key" value=(self.operation(form));
        }
    }
}

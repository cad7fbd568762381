//! Something that is hard to take back: a second step before it is done.
//!
//! Without JavaScript it unfolds in place; with it, it opens as a dialog. The form carries a key that makes one
//! press one operation, however often it is sent.

use crate::address::Address;
use crate::components::badge::Tone;
use maud::{Markup, Render, html};

/// A button that asks again.
pub struct Confirm<'a> {
    /// The id of the element; unique on the page.
    pub id: &'a str,
    /// Where it is sent.
    pub action: Address,
    /// The name of the operation: the text of both buttons.
    pub label: &'a str,
    /// What is about to happen, and to what.
    pub question: &'a str,
    /// What follows, and whether it can be taken back.
    pub consequence: &'a str,
    /// [`Tone::Bad`] for what closes or ends something.
    pub tone: Tone,
    /// One operation, one key.
    pub idempotency_key: &'a str,
    /// See [`crate::Person::form_key`].
    pub form_key: &'a str,
    /// More fields: a reason.
    pub fields: Markup,
    /// Whether one of them brings a file.
    pub brings_files: bool,
}

impl Render for Confirm<'_> {
    fn render(&self) -> Markup {
        let heading = format!("{}-question", self.id);
        let encoding = self.brings_files.then_some("multipart/form-data");
        html! {
            details.confirm #(self.id) data-dialog {
                summary.button.(self.tone.class()) { (self.label) "…" }
                div.panel role="group" aria-labelledby=(heading) {
                    form method="post" enctype=[encoding] action=(self.action) {
                        p.question #(heading) { (self.question) }
                        p { (self.consequence) }
                        input type="hidden" name="form_key" value=(self.form_key);
                        input type="hidden" name="idempotency_key" value=(self.idempotency_key);
                        (self.fields)
                        p.buttons {
                            button.(self.tone.class()) type="submit" { (self.label) }
                            button.plain type="button" data-close hidden { "Not now" }
                        }
                    }
                }
            }
        }
    }
}

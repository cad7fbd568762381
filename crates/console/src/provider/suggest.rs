//! A line with suggestions: a country or an accelerator is one of hundreds, and whoever knows its name types it.

use crate::components::{Control, Field, InputKind};
use maud::{Markup, Render, html};

/// A field of one line that offers what a list on the page has. Anything can be typed all the same.
pub(crate) struct Suggested<'a> {
    /// The field.
    pub(crate) field: Field<'a>,
    /// The id of the list.
    pub(crate) list: &'a str,
}

impl Render for Suggested<'_> {
    fn render(&self) -> Markup {
        let Control::Input(InputKind::Text, value) = self.field.control else { return self.field.render() };
        let (field, id) = (&self.field, self.field.id());
        let parts = [(field.hint, "hint"), (field.error, "error")];
        let described: Vec<String> =
            parts.iter().filter(|(text, _)| text.is_some()).map(|(_, part)| format!("{id}-{part}")).collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            div.field.wrong[field.error.is_some()] {
                label for=(id) { (field.label) @if !field.required { " " span.quiet { "(optional)" } } }
                @if let Some(hint) = field.hint { p.hint id={ (id) "-hint" } { (hint) } }
                @if let Some(error) = field.error {
                    p.error id={ (id) "-error" } { span aria-hidden="true" { "✕ " } strong { "Error: " } (error) }
                }
                input.line type="text" id=(id) name=(field.name) value=(value) list=(self.list) autocomplete="off"
                    required[field.required] aria-describedby=[described] aria-invalid=[field.error.map(|_| "true")];
            }
        }
    }
}

/// What is suggested: the value, and what it stands for.
pub(crate) fn suggestions<'a>(id: &str, values: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        datalist #(id) {
            @for (value, label) in values {
                @if label.is_empty() { option value=(value) {} } @else { option value=(value) { (label) } }
            }
        }
    }
}

//! Forms for what somebody may do in a case: one for each kind of event, with fields under the event's word (`asked.said`), and the way back from what was
//! typed to the event ([`event_of`]). Both are here, so that a form and its reading cannot disagree.

pub(crate) mod condition;
mod consent;
pub(crate) mod draft;
mod kinds;
pub(crate) mod license;
mod reader;
mod reading;
mod recommend;
pub(crate) mod recommendation;
mod rows;
mod ruling;
mod signing;
mod subject;

pub use reading::{event_of, recommendation_of};
pub use rows::{DO, Pressed, pressed};

pub(crate) use consent::consent;
pub(crate) use kinds::Offered;
pub(crate) use recommend::{POSITIONS, recommend};
pub(crate) use ruling::ruling;
pub(crate) use signing::{countersign, send_back};
pub(crate) use subject::parts;

use crate::authority::links;
use crate::components::{Choice, Confirm, Control, Field, InputKind, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use maud::{Markup, Render, html};
use portcullis_desk::event::EventKind;

/// What the forms of a page share.
#[derive(Clone, Copy)]
pub(crate) struct Forms<'a> {
    /// The case.
    pub(crate) case: &'a str,
    /// What stands in them.
    pub(crate) filled: &'a Filled,
    /// What they carry.
    pub(crate) keys: &'a FormKeys,
}

/// A form of a kind of event.
#[derive(Clone, Copy)]
pub(crate) struct EventForm<'a> {
    forms: Forms<'a>,
    kind: EventKind,
}

/// The id of the form of a kind of event: where a link to it leads.
pub(crate) fn form_id(kind: EventKind) -> String {
    format!("do-{}", kind.word())
}

impl<'a> Forms<'a> {
    /// The form of a kind of event.
    pub(crate) fn of(self, kind: EventKind) -> EventForm<'a> {
        EventForm { forms: self, kind }
    }
}

impl EventForm<'_> {
    fn name(&self, field: &str) -> String {
        format!("{}.{field}", self.kind.word())
    }

    fn text(&self, field: &str, label: &str, hint: Option<&str>, rows: u32) -> Markup {
        Field { required: true, hint, ..self.forms.filled.text(&self.name(field), label, rows) }.render()
    }

    fn line(&self, field: &str, label: &str, hint: Option<&str>, kind: InputKind) -> Markup {
        Field { required: true, hint, ..self.forms.filled.line(&self.name(field), label, kind) }.render()
    }

    fn maybe(&self, field: &str, label: &str, hint: &str, kind: InputKind) -> Markup {
        Field { hint: Some(hint), ..self.forms.filled.line(&self.name(field), label, kind) }.render()
    }

    fn select<A: AsRef<str>, B: AsRef<str>>(&self, field: &str, label: &str, choices: &[(A, B)]) -> Markup {
        let name = self.name(field);
        let choices = self.choices(&name, choices);
        Field { required: true, ..self.forms.filled.field(&name, label, Control::Select(&choices)) }.render()
    }

    fn checkboxes<A: AsRef<str>, B: AsRef<str>>(
        &self,
        field: &str,
        label: &str,
        hint: &str,
        choices: &[(A, B)],
    ) -> Markup {
        let name = self.name(field);
        let choices = self.choices(&name, choices);
        Field { hint: Some(hint), ..self.forms.filled.field(&name, label, Control::Checkboxes(&choices)) }.render()
    }

    fn choices<'c, A: AsRef<str>, B: AsRef<str>>(&self, name: &str, choices: &'c [(A, B)]) -> Vec<Choice<'c>> {
        let chosen = |value: &str| self.forms.filled.has(name, value);
        let choices = choices.iter();
        choices
            .map(|(value, label)| Choice {
                value: value.as_ref(),
                label: label.as_ref(),
                chosen: chosen(value.as_ref()),
            })
            .collect()
    }

    fn file(&self, field: &str, label: &str, hint: &str, required: bool) -> Markup {
        let name = self.name(field);
        Field { required, hint: Some(hint), ..self.forms.filled.line(&name, label, InputKind::File) }.render()
    }

    /// What stands in a field, where something does.
    fn value(&self, field: &str) -> Option<&str> {
        Some(self.forms.filled.value(&self.name(field))).filter(|value| !value.is_empty())
    }

    fn hidden(&self, field: &str, value: &str) -> Markup {
        html! { input type="hidden" name=(self.name(field)) value=(value); }
    }

    /// Whether something of it was sent, so that it has to be in sight.
    fn was_sent(&self) -> bool {
        let start = format!("{}.", self.kind.word());
        self.forms.filled.values().iter().any(|(name, _)| name.starts_with(&start))
    }

    /// The form itself.
    fn form(&self, body: &Markup, buttons: &Markup) -> Markup {
        let encoding = (self.kind == EventKind::Attached).then_some("multipart/form-data");
        html! {
            form.sheet.wide id=(form_id(self.kind)) method="post" enctype=[encoding] action=(links::event(self.forms.case, self.kind)) {
                (self.forms.keys.hidden(self.kind.word()))
                (body)
                p.buttons { (buttons) }
            }
        }
    }

    /// The form, folded until it is wanted. A link to the form unfolds it (WHATWG HTML section 7.4.6.4), as one to what holds it would not.
    fn folded(&self, title: &str, tone: Tone, body: &Markup) -> Markup {
        let button = html! { button.(tone.class()) type="submit" { (title) } };
        html! {
            details.operation open[self.was_sent()] {
                summary { (title) }
                (self.form(body, &button))
            }
        }
    }

    /// A press that asks again, where nothing has to be typed.
    fn confirmed(&self, title: &str, question: &str, consequence: &str, tone: Tone, fields: Markup) -> Markup {
        Confirm {
            id: &form_id(self.kind),
            action: links::event(self.forms.case, self.kind),
            label: title,
            question,
            consequence,
            tone,
            idempotency_key: &self.forms.keys.operation(self.kind.word()),
            form_key: &self.forms.keys.form_key,
            brings_files: false,
            fields,
        }
        .render()
    }
}

/// What is pressed where Enter is typed in a field: the form is shown again, with the sentences it comes to. Nothing is removed or done by it.
pub(crate) fn enter_shows() -> Markup {
    html! { button.unseen type="submit" name=(DO) value="show" tabindex="-1" aria-hidden="true" formnovalidate { "Show" } }
}

//! A decision between agencies: for what, without what, and why (15 CFR 750.4(f)).

use super::{Forms, subject};
use crate::authority::words::{self, RUNGS, STANDS};
use crate::components::Tone;
use maud::{Markup, html};
use portcullis_desk::advice::Subject;
use portcullis_desk::event::EventKind;

/// The form of the chair, of a rung whose decision is noted, or of an agency that takes it further. `next` is the rung it is before, or comes to.
pub(crate) fn ruling(forms: Forms<'_>, kind: EventKind, title: &str, parts: &[Subject]) -> Markup {
    let form = forms.of(kind);
    let rungs = RUNGS.map(|(_, word, title)| (word, title));
    let body = if kind == EventKind::Escalated {
        html! {
            (form.select("to", "To which rung", &rungs))
            (form.text("said", "Why", None, 4))
        }
    } else {
        let stands: Vec<(String, &str)> =
            STANDS.iter().map(|stand| (stand.to_string(), words::stand(*stand).word)).collect();
        let parts: Vec<(String, String)> =
            parts.iter().map(|part| (subject::code(part), words::subject_name(part))).collect();
        html! {
            @if kind == EventKind::RungDecided { (form.select("rung", "Which rung decided", &rungs)) }
            (form.select("stand", "For the application as a whole", &stands))
            @if !parts.is_empty() { (form.checkboxes("without", "Left out", "Where it is approved: what is not.", &parts)) }
            (form.text("said", "Why", None, 5))
        }
    };
    form.folded(title, Tone::Plain, &body)
}

//! What is owed to the authority: a report, a breach to be told, and the license itself when it is given back.

use crate::components::{Choice, Confirm, Control, Field, Tone};
use crate::files::{documents_with, files_of};
use crate::form_keys::FormKeys;
use crate::provider::license::LicenseView;
use crate::provider::links;
use maud::{Markup, html};
use portcullis_license::{Rule, Standing};

/// The conditions to choose from; those that ask for reports first.
fn choices<'a>(view: &'a LicenseView, chosen: &str, only_reports: bool) -> Vec<Choice<'a>> {
    let mine = view
        .license
        .conditions
        .iter()
        .filter(|condition| !only_reports || matches!(condition.rule, Rule::ReportEvery { .. }));
    let none = Choice {
        value: "",
        label: if only_reports { "None: of our own accord" } else { "None of them: the terms" },
        chosen: chosen.is_empty(),
    };
    let named =
        mine.map(|condition| Choice { value: &condition.id, label: &condition.id, chosen: chosen == condition.id });
    std::iter::once(none).chain(named).collect()
}

/// What can be done with the license by whoever may.
pub(super) fn operations(view: &LicenseView) -> Markup {
    let holds = matches!(view.standing, Standing::Issued | Standing::Suspended);
    html! {
        @if let Some(keys) = &view.keys {
            h2 #tell { "Tell the authority" }
            (told(view, keys, "report", "File a report", "What the report says", true))
            (told(view, keys, "breach", "Report a breach", "What happened, since when, and what was done about it", false))
            @if holds { (surrender(view, keys)) }
        }
    }
}

fn told(view: &LicenseView, keys: &FormKeys, operation: &str, label: &str, asks: &str, only_reports: bool) -> Markup {
    let (condition, text) = (format!("{operation}.condition"), format!("{operation}.text"));
    let filled = &view.filled;
    let choices = choices(view, filled.value(&condition), only_reports);
    let files = only_reports.then(|| files_of(&text));
    let encoding = only_reports.then_some("multipart/form-data");
    let is_wrong = filled.problem(&condition).is_some() || filled.problem(&text).is_some();
    html! {
        details.operation open[is_wrong] {
            summary { (label) }
            form.sheet method="post" enctype=[encoding] action=(links::license_operation(view.license.number.as_str(), operation)) {
                (keys.hidden(operation))
                (filled.field(&condition, "Condition", Control::Select(&choices)))
                (Field { required: true, ..filled.text(&text, asks, 6) })
                @if let Some(files) = &files { (documents_with(filled, files)) }
                p.buttons { button type="submit" { (label) } }
            }
        }
    }
}

fn surrender(view: &LicenseView, keys: &FormKeys) -> Markup {
    let number = view.license.number.as_str();
    let question = format!("Give license {number} back?");
    let operation = keys.operation("surrender");
    html! {
        (Confirm {
            id: "surrender",
            action: links::license_operation(number, "surrender"),
            label: "Surrender the license",
            question: &question,
            consequence: "Nothing new begins under it, and what runs ends with its slice. It cannot be taken back.",
            tone: Tone::Bad,
            idempotency_key: &operation,
            form_key: &keys.form_key,
            brings_files: false,
            fields: html! { (Field { required: true, ..view.filled.text("surrender.reason", "Reason", 3) }) },
        })
    }
}

//! The draft of a decision: a form for each outcome, with the license where one goes with it and the reasons where not.

use super::{DO, Forms, enter_shows, license, parts, subject};
use crate::authority::words;
use crate::components::{Choice, Control, Field};
use crate::filled::Filled;
use maud::{Markup, html};
use portcullis_application::Application;
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::EventKind;
use portcullis_license::{Condition, License};

/// Where the fields of the license of a draft begin.
pub(crate) const LICENSE: &str = "drafted.license";

/// The values of an empty draft: what is asked for, with the conditions that agencies ask for.
#[must_use]
pub(crate) fn values(proposed: Option<&License>, asked: &[&Condition]) -> Vec<(String, String)> {
    let Some(proposed) = proposed else { return Vec::new() };
    let mut license = proposed.clone();
    for condition in asked {
        let is_there = license.conditions.iter().any(|own| own.id == condition.id && own.owner == condition.owner);
        if !is_there {
            license.conditions.push((*condition).clone());
        }
    }
    license::values(LICENSE, &license)
}

/// The form of an outcome. `beside` and `after` say what its conditions need.
pub(crate) fn draft(
    forms: Forms<'_>,
    outcome: OutcomeKind,
    application: Option<&Application>,
    beside: &dyn Fn(&Condition) -> Markup,
    after: &Markup,
) -> Markup {
    let form = forms.of(EventKind::Drafted);
    let filled = forms.filled;
    let button = html! {
        button type="submit" name=(DO) value="draft" { "Draft: " (words::outcome_title(outcome).to_lowercase()) }
        @if outcome.has_license() { button.plain type="submit" name=(DO) value="show" formnovalidate { "Show what it says" } }
    };
    let body = html! {
        (enter_shows())
        (form.hidden("outcome", outcome.word()))
        @if outcome.has_license() {
            (license::fields(filled, LICENSE, beside, after))
            @if let Some(application) = application { (without(filled, application)) }
        } @else {
            (form.text("reasons", "Reasons, as they may be told", Some(reasons_hint(outcome)), 8))
        }
        (Field { hint: Some("For the colleagues: what it rests on. It is not told to the applicant."), ..filled.text("drafted.note", "Note", 3) })
    };
    form.form(&body, &button)
}

fn reasons_hint(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::IntentToDeny | OutcomeKind::Deny => {
            "The statute or regulation on which it rests, and the facts, as far as they may be told (15 CFR 750.6(a))."
        }
        OutcomeKind::ReturnWithoutAction => "Why, and what would mend it.",
        OutcomeKind::Revoke => "What was broken or changed; the licensee can appeal (15 CFR part 756).",
        _ => "Why.",
    }
}

fn without(filled: &Filled, application: &Application) -> Markup {
    let parts: Vec<(String, String)> =
        parts(application).iter().map(|part| (subject::code(part), words::subject_name(part))).collect();
    let choices: Vec<Choice<'_>> = parts
        .iter()
        .map(|(value, label)| Choice { value, label, chosen: filled.has("drafted.without", value) })
        .collect();
    html! {
        details open[filled.problem("drafted.without").is_some() || choices.iter().any(|choice| choice.chosen)] {
            summary { "What the application asks for and the license leaves out" }
            (Field { hint: Some("Conditions asked for a part go with it."), ..filled.field("drafted.without", "Left out", Control::Checkboxes(&choices)) })
        }
    }
}

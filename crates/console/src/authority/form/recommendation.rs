//! A recommendation as a form, and back: one position on the application as a whole, and one on each part that stands otherwise.

use super::condition;
use super::reader::Reader;
use super::rows::DO;
use super::subject;
use crate::authority::words;
use crate::components::{Choice, Control, Field};
use crate::filled::Filled;
use maud::{Markup, html};
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;

/// What can be recommended, with the words that are sent for it.
const SAYS: [(&str, &str); 5] = [
    ("approve", "Approve"),
    ("approve_with_conditions", "Approve with conditions"),
    ("deny", "Deny"),
    ("no_license_needed", "No license is needed"),
    ("return_without_action", "Return without action"),
];

fn word(says: &Says) -> &'static str {
    match says {
        Says::Approve => "approve",
        Says::ApproveWithConditions { .. } => "approve_with_conditions",
        Says::Deny { .. } => "deny",
        Says::NoLicenseNeeded => "no_license_needed",
        Says::ReturnWithoutAction { .. } => "return_without_action",
    }
}

/// The values of a form that holds a recommendation.
pub(crate) fn values(list: &str, recommendation: &Recommendation) -> Vec<(String, String)> {
    let position = |(at, position): (usize, &Position)| {
        let row = format!("{list}[{at}]");
        let mut values = vec![
            (format!("{row}.is"), subject::code(&position.subject)),
            (format!("{row}.says"), word(&position.says).to_owned()),
        ];
        match &position.says {
            Says::Deny { reasons } | Says::ReturnWithoutAction { reasons } => {
                values.push((format!("{row}.reasons"), reasons.clone()));
            }
            Says::ApproveWithConditions { conditions } => {
                values.extend(condition::list_values(&format!("{row}.conditions"), conditions));
            }
            Says::Approve | Says::NoLicenseNeeded => {}
        }
        values
    };
    recommendation.positions.iter().enumerate().flat_map(position).collect()
}

/// An empty form: one position, on the application.
pub(crate) fn no_values(list: &str) -> Vec<(String, String)> {
    vec![(format!("{list}[0].is"), subject::code(&Subject::Application))]
}

/// The recommendation that a form holds, or all that is wrong with it.
pub(crate) fn read(filled: &Filled, list: &str, agency: &AgencyName) -> Result<Recommendation, Vec<(String, String)>> {
    let (mut positions, mut wrong) = (Vec::new(), Vec::new());
    for at in 0..super::rows::count(filled.values(), list) {
        match position(filled, &format!("{list}[{at}]"), agency) {
            Ok(position) => positions.push(position),
            Err(found) => wrong.extend(found),
        }
    }
    if positions.is_empty() && wrong.is_empty() {
        wrong.push((format!("{list}.add"), "Say something on the application as a whole.".to_owned()));
    }
    if wrong.is_empty() { Ok(Recommendation { agency: agency.clone(), positions }) } else { Err(wrong) }
}

fn position(filled: &Filled, row: &str, agency: &AgencyName) -> Result<Position, Vec<(String, String)>> {
    let mut reader = Reader::of(filled, row);
    let about = reader.choice("is", "what the position is about: remove it and add it again", subject::read);
    let says = match reader.value("says").as_str() {
        "approve" => Some(Says::Approve),
        "no_license_needed" => Some(Says::NoLicenseNeeded),
        "deny" => reader.text("reasons", "the reasons, in law and policy").map(|reasons| Says::Deny { reasons }),
        "return_without_action" => {
            reader.text("reasons", "why, and what would mend it").map(|reasons| Says::ReturnWithoutAction { reasons })
        }
        "approve_with_conditions" => {
            let read = condition::read_list(filled, &format!("{row}.conditions"), Some(agency.as_str()));
            let conditions = read.map_err(|wrong| reader.join(wrong)).ok();
            if conditions.as_ref().is_some_and(Vec::is_empty) {
                reader.problem("says", "Add a condition below, or approve without.");
            }
            conditions
                .filter(|conditions| !conditions.is_empty())
                .map(|conditions| Says::ApproveWithConditions { conditions })
        }
        _ => {
            reader.problem("says", "Choose what is recommended.");
            None
        }
    };
    match (about, says) {
        (Some(subject), Some(says)) => Ok(Position { subject, says }),
        _ => Err(reader.into_wrong()),
    }
}

/// The fields: the positions there are, and what adds one on another part.
pub(crate) fn fields(filled: &Filled, list: &str, agency: &AgencyName, parts: &[Subject]) -> Markup {
    let count = super::rows::count(filled.values(), list);
    let taken: Vec<&str> =
        filled.values().iter().filter(|(name, _)| name.ends_with("].is")).map(|(_, code)| code.as_str()).collect();
    let others: Vec<(String, String)> = parts
        .iter()
        .map(|part| (subject::code(part), words::subject_name(part)))
        .filter(|(code, _)| !taken.contains(&code.as_str()))
        .collect();
    html! {
        @for at in 0..count { (row(filled, &format!("{list}[{at}]"), agency)) }
        @if !others.is_empty() {
            (condition::adder(filled, list, "A part that stands otherwise than the whole", "Add a position on it", &others))
        }
    }
}

fn row(filled: &Filled, row: &str, agency: &AgencyName) -> Markup {
    let name = |field: &str| format!("{row}.{field}");
    let (is, says, reasons) = (name("is"), name("says"), name("reasons"));
    let code = filled.value(&is);
    let about = subject::read(code);
    let title = about.as_ref().map_or_else(|| "A part that is not known".to_owned(), words::subject_name);
    let is_whole = about == Some(Subject::Application);
    let choices: Vec<Choice<'_>> = std::iter::once(("", "Choose"))
        .chain(SAYS)
        .map(|(value, label)| Choice { value, label, chosen: filled.value(&says) == value })
        .collect();
    html! {
        fieldset.row-of {
            legend { (title) }
            input type="hidden" name=(is) value=(code);
            @if let Some(problem) = filled.problem(&is) { p.error { (problem) } }
            (Field { required: true, ..filled.field(&says, "It is recommended to", Control::Select(&choices)) })
            (Field { hint: Some("In law and policy. Needed to deny and to return."), ..filled.text(&reasons, "Reasons", 3) })
            p.what { "Conditions" }
            p.hint { "They count where it is approved with conditions; the agency owns them." }
            (condition::rows(filled, &name("conditions"), Some(agency.as_str()), &|_| html! {}))
            @if !is_whole {
                p.buttons { button.plain type="submit" name=(DO) value={ "remove:" (row) } formnovalidate { "Remove the position on " (title) } }
            }
        }
    }
}

//! A determination: the answer first, then why, then what it rests on, then what would change it.

mod basis;
mod found;
mod reasons;

pub(crate) use found::finding_badge;

use crate::address::Address;
use crate::components::{Badge, FactList, Moment, Tone};
use crate::form_keys::FormKeys;
use crate::place::Place;
use crate::provider::answer::PublishedAnswer;
use crate::provider::links;
use maud::{Markup, html};
use portcullis_law::{Outcome, ReviewPolicy};
use portcullis_license::Instant;

/// The record of a determination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its id.
    pub record: String,
    /// Its place in the log.
    pub index: u64,
    /// When.
    pub at: Instant,
    /// The receipt, once a checkpoint covers it.
    pub receipt: Option<Address>,
}

/// What is shown of a determination.
#[derive(Debug, Clone, PartialEq)]
pub struct DeterminationView {
    /// The answer.
    pub answer: PublishedAnswer,
    /// What the gate says besides the law: that a license covers it, or why none does.
    pub gate: Option<String>,
    /// Whether the gate opens; without a license the outcome says so.
    pub opens: bool,
    /// The customer, to be led to; empty where the question names none.
    pub customer: String,
    /// The fields of the question, by their names in the form of [`crate::provider::ask`].
    pub asked: Vec<(String, String)>,
    /// Its record, if it was recorded.
    pub recorded: Option<Recorded>,
    /// Licenses that it was held against, by their numbers.
    pub licenses: Vec<String>,
    /// Whether whoever reads it may record it.
    pub may_record: bool,
    /// Whether they may apply for a license.
    pub may_apply: bool,
    /// For the buttons.
    pub keys: FormKeys,
}

/// A review policy in words.
pub(crate) fn policy_words(policy: Option<ReviewPolicy>) -> String {
    policy.map_or_else(String::new, |policy| policy.word().replace('_', " "))
}

/// What an outcome means for the gate, and what to do.
fn gate_words(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Prohibited => ("The gate stays closed", "No license is available for this, or a party is barred."),
        Outcome::LicenseRequired => {
            ("The gate is closed until a license covers it", "Apply for one, or change what is asked for.")
        }
        Outcome::Unverified => (
            "The gate is closed, to a person",
            "The state of the law on this date is not known; both readings are given.",
        ),
        Outcome::Depends => {
            ("The gate is closed, to a person", "A fact that would decide is not known; it is named below.")
        }
        Outcome::Authorized => ("The gate is open, with obligations", "An exception or a license applies."),
        Outcome::NotRequired => ("The gate is open", "None of the provisions that are applied reaches this."),
    }
}

/// Whether a license would help.
fn needs_license(outcome: Outcome) -> bool {
    outcome == Outcome::LicenseRequired
}

/// The body of the page.
#[must_use]
pub fn determination(view: &DeterminationView) -> Markup {
    let answer = &view.answer;
    html! {
        (verdict(view))
        (actions(view))
        (question(view))
        (reasons::reasons(answer))
        (reasons::exceptions(answer))
        (reasons::obligations(answer))
        (basis::missing(view))
        (basis::taken_for_granted(answer))
        (basis::would_change(view))
        (reasons::enacted_and_assumed(answer))
        (found::screening(view))
        (found::ownership(answer))
        (basis::facts(answer))
        (basis::versions(view))
    }
}

fn verdict(view: &DeterminationView) -> Markup {
    let answer = &view.answer;
    let (title, says) = gate_words(answer.outcome);
    let covered = view.opens && !answer.outcome.opens();
    let tone = match answer.outcome {
        _ if covered => Tone::Good,
        Outcome::Prohibited | Outcome::LicenseRequired => Tone::Bad,
        Outcome::Unverified | Outcome::Depends => Tone::Warn,
        Outcome::Authorized | Outcome::NotRequired => Tone::Good,
    };
    let policy = policy_words(answer.review_policy);
    html! {
        div.verdict.(tone.class()) role="status" {
            p.outcome { (Badge::outcome(answer.outcome)) @if !policy.is_empty() { " " span.quiet { (policy) } } }
            p.what { @if covered { "The gate is open: a license covers it" } @else { (title) } }
            p { @if let Some(gate) = &view.gate { (gate) } @else { (says) } }
            @if !view.licenses.is_empty() {
                p { "Held against: " @for (place, number) in view.licenses.iter().enumerate() {
                    @if place > 0 { ", " } a href=(links::license(number)) { (number) }
                } }
            }
        }
    }
}

/// The fields of the question, to be sent again.
fn carried(asked: &[(String, String)]) -> Markup {
    html! { @for (name, value) in asked { input type="hidden" name=(name) value=(value); } }
}

/// The form of the question with its fields filled.
fn form_address(asked: &[(String, String)]) -> Address {
    // A name that stands more than once (an end use) has to stay more than once.
    asked.iter().fold(Place::Ask.address(), |address, (name, value)| address.and(name, value))
}

fn actions(view: &DeterminationView) -> Markup {
    let record = view.recorded.as_ref().map(|recorded| recorded.record.as_str());
    html! {
        div.actions {
            @if record.is_none() && view.may_record {
                form method="post" action=(links::determination(None)) {
                    (view.keys.hidden("record")) (carried(&view.asked))
                    button type="submit" { "Record it" }
                }
            }
            @if needs_license(view.answer.outcome) && !view.opens && view.may_apply {
                form method="post" action=(links::draft(None)) {
                    (view.keys.hidden("apply"))
                    @if let Some(record) = record { input type="hidden" name="determination" value=(record); } @else { (carried(&view.asked)) }
                    button type="submit" { "Apply for a license" }
                }
            }
            a.button.plain href=(form_address(&view.asked)) { "Change a fact" }
        }
    }
}

fn question(view: &DeterminationView) -> Markup {
    let answer = &view.answer;
    let on = answer.on.to_string();
    let mut facts = FactList::new();
    if !view.customer.is_empty() {
        facts = facts.row("Customer", html! { a href=(links::customer(&view.customer)) { (view.customer) } });
    }
    facts = facts
        .row("Law of", html! { time datetime=(on) { (on) } })
        .row("Profile", answer.profile.as_str())
        .maybe("Asked as", answer.id.as_deref());
    if let Some(span) = &answer.span {
        let since =
            span.since.map_or_else(|| "always, as far as the loaded law goes".to_owned(), |day| day.to_string());
        facts = facts.row(
            "So since",
            html! {
                (since) @if let Some(before) = span.before { ", before that " (Badge::outcome(before.outcome)) }
            },
        );
        facts = facts.row(
            "So until",
            html! {
                @match (span.until, span.after) {
                    (Some(day), Some(after)) => { (day.to_string()) ", from then on " (Badge::outcome(after.outcome)) }
                    _ => "no change is known to come"
                }
            },
        );
    }
    let recorded = view.recorded.as_ref().map(|recorded| {
        html! {
            code { (recorded.record) } ", leaf " (recorded.index) " of the log, " (Moment::utc(recorded.at)) " · "
            @if let Some(receipt) = &recorded.receipt { a href=(receipt) { "Receipt" } } @else { span.quiet { "the receipt follows with the next checkpoint" } }
        }
    });
    html! { (facts.maybe("Recorded", recorded)) }
}

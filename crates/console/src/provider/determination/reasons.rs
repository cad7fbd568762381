//! Why: provisions, exceptions, obligations, and the law as enacted beside the law as assumed.

use crate::components::{Badge, Column, Table, Tone};
use crate::provider::answer::{AnswerException, AnswerReason, AnswerRegime, PublishedAnswer};
use crate::provider::determination::policy_words;
use crate::provider::links;
use maud::{Markup, html};
use portcullis_law::Outcome;

/// How a provision stands, by its word in an answer.
fn standing(word: &str) -> Badge<'_> {
    match word {
        "in_force" => Badge::of(Tone::Good, "●", "in force"),
        "assumed" => Badge::of(Tone::Info, "◌", "applied as if in force"),
        "announced_nonenforcement" => Badge::of(Tone::Warn, "◐", "in force, not enforced"),
        "unverified" => Badge::of(Tone::Warn, "?", "unverified"),
        other => Badge::of(Tone::Warn, "?", other),
    }
}

/// What part a provision plays, by its word in an answer.
fn weight(word: &str) -> Badge<'_> {
    match word {
        "fires" => Badge::of(Tone::Plain, "▸", "fires"),
        "lifted" => Badge::of(Tone::Good, "↷", "lifted by an exception"),
        "open" => Badge::of(Tone::Warn, "…", "not known whether it fires"),
        "error" => Badge::of(Tone::Bad, "!", "cannot be evaluated"),
        other => Badge::of(Tone::Warn, "?", other),
    }
}

pub(super) fn reasons(answer: &PublishedAnswer) -> Markup {
    let on = answer.on.to_string();
    html! {
        h2 #why { "Why" }
        @if answer.reasons.is_empty() {
            p { "No provision of the regimes that are applied reaches this. " a href="#regimes" { "The regimes that were looked at" } "." }
        }
        ol.reasons { @for reason in &answer.reasons { (one_reason(reason, &on)) } }
    }
}

fn one_reason(reason: &AnswerReason, on: &str) -> Markup {
    let policy = policy_words(reason.review_policy);
    html! {
        li {
            p.what {
                a href=(links::provision(&reason.regime, &reason.provision, on)) { (reason.citation) }
                " " (Badge::outcome(reason.outcome)) @if !policy.is_empty() { " " span.quiet { (policy) } }
            }
            p.said { (reason.text) }
            p.quiet.line-of {
                (weight(&reason.weight)) " " (standing(&reason.standing)) " " (Badge::evidence(&reason.evidence))
                " " a href=(links::instrument(&reason.regime, &reason.instrument, on)) { (reason.instrument) }
                ", " (reason.stage.replace('_', " ")) " · provision " code { (reason.provision) }
            }
            @if !reason.because.is_empty() {
                ul.because { @for step in &reason.because { li { (step) } } }
            }
            details.data { summary { "Evidence" span.unseen { " of " (reason.provision) } } p { (reason.evidence) } }
        }
    }
}

pub(super) fn exceptions(answer: &PublishedAnswer) -> Markup {
    let on = answer.on.to_string();
    let columns = vec![
        Column::words(
            "name",
            "Exception",
            |row: &AnswerException| html! { strong { (row.name) } div.quiet { (row.citation) } },
        ),
        Column::words("holds", "Holds", |row: &AnswerException| match row.holds {
            Some(true) => Badge::of(Tone::Good, "✓", "holds"),
            Some(false) => Badge::of(Tone::Plain, "✕", "does not hold"),
            None => Badge::of(Tone::Warn, "?", "not known"),
        }),
        Column::words("because", "Because", |row: &AnswerException| row.because.clone()),
        Column::words("provision", "Provision", |row: &AnswerException| {
            html! { a href=(links::provision(links::ANY_REGIME, &row.provision, &on)) { (row.provision) } }
        }),
    ];
    html! {
        @if !answer.exceptions.is_empty() {
            h2 { "Exceptions tried" }
            (Table::of("exceptions", "License exceptions, and why each holds or not", columns, &answer.exceptions))
        }
    }
}

pub(super) fn obligations(answer: &PublishedAnswer) -> Markup {
    html! {
        @if !answer.obligations.is_empty() {
            h2 { "What must be done or kept" }
            ul { @for obligation in &answer.obligations { li { (obligation) } } }
        }
    }
}

pub(super) fn enacted_and_assumed(answer: &PublishedAnswer) -> Markup {
    let without = &answer.without_assumptions;
    let side = |title: &str, outcome, policy: String, says: Markup| {
        html! {
            section {
                h3 { (title) }
                p { (Badge::outcome(outcome)) @if !policy.is_empty() { " " span.quiet { (policy) } } }
                (says)
            }
        }
    };
    let assumed = html! {
        @if without.assumed.is_empty() { p.quiet { "Nothing that bears on it is assumed." } } @else {
            p.quiet { "Applied as if in force:" }
            ul { @for instrument in &without.assumed { li { (instrument) } } }
        }
    };
    let enacted = html! { p.quiet { "What is in force on the date, and nothing else." } };
    let columns = vec![
        Column::words("regime", "Regime", |row: &&AnswerRegime| row.regime.clone()),
        Column::words(
            "outcome",
            "Outcome",
            |row: &&AnswerRegime| html! { (Badge::outcome(row.outcome)) " " span.quiet { (policy_words(row.review_policy)) } },
        ),
        Column::words("readings", "Under other readings of the law", |row: &&AnswerRegime| {
            html! { @for reading in &row.readings { div { (reading.reading.replace('_', " ")) ": " (Badge::outcome(reading.outcome)) } } }
        }),
    ];
    let is_silent = |row: &&AnswerRegime| row.outcome == Outcome::NotRequired && row.readings.is_empty();
    let silent: Vec<&str> = answer.regimes.iter().filter(is_silent).map(|row| row.regime.as_str()).collect();
    let reached: Vec<&AnswerRegime> = answer.regimes.iter().filter(|row| !is_silent(row)).collect();
    html! {
        h2 #regimes { "Enacted and assumed" }
        div.sides {
            (side("As the profile applies it", answer.outcome, policy_words(answer.review_policy), assumed))
            (side("As enacted", without.outcome, policy_words(without.review_policy), enacted))
        }
        @if !reached.is_empty() { (Table::of("regime-outcomes", "Each regime that reaches it, by itself", columns, &reached)) }
        @if !silent.is_empty() { p.quiet { "Looked at too, and none of its provisions reaches this: " (silent.join(", ")) "." } }
    }
}

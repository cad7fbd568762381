//! Decisions, as everybody reads them who may.

use crate::authority::words;
use crate::license_parts::terms;
use maud::{Markup, html};
use portcullis_desk::advice::Subject;
use portcullis_desk::audience::Decision;

/// What is left out.
pub(crate) fn without(subjects: &[Subject]) -> Markup {
    html! { @if !subjects.is_empty() {
        p { "Left out: " (words::listed(subjects.iter().map(words::subject_name))) "." }
    } }
}

/// Decisions that two people signed, in order.
pub(crate) fn decisions(decisions: &[Decision]) -> Markup {
    html! {
        @if decisions.is_empty() { p { "Nothing is decided yet." } }
        @for (at, decision) in decisions.iter().enumerate() {
            h3 { (words::outcome(decision.outcome)) " " span.quiet { (words::day(decision.on)) } }
            @if let Some(reasons) = &decision.reasons { (super::timeline::paragraphs(reasons)) }
            @let without: Vec<String> = decision.without.iter().map(|left| words::subject(left.place, left.subject.as_ref())).collect();
            @if !without.is_empty() { p { "Left out: " (words::listed(&without)) "." } }
            @if let Some(license) = &decision.license {
                details { summary { "License " (license.number) } (terms(&format!("decision-{at}"), license, None)) }
            }
        }
    }
}

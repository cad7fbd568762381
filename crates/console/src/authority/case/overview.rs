//! Where a case stands: what can be done next, its clocks, and what waits for others.

use super::{CaseTab, CaseView};
use crate::authority::form::form_id;
use crate::authority::{advice, clocks, evidence, links};
use maud::{Markup, html};
use portcullis_desk::audience::Allowed;

pub(super) fn overview(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    html! {
        (advice_of_review(view))
        h2 #next { "What you can do next" }
        (next_steps(view))
        h2 #clocks { "Clocks" }
        (clocks::clocks("clock-table", &officer.clocks, officer.on, view.agencies))
        @if !officer.questions.is_empty() { h2 #questions { "Questions to the applicant" } (evidence::questions(&officer.questions)) }
    }
}

/// Where advice points to, as long as it still counts.
fn advice_of_review(view: &CaseView<'_>) -> Markup {
    use portcullis_desk::case::PhaseKind;
    let under_review = matches!(view.officer.phase.kind(), PhaseKind::Registered | PhaseKind::Referred);
    html! { @if under_review { (advice::direction(&view.officer.direction, &view.officer.consolidation)) } }
}

fn next_steps(view: &CaseView<'_>) -> Markup {
    let (here, elsewhere): (Vec<&Allowed>, Vec<&Allowed>) =
        view.next().partition(|allowed| CaseTab::of(allowed.event) == CaseTab::Overview);
    let nothing = here.is_empty() && elsewhere.is_empty();
    html! {
        @if view.keys.is_none() { p { "You may look at this case, and do nothing in it." } }
        @else if nothing { p { "Nothing is for you to do here now: others act next, or time." } }
        @else {
            @if !elsewhere.is_empty() {
                ul.next {
                    @for allowed in elsewhere {
                        @let tab = CaseTab::of(allowed.event);
                        li {
                            a href=(links::case_tab(view.number(), tab).at(&form_id(allowed.event))) { (allowed.title) }
                            " " span.quiet { "under " (tab.title()) }
                        }
                    }
                }
            }
            div.operations { (view.forms_of(CaseTab::Overview)) }
        }
    }
}

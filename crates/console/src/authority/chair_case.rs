//! A case as the chair of the operating committee reads it: the agencies side by side, what they are about, and the form to decide between them (15 CFR 750.4(f)).

use crate::authority::form::{Forms, parts, ruling};
use crate::authority::{advice, clocks, decided, evidence, timeline, words};
use crate::components::FactList;
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use maud::{Markup, html};
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::ChairView;

/// A case for the chair.
#[derive(Debug, Clone)]
pub struct ChairCaseView<'a> {
    /// What the chair may see of it.
    pub chair: &'a ChairView,
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// What stands in the forms.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The body of the page.
#[must_use]
pub fn chair_case(view: &ChairCaseView<'_>) -> Markup {
    let chair = view.chair;
    let facts = FactList::new()
        .row("Applicant", chair.applicant.as_str())
        .maybe("Asks for", chair.application.as_ref().map(evidence::in_short))
        .row("Phase", words::phase_kind(chair.phase.kind()));
    html! {
        (view.filled.summary())
        (facts)
        (advice::direction(&chair.direction, &chair.consolidation))
        (advice::dispute(&chair.dispute, &chair.consolidation))
        h2 #together { "Side by side" }
        (advice::side_by_side("advice", &chair.consolidation, view.agencies))
        h2 #next { "What you can do next" }
        (next_steps(view))
        h2 #clocks { "Clocks" }
        (clocks::clocks("clock-table", &chair.clocks, chair.on, view.agencies))
        h2 #evidence { "The application" }
        @match &chair.application {
            Some(application) => { (evidence::application(application)) h2 #parties { "Parties and owners" } (evidence::parties(application, &[])) }
            None => p { "The words of the application are not kept any more." },
        }
        h2 #documents { "Documents" }
        (evidence::documents(chair.case.as_str(), &chair.documents))
        @if !chair.questions.is_empty() { h2 #questions { "Questions to the applicant" } (evidence::questions(&chair.questions)) }
        h2 #decisions { "What was decided" }
        (decided::decisions(&chair.decisions))
        h2 #history { "What happened" }
        (timeline::timeline(chair.timeline.iter().map(timeline::Happened::of)))
    }
}

fn next_steps(view: &ChairCaseView<'_>) -> Markup {
    let chair = view.chair;
    let Some(keys) = &view.keys else { return html! { p { "You may look at this case, and decide nothing in it." } } };
    let forms = Forms { case: chair.case.as_str(), filled: &view.filled, keys };
    let parts = chair.application.as_ref().map(parts).unwrap_or_default();
    html! {
        @if chair.next.is_empty() { p { "Nothing is for the chair to decide now: the agencies speak first, and may agree." } }
        @for allowed in &chair.next { (ruling(forms, allowed.event, allowed.title, &parts)) }
    }
}

//! A case as somebody reads it who speaks for an agency: the evidence, what the agency said, and the form to recommend. Other agencies stand beside it once all
//! have spoken; until then nothing of them is in the view that this page is made of.

use crate::authority::form::{Forms, Offered, consent, parts, recommend, ruling};
use crate::authority::{advice, clocks, decided, evidence, links, timeline, words};
use crate::components::{Badge, FactList, Notice, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::number::counted;
use maud::{Markup, html};
use portcullis_application::Application;
use portcullis_desk::advice::Says;
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::{AgencyView, Allowed};
use portcullis_desk::event::EventKind;
use portcullis_license::Condition;

/// A case for an agency.
#[derive(Debug, Clone)]
pub struct AgencyCaseView<'a> {
    /// What the agency may see of it.
    pub agency: &'a AgencyView,
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// Which version of the application is shown; the current one where left out.
    pub version: Option<u32>,
    /// What stands in the forms.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The sentence under the title: where the case stands.
#[must_use]
pub fn agency_case_lead(view: &AgencyView) -> String {
    words::phase_sentence(&view.phase)
}

/// The body of the page.
#[must_use]
pub fn agency_case(view: &AgencyCaseView<'_>) -> Markup {
    let agency = view.agency;
    let number = agency.case.as_str();
    html! {
        (view.filled.summary())
        (about(view))
        (silence(view))
        h2 #recommend { "What you can do next" }
        (next_steps(view))
        h2 #clocks { "Clocks" }
        (clocks::clocks("clock-table", &agency.clocks, agency.on, view.agencies))
        h2 #own { "What you recommended" }
        (advice::given("own-recommendations", &agency.recommendations, view.agencies))
        h2 #together { "The other agencies" }
        (together(view))
        h2 #evidence { "The application" }
        (evidence::versions(&links::case(number), &agency.versions, view.version, None))
        @if let Some(application) = current(agency) { h2 #parties { "Parties and owners" } (evidence::parties(application, &[])) }
        h2 #documents { "Documents" }
        (evidence::documents(number, &agency.documents))
        @if !agency.questions.is_empty() { h2 #questions { "Questions to the applicant" } (evidence::questions(&agency.questions)) }
        h2 #decisions { "What was decided" }
        (decided::decisions(&agency.decisions))
        h2 #history { "What happened" }
        (timeline::timeline(agency.timeline.iter().map(timeline::Happened::of)))
    }
}

fn current(agency: &AgencyView) -> Option<&Application> {
    agency.versions.last()?.application.as_ref()
}

fn about(view: &AgencyCaseView<'_>) -> Markup {
    let agency = view.agency;
    let facts = FactList::new()
        .row("You speak for", words::agency(view.agencies, &agency.agency))
        .row("Applicant", agency.applicant.as_str())
        .maybe("Asks for", current(agency).map(evidence::in_short))
        .row("Phase", words::phase_kind(agency.phase.kind()));
    html! { (facts) }
}

fn silence(view: &AgencyCaseView<'_>) -> Markup {
    html! { @if let Some(on) = view.agency.taken_to_agree {
        (Notice {
            tone: Tone::Warn,
            title: "Your agency was silent until its time was over, and is taken to agree.",
            body: Some(html! { p { "Noted on " (words::day(on)) " (15 CFR 750.4(d)(2)). What you say now is for the officer to hear." } }),
        })
    } }
}

fn next_steps(view: &AgencyCaseView<'_>) -> Markup {
    let agency = view.agency;
    let Some(keys) = &view.keys else { return html! { p { "You may look at this case, and say nothing in it." } } };
    let forms = Forms { case: agency.case.as_str(), filled: &view.filled, keys };
    html! {
        @if agency.next.is_empty() { p { "Nothing is for your agency to do now." } }
        @for allowed in &agency.next { (one(view, forms, allowed)) }
    }
}

fn one(view: &AgencyCaseView<'_>, forms: Forms<'_>, allowed: &Allowed) -> Markup {
    let agency = view.agency;
    let parts = current(agency).map(parts).unwrap_or_default();
    match allowed.event {
        EventKind::Recommended => html! {
            @if !agency.drafts.is_empty() {
                p { (Badge::of(Tone::Info, "✎", "not given yet")) " " (counted(agency.drafts.len(), "draft")) " of your agency; the form begins with the latest, of "
                    @if let Some(draft) = agency.drafts.last() { (draft.by) ", on version " (draft.version) } "." }
            }
            (recommend(forms, agency, allowed.title, &parts))
        },
        EventKind::Consented => consent(forms, &own_conditions(agency)),
        EventKind::Escalated => ruling(forms, allowed.event, allowed.title, &parts),
        kind => forms.for_kind(kind, allowed.title, &Offered::readers_among(view.agencies)),
    }
}

/// The conditions of the agency's latest recommendation.
fn own_conditions(agency: &AgencyView) -> Vec<Condition> {
    let latest = agency.recommendations.last().and_then(|given| given.said.as_ref());
    let asked = latest.into_iter().flat_map(|said| &said.positions).filter_map(|position| match &position.says {
        Says::ApproveWithConditions { conditions } => Some(conditions),
        _ => None,
    });
    asked.flatten().cloned().collect()
}

fn together(view: &AgencyCaseView<'_>) -> Markup {
    match &view.agency.together {
        Some(together) => html! {
            (advice::direction(&together.direction, &together.consolidation))
            (advice::dispute(&together.dispute, &together.consolidation))
            (advice::side_by_side("advice", &together.consolidation, view.agencies))
        },
        None => {
            html! { p { "What others say is shown once each agency that was asked has spoken, or is taken to agree. An amendment asks all of them anew." } }
        }
    }
}

//! A case as an inspector reads it: the license and what is to be looked at, not why it was given.

use crate::authority::form::{Forms, Offered};
use crate::authority::{evidence, oversight, timeline};
use crate::components::{Badge, FactList};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::license_parts;
use maud::{Markup, html};
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::InspectorView;

/// A case for an inspector.
#[derive(Debug, Clone)]
pub struct InspectorCaseView<'a> {
    /// What inspectors may see of it.
    pub inspector: &'a InspectorView,
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// What stands in the forms.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The body of the page.
#[must_use]
pub fn inspector_case(view: &InspectorCaseView<'_>) -> Markup {
    let inspector = view.inspector;
    let facts = FactList::new()
        .row("Licensee", inspector.applicant.as_str())
        .maybe("Standing", inspector.standing.map(Badge::license));
    html! {
        (view.filled.summary())
        (facts)
        h2 #inspections { "Inspections" }
        (oversight::findings(&inspector.inspections))
        h2 #next { "What you can do next" }
        (next_steps(view))
        h2 #license { "The license" }
        @match &inspector.license {
            Some(license) => { (license_parts::terms("license", license, None)) }
            None => p { "The words of the license are not kept any more." },
        }
        h2 #reports { "Reports" }
        (oversight::reports(&inspector.reports, inspector.on))
        h2 #documents { "Documents" }
        (evidence::documents(inspector.case.as_str(), &inspector.documents))
        h2 #history { "What happened" }
        (timeline::timeline(inspector.timeline.iter().map(timeline::Happened::of)))
    }
}

fn next_steps(view: &InspectorCaseView<'_>) -> Markup {
    let inspector = view.inspector;
    let Some(keys) = &view.keys else { return html! { p { "You may look at this case, and report nothing in it." } } };
    let forms = Forms { case: inspector.case.as_str(), filled: &view.filled, keys };
    let open = inspector.inspections.iter().filter(|inspection| inspection.found.is_none());
    let offered = Offered {
        inspections: open.filter_map(|inspection| usize::try_from(inspection.number).ok()).collect(),
        ..Offered::readers_among(view.agencies)
    };
    html! {
        @if inspector.next.is_empty() { p { "Nothing is to be inspected now." } }
        @for allowed in &inspector.next { (forms.for_kind(allowed.event, allowed.title, &offered)) }
    }
}

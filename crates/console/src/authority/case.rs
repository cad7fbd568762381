//! A case, as officers of the authority see it: one page with a part for each thing that is to be known or done, each with an address of its own.

mod conditions;
mod decision;
mod license;
mod overview;
mod precedents;
mod tabs;

pub use tabs::CaseTab;

use crate::authority::form::{Forms, Offered, parts, ruling};
use crate::authority::{advice, evidence, links, timeline, words};
use crate::chart::Owned;
use crate::components::{Badge, Column, Deadline, Empty, FactList, Moment, Tab, Table, Tabs, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use maud::{Markup, Render, html};
use portcullis_application::Application;
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::audience::{Allowed, OfficerView};
use portcullis_desk::case::PhaseKind;
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::EventKind;
use portcullis_desk::precedent::{Denied, Precedent};
use portcullis_desk::routing::Referral;
use portcullis_license::{Instant, License};

/// A letter that was sent in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// The authority's reference of it: where its file is.
    pub reference: String,
    /// What kind of letter it is: `denial`.
    pub kind: String,
    /// When it was sent.
    pub at: Instant,
    /// To whom.
    pub to: String,
    /// Its text.
    pub text: String,
}

/// Somebody who may not sign in the case, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayNotSign {
    /// Who.
    pub name: String,
    /// Why: what they did in the case before.
    pub why: String,
}

/// A case for an officer.
#[derive(Clone)]
pub struct CaseView<'a> {
    /// What officers may see of it.
    pub officer: &'a OfficerView,
    /// The part that is shown.
    pub tab: CaseTab,
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// Whom the rules of routing name for the current version; nothing where its words are not kept.
    pub referral: Option<Referral>,
    /// What the clock stands still for.
    pub stops: Vec<StopCause>,
    /// What the ownership graph has of the parties, by their names.
    pub owned: Vec<(String, Owned<'a>)>,
    /// Letters that were sent, in order.
    pub letters: Vec<SentLetter>,
    /// Past cases like this one, the likest first.
    pub precedents: Vec<Precedent>,
    /// Past denials in which its parties took part.
    pub denials: Vec<Denied>,
    /// What the applicant asks for, as a license; nothing where that is not complete.
    pub asked_for: Option<License>,
    /// The license in force, where there is one: what a variation begins with.
    pub license: Option<License>,
    /// Why this officer may not sign the draft that waits; nothing where they may.
    pub may_not_sign: Option<String>,
    /// Who else may not.
    pub barred: Vec<MayNotSign>,
    /// Which version of the application is shown; the current one where left out.
    pub version: Option<u32>,
    /// With which version it is compared; the one before where left out.
    pub against: Option<u32>,
    /// Which draft is being written.
    pub outcome: Option<OutcomeKind>,
    /// What stands in the forms, by the word of the event and the field: `asked.said`.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

impl CaseView<'_> {
    pub(super) fn number(&self) -> &str {
        self.officer.case.as_str()
    }

    pub(super) fn forms(&self) -> Option<Forms<'_>> {
        let keys = self.keys.as_ref()?;
        Some(Forms { case: self.number(), filled: &self.filled, keys })
    }

    /// The current version of the application, where its words are kept.
    pub(super) fn application(&self) -> Option<&Application> {
        self.officer.versions.last()?.application.as_ref()
    }

    pub(super) fn may(&self, kind: EventKind) -> bool {
        self.keys.is_some() && self.next().any(|allowed| allowed.event == kind)
    }

    /// What this officer may do next and has something to choose for: where all agencies were asked, nobody is left to refer it to.
    pub(super) fn next(&self) -> impl Iterator<Item = &Allowed> {
        let is_asked_of_all = self.officer.phase.kind() == PhaseKind::Referred && self.agencies_left().is_empty();
        let allowed = self.officer.next.iter();
        allowed.filter(move |allowed| allowed.event != EventKind::Referred || !is_asked_of_all)
    }

    /// The agencies of the procedure that were not asked, with their names in full.
    fn agencies_left(&self) -> Vec<(String, String)> {
        let asked = self.officer.consolidation.subjects.iter().flat_map(|subject| subject.positions.keys());
        Offered::agencies_besides(self.agencies, &asked.map(AgencyName::as_str).collect())
    }

    /// The forms of a part of the page, of what this officer may do.
    pub(super) fn forms_of(&self, tab: CaseTab) -> Markup {
        let Some(forms) = self.forms() else { return html! {} };
        let offered = self.offered();
        let here = self.next().filter(|allowed| CaseTab::of(allowed.event) == tab);
        html! { @for allowed in here { (forms.for_kind(allowed.event, allowed.title, &offered)) } }
    }

    fn offered(&self) -> Offered<'_> {
        let inspections = (1..).zip(&self.officer.inspections).filter(|(_, inspection)| inspection.found.is_none());
        let requests = (1..).zip(&self.officer.requests).filter(|(_, request)| request.to.is_none());
        Offered {
            agencies: self.agencies_left(),
            referral: self.referral.as_ref(),
            stops: self.stops.clone(),
            inspections: inspections.map(|(number, _)| number).collect(),
            requests: requests.map(|(number, _)| number).collect(),
            version: self.officer.versions.last().map_or(0, |version| version.version),
            ..Offered::readers_among(self.agencies)
        }
    }
}

/// The sentence under the title: where the case stands.
#[must_use]
pub fn case_lead(view: &OfficerView) -> String {
    words::phase_sentence(&view.phase)
}

/// The body of the page.
#[must_use]
pub fn case(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    html! {
        (view.filled.summary())
        (about(view))
        (tabs_of(view))
        @match view.tab {
            CaseTab::Overview => { (overview::overview(view)) }
            CaseTab::Application => {
                h2 { "The application" }
                (evidence::versions(&links::case_tab(view.number(), view.tab), &officer.versions, view.version, view.against))
            }
            CaseTab::Parties => { (parties(view)) }
            CaseTab::Advice => { (advice_part(view)) }
            CaseTab::Conditions => { (conditions::conditions(view)) }
            CaseTab::Decision => { (decision::decision(view)) }
            CaseTab::Letters => { (letters(view)) }
            CaseTab::Precedents => { (precedents::precedents(view)) }
            CaseTab::Documents => {
                (evidence::documents(view.number(), &officer.documents))
                div.operations { (view.forms_of(view.tab)) }
            }
            CaseTab::License => { (license::license(view)) }
            CaseTab::History => { (history(officer)) }
        }
    }
}

fn about(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    let running = officer.clocks.iter().filter(|clock| clock.is_open());
    let next = running.min_by_key(|clock| (view.is_stopped(clock), clock.due));
    FactList::new()
        .row("Applicant", officer.applicant.as_str())
        .maybe("Licensee", other_licensee(view))
        .maybe("Asks for", view.application().map(evidence::in_short))
        .row("Phase", words::phase_kind(officer.phase.kind()))
        .maybe("Next due", next.map(|clock| html! {
            @if view.is_stopped(clock) { (super::clocks::state(clock, officer.on)) } @else { (Deadline { due: clock.due, today: officer.on }) }
            " " span.quiet { (clock.title) ", " (clock.citation) }
        }))
        .maybe("Kept until", officer.kept_until.map(|day| day.to_string()))
        .render()
}

/// For whom the license is asked, where that is not the house that applies: a license that its gate could not use.
fn other_licensee(view: &CaseView<'_>) -> Option<Markup> {
    let licensee = view.application().and_then(portcullis_application::licensee)?;
    (licensee != view.officer.applicant).then(|| {
        html! { (licensee.as_str()) " " (Badge::of(Tone::Bad, "!", "not the applicant")) }
    })
}

impl CaseView<'_> {
    fn is_stopped(&self, clock: &portcullis_desk::clock::Clock) -> bool {
        matches!(clock.state, portcullis_desk::clock::ClockState::Stopped { .. })
    }
}

fn tabs_of(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    let count = |tab: CaseTab| match tab {
        CaseTab::Letters => Some(view.letters.len()),
        CaseTab::Documents => Some(officer.documents.len()),
        CaseTab::Precedents => Some(view.denials.len() + view.precedents.len()),
        CaseTab::History => Some(officer.timeline.len()),
        _ => None,
    };
    let tabs: Vec<Tab<'_>> = CaseTab::ALL
        .into_iter()
        .map(|tab| Tab {
            title: tab.title(),
            address: links::case_tab(view.number(), tab),
            count: count(tab).and_then(|count| u64::try_from(count).ok()),
            current: tab == view.tab,
        })
        .collect();
    Tabs { label: "Parts of the case", tabs: &tabs }.render()
}

fn parties(view: &CaseView<'_>) -> Markup {
    match view.application() {
        Some(application) => evidence::parties(application, &view.owned),
        None => html! { p { "The words of the application are not kept any more." } },
    }
}

fn advice_part(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    html! {
        (advice::direction(&officer.direction, &officer.consolidation))
        (advice::dispute(&officer.dispute, &officer.consolidation))
        h2 { "Side by side" }
        (advice::side_by_side("advice", &officer.consolidation, view.agencies))
        @if let Some(forms) = view.forms() {
            (view.forms_of(CaseTab::Advice))
            @for allowed in officer.next.iter().filter(|allowed| allowed.event == EventKind::RungDecided) {
                (ruling(forms, allowed.event, allowed.title, &view.application().map(parts).unwrap_or_default()))
            }
        }
        h2 { "Everything that was recommended" }
        (advice::given("given", &officer.recommendations, view.agencies))
    }
}

fn letters(view: &CaseView<'_>) -> Markup {
    let columns = vec![
        Column::words(
            "reference",
            "Letter",
            |row: &&SentLetter| html! { a href=(links::letter(view.number(), &row.reference)) { (row.reference) " (PDF)" } },
        ),
        Column::words("kind", "Kind", |row: &&SentLetter| words::spaced(&row.kind)),
        Column::words("to", "To", |row: &&SentLetter| row.to.clone()),
        Column::words("at", "Sent", |row: &&SentLetter| Moment::utc(row.at)),
        Column::words("text", "Text", |row: &&SentLetter| {
            html! {
                details { summary { "Read" span.unseen { " " (row.reference) } } (timeline::paragraphs(&row.text)) }
            }
        }),
    ];
    let rows: Vec<&SentLetter> = view.letters.iter().rev().collect();
    let empty = Empty {
        says: "No letter was sent yet. A letter goes out with each question, notice and decision.",
        action: Some(("What is to be done", links::case(view.number()))),
    };
    Table { empty, ..Table::of("letters", "Letters to the applicant, the latest first", columns, &rows) }.render()
}

fn history(officer: &OfficerView) -> Markup {
    let happened = officer.timeline.iter().map(|one| timeline::Happened {
        at: one.line.at,
        who: &one.line.who,
        sentence: &one.line.sentence,
        text: one.line.text.as_deref(),
        number: Some(one.number),
    });
    timeline::timeline(happened)
}

/// That something is decided, or waits to be signed: a badge for lists.
pub(super) fn waits() -> Badge<'static> {
    Badge::of(Tone::Warn, "½", "second person needed")
}

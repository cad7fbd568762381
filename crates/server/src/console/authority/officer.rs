//! A case as an officer sees it, with what helps to decide: whom the rules of routing name, past denials and like cases, letters, the license in force.

use maud::Markup;
use portcullis_access::Action;
use portcullis_console::authority::{CaseTab, CaseView, MayNotSign, case as case_page, case_lead};
use portcullis_console::chart::Owned;
use portcullis_console::{Filled, FormKeys};
use portcullis_counter::Counter;
use portcullis_desk::audience::OfficerView;
use portcullis_desk::case::{Case, Part, Phase, State};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::actor::signer;
use portcullis_desk::event::{Actor, Entry, Event, EventKind};
use portcullis_desk::precedent::{Denied, Past, Precedent, denials, similar};
use portcullis_license::{License, LicenseNumber};
use portcullis_ownership::{Limits, Listed, Picture, picture};

use super::case::AskedFor;
use super::letters;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;

/// Like cases that are shown.
const MOST_PRECEDENTS: usize = 20;

/// The sentence under the title, and the body.
pub(super) fn page(
    app: &App,
    caller: &Caller,
    counter: &Counter,
    case: &Case,
    officer: &OfficerView,
    keys: Option<FormKeys>,
    asked: &AskedFor,
) -> Result<(Option<String>, Markup), Problem> {
    let desk = app.office()?.desk();
    let served = app.gate().served();
    let application = case.application();
    let others = || counter.docket().cases().values().filter(|other| other.number() != case.number());
    let denied = application.map(|application| denials(others().filter_map(Past::of), &application.parties));
    let denied = denied.unwrap_or_default();
    let pictures = pictures(&served.engine, caller, case, asked);
    let graph = served.engine.served_ownership().map(portcullis_determination::ServedOwnership::graph);
    let owned = pictures
        .iter()
        .filter_map(|(name, picture)| Some((name.clone(), Owned { graph: graph?, picture, on: officer.on })));
    let view = CaseView {
        officer,
        tab: asked.tab,
        agencies: desk.agencies(),
        referral: application.map(|application| desk.routing().refer(application)),
        stops: case.state().open_stops().map(|stop| stop.cause).collect(),
        owned: owned.collect(),
        letters: letters::sent(&desk, case),
        precedents: application.map(|application| precedents(application, others())).unwrap_or_default(),
        asked_for: asked_for(desk.letters().authority.name.as_str(), case),
        license: in_force(app, case),
        may_not_sign: may_not_sign(app, caller, case, officer),
        barred: barred(case.state()),
        version: asked.number_of("version"),
        against: asked.number_of("against"),
        outcome: outcome(asked),
        filled: filled(asked, &denied),
        denials: denied,
        keys,
    };
    Ok((Some(case_lead(officer)), case_page(&view)))
}

fn precedents<'a>(
    application: &portcullis_application::Application,
    others: impl Iterator<Item = &'a Case>,
) -> Vec<Precedent> {
    let mut precedents = similar(application, others.filter_map(Past::of));
    precedents.truncate(MOST_PRECEDENTS);
    precedents
}

/// What the ownership graph has of the parties, where the part is shown and the reader may look into it.
fn pictures(
    engine: &portcullis_determination::Engine,
    caller: &Caller,
    case: &Case,
    asked: &AskedFor,
) -> Vec<(String, Picture)> {
    let Some(ownership) = engine.served_ownership().filter(|_| asked.tab == CaseTab::Parties) else {
        return Vec::new();
    };
    if caller.may(Action::ReadOwners, None).is_err() {
        return Vec::new();
    }
    let (graph, on) = (ownership.graph(), asked_on(case));
    let parties = case.application().into_iter().flat_map(|application| &application.parties);
    let drawn = parties.filter_map(|party| {
        let found = graph.named(&party.name);
        let [one] = found.as_slice() else { return None };
        Some((party.name.clone(), picture(graph, *one, on, &Listed::nobody(), Limits::default())))
    });
    drawn.collect()
}

/// The day on which owners are asked for: that of the latest event, so that the picture is the one that was decided on.
fn asked_on(case: &Case) -> jiff::civil::Date {
    case.state().latest.date()
}

/// What the applicant asks for, as a license under the case's number.
fn asked_for(authority: &str, case: &Case) -> Option<License> {
    let number = LicenseNumber::new(&format!("L-{}", case.number())).ok()?;
    portcullis_application::asked_for(case.application()?, number, authority).ok()
}

/// The license in force, as the ledger has it.
fn in_force(app: &App, case: &Case) -> Option<License> {
    let Phase::Licensed { license, .. } = case.phase() else { return None };
    let look = app.look();
    let held = look.replay().ledger().license(&license.number)?;
    Some(held.license.clone())
}

/// Why the reader may not sign the draft that waits.
fn may_not_sign(app: &App, caller: &Caller, case: &Case, officer: &OfficerView) -> Option<String> {
    let may = officer.next.iter().any(|allowed| allowed.event == EventKind::Countersigned);
    let draft = case.state().waiting().filter(|_| !may)?;
    let signer = signer(&caller.principal).ok()?;
    let event = Event::Countersigned { draft: draft.mark.number, digest: draft.mark.digest };
    let at = app.gate().now().max(case.state().latest);
    let entry = Entry { number: case.next_number(), at, by: Actor::Officer { signer }, event };
    case.clone().record(&entry).err().map(|refusal| refusal.to_string())
}

/// Who may not sign, whoever reads it, and why.
fn barred(state: &State) -> Vec<MayNotSign> {
    let drafted = state.waiting().map(|draft| (&draft.by, Part::Drafted));
    let advised = state.advisers.iter().map(|adviser| {
        let part = if adviser.agency.is_some() { Part::Advised } else { Part::Chaired };
        (&adviser.signer, part)
    });
    let is_appealed = matches!(state.phase, Phase::Appealed { .. });
    let denied = state.denied_by.iter().filter(|_| is_appealed).map(|signer| (signer, Part::Denied));
    let mut barred: Vec<MayNotSign> = Vec::new();
    for (signer, part) in drafted.into_iter().chain(advised).chain(denied) {
        if !barred.iter().any(|known| known.name == signer.name) {
            barred.push(MayNotSign { name: signer.name.clone(), why: part.to_string() });
        }
    }
    barred
}

/// Which draft is being written: as the address says, or the form that came back.
fn outcome(asked: &AskedFor) -> Option<OutcomeKind> {
    let sent = Some(asked.filled.value("drafted.outcome")).filter(|word| !word.is_empty());
    let word = sent.or_else(|| asked.value("outcome"))?;
    OutcomeKind::ALL.into_iter().find(|kind| kind.word() == word)
}

/// What stands in the forms; where nothing was sent, the note on past denials begins with those that were found.
fn filled(asked: &AskedFor, denied: &[Denied]) -> Filled {
    if asked.tab != CaseTab::Precedents || !asked.filled.values().is_empty() {
        return asked.filled.clone();
    }
    let one = |denied: &Denied| {
        let parties: Vec<&str> = denied.parties.iter().map(|same| same.here.as_str()).collect();
        format!("{} ({})", denied.case, parties.join(", "))
    };
    let found: Vec<String> = denied.iter().map(one).collect();
    let said = if found.is_empty() { "None was found.".to_owned() } else { found.join("\n") };
    let field = |name: &str| format!("{}.{name}", EventKind::DenialsConsulted.word());
    Filled::of(vec![(field("found"), denied.len().to_string()), (field("said"), said)])
}

//! A case, on the page of the part that its reader has in it.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use maud::Markup;
use portcullis_access::Action;
use portcullis_console::authority::{
    AgencyCaseView, AuditorCaseView, CaseTab, ChairCaseView, InspectorCaseView, ReadRow, agency_case, agency_case_lead,
    auditor_case, chair_case, inspector_case, links,
};
use portcullis_console::{Address, Crumb, Filled, FormKeys, Notice, Place, Tone};
use portcullis_counter::note;
use portcullis_desk::audience::{Allowed, RecommendationDraft};
use portcullis_desk::case::Case;
use portcullis_desk::event::EventKind;

use super::officer;
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::office::advice;
use crate::office::seen::{self, Seen};
use crate::problem::Problem;

/// The parameter that says what was just done.
const DONE: &str = "done";
/// Its value where a recommendation was kept and not given.
pub(super) const KEPT: &str = "kept";

/// How a case is asked for.
pub(super) struct AskedFor {
    /// Its number, as it was written.
    pub number: String,
    /// Which part of an officer's page.
    pub tab: CaseTab,
    /// The parameters.
    pub query: Vec<(String, String)>,
    /// What stands in the forms, with what is wrong.
    pub filled: Filled,
}

impl AskedFor {
    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that is a number.
    pub fn number_of(&self, name: &str) -> Option<u32> {
        self.value(name).and_then(|value| value.parse().ok())
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    page(&app, &visit, AskedFor { number, tab: CaseTab::Overview, query, filled: Filled::default() }).await
}

pub(super) async fn show_tab(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((number, tab)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let tab = CaseTab::read(&tab).ok_or_else(|| Problem::not_found(format!("part `{tab}` of a case")))?;
    page(&app, &visit, AskedFor { number, tab, query, filled: Filled::default() }).await
}

/// The page of a case.
pub(super) async fn page(app: &Arc<App>, visit: &Visit, asked: AskedFor) -> Result<Response, Problem> {
    let drafts = advice::drafts(app, visit.caller()?, &asked.number).await?;
    framed(app, visit, &asked, &drafts)
}

fn framed(
    app: &Arc<App>,
    visit: &Visit,
    asked: &AskedFor,
    drafts: &[RecommendationDraft],
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let (lead, body) = {
        let counter = app.office()?.counter();
        let case = seen::find(caller, &counter, &asked.number)?;
        let seen = Seen::of(caller, case, app.gate().now(), drafts)?;
        let keys = keys(app, visit, caller, case);
        match &seen {
            Seen::Officer(view) => officer::page(app, caller, &counter, case, view, keys, asked)?,
            seen => other(app, seen, counter.reads(case.number()), keys, asked)?,
        }
    };
    let title = format!("Case {}", asked.number);
    let done = asked.value(DONE).and_then(done);
    let notice = done.as_deref().map(|title| Notice { tone: Tone::Good, title, body: None });
    let crumbs = [Crumb { title: "Cases", address: Place::Cases.address() }];
    let page = Framed { lead: lead.as_deref(), crumbs: &crumbs, notice, ..Framed::of(&title, Place::Cases, body) };
    Ok(page.shown(app, Some(visit)))
}

/// The page of everybody but officers.
fn other(
    app: &App,
    seen: &Seen,
    reads: &[note::Read],
    keys: Option<FormKeys>,
    asked: &AskedFor,
) -> Result<(Option<String>, Markup), Problem> {
    let desk = app.office()?.desk();
    let agencies = desk.agencies();
    let filled = asked.filled.clone();
    Ok(match seen {
        Seen::Agency(agency) => {
            let version = asked.number_of("version");
            let body = agency_case(&AgencyCaseView { agency, agencies, version, filled, keys });
            (Some(agency_case_lead(agency)), body)
        }
        Seen::Chair(chair) => (None, chair_case(&ChairCaseView { chair, agencies, filled, keys })),
        Seen::Inspector(inspector) => (None, inspector_case(&InspectorCaseView { inspector, agencies, filled, keys })),
        Seen::Auditor(auditor) => {
            let reads: Vec<ReadRow> = reads.iter().map(read).collect();
            (None, auditor_case(&AuditorCaseView { auditor, agencies, reads: &reads }))
        }
        Seen::Officer(_) => return Err(Problem::not_found("such page")),
    })
}

fn read(read: &note::Read) -> ReadRow {
    ReadRow { at: read.at, by: read.by.name.clone(), role: read.role.to_string(), sha256: read.sha256.to_string() }
}

/// What forms carry: the number of the event that comes next stands first in it, so that what is sent is about the case as it was seen.
fn keys(app: &App, visit: &Visit, caller: &Caller, case: &Case) -> Option<FormKeys> {
    let reach = caller.access.policy.reach(&caller.principal, Action::ActInCase);
    reach.is_any().then(|| FormKeys {
        form_key: visit.form_key(),
        page_key: format!("{}-{}", case.next_number(), app.gate().fresh_id()),
    })
}

/// The number of the event as the page saw the case, from what its form carried.
pub(super) fn number_seen(idempotency_key: &str) -> Option<u32> {
    idempotency_key.split_once('-').and_then(|(number, _)| number.parse().ok())
}

/// Where somebody goes who did something.
pub(super) fn after(number: &str, tab: CaseTab, done: &str) -> Address {
    links::case_tab(number, tab).with(DONE, done)
}

/// What a page says was just done: a word of a closed list, in a sentence.
fn done(word: &str) -> Option<String> {
    if word == KEPT {
        return Some("It is kept as a draft of your agency, and was not given.".to_owned());
    }
    let kind = kind(word)?;
    Some(format!("It is on record: {}.", Allowed::of(kind).title.to_lowercase()))
}

/// The kind of event of a word.
pub(super) fn kind(word: &str) -> Option<EventKind> {
    EventKind::ALL.iter().copied().find(|kind| kind.word() == word)
}

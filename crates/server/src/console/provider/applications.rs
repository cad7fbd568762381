//! What was applied for, and what is about to be.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_application::Application;
use portcullis_console::provider::{ApplicationsView, DraftRow, FilingRow, applications};
use portcullis_console::{Filled, Place, Tone};
use portcullis_counter::filing::Stage;
use portcullis_counter::{Counter, Filing};
use portcullis_letter::csv::Cell;
use portcullis_license::Instant;

use super::done::{notice, to_be_mended};
use super::keys::keys;
use super::rows::in_short;
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Listed, Wanted};
use crate::console::visit::Visit;
use crate::office::{drafts, filings};
use crate::problem::Problem;

const COLUMNS: &[Column<FilingRow>] = &[
    Column {
        key: "reference",
        cell: |row| Cell::text(&row.reference),
        order: Some(|a, b| a.reference.cmp(&b.reference)),
    },
    Column { key: "case", cell: |row| Cell::text(row.case.as_deref().unwrap_or_default()), order: None },
    Column { key: "parties", cell: |row| Cell::text(&row.parties), order: None },
    Column { key: "stage", cell: |row| Cell::text(&row.stage), order: Some(|a, b| a.stage.cmp(&b.stage)) },
    Column { key: "filed", cell: |row| Cell::text(&row.filed.to_string()), order: Some(|a, b| a.filed.cmp(&b.filed)) },
    Column {
        key: "license",
        cell: |row| Cell::text(row.license.as_deref().unwrap_or_default()),
        order: Some(|a, b| a.license.cmp(&b.license)),
    },
];

/// For whom an application is, in short.
pub fn parties(application: &Application) -> String {
    let receiving: Vec<&str> =
        application.parties.iter().filter(|party| party.role.receives()).map(|party| party.name.as_str()).collect();
    in_short(receiving.into_iter())
}

/// What a stage means for whoever applied.
pub fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Licensed | Stage::NotNeeded => Tone::Good,
        Stage::Asked | Stage::IntentToDeny | Stage::Returned => Tone::Warn,
        Stage::NotTaken | Stage::Denied | Stage::DenialStands => Tone::Bad,
        Stage::Sent | Stage::Pending | Stage::Appealed => Tone::Info,
        Stage::Withdrawn | Stage::Erased => Tone::Plain,
    }
}

/// When a filing was filed.
fn filed(filing: &Filing) -> Instant {
    filing.entries.first().map_or_else(Instant::default, |entry| entry.at)
}

/// The last day to respond to a notice of intent to deny that waits for a response.
pub fn respond_by(counter: &Counter, filing: &Filing) -> Option<Date> {
    counter.intent_to_deny(filing).filter(|intent| !intent.is_responded)?.respond_by
}

fn row(counter: &Counter, filing: &Filing) -> FilingRow {
    let stage = filing.stage();
    FilingRow {
        reference: filing.reference.to_string(),
        case: filing.case.as_ref().map(ToString::to_string),
        parties: filing.application().map(parties).unwrap_or_default(),
        stage: stage.words().to_owned(),
        tone: tone(stage),
        filed: filed(filing),
        open_questions: filing.waiting_questions().count(),
        respond_by: respond_by(counter, filing),
        license: filing.license.as_ref().map(ToString::to_string),
    }
}

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let notice = notice(&query);
    let view = match view(&app, &visit, Wanted(query), Filled::default()).await? {
        Listed::File(file) => return Ok(file),
        Listed::Page(_, mut view) => view.pop().unwrap_or_default(),
    };
    let page = Framed { notice, ..Framed::of("Applications", Place::Applications, applications(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}

/// The page again, with what is wrong with a new draft.
pub async fn again(app: &Arc<App>, visit: &Visit, filled: Filled) -> Result<Response, Problem> {
    let view = match view(app, visit, Wanted(Vec::new()), filled).await? {
        Listed::File(file) => return Ok(file),
        Listed::Page(_, mut view) => view.pop().unwrap_or_default(),
    };
    let page = Framed::of("Applications", Place::Applications, applications(&view));
    Ok(to_be_mended(page.shown(app, Some(visit))))
}

async fn view(
    app: &Arc<App>,
    visit: &Visit,
    wanted: Wanted,
    filled: Filled,
) -> Result<Listed<ApplicationsView>, Problem> {
    let caller = visit.caller()?;
    let reading = caller.doing(Action::ReadFilings).unwrap_or_else(|| caller.clone());
    let drafting = caller.doing_own(Action::DraftApplication);
    let today = app.gate().now().date();
    let listed = match app.office() {
        Err(_) => wanted.list("applications", Vec::new(), COLUMNS)?,
        Ok(office) => {
            let counter = office.counter();
            let is_asked_for = |filing: &&Filing| {
                let names = || filing.application().into_iter().flat_map(|one| &one.parties);
                filings::is_own(&reading, filing)
                    && wanted.finds("party", || names().map(|party| party.name.as_str()).collect::<Vec<_>>().join("\n"))
                    && wanted.finds("stage", || filing.stage().words())
            };
            let mut all: Vec<&Filing> = counter.filings().values().filter(is_asked_for).collect();
            // The latest first, where nothing else is asked for.
            all.sort_by_key(|filing| std::cmp::Reverse(filed(filing)));
            wanted.list("applications", all.into_iter().map(|filing| row(&counter, filing)).collect(), COLUMNS)?
        }
    };
    let (listing, filings) = match listed {
        Listed::File(file) => return Ok(Listed::File(file)),
        Listed::Page(listing, filings) => (listing, filings),
    };
    let mut open = match &drafting {
        Some(drafting) => drafts::list(app, drafting).await?,
        None => Vec::new(),
    };
    open.sort_by_key(|draft| std::cmp::Reverse(draft.saved));
    let served = app.gate().served().clone();
    let drafts = open.iter().map(|draft| DraftRow {
        reference: draft.reference.to_string(),
        parties: parties(&draft.application),
        gaps: draft.gaps(&served.engine).len(),
        saved: draft.saved,
        by: draft.by.clone(),
    });
    let view = ApplicationsView {
        drafts: drafts.collect(),
        listing: listing.clone(),
        filings,
        today,
        filled,
        keys: drafting.map(|_| keys(app, visit)),
    };
    Ok(Listed::Page(listing, vec![view]))
}

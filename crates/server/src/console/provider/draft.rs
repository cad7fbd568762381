//! A draft: its form, what it lacks, a trial of a planned run, a preview, and the signature.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_application::{Application, Hindrance, PlannedRun, certifications, licensee, sections, would_fit};
use portcullis_console::provider::{
    DraftDocument, DraftTab, DraftView, DraftWrong, Named, TriedRun, Values, draft, draft_title, values_of,
};
use portcullis_console::{Crumb, Filled, Place};
use portcullis_license::{Asked, Cluster, Site};
use portcullis_log::Hash;

use super::done::{notice, to_be_mended};
use super::keys::keys_of_version;
use super::question;
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::office::drafts::{self, Draft};
use crate::office::filings;
use crate::problem::Problem;

/// The fields of a trial.
const TRIAL: [&str; 7] = ["customer", "line", "chips", "site", "cluster", "from", "until"];

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(reference): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let draft = drafts::find(&app, caller, &drafts::reference(&reference)?).await?;
    let word = query.iter().find(|(name, _)| name == "show").map_or("", |(_, word)| word.as_str());
    let tab = DraftTab::read(word);
    let trial: Vec<_> = query.iter().filter(|(name, _)| TRIAL.contains(&name.as_str())).cloned().collect();
    let (filled, tried) = if tab == DraftTab::Try && !trial.is_empty() {
        match planned(&draft.application, &trial) {
            Ok(run) => {
                // It is the ledger itself, over as many slices as the run has days: not for a thread that serves others.
                let application = draft.application.clone();
                let hindrances = app.blocking(move |_| Ok(would_fit(&application, &[run]))).await?;
                (Filled::of(trial), Some(hindrances))
            }
            Err((field, why)) => (Filled::of(trial).with_problem(field, &why), None),
        }
    } else {
        (Filled::default(), None)
    };
    let view = view(&app, &visit, caller, draft, tab, filled, tried);
    Ok(shown(&app, &visit, &view, &query))
}

fn shown(app: &Arc<App>, visit: &Visit, view: &DraftView, query: &[(String, String)]) -> Response {
    let title = draft_title(view);
    let crumbs = [Crumb { title: "Applications", address: Place::Applications.address() }];
    let page =
        Framed { crumbs: &crumbs, notice: notice(query), ..Framed::of(&title, Place::Applications, draft(view)) };
    page.shown(app, Some(visit))
}

/// The page again with what was typed, and what is wrong with it: nothing of it is saved.
pub fn again(
    app: &Arc<App>,
    visit: &Visit,
    saved: Draft,
    values: Values,
    wrong: Vec<DraftWrong>,
    filled: Filled,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let view = DraftView { values, wrong, ..view(app, visit, caller, saved, DraftTab::Form, filled, None) };
    Ok(to_be_mended(shown(app, visit, &view, &[])))
}

/// The page with a row that is not saved yet.
pub fn with_row(app: &Arc<App>, visit: &Visit, saved: Draft, values: Values) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let view = DraftView { values, ..view(app, visit, caller, saved, DraftTab::Form, Filled::default(), None) };
    Ok(shown(app, visit, &view, &[]))
}

/// The signature, the copy and the rest again, with what is wrong with a form of it.
pub fn part_again(app: &Arc<App>, visit: &Visit, saved: Draft, filled: Filled) -> Result<Response, Problem> {
    tab_again(app, visit, saved, DraftTab::File, filled)
}

/// A part of the page again, with what is wrong with its form.
pub fn tab_again(
    app: &Arc<App>,
    visit: &Visit,
    saved: Draft,
    tab: DraftTab,
    filled: Filled,
) -> Result<Response, Problem> {
    let view = view(app, visit, visit.caller()?, saved, tab, filled, None);
    Ok(to_be_mended(shown(app, visit, &view, &[])))
}

/// The filing that a draft of this name would amend.
pub fn amends(app: &App, caller: &Caller, reference: &str) -> Option<String> {
    let office = app.office().ok()?;
    let caller = caller.doing(Action::ReadFilings)?;
    let counter = office.counter();
    filings::find(&caller, &counter, reference).ok().map(|filing| filing.reference.to_string())
}

fn view(
    app: &App,
    visit: &Visit,
    caller: &Caller,
    saved: Draft,
    tab: DraftTab,
    filled: Filled,
    tried: Option<Vec<Hindrance>>,
) -> DraftView {
    let served = app.gate().served();
    let engine = &served.engine;
    let gaps = saved.gaps(engine);
    let documents = documents_of(&saved);
    let models = engine.catalog().accelerators().iter();
    let preview = if tab == DraftTab::Preview { sections(&saved.application) } else { Vec::new() };
    DraftView {
        reference: saved.reference.to_string(),
        tab,
        values: values_of(&saved.application),
        wrong: Vec::new(),
        gaps,
        saved: Some((saved.saved, saved.by)),
        amends: amends(app, caller, saved.reference.as_str()),
        preview,
        documents,
        tried: tried.map(|hindrances| TriedRun { hindrances }),
        certifications: certifications().unwrap_or_default().to_vec(),
        countries: question::countries(engine),
        models: models.map(|one| Named { code: one.name.clone(), name: String::new() }).collect(),
        end_uses: question::end_uses(engine),
        signer: visit.principal().name.to_string(),
        filled,
        keys: keys_of_version(app, visit, saved.version),
    }
}

/// The documents of a draft, each with whether its content is here.
fn documents_of(saved: &Draft) -> Vec<DraftDocument> {
    let has_gap = |place: usize| saved.content.iter().any(|gap| gap.path.starts_with(&format!("documents[{place}].")));
    let documents = saved.application.documents.iter().enumerate();
    documents
        .map(|(place, document)| DraftDocument {
            name: document.name.clone(),
            kind: document.kind.clone(),
            bytes: document.bytes,
            sha256: document.sha256.clone(),
            // What is no hash names no content, and has no gap for it.
            is_here: Hash::from_hex(&document.sha256).is_ok() && !has_gap(place),
        })
        .collect()
}

/// The run that a trial is about.
///
/// # Errors
/// The field that cannot be read, and the mend.
fn planned(application: &Application, trial: &[(String, String)]) -> Result<PlannedRun, (&'static str, String)> {
    let get = |name: &str| trial.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    let day = |name: &'static str| {
        get(name).parse::<Date>().map_err(|_| (name, format!("{:?} is no day; write 2026-11-22", get(name))))
    };
    let digits: String = get("chips").chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    let chips = digits.parse().map_err(|_| ("chips", "it is no number of chips; write a whole number".to_owned()))?;
    let item = application.items.iter().find(|item| item.line.as_str() == get("line"));
    let item = item.ok_or_else(|| ("line", "the draft has no such line; choose one that it has".to_owned()))?;
    let provider = licensee(application);
    let provider =
        provider.ok_or_else(|| ("", "the draft names no provider and no applicant; fill one in first".to_owned()))?;
    let named = |name: &'static str| Some(get(name)).filter(|text| !text.is_empty());
    let site = named("site").map(Site::new).transpose().map_err(|error| ("site", error.to_string()))?;
    let cluster = named("cluster").map(Cluster::new).transpose().map_err(|error| ("cluster", error.to_string()))?;
    Ok(PlannedRun {
        asked: Asked {
            provider,
            customer: get("customer").to_owned(),
            others: Vec::new(),
            accelerator: item.model.clone(),
            classifications: item.classifications.clone(),
            tpp: item.tpp.unwrap_or_default(),
            chips,
            site,
            end_uses: application.end_use.codes.clone(),
            cluster,
            resale: application.resale,
            training_operations: application.end_use.training_operations.clone(),
        },
        from: day("from")?,
        until: day("until")?,
    })
}

//! What takes two people, for both sides: every kind of proposal, whatever proposed it.

mod words;

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use portcullis_access::proposal::{Signer, State as Stage};
use portcullis_access::{Action, Proposal};
use portcullis_console::{
    Crumb, Filled, Place, ProposalRow, ProposalState, ProposalView, ProposalsView, proposal, proposal_page, proposals,
};
use portcullis_license::Instant;

use super::Route;
use super::fields::Fields;
use super::frame::Framed;
use super::provider::{Done, keys, mendable, notice, of_proposal, see_done, to_be_mended};
use super::visit::Visit;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::store;
use crate::v1::proposals::two_people;
use crate::v1::proposals::what::What;

/// Proposals that are read at most; they are swept 30 days after their end.
const MOST: usize = 1_000;
/// Rows of each part.
const MOST_ROWS: usize = 100;

/// The pages of proposals.
pub const ROUTES: &[Route] = &[
    Route { path: "/console/proposals", action: Some(Action::ReadLicenses), route: || get(show_all) },
    Route { path: "/console/proposals/{proposal}", action: Some(Action::ReadLicenses), route: || get(show) },
    Route { path: "/console/proposals/{proposal}/agree", action: Some(Action::ReadLicenses), route: || post(agree) },
    Route {
        path: "/console/proposals/{proposal}/decline",
        action: Some(Action::ReadLicenses),
        route: || post(decline),
    },
];

/// All that the caller may speak of, with what each is to do. It blocks.
///
/// # Errors
/// [`Problem`] where the store cannot be read, or what is in it.
pub fn visible(app: &App, caller: &Caller) -> Result<Vec<(Proposal, What)>, Problem> {
    let find =
        |open: &mut dyn portcullis_journal::store::Transaction| two_people::visible(open, caller, String::new(), MOST);
    let seen = store::read(app.gate(), "console_proposals", find)?;
    seen.into_iter().map(|one| two_people::understood(&one).map(|what| (one, what))).collect()
}

/// Whether the caller may be the second person of a proposal that waits.
#[must_use]
pub fn may_agree(caller: &Caller, proposal: &Proposal, now: Instant) -> bool {
    proposal.is_waiting(now) && why_not(caller, proposal).is_none()
}

/// Why the caller cannot be the second person.
fn why_not(caller: &Caller, proposal: &Proposal) -> Option<String> {
    if !caller.principal.is_person() {
        return Some("Only a person can agree: sign in with a key of your own.".to_owned());
    }
    let is_own = proposal.by.may_be(&Signer::of(&caller.principal));
    is_own.then(|| "You proposed this; another person has to agree. You can take it back.".to_owned())
}

/// A proposal as a row of a list.
#[must_use]
pub fn row(proposal: &Proposal, what: &What, now: Instant) -> ProposalRow {
    let state = match &proposal.state {
        Stage::Open if proposal.is_waiting(now) => ProposalState::Waits,
        Stage::Open => ProposalState::Expired,
        Stage::Agreed { second, at } => ProposalState::Agreed { second: second.name.clone(), at: *at },
        Stage::Withdrawn { by, at, reason } => {
            ProposalState::Declined { by: by.name.clone(), at: *at, reason: reason.clone() }
        }
    };
    ProposalRow {
        id: proposal.id.as_str().to_owned(),
        what: words::sentence(what),
        reason: proposal.reason.clone(),
        by: proposal.by.name.clone(),
        at: proposal.at,
        expires: proposal.expires,
        state,
    }
}

async fn show_all(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?.clone();
    let view = app.blocking(move |app| all(app, &caller)).await?;
    let lead = Some("What opens the gate, or cannot be taken back, takes two people.");
    let page = Framed::of("Proposals", Place::Proposals, proposals(&view));
    Ok(Framed { lead, notice: notice(&query), ..page }.shown(&app, Some(&visit)))
}

fn all(app: &App, caller: &Caller) -> Result<ProposalsView, Problem> {
    let now = app.gate().now();
    let mut view = ProposalsView::default();
    for (one, what) in visible(app, caller)? {
        let row = row(&one, &what, now);
        if !one.is_waiting(now) {
            view.over.push(row);
        } else if why_not(caller, &one).is_none() {
            view.to_agree.push(row);
        } else {
            view.own.push(row);
        }
    }
    for rows in [&mut view.to_agree, &mut view.own] {
        rows.sort_by_key(|row| row.expires);
        rows.truncate(MOST_ROWS);
    }
    view.over.sort_by_key(|row| std::cmp::Reverse(row.at));
    view.over.truncate(MOST_ROWS);
    Ok(view)
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    shown(&app, &visit, &id, &query, Filled::default()).await
}

async fn shown(
    app: &Arc<App>,
    visit: &Visit,
    id: &str,
    query: &[(String, String)],
    filled: Filled,
) -> Result<Response, Problem> {
    let (caller, keys) = (visit.caller()?.clone(), keys(app, visit));
    let one = two_people::own(app, &caller, id).await?;
    let view = app.blocking(move |app| view(app, &caller, &one, filled, keys)).await?;
    let crumbs = [Crumb { title: "Proposals", address: Place::Proposals.address() }];
    let page = Framed::of("Proposal", Place::Proposals, proposal(&view));
    Ok(Framed { crumbs: &crumbs, notice: notice(query), ..page }.shown(app, Some(visit)))
}

fn view(
    app: &App,
    caller: &Caller,
    one: &Proposal,
    filled: Filled,
    keys: portcullis_console::FormKeys,
) -> Result<ProposalView, Problem> {
    let what = two_people::understood(one)?;
    let words::Told { effects, changes, facts, about } = words::told(app, &what);
    let hit = match &what {
        What::Resolve { found } => of_proposal(&app.gate().served(), app.gate().now().date(), found),
        _ => None,
    };
    let row = row(one, &what, app.gate().now());
    let why_not = why_not(caller, one);
    let keys = caller.principal.is_person().then_some(keys);
    Ok(ProposalView { row, effects, changes, facts, about, hit, digest: one.digest.to_string(), why_not, filled, keys })
}

async fn agree(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    match two_people::agree(&app, caller, &id, fields.needed("digest")?).await {
        Ok(_) => Ok(see_done(&proposal_page(&id), Done::Agreed)),
        Err(problem) => {
            let filled = Filled::default().with_problem("", &mendable(problem)?);
            Ok(to_be_mended(shown(&app, &visit, &id, &[], filled).await?))
        }
    }
}

async fn decline(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let again = async |why: &str| {
        let own = fields.0.iter().filter(|(name, _)| name.contains('.')).cloned().collect();
        let filled = Filled::of(own).with_problem("decline.reason", why);
        Ok(to_be_mended(shown(&app, &visit, &id, &[], filled).await?))
    };
    let Some(reason) = fields.get("decline.reason") else {
        return again("it is empty; write why, for whoever proposed it").await;
    };
    match two_people::withdraw(&app, visit.caller()?, &id, reason.to_owned()).await {
        Ok(_) => Ok(see_done(&proposal_page(&id), Done::Declined)),
        Err(problem) => again(&mendable(problem)?).await,
    }
}

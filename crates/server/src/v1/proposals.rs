//! What takes two people: the first proposes, with their own key; the second reads it and agrees, with theirs; then it is carried out.

mod what;

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use portcullis_access::proposal::{Digest, ProposalId, Proposed};
use portcullis_access::{Action, Outcome, Proposal, ProposalError, proposals};
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path};
use crate::page::{self, Page, PageAsked};
use crate::problem::{Kind, Problem};
use crate::store;
use crate::v1::recorded::Recorded;
use what::What;

/// How long a proposal waits, in milliseconds: three days, so that a weekend does not end it.
const LASTS: i64 = 3 * 24 * 60 * 60 * 1_000;

/// The proposals of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "propose",
        method: "post",
        path: "/v1/proposals",
        action: Action::ReadLicenses,
        summary: "Propose what takes two people: issue, vary, reinstate or revoke a license, set a limit, correct use, override",
        query: &[],
        takes: Body::like::<Propose>(
            r#"{ "reason": "the report came", "proposed": { "what": "reinstate", "license": "EXAMPLE-2026-001" } }"#,
        ),
        gives: Body::of::<Value>(),
        route: || post(propose),
    },
    Endpoint {
        name: "listProposals",
        method: "get",
        path: "/v1/proposals",
        action: Action::ReadLicenses,
        summary: "Proposals, and what became of them",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<Value>>(),
        route: || get(list),
    },
    Endpoint {
        name: "agree",
        method: "post",
        path: "/v1/proposals/{proposal}/agree",
        action: Action::ReadLicenses,
        summary: "Agree to a proposal, as another person, and carry it out",
        query: &[],
        takes: Body::like::<Agree>(
            r#"{ "digest": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" }"#,
        ),
        gives: Body::of::<Recorded>(),
        route: || post(agree),
    },
    Endpoint {
        name: "withdraw",
        method: "post",
        path: "/v1/proposals/{proposal}/withdraw",
        action: Action::ReadLicenses,
        summary: "Withdraw a proposal, or refuse to agree to it",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || post(withdraw),
    },
];

/// A proposal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Propose {
    /// Why.
    reason: String,
    /// What.
    #[schemars(with = "What")]
    proposed: Value,
}

/// Agreement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Agree {
    /// The `digest` of the proposal, as it was read: whoever agrees, agrees to that and nothing else.
    digest: String,
}

async fn propose(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Json(Propose { reason, proposed }): Json<Propose>,
) -> Result<Json<Value>, Problem> {
    let what: What = json::of_value("proposed", proposed)?;
    let action = what.action();
    let tenant = app.tenant_of(&caller, &what).await?;
    caller.may(action, tenant.as_ref())?;
    let body = serde_json::to_value(&what).map_err(Problem::malformed)?;
    let proposed = Proposed { action, tenant, body, reason, lasts: LASTS };
    let proposal =
        Proposal::new(name_of(&caller, &headers)?, proposed, &caller.principal, app.gate().now()).map_err(refused)?;
    app.blocking(move |app| {
        let before = store::transact(app.gate(), "propose", |open| {
            let before = proposals::proposal(open, &proposal.id)?;
            if before.is_none() {
                proposals::propose(open, &proposal)?;
            }
            Ok(before)
        })?;
        match before {
            None => Ok(Json(json!(proposal))),
            Some(before) if says_the_same(&before, &proposal) => Ok(Json(json!(before))),
            Some(before) => Err(Problem::new(
                Kind::Conflict,
                format!("the key was used for something else, in {}", before.id.as_str()),
            )),
        }
    })
    .await
}

/// The name of a proposal: of the caller's own key for it, so that asked again it is the same one; or made up.
fn name_of(caller: &Caller, headers: &HeaderMap) -> Result<ProposalId, Problem> {
    let Some(digest) = caller.document_name(headers)? else {
        return ProposalId::generate().map_err(|error| Problem::new(Kind::Broken, error));
    };
    let name = format!("proposal-{}", digest.get(..32).unwrap_or_default());
    name.parse().map_err(|error| Problem::new(Kind::Broken, error))
}

fn says_the_same(one: &Proposal, other: &Proposal) -> bool {
    (one.action, &one.tenant, &one.body, &one.reason) == (other.action, &other.tenant, &other.body, &other.reason)
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<Value>>, Problem> {
    let (after, most) = (page.after().unwrap_or_default().to_owned(), page.most() + 1);
    let find = move |open: &mut dyn Transaction| visible(open, &caller, after.clone(), most);
    let seen = app.blocking(move |app| Ok(store::read(app.gate(), "proposals", find)?)).await?;
    Ok(Json(page.beginning_with(seen.into_iter().map(|proposal| (proposal.id.as_str().to_owned(), json!(proposal))))))
}

/// So many proposals after a name that are the caller's to see, however many of others lie between them.
fn visible(
    open: &mut dyn Transaction,
    caller: &Caller,
    mut after: String,
    most: usize,
) -> Result<Vec<Proposal>, StoreError> {
    let mut seen = Vec::new();
    loop {
        let read = proposals::proposals(open, &after, most)?;
        let is_last = read.len() < most;
        if let Some(last) = read.last() {
            after = last.id.as_str().to_owned();
        }
        seen.extend(read.into_iter().filter(|one| caller.may(one.action, one.tenant.as_ref()).is_ok()));
        if is_last || seen.len() >= most {
            seen.truncate(most);
            return Ok(seen);
        }
    }
}

async fn agree(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(Agree { digest }): Json<Agree>,
) -> Result<Json<Recorded>, Problem> {
    let id: ProposalId = own(&app, &caller, &id).await?;
    let (second, seen) = (caller.principal.clone(), Digest::read(&digest));
    let agreement = changed(&app, move |open, now| proposals::agree(open, &id, &second, &seen, now)).await?;
    let what: What = serde_json::from_value(agreement.body.clone())
        .map_err(|error| Problem::new(Kind::Broken, format!("the proposal cannot be read: {error}")))?;
    let signed = caller.signed(what.action(), "", Some(&agreement))?;
    let id = agreement.id.operation().clone();
    let submission = app.blocking(move |app| what.submission(app, id, signed)).await?;
    app.record_this(submission).await
}

async fn withdraw(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let id = own(&app, &caller, &id).await?;
    let (by, named) = (caller.principal.clone(), id.clone());
    changed(&app, move |open, now| proposals::withdraw(open, &named, &by, now)).await?;
    Ok(Json(json!({ "id": id, "state": "withdrawn" })))
}

/// The name of a proposal that is the caller's to speak of.
async fn own(app: &Arc<App>, caller: &Caller, id: &str) -> Result<ProposalId, Problem> {
    let named: ProposalId = id.parse().map_err(Problem::not_found)?;
    let asked = named.clone();
    let find = move |open: &mut dyn Transaction| proposals::proposal(open, &asked);
    let found = app.blocking(move |app| Ok(store::read(app.gate(), "proposal", find)?)).await?;
    let found = found.filter(|proposal| caller.may(proposal.action, proposal.tenant.as_ref()).is_ok());
    found.map(|_| named).ok_or_else(|| Problem::not_found(format!("proposal {id}")))
}

fn refused(error: ProposalError) -> Problem {
    let kind = match error {
        ProposalError::Unknown(_) => Kind::NotFound,
        ProposalError::SamePerson(_) | ProposalError::NoPerson(_) => Kind::Forbidden,
        ProposalError::Altered => Kind::Broken,
        _ => Kind::Refused,
    };
    Problem::new(kind, error)
}

/// One change to a proposal that is kept.
async fn changed<R: Send + 'static>(
    app: &Arc<App>,
    change: impl Fn(&mut dyn Transaction, Instant) -> Outcome<R, ProposalError> + Send + 'static,
) -> Result<R, Problem> {
    app.blocking(move |app| {
        let now = app.gate().now();
        store::transact(app.gate(), "proposal_change", |open| change(open, now))?.map_err(refused)
    })
    .await
}

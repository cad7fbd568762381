//! What proposals do, for the API and for pages alike: one proposes, another agrees, and then it is carried out.

use std::sync::Arc;

use axum::http::HeaderMap;
use portcullis_access::proposal::{Digest, ProposalId, Proposed, State};
use portcullis_access::{Outcome, Proposal, ProposalError, proposals};
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_license::Instant;

use super::what::What;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};
use crate::store;
use crate::v1::recorded::Recorded;

/// How long a proposal waits, in milliseconds: three days, so that a weekend does not end it.
const LASTS: i64 = 3 * 24 * 60 * 60 * 1_000;

/// Proposes something, under a name of the caller's own for it: proposed again, it is the same proposal.
///
/// # Errors
/// [`Problem`] where the caller may not do that, or it cannot be done as it is said.
pub(crate) async fn propose(
    app: &Arc<App>,
    caller: &Caller,
    (headers, own): (&HeaderMap, Option<&str>),
    reason: String,
    what: What,
) -> Result<Proposal, Problem> {
    let action = what.action();
    let tenant = app.tenant_of(caller, &what).await?;
    caller.may(action, tenant.as_ref())?;
    let now = app.gate().now();
    let what = what.settled(app, now.date())?;
    let body = serde_json::to_value(&what).map_err(Problem::malformed)?;
    let proposed = Proposed { action, tenant, body, reason, lasts: LASTS };
    let id = name_of(caller, headers, own)?;
    let proposal = Proposal::new(id, proposed, &caller.principal, now).map_err(refused)?;
    app.blocking(move |app| {
        let before = store::transact(app.gate(), "propose", |open| {
            let before = proposals::proposal(open, &proposal.id)?;
            if before.is_none() {
                proposals::propose(open, &proposal)?;
            }
            Ok(before)
        })?;
        match before {
            None => Ok(proposal),
            Some(before) if says_the_same(&before, &proposal) => Ok(before),
            Some(before) => Err(Problem::new(
                Kind::Conflict,
                format!("the key was used for something else, in {}", before.id.as_str()),
            )),
        }
    })
    .await
}

/// The name of a proposal: of the caller's own key for it, so that asked again it is the same one; or made up.
fn name_of(caller: &Caller, headers: &HeaderMap, own: Option<&str>) -> Result<ProposalId, Problem> {
    let Some(digest) = caller.document_name(headers, own)? else {
        return ProposalId::generate().map_err(|error| Problem::new(Kind::Broken, error));
    };
    let name = format!("proposal-{}", digest.get(..32).unwrap_or_default());
    name.parse().map_err(|error| Problem::new(Kind::Broken, error))
}

fn says_the_same(one: &Proposal, other: &Proposal) -> bool {
    (one.action, &one.tenant, &one.body, &one.reason) == (other.action, &other.tenant, &other.body, &other.reason)
}

/// Agrees to a proposal of which the caller read what has this digest, and carries it out.
///
/// # Errors
/// [`Problem`] where it is not theirs to agree to, or cannot be carried out.
pub(crate) async fn agree(app: &Arc<App>, caller: &Caller, id: &str, digest: &str) -> Result<Recorded, Problem> {
    let proposal = own(app, caller, id).await?;
    if proposal.state == State::Open {
        understood(&proposal)?.is_still_so(app)?;
    }
    let (second, seen, id) = (caller.principal.clone(), Digest::read(digest), proposal.id);
    let agreement = changed(app, move |open, now| proposals::agree(open, &id, &second, &seen, now)).await?;
    let what: What = serde_json::from_value(agreement.body.clone()).map_err(unreadable)?;
    let signed = caller.signed(what.action(), "", Some(&agreement))?;
    let id = agreement.id.operation().clone();
    let is_found = matches!(what, What::Resolve { .. });
    let submission = app.blocking(move |app| what.submission(app, id, signed)).await?;
    let recorded = app.record_this(submission).await?.0;
    if is_found {
        let sequence = recorded.sequence;
        app.blocking(move |app| app.serve_resolutions(Some(sequence))).await?;
    }
    Ok(recorded)
}

/// Withdraws a proposal, or refuses to agree to it.
///
/// # Errors
/// [`Problem`] where it is not theirs to speak of, or somebody agreed already.
pub(crate) async fn withdraw(app: &Arc<App>, caller: &Caller, id: &str, reason: String) -> Result<ProposalId, Problem> {
    let id = own(app, caller, id).await?.id;
    let (by, named) = (caller.principal.clone(), id.clone());
    changed(app, move |open, now| proposals::withdraw(open, &named, &by, &reason, now)).await?;
    Ok(id)
}

/// A proposal that is the caller's to speak of.
///
/// # Errors
/// [`Problem`] where there is none, or it is another tenant's: nobody is told which.
pub(crate) async fn own(app: &Arc<App>, caller: &Caller, id: &str) -> Result<Proposal, Problem> {
    let named: ProposalId = id.parse().map_err(Problem::not_found)?;
    let find = move |open: &mut dyn Transaction| proposals::proposal(open, &named);
    let found = app.blocking(move |app| Ok(store::read(app.gate(), "proposal", find)?)).await?;
    let found = found.filter(|proposal| caller.may(proposal.action, proposal.tenant.as_ref()).is_ok());
    found.ok_or_else(|| Problem::not_found(format!("proposal {id}")))
}

/// So many proposals after a name that are the caller's to see, however many of others lie between them.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub(crate) fn visible(
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

/// What a proposal is to do.
///
/// # Errors
/// [`Problem`] where it cannot be read.
pub(crate) fn understood(proposal: &Proposal) -> Result<What, Problem> {
    serde_json::from_value(proposal.body.clone()).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Problem {
    Problem::new(Kind::Broken, format!("the proposal cannot be read: {error}"))
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

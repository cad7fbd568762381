//! Proposals where they are kept: in documents of the store, each changed by the version that was read.

use portcullis_journal::store::{Document, StoreError, Transaction};
use portcullis_license::{Instant, instant::DAY};
use serde::Deserialize as _;
use serde_json::Value;

use crate::Outcome;
use crate::principal::Principal;
use crate::proposal::{Agreement, Digest, Proposal, ProposalError, ProposalId};

/// The kind of document that is a proposal; its name is the proposal's.
pub const KIND: &str = "proposal";
/// How long a proposal is kept after its end: 30 days. What came of it is in the journal for ever.
pub const KEPT: i64 = 30 * DAY;
/// Proposals that are read at once.
const PAGE: usize = 100;

/// Keeps a proposal that was just made.
///
/// # Errors
/// When the store does not do its part.
pub fn propose(open: &mut dyn Transaction, proposal: &Proposal) -> Result<(), StoreError> {
    match open.put_document(KIND, proposal.id.as_str(), None, &written(proposal)?)? {
        true => Ok(()),
        false => Err(StoreError::Taken { id: proposal.id.as_str().to_owned() }),
    }
}

/// Agrees to a proposal; whether the person may do such a thing was asked before.
///
/// # Errors
/// When the store does not do its part, or [`ProposalError`].
pub fn agree(
    open: &mut dyn Transaction,
    id: &ProposalId,
    second: &Principal,
    seen: &Digest,
    now: Instant,
) -> Outcome<Agreement, ProposalError> {
    alter(open, id, |proposal| proposal.agree(second, seen, now))
}

/// Withdraws a proposal; whether the person may do such a thing was asked before.
///
/// # Errors
/// When the store does not do its part, or [`ProposalError`].
pub fn withdraw(
    open: &mut dyn Transaction,
    id: &ProposalId,
    by: &Principal,
    reason: &str,
    now: Instant,
) -> Outcome<(), ProposalError> {
    alter(open, id, |proposal| proposal.withdraw(by, reason, now).map(|withdrawn| (withdrawn, ())))
}

/// A proposal.
///
/// # Errors
/// When the store cannot be read.
pub fn proposal(open: &mut dyn Transaction, id: &ProposalId) -> Result<Option<Proposal>, StoreError> {
    open.document(KIND, id.as_str())?.map(|document| understood(&document)).transpose()
}

/// Proposals after a name, in the order of their names, at most so many.
///
/// # Errors
/// When the store cannot be read.
pub fn proposals(open: &mut dyn Transaction, after: &str, most: usize) -> Result<Vec<Proposal>, StoreError> {
    open.documents(KIND, after, most)?.iter().map(understood).collect()
}

/// Removes proposals that ended long ago; how many.
///
/// # Errors
/// When the store does not do its part.
pub fn sweep(open: &mut dyn Transaction, now: Instant) -> Result<u64, StoreError> {
    let mut after = String::new();
    let mut removed = 0;
    loop {
        let page = open.documents(KIND, &after, PAGE)?;
        for document in &page {
            if understood(document)?.expires.plus(KEPT) <= now {
                removed += u64::from(open.remove_document(KIND, &document.name, document.version)?);
            }
        }
        match page.into_iter().last() {
            Some(last) => after = last.name,
            None => return Ok(removed),
        }
    }
}

fn alter<T>(
    open: &mut dyn Transaction,
    id: &ProposalId,
    change: impl FnOnce(&Proposal) -> Result<(Proposal, T), ProposalError>,
) -> Outcome<T, ProposalError> {
    let Some(document) = open.document(KIND, id.as_str())? else {
        return Ok(Err(ProposalError::Unknown(id.as_str().to_owned())));
    };
    let before = understood(&document)?;
    let (after, result) = match change(&before) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Err(refused)),
    };
    if after != before && !open.put_document(KIND, id.as_str(), Some(document.version), &written(&after)?)? {
        return Err(StoreError::Conflict { name: KIND, tries: 1 });
    }
    Ok(Ok(result))
}

fn understood(document: &Document) -> Result<Proposal, StoreError> {
    let damaged = |why: String| StoreError::Damaged { place: format!("the proposal `{}`", document.name), why };
    // By way of a value: numbers in a tagged state are not read from text.
    let body: Value = serde_json::from_str(&document.body).map_err(|error| damaged(error.to_string()))?;
    let proposal = Proposal::deserialize(body).map_err(|error| damaged(error.to_string()))?;
    if proposal.id.as_str() == document.name { Ok(proposal) } else { Err(damaged("it has another name".to_owned())) }
}

fn written(proposal: &Proposal) -> Result<String, StoreError> {
    serde_json::to_string(proposal).map_err(StoreError::unavailable)
}

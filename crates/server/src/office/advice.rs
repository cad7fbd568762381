//! What agencies have in draft and did not give: a document of the store for each case and agency, and no part of the log.

use std::sync::Arc;

use portcullis_access::Role;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::audience::RecommendationDraft;
use portcullis_journal::StoreError;
use portcullis_journal::store::Transaction;

use super::act::agency;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};
use crate::store;

/// The kind of document that is such a draft.
const KIND: &str = "recommendation_draft";

/// The most drafts of a case that are dropped at once: more than there are agencies.
const MOST: usize = 1_000;

/// Drops what agencies have in draft in a case: it is erased.
///
/// # Errors
/// [`StoreError`] where the store cannot be written.
pub(super) fn drop_all(open: &mut dyn Transaction, case: &str) -> Result<(), StoreError> {
    let room = format!("{case}/");
    let drafts = open.documents(KIND, &room, MOST)?;
    for draft in drafts.into_iter().take_while(|draft| draft.name.starts_with(&room)) {
        open.remove_document(KIND, &draft.name, draft.version)?;
    }
    Ok(())
}

fn name(case: &str, agency: &AgencyName) -> String {
    format!("{case}/{agency}")
}

/// What the caller's agency has in draft in a case; nothing for whoever speaks for none.
///
/// # Errors
/// [`Problem`] where the store cannot be read.
pub async fn drafts(app: &Arc<App>, caller: &Caller, case: &str) -> Result<Vec<RecommendationDraft>, Problem> {
    let roles = caller.principal.roles;
    // Whoever is an officer as well sees the case as one.
    let is_adviser = roles.has(Role::Adviser) && !roles.has(Role::Licensing) && !roles.has(Role::Auditor);
    let Some(agency) = agency(caller).ok().filter(|_| is_adviser) else { return Ok(Vec::new()) };
    let name = name(case, &agency);
    app.blocking(move |app| {
        let document = store::read(app.gate(), "advice_read", |open| open.document(KIND, &name))?;
        let Some(document) = document else { return Ok(Vec::new()) };
        let draft = serde_json::from_str(&document.body);
        draft.map(|draft| vec![draft]).map_err(|error| Problem::new(Kind::Broken, format!("the draft: {error}")))
    })
    .await
}

/// Keeps a draft in the place of the one before; of two who write at once the later one is told.
///
/// # Errors
/// [`Problem`] where the store does not take it.
pub async fn keep(app: &Arc<App>, case: &str, draft: RecommendationDraft) -> Result<(), Problem> {
    let name = name(case, &draft.said.agency);
    let body = serde_json::to_string(&draft).map_err(|error| Problem::new(Kind::Broken, error))?;
    let is_kept = app
        .blocking(move |app| {
            let keep = |open: &mut dyn Transaction| -> Result<bool, StoreError> {
                let version = open.document(KIND, &name)?.map(|document| document.version);
                open.put_document(KIND, &name, version, &body)
            };
            store::transact(app.gate(), "advice_keep", keep).map_err(Problem::from)
        })
        .await?;
    let meanwhile = || Problem::new(Kind::Conflict, "somebody of your agency kept another draft meanwhile: look at it");
    if is_kept { Ok(()) } else { Err(meanwhile()) }
}

/// Drops a draft: it was given.
///
/// # Errors
/// [`Problem`] where the store cannot be written.
pub async fn drop_draft(app: &Arc<App>, case: &str, agency: &AgencyName) -> Result<(), Problem> {
    let name = name(case, agency);
    app.blocking(move |app| {
        let drop = |open: &mut dyn Transaction| -> Result<bool, StoreError> {
            match open.document(KIND, &name)? {
                Some(document) => open.remove_document(KIND, &name, document.version),
                None => Ok(true),
            }
        };
        store::transact(app.gate(), "advice_drop", drop).map(|_| ()).map_err(Problem::from)
    })
    .await
}

//! Drafts of applications: documents of the store, saved by whoever of the house saw the version before.
//!
//! A draft proves nothing and stands in no log: it can be changed and dropped. Each tenant has drafts of its own, and so has the house; nobody sees those
//! of another, an authority on the same service included.

use std::sync::Arc;

use portcullis_application::{Application, Determined, Gap, from_determination, gaps, gaps_against};
use portcullis_authorization::Placement;
use portcullis_counter::application_draft::{self, ApplicationDraft, KIND};
use portcullis_counter::content::Room;
use portcullis_determination::{Engine, Request};
use portcullis_exchange::Reference;
use portcullis_journal::store::{Document, MOST_DOCUMENT, MOST_DOCUMENT_NAME, StoreError, Transaction};
use portcullis_license::{Instant, OperationId};

use super::documents;
use crate::app::App;
use crate::caller::Caller;
use crate::config;
use crate::problem::{Kind, Problem};
use crate::store;

/// Drafts that a tenant has at most.
pub const MOST: usize = 1_000;

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its name, which the filing will have.
    pub reference: Reference,
    /// Its version: 1 when it was made, and one more each time it is saved.
    pub version: u64,
    /// When it was saved, in milliseconds since 1970.
    pub saved: Instant,
    /// Who saved it.
    pub by: String,
    /// What stands in it.
    pub application: Application,
    /// What is missing of the contents of its documents.
    pub content: Vec<Gap>,
}

impl Draft {
    fn of(
        open: &mut dyn Transaction,
        room: &Room,
        limits: config::Documents,
        document: &Document,
    ) -> Result<Self, StoreError> {
        let draft = ApplicationDraft::of(document)?;
        let content = documents::gaps(open, room, &draft.application, limits)?;
        Ok(Self::kept(draft, document.version, content))
    }

    fn kept(draft: ApplicationDraft, version: u64, content: Vec<Gap>) -> Self {
        let ApplicationDraft { reference, saved, by, application } = draft;
        Self { reference, version, saved, by, application, content }
    }

    /// What stands between it and its filing: by the form, by the law and the catalog that serve, and by the contents of documents that are here.
    #[must_use]
    pub fn gaps(&self, engine: &Engine) -> Vec<Gap> {
        let mut found = gaps(&self.application);
        found.extend(gaps_against(&self.application, engine));
        found.extend(self.content.iter().cloned());
        found
    }
}

/// The room of the caller's drafts: the beginning of their names.
fn room(caller: &Caller) -> Result<String, Problem> {
    if !caller.reach.own {
        return Err(Problem::new(Kind::Forbidden, "drafts are for those who apply: no role of yours permits it"));
    }
    Ok(application_draft::room(caller.principal.tenant.as_ref()))
}

fn name(caller: &Caller, reference: &Reference) -> Result<String, Problem> {
    let name = format!("{}{reference}", room(caller)?);
    if name.len() > MOST_DOCUMENT_NAME {
        let most = MOST_DOCUMENT_NAME - (name.len() - reference.as_str().len());
        return Err(Problem::malformed(format!("reference: a draft's has at most {most} bytes; shorten it")));
    }
    Ok(name)
}

/// A name for a draft, as somebody writes it.
///
/// # Errors
/// [`Problem`] where it cannot be one.
pub fn reference(written: &str) -> Result<Reference, Problem> {
    Reference::new(written).map_err(|error| Problem::malformed(format!("reference: {error}")))
}

/// The caller's drafts, by their names.
///
/// # Errors
/// [`Problem`] where they may not be seen, or the store cannot be asked.
pub async fn list(app: &Arc<App>, caller: &Caller) -> Result<Vec<Draft>, Problem> {
    let (room, contents) = (room(caller)?, documents::own_room(caller)?);
    app.blocking(move |app| {
        let limits = documents::limits(app);
        let read = |open: &mut dyn Transaction| {
            let found = open.documents(KIND, &room, MOST)?;
            let own = found.iter().take_while(|document| document.name.starts_with(&room));
            own.map(|document| Draft::of(open, &contents, limits, document)).collect::<Result<_, _>>()
        };
        Ok(store::read(app.gate(), "drafts", read)?)
    })
    .await
}

/// One of the caller's drafts.
///
/// # Errors
/// [`Problem`] where there is none.
pub async fn find(app: &Arc<App>, caller: &Caller, reference: &Reference) -> Result<Draft, Problem> {
    let not_found = Problem::not_found(format!("draft {reference}"));
    let (Ok(name), Ok(contents)) = (name(caller, reference), documents::own_room(caller)) else {
        return Err(not_found);
    };
    let found = app
        .blocking(move |app| {
            let limits = documents::limits(app);
            let read = |open: &mut dyn Transaction| {
                let document = open.document(KIND, &name)?;
                document.map(|document| Draft::of(open, &contents, limits, &document)).transpose()
            };
            Ok(store::read(app.gate(), "draft", read)?)
        })
        .await?;
    found.ok_or(not_found)
}

/// Saves a draft over the version that was seen, or a new one where none was.
///
/// # Errors
/// [`Problem`] where somebody else saved it meanwhile, it is too long, or the store does not take it.
pub async fn save(
    app: &Arc<App>,
    caller: &Caller,
    reference: &Reference,
    seen: Option<u64>,
    application: Application,
) -> Result<Draft, Problem> {
    let (name, room, contents) = (name(caller, reference)?, room(caller)?, documents::own_room(caller)?);
    let application = Application { reference: reference.to_string(), ..application };
    let by = caller.principal.name.to_string();
    let draft = ApplicationDraft { reference: reference.clone(), saved: app.gate().now(), by, application };
    let text = serde_json::to_string(&draft).map_err(Problem::malformed)?;
    if text.len() > MOST_DOCUMENT {
        let detail = format!(
            "the draft has {} bytes; one has {MOST_DOCUMENT} at most: shorten its texts, or move them to documents",
            text.len()
        );
        return Err(Problem::malformed(detail));
    }
    let (kept, content) = app
        .blocking({
            let application = draft.application.clone();
            move |app| {
                let limits = documents::limits(app);
                Ok(store::transact(app.gate(), "draft_save", |open| {
                    let content = documents::gaps(open, &contents, &application, limits)?;
                    let own = open.documents(KIND, &room, MOST)?;
                    let is_full = own.len() == MOST && own.iter().all(|document| document.name.starts_with(&room));
                    if is_full && seen.is_none() {
                        return Ok((None, content));
                    }
                    Ok((Some(open.put_document(KIND, &name, seen, &text)?), content))
                })?)
            }
        })
        .await?;
    match (kept, seen) {
        (Some(true), seen) => Ok(Draft::kept(draft, seen.unwrap_or(0) + 1, content)),
        (Some(false), None) => {
            Err(Problem::new(Kind::Conflict, format!("there is a draft {reference}: give the new one another name")))
        }
        (Some(false), Some(_)) => Err(changed(reference)),
        (None, _) => {
            Err(Problem::new(Kind::Refused, format!("there are {MOST} drafts: drop those that are not needed")))
        }
    }
}

/// Drops a draft of the version that was seen.
///
/// # Errors
/// [`Problem`] where somebody else saved it meanwhile, or it is not there.
pub async fn drop(app: &Arc<App>, caller: &Caller, reference: &Reference, seen: u64) -> Result<(), Problem> {
    let name = name(caller, reference)?;
    let dropped = app
        .blocking(move |app| {
            Ok(store::transact(app.gate(), "draft_drop", |open| open.remove_document(KIND, &name, seen))?)
        })
        .await?;
    if dropped { Ok(()) } else { Err(changed(reference)) }
}

fn changed(reference: &Reference) -> Problem {
    let why = format!("draft {reference} was saved or dropped by somebody else meanwhile: look at it again");
    Problem::new(Kind::Conflict, why)
}

/// The application for the license that a request needs, as far as it is known. `record` is the determination's, where it was recorded.
///
/// # Errors
/// [`Problem`] where the request cannot be decided, is for another tenant, or needs no license.
pub fn from_request(
    app: &App,
    caller: &Caller,
    request: Request<'_>,
    placement: &Placement,
    record: Option<&OperationId>,
) -> Result<Application, Problem> {
    caller.acts_for(placement, &request)?;
    let made = app.gate().question(request, placement, |told| {
        let authorized = told.authorized;
        from_determination(&Determined {
            engine: told.engine,
            request: &authorized.request,
            transaction: &authorized.transaction,
            decided: &authorized.decided,
            placement,
            record,
        })
    });
    made.map_err(|error| Problem::from(&error))?.map_err(|error| Problem::new(Kind::Refused, error))
}

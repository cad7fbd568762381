//! A case as far as it is for whoever calls: the view of their own part, the same for the API and for pages.

use std::sync::Arc;

use axum::response::Response;
use portcullis_access::Role;
use portcullis_counter::Counter;
use portcullis_counter::content::Room;
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::{
    AgencyView, AuditorView, ChairView, InspectorView, NotTheirs, OfficerView, RecommendationDraft, SeenDocument,
};
use portcullis_desk::case::{Case, CaseNumber, Origin};
use portcullis_desk::event::actor::signer;
use portcullis_desk::event::{Actor, EventKind};
use portcullis_license::Instant;
use serde::Serialize;

use super::act::{actor, agency};
use super::documents;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};

/// A case as one part sees it.
#[derive(Debug, Serialize)]
#[serde(tag = "audience", content = "view", rename_all = "snake_case")]
pub enum Seen {
    /// As an officer does.
    Officer(Box<OfficerView>),
    /// As the chair does.
    Chair(Box<ChairView>),
    /// As an agency does that was asked.
    Agency(Box<AgencyView>),
    /// As an inspector does.
    Inspector(Box<InspectorView>),
    /// As an auditor does.
    Auditor(Box<AuditorView>),
}

impl Seen {
    /// A case as the caller's part sees it at a moment: that of an auditor before that of an officer, and that before all others. `drafts` are what the
    /// caller's agency has in draft ([`super::advice::drafts`]).
    ///
    /// # Errors
    /// [`Problem`] where the caller has no part in it.
    pub fn of(caller: &Caller, case: &Case, at: Instant, drafts: &[RecommendationDraft]) -> Result<Self, Problem> {
        let roles = caller.principal.roles;
        if roles.has(Role::Auditor) {
            return Ok(Self::Auditor(Box::new(AuditorView::of(case, at.date()))));
        }
        let signer = signer(&caller.principal).map_err(|error| Problem::new(Kind::Forbidden, error))?;
        let authority = Agencies::united_states().authority().map(|agency| agency.name.clone());
        let authority = authority.ok_or_else(|| Problem::new(Kind::Broken, "no agency decides"))?;
        let seen = if roles.has(Role::Licensing) {
            let view = OfficerView::of(case, &Actor::Officer { signer }, at, &authority);
            view.map(|view| Self::Officer(Box::new(view)))
        } else if roles.has(Role::Chair) {
            let view = ChairView::of(case, &Actor::Chair { signer }, at, &authority);
            view.map(|view| Self::Chair(Box::new(view)))
        } else if roles.has(Role::Adviser) {
            let who = Actor::Adviser { signer, agency: agency(caller)? };
            AgencyView::of(case, &who, at, drafts).map(|view| Self::Agency(Box::new(view)))
        } else {
            let view = InspectorView::of(case, &Actor::Inspector { signer }, at);
            view.map(|view| Self::Inspector(Box::new(view)))
        };
        seen.map_err(|error: NotTheirs| Problem::new(Kind::Forbidden, error))
    }

    /// Whether who sees it may know the numbers of events.
    #[must_use]
    pub fn acts(&self) -> bool {
        !matches!(self, Self::Auditor(_))
    }
}

/// A case that the caller has a part in.
///
/// # Errors
/// [`Problem`] where there is none, or they have no part in it: nobody is told which.
pub fn find<'a>(caller: &Caller, counter: &'a Counter, case: &str) -> Result<&'a Case, Problem> {
    let number = CaseNumber::new(case).ok();
    let found = number.and_then(|number| counter.docket().case(&number)).filter(|case| has_part(caller, case));
    found.ok_or_else(|| Problem::not_found(format!("case {case}")))
}

/// Whether somebody has a part in a case: an agency only where it was referred to it.
#[must_use]
pub fn has_part(caller: &Caller, case: &Case) -> bool {
    let roles = caller.principal.roles;
    let of_house = [Role::Licensing, Role::Chair, Role::Auditor].into_iter().any(|role| roles.has(role));
    of_house
        || (roles.has(Role::Inspector) && !case.state().inspections.is_empty())
        || (roles.has(Role::Adviser) && agency(caller).is_ok_and(|agency| case.state().advice.contains_key(&agency)))
}

/// A document of a case that the caller's part may see.
///
/// # Errors
/// [`Problem`] where there is none, or it is not for them: nobody is told which.
pub fn document(app: &App, caller: &Caller, number: &str, sha256: &str) -> Result<SeenDocument, Problem> {
    let counter = app.office()?.counter();
    let case = find(caller, &counter, number)?;
    let documents = match Seen::of(caller, case, app.gate().now(), &[])? {
        Seen::Officer(view) => view.documents,
        Seen::Chair(view) => view.documents,
        Seen::Agency(view) => view.documents,
        Seen::Inspector(view) => view.documents,
        Seen::Auditor(_) => Vec::new(),
    };
    let found = documents.into_iter().find(|seen| seen.document.sha256 == sha256);
    found.ok_or_else(|| Problem::not_found(format!("document {sha256} of case {number}")))
}

/// The room that keeps the content of a document of a case.
///
/// # Errors
/// [`Problem`] where the caller has no part in the case, or its applicant's house is not known any more.
pub fn room(app: &App, caller: &Caller, number: &str, origin: Origin) -> Result<Room, Problem> {
    let counter = app.office()?.counter();
    let case = find(caller, &counter, number)?;
    if !origin.is_of_applicant() {
        return Ok(Room::Case(case.number().clone()));
    }
    let house = counter.sides().house_of(&case.state().applicant).cloned();
    let house = house
        .ok_or_else(|| Problem::not_found(format!("house of the applicant of case {number} across this counter")))?;
    Ok(Room::From(house))
}

/// The room of what the caller attaches to a case.
///
/// # Errors
/// [`Problem`] where the caller has no part in the case, or may attach nothing to it.
pub fn room_of_attachments(app: &App, caller: &Caller, number: &str) -> Result<Room, Problem> {
    let counter = app.office()?.counter();
    let case = find(caller, &counter, number)?;
    let by = actor(caller, EventKind::Attached)?;
    if case.allowed(&by, app.gate().now().max(case.state().latest)).contains(&EventKind::Attached) {
        return Ok(Room::Case(case.number().clone()));
    }
    let why = "nothing can be attached to the case as it stands, or not by you: see what you can do next";
    Err(Problem::new(Kind::Refused, why))
}

/// The content of a document that the caller's part may see, as a file, once it is on record that they were given it.
///
/// # Errors
/// [`Problem`] where it has not arrived, or it cannot be recorded who is given it.
pub async fn content(app: &Arc<App>, caller: &Caller, number: &str, seen: &SeenDocument) -> Result<Response, Problem> {
    let room = room(app, caller, number, seen.origin)?;
    let hash = documents::hash(&seen.document.sha256)?;
    let file = documents::handed_out(app, room, hash, &seen.document.name).await?;
    app.office()?.read_by(app, caller, number, hash).await?;
    Ok(file)
}

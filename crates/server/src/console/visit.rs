//! Who opens a page.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use portcullis_access::session::{Cookie, Holder, SessionError};
use portcullis_access::{Action, Principal, Role};
use portcullis_console::{Place, Side};

use super::session;
use crate::app::App;
use crate::caller::Caller;
use crate::guard;
use crate::problem::{Kind, Problem};

/// Somebody who opens a page: a person who signed in, or nobody that is known.
#[derive(Clone)]
pub struct Visit {
    principal: Arc<Principal>,
    caller: Option<Caller>,
    cookie: Option<Arc<Cookie>>,
    /// Why the session of their browser is over; nothing where it had none.
    ended: Option<SessionError>,
    /// The house is an authority: it has no other across.
    is_at_authority: bool,
    /// Whoever it is signed in with the identity provider.
    is_of_provider: bool,
    /// It has to be written down that the session is used.
    is_due: bool,
}

impl Visit {
    /// Whoever has the cookie.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be asked.
    pub async fn of(app: &Arc<App>, head: &Parts) -> Result<Self, Problem> {
        let is_at_authority = app.office().is_ok_and(|office| office.counter().sides().authority().is_none());
        let nobody = |ended| Self {
            principal: Principal::nobody(),
            caller: None,
            cookie: None,
            ended,
            is_at_authority,
            is_of_provider: false,
            is_due: false,
        };
        let Some(cookie) = session::cookie(&head.headers) else { return Ok(nobody(None)) };
        let cookie = Arc::new(cookie);
        let (session, is_due) = match session::find(app, cookie.clone()).await? {
            None => return Ok(nobody(None)),
            Some(Err(why)) => return Ok(nobody(Some(why))),
            Some(Ok(found)) => found,
        };
        // A key that ended ends its sessions, and so does a configuration that would read a token otherwise.
        let principal = session.holder.principal(&app.keys().load(), &app.access().load(), app.gate().now());
        let principal = match principal {
            Ok(principal) => principal,
            Err(why) => return Ok(nobody(Some(why))),
        };
        let is_of_provider = matches!(session.holder, Holder::Token { .. });
        Ok(Self { principal, caller: None, cookie: Some(cookie), ended: None, is_at_authority, is_of_provider, is_due })
    }

    /// Whether nobody signed in.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.cookie.is_none()
    }

    /// Why the session of their browser is over; nothing where it had none.
    #[must_use]
    pub fn ended(&self) -> Option<SessionError> {
        self.ended
    }

    /// Whether somebody signed in with the identity provider.
    #[must_use]
    pub fn is_of_provider(&self) -> bool {
        self.is_of_provider
    }

    /// The same visit, if they may do this at all, and not too often.
    ///
    /// # Errors
    /// The visit, and why they may not.
    pub fn permitted(mut self, app: &App, action: Option<Action>) -> Result<Self, (Self, Problem)> {
        let Some(action) = action else { return Ok(self) };
        match guard::admitted(app, &app.access().load_full(), self.principal.clone(), action) {
            Ok(caller) => {
                self.caller = Some(caller);
                Ok(self)
            }
            Err(problem) => Err((self, problem)),
        }
    }

    /// As endpoints ask of whoever calls.
    ///
    /// # Errors
    /// [`Problem`] where the page asks nobody who they are.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        self.caller.as_ref().ok_or_else(|| Problem::new(Kind::Unidentified, "sign in first"))
    }

    /// Who it is.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// On which side of the counter they sit. Who audits sits where the house does.
    #[must_use]
    pub fn side(&self) -> Side {
        let roles = self.principal.roles;
        let of_authority = [Role::Licensing, Role::Adviser, Role::Chair, Role::Inspector];
        let audits = self.is_at_authority && self.principal.tenant.is_none() && roles.has(Role::Auditor);
        if audits || of_authority.into_iter().any(|role| roles.has(role)) { Side::Authority } else { Side::Provider }
    }

    /// The places of their side that they may open.
    #[must_use]
    pub fn places(&self, app: &App) -> Vec<Place> {
        let access = app.access().load();
        let may = |place: &&Place| {
            let action = super::action_of(&place.address().to_string());
            action.is_none_or(|action| access.policy.reach(&self.principal, action).is_any())
        };
        self.side().places().iter().filter(may).copied().collect()
    }

    /// What every form of this session has in a hidden field; nothing where nobody signed in.
    #[must_use]
    pub fn form_key(&self) -> String {
        self.cookie.as_deref().map(Cookie::form_key).unwrap_or_default()
    }

    /// Whether a form came from a page of this session.
    #[must_use]
    pub fn is_form_key(&self, sent: &str) -> bool {
        self.cookie.as_deref().is_some_and(|cookie| cookie.is_form_key(sent))
    }

    /// The cookie of the session.
    #[must_use]
    pub fn cookie(&self) -> Option<&Arc<Cookie>> {
        self.cookie.as_ref()
    }

    /// The answer, after it was written down that the session is used.
    pub async fn kept(&self, app: &Arc<App>, response: Response) -> Response {
        if let Some(cookie) = self.cookie.clone().filter(|_| self.is_due) {
            // A session that cannot be lengthened ends in time.
            let _ = session::touch(app, cookie).await;
        }
        response
    }
}

/// Whether a form was sent by a page of this very site.
pub fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
        // No browser leaves both out when it sends a form.
        _ => false,
    }
}

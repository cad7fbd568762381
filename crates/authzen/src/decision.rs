//! What is decided, and how it is written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::reason::{AccessRequest, Obligation, Reason, Told, told};

/// A decision (Authorization API 1.0, section 5.5). Its context is open; ours says which decision it is, what the law says, why, and what is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Whether the action may go ahead. An error closes it all the same: see [`Decision::opens`].
    pub decision: bool,
    /// The name of the decision.
    pub id: Option<String>,
    /// What the law says: `license_required`.
    pub outcome: Option<Cow<'static, str>>,
    /// How an application would be looked at: `presumption_of_denial`.
    pub review_policy: Option<Cow<'static, str>>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What has to be done by whoever asked; an open decision is closed for who cannot do it.
    pub obligations: Vec<Obligation>,
    /// Where the permission that is missing can be asked for. Written on a denial only, and only with something that binds it to this one.
    pub access_request: Option<AccessRequest>,
    /// What is wrong with the question.
    pub error: Option<Fault>,
}

/// What is wrong with one question, where the call as a whole is in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// In the manner of HTTP.
    pub status: u16,
    /// What, where, and what would mend it.
    pub message: String,
}

impl Decision {
    /// The gate is open, and there is nothing to say.
    #[must_use]
    pub fn open() -> Self {
        Self { decision: true, ..Self::default() }
    }

    /// Closed for a reason.
    #[must_use]
    pub fn closed(reason: Reason) -> Self {
        Self { reasons: vec![reason], ..Self::default() }
    }

    /// Closed because the question cannot be understood.
    #[must_use]
    pub fn fault(message: impl Into<String>) -> Self {
        Self { error: Some(Fault { status: 400, message: message.into() }), ..Self::default() }
    }

    /// Whether the action may go ahead: it was decided so, and nothing was wrong.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.decision && self.error.is_none()
    }

    /// The request for access, where there may be one: on a denial, and bound to it by a token or by the name of the evaluation (Access Request and
    /// Approval Profile, "Requestable Denial Context").
    fn requestable(&self) -> Option<&AccessRequest> {
        self.access_request
            .as_ref()
            .filter(|request| !self.opens() && (request.binding_token.is_some() || self.id.is_some()))
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let access_request = self.requestable();
        let context = Context {
            id: self.id.as_deref(),
            evaluation_id: access_request.and(self.id.as_deref()),
            outcome: self.outcome.as_deref(),
            review_policy: self.review_policy.as_deref(),
            reason: access_request.and(self.outcome.as_deref()),
            reason_admin: told(&self.reasons, Told::Admin),
            reason_user: told(&self.reasons, Told::User),
            obligations: &self.obligations,
            access_request,
            error: self.error.as_ref(),
        };
        let context = (!context.is_empty()).then_some(context);
        Written { decision: self.opens(), context }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    decision: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context<'a>>,
}

#[derive(Serialize)]
struct Context<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_policy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    reason_admin: BTreeMap<&'a str, Cow<'a, str>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    reason_user: BTreeMap<&'a str, Cow<'a, str>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    obligations: &'a [Obligation],
    #[serde(skip_serializing_if = "Option::is_none")]
    access_request: Option<&'a AccessRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Fault>,
}

impl Context<'_> {
    fn is_empty(&self) -> bool {
        self.id.is_none()
            && self.outcome.is_none()
            && self.review_policy.is_none()
            && self.reason_admin.is_empty()
            && self.reason_user.is_empty()
            && self.obligations.is_empty()
            && self.access_request.is_none()
            && self.error.is_none()
    }
}

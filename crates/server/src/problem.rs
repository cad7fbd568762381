//! Errors of a call, as RFC 9457 problem documents: what, where, and the mend. A closed gate is an answer and never one of these.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portcullis_determination::RequestError;
use portcullis_journal::{NodeError, StoreError};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Display;

/// The longest detail, in characters.
const LONGEST: usize = 2_000;

/// What kind of problem: the last part of its `type`, and what it is called.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is said by its title")]
pub enum Kind {
    Malformed,
    MediaType,
    TooLarge,
    Unidentified,
    Forbidden,
    NotFound,
    Method,
    Conflict,
    Refused,
    TooMany,
    TooSlow,
    Unavailable,
    Broken,
}

impl Kind {
    fn said(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body has another media type"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::Unidentified => (StatusCode::UNAUTHORIZED, "unidentified", "Nobody is known by these credentials"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "The caller may not do this"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be done here"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "The id was used for something else"),
            Self::Refused => (StatusCode::UNPROCESSABLE_ENTITY, "refused", "It was refused, for the reasons given"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too-slow", "The request took too long"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "This cannot be done now"),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken", "The service is not as it should be"),
        }
    }
}

/// A problem document.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: String,
    retry_after: Option<u64>,
}

/// Its JSON (RFC 9457, section 3).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemShown {
    /// What kind of problem: a reference that can be followed.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind, in words.
    pub title: String,
    /// The status of the response.
    pub status: u16,
    /// What is wrong, where, and what would mend it.
    pub detail: String,
}

impl Problem {
    /// A problem of a kind, in one sentence that names what, where and the mend.
    pub fn new(kind: Kind, detail: impl Display) -> Self {
        let mut detail = detail.to_string();
        // It may repeat what was sent, and is not to be an echo of megabytes.
        if let Some((cut, _)) = detail.char_indices().nth(LONGEST) {
            detail.truncate(cut);
            detail.push('…');
        }
        Self { kind, detail, retry_after: None }
    }

    /// There is no such thing, or it is not the caller's to see: nobody is told which.
    pub fn not_found(what: impl Display) -> Self {
        Self::new(Kind::NotFound, format!("there is no {what}"))
    }

    /// The request cannot be read.
    pub fn malformed(detail: impl Display) -> Self {
        Self::new(Kind::Malformed, detail)
    }

    /// A body of another media type, as one that cannot be read; every other problem as it is.
    #[must_use]
    pub fn as_malformed(self) -> Self {
        if self.kind == Kind::MediaType { Self { kind: Kind::Malformed, ..self } } else { self }
    }

    /// With the seconds after which it is worth trying again.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The status of its response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind.said().0
    }

    /// The document.
    #[must_use]
    pub fn shown(&self) -> ProblemShown {
        let (status, word, title) = self.kind.said();
        ProblemShown {
            kind: format!("/problems#{word}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail.clone(),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.detail)
    }
}

impl From<&RequestError> for Problem {
    fn from(error: &RequestError) -> Self {
        Self::malformed(format!("{}: {}; {}", error.field, error.problem, error.mend))
    }
}

impl From<NodeError> for Problem {
    fn from(error: NodeError) -> Self {
        match error {
            NodeError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "the register is not as it should be");
                Self::new(
                    Kind::Broken,
                    "the register is not as it should be; whoever runs the service finds why in its log",
                )
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // What the store says is for whoever runs the service: it may name hosts and users.
        tracing::error!(%error, "the store");
        match error {
            StoreError::Damaged { .. } | StoreError::OutOfOrder { .. } => Self::new(
                Kind::Broken,
                "the register is not as it should be; whoever runs the service finds why in its log",
            ),
            StoreError::Uncertain { .. } => Self::new(
                Kind::Unavailable,
                "the register was lost while this was recorded; ask again with the same id to learn whether it was kept",
            ),
            _ => Self::new(Kind::Unavailable, "the register cannot be asked now; try again"),
        }
        .after(1)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.shown()).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == Kind::Unidentified {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

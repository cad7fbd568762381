//! What is sent, and what comes back. Moments are milliseconds since 1970. Fields that are not known are ignored: a newer service has more.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something to start: `POST /v1/starts`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Start {
    /// The caller's name for it: sent again, it is the same start.
    pub id: String,
    /// The transaction, as a request in JSON.
    pub request: Value,
    /// What no law asks and a license does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// How long to hold what a license has to cover.
    pub hold_seconds: u64,
}

impl Start {
    /// A start without a placement.
    #[must_use]
    pub fn new(id: impl Into<String>, request: Value, hold_seconds: u64) -> Self {
        Self { id: id.into(), request, placement: None, hold_seconds }
    }
}

/// Who runs the chips, on which site, in which cluster, and whether the customer passes it on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// The provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The interconnected cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Whether the customer passes it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resale: Option<bool>,
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// The name of the start.
    pub id: String,
    /// Whether it may go ahead.
    pub opens: bool,
    /// What the law says.
    pub outcome: Option<String>,
    /// For a person.
    pub sentence: String,
    /// Whether to ask again soon.
    pub again: bool,
    /// What is held.
    pub held: Vec<Held>,
}

/// A reservation that an open gate rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The reservation, which is the lease too.
    pub reservation: String,
    /// The license it is held against.
    pub license: String,
    /// Until when.
    pub until: i64,
}

/// Leases told to stop: `GET /v1/stops`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Stops {
    /// In the order they were told.
    pub stops: Vec<Stop>,
    /// Where to go on.
    pub cursor: String,
}

/// A lease told to stop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Stop {
    /// Which.
    pub lease: String,
    /// Under which license.
    pub license: String,
    /// By when.
    pub due: i64,
    /// Why.
    pub reason: String,
}

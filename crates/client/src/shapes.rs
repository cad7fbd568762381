//! What is sent, and what comes back. Moments are milliseconds since 1970. Fields that are not known are ignored: a newer service has more.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::address::escaped;

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
    /// The site, as licenses name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_site: Option<String>,
    /// The interconnected cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Whether the customer passes it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resale: Option<bool>,
}

impl Placement {
    /// As the query of a question.
    pub(crate) fn query(&self) -> String {
        let resale = self.resale.map(|resale| resale.to_string());
        let said =
            [("provider", &self.provider), ("at_site", &self.at_site), ("cluster", &self.cluster), ("resale", &resale)];
        let pairs = said.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let pairs = pairs
            .enumerate()
            .map(|(place, (name, value))| format!("{}{name}={}", if place == 0 { '?' } else { '&' }, escaped(value)));
        pairs.collect()
    }
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

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; nothing where this is the last.
    pub cursor: Option<String>,
}

/// A lease that was told to stop and has not confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Stop {
    /// Which.
    pub lease: String,
    /// Under which license.
    pub license: String,
    /// By when.
    pub due: i64,
    /// When it was told.
    pub at: i64,
    /// The operation that told it.
    pub by: String,
}

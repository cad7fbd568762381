//! A workload and its flavors, as far as they are read (`apis/kueue/v1beta2/workload_types.go`, `resourceflavor_types.go`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Node labels by the name of the flavor.
pub type Flavors = BTreeMap<String, BTreeMap<String, String>>;

/// A `Workload`; what is not read is passed over.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    pub(super) api_version: String,
    pub(super) metadata: Metadata,
    #[serde(default)]
    pub(super) spec: Spec,
    #[serde(default)]
    pub(super) status: Status,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    pub name: String,
    #[serde(default)]
    pub namespace: String,
    #[serde(default)]
    pub uid: String,
    pub resource_version: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spec {
    #[serde(default)]
    pub pod_sets: Vec<PodSet>,
    pub active: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PodSet {
    #[serde(default = "main")]
    pub name: String,
    #[serde(default = "one")]
    pub count: u64,
    #[serde(default)]
    pub template: Value,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    #[serde(default)]
    pub conditions: Vec<Condition>,
    pub admission: Option<Admission>,
    #[serde(default)]
    pub admission_checks: Vec<Check>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Condition {
    pub r#type: String,
    pub status: String,
    pub last_transition_time: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Admission {
    #[serde(default)]
    pub pod_set_assignments: Vec<Assignment>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Assignment {
    #[serde(default = "main")]
    pub name: String,
    #[serde(default)]
    pub flavors: BTreeMap<String, String>,
    pub count: Option<u64>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Check {
    pub name: String,
    pub state: CheckState,
}

/// The state of a check.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum CheckState {
    /// Not decided yet.
    Pending,
    /// Open.
    Ready,
    /// Closed for now: quota goes back, and the workload queues again.
    Retry,
    /// Closed: the workload is deactivated.
    Rejected,
}

impl CheckState {
    /// Its word in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Ready => "Ready",
            Self::Retry => "Retry",
            Self::Rejected => "Rejected",
        }
    }
}

/// What a workload waits for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of this check: not its own, no quota yet, finished, inactive or being evicted.
    Elsewhere,
    /// Quota is reserved, and the check has to be decided.
    Waits,
    /// The check is open.
    Open,
}

fn main() -> String {
    "main".to_owned()
}

fn one() -> u64 {
    1
}

impl Workload {
    /// Reads a workload.
    ///
    /// # Errors
    /// What does not fit the published type.
    pub fn read(value: &Value) -> Result<Self, serde_json::Error> {
        Self::deserialize(value)
    }

    /// What it waits for.
    #[must_use]
    pub fn stage(&self, check: &str) -> Stage {
        let state = self.status.admission_checks.iter().find(|of| of.name == check).map(|of| of.state);
        let over = self.is("Finished") || self.is("Evicted") || self.spec.active == Some(false);
        match state {
            _ if over || !self.is("QuotaReserved") => Stage::Elsewhere,
            Some(CheckState::Pending) => Stage::Waits,
            Some(CheckState::Ready) => Stage::Open,
            _ => Stage::Elsewhere,
        }
    }

    fn condition(&self, name: &str) -> Option<&Condition> {
        self.status.conditions.iter().find(|condition| condition.r#type == name && condition.status == "True")
    }

    fn is(&self, name: &str) -> bool {
        self.condition(name).is_some()
    }

    /// When quota was reserved: each time is a start of its own.
    pub(super) fn reserved(&self) -> &str {
        let reserved = self.condition("QuotaReserved").and_then(|condition| condition.last_transition_time.as_deref());
        reserved.unwrap_or_default()
    }

    pub(super) fn assignment(&self, podset: &str) -> Option<&Assignment> {
        self.status.admission.as_ref()?.pod_set_assignments.iter().find(|assignment| assignment.name == podset)
    }
}

/// The flavors of a list of `ResourceFlavor`. One that cannot be read is not there, so that what was assigned to it stays closed.
#[must_use]
pub fn flavors(items: &[Value]) -> Flavors {
    let flavor = |item: &Value| {
        let name = item.pointer("/metadata/name")?.as_str()?.to_owned();
        let labels = match item.pointer("/spec/nodeLabels") {
            None | Some(Value::Null) => BTreeMap::new(),
            Some(labels) => BTreeMap::deserialize(labels).ok()?,
        };
        Some((name, labels))
    };
    items.iter().filter_map(flavor).collect()
}

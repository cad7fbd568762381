//! The request of a review: what of it is read, and the names that are in it.

use serde::Deserialize;
use serde_json::Value;

use super::grant::{GRANT, Subject};
use super::honor::Phase;

/// `AdmissionReview`, as it comes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    pub api_version: String,
    pub request: Request,
}

/// `AdmissionRequest` (`admission/v1/types.go`); what is not read is passed over.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub uid: String,
    pub kind: Kind,
    pub sub_resource: Option<String>,
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub operation: String,
    pub user_info: Option<User>,
    #[serde(default)]
    pub object: Value,
    #[serde(default)]
    pub old_object: Value,
    pub dry_run: Option<bool>,
}

/// `GroupVersionKind`, without the version.
#[derive(Deserialize)]
pub struct Kind {
    #[serde(default)]
    pub group: String,
    pub kind: String,
}

/// `UserInfo`.
#[derive(Deserialize)]
pub struct User {
    pub username: Option<String>,
}

/// The grant that an object bears.
pub fn grant_of(object: &Value) -> Option<&str> {
    object.get("metadata")?.get("annotations")?.get(GRANT)?.as_str()
}

fn text<'a>(object: &'a Value, pointer: &str) -> Option<&'a str> {
    object.pointer(pointer)?.as_str().filter(|text| !text.is_empty())
}

impl Request {
    /// Whether the object is one that runs, and not what others are made of.
    pub fn is_start(&self) -> bool {
        matches!(
            (self.kind.group.as_str(), self.kind.kind.as_str()),
            ("", "Pod") | ("resource.k8s.io", "ResourceClaim")
        )
    }

    /// What the asks are named after. The uid of a new object is the API server's once mutation is over; before that it is whatever the client wrote, who could
    /// name the start of another pod. An object that changes is decided anew, not again.
    pub fn own_uid(&self, phase: Phase) -> &str {
        let settled = phase == Phase::Validating && self.operation == "CREATE";
        text(&self.object, "/metadata/uid").filter(|uid| settled && uid.len() <= 100).unwrap_or(&self.uid)
    }

    /// Its namespace; empty where it has none.
    pub fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or_default()
    }

    /// The name that an object is asked for by is the same before and after the API server made one of it.
    pub fn subject(&self) -> Subject {
        let made = text(&self.object, "/metadata/generateName").map(|stem| format!("{stem}*"));
        let given = || text(&self.object, "/metadata/name").or(self.name.as_deref()).unwrap_or_default().to_owned();
        Subject::new(&self.kind.kind, self.namespace(), &made.unwrap_or_else(given))
    }

    /// Kueue's names on the pods of an admitted workload.
    pub fn workload(&self) -> Option<Subject> {
        let metadata = self.object.get("metadata").filter(|_| self.kind.kind == "Pod")?;
        let workload = metadata.get("annotations")?.get("kueue.x-k8s.io/workload")?.as_str()?;
        let podset = metadata.get("labels")?.get("kueue.x-k8s.io/podset")?.as_str()?;
        Some(Subject::workload(self.namespace(), workload, podset))
    }
}

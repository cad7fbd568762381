//! Patches of status, as server-side apply.

use portcullis_license::Instant;
use serde_json::{Value, json};

use super::workload::{CheckState, Workload};

/// The content type of a [`Patch`]: server-side apply. JSON is YAML.
pub const APPLY: &str = "application/apply-patch+yaml";

/// A message of a check has at most 32,768 characters; a person reads fewer.
const MESSAGE: usize = 4096;

/// A `PATCH` to the Kubernetes API, with the content type [`APPLY`].
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Path and query.
    pub path: String,
    /// Body.
    pub body: Value,
}

/// Whether a text can stand in a path of the API as one segment.
fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

fn group_version(api_version: &str) -> Option<&str> {
    let version = api_version.strip_prefix("kueue.x-k8s.io/")?;
    is_segment(version).then_some(api_version)
}

/// The state of a check of a workload; nothing where its name cannot stand in a path. The resource version makes it fail when somebody else was there in between:
/// what was decided is about the workload as it was listed.
pub fn check(workload: &Workload, check: &str, state: CheckState, message: &str, now: Instant) -> Option<Patch> {
    let version = group_version(&workload.api_version)?;
    let metadata = &workload.metadata;
    if !is_segment(&metadata.name) || !is_segment(&metadata.namespace) {
        return None;
    }
    let message: String = format!("portcullis: {message}").chars().take(MESSAGE).collect();
    let mut body = json!({
        "apiVersion": version,
        "kind": "Workload",
        "metadata": { "name": metadata.name, "namespace": metadata.namespace, "uid": metadata.uid },
        "status": { "admissionChecks": [{
            "name": check,
            "state": state.word(),
            "lastTransitionTime": time(now)?,
            "message": message,
        }] },
    });
    if let (Some(own), Some(version)) =
        (body.get_mut("metadata").and_then(Value::as_object_mut), &metadata.resource_version)
    {
        own.insert("resourceVersion".to_owned(), json!(version));
    }
    let path = format!("/apis/{version}/namespaces/{}/workloads/{}/status", metadata.namespace, metadata.name);
    Some(Patch { path: applied(&path), body })
}

/// The condition that says of an admission check that its controller is there.
pub fn active(check: &Value, now: Instant) -> Option<Patch> {
    let version = group_version(check.get("apiVersion")?.as_str()?)?;
    let name = check.pointer("/metadata/name")?.as_str().filter(|name| is_segment(name))?;
    let generation = check.pointer("/metadata/generation").cloned().unwrap_or(json!(0));
    let body = json!({
        "apiVersion": version,
        "kind": "AdmissionCheck",
        "metadata": { "name": name },
        "status": { "conditions": [{
            "type": "Active",
            "status": "True",
            "reason": "Active",
            "message": "the gate decides on workloads",
            "lastTransitionTime": time(now)?,
            "observedGeneration": generation,
        }] },
    });
    Some(Patch { path: applied(&format!("/apis/{version}/admissionchecks/{name}/status")), body })
}

fn applied(path: &str) -> String {
    format!("{path}?fieldManager=portcullis&force=true")
}

/// RFC 3339, in whole seconds.
fn time(now: Instant) -> Option<String> {
    jiff::Timestamp::from_second(now.0.div_euclid(1000)).ok().map(|time| time.to_string())
}

impl Patch {
    /// With one more field of the check; as it is where there is none.
    pub(super) fn with(mut self, field: &str, value: Option<Value>) -> Self {
        let check = self.body.pointer_mut("/status/admissionChecks/0").and_then(Value::as_object_mut);
        if let (Some(check), Some(value)) = (check, value) {
            check.insert(field.to_owned(), value);
        }
        self
    }
}

//! A review that must be refused: a gate that lets it through is not working.

use serde_json::{Value, json};

use super::mapping::Mapping;

/// A dry run of a pod that asks for each accelerator of the mapping, and for one that no mapping has, in a namespace that belongs to nobody. Put it through
/// [`super::read`] and [`super::answer`] when the service starts and from time to time: the answer must not be `allowed`.
#[must_use]
pub fn probe(mapping: &Mapping) -> Value {
    let written = &mapping.written;
    let mut namespace = "portcullis-probe".to_owned();
    while written.customer.namespaces.contains_key(&namespace) {
        namespace.push_str("-x");
    }
    let mut limits = serde_json::Map::new();
    for line in &written.accelerators {
        if let Some(resource) = &line.resource {
            limits.insert(resource.clone(), json!("1"));
        }
    }
    limits.insert("probe.portcullis.dev/no-such-accelerator".to_owned(), json!("1"));
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "portcullis-probe",
            "kind": { "group": "", "version": "v1", "kind": "Pod" },
            "resource": { "group": "", "version": "v1", "resource": "pods" },
            "name": "portcullis-probe",
            "namespace": namespace,
            "operation": "CREATE",
            "userInfo": { "username": "portcullis" },
            "dryRun": true,
            "object": {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": { "name": "portcullis-probe", "namespace": namespace },
                "spec": { "containers": [{ "name": "probe", "image": "probe", "resources": { "limits": limits } }] }
            }
        }
    })
}

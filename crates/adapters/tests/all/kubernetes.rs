//! Kubernetes: reviews of each kind, grants, and the policies that are generated.

#![expect(clippy::indexing_slicing, reason = "JSON that is not as it should be is a failed test")]

mod answers;
mod backstop;
mod claims;
mod generated;
mod grants;
mod mapping;
mod pods;
mod properties;
mod updates;
mod workloads;

use portcullis_adapters::kubernetes::{Mapping, Phase, Reviewed, read};
use portcullis_gate::{Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::{Instant, OperationId};
use serde_json::{Value, json};

pub const MAPPING: &str = include_str!("../../../../examples/kubernetes/mapping.toml");
pub const NOW: Instant = Instant(1_795_219_200_000); // 2026-11-21T00:00Z
pub const H100: &str = "H100 SXM5 80GB";
pub const A100: &str = "A100 SXM4 80GB";
pub const PRODUCT: &str = "nvidia.com/gpu.product";

pub fn mapping() -> Mapping {
    Mapping::parse(MAPPING).unwrap()
}

/// A review of an object, as an API server of Kubernetes 1.34 writes it.
pub fn review(group: &str, kind: &str, operation: &str, object: Value, old: Value) -> Value {
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
            "kind": { "group": group, "version": "v1", "kind": kind },
            "resource": { "group": group, "version": "v1", "resource": "any" },
            "requestKind": { "group": group, "version": "v1", "kind": kind },
            "name": "",
            "namespace": "research",
            "operation": operation,
            "userInfo": { "username": "system:serviceaccount:kube-system:replicaset-controller", "groups": ["system:authenticated"] },
            "object": object,
            "oldObject": old,
            "dryRun": false,
            "options": { "kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1" }
        }
    })
}

pub fn created(group: &str, kind: &str, object: Value) -> Value {
    review(group, kind, "CREATE", object, Value::Null)
}

/// A pod of a known customer on H100 nodes.
pub fn pod(gpus: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "generateName": "train-", "namespace": "research", "uid": "f3a9c6d0-1f6b-4a52-8a55-0b3a7e1d2c4f",
            "creationTimestamp": "2026-11-21T00:00:02Z",
            "labels": { "example.com/customer": "northern-compute", "app": "train" }
        },
        "spec": {
            "restartPolicy": "Always",
            "nodeSelector": { PRODUCT: "NVIDIA-H100-80GB-HBM3" },
            "containers": [{
                "name": "train", "image": "registry.example.com/train:1",
                "resources": { "limits": { "cpu": "8", "nvidia.com/gpu": gpus }, "requests": { "cpu": "8", "nvidia.com/gpu": gpus } }
            }]
        }
    })
}

pub fn put(review: &Value) -> Reviewed {
    put_to(review, &mapping(), Phase::Validating)
}

pub fn put_to(review: &Value, mapping: &Mapping, phase: Phase) -> Reviewed {
    read(review.to_string().as_bytes(), mapping, phase, NOW).unwrap()
}

/// What is asked: accelerator, chips, site, whether it starts.
pub fn asked(reviewed: &Reviewed) -> Vec<(String, u64, String, bool)> {
    assert_eq!(reviewed.refused, None);
    let mut asked: Vec<_> = reviewed
        .asks
        .iter()
        .map(|ask| {
            let accelerator = ask.request.item.clone().unwrap().accelerator.unwrap().into_owned();
            let site = ask.request.site.clone().unwrap().into_owned();
            let starts = matches!(ask.purpose, Purpose::Start { milliseconds: 28_800_000 });
            (accelerator, ask.request.quantity.unwrap(), site, starts)
        })
        .collect();
    asked.sort();
    asked
}

pub fn refusal(reviewed: &Reviewed) -> String {
    assert!(reviewed.asks.is_empty(), "{:?}", reviewed.asks);
    reviewed.refused.as_ref().unwrap().to_string()
}

pub fn verdict(id: &str, opens: bool, again: bool) -> Verdict {
    Verdict {
        id: OperationId::new(id).unwrap(),
        opens,
        outcome: Some(if opens { Outcome::NotRequired } else { Outcome::Prohibited }),
        sentence: "No provision reaches this.".to_owned(),
        held: Vec::new(),
        again,
    }
}

pub fn opened(reviewed: &Reviewed) -> Vec<Verdict> {
    reviewed.asks.iter().map(|ask| verdict(ask.id.as_ref().unwrap().as_str(), true, false)).collect()
}

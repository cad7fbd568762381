//! Claims of devices.

use serde_json::{Value, json};

use super::{H100, asked, created, put, refusal};

fn claim(requests: Value) -> Value {
    json!({
        "apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim",
        "metadata": { "name": "gpus", "uid": "c1", "labels": { "example.com/customer": "northern-compute" } },
        "spec": { "devices": { "requests": requests } }
    })
}

fn of(requests: Value) -> Vec<(String, u64, String, bool)> {
    asked(&put(&created("resource.k8s.io", "ResourceClaim", claim(requests))))
}

fn refused(requests: Value) -> String {
    refusal(&put(&created("resource.k8s.io", "ResourceClaim", claim(requests))))
}

#[test]
fn a_claim_starts_so_many_devices_of_a_class() {
    let expected = |chips| [(H100.to_owned(), chips, "US".to_owned(), true)];
    let exactly = json!([{ "name": "gpu", "exactly": { "deviceClassName": "h100.example.com", "allocationMode": "ExactCount", "count": 4 } }]);
    assert_eq!(of(exactly), expected(4));
    assert_eq!(of(json!([{ "name": "gpu", "exactly": { "deviceClassName": "h100.example.com" } }])), expected(1));
    // v1beta1
    assert_eq!(of(json!([{ "name": "gpu", "deviceClassName": "h100.example.com", "count": 2 }])), expected(2));
    let first = json!([{ "name": "gpu", "firstAvailable": [
        { "name": "few", "deviceClassName": "h100.example.com", "count": 2 },
        { "name": "many", "deviceClassName": "h100.example.com", "count": 8 }
    ] }, { "name": "one", "exactly": { "deviceClassName": "h100.example.com" } }]);
    assert_eq!(of(first), expected(9));
}

#[test]
fn what_a_claim_leaves_open_is_refused() {
    let all = json!([{ "name": "gpu", "exactly": { "deviceClassName": "h100.example.com", "allocationMode": "All" } }]);
    assert!(refused(all).contains("allocationMode"));
    let unknown = json!([{ "name": "gpu", "exactly": { "deviceClassName": "gpu.example.com" } }]);
    assert!(refused(unknown).contains("device class"));
    for unread in [json!([{ "name": "gpu" }]), json!({}), json!([7]), json!([{ "exactly": {} }])] {
        refused(unread);
    }
}

#[test]
fn a_template_of_claims_is_a_question() {
    let claim = claim(json!([{ "name": "gpu", "exactly": { "deviceClassName": "h100.example.com", "count": 4 } }]));
    let object = json!({ "metadata": { "name": "t" }, "spec": { "metadata": { "labels": claim["metadata"]["labels"] }, "spec": claim["spec"] } });
    let reviewed = put(&created("resource.k8s.io", "ResourceClaimTemplate", object));
    assert_eq!(asked(&reviewed), [(H100.to_owned(), 4, "US".to_owned(), false)]);
}

#[test]
fn the_claim_that_the_scheduler_makes_of_a_pod_is_the_pods() {
    let mut object = claim(json!([{ "name": "gpu", "exactly": { "deviceClassName": "h100.example.com" } }]));
    object["metadata"]["annotations"] = json!({ "resource.kubernetes.io/extended-resource-claim": "true" });
    let mut review = created("resource.k8s.io", "ResourceClaim", object);
    assert_eq!(asked(&put(&review)).len(), 1);
    review["request"]["userInfo"]["username"] = json!("system:kube-scheduler");
    assert_eq!(asked(&put(&review)), []);
}

//! Changes of what is there.

use serde_json::{Value, json};

use super::{asked, created, pod, put, refusal, review};
use portcullis_adapters::kubernetes::GRANT;

fn updated(old: Value, new: Value) -> portcullis_adapters::kubernetes::Reviewed {
    put(&review("", "Pod", "UPDATE", new, old))
}

#[test]
fn what_the_mapping_does_not_read_may_change() {
    let mut new = pod("8");
    new["metadata"]["labels"]["app"] = json!("other");
    new["metadata"]["finalizers"] = json!([]);
    assert_eq!(asked(&updated(pod("8"), new)), []);
}

#[test]
fn another_customer_is_another_start() {
    let mut new = pod("8");
    new["metadata"]["labels"]["example.com/customer"] = json!("robotics");
    let reviewed = updated(pod("8"), new);
    assert!(asked(&reviewed)[0].3);
    // Not the start of the pod itself, which was decided for somebody else.
    assert_eq!(reviewed.asks[0].id.as_ref().unwrap().as_str(), "k8s/705ab4f5-6393-11e8-b7cc-42010a800002");
}

#[test]
fn a_gated_pod_that_is_bound_elsewhere_is_judged() {
    let mut new = pod("8");
    new["spec"]["nodeSelector"]["topology.kubernetes.io/region"] = json!("europe-north");
    assert_eq!(asked(&updated(pod("8"), new))[0].2, "FI");
}

#[test]
fn what_was_there_before_and_cannot_be_read_may_lose_a_finalizer() {
    let mut old = pod("8");
    old["metadata"]["labels"] = json!({});
    old["metadata"]["finalizers"] = json!(["batch.kubernetes.io/job-tracking"]);
    let mut new = old.clone();
    new["metadata"]["finalizers"] = Value::Null;
    assert_eq!(asked(&updated(old.clone(), new.clone())), []);
    new["spec"]["containers"][0]["image"] = json!("other");
    refusal(&updated(old, new));
}

#[test]
fn a_grant_is_not_changed_by_others() {
    let mut old = pod("8");
    old["metadata"]["annotations"] = json!({ GRANT: "v1.a.1.2.x" });
    assert!(refusal(&updated(old, pod("8"))).contains("leave it as it is"));
}

#[test]
fn deleting_and_connecting_ask_nothing() {
    for operation in ["DELETE", "CONNECT"] {
        assert_eq!(asked(&put(&review("", "Pod", operation, Value::Null, pod("8")))), []);
    }
    assert!(refusal(&put(&review("", "Pod", "PATCH", pod("8"), Value::Null))).contains("PATCH"));
}

#[test]
fn a_dry_run_is_a_question() {
    let mut review = created("", "Pod", pod("8"));
    review["request"]["dryRun"] = json!(true);
    assert!(!asked(&put(&review))[0].3);
}

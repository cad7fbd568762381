//! Verdicts in the words of an AdmissionReview.

use serde_json::json;

use super::{created, mapping, opened, pod, put, verdict};
use portcullis_adapters::kubernetes::{Phase, ReviewError, answer, probe, read};
use portcullis_law::Outcome;

#[test]
fn an_open_gate_allows_and_names_the_decision() {
    let reviewed = put(&created("", "Pod", pod("8")));
    let said = answer(&reviewed, &opened(&reviewed));
    assert_eq!(
        said,
        json!({
            "apiVersion": "admission.k8s.io/v1",
            "kind": "AdmissionReview",
            "response": {
                "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
                "allowed": true,
                "auditAnnotations": { "decision": "k8s/f3a9c6d0-1f6b-4a52-8a55-0b3a7e1d2c4f", "outcome": "not_required" }
            }
        })
    );
}

#[test]
fn obligations_are_warnings() {
    let reviewed = put(&created("", "Pod", pod("8")));
    let mut verdicts = opened(&reviewed);
    verdicts[0].outcome = Some(Outcome::Authorized);
    verdicts[0].sentence = "é".repeat(400);
    let said = answer(&reviewed, &verdicts);
    let warning = said["response"]["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("portcullis: é") && warning.chars().count() <= 256);
}

#[test]
fn a_closed_gate_says_whether_to_try_again() {
    let reviewed = put(&created("", "Pod", pod("8")));
    for (again, code, reason) in [(false, 403, "Forbidden"), (true, 503, "ServiceUnavailable")] {
        let said = answer(&reviewed, &[verdict("k8s/x", false, again)]);
        assert_eq!(said["response"]["allowed"], false);
        assert_eq!(said["response"]["status"]["code"], code);
        assert_eq!(said["response"]["status"]["reason"], reason);
        assert!(said["response"]["status"]["message"].as_str().unwrap().contains("k8s/x"));
    }
}

#[test]
fn a_gate_that_says_nothing_is_closed() {
    let reviewed = put(&created("", "Pod", pod("8")));
    assert_eq!(answer(&reviewed, &[])["response"]["status"]["code"], 503);
    let two = [verdict("a", true, false), verdict("b", true, false)];
    assert_eq!(answer(&reviewed, &two)["response"]["allowed"], false);
}

#[test]
fn the_probe_is_refused() {
    let reviewed = put(&probe(&mapping()));
    assert!(reviewed.dry_run);
    assert_eq!(answer(&reviewed, &[])["response"]["allowed"], false);
    assert!(reviewed.refused.is_some());
}

#[test]
fn what_is_no_review_is_an_error() {
    let read = |text: &str| read(text.as_bytes(), &mapping(), Phase::Validating, super::NOW).unwrap_err();
    assert!(matches!(read("{"), ReviewError::Unread(_)));
    assert!(matches!(read("{}"), ReviewError::Unread(_)));
    let mut review = created("", "Pod", pod("8"));
    review["apiVersion"] = json!("admission.k8s.io/v1beta1");
    assert!(matches!(read(&review.to_string()), ReviewError::Version(_)));
    review["apiVersion"] = json!("admission.k8s.io/v1");
    for uid in ["", " ", &"u".repeat(101)] {
        review["request"]["uid"] = json!(uid);
        assert_eq!(read(&review.to_string()), ReviewError::Uid);
    }
}

//! Grants: for one object as it is, in one request.

use base64::Engine as _;
use portcullis_adapters::kubernetes::{GRANT, Granter, Phase, Reviewed, answer, grant_patch};
use portcullis_gate::Verdict;
use portcullis_license::{Instant, LicenseNumber, OperationId};
use serde_json::{Value, json};

use super::{H100, NOW, PRODUCT, asked, created, mapping, opened, pod, put, put_to, refusal};

pub fn granter() -> Granter {
    Granter::from_seed(&[7; 32])
}

fn mutated(object: &Value) -> Value {
    let reviewed = put_to(&created("", "Pod", object.clone()), &mapping(), Phase::Mutating);
    let said = grant_patch(&reviewed, &opened(&reviewed), &granter(), NOW);
    assert_eq!(said["response"]["patchType"], "JSONPatch");
    apply(object, &said)
}

/// `add` of RFC 6902, on members of objects.
fn apply(object: &Value, said: &Value) -> Value {
    let patch = base64::engine::general_purpose::STANDARD.decode(said["response"]["patch"].as_str().unwrap()).unwrap();
    let mut object = object.clone();
    for step in serde_json::from_slice::<Vec<Value>>(&patch).unwrap() {
        assert_eq!(step["op"], "add");
        let (parent, name) = step["path"].as_str().unwrap().rsplit_once('/').unwrap();
        let name = name.replace("~1", "/").replace("~0", "~");
        object.pointer_mut(parent).unwrap()[&name] = step["value"].clone();
    }
    object
}

fn honored(object: Value, now: Instant) -> Reviewed {
    put(&created("", "Pod", object)).honor(&granter().verifier(), now)
}

#[test]
fn what_the_mutating_webhook_granted_is_not_asked_again() {
    let granted = mutated(&pod("8"));
    let text = granted["metadata"]["annotations"][GRANT].as_str().unwrap();
    assert!(text.starts_with("v1.k8s/705ab4f5-6393-11e8-b7cc-42010a800002.1795219200.1795248000."), "{text}");
    let reviewed = honored(granted.clone(), NOW.plus(30_000));
    assert_eq!(asked(&reviewed), []);
    assert_eq!(answer(&reviewed, &[])["response"]["allowed"], true);
    // The API server gave it a name in between.
    let mut named = granted;
    named["metadata"]["name"] = json!("train-x7k2p");
    assert_eq!(asked(&honored(named, NOW)), []);
}

#[test]
fn a_grant_takes_the_place_of_what_a_client_wrote() {
    let mut object = pod("8");
    object["metadata"]["annotations"] = json!({ GRANT: "v1.mine", "other": "stays" });
    let granted = mutated(&object);
    assert_ne!(granted["metadata"]["annotations"][GRANT], "v1.mine");
    assert_eq!(granted["metadata"]["annotations"]["other"], "stays");
    // Even one that holds: what is granted is granted once.
    let bearing = put_to(&created("", "Pod", granted), &mapping(), Phase::Mutating).honor(&granter().verifier(), NOW);
    assert_eq!(asked(&bearing).len(), 1);
}

#[test]
fn a_grant_is_for_one_object_as_it_is() {
    let granted = mutated(&pod("8"));
    let changes: [fn(&mut Value); 5] = [
        |pod| pod["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] = json!("9"),
        |pod| pod["spec"]["nodeSelector"][PRODUCT] = json!("NVIDIA-A100-SXM4-80GB"),
        |pod| pod["spec"]["nodeSelector"]["topology.kubernetes.io/region"] = json!("europe-north"),
        |pod| pod["metadata"]["labels"]["example.com/customer"] = json!("robotics"),
        |pod| pod["metadata"]["generateName"] = json!("other-"),
    ];
    for change in changes {
        let mut other = granted.clone();
        change(&mut other);
        assert!(refusal(&honored(other, NOW)).contains("not for this object"));
    }
    let mut review = created("", "Pod", granted.clone());
    review["request"]["namespace"] = json!("team-a");
    refusal(&put(&review).honor(&granter().verifier(), NOW));
    refusal(&put(&created("", "Pod", granted)).honor(&Granter::from_seed(&[8; 32]).verifier(), NOW));
}

#[test]
fn a_grant_is_for_one_request() {
    let granted = mutated(&pod("8"));
    refusal(&honored(granted.clone(), NOW.plus(121_000)));
    refusal(&honored(granted.clone(), Instant(NOW.0 - 6_000)));
    assert_eq!(asked(&honored(granted, NOW.plus(120_000))), []);
}

#[test]
fn what_is_not_a_grant_closes_the_gate() {
    let text = mutated(&pod("8"))["metadata"]["annotations"][GRANT].as_str().unwrap().to_owned();
    for broken in [
        "",
        "v1.",
        "v1.a.b.c.d",
        "v2.k8s/x.1.2.AA",
        &text.replace(".1795219200.", ".01795219200."),
        &format!("{text}A"),
        &text.replace("v1.k8s", "v1.k9s"),
    ] {
        let mut object = pod("8");
        object["metadata"]["annotations"] = json!({ GRANT: broken });
        refusal(&honored(object, NOW));
    }
}

#[test]
fn nothing_is_granted_that_is_not_started() {
    let granter = granter();
    let mut dry = created("", "Pod", pod("8"));
    dry["request"]["dryRun"] = json!(true);
    let dry = put(&dry);
    let nothing = put(&created("", "Pod", pod("0")));
    let closed = put(&created("", "Pod", pod("8")));
    for (reviewed, verdicts) in [
        (&dry, opened(&dry)),
        (&nothing, Vec::new()),
        (&closed, vec![super::verdict("k8s/x", false, false)]),
        (&closed, Vec::new()),
    ] {
        assert_eq!(grant_patch(reviewed, &verdicts, &granter, NOW)["response"].get("patch"), None);
    }
}

#[test]
fn a_grant_ends_with_what_is_held() {
    let reviewed = put(&created("", "Pod", pod("8")));
    assert_eq!(asked(&reviewed), [(H100.to_owned(), 8, "US".to_owned(), true)]);
    let mut verdicts: Vec<Verdict> = opened(&reviewed);
    let held = |milliseconds| portcullis_gate::Held {
        reservation: OperationId::new("r").unwrap(),
        license: LicenseNumber::new("L").unwrap(),
        until: NOW.plus(milliseconds),
    };
    verdicts[0].held = vec![held(9_000_000), held(6_000_000)];
    let said = grant_patch(&reviewed, &verdicts, &granter(), NOW);
    let granted = apply(&pod("8"), &said);
    assert!(granted["metadata"]["annotations"][GRANT].as_str().unwrap().contains(".1795219200.1795225200."));
}

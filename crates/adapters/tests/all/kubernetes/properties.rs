//! Laws over whatever is written.

use portcullis_adapters::kubernetes::{Phase, answer, read};
use portcullis_gate::Purpose;
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{NOW, PRODUCT, created, mapping, pod};

/// Words that mean something somewhere, and some that do not.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "spec", "template", "metadata", "labels", "annotations", "containers", "initContainers", "resources", "requests",
            "limits", "nvidia.com/gpu", "amd.com/gpu", "cpu", "replicas", "nodeSelector", "affinity", "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms", "matchExpressions", "key", "operator",
            "values", "In", "devices", "exactly", "deviceClassName", "h100.example.com", "firstAvailable", "count", "status",
            "example.com/customer", "northern-compute", "Always", "restartPolicy", "jobTemplate", PRODUCT,
        ]).prop_map(str::to_owned),
        1 => "[a-z/~*é]{0,4}",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word().prop_map(Value::from),
        prop::sample::select(vec!["0", "1", "8", "1k", "500m"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            hash_map(word(), inner, 0..5).prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn kind() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("", "Pod"),
        ("apps", "Deployment"),
        ("batch", "Job"),
        ("batch", "CronJob"),
        ("", "PodTemplate"),
        ("ray.io", "RayCluster"),
        ("resource.k8s.io", "ResourceClaim"),
        ("resource.k8s.io", "ResourceClaimTemplate"),
        ("example.org", "Fleet"),
    ])
}

proptest! {
    #[test]
    fn nothing_panics_and_an_empty_answer_is_closed_or_asked_nothing(
        (group, kind) in kind(),
        object in json(),
        old in json(),
        operation in prop::sample::select(vec!["CREATE", "UPDATE", "DELETE"]),
        bytes in vec(any::<u8>(), 0..64),
    ) {
        let review = super::review(group, kind, operation, object, old);
        let reviewed = read(review.to_string().as_bytes(), &mapping(), Phase::Validating, NOW).unwrap();
        let allowed = answer(&reviewed, &[])["response"]["allowed"] == true;
        prop_assert_eq!(allowed, reviewed.asks.is_empty() && reviewed.refused.is_none());
        prop_assert!(read(&bytes, &mapping(), Phase::Validating, NOW).is_err());
    }

    /// Wherever resources of containers are, an accelerator among them is asked about or refused.
    #[test]
    fn an_accelerator_is_never_overlooked(
        (group, kind) in kind(),
        around in json(),
        path in vec(word(), 0..5),
        list in prop::sample::select(vec!["containers", "initContainers", "ephemeralContainers"]),
        amounts in prop::sample::select(vec!["requests", "limits"]),
        resource in prop::sample::select(vec!["nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "amd.com/gpu"]),
        amount in prop_oneof![Just(json!("1")), Just(json!(3)), Just(json!("x")), Just(json!(null))],
        labeled in any::<bool>(),
    ) {
        // Claims have no containers; what an object says of itself is not asked for.
        prop_assume!(group != "resource.k8s.io");
        let mut inner = json!({ list: [{ "name": "c", "resources": { amounts: { resource: amount } } }] });
        for step in path.iter().rev() {
            inner = json!({ step.as_str(): inner });
        }
        let mut object = json!({ "spec": inner });
        if labeled {
            object["metadata"] = pod("1")["metadata"].clone();
        }
        object["around"] = around;
        let review = created(group, kind, object);
        let reviewed = read(review.to_string().as_bytes(), &mapping(), Phase::Validating, NOW).unwrap();
        // A workload of no pods wants nothing; none is written here.
        prop_assert!(!reviewed.asks.is_empty() || reviewed.refused.is_some(), "{review}");
    }

    #[test]
    fn a_dry_run_never_starts(gpus in 1_u64..100, (group, kind) in kind()) {
        let pod = pod(&gpus.to_string());
        let template = json!({ "metadata": pod["metadata"], "spec": pod["spec"] });
        let mut object = pod.clone();
        object["template"] = template.clone();
        object["spec"]["template"] = template;
        let mut review = created(group, kind, if kind == "Pod" { pod } else { object });
        review["request"]["dryRun"] = json!(true);
        let reviewed = read(review.to_string().as_bytes(), &mapping(), Phase::Mutating, NOW).unwrap();
        prop_assert!(reviewed.asks.iter().all(|ask| ask.purpose == Purpose::Question));
    }

    #[test]
    fn nobody_gets_nothing(gpus in 1_u64..1000, labels in hash_map("[a-z]{1,8}", "[a-z]{1,8}", 0..4), resource in prop::sample::select(vec!["nvidia.com/gpu", "nvidia.com/mig-1g.10gb"])) {
        let mut object = pod("0");
        object["metadata"]["labels"] = json!(labels);
        object["spec"]["containers"][0]["resources"]["limits"][resource] = json!(gpus.to_string());
        let review = created("", "Pod", object);
        let reviewed = read(review.to_string().as_bytes(), &mapping(), Phase::Validating, NOW).unwrap();
        prop_assert!(reviewed.refused.unwrap().to_string().contains("names no customer"));
    }
}

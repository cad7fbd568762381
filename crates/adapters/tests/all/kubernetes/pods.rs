//! Pods: how many chips, of which accelerator, for whom, where.

use serde_json::{Value, json};

use super::{A100, H100, PRODUCT, asked, created, mapping, pod, put, put_to, refusal};
use portcullis_adapters::kubernetes::Phase;

fn of(object: Value) -> Vec<(String, u64, String, bool)> {
    asked(&put(&created("", "Pod", object)))
}

fn refused(object: Value) -> String {
    refusal(&put(&created("", "Pod", object)))
}

fn container(gpus: Value) -> Value {
    json!({ "name": "c", "resources": { "limits": { "nvidia.com/gpu": gpus } } })
}

#[test]
fn a_pod_starts_what_its_containers_ask_for() {
    let reviewed = put(&created("", "Pod", pod("8")));
    assert_eq!(asked(&reviewed), [(H100.to_owned(), 8, "US".to_owned(), true)]);
    let ask = &reviewed.asks[0];
    assert_eq!(ask.id.as_ref().unwrap().as_str(), "k8s/f3a9c6d0-1f6b-4a52-8a55-0b3a7e1d2c4f");
    assert_eq!(ask.request.on, None, "a start is now");
    assert_eq!(ask.request.parties[0].name.as_deref(), Some("Northern Compute Ltd"));
    assert_eq!(ask.request.parties[1].role, "provider");
}

#[test]
fn before_mutation_is_over_a_uid_is_what_a_client_wrote() {
    let reviewed = put_to(&created("", "Pod", pod("8")), &mapping(), Phase::Mutating);
    assert_eq!(reviewed.asks[0].id.as_ref().unwrap().as_str(), "k8s/705ab4f5-6393-11e8-b7cc-42010a800002");
}

#[test]
fn a_pod_without_accelerators_asks_nothing() {
    assert_eq!(
        of(
            json!({ "spec": { "containers": [{ "resources": { "limits": { "cpu": "1", "hugepages-2Mi": "4Mi" } } }] } })
        ),
        []
    );
    let rdma = json!({ "spec": { "containers": [{ "resources": { "limits": { "rdma/hca": "1" } } }] } });
    assert_eq!(of(rdma), []);
    assert_eq!(of(pod("0")), []);
}

/// Kubernetes' rule, by the example of its own documentation of sidecars.
#[test]
fn containers_sidecars_and_initialization_are_counted_as_kubernetes_does() {
    for (containers, init, expected) in [
        (json!([container(json!("2")), container(json!(3))]), json!([]), 5),
        (json!([container(json!("2"))]), json!([container(json!("7"))]), 7),
        (json!([container(json!("2"))]), json!([container(json!("1")), container(json!("1"))]), 2),
    ] {
        let mut object = pod("1");
        object["spec"]["containers"] = containers;
        object["spec"]["initContainers"] = init;
        assert_eq!(of(object)[0].1, expected);
    }
    let mut sidecar = container(json!("1"));
    sidecar["restartPolicy"] = json!("Always");
    let mut object = pod("2");
    // A sidecar, then a step that runs beside it: 1 + 4, against 2 + 1.
    object["spec"]["initContainers"] = json!([sidecar.clone(), container(json!("4"))]);
    assert_eq!(of(object)[0].1, 5);
    let mut object = pod("2");
    // A step before the sidecar runs alone.
    object["spec"]["initContainers"] = json!([container(json!("2")), sidecar]);
    assert_eq!(of(object)[0].1, 3);
    let mut object = pod("2");
    object["spec"]["ephemeralContainers"] = json!([container(json!("1"))]);
    assert_eq!(of(object)[0].1, 3);
}

#[test]
fn the_larger_of_request_and_limit_counts() {
    let mut object = pod("2");
    object["spec"]["containers"][0]["resources"]["requests"]["nvidia.com/gpu"] = json!("4");
    assert_eq!(of(object)[0].1, 4);
}

#[test]
fn a_part_of_a_chip_is_a_whole_one() {
    let mut object = pod("1");
    object["spec"]["containers"][0]["resources"] =
        json!({ "limits": { "nvidia.com/mig-1g.10gb": "2", "nvidia.com/gpu": "1" } });
    assert_eq!(of(object), [(H100.to_owned(), 3, "US".to_owned(), true)]);
}

#[test]
fn a_device_class_can_be_asked_for_as_a_resource() {
    let mut object = pod("1");
    let name = "deviceclass.resource.kubernetes.io/h100.example.com";
    object["spec"]["containers"][0]["resources"] = json!({ "limits": { name: "2" } });
    assert_eq!(of(object), [(H100.to_owned(), 2, "US".to_owned(), true)]);
}

#[test]
fn quantities_are_whole_numbers() {
    for (text, expected) in [("1k", 1000), ("12", 12)] {
        assert_eq!(of(pod(text))[0].1, expected);
    }
    for text in ["500m", "1.5", "-1", "", "1e3", "1Ki", "99999999999999999999"] {
        assert!(refused(pod(text)).contains("whole number"), "{text}");
    }
}

#[test]
fn of_several_accelerators_and_places_each_must_open() {
    let mut object = pod("8");
    object["spec"]["nodeSelector"] = json!({ "topology.kubernetes.io/region": "europe-north" });
    object["spec"]["affinity"] = json!({ "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [
        { "matchExpressions": [{ "key": PRODUCT, "operator": "In", "values": ["NVIDIA-H100-80GB-HBM3", "NVIDIA-A100-SXM4-80GB"] }] }
    ] } } });
    let both = |site: &str| [(A100.to_owned(), 8, site.to_owned(), true), (H100.to_owned(), 8, site.to_owned(), true)];
    let reviewed = put(&created("", "Pod", object.clone()));
    assert_eq!(asked(&reviewed), both("FI"));
    let ids: Vec<_> = reviewed.asks.iter().map(|ask| ask.id.clone().unwrap()).collect();
    assert_ne!(ids[0], ids[1]);
    // The selector narrows what the terms leave.
    object["spec"]["nodeSelector"][PRODUCT] = json!("NVIDIA-A100-SXM4-80GB");
    assert_eq!(of(object.clone()), [(A100.to_owned(), 8, "FI".to_owned(), true)]);
    object["spec"]["nodeSelector"][PRODUCT] = json!("NVIDIA-L4");
    assert!(refused(object).contains("no node can match"));
}

#[test]
fn terms_are_alternatives_and_exclusions_leave_open_which_remain() {
    let mut object = pod("1");
    object["spec"]["nodeSelector"] = Value::Null;
    let term = |operator: &str, value: &str| json!({ "matchExpressions": [{ "key": PRODUCT, "operator": operator, "values": [value] }] });
    let terms = |terms: Value| json!({ "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": terms } } });
    object["spec"]["affinity"] =
        terms(json!([term("In", "NVIDIA-H100-80GB-HBM3"), term("In", "NVIDIA-A100-SXM4-80GB")]));
    assert_eq!(of(object.clone()).len(), 2);
    object["spec"]["affinity"] = terms(json!([term("In", "NVIDIA-H100-80GB-HBM3"), term("NotIn", "NVIDIA-L4")]));
    assert!(refused(object.clone()).contains("can be any of several accelerators"));
    object["spec"]["affinity"] = json!({ "nodeAffinity": { "preferredDuringSchedulingIgnoredDuringExecution": [
        { "weight": 1, "preference": term("In", "NVIDIA-H100-80GB-HBM3") }
    ] } });
    assert!(refused(object).contains("can be any of several accelerators"));
}

#[test]
fn what_nobody_named_is_refused_with_the_mend() {
    let mut object = pod("1");
    object["spec"]["nodeSelector"][PRODUCT] = json!("NVIDIA-L4");
    assert!(refused(object).contains("nvidia.com/gpu.product=NVIDIA-L4"));
    let mut object = pod("1");
    object["spec"]["containers"][0]["resources"]["limits"]["amd.com/gpu"] = json!("1");
    let sentence = refused(object);
    assert!(sentence.contains("amd.com/gpu") && sentence.contains("not_accelerators"), "{sentence}");
    let mut object = pod("1");
    object["spec"]["nodeSelector"]["topology.kubernetes.io/region"] = json!("moon");
    assert!(refused(object).contains("site.values"));
}

#[test]
fn whose_a_pod_is() {
    let mut object = pod("1");
    object["metadata"]["labels"] = json!({});
    let sentence = refused(object.clone());
    assert!(sentence.contains("names no customer: set the label example.com/customer"), "{sentence}");
    // The namespace says it where no label does, and is not overruled by one.
    let mut review = created("", "Pod", object.clone());
    review["request"]["namespace"] = json!("team-a");
    assert_eq!(put(&review).asks[0].request.parties[0].name.as_deref(), Some("Northern Compute Ltd"));
    review["request"]["object"]["metadata"]["labels"]["example.com/customer"] = json!("robotics");
    assert!(refusal(&put(&review)).contains("name one"));
    object["metadata"]["labels"]["example.com/customer"] = json!("somebody");
    assert!(refused(object).contains("no customer of the mapping"));
}

#[test]
fn what_a_pod_is_for() {
    let mut object = pod("1");
    object["metadata"]["labels"]["example.com/end-use"] = json!("training");
    let reviewed = put(&created("", "Pod", object.clone()));
    let end_use = reviewed.asks[0].request.end_use.clone().unwrap().unwrap();
    assert_eq!(end_use.as_slice(), ["model_training"]);
    object["metadata"]["labels"]["example.com/end-use"] = json!("fun");
    assert!(refused(object).contains("example.com/end-use"));
}

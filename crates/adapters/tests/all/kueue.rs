//! Kueue: workloads with quota, and what becomes of their checks.

#![expect(clippy::indexing_slicing, reason = "JSON that is not as it should be is a failed test")]

use portcullis_adapters::kubernetes::{GRANT, Granter, Mapping};
use portcullis_adapters::kueue::{CONTROLLER, Listed, Patch, reconcile};
use portcullis_gate::{Ask, Purpose, Verdict};
use serde_json::{Value, json};

use crate::kubernetes::{H100, MAPPING, NOW, PRODUCT, created, mapping, pod, put_to, verdict};

fn of_workload() -> Mapping {
    Mapping::parse(&MAPPING.replace("holds = \"pods\"", "holds = \"workload\"")).unwrap()
}

fn granter() -> Granter {
    Granter::from_seed(&[7; 32])
}

/// A workload as Kueue writes it when quota is reserved.
fn workload(state: &str) -> Value {
    let pod = pod("8");
    let mut spec = pod["spec"].clone();
    spec.as_object_mut().unwrap().remove("nodeSelector");
    json!({
        "apiVersion": "kueue.x-k8s.io/v1beta2",
        "kind": "Workload",
        "metadata": { "name": "job-train-8f2c1", "namespace": "research", "uid": "0b6f", "resourceVersion": "4711" },
        "spec": {
            "active": true,
            "queueName": "research",
            "podSets": [{ "name": "main", "count": 4, "template": { "metadata": { "labels": pod["metadata"]["labels"] }, "spec": spec } }]
        },
        "status": {
            "conditions": [{ "type": "QuotaReserved", "status": "True", "reason": "QuotaReserved", "message": "", "lastTransitionTime": "2026-11-20T23:59:00Z" }],
            "admission": { "clusterQueue": "gpus", "podSetAssignments": [{
                "name": "main", "count": 3, "flavors": { "cpu": "h100", "nvidia.com/gpu": "h100" }, "resourceUsage": { "nvidia.com/gpu": "24" }
            }] },
            "admissionChecks": [{ "name": "export-control", "state": state, "lastTransitionTime": "2026-11-20T23:59:00Z", "message": "" }]
        }
    })
}

fn listed(workload: Value) -> Listed {
    let check = json!({
        "apiVersion": "kueue.x-k8s.io/v1beta2", "kind": "AdmissionCheck", "metadata": { "name": "export-control", "generation": 1 },
        "spec": { "controllerName": CONTROLLER },
        "status": { "conditions": [{ "type": "Active", "status": "True" }] }
    });
    let other =
        json!({ "metadata": { "name": "prov" }, "spec": { "controllerName": "kueue.x-k8s.io/provisioning-request" } });
    let flavor =
        json!({ "metadata": { "name": "h100" }, "spec": { "nodeLabels": { PRODUCT: "NVIDIA-H100-80GB-HBM3" } } });
    Listed { checks: vec![check, other], flavors: vec![flavor], workloads: vec![workload] }
}

/// A gate that says the same to everything, and what it was asked.
struct Gate {
    opens: bool,
    again: bool,
    heard: Vec<Ask>,
}

impl Gate {
    fn new(opens: bool, again: bool) -> Self {
        Self { opens, again, heard: Vec::new() }
    }

    fn decide(&mut self, asks: &[Ask]) -> Vec<Verdict> {
        self.heard.extend_from_slice(asks);
        asks.iter().map(|ask| verdict(ask.id.as_ref().unwrap().as_str(), self.opens, self.again)).collect()
    }
}

fn round(listed: &Listed, mapping: &Mapping, gate: &mut Gate) -> Vec<Patch> {
    reconcile(listed, mapping, Some(&granter()), NOW, |asks| gate.decide(asks), |_| None)
}

fn state(patches: &[Patch]) -> &str {
    assert_eq!(patches.len(), 1, "{patches:?}");
    patches[0].body["status"]["admissionChecks"][0]["state"].as_str().unwrap()
}

#[test]
fn a_workload_with_quota_is_asked_about_with_the_flavor_it_got() {
    let mut gate = Gate::new(true, false);
    let patches = round(&listed(workload("Pending")), &mapping(), &mut gate);
    assert_eq!(gate.heard.len(), 1);
    let ask = &gate.heard[0];
    assert_eq!(ask.request.quantity, Some(24));
    assert_eq!(ask.request.item.as_ref().unwrap().accelerator.as_deref(), Some(H100));
    assert_eq!(ask.purpose, Purpose::Question);
    assert_eq!(ask.id.as_ref().unwrap().as_str(), "k8s/0b6f/main/2026-11-20T23:59:00Z");
    assert_eq!(
        patches,
        [Patch {
            path: "/apis/kueue.x-k8s.io/v1beta2/namespaces/research/workloads/job-train-8f2c1/status?fieldManager=portcullis&force=true".to_owned(),
            body: json!({
                "apiVersion": "kueue.x-k8s.io/v1beta2",
                "kind": "Workload",
                "metadata": { "name": "job-train-8f2c1", "namespace": "research", "uid": "0b6f", "resourceVersion": "4711" },
                "status": { "admissionChecks": [{
                    "name": "export-control", "state": "Ready", "lastTransitionTime": "2026-11-21T00:00:00Z",
                    "message": "portcullis: No provision reaches this."
                }] }
            }),
        }]
    );
}

#[test]
fn a_closed_gate_rejects_and_one_out_of_order_retries() {
    assert_eq!(state(&round(&listed(workload("Pending")), &mapping(), &mut Gate::new(false, false))), "Rejected");
    let patches = round(&listed(workload("Pending")), &mapping(), &mut Gate::new(false, true));
    assert_eq!(state(&patches), "Retry");
    assert_eq!(patches[0].body["status"]["admissionChecks"][0]["requeueAfterSeconds"], 60);
    assert_eq!(
        reconcile(&listed(workload("Pending")), &mapping(), Some(&granter()), NOW, |_| Vec::new(), |_| None),
        []
    );
}

#[test]
fn what_cannot_be_read_does_not_start() {
    let mut unknown = listed(workload("Pending"));
    unknown.flavors.clear();
    let patches = round(&unknown, &mapping(), &mut Gate::new(true, false));
    assert_eq!(state(&patches), "Rejected");
    let mut bound = workload("Pending");
    bound["spec"]["podSets"][0]["template"]["spec"]["nodeSelector"] = json!({ PRODUCT: "NVIDIA-A100-SXM4-80GB" });
    assert_eq!(state(&round(&listed(bound), &mapping(), &mut Gate::new(true, false))), "Rejected");
    let mut nobody = workload("Pending");
    nobody["spec"]["podSets"][0]["template"]["metadata"] = Value::Null;
    assert_eq!(state(&round(&listed(nobody), &mapping(), &mut Gate::new(true, false))), "Rejected");
    let mut broken = workload("Pending");
    broken["spec"]["podSets"] = json!(7);
    assert_eq!(round(&listed(broken), &mapping(), &mut Gate::new(true, false)), []);
    let mut path = workload("Pending");
    path["metadata"]["name"] = json!("../../x");
    assert_eq!(round(&listed(path), &mapping(), &mut Gate::new(true, false)), []);
}

#[test]
fn what_is_not_waiting_is_left_alone() {
    for state in ["Retry", "Rejected", "Ready"] {
        assert_eq!(round(&listed(workload(state)), &mapping(), &mut Gate::new(false, false)), [], "{state}");
    }
    let over = |workload: &mut Value, condition: &str| {
        let conditions = workload["status"]["conditions"].as_array_mut().unwrap();
        conditions.push(json!({ "type": condition, "status": "True" }));
    };
    let conditions: [&dyn Fn(&mut Value); 5] = [
        &|workload| workload["status"]["conditions"][0]["status"] = json!("False"),
        &|workload| workload["spec"]["active"] = json!(false),
        &|workload| over(workload, "Finished"),
        &|workload| over(workload, "Evicted"),
        &|workload| workload["status"]["admissionChecks"][0]["name"] = json!("prov"),
    ];
    for change in conditions {
        let mut workload = workload("Pending");
        change(&mut workload);
        assert_eq!(round(&listed(workload), &mapping(), &mut Gate::new(true, false)), []);
    }
}

#[test]
fn a_workload_without_accelerators_is_ready_at_once() {
    let mut plain = workload("Pending");
    plain["spec"]["podSets"][0]["template"]["spec"]["containers"] = json!([{ "name": "c" }]);
    let mut gate = Gate::new(false, false);
    assert_eq!(state(&round(&listed(plain), &mapping(), &mut gate)), "Ready");
    assert!(gate.heard.is_empty());
}

#[test]
fn the_controller_says_that_it_is_there() {
    let mut listed = listed(workload("Ready"));
    listed.checks[0]["status"] = json!({});
    let patches = round(&listed, &mapping(), &mut Gate::new(true, false));
    assert_eq!(patches.len(), 1);
    assert_eq!(
        patches[0].path,
        "/apis/kueue.x-k8s.io/v1beta2/admissionchecks/export-control/status?fieldManager=portcullis&force=true"
    );
    assert_eq!(patches[0].body["status"]["conditions"][0]["type"], "Active");
}

#[test]
fn a_workload_that_holds_grants_each_of_its_pods() {
    let mapping = of_workload();
    let mut gate = Gate::new(true, false);
    let patches = round(&listed(workload("Pending")), &mapping, &mut gate);
    assert!(matches!(gate.heard[0].purpose, Purpose::Start { .. }));
    let update = &patches[0].body["status"]["admissionChecks"][0]["podSetUpdates"][0];
    assert_eq!(update["name"], "main");
    let mut granted = pod("8");
    granted["metadata"]["annotations"] =
        json!({ GRANT: update["annotations"][GRANT], "kueue.x-k8s.io/workload": "job-train-8f2c1" });
    granted["metadata"]["labels"]["kueue.x-k8s.io/podset"] = json!("main");
    let honored = |object: &Value, later: i64| {
        use portcullis_adapters::kubernetes::Phase;
        [Phase::Mutating, Phase::Validating].map(|phase| {
            let reviewed = put_to(&created("", "Pod", object.clone()), &mapping, phase);
            reviewed.honor(&granter().verifier(), NOW.plus(later))
        })
    };
    for reviewed in honored(&granted, 3_600_000) {
        assert!(reviewed.asks.is_empty() && reviewed.refused.is_none());
    }
    // Too late, of another set, or more than a pod was granted: it is asked anew, and what it bears is no grant.
    let mut other = granted.clone();
    other["metadata"]["labels"]["kueue.x-k8s.io/podset"] = json!("workers");
    let mut more = granted.clone();
    more["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] = json!("9");
    for (object, later) in [(&granted, 8 * 3_600_000), (&other, 0), (&more, 0)] {
        let [mutating, validating] = honored(object, later);
        assert_eq!(mutating.asks.len(), 1);
        assert!(validating.refused.is_some());
    }
}

#[test]
fn what_a_license_no_longer_covers_is_stopped() {
    let mapping = of_workload();
    let open = listed(workload("Ready"));
    assert_eq!(state(&round(&open, &mapping, &mut Gate::new(false, false))), "Rejected");
    assert_eq!(
        round(&open, &mapping, &mut Gate::new(false, true)),
        [],
        "nothing is evicted because the gate is out of order"
    );
    assert_eq!(round(&open, &mapping, &mut Gate::new(true, false)), []);
    let stop = |id: &portcullis_license::OperationId| {
        id.as_str().starts_with("k8s/0b6f/").then(|| "license suspended".to_owned())
    };
    let patches = reconcile(&open, &mapping, Some(&granter()), NOW, |_| Vec::new(), stop);
    assert_eq!(state(&patches), "Rejected");
    let message = patches[0].body["status"]["admissionChecks"][0]["message"].as_str().unwrap();
    assert!(message.contains("license suspended"));
}

#[test]
fn a_grant_is_not_brought_along() {
    let mut own = workload("Pending");
    own["spec"]["podSets"][0]["template"]["metadata"]["annotations"] = json!({ GRANT: "mine" });
    assert_eq!(state(&round(&listed(own), &of_workload(), &mut Gate::new(true, false))), "Rejected");
}

#[test]
fn each_reservation_of_quota_is_a_start_of_its_own() {
    let mut later = workload("Pending");
    later["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-21T00:00:00Z");
    let mut gate = Gate::new(true, false);
    round(&listed(workload("Pending")), &of_workload(), &mut gate);
    round(&listed(later), &of_workload(), &mut gate);
    assert_ne!(gate.heard[0].id, gate.heard[1].id);
}

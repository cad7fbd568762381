//! The admission check of Kueue: one server plays the Kubernetes API, another the service.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use portcullis_client::kueue::{Setup, round};
use portcullis_license::Instant;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::service::{Seen, Service};

const MAPPING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/kubernetes/mapping.toml");
const NOW: Instant = Instant(1_795_330_800_000);
const STATUS: &str = "PATCH /apis/kueue.x-k8s.io/v1beta2/namespaces/team-a/workloads/job-train/status?fieldManager=portcullis&force=true";

/// A cluster with a queue, and a service.
struct Cluster {
    folder: TempDir,
    api: Service,
    service: Service,
}

impl Cluster {
    fn new(
        api: impl FnMut(&Seen) -> (u16, String) + Send + 'static,
        answer: impl FnMut(&Seen) -> (u16, String) + Send + 'static,
    ) -> Self {
        let cluster = Self { folder: TempDir::new().unwrap(), api: Service::play(api), service: Service::play(answer) };
        fs::write(cluster.path("key"), "the-key\n").unwrap();
        fs::write(cluster.path("token"), "the-token\n").unwrap();
        fs::write(cluster.path("ca"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        cluster.configure(MAPPING);
        cluster
    }

    fn configure(&self, mapping: &str) {
        let config = format!(
            "service = {:?}\nkey_file = {:?}\nmapping = {mapping:?}\ntimeout_seconds = 1\n[cluster]\nserver = {:?}\ntoken_file = {:?}\nauthority = {:?}\n",
            self.service.address,
            self.path("key"),
            self.api.address,
            self.path("token"),
            self.path("ca"),
        );
        fs::write(self.path("config"), config).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn round(&self) -> Vec<String> {
        let setup = Setup::read(&self.path("config")).unwrap();
        round(&setup, NOW).iter().map(ToString::to_string).collect()
    }

    /// The states that were applied to the workload's check.
    fn states(&self) -> Vec<Value> {
        let patches = self.api.seen().into_iter().filter(|seen| seen.line == STATUS);
        patches.map(|seen| seen.body.pointer("/status/admissionChecks/0/state").unwrap().clone()).collect()
    }
}

fn list(kind: &str, items: &Value) -> (u16, String) {
    let list = json!({ "apiVersion": "kueue.x-k8s.io/v1beta2", "kind": format!("{kind}List"), "metadata": { "resourceVersion": "7", "continue": "" }, "items": items });
    (200, list.to_string())
}

fn workload() -> Value {
    json!({
        "metadata": { "name": "job-train", "namespace": "team-a", "uid": "0b6f", "resourceVersion": "4711" },
        "spec": { "active": true, "podSets": [{ "name": "main", "count": 4, "template": {
            "metadata": { "labels": { "example.com/end-use": "training" } },
            "spec": { "containers": [{ "name": "train", "resources": { "limits": { "nvidia.com/gpu": "8" } } }] }
        } }] },
        "status": {
            "conditions": [{ "type": "QuotaReserved", "status": "True", "lastTransitionTime": "2026-11-20T23:59:00Z" }],
            "admission": { "podSetAssignments": [{ "name": "main", "count": 4, "flavors": { "nvidia.com/gpu": "h100" } }] },
            "admissionChecks": [{ "name": "export-control", "state": "Pending" }]
        }
    })
}

/// An API server whose check is not yet active.
fn api(seen: &Seen) -> (u16, String) {
    assert_eq!(seen.header("authorization"), Some("Bearer the-token"));
    let path = seen.line.split(['?', ' ']).nth(1).unwrap();
    match path {
        "/apis/kueue.x-k8s.io/v1beta2/admissionchecks" => list(
            "AdmissionCheck",
            &json!([{ "metadata": { "name": "export-control", "generation": 1 }, "spec": { "controllerName": "portcullis.dev/gate" } }]),
        ),
        "/apis/kueue.x-k8s.io/v1beta2/resourceflavors" => list(
            "ResourceFlavor",
            &json!([{ "metadata": { "name": "h100" }, "spec": { "nodeLabels": { "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3" } } }]),
        ),
        "/apis/kueue.x-k8s.io/v1beta2/workloads" => list("Workload", &json!([workload()])),
        _ if seen.line.starts_with("PATCH ") => {
            assert_eq!(seen.header("content-type"), Some("application/apply-patch+yaml"));
            (200, "{}".to_owned())
        }
        _ => (404, String::new()),
    }
}

fn says(outcome: &'static str) -> impl FnMut(&Seen) -> (u16, String) + Send {
    move |_| {
        let answer =
            json!({ "outcome": outcome, "reasons": [{ "citation": "15 CFR 744.11" }], "missing": [] }).to_string();
        (200, answer)
    }
}

#[test]
fn a_workload_with_quota_is_decided_on() {
    let cluster = Cluster::new(api, says("not_required"));
    assert_eq!(cluster.round(), Vec::<String>::new());
    let asked = cluster.service.seen();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "POST /v1/determinations?provider=Example%20Cloud%20Inc.");
    assert_eq!(asked[0].header("authorization"), Some("Bearer the-key"));
    assert_eq!(asked[0].body["quantity"], 32);
    assert_eq!(asked[0].body["item"]["accelerator"], "H100 SXM5 80GB");
    assert_eq!(cluster.states(), ["Ready"]);
    let active =
        "PATCH /apis/kueue.x-k8s.io/v1beta2/admissionchecks/export-control/status?fieldManager=portcullis&force=true";
    assert!(cluster.api.lines().contains(&active.to_owned()));
    let patched = cluster.api.seen().into_iter().find(|seen| seen.line == STATUS).unwrap().body;
    assert_eq!(patched["apiVersion"], "kueue.x-k8s.io/v1beta2");
    assert_eq!(patched["metadata"]["resourceVersion"], "4711");
}

#[test]
fn what_is_closed_is_rejected_and_what_needs_a_license_waits_for_one() {
    for (outcome, state) in
        [("prohibited", "Rejected"), ("depends", "Rejected"), ("license_required", "Retry"), ("authorized", "Ready")]
    {
        let cluster = Cluster::new(api, says(outcome));
        assert_eq!(cluster.round(), Vec::<String>::new(), "{outcome}");
        assert_eq!(cluster.states(), [state], "{outcome}");
    }
    let unreadable = Cluster::new(api, |_| (400, r#"{"detail":"site: no such country"}"#.to_owned()));
    assert_eq!(unreadable.round(), Vec::<String>::new());
    assert_eq!(unreadable.states(), ["Rejected"]);
}

#[test]
fn what_nobody_decides_stays_as_it_is() {
    for (status, body) in [(503, ""), (401, ""), (200, "{}"), (200, r#"{"outcome":"maybe"}"#), (200, ""), (0, "")] {
        let cluster = Cluster::new(api, move |_| (status, body.to_owned()));
        assert_eq!(cluster.round().len(), 1, "{status} {body}");
        assert_eq!(cluster.states(), Vec::<Value>::new(), "{status} {body}");
    }
}

#[test]
fn lists_are_read_to_their_last_page() {
    let cluster = Cluster::new(
        |seen| match seen.line.strip_prefix("GET /apis/kueue.x-k8s.io/v1beta2/workloads?limit=500") {
            Some("") => (
                200,
                json!({ "apiVersion": "kueue.x-k8s.io/v1beta2", "metadata": { "continue": "a/b=" }, "items": [] })
                    .to_string(),
            ),
            Some(rest) => {
                assert_eq!(rest, "&continue=a%2Fb%3D");
                list("Workload", &json!([workload()]))
            }
            None => api(seen),
        },
        says("not_required"),
    );
    assert_eq!(cluster.round(), Vec::<String>::new());
    assert_eq!(cluster.states(), ["Ready"]);
}

#[test]
fn what_the_api_server_says_is_told() {
    let denied = Cluster::new(|_| (403, r#"{"kind":"Status","message":"forbidden"}"#.to_owned()), says("not_required"));
    let troubles = denied.round();
    assert!(troubles[0].contains("forbidden") && troubles[0].contains("deploy/kubernetes/kueue.yaml"), "{troubles:?}");
    assert!(denied.service.seen().is_empty());
    // Somebody else was there in between: the next round sees what became of it.
    let changed = Cluster::new(
        |seen| if seen.line.starts_with("PATCH") { (409, String::new()) } else { api(seen) },
        says("not_required"),
    );
    assert_eq!(changed.round(), Vec::<String>::new());
    let broken = Cluster::new(
        |seen| if seen.line.starts_with("PATCH") { (500, String::new()) } else { api(seen) },
        says("not_required"),
    );
    assert_eq!(broken.round().len(), 2);
}

#[test]
fn mistakes_in_the_configuration_name_the_file() {
    let cluster = Cluster::new(api, says("not_required"));
    let holding = cluster.path("mapping.toml");
    let text = fs::read_to_string(MAPPING).unwrap();
    fs::write(&holding, text.replace("holds = \"pods\"", "holds = \"workload\"")).unwrap();
    cluster.configure(holding.to_str().unwrap());
    let trouble = Setup::read(&cluster.path("config")).unwrap_err().to_string();
    assert!(trouble.contains("mapping.toml") && trouble.contains("write \"pods\""), "{trouble}");
    cluster.configure(MAPPING);
    fs::write(cluster.path("ca"), "nothing").unwrap();
    assert!(Setup::read(&cluster.path("config")).is_err());
    let config = fs::read_to_string(cluster.path("config")).unwrap();
    fs::write(cluster.path("config"), format!("{config}shell = true\n")).unwrap();
    assert!(Setup::read(&cluster.path("config")).unwrap_err().to_string().contains("config"));
}

#[test]
fn the_program_makes_a_round() {
    let cluster = Cluster::new(api, says("not_required"));
    let run = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_portcullis-kueue"));
        program.env_clear().arg("--config").arg(cluster.path("config")).arg("--once").output().unwrap()
    };
    assert!(run().status.success());
    assert_eq!(cluster.states(), ["Ready"]);
    fs::remove_file(cluster.path("token")).unwrap();
    let output = run();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("token"));
}

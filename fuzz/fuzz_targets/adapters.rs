//! Any bytes as what another system asks, or as a mapping: asks or a refusal, never a panic; and where the gate stays closed, so does every answer.
//!
//! The first byte chooses the adapter; the rest is what it was sent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_adapters::kubernetes::{self, Granter, Phase, Reviewed};
use portcullis_adapters::{blazar, envoy, slurm, terraform};
use portcullis_gate::{Ask, Verdict};
use portcullis_license::{Instant, OperationId};
use prost::Message;
use std::sync::LazyLock;

const NOW: Instant = Instant(1_795_330_800_000);

static KUBERNETES: LazyLock<kubernetes::Mapping> = LazyLock::new(|| {
    kubernetes::Mapping::parse(include_str!("../../examples/kubernetes/mapping.toml")).expect("a mapping")
});
static BLAZAR: LazyLock<blazar::Mapping> =
    LazyLock::new(|| blazar::Mapping::read(include_str!("../../examples/blazar/mapping.toml")).expect("a mapping"));
static ENVOY: LazyLock<envoy::Mapping> =
    LazyLock::new(|| envoy::Mapping::read(include_str!("../../examples/envoy/mapping.toml")).expect("a mapping"));
static SLURM: LazyLock<slurm::Mapping> =
    LazyLock::new(|| slurm::Mapping::read(include_str!("../../examples/slurm/mapping.toml")).expect("a mapping"));
static TERRAFORM: LazyLock<terraform::Mapping> = LazyLock::new(|| {
    terraform::Mapping::read(include_str!("../../examples/terraform/mapping.toml")).expect("a mapping")
});
static GRANTER: LazyLock<Granter> = LazyLock::new(|| Granter::from_seed(&[7; 32]));

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, bytes)) = bytes.split_first() else { return };
    match chosen % 6 {
        0 => [Phase::Mutating, Phase::Validating].into_iter().for_each(|phase| review(bytes, phase)),
        1 => lease(bytes),
        2 => check(bytes),
        3 => plan(bytes),
        4 => job(bytes),
        _ => mapping(bytes),
    }
});

/// What a gate says that is closed for everybody.
fn closed(asks: &[Ask]) -> Vec<Verdict> {
    let id = OperationId::new("a").expect("a name");
    asks.iter().map(|_| Verdict::closed(id.clone(), None, "closed".to_owned())).collect()
}

fn review(bytes: &[u8], phase: Phase) {
    let Ok(reviewed) = kubernetes::read(bytes, &KUBERNETES, phase, NOW) else { return };
    let bears_nothing = |reviewed: &Reviewed| reviewed.refused.is_none() && reviewed.asks.is_empty();
    let nothing = bears_nothing(&reviewed);
    let reviewed = reviewed.honor(&GRANTER.verifier(), NOW);
    assert_eq!(bears_nothing(&reviewed), nothing, "nobody can make up a grant");
    let verdicts = closed(&reviewed.asks);
    for answer in
        [kubernetes::answer(&reviewed, &verdicts), kubernetes::grant_patch(&reviewed, &verdicts, &GRANTER, NOW)]
    {
        assert_eq!(answer["response"]["allowed"], nothing);
        assert_eq!(answer["response"]["uid"], reviewed.uid.as_str());
        assert!(answer["response"].get("patch").is_none());
    }
}

fn lease(bytes: &[u8]) {
    let _ = blazar::on_end(bytes, NOW);
    for asked in [blazar::check_create(&BLAZAR, bytes, NOW), blazar::check_update(&BLAZAR, bytes, NOW)] {
        let Ok(asked) = asked else { continue };
        let answer = blazar::answer(&BLAZAR, &asked, &closed(&asked.asks));
        assert_eq!(answer.status == 204, asked.asks.is_empty());
    }
}

fn check(bytes: &[u8]) {
    let Ok(check) = envoy::CheckRequest::decode(bytes) else { return };
    let ok = |response: &envoy_types::ext_authz::v3::pb::CheckResponse| {
        response.status.as_ref().is_some_and(|status| status.code == 0)
    };
    match envoy::ask(&ENVOY, &check, NOW) {
        Ok(Some(ask)) => assert!(!ok(&envoy::answer(&closed(&[ask])[0]))),
        Ok(None) => assert!(ok(&envoy::nothing())),
        Err(why) => assert!(!ok(&envoy::refused(&why))),
    }
}

fn plan(bytes: &[u8]) {
    if let Ok(terraform::Received::Task(task)) = terraform::receive(&TERRAFORM.hosts, bytes) {
        let _ = terraform::failed(&portcullis_adapters::Refused::of(format!("{task:?}")));
    }
    let task = terraform::Task {
        token: "token".to_owned(),
        callback: TERRAFORM.hosts.check("https://app.terraform.io/callback").expect("a host of the mapping"),
        plan: TERRAFORM.hosts.check("https://archivist.terraform.io/plan"),
        organization: "example".to_owned(),
        workspace: "northern-training".to_owned(),
        run: "run-1".to_owned(),
        outcomes: true,
    };
    let Ok(asked) = terraform::asks(&TERRAFORM, &task, bytes, NOW) else { return };
    let asks: Vec<_> = asked.iter().map(|one| one.ask.clone()).collect();
    let body = terraform::callback(&task, &asked, &closed(&asks));
    let told: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(told["data"]["attributes"]["status"] == "passed", asks.is_empty());
}

/// What Slurm's `scontrol` says of a job.
fn job(bytes: &[u8]) {
    let variable = |name: &str| {
        let value = match name {
            "SLURM_JOB_ID" => "4711",
            "SLURM_CLUSTER_NAME" => "hall3",
            "SLURM_JOB_ACCOUNT" => "northern",
            "SLURM_JOB_PARTITION" => "gpu",
            "SLURM_JOB_NODELIST" => "node[01-02]",
            "SLURM_JOB_END_TIME" => "1795334400",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let job = slurm::Job::read(variable).expect("a job");
    if let Ok(given) = slurm::allocated(&job, bytes, |name| SLURM.names(name)) {
        let _ = SLURM.starts(&job, &given, NOW);
    }
}

fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let none = |_: &str| false;
    if let Ok(mapping) = kubernetes::Mapping::parse(text) {
        let known = kubernetes::Known { accelerator: &none, country: &none, end_use: &none };
        let _ = mapping.check(known);
        let review = serde_json::to_vec(&kubernetes::probe(&mapping)).expect("JSON");
        let reviewed = kubernetes::read(&review, &mapping, Phase::Validating, NOW).expect("the probe is a review");
        assert!(reviewed.refused.is_some() || !reviewed.asks.is_empty());
        let _ = kubernetes::yaml(&kubernetes::backstop(&mapping));
    }
    if let Ok(mapping) = blazar::Mapping::read(text) {
        assert!(!mapping.probe(NOW).is_empty());
        let _ = mapping.check(none, none);
    }
    if let Ok(mapping) = envoy::Mapping::read(text) {
        assert!(!mapping.probe(NOW).is_empty());
        let _ = mapping.check(none, none);
    }
    if let Ok(mapping) = slurm::Mapping::read(text) {
        assert!(!mapping.probe(NOW).is_empty());
        let _ = mapping.check(none, none);
        let _ = slurm::questions(&mapping, NOW);
    }
    if let Ok(mapping) = terraform::Mapping::read(text) {
        assert!(!mapping.probe(NOW).is_empty());
        let _ = mapping.check(none, none);
    }
}

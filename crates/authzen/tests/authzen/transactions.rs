//! Questions about accelerators.

use portcullis_authzen::transaction::{NoTransaction, Reading};
use portcullis_authzen::{ByResource, Candidates, Decider, Decision, Evaluation, Policies, Sought, What};
use portcullis_determination::{Request, request_schema};
use portcullis_gate::{Ask, Purpose};
use serde_json::{Value, json};
use std::sync::Mutex;

use crate::{api, certified, json};

/// Keeps what it was asked, read as a transaction.
#[derive(Default)]
struct Keeper(Reading, Mutex<Option<Result<Ask, NoTransaction>>>);

impl Decider for Keeper {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        let ask = self.0.ask(asked);
        let decision = ask.as_ref().map_or_else(|problem| problem.clone().into(), |_| Decision::open());
        *self.1.lock().unwrap() = Some(ask);
        decision
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        assert_eq!(sought.resource_kind, "accelerator");
        Box::new(["A100 SXM4 80GB", "H100 SXM5 80GB"].into_iter().skip(from).map(Into::into))
    }
}

fn read(body: &Value) -> Result<Ask, String> {
    let keeper = Keeper::default();
    let decided = json(&api().evaluation(&keeper, body.to_string().as_bytes()));
    let kept = keeper.1.lock().unwrap().take().unwrap();
    assert_eq!(decided["decision"], json!(kept.is_ok()));
    kept.map_err(|problem| {
        assert_eq!(decided["context"]["error"]["message"], json!(problem.to_string()));
        problem.to_string()
    })
}

fn rental() -> Value {
    json!({
        "subject": {"type": "customer", "id": "Northern Compute Ltd", "properties": {"headquarters": "SG"}},
        "action": {"name": "provide_compute"},
        "resource": {"type": "accelerator", "id": "H100 SXM5 80GB"},
    })
}

fn written(request: &Request<'_>) -> Value {
    serde_json::to_value(request).unwrap()
}

#[test]
fn every_fact_arrives_where_it_belongs() {
    let ask = read(&json!({
        "subject": {"type": "customer", "id": "Northern Compute Ltd", "properties": {
            "country": "SG", "headquarters": "SG", "ultimate_parent": {"name": "Example Group", "headquarters": "CN"},
            "owners": [{"name": "Example Group", "percent": "50.5", "lists": null}], "lists": null,
            "identifiers": ["LEI-1"], "staff_nationalities": "SG",
        }},
        "action": {"name": "export", "properties": {"from": "US", "to": "SG", "licenses_held": ["us-advanced-computing", {"regime": "nl-chip-tools", "number": "7"}]}},
        "resource": {"type": "instance", "id": "aws:p5.48xlarge", "properties": {"quantity": 4, "site": "US", "cluster": "c-1", "at_site": "Hall 3"}},
        "context": {
            "on": "2026-11-21", "time": "2026-11-21T10:00:00Z", "ip": "192.0.2.1", "end_use": ["model_training"], "red_flags": null,
            "red_flags_resolved": false, "training_operations": 3e24, "prior_tpp_this_year": "10.5",
            "parties": [{"role": "provider", "name": "Example Cloud Inc", "ultimate_parent": "self"}],
            "provider": "Example Cloud Inc", "resale": true,
        },
    }))
    .unwrap();
    assert_eq!(
        written(&ask.request),
        json!({
            "kind": "export", "on": "2026-11-21", "item": {"instance": "aws:p5.48xlarge"}, "quantity": 4, "from": "US", "to": "SG", "site": "US",
            "parties": [
                {"role": "customer", "name": "Northern Compute Ltd", "identifiers": ["LEI-1"], "country": "SG", "headquarters": "SG",
                 "ultimate_parent": {"name": "Example Group", "headquarters": "CN"},
                 "owners": [{"name": "Example Group", "percent": "50.5", "lists": null}], "lists": null, "staff_nationalities": "SG"},
                {"role": "provider", "name": "Example Cloud Inc", "ultimate_parent": "self"},
            ],
            "end_use": ["model_training"], "red_flags": null, "red_flags_resolved": false,
            "training_operations": "3000000000000000000000000", "prior_tpp_this_year": "10.5",
            "licenses_held": ["us-advanced-computing", {"regime": "nl-chip-tools", "number": "7"}],
        })
    );
    let placement = ask.placement;
    assert_eq!(placement.provider.unwrap().as_str(), "Example Cloud Inc");
    assert_eq!(placement.site.unwrap().as_str(), "Hall 3");
    assert_eq!(placement.cluster.unwrap().as_str(), "c-1");
    assert_eq!(placement.resale, Some(true));
    assert_eq!((ask.id, ask.purpose), (None, Purpose::Question));
}

#[test]
fn what_is_left_out_is_left_out() {
    let ask = read(&rental()).unwrap();
    assert_eq!(
        written(&ask.request),
        json!({
            "kind": "provide_compute", "item": {"accelerator": "H100 SXM5 80GB"},
            "parties": [{"role": "customer", "name": "Northern Compute Ltd", "headquarters": "SG"}],
        })
    );
}

#[test]
fn what_is_not_understood_closes_and_is_named() {
    let with = |pointer: &str, name: &str, value: Value| {
        let mut body = rental();
        if body.pointer(pointer).is_none() {
            let (parent, last) = pointer.rsplit_once('/').unwrap();
            body.pointer_mut(parent).unwrap()[last] = json!({});
        }
        body.pointer_mut(pointer).unwrap()[name] = value;
        body
    };
    let table = [
        (with("/subject/properties", "headquaters", json!("CN")), "`subject.properties.headquaters` is no fact"),
        (with("/subject/properties", "role", json!("provider")), "`subject.properties.role` is no fact"),
        (with("/subject/properties", "name", json!("Other")), "`subject.properties.name` is no fact"),
        (with("/subject/properties", "quantity", json!(1)), "`subject.properties.quantity` is no fact"),
        (with("/resource/properties", "quantty", json!(1)), "`resource.properties.quantty` is no fact"),
        (with("/resource/properties", "item", json!({})), "`resource.properties.item` is no fact"),
        (with("/action/properties", "kind", json!("support")), "`action.properties.kind` is no fact"),
        (with("/context", "red_flag", json!("x")), "`context.red_flag` is no fact"),
        (with("/resource/properties", "time", json!("now")), "`resource.properties.time` is no fact"),
        (
            with("/resource/properties", "quantity", json!("many")),
            "`resource.properties.quantity` cannot be read: invalid type",
        ),
        (with("/resource/properties", "quantity", json!(-1)), "`resource.properties.quantity` cannot be read"),
        (with("/resource/properties", "quantity", Value::Null), "`resource.properties.quantity` cannot be read"),
        (with("/resource/properties", "cluster", json!("")), "`resource.properties.cluster` cannot be read"),
        (with("/context", "parties", json!([{"name": "x"}])), "`context.parties` cannot be read: missing field `role`"),
        (with("/context", "parties", json!([{"role": "provider", "headquaters": "x"}])), "unknown field `headquaters`"),
        (
            with("/action", "name", json!("lend")),
            "`action.name` is \"lend\", which is no transaction: it is one of provide_compute, export",
        ),
        (with("/subject", "type", json!("user")), "`subject.type` is \"user\", and only a `customer` rents"),
        (with("/subject", "id", json!(" ")), "`subject.id` is empty"),
        (with("/resource", "type", json!("record")), "`resource.type` is \"record\""),
        (with("/resource", "id", json!("")), "`resource.id` is empty"),
    ];
    for (body, problem) in table {
        let message = read(&body).unwrap_err();
        assert!(message.contains(problem), "{message}");
    }
    let mut twice = with("/resource/properties", "quantity", json!(1));
    twice["context"] = json!({"quantity": 100});
    assert_eq!(read(&twice).unwrap_err(), "`quantity` stands in `resource.properties` and in `context`: state it once");
}

#[test]
fn an_operator_may_pass_over_what_their_services_send() {
    let mut body = rental();
    body["context"] = json!({"trace": "abc", "quantity": 9});
    let reading = Reading::default().passing_over(["trace".to_owned(), "quantity".to_owned()]);
    let keeper = Keeper(reading, Mutex::default());
    assert_eq!(json(&api().evaluation(&keeper, body.to_string().as_bytes()))["decision"], json!(true));
    let ask = keeper.1.lock().unwrap().take().unwrap().unwrap();
    assert_eq!(ask.request.quantity, Some(9), "a fact stays a fact");
    assert!(read(&body).is_err());
}

/// A field that a request gains is a fact here, or this fails.
#[test]
fn every_field_of_a_request_can_be_stated() {
    let schema = request_schema();
    let fields = |object: &Value| object["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for field in fields(&schema) {
        let mut body = rental();
        body["context"] = json!({field.as_str(): []});
        let known = !matches!(read(&body), Err(message) if message.contains("is no fact"));
        assert_eq!(known, !["id", "kind", "item"].contains(&&*field), "{field}");
    }
    for field in fields(&schema["$defs"]["PartyRequest"]) {
        let mut body = rental();
        body["subject"]["properties"] = json!({field.as_str(): []});
        let known = !matches!(read(&body), Err(message) if message.contains("is no fact"));
        assert_eq!(known, !["role", "name"].contains(&&*field), "{field}");
    }
}

#[test]
fn the_law_decides_about_accelerators_and_policies_about_the_rest() {
    let both = ByResource { law: Keeper::default(), own: certified() };
    assert_eq!(json(&api().evaluation(&both, rental().to_string().as_bytes()))["decision"], json!(true));
    let record = br#"{"subject":{"type":"user","id":"bob"},"action":{"name":"write"},"resource":{"type":"record","id":"record-1"}}"#;
    assert_eq!(json(&api().evaluation(&both, record))["decision"], json!(false));
    let found = json(&api().search(&both, What::Resources, rental().to_string().as_bytes()));
    assert_eq!(found["results"].as_array().unwrap().len(), 2);
    let found = json(&api().search(&both, What::Actions, record));
    assert_eq!(found["results"], json!([{"name": "read"}]));
    let nobody = ByResource { law: Policies::default(), own: Policies::default() };
    assert_eq!(json(&api().evaluation(&nobody, rental().to_string().as_bytes()))["decision"], json!(false));
}

#[test]
fn the_examples_are_transactions() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/authzen");
    let keeper = Keeper::default();
    let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(json(&api().evaluation(&keeper, &bytes("evaluation.json"))), json!({"decision": true}));
    let batch = json(&api().evaluations(&keeper, &bytes("evaluations.json")));
    assert!(batch["evaluations"].as_array().unwrap().iter().all(|one| one["decision"] == json!(true)), "{batch}");
    let found = json(&api().search(&keeper, What::Resources, &bytes("search.json")));
    assert_eq!(found["page"]["count"], json!(2), "{found}");
}

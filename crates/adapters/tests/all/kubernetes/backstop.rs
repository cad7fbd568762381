//! The generated policies, evaluated: the expressions are what a cluster falls back on, so they run here too.

use std::sync::Arc;

use cel::{Context, Env, Value as Cel};
use portcullis_adapters::kubernetes::{GRANT, Mapping, Phase, Reach, backstop, grant_patch, webhook};
use serde_json::{Value, json};

use super::grants::granter;
use super::{MAPPING, NOW, created, mapping, opened, pod, put_to};

fn eval(expression: &str, variables: &[(&str, Value)]) -> Result<Cel, String> {
    let env = Arc::new(Env::stdlib());
    let program = env.compile(expression).map_err(|error| error.to_string())?;
    let mut context = Context::with_env(env);
    // Of the extended strings of Kubernetes (cel-go `ext.Strings`).
    context
        .add_function("split", |cel::extractors::This(text): cel::extractors::This<Arc<String>>, by: Arc<String>| {
            Arc::new(text.split(by.as_str()).map(|part| Cel::String(Arc::new(part.to_owned()))).collect::<Vec<_>>())
        })
        .unwrap();
    for (name, value) in variables {
        context.add_variable(*name, value.clone()).map_err(|error| error.to_string())?;
    }
    program.execute(&context).map_err(|error| error.to_string())
}

/// Whether a policy lets an object through, as the API server finds it out: an error refuses.
fn lets(mapping: &Mapping, policy: &str, request: &Value) -> bool {
    let all = backstop(mapping);
    let policy =
        all.iter().find(|of| of["kind"] == "ValidatingAdmissionPolicy" && of["metadata"]["name"] == policy).unwrap();
    assert_eq!(policy["spec"]["failurePolicy"], "Fail");
    let mut names: Vec<(String, String)> = Vec::new();
    let whole = |expression: &Value, names: &[(String, String)]| {
        let mut whole = expression.as_str().unwrap().to_owned();
        let mut names = names.to_vec();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for (name, meaning) in names {
            whole = whole.replace(&format!("variables.{name}"), &format!("({meaning})"));
        }
        whole
    };
    for variable in policy["spec"]["variables"].as_array().unwrap() {
        let meaning = whole(&variable["expression"], &names);
        names.push((variable["name"].as_str().unwrap().to_owned(), meaning));
    }
    let bound = [
        ("object", request["object"].clone()),
        ("oldObject", request["oldObject"].clone()),
        ("request", without_objects(request)),
    ];
    let truth = |expression: &Value| match eval(&whole(expression, &names), &bound) {
        Ok(Cel::Bool(truth)) => Ok(truth),
        other => Err(format!("{other:?}: {expression}")),
    };
    for condition in policy["spec"]["matchConditions"].as_array().unwrap() {
        if !truth(&condition["expression"]).unwrap() {
            return true;
        }
    }
    policy["spec"]["validations"].as_array().unwrap().iter().all(|validation| truth(&validation["expression"]).unwrap())
}

fn without_objects(request: &Value) -> Value {
    let mut request = request.clone();
    let fields = request.as_object_mut().unwrap();
    fields.remove("object");
    fields.remove("oldObject");
    request
}

fn lets_pod(object: Value) -> bool {
    lets(&mapping(), "portcullis-pods", &created("", "Pod", object)["request"])
}

fn with_grant(object: &Value, grant: &str) -> Value {
    let mut object = object.clone();
    object["metadata"]["annotations"] = json!({ GRANT: grant });
    object
}

fn grant() -> String {
    use base64::Engine as _;
    let reviewed = put_to(&created("", "Pod", pod("8")), &mapping(), Phase::Mutating);
    let said = grant_patch(&reviewed, &opened(&reviewed), &granter(), NOW);
    let patch = base64::engine::general_purpose::STANDARD.decode(said["response"]["patch"].as_str().unwrap()).unwrap();
    let patch: Value = serde_json::from_slice(&patch).unwrap();
    patch[1]["value"].as_str().unwrap().to_owned()
}

#[test]
fn a_pod_without_accelerators_passes_and_one_with_needs_a_grant() {
    assert!(lets_pod(json!({ "metadata": {}, "spec": { "containers": [{ "name": "c" }] } })));
    assert!(lets_pod(pod("0")));
    assert!(!lets_pod(pod("8")));
    assert!(lets_pod(with_grant(&pod("8"), &grant())));
    let rdma = json!({ "metadata": {}, "spec": { "containers": [{ "resources": { "limits": { "rdma/hca": "1", "cpu": "1" } } }] } });
    assert!(lets_pod(rdma));
    for list in ["initContainers", "ephemeralContainers"] {
        let mut object = pod("0");
        object["spec"][list] = json!([{ "resources": { "requests": { "amd.com/gpu": "1" } } }]);
        assert!(!lets_pod(object), "{list}");
    }
}

#[test]
fn a_grant_of_another_time_opens_nothing() {
    for (created, lets) in [
        ("2026-11-20T23:59:55Z", true),
        ("2026-11-20T23:59:54Z", false),
        ("2026-11-21T00:02:00Z", true),
        ("2026-11-21T00:02:01Z", false),
        ("2026-11-22T00:00:00Z", false),
    ] {
        let mut object = with_grant(&pod("8"), &grant());
        object["metadata"]["creationTimestamp"] = json!(created);
        assert_eq!(lets_pod(object), lets, "{created}");
    }
    for broken in ["", "v1", "v1.k8s/x.1795219200.1795248000.short", &grant().replace("v1.", "v2.")] {
        assert!(!lets_pod(with_grant(&pod("8"), broken)));
    }
}

#[test]
fn a_grant_changes_only_to_a_later_one() {
    let update = |old: Value, new: Value| {
        let review = super::review("", "Pod", "UPDATE", new, old);
        lets(&mapping(), "portcullis-pods", &review["request"])
    };
    let granted = with_grant(&pod("8"), &grant());
    assert!(update(granted.clone(), granted.clone()));
    assert!(update(pod("8"), pod("8")), "what was there before the gate");
    assert!(!update(granted.clone(), pod("8")));
    assert!(!update(granted.clone(), with_grant(&pod("8"), &grant().replace("1795219200", "1795219199"))));
    assert!(update(granted, with_grant(&pod("8"), &grant().replace("1795219200", "1795219201"))));
}

#[test]
fn a_dry_run_passes() {
    let mut review = created("", "Pod", pod("8"));
    review["request"]["dryRun"] = json!(true);
    assert!(lets(&mapping(), "portcullis-pods", &review["request"]));
}

#[test]
fn the_grant_of_a_workload_may_be_older_than_its_pods() {
    let of_workload = Mapping::parse(&MAPPING.replace("holds = \"pods\"", "holds = \"workload\"")).unwrap();
    let mut object = with_grant(&pod("8"), &grant());
    for (created, expected) in [("2026-11-21T07:00:00Z", true), ("2026-11-21T08:00:00Z", false)] {
        object["metadata"]["creationTimestamp"] = json!(created);
        assert_eq!(
            lets(&of_workload, "portcullis-pods", &super::created("", "Pod", object.clone())["request"]),
            expected
        );
    }
}

#[test]
fn claims_need_a_grant_too() {
    let claim = |class: &str| {
        json!({
            "metadata": { "name": "c", "creationTimestamp": "2026-11-21T00:00:01Z" },
            "spec": { "devices": { "requests": [{ "name": "r", "exactly": { "deviceClassName": class } }] } }
        })
    };
    let text = MAPPING.replace("\"rdma/*\"", "\"deviceclass.resource.kubernetes.io/nic\"");
    let mapping = Mapping::parse(&text).unwrap();
    let through = |object: Value| {
        lets(&mapping, "portcullis-claims", &created("resource.k8s.io", "ResourceClaim", object)["request"])
    };
    assert!(through(claim("nic")));
    assert!(!through(claim("h100.example.com")));
    assert!(through(with_grant(&claim("h100.example.com"), &grant())));
    assert!(through(json!({ "metadata": {}, "spec": {} })));
    let mut first = claim("nic");
    first["spec"]["devices"]["requests"][0] = json!({ "name": "r", "firstAvailable": [{ "deviceClassName": "nic" }] });
    assert!(!through(first));
}

/// The webhook is asked about exactly what the gate has to decide: its conditions and the code say the same.
#[test]
fn match_conditions_agree_with_what_is_read() {
    let reach = Reach::Url { url: "https://gate.example.com/".to_owned(), authority: None };
    let objects = webhook(&mapping(), &reach);
    let condition = |name: &str| {
        let hooks = objects[1]["webhooks"].as_array().unwrap();
        let hook = hooks.iter().find(|hook| hook["name"] == format!("{name}.portcullis.dev")).unwrap();
        hook["matchConditions"][0]["expression"].as_str().unwrap().to_owned()
    };
    let pods = [pod("8"), pod("0"), json!({ "spec": { "containers": [{}] } })];
    for object in pods {
        let reviewed = put_to(&created("", "Pod", object.clone()), &mapping(), Phase::Validating);
        let sent = eval(&condition("pods"), &[("object", object.clone())]) == Ok(Cel::Bool(true));
        assert_eq!(sent, !reviewed.asks.is_empty());
        let template = json!({ "metadata": object["metadata"], "spec": object["spec"] });
        for (name, kind) in [
            ("spec-template", json!({ "spec": { "template": template } })),
            ("template", json!({ "template": template })),
            (
                "spec-jobtemplate-spec-template",
                json!({ "spec": { "jobTemplate": { "spec": { "template": template } } } }),
            ),
        ] {
            assert_eq!(eval(&condition(name), &[("object", kind)]) == Ok(Cel::Bool(true)), sent, "{name}");
            assert_eq!(eval(&condition(name), &[("object", json!({ "spec": {} }))]), Ok(Cel::Bool(false)), "{name}");
        }
    }
}

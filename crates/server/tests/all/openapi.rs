//! The document says what the service does.

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_access::{Kind, Role};
use portcullis_server::endpoint::Body;
use portcullis_server::{endpoints, routes};
use serde_json::Value;

use crate::service::{Asked, Service, get, raw};

/// Bodies that others define.
const OTHERS: [&str; 10] = [
    "evaluate",
    "evaluateMany",
    "searchSubjects",
    "searchResources",
    "searchActions",
    "kubernetesMutate",
    "kubernetesValidate",
    "blazarCheckCreate",
    "blazarCheckUpdate",
    "blazarOnEnd",
];

fn document() -> Value {
    serde_json::from_slice(&routes::document()).unwrap()
}

/// `PORTCULLIS_WRITE_GENERATED=1` writes it anew.
#[test]
fn the_committed_document_is_the_services() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/v1.json");
    let document = routes::document();
    if std::env::var_os("PORTCULLIS_WRITE_GENERATED").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    assert!(
        std::fs::read(&path).unwrap_or_default() == document,
        "write it anew: PORTCULLIS_WRITE_GENERATED=1 cargo nextest run -p portcullis-server committed_document"
    );
}

fn each<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str, &'a Value)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            visit(name, value);
            each(value, visit);
        }),
        Value::Array(values) => values.iter().for_each(|value| each(value, visit)),
        _ => {}
    }
}

#[test]
fn it_is_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut references = BTreeSet::new();
    each(&document, &mut |name, value| {
        if name == "$ref" {
            references.insert(value.as_str().unwrap());
        }
    });
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference} leads nowhere");
    }
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let wanted: BTreeSet<_> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} twice");
            assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{name}");
            let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named: BTreeSet<_> =
                parameters.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(named, wanted, "{method} {path}");
        }
    }
    assert_eq!(names.len(), endpoints().count());
    let open: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|operations| operations.as_object().unwrap().values())
        .filter(|operation| operation["security"] == serde_json::json!([]))
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(
        open,
        ["showHouse", "exchange", "giveDocument", "authzenConfiguration", "terraformRunTask", "live", "ready"]
    );
}

#[tokio::test]
async fn it_is_served_to_anybody() {
    let service = Service::new();
    let answer = service.ask(get("/openapi.json")).await;
    assert_eq!(answer.json(), document());
}

#[tokio::test]
async fn every_example_is_taken() {
    let service = Service::new();
    let signing = service.key("a", Kind::Person, None, &[Role::Adapter, Role::Officer, Role::Licensing]);
    let others = [Role::Administrator, Role::Auditor].map(|role| service.person(&format!("{role}"), None, role));
    for endpoint in endpoints() {
        let (shape, types): (_, &[&str]) = match endpoint.takes {
            Body::Nothing | Body::Plain(_) => continue,
            Body::Json(shape) => (shape, &["application/json"]),
            Body::Lines(shape) => (shape, &["application/x-ndjson"]),
            Body::Events(shape) => (shape, &["application/cloudevents+json", "application/json"]),
        };
        let Some(example) = shape.example else {
            assert!(
                OTHERS.contains(&endpoint.name) || endpoint.name == "terraformRunTask",
                "{} has no example",
                endpoint.name
            );
            continue;
        };
        serde_json::from_str::<Value>(example).unwrap();
        let path = endpoint.path.replace(['{', '}'], "").replace("/key/", "/000000000000/");
        for media_type in types {
            let asked = raw(&*path, media_type, example.replace('\n', " "));
            let mut taken = false;
            for key in std::iter::once(&signing).chain(&others) {
                let answer =
                    service.ask(Asked { method: endpoint.method.to_uppercase(), ..asked.clone() }.by(key)).await;
                let status = answer.status.as_u16();
                assert!(![400, 415, 500].contains(&status), "{} as {media_type}: {}", endpoint.name, answer.text());
                if matches!(endpoint.takes, Body::Lines(_)) && status == 200 {
                    assert!(!answer.text().contains("\"error\""), "{}", answer.text());
                }
                taken |= status != 403;
            }
            assert!(taken, "nobody may {}", endpoint.name);
        }
    }
}

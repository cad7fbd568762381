//! Envoy: requests as its filter tells of them.

use envoy_types::ext_authz::v3::pb::{CheckResponse, HttpResponse};
use envoy_types::pb::envoy::config::core::v3::{HeaderMap, HeaderValue, Metadata};
use envoy_types::pb::envoy::service::auth::v3::AttributeContext;
use envoy_types::pb::envoy::service::auth::v3::attribute_context::{HttpRequest, Peer, Request};
use envoy_types::pb::google::protobuf::{Struct, Value, value::Kind};
use portcullis_adapters::envoy::{
    CheckRequest, DECISION, Mapping, OUTCOME, RESERVATION, answer, ask, nothing, refused,
};
use portcullis_gate::{Ask, Held, Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::{Instant, LicenseNumber, OperationId};
use proptest::prelude::*;

const MAPPING: &str = include_str!("../../../../examples/envoy/mapping.toml");
const NOW: Instant = Instant(1_795_330_800_000);

fn mapping() -> Mapping {
    Mapping::read(MAPPING).unwrap()
}

fn fields(pairs: &[(&str, Kind)]) -> Struct {
    let fields = pairs.iter().map(|(name, kind)| ((*name).to_owned(), Value { kind: Some(kind.clone()) }));
    Struct { fields: fields.collect() }
}

/// What Envoy 1.40 tells of a `POST` with a token, with `with_request_body` and `metadata_context_namespaces`.
fn check(tenant: &str, path: &str, body: &str) -> CheckRequest {
    let payload = fields(&[("tenant", Kind::StringValue(tenant.to_owned())), ("exp", Kind::NumberValue(1.0))]);
    let jwt = fields(&[("payload", Kind::StructValue(payload))]);
    let http = HttpRequest {
        id: "3523512466786587151".to_owned(),
        method: "POST".to_owned(),
        headers: [
            (":method", "POST"),
            (":path", path),
            ("content-type", "application/json"),
            ("x-envoy-auth-partial-body", "false"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        path: path.to_owned(),
        host: "api.example".to_owned(),
        scheme: "https".to_owned(),
        size: -1,
        protocol: "HTTP/1.1".to_owned(),
        body: body.to_owned(),
        ..Default::default()
    };
    let attributes = AttributeContext {
        request: Some(Request { http: Some(http), ..Default::default() }),
        metadata_context: Some(Metadata {
            filter_metadata: [("envoy.filters.http.jwt_authn".to_owned(), jwt)].into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    CheckRequest { attributes: Some(attributes) }
}

fn changed(change: impl FnOnce(&mut HttpRequest)) -> CheckRequest {
    let mut check = check("northern", "/v1/projects/p/instances", r#"{"shape":"gpu.h100.8"}"#);
    change(check.attributes.as_mut().unwrap().request.as_mut().unwrap().http.as_mut().unwrap());
    check
}

fn asked(check: &CheckRequest) -> Result<Option<Ask>, String> {
    ask(&mapping(), check, NOW).map_err(|refused| refused.to_string())
}

fn verdict(opens: bool, again: bool) -> Verdict {
    let held = Held {
        reservation: OperationId::new("gate/7,8").unwrap(),
        license: LicenseNumber::new("D1").unwrap(),
        until: NOW,
    };
    Verdict {
        id: OperationId::new("entscheid ü").unwrap(),
        opens,
        outcome: Some(Outcome::LicenseRequired),
        sentence: "because".into(),
        held: if opens { vec![held] } else { vec![] },
        again,
    }
}

fn passes(response: &CheckResponse) -> bool {
    response.status.as_ref().is_some_and(|status| status.code == 0)
}

#[test]
fn a_request_that_starts_compute_is_a_start() {
    let body = r#"{"shape":"gpu.h100.8","count":3,"name":"training"}"#;
    let ask = asked(&check("northern", "/v1/projects/p-1/instances", body)).unwrap().unwrap();
    assert_eq!(ask.purpose, Purpose::Start { milliseconds: 3_600_000 });
    assert_eq!(ask.request.quantity, Some(24));
    assert_eq!(ask.request.parties[0].name.as_deref(), Some("Northern Compute Ltd"));
    assert_eq!(ask.id, None, "a name that the caller chose could be used for two instances");
    let one = asked(&changed(|_| ())).unwrap().unwrap();
    assert_eq!(one.request.quantity, Some(8));
    assert!(
        asked(&check("northern", "/v1/projects/p/instances", r#"{"shape":"cpu.small","count":9}"#)).unwrap().is_none()
    );
}

#[test]
fn a_certificate_says_who_asks() {
    let mut check = changed(|http| {
        http.method = "PUT".to_owned();
        http.path = "/v1/shapes/gpu.a100.1".to_owned();
        http.body.clear();
    });
    assert!(asked(&check).unwrap_err().contains("customer"));
    let peer = Peer { principal: "northern".to_owned(), ..Default::default() };
    check.attributes.as_mut().unwrap().source = Some(peer);
    assert_eq!(asked(&check).unwrap().unwrap().purpose, Purpose::Question);
}

#[test]
fn what_two_readers_read_differently_stays_closed() {
    for path in [
        "/v1/projects/p/instances/",
        "/v1//projects/p/instances",
        "/v1/projects/p%2finstances/instances",
        "/v1/projects/%70/instances",
        "/v1/projects/../instances",
        "/v1/projects/p;a=b/instances",
        "/v1/projects/p/instances?count=100",
        "/v1/projects/p/Instances",
        "v1/projects/p/instances",
        "",
    ] {
        assert!(asked(&check("northern", path, r#"{"shape":"cpu.small"}"#)).is_err(), "{path}");
    }
    for body in [
        "",
        "{}",
        "[]",
        r#"{"shape":"cpu.small","shape":"gpu.h100.8"}"#,
        r#"{"shape":"cpu.small","deep":[{"a":1,"a":2}]}"#,
        r#"{"shape":"cpu.small"} {"shape":"gpu.h100.8"}"#,
        r#"{"shape":["cpu.small"]}"#,
        r#"{"shape":"gpu.h100.8","count":-1}"#,
        r#"{"shape":"gpu.h100.8","count":1.5}"#,
        r#"{"shape":"gpu.h100.8","count":0}"#,
        r#"{"shape":"gpu.h100.8","count":null}"#,
        r#"{"shape":"gpu.h100.8","count":18446744073709551615}"#,
        r#"{"shape":"gpu.h200.8"}"#,
    ] {
        assert!(asked(&check("northern", "/v1/projects/p/instances", body)).is_err(), "{body}");
    }
    for change in [
        (|http| http.method = "PATCH".to_owned()) as fn(&mut HttpRequest),
        |http| _ = http.headers.insert("x-envoy-auth-partial-body".to_owned(), "true".to_owned()),
        |http| _ = http.headers.insert("content-encoding".to_owned(), "gzip".to_owned()),
        |http| {
            let twice = HeaderValue {
                key: "Content-Encoding".to_owned(),
                raw_value: b"identity".to_vec(),
                ..Default::default()
            };
            http.header_map = Some(HeaderMap { headers: vec![twice.clone(), twice] });
        },
    ] {
        assert!(asked(&changed(change)).is_err());
    }
    assert!(asked(&check("nobody", "/v1/projects/p/instances", r#"{"shape":"gpu.h100.8"}"#)).is_err());
    assert!(asked(&CheckRequest::default()).is_err());
}

#[test]
fn only_an_open_verdict_passes() {
    let response = answer(&verdict(true, false));
    assert!(passes(&response));
    let Some(HttpResponse::OkResponse(ok)) = response.http_response else { panic!() };
    let headers: Vec<_> =
        ok.headers.iter().map(|header| header.header.clone().unwrap()).map(|h| (h.key, h.value)).collect();
    let expected = [(DECISION, "entscheid%20%c3%bc"), (OUTCOME, "license_required"), (RESERVATION, "gate/7%2c8")];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(ok.headers_to_remove.is_empty());

    for (again, status) in [(false, 403), (true, 503)] {
        let response = answer(&verdict(false, again));
        assert!(!passes(&response));
        let Some(HttpResponse::DeniedResponse(denied)) = response.http_response else { panic!() };
        assert_eq!(denied.status.unwrap().code, status);
        let problem: serde_json::Value = serde_json::from_str(&denied.body).unwrap();
        assert_eq!(problem["detail"], "because");
        assert_eq!(problem["status"], status);
    }
    assert!(!passes(&refused(&ask(&mapping(), &CheckRequest::default(), NOW).unwrap_err())));

    // What the caller wrote under our names does not reach the API.
    let Some(HttpResponse::OkResponse(ok)) = nothing().http_response else { panic!() };
    assert_eq!(ok.headers_to_remove, [DECISION, OUTCOME, RESERVATION]);
}

#[test]
fn mistakes_name_their_place() {
    let rule = |rule: &str| Mapping::read(&format!("[[rules]]\nmethod = \"POST\"\n{rule}")).unwrap_err().place;
    assert_eq!(rule("path = \"x\"\ncustomer = \"principal\"\nitem = \"principal\""), "rules[0].path");
    assert_eq!(rule("path = \"/x\"\ncustomer = { segment = \"a\" }\nitem = \"principal\""), "rules[0].customer");
    assert_eq!(rule("path = \"/x\"\ncustomer = \"principal\"\nitem = { header = \"X-A\" }"), "rules[0].item");
    assert_eq!(rule("path = \"/x\"\ncustomer = \"principal\"\nitem = { body = \"a\" }"), "rules[0].item");
    assert_eq!(rule("path = \"/x\"\ncustomer = { metadata = [\"a\"] }\nitem = \"principal\""), "rules[0].customer");
    assert_eq!(
        rule("path = \"/x\"\ncustomer = \"principal\"\nitem = \"principal\"\nquantity_absent = 1"),
        "rules[0].quantity_absent"
    );
    assert_eq!(rule("path = \"/x\"\ncustomer = \"principal\"\nitem = \"principal\"\npass = true"), "mapping");
    assert!(mapping().check(|_| true, |_| true).is_empty());
    assert_eq!(mapping().check(|_| false, |_| true).len(), 2);
}

proptest! {
    #[test]
    fn nothing_is_asked_of_noise(path in ".{0,40}", body in ".{0,80}", tenant in ".{0,10}") {
        let _ = asked(&check(&tenant, &path, &body));
        let bodies = asked(&check("northern", "/v1/projects/p/instances", &body));
        prop_assert!(bodies.is_err());
        let paths = asked(&changed(|http| http.path = path));
        prop_assert!(paths.is_err());
    }

    #[test]
    fn a_closed_verdict_never_passes(again: bool, sentence in ".{0,60}") {
        let closed = Verdict { sentence, ..verdict(false, again) };
        prop_assert!(!passes(&answer(&closed)));
    }
}

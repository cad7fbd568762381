//! Use as CloudEvents: what a meter says is counted once.

use serde_json::{Value, json};

use crate::service::{Answer, Service, post, raw};
use crate::written::{EXAMPLE, HOUSE, Held};

const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json";

fn event(source: &str, id: &str, reservation: &str, used: u64) -> Value {
    json!({
        "specversion": "1.0", "type": "dev.portcullis.slice.used", "source": source, "id": id,
        "time": "2026-11-22T08:00:00Z", "datacontenttype": "application/json", "extension": 1,
        "data": { "reservation": reservation, "chip_milliseconds": used },
    })
}

async fn taken(service: &Service, held: &Held, media_type: &str, body: &Value) -> Answer {
    service.ask(raw("/v1/usage", media_type, body.to_string()).by(&held.gate)).await
}

#[tokio::test]
async fn an_event_is_taken_once() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    let mut leases = Vec::new();
    for number in 0..7 {
        leases.push(held.started(&service, &format!("job-{number}")).await);
    }
    let types = [ONE, "Application/CloudEvents+JSON; charset=UTF-8", "application/json"];
    for (media_type, lease) in types.iter().zip(&leases) {
        let first = taken(&service, &held, media_type, &event("/m", lease, lease, 5)).await.json();
        assert_eq!(first["events"][0]["again"], false, "{first}");
        assert_eq!(first["events"][0]["problem"], Value::Null, "{first}");
        let again = taken(&service, &held, ONE, &event("/m", lease, lease, 5)).await.json();
        assert_eq!(again["events"][0]["again"], true);
        assert_eq!(again["events"][0]["sequence"], first["events"][0]["sequence"]);
        // The same event cannot say something else.
        let other = taken(&service, &held, ONE, &event("/m", lease, lease, 6)).await.json();
        assert!(other["events"][0]["problem"].as_str().unwrap().contains("something else"), "{other}");
    }
    // A batch: two of them new, one said twice, one of another type, one about nothing; each for itself, in order.
    let mut strange = event("/m", "s", &leases[5], 1);
    strange["type"] = json!("com.example.other");
    strange["data"] = json!("whatever");
    let batch = json!([
        event("/m", "a", &leases[3], 1),
        strange,
        event("/n", "a", &leases[4], 1),
        event("/m", "a", &leases[3], 1),
        event("/m", "b", "nothing", 1),
    ]);
    let said = taken(&service, &held, "application/cloudevents-batch+json; charset=utf-8", &batch).await.json();
    let problems: Vec<_> = said["events"].as_array().unwrap().iter().map(|one| !one["problem"].is_null()).collect();
    assert_eq!(problems, [false, true, false, false, true], "{said}");
    let again: Vec<_> = said["events"].as_array().unwrap().iter().map(|one| one["again"] == true).collect();
    assert_eq!(again, [false, false, false, true, false], "{said}");
    let repeated = taken(&service, &held, "Application/CloudEvents-Batch+JSON", &batch).await.json();
    assert_eq!(repeated["events"][0]["again"], true, "{repeated}");
    // What divides a source from an id is no part of either.
    let divided = [event("/m\nx", "y", &leases[5], 1), event("/m", "x\ny", &leases[6], 1)];
    let said = taken(&service, &held, MANY, &json!(divided)).await.json();
    assert_eq!((&said["events"][1]["again"], &said["events"][1]["problem"]), (&json!(false), &Value::Null), "{said}");
    service.is_well().await;
}

#[tokio::test]
async fn what_is_no_event_is_refused() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    let example = Held::licensed(&service, EXAMPLE).await;
    let theirs = example.started(&service, "job").await;
    let whole = event("/m", "a", "x", 1);
    for field in ["specversion", "type", "source", "id"] {
        let mut part = whole.clone();
        part.as_object_mut().unwrap().remove(field);
        let detail = taken(&service, &held, ONE, &part).await.problem(400, "malformed");
        assert!(detail.contains(field), "{detail}");
    }
    taken(&service, &held, ONE, &json!([whole])).await.problem(400, "malformed");
    taken(&service, &held, MANY, &whole).await.problem(400, "malformed");
    taken(&service, &held, "text/plain", &whole).await.problem(415, "media-type");
    taken(&service, &held, "application/cloudevents", &whole).await.problem(415, "media-type");
    let too_many: Vec<_> = (0..1_001).map(|number| event("/m", &number.to_string(), "x", 1)).collect();
    taken(&service, &held, MANY, &json!(too_many)).await.problem(400, "malformed");
    assert_eq!(taken(&service, &held, MANY, &json!([])).await.json()["events"], json!([]));
    // In binary mode attributes are headers, and the body is data alone: that is not read here.
    let data = post("/v1/usage", &whole["data"]).by(&held.gate).with("ce-id", "a").with("ce-source", "/m");
    service
        .ask(data.with("ce-specversion", "1.0").with("ce-type", "dev.portcullis.slice.used"))
        .await
        .problem(400, "malformed");

    let mut version = whole.clone();
    version["specversion"] = json!("0.3");
    for (one, word) in [
        (version, "specversion"),
        (event("/m", "b", &theirs, 1), "there is no reservation"),
        (event("/m", "c", "x", 1), "there is no reservation"),
        (json!({ "specversion": "1.0", "type": "dev.portcullis.slice.used", "source": "/m", "id": "d" }), "data"),
        (
            json!({ "specversion": "1.0", "type": "dev.portcullis.slice.used", "source": "/m", "id": "e", "data": { "reservation": "x", "chip_milliseconds": -1 } }),
            "data",
        ),
    ] {
        let said = taken(&service, &held, ONE, &one).await.json();
        assert!(said["events"][0]["problem"].as_str().unwrap().contains(word), "{said}");
        assert_eq!(said["events"][0]["sequence"], Value::Null);
    }
}

//! A denial for want of a license becomes a draft, and the request for access says where it stands.

use portcullis_access::Role;
use serde_json::{Value, json};

use crate::console_provider::house::{FILING, House};
use crate::service::{get, post};

fn evaluation() -> Value {
    json!({
        "subject": { "type": "customer", "id": "Example Customer Ltd", "properties": { "country": "SG", "headquarters": "CN" } },
        "action": { "name": "provide_compute" },
        "resource": { "type": "instance", "id": "aws:p5.48xlarge" },
        "context": { "on": "2026-11-23", "site": "US" },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_becomes_a_draft_and_tells_where_it_stands() {
    let house = House::new();
    let service = &house.service;
    let key = service.person("officer.two", None, Role::Officer);
    let denied = service.ask(post("/access/v1/evaluation", &evaluation()).by(&key)).await.json();
    assert_eq!(denied["decision"], false, "{denied}");
    let hint = &denied["context"]["access_request"];
    let endpoint = hint["endpoint"].as_str().unwrap();
    assert!(endpoint.ends_with("/v1/access-requests"), "{denied}");
    assert!(hint["form_url"].as_str().unwrap().ends_with("/console/ask"), "{denied}");

    let asked = json!({ "reference": "NC-2026-500", "evaluation": evaluation() });
    let drafted = service.ask(post("/v1/access-requests", &asked).by(&key)).await.json();
    assert_eq!(
        (&drafted["state"], &drafted["draft"]),
        (&json!("draft"), &json!("/v1/drafts/NC-2026-500")),
        "{drafted}"
    );
    assert!(drafted["gaps"].as_u64().unwrap() > 0, "an application has more than a question says: {drafted}");
    let again = service.ask(post("/v1/access-requests", &asked).by(&key)).await.json();
    assert_eq!(again, drafted, "asked again, it is the same");
    let draft = service.ask(get("/v1/drafts/NC-2026-500").by(&key)).await.json();
    let parties = draft["application"]["parties"].as_array().unwrap();
    assert!(parties.iter().any(|party| party["name"] == "Example Customer Ltd"), "{draft}");

    house.files().await;
    let filed = service.ask(get(format!("/v1/access-requests/{FILING}")).by(&key)).await.json();
    assert_eq!((&filed["state"], &filed["stage"]), (&json!("filed"), &json!("sent")), "{filed}");
    assert_eq!(filed["filing"], format!("/v1/filings/{FILING}"), "{filed}");
    assert!(filed.get("draft").is_none(), "{filed}");

    let other = service.person("officer.cloud", Some("example"), Role::Officer);
    for own in ["NC-2026-500", FILING] {
        service.ask(get(format!("/v1/access-requests/{own}")).by(&other)).await.problem(404, "not-found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_no_license_or_cannot_be_read_becomes_nothing() {
    let house = House::new();
    let service = &house.service;
    let key = service.person("officer.two", None, Role::Officer);
    let mut open = evaluation();
    open["subject"]["properties"] = json!({ "country": "GB", "headquarters": "GB" });
    let asked = |evaluation: Value| json!({ "reference": "NC-2026-501", "evaluation": evaluation });
    service.ask(post("/v1/access-requests", &asked(open)).by(&key)).await.problem(422, "refused");
    let mut wrong = evaluation();
    wrong["subject"]["properties"]["headquaters"] = json!("CN");
    let detail = service.ask(post("/v1/access-requests", &asked(wrong)).by(&key)).await.problem(400, "malformed");
    assert!(detail.contains("headquaters"), "{detail}");
    service.ask(get("/v1/access-requests/NC-2026-501").by(&key)).await.problem(404, "not-found");
    let gate = service.machine("gate", None, Role::Gate);
    service.ask(post("/v1/access-requests", &asked(evaluation())).by(&gate)).await.problem(403, "forbidden");
}

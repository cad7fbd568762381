//! Drafts: begun, saved, tried, copied, filed; by the API and by the pages, which see the same.

use portcullis_access::Role;
use portcullis_console::provider::values_of;
use serde_json::{Value, json};

use super::house::{CUSTOMER, FILING, House, example, filled, said, text_of};
use crate::service::{Asked, get, post};
use crate::written::in_path;

fn put(path: &str, body: &Value) -> Asked {
    Asked { method: "PUT".to_owned(), ..post(path, body) }
}

fn delete(path: &str) -> Asked {
    Asked { method: "DELETE".to_owned(), ..get(path) }
}

fn request() -> Value {
    crate::written::request("Northern Compute Ltd", CUSTOMER)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_keeps_drafts_by_version() {
    let house = House::new();
    let key = house.service.person("officer.one", None, Role::Officer);
    let ask = |asked: Asked| house.service.ask(asked.by(&key));
    let begun = ask(post("/v1/drafts", &json!({ "reference": "D-1", "request": request() }))).await.json();
    assert_eq!((&begun["reference"], &begun["version"]), (&json!("D-1"), &json!(1)), "{begun}");
    assert_eq!(begun["application"]["regimes"][0], "us-cloud-permission", "{begun}");
    assert!(!begun["gaps"].as_array().unwrap().is_empty());
    ask(post("/v1/drafts", &json!({ "reference": "D-1", "request": request() }))).await.problem(409, "conflict");
    let application = serde_json::to_value(example()).unwrap();
    house.brings(&key).await;
    let saved = ask(put("/v1/drafts/D-1", &json!({ "version": 1, "application": application }))).await.json();
    assert_eq!((&saved["version"], &saved["gaps"]), (&json!(2), &json!([])), "{saved}");
    assert_eq!(saved["application"]["reference"], "D-1", "a draft has its own name");
    ask(put("/v1/drafts/D-1", &json!({ "version": 1, "application": {} }))).await.problem(409, "conflict");
    ask(put("/v1/drafts/D-1", &json!({ "application": {} }))).await.problem(409, "conflict");
    ask(put("/v1/drafts/D-1", &json!({ "version": 2, "application": { "regimes": 5 } })))
        .await
        .problem(400, "malformed");
    let long = json!({ "version": 2, "application": { "security": "x".repeat(300_000) } });
    assert!(ask(put("/v1/drafts/D-1", &long)).await.problem(400, "malformed").contains("shorten"));
    let free = crate::written::free_request();
    let not_needed = ask(post("/v1/drafts", &json!({ "reference": "D-2", "request": free }))).await;
    assert!(not_needed.problem(422, "refused").contains("no regime requires"));
    assert_eq!(ask(get("/v1/drafts")).await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(ask(get("/v1/drafts/D-1")).await.json()["version"], 2);
    ask(delete("/v1/drafts/D-1?version=1")).await.problem(409, "conflict");
    ask(delete("/v1/drafts/D-1?version=2")).await.json();
    ask(get("/v1/drafts/D-1")).await.problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_the_drafts_of_another() {
    let house = House::new();
    let own = house.service.person("officer.one", None, Role::Officer);
    let tenant = house.service.person("officer.cloud", Some("example"), Role::Officer);
    let authority = house.service.person("licensing.one", None, Role::Licensing);
    let body = json!({ "application": { "security": "CANARY" } });
    house.service.ask(put("/v1/drafts/D-1", &body).by(&own)).await.json();
    // Two may give two drafts the same name, even one that looks like the other's room.
    let theirs = house.service.ask(put("/v1/drafts/D-1", &json!({ "application": {} })).by(&tenant)).await.json();
    assert_eq!(theirs["version"], 1);
    house.service.ask(put("/v1/drafts/example%2FD-9", &body).by(&own)).await.json();
    let listed = house.service.ask(get("/v1/drafts").by(&tenant)).await.text();
    assert!(!listed.contains("CANARY") && listed.contains("D-1"), "{listed}");
    house.service.ask(get("/v1/drafts/D-9").by(&tenant)).await.problem(404, "not-found");
    house.service.ask(put("/v1/drafts/D-1", &body).by(&authority)).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_begun_from_an_answer_and_filled_in() {
    let house = House::new();
    let officer = house.officer().await;
    let query = format!(
        "customer={}&country=SG&headquarters=SG&parent=Example+Group&parent_country=CN&item=aws:p5.48xlarge&site=US\
         &end_use=model_training&on=2026-11-23",
        in_path(CUSTOMER)
    );
    let answer = officer.sends(&format!("/console/ask/answer?{query}"), "/console/drafts", &[]).await;
    assert_eq!(answer.status, 303, "{}", said(&answer.text()));
    let page = answer.header("location").split('?').next().unwrap().to_owned();
    let name = "Example-Robotics-Pte-Ltd-H100-SXM5-80GB-2026-11-23";
    assert_eq!(page, format!("/console/drafts/{name}"), "somebody knows it again");
    let again = officer.sends(&format!("/console/ask/answer?{query}"), "/console/drafts", &[]).await;
    assert!(again.header("location").starts_with(&format!("{page}-2")), "{}", again.header("location"));
    let listed = officer.opens("/console/applications").await;
    assert!(listed.contains(name) && listed.contains(&format!("{name}-2")));
    let shown = officer.opens(&page).await;
    assert!(shown.contains(CUSTOMER) && shown.contains("H100 SXM5 80GB"), "{}", text_of(&shown));
    // A row is added by a button, and nothing that was typed is lost.
    let typed = [("security", "behind glass"), ("do", "add:sites")];
    let row = officer.sends(&page, &page, &typed).await;
    assert_eq!(row.status, 200, "a row that cannot be saved empty waits: {}", said(&row.text()));
    assert!(row.text().contains("behind glass") && row.text().contains("sites[1].site"), "{}", said(&row.text()));
    assert!(officer.opens(&page).await.contains("behind glass"), "what stood there before is saved");
    let mut values = super::house::values_of(&row.text(), &page);
    values = filled(values, &[("sites[1].site", "SG"), ("do", "add:documents")]);
    let both = officer.posts(&page, &values).await;
    assert_eq!(both.status, 200, "{}", said(&both.text()));
    assert!(officer.opens(&page).await.contains("sites[1].site"));
    let shown = officer.does(&page, &page, &[("do", "remove:sites[1]")]).await;
    assert!(!shown.contains("sites[1].site"));
    let wrong = officer.sends(&page, &page, &[("items[0].chips", "many"), ("security", "typed")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("is no number") && wrong.text().contains("typed"), "{}", said(&wrong.text()));
    assert!(!officer.opens(&page).await.contains("typed"), "nothing was saved");
}

/// A draft with what stands in the example.
async fn drafted(house: &House, officer: &super::house::Person<'_>) -> String {
    let begun = officer.does("/console/applications", "/console/drafts", &[("reference", FILING)]).await;
    assert!(begun.contains("The draft was begun."));
    let page = format!("/console/drafts/{FILING}");
    let form = officer.form(&page, &page).await;
    let keys = form.into_iter().filter(|(name, _)| ["form_key", "idempotency_key"].contains(&name.as_str()));
    let values: Vec<_> =
        keys.chain(values_of(&example()).pairs().map(|(name, text)| (name.to_owned(), text.to_owned()))).collect();
    let saved = officer.posts(&page, &values).await;
    assert_eq!(saved.status, 303, "{}", said(&saved.text()));
    house.brings(&house.service.person("officer.one", None, Role::Officer)).await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_one_is_told() {
    let house = House::new();
    let officer = house.officer().await;
    let page = drafted(&house, &officer).await;
    let values = officer.form(&page, &page).await;
    let first = filled(values.clone(), &[("security", "the first")]);
    assert_eq!(officer.posts(&page, &first).await.status, 303);
    let second = officer.posts(&page, &filled(values, &[("security", "the second")])).await;
    assert_eq!(second.status, 422);
    assert!(second.text().contains("meanwhile") && second.text().contains("the second"), "{}", said(&second.text()));
    assert!(officer.opens(&page).await.contains("the first"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_run_is_tried() {
    let house = House::new();
    let officer = house.officer().await;
    let page = drafted(&house, &officer).await;
    let trial = |chips: &str, until: &str| {
        format!(
            "{page}?show=try&customer={}&line=1&chips={chips}&site=northern-1&cluster=a&from=2027-01-01&until={until}",
            in_path("Example Robotics (Singapore) Pte. Ltd.")
        )
    };
    let fits = text_of(&officer.opens(&trial("8", "2027-01-07")).await);
    assert!(fits.contains("It fits"), "{fits}");
    let over = text_of(&officer.opens(&trial("512", "2027-01-07")).await);
    assert!(over.contains("It does not fit"), "{over}");
    let wrong = text_of(&officer.opens(&trial("x", "2027-01-07")).await);
    assert!(wrong.contains("no number of chips"), "{wrong}");
    for show in ["form", "try", "preview", "file", "none"] {
        officer.opens(&format!("{page}?show={show}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_copied_signed_filed_and_gone() {
    let house = House::new();
    let officer = house.officer().await;
    let page = drafted(&house, &officer).await;
    let file = format!("{page}?show=file");
    let copied = officer.does(&file, &format!("{page}/copy"), &[("copy", "COPY-1")]).await;
    assert!(copied.contains("The copy was made."));
    let taken = officer.sends(&file, &format!("{page}/copy"), &[("copy", "COPY-1")]).await;
    assert_eq!(taken.status, 422, "{}", said(&taken.text()));
    let dropped = officer.does("/console/drafts/COPY-1?show=file", "/console/drafts/COPY-1/delete", &[]).await;
    assert!(dropped.contains("The draft was dropped."));

    let sign = format!("{page}/file");
    let silent = officer.sends(&file, &sign, &[("capacity", "officer")]).await;
    assert_eq!(silent.status, 422);
    let nobody = officer.sends(&file, &sign, &[("capacity", ""), ("agree", "yes")]).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text().contains("id=\"field-capacity-error\""), "{}", said(&nobody.text()));
    let values = filled(officer.form(&file, &sign).await, &[("capacity", "officer"), ("agree", "yes")]);
    let filed = officer.posts(&sign, &values).await;
    assert_eq!(filed.status, 303, "{}", said(&filed.text()));
    let shown = officer.opens(filed.header("location")).await;
    assert!(shown.contains("The application was filed.") && shown.contains("officer.one"), "{}", text_of(&shown));
    assert_eq!(officer.get(&page).await.status, 404, "what is filed is no draft");
    assert_eq!(officer.posts(&sign, &values).await.status, 404, "sent twice, it is filed once");
    let key = house.service.person("officer.two", None, Role::Officer);
    let filing = house.service.ask(get(format!("/v1/filings/{FILING}")).by(&key)).await.json();
    assert_eq!(filing["entries"].as_array().unwrap().len(), 1, "{filing}");
    assert_eq!(filing["entries"][0]["by"]["name"], "officer.one");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_meanwhile_is_not_signed() {
    let house = House::new();
    let officer = house.officer().await;
    let page = drafted(&house, &officer).await;
    let sign = format!("{page}/file");
    let values = officer.form(&format!("{page}?show=file"), &sign).await;
    officer.does(&page, &page, &[("security", "changed")]).await;
    let filed = officer.posts(&sign, &filled(values, &[("capacity", "officer"), ("agree", "yes")])).await;
    assert_eq!(filed.status, 422);
    assert!(filed.text().contains("read it again"), "{}", said(&filed.text()));
}

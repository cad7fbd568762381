//! What forms do: what the API does, once, and only for whoever was shown the form.

use serde_json::Value;

use super::house::{CUSTOMER, House, LEASE, LICENSE, Person, filled, text_of};
use crate::service::{get, post};
use crate::written::in_path;
use portcullis_access::Role;
use serde_json::json;

fn question() -> String {
    format!(
        "customer={}&country=SG&headquarters=SG&parent=Example+Group&parent_country=CN&item=aws:p5.48xlarge&site=US\
         &training_operations=3e24&end_use=model_training&on=2026-11-23",
        in_path(CUSTOMER)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_as_the_api_answers_it() {
    let house = House::running().await;
    let officer = house.officer().await;
    let key = house.service.person("officer.two", None, Role::Officer);
    let request = json!({
        "kind": "provide_compute", "on": "2026-11-23", "item": { "instance": "aws:p5.48xlarge" }, "site": "US",
        "parties": [{ "role": "customer", "name": CUSTOMER, "country": "SG", "headquarters": "SG",
                      "ultimate_parent": { "name": "Example Group", "headquarters": "CN" } }],
        "end_use": ["model_training"], "training_operations": "3e24",
    });
    let answer = house.service.ask(post("/v1/determinations", &request).by(&key)).await.json();
    let shown = text_of(&officer.opens(&format!("/console/ask/answer?{}", question())).await);
    for reason in answer["reasons"].as_array().unwrap() {
        assert!(shown.contains(reason["text"].as_str().unwrap()), "{reason}");
    }
    assert_eq!(answer["outcome"], "authorized", "{answer}");
    assert!(shown.contains(LICENSE), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_question_stands_beside_its_field() {
    let house = House::new();
    let officer = house.officer().await;
    for (query, field) in [
        ("customer=&item=aws:p5.48xlarge", "customer"),
        ("customer=X&item=", "item"),
        ("customer=X&item=no+such+thing&on=2026-11-23", "item"),
        ("customer=X&country=Nowhere&item=aws:p5.48xlarge&on=2026-11-23", "country"),
        ("customer=X&item=aws:p5.48xlarge&on=yesterday", "on"),
        ("customer=X&item=aws:p5.48xlarge&quantity=many&on=2026-11-23", "quantity"),
        ("customer=X&item=aws:p5.48xlarge&profile=proposed&on=2026-11-23", "profile"),
    ] {
        let answer = officer.get(&format!("/console/ask/answer?{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
        crate::console_authority::checker::check_page(&answer.text());
        let has_place = field.is_empty() || answer.text().contains(&format!("id=\"field-{field}-error\""));
        assert!(has_place, "{query}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_determination_is_recorded_once_and_proven() {
    let house = House::running().await;
    let officer = house.officer().await;
    let page = format!("/console/ask/answer?{}", question());
    let values = officer.form(&page, "/console/determinations").await;
    let first = officer.posts("/console/determinations", &values).await;
    assert_eq!(first.status, 303, "{}", first.text());
    let location = first.header("location").to_owned();
    let head = house.service.head();
    let again = officer.posts("/console/determinations", &values).await;
    assert_eq!(again.header("location"), location, "sent twice, it is recorded once");
    assert_eq!(house.service.head(), head);
    let shown = officer.opens(&location).await;
    assert!(shown.contains("The determination is recorded.") && shown.contains("authorized"), "{shown}");
    // Its answer is the one whose digest is recorded: it was made again with what serves.
    assert!(!shown.contains("does not decide with any more"), "{shown}");
    let record = location.split('?').next().unwrap();
    let began = std::time::Instant::now();
    let receipt = loop {
        let receipt = officer.get(&format!("{record}/receipt")).await;
        if receipt.status == 200 {
            break receipt.text();
        }
        assert_eq!(receipt.status, 503, "{}", receipt.text());
        assert!(began.elapsed().as_secs() < 20);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert!(receipt.starts_with("c2sp.org/tlog-proof@v1"), "{receipt}");
}

async fn ledger(house: &House, path: &str) -> Value {
    let key = house.service.person("officer.three", None, Role::Officer);
    house.service.ask(get(path).by(&key)).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_is_stopped_and_confirmed() {
    let house = House::running().await;
    let officer = house.officer().await;
    let page = format!("/console/leases/{}", in_path(LEASE));
    let stop = format!("{page}/stop");
    let wrong = officer.sends(&page, &stop, &[("stop.reason", "the account is closed"), ("stop.due", "soon")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("the account is closed"), "what was typed comes back");
    let done =
        officer.does(&page, &stop, &[("stop.reason", "the account is closed"), ("stop.due", "2026-11-24")]).await;
    assert!(done.contains("The order to stop was given."), "{done}");
    let order = ledger(&house, &format!("/v1/leases/{}", in_path(LEASE))).await;
    assert_eq!(order["stop"]["due"], 1_795_564_800_000_i64, "the end of the day: {order}");
    let today = officer.opens("/console/today").await;
    assert!(today.contains(LEASE), "{today}");
    let done = officer.does(&page, &format!("{page}/stopped"), &[]).await;
    assert!(done.contains("It is recorded that it stopped."), "{done}");
    let order = ledger(&house, &format!("/v1/leases/{}", in_path(LEASE))).await;
    assert!(order["stop"]["confirmed"].is_number(), "{order}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_license_that_came_of_no_filing_is_reported_on_and_given_back() {
    let house = House::running().await;
    let officer = house.officer().await;
    let page = format!("/console/licenses/{LICENSE}");
    let report = format!("{page}/report");
    let empty = officer.sends(&page, &report, &[("report.text", " ")]).await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    let done = officer.does(&page, &report, &[("report.text", "report-2026-10")]).await;
    assert!(done.contains("The report was filed.") && done.contains("report-2026-10"), "{done}");
    let breach =
        officer.sends(&page, &format!("{page}/breach"), &[("breach.condition", "c1"), ("breach.text", "x")]).await;
    assert_eq!(breach.status, 422, "{}", breach.text());
    assert!(breach.text().contains("write to its authority"), "{}", breach.text());
    let done =
        officer.does(&page, &format!("{page}/surrender"), &[("surrender.reason", "the project has ended")]).await;
    assert!(done.contains("The license was given back.") && done.contains("surrendered"), "{done}");
    assert_eq!(ledger(&house, &format!("/v1/licenses/{LICENSE}")).await["standing"], "surrendered");
}

/// Every form of the pages: with a wrong key, from another site, and by somebody who has a session of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_taken_from_its_own_page_alone() {
    let house = House::running().await;
    house.files().await;
    let officer = house.officer().await;
    let other: Person<'_> = house.person("officer.other", Role::Officer).await;
    let (license, lease) = (format!("/console/licenses/{LICENSE}"), format!("/console/leases/{}", in_path(LEASE)));
    let filing = format!("/console/applications/{}", super::house::FILING);
    let answer = format!("/console/ask/answer?{}", question());
    let forms = [
        (answer.as_str(), "/console/determinations".to_owned()),
        (license.as_str(), format!("{license}/report")),
        (license.as_str(), format!("{license}/breach")),
        (license.as_str(), format!("{license}/surrender")),
        (lease.as_str(), format!("{lease}/stop")),
        ("/console/applications", "/console/drafts".to_owned()),
        (filing.as_str(), format!("{filing}/amend")),
        (filing.as_str(), format!("{filing}/withdraw")),
    ];
    let head = house.service.head();
    for (page, action) in forms {
        let values = officer.form(page, &action).await;
        let elsewhere = officer.posts_from(&action, &values, "cross-site").await;
        assert_eq!(elsewhere.status, 403, "{action}");
        let wrong = filled(values.clone(), &[("form_key", "0".repeat(64).as_str())]);
        assert_eq!(officer.posts(&action, &wrong).await.status, 403, "{action}");
        assert_eq!(other.posts(&action, &values).await.status, 403, "{action}: the key is another session's");
        let without: Vec<_> = values.into_iter().filter(|(name, _)| name != "form_key").collect();
        assert_eq!(officer.posts(&action, &without).await.status, 403, "{action}");
    }
    assert_eq!(house.service.head(), head, "nothing was recorded");
}

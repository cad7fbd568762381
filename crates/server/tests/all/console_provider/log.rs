//! The log: how far it has come, and what a receipt proves that somebody pastes.

use std::time::{Duration, Instant};

use super::house::{House, LEASE, Person, Values, text_of};
use crate::service::{Answer, raw};
use crate::written::in_path;

/// Waits for the receipt of the determination that the lease rests on.
async fn receipt(officer: &Person<'_>) -> String {
    let path = format!("/console/determinations/{}/receipt", in_path(&format!("{LEASE}/decision")));
    let began = Instant::now();
    loop {
        let answer = officer.get(&path).await;
        if answer.status == 200 {
            return answer.text();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{}", answer.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The leaf of the record.
fn leaf(house: &House) -> String {
    let mut leaf = Vec::new();
    house
        .service
        .app
        .gate()
        .register()
        .pool()
        .read("test_leaf", &mut |open| {
            leaf = open.rows_by_id(&[&format!("{LEASE}/decision")])?.remove(0).leaf;
            Ok(())
        })
        .unwrap();
    String::from_utf8(leaf).unwrap()
}

async fn checks(house: &House, officer: &Person<'_>, values: &Values) -> Answer {
    let mut body = String::new();
    for (name, value) in values {
        body += &format!("--XYZ\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--XYZ--\r\n";
    let asked = raw("/console/log", "multipart/form-data; boundary=XYZ", body).with("sec-fetch-site", "same-origin");
    house.service.ask(officer.asked(asked)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_proves_its_record_and_no_other() {
    let house = House::running().await;
    let officer = house.officer().await;
    let (receipt, leaf) = (receipt(&officer).await, leaf(&house));
    let form = officer.form("/console/log", "/console/log").await;
    let with = |receipt: &str, leaf: &str| {
        super::house::filled(form.clone(), &[("receipt", receipt), ("leaf", leaf), ("receipt-file", "")])
    };
    let proven = checks(&house, &officer, &with(&receipt.replace('\n', "\r\n"), &leaf)).await;
    assert_eq!(proven.status, 200, "{}", proven.text());
    crate::console_authority::checker::check_page(&proven.text());
    assert!(text_of(&proven.text()).contains("It is proven"), "{}", text_of(&proven.text()));
    assert!(proven.text().contains("/console/determinations/run%2F1%2Fdecision"));
    let from_file = super::house::filled(form.clone(), &[("receipt", ""), ("receipt-file", &receipt), ("leaf", &leaf)]);
    assert!(checks(&house, &officer, &from_file).await.text().contains("It is proven"));
    for (receipt, leaf) in [
        (receipt.as_str(), leaf.replace("decision", "decisiom")),
        (&receipt.replace("index ", "index 1"), leaf.clone()),
        (&receipt.replace("log.example", "log.elsewhere"), leaf.clone()),
        ("nothing at all", leaf.clone()),
        (receipt.as_str(), "{}".to_owned()),
    ] {
        let not = checks(&house, &officer, &with(receipt, &leaf)).await;
        assert_eq!(not.status, 200, "{}", not.text());
        assert!(not.text().contains("It proves nothing"), "{receipt} {leaf}: {}", text_of(&not.text()));
    }
    assert_eq!(checks(&house, &officer, &with("", &leaf)).await.status, 422);
    assert_eq!(checks(&house, &officer, &with(&receipt, "")).await.status, 422);
    let wrong = super::house::filled(with(&receipt, &leaf), &[("form_key", "0")]);
    assert_eq!(checks(&house, &officer, &wrong).await.status, 403);
    let signed = officer.takes("/console/log/checkpoint").await;
    assert!(signed.text().starts_with("log.example\n"), "{}", signed.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_tells_of_decisions() {
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;
    let house = House::running().await;
    let officer = house.officer().await;
    let asked = officer.asked(crate::service::get("/console/live/stream"));
    let response = house.service.router().oneshot(asked.into_request()).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events = response.into_body();
    let held = crate::written::Held {
        tenant: None,
        provider: super::house::PROVIDER,
        customer: super::house::CUSTOMER,
        license: super::house::LICENSE,
        gate: house.service.machine("gate.two", None, portcullis_access::Role::Adapter),
        officer: String::new(),
    };
    held.started(&house.service, "run/2").await;
    let event = tokio::time::timeout(Duration::from_secs(20), events.frame()).await.unwrap().unwrap().unwrap();
    assert_eq!(event.into_data().unwrap(), "data: decisions\n\n");
    assert!(officer.opens("/console/live").await.contains("run/2/decision"));
}

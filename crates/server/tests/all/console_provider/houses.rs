//! The books of two houses: what differs is found, shown to people who must act, and seen to be mended.

use portcullis_access::Role;
use portcullis_exchange::{Body, Chain, Statement};
use portcullis_log::Hash;
use serde_json::{Value, json};

use super::house::House;
use crate::service::get;

const DAY: i64 = 86_400_000;

impl House {
    /// The authority states what it has on record of yesterday: that it took these messages.
    async fn is_told_that_it_sent(&mut self, received: Chain) {
        let day = self.service.time.now().date().yesterday().unwrap();
        let (sent, licenses) = (self.chain(), Default::default());
        let statement = Statement { day, sent, received, after: None, through: None, licenses };
        self.hears(&Body::Reconciliation(Box::new(statement))).await;
    }

    /// What this house has told.
    fn told(&self) -> Chain {
        let counter = self.service.app.office().unwrap().counter();
        let authority = counter.sides().authority().unwrap().clone();
        counter.mail(&authority).unwrap().sent()
    }

    async fn houses(&self) -> Value {
        let key = self.service.person("officer.one", None, Role::Officer);
        let answer = self.service.ask(get("/v1/houses").by(&key)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()[0].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_shown_and_seen_to_be_mended() {
    let mut house = House::new();
    house.files().await;
    house.service.later(DAY).await;
    house.works().await;
    let other = Chain { last: Hash::of(b"another history"), ..house.told() };
    house.is_told_that_it_sent(other).await;

    let shown = house.houses().await;
    assert_eq!((&shown["house"], &shown["side"]), (&json!("exports.example"), &json!("authority")));
    assert_eq!((&shown["compared"], &shown["stated"]), (&json!("2026-11-23"), &json!("2026-11-23")));
    let [difference] = shown["differences"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    assert_eq!((&difference["serious"], &difference["since"]), (&json!(true), &json!("2026-11-23")));
    let officer = house.officer().await;
    for page in ["/console/today", "/console/log/houses"] {
        let page = officer.opens(page).await;
        assert!(page.contains("one house lost or changed its history"), "{page}");
    }
    assert!(officer.opens("/console/log").await.contains("/console/log/houses"));
    let metrics = house.service.machine("metrics", None, Role::Metrics);
    let metrics = house.service.ask(get("/metrics").by(&metrics)).await.text();
    assert!(metrics.contains("portcullis_house_differences{house=\"exports.example\"} 1"), "{metrics}");

    house.service.later(DAY).await;
    house.works().await;
    let told = house.told();
    house.is_told_that_it_sent(told).await;
    let shown = house.houses().await;
    assert_eq!(shown["differences"][0]["resolved"], json!("2026-11-24"), "{shown}");
    let officer = house.officer().await;
    assert!(!officer.opens("/console/today").await.contains("one house lost"));
    assert!(officer.opens("/console/log/houses").await.contains("resolved"));
}

/// What is of the house as a whole is no tenant's to read.
#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_does_not_read_the_books_of_the_house() {
    let house = House::new();
    let key = house.service.person("officer.two", Some("example"), Role::Officer);
    assert_eq!(house.service.ask(get("/v1/houses").by(&key)).await.status, 403);
}

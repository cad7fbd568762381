//! Documents that come from the provider's service: fetched beside the messages, checked, handed out to those whose case it is, and each time on record.

use portcullis_access::Role;
use portcullis_exchange::{DocumentAsk, House as Name};
use portcullis_license::Instant;
use portcullis_log::Hash;
use portcullis_server::office::Arrival;
use serde_json::json;

use super::desk::{CASE, Desk, example, page};
use super::life::referred;
use super::person::{Person, text_of};
use crate::console_provider::house::House;
use crate::service::{Answer, Asked, get, house_key, project, raw};

const PROVIDER: &str = "cloud.example";
const AUTHORITY: &str = "exports.example";

/// A provider that listens, and an authority that knows where.
async fn both() -> (House, Desk) {
    let house = House::new();
    let address = house.service.listen().await;
    let mut desk = Desk::across(&format!("http://{address}"));
    desk.files(&example()).await;
    (house, desk)
}

fn content() -> Vec<u8> {
    std::fs::read(project().join("examples/desk/master-agreement.pdf")).unwrap()
}

fn sha256() -> String {
    example().documents[0].sha256.clone()
}

impl Desk {
    /// What is due is fetched once.
    async fn fetches(&self) -> Arrival {
        let app = self.service.app.clone();
        let house = Name::new(PROVIDER).unwrap();
        let fetched = tokio::task::spawn_blocking(move || {
            app.office().unwrap().fetch(app.gate(), &house, &|| false).unwrap();
            app.office().unwrap().arrival(&house, &sha256())
        });
        fetched.await.unwrap()
    }

    async fn asks(&self, key: &str, path: &str) -> Answer {
        self.service.ask(get(path).by(key)).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_arrives_when_it_can_and_the_provider_is_told() {
    let (house, mut desk) = both().await;
    desk.files(&super::desk::called("NC-2026-018")).await;
    let officer = desk.officer("officer.one").await;
    let (shown, path) = (page(&format!("documents/{}", sha256())), page(&format!("documents/{}/content", sha256())));
    assert!(text_of(&officer.opens(&shown).await).contains("has not arrived yet"));
    assert_eq!(officer.get(&path).await.status, 404);
    // The provider names it in no filing of its own: it gives nothing.
    let Arrival::Waits(Some(why)) = desk.fetches().await else { panic!("it came from nowhere") };
    assert!(why.contains("404"), "{why}");
    house.files().await;
    assert!(matches!(desk.fetches().await, Arrival::Waits(_)), "it is not asked for again at once");
    desk.service.later(3_000).await;
    house.service.later(3_000).await;
    assert_eq!(desk.fetches().await, Arrival::Here);
    assert_eq!(desk.fetches().await, Arrival::Here, "it is there once");
    desk.works().await;
    let told = |desk: &Desk| {
        let counter = desk.service.app.office().unwrap().counter();
        let mail = counter.mail(&Name::new(PROVIDER).unwrap()).unwrap();
        let causes = mail.told().iter().filter(|kept| kept.kind == "arrival").filter_map(|kept| kept.cause.clone());
        causes.collect::<Vec<_>>()
    };
    let causes = told(&desk);
    assert_eq!(causes.len(), 2, "each case that names it is told of: {causes:?}");
    desk.works().await;
    assert_eq!(told(&desk), causes, "nothing is told twice");
    let file = officer.get(&path).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert!(file.body == content());
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"Master agreement.pdf\""));
    assert!(file.header("content-security-policy").contains("sandbox"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_handed_out_to_whose_case_it_is_and_each_time_is_on_record() {
    let (house, desk) = both().await;
    house.files().await;
    assert_eq!(desk.fetches().await, Arrival::Here);
    let path = format!("/v1/cases/{CASE}/documents/{}", sha256());
    let key = |name: &str, tenant: Option<&str>, role| desk.service.person(name, tenant, role);
    let officer = key("officer.one", None, Role::Licensing);
    let chair = key("chair.one", None, Role::Chair);
    let adviser = key("adviser.one", Some("defense"), Role::Adviser);
    let inspector = key("inspector.one", None, Role::Inspector);
    let auditor = key("auditor.one", None, Role::Auditor);
    for (key, status) in [(&officer, 200), (&chair, 200), (&adviser, 404), (&inspector, 404), (&auditor, 404)] {
        let answer = desk.asks(key, &path).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.body == content(), status == 200);
        assert_eq!(answer.text().contains("PDF"), status == 200, "nothing of it leaks");
    }
    referred(&desk.officer("officer.two").await).await;
    assert!(desk.asks(&adviser, &path).await.body == content());
    let other = key("adviser.two", Some("state"), Role::Adviser);
    assert!(desk.asks(&other, &path).await.body == content(), "all that are asked are given it");
    let auditors =
        Person::with_key(&desk.service, auditor.clone()).await.opens(&format!("/console/cases/{CASE}")).await;
    let given = auditors.split_once("id=\"read-table\"").unwrap().1;
    let all = ["officer.one", "chair.one", "adviser.one", "adviser.two"].map(|name| given.find(name).unwrap());
    assert!(all.is_sorted() && given.contains(&sha256()), "{}", text_of(given));
    let reads = desk.asks(&auditor, &format!("/v1/cases/{CASE}")).await.json();
    let reads = reads["reads"].as_array().unwrap().clone();
    let who: Vec<_> = reads.iter().map(|read| read["by"]["name"].as_str().unwrap()).collect();
    assert_eq!(who, ["officer.one", "chair.one", "adviser.one", "adviser.two"], "{reads:?}");
    assert!(reads.iter().all(|read| read["sha256"] == json!(sha256())), "{reads:?}");
    let officers = desk.asks(&officer, &format!("/v1/cases/{CASE}")).await.json();
    assert!(officers.get("reads").is_none(), "who reads is for auditors");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_authority_is_given_what_a_filing_names_and_only_for_a_while() {
    let house = House::new();
    house.files().await;
    let name = |name: &str| Name::new(name).unwrap();
    let ask = |change: fn(&mut DocumentAsk), signer: &str| {
        let sha256 = Hash::from_hex(&sha256()).unwrap();
        let (from, to) = (name(AUTHORITY), name(PROVIDER));
        let mut ask = DocumentAsk { at: house.service.time.now(), from_byte: 0, from, sha256, to };
        change(&mut ask);
        ask.from = name(signer);
        let bytes = ask.sign(&house_key(signer)).unwrap();
        house.service.ask(raw(format!("/v1/exchange/{AUTHORITY}/documents"), "text/plain", bytes))
    };
    let given = ask(|_| (), AUTHORITY).await;
    assert!(given.body == content(), "{}", given.text());
    let rest = ask(|ask| ask.from_byte = 100, AUTHORITY).await;
    assert!(rest.body == content()[100..]);
    assert!(ask(|ask| ask.from_byte = 10_000_000, AUTHORITY).await.body.is_empty());
    ask(|ask| ask.sha256 = Hash::of(b"another"), AUTHORITY).await.problem(404, "not-found");
    ask(|ask| ask.at = Instant(ask.at.0 - 11 * 60_000), AUTHORITY).await.problem(403, "forbidden");
    ask(|ask| ask.at = Instant(ask.at.0 + 11 * 60_000), AUTHORITY).await.problem(403, "forbidden");
    ask(|ask| ask.to = Name::new("other.example").unwrap(), AUTHORITY).await.problem(403, "forbidden");
    ask(|_| (), "other.example").await.problem(403, "forbidden");
    let unsigned: Asked = raw(format!("/v1/exchange/{AUTHORITY}/documents"), "text/plain", b"{}".to_vec());
    house.service.ask(unsigned).await.problem(403, "forbidden");
}

/// What nothing names is looked for, on both sides.
pub async fn swept(service: &crate::service::Service) -> usize {
    let app = service.app.clone();
    tokio::task::spawn_blocking(move || app.office().unwrap().let_go_of_unnamed(app.gate()).unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_names_is_erased_after_a_day_and_what_is_named_stays() {
    let (house, desk) = both().await;
    house.files().await;
    let key = house.service.person("officer.one", None, Role::Officer);
    let stray = b"%PDF-1.7 nobody names it".to_vec();
    let path = format!("/v1/documents/{}", Hash::of(&stray).to_hex());
    let sent = raw(&path, "application/octet-stream", stray);
    house.service.ask(Asked { method: "PUT".to_owned(), ..sent }.by(&key)).await.json();
    assert_eq!(desk.fetches().await, Arrival::Here);
    assert_eq!((swept(&house.service).await, swept(&desk.service).await), (0, 0), "it was brought a moment ago");
    let later = portcullis_server::office::GRACE + 60_000;
    house.service.later(later).await;
    desk.service.later(later).await;
    assert_eq!((swept(&house.service).await, swept(&desk.service).await), (1, 0));
    house.service.ask(get(path).by(&key)).await.problem(404, "not-found");
    let named = house.service.ask(get(format!("/v1/documents/{}", sha256())).by(&key)).await;
    assert_eq!(named.status, 200, "{}", named.text());
    let officer = desk.service.person("officer.one", None, Role::Licensing);
    assert_eq!(desk.asks(&officer, &format!("/v1/cases/{CASE}/documents/{}", sha256())).await.status, 200);
}

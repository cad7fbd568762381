//! Documents of those who apply: brought, described, replaced, removed, handed out; and nobody's but theirs.

use portcullis_access::Role;
use portcullis_log::Hash;
use serde_json::json;

use super::house::{House, Person, Values, example, said, text_of};
use crate::service::{Answer, Asked, get, post, raw};

const DRAFT: &str = "/console/drafts/D-1";
const TAB: &str = "/console/drafts/D-1?show=documents";
const TO: &str = "/console/drafts/D-1/documents";

fn put(path: String, content: &[u8]) -> Asked {
    Asked { method: "PUT".to_owned(), ..raw(path, "application/octet-stream", content.to_vec()) }
}

fn at(content: &[u8]) -> String {
    format!("/v1/documents/{}", Hash::of(content).to_hex())
}

/// What every content is handed out with, so that no browser runs it here.
fn is_a_file(answer: &Answer, media_type: &str, name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), media_type);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").split("; ").any(|word| word == "sandbox"));
    let disposition = answer.header("content-disposition");
    assert!(disposition.starts_with("attachment; ") && disposition.contains(name), "{disposition}");
}

/// The values of the form that brings a document. Each document has a form of its own that removes it, and is sent to the same place: the form that brings
/// one is the last.
fn bringing(html: &str) -> Values {
    let bring = html.rsplit_once("id=\"bring\"").unwrap().1.split_once('>').unwrap().1;
    let bring = format!("<main>{}</main>", bring.split("</main>").next().unwrap().split_once("</h2>").unwrap().1);
    super::house::values_of(&bring, TO).into_iter().filter(|(name, _)| name != "file").collect()
}

async fn brings(officer: &Person<'_>, fields: &[(&str, &str)], file: &str, content: &[u8]) -> Answer {
    let values = super::house::filled(bringing(&officer.opens(TAB).await), fields);
    officer.uploads(TO, &values, ("file", file), content).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_brought_replaced_and_removed_in_a_draft() {
    let house = House::new();
    let officer = house.officer().await;
    officer.does("/console/applications", "/console/drafts", &[("reference", "D-1")]).await;
    let none = brings(&officer, &[("kind", "contract")], "", b"").await;
    assert_eq!(none.status, 422);
    assert!(none.text().contains("no file was chosen"), "{}", said(&none.text()));
    let page = brings(&officer, &[("kind", "contract")], "..\\evil\u{202e}.html", b"<html><script>alert(1)").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("print it to PDF"), "{}", said(&page.text()));

    let first = b"%PDF-1.7 the first\0\xff";
    let taken = brings(&officer, &[("kind", "contract")], "Vertrag.PDF", first).await;
    assert_eq!(taken.status, 303, "{}", said(&taken.text()));
    let page = officer.opens(TAB).await;
    let replaces = page.split_once("<select id=\"field-replaces\"").unwrap().1.split('>').next().unwrap();
    assert!(!replaces.contains("required"), "a browser would not send one that takes no other's place: {replaces}");
    let shown = text_of(&page);
    assert!(shown.contains("Vertrag.pdf") && shown.contains("content is here"), "{shown}");
    let key = house.service.person("officer.two", None, Role::Officer);
    let draft = house.service.ask(get("/v1/drafts/D-1").by(&key)).await.json();
    let document = &draft["application"]["documents"][0];
    assert_eq!(document["bytes"], first.len());
    assert_eq!(document["sha256"], Hash::of(first).to_hex());
    assert_eq!(document["media_type"], "application/pdf");
    let file = officer.get(&format!("{TO}/{}", Hash::of(first).to_hex())).await;
    is_a_file(&file, "application/pdf", "filename=\"Vertrag.pdf\"");
    assert_eq!(&file.body[..], first);

    let table = "name;chips\r\nnorthern-1;8\r\n";
    let fields = [("kind", "other"), ("replaces", "Vertrag.pdf"), ("name", "Sites"), ("expires", "2027-11-22")];
    let replaced = brings(&officer, &fields, "sites.csv", table.as_bytes()).await;
    assert_eq!(replaced.status, 303, "{}", said(&replaced.text()));
    let draft = house.service.ask(get("/v1/drafts/D-1").by(&key)).await.json();
    let documents = draft["application"]["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 1);
    assert_eq!((&documents[0]["name"], &documents[0]["media_type"]), (&json!("Sites"), &json!("text/csv")));
    assert_eq!(documents[0]["expires"], "2027-11-22");
    let file = officer.get(&format!("{TO}/{}", Hash::of(table.as_bytes()).to_hex())).await;
    is_a_file(&file, "text/plain; charset=utf-8", "Sites.txt");
    assert_eq!(
        officer.get(&format!("{TO}/{}", Hash::of(first).to_hex())).await.status,
        404,
        "the draft does not name it"
    );

    let values = super::house::values_of(&officer.opens(TAB).await, TO);
    assert!(values.contains(&("remove".to_owned(), "0".to_owned())), "{values:?}");
    let removed = officer.uploads(TO, &values, ("file", ""), b"").await;
    assert_eq!(removed.status, 303, "{}", said(&removed.text()));
    let draft = house.service.ask(get("/v1/drafts/D-1").by(&key)).await.json();
    assert_eq!(draft["application"]["documents"], json!([]), "{draft}");
    assert!(officer.opens(DRAFT).await.contains("show=documents"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_a_document_without_its_content_is_not_filed() {
    let house = House::new();
    let key = house.service.person("officer.one", None, Role::Officer);
    let ask = |asked: Asked| house.service.ask(asked.by(&key));
    let mut application = serde_json::to_value(example()).unwrap();
    let hash = std::mem::replace(&mut application["documents"][0]["sha256"], json!("no hash"));
    let save = json!({ "application": application });
    ask(Asked { method: "PUT".to_owned(), ..post("/v1/drafts/D-2", &save) }).await.json();
    let shown = text_of(&house.officer().await.opens("/console/drafts/D-2?show=documents").await);
    assert!(shown.contains("content is not here") && !shown.contains("content is here"), "{shown}");
    application["documents"][0]["sha256"] = hash;
    let save = Asked { method: "PUT".to_owned(), ..post("/v1/drafts/D-1", &json!({ "application": application })) };
    let saved = ask(save).await.json();
    let gap = &saved["gaps"][0];
    assert_eq!((&gap["path"], &gap["fault"]), (&json!("documents[0].sha256"), &json!("missing")), "{saved}");
    let certifier = json!({ "name": "officer.one", "capacity": "officer", "at": 1_795_424_400_000_i64 });
    let filed = portcullis_application::sign(example(), serde_json::from_value(certifier).unwrap()).unwrap();
    let event = json!({ "event": { "kind": "filed", "digest": filed.digest().to_hex(), "said": filed.to_value() } });
    let path = format!("/v1/filings/{}/events", super::house::FILING);
    assert!(ask(post(&path, &event)).await.problem(422, "refused").contains("upload the file"));
    house.brings(&key).await;
    let draft = ask(get("/v1/drafts/D-1")).await.json();
    let gaps = draft["gaps"].as_array().unwrap();
    assert!(gaps.iter().all(|gap| !gap["path"].as_str().unwrap().starts_with("documents")), "{draft}");
    ask(post(&path, &event)).await.json();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_takes_what_its_hash_says_and_gives_it_to_whoever_brought_it() {
    let house = House::new();
    let own = house.service.person("officer.one", None, Role::Officer);
    let tenant = house.service.person("officer.cloud", Some("example"), Role::Officer);
    let content = b"%PDF-1.7 CANARY".to_vec();
    let ask = |asked: Asked, key: &str| house.service.ask(asked.by(key));
    let kept = ask(put(at(&content), &content), &own).await.json();
    assert_eq!((&kept["bytes"], &kept["media_type"]), (&json!(15), &json!("application/pdf")));
    is_a_file(&ask(get(format!("{}?name=..%2F%22a%0d%0ax", at(&content))), &own).await, "application/pdf", "_ax.pdf");
    // Who knows the hash does not have the content; who brings it does, and it is there once.
    ask(get(at(&content)), &tenant).await.problem(404, "not-found");
    ask(put(at(&content), &content), &tenant).await.json();
    is_a_file(&ask(get(at(&content)), &tenant).await, "application/pdf", "document.pdf");
    ask(put(at(b"%PDF-other"), &content), &own).await.problem(400, "malformed");
    ask(put("/v1/documents/xyz".to_owned(), &content), &own).await.problem(400, "malformed");
    for refused in [&b""[..], b"<svg onload=alert(1)>", b"MZ\x90\0"] {
        ask(put(at(refused), refused), &own).await.problem(422, "refused");
    }
    for role in [Role::Licensing, Role::Chair, Role::Adviser, Role::Inspector, Role::Auditor] {
        let key = house.service.person("somebody", None, role);
        let answer = ask(get(at(&content)), &key).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{role}: {}", answer.text());
        let answer = ask(put(at(&content), &content), &key).await;
        assert_eq!(answer.status, 403, "{role}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_too_large_is_refused_and_one_larger_than_other_bodies_taken() {
    let house = House::new();
    let key = house.service.person("officer.one", None, Role::Officer);
    let most = usize::try_from(portcullis_application::content::MOST_BYTES).unwrap();
    let large = [b"%PDF-1.7 ".to_vec(), vec![b'x'; most - 9]].concat();
    assert!(large.len() > house.service.config.limits.body_bytes);
    house.service.ask(put(at(&large), &large).by(&key)).await.json();
    let answer = house.service.ask(get(at(&large)).by(&key)).await;
    assert!(answer.body == large);
    let larger = [large, vec![b'x']].concat();
    house.service.ask(put(at(&larger), &larger).by(&key)).await.problem(413, "too-large");
    let much_larger = larger.repeat(2);
    house.service.ask(put(at(&much_larger), &much_larger).by(&key)).await.problem(413, "too-large");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_a_tenants_filing_is_linked_for_those_alone_who_may_read_it() {
    let house = House::new();
    let mut application = example();
    application.parties[0].name = "Example Cloud Inc.".to_owned();
    application.reference = "CLOUD-1".to_owned();
    let theirs = house.service.person("officer.cloud", Some("example"), Role::Officer);
    house.brings(&theirs).await;
    let certifier = json!({ "name": "officer.cloud", "capacity": "officer", "at": 1_795_424_400_000_i64 });
    let filed = portcullis_application::sign(application, serde_json::from_value(certifier).unwrap()).unwrap();
    let event = json!({ "event": { "kind": "filed", "digest": filed.digest().to_hex(), "said": filed.to_value() } });
    house.service.ask(post("/v1/filings/CLOUD-1/events", &event).by(&theirs)).await.json();
    house.works().await;
    let page = "/console/applications/CLOUD-1";
    let document = format!("{page}/documents/{}", example().documents[0].sha256);
    let link = format!("href=\"{document}\"");

    let tenant = Person::with_key(&house.service, theirs).await;
    assert!(tenant.opens(page).await.contains(&link));
    assert_eq!(tenant.get(&document).await.status, 200);
    // The authority of the same service reads every filing, and drafts for the house alone. That the house keeps the same bytes gives it nothing.
    let roles = [Role::Officer, Role::Licensing];
    let both = house.service.key("officer.two", portcullis_access::Kind::Person, None, &roles);
    house.brings(&both).await;
    let both = Person::with_key(&house.service, both).await;
    let shown = both.opens(page).await;
    assert!(shown.contains("Master agreement") && !shown.contains(&link), "{}", text_of(&shown));
    assert_eq!(both.get(&document).await.status, 404);
    let auditor = house.person("auditor.one", Role::Auditor).await;
    assert!(!auditor.opens(page).await.contains(&link), "who audits is given no link");
    assert_ne!(auditor.get(&document).await.status, 200);
    assert_eq!(house.officer().await.get(page).await.status, 404);
}

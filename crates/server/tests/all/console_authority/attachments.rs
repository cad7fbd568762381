//! Documents that officers, agencies and inspectors attach to a case: kept with it, and shown to those they are for.

use portcullis_access::Role;
use portcullis_log::Hash;
use serde_json::{Value, json};

use super::desk::{CASE, Desk, event, page};
use super::life::referred;
use super::person::{filled, said, text_of};
use crate::service::{Answer, Asked, get, post, raw};

const ASSESSMENT: &[u8] = b"%PDF-1.7 CANARY of an assessment";

fn sha256() -> String {
    Hash::of(ASSESSMENT).to_hex()
}

async fn put(desk: &Desk, key: &str, sha256: &str) -> Answer {
    let sent = raw(format!("/v1/cases/{CASE}/documents/{sha256}"), "application/octet-stream", ASSESSMENT.to_vec());
    desk.service.ask(Asked { method: "PUT".to_owned(), ..sent }.by(key)).await
}

async fn attach(desk: &Desk, key: &str, audience: &[&str]) -> Answer {
    let document = json!({
        "name": "Assessment.pdf", "kind": "assessment", "media_type": "application/pdf", "bytes": ASSESSMENT.len(), "sha256": sha256(),
    });
    let said = json!({ "document": document, "classification": "SECRET", "audience": audience });
    let event = json!({ "event": { "kind": "attached", "said": said } });
    desk.service.ask(post(format!("/v1/cases/{CASE}/events"), &event).by(key)).await
}

async fn seen_by(desk: &Desk, key: &str) -> Value {
    desk.service.ask(get(format!("/v1/cases/{CASE}")).by(key)).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_attaches_by_a_form_and_those_it_is_for_are_given_it() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let (tab, to) = (page("documents"), event("attached"));
    let fields =
        [("attached.kind", "assessment"), ("attached.classification", "SECRET"), ("attached.audience", "defense")];
    let values = filled(officer.form(&tab, &to).await, &fields);
    let file = "attached.file";
    let none = officer.uploads(&to, &values, (file, ""), b"").await;
    assert_eq!(none.status, 422);
    assert!(text_of(&none.text()).contains("No file was chosen"), "{}", said(&none.text()));
    let wrong = officer.uploads(&to, &values, (file, "page.html"), b"<script>alert(1)</script>").await;
    assert_eq!(wrong.status, 422);
    assert!(text_of(&wrong.text()).contains("page.html: "), "{}", said(&wrong.text()));

    let nobody = values.iter().filter(|(name, _)| name != "attached.audience").cloned().collect::<Vec<_>>();
    let nobody = officer.uploads(&to, &nobody, (file, "Assessment.PDF"), ASSESSMENT).await;
    assert_eq!(nobody.status, 422, "a marked document is for somebody");

    // What is wrong beside the file leaves the file here: it does not have to be chosen again.
    let long = "x".repeat(300);
    let too_long = filled(values.clone(), &[("attached.name", &long)]);
    let again = officer.uploads(&to, &too_long, (file, "Assessment.PDF"), ASSESSMENT).await;
    assert_eq!(again.status, 422, "{}", said(&again.text()));
    assert!(text_of(&again.text()).contains("is here"), "{}", text_of(&again.text()));
    let kept = super::person::values_of(&again.text(), &to);
    let done = officer.uploads(&to, &filled(kept, &[("attached.name", "")]), (file, ""), b"").await;
    assert_eq!(done.status, 303, "{}", said(&done.text()));

    // Officers decide for commerce, and it is for defense alone.
    assert!(!text_of(&officer.opens(&tab).await).contains("Assessment.pdf"));
    let content = page(&format!("documents/{}/content", sha256()));
    assert_eq!(officer.get(&content).await.status, 404);
    let state = desk.adviser("state").await;
    assert!(!text_of(&state.opens(&page("")).await).contains("Assessment"));
    assert_eq!(state.get(&content).await.status, 404);
    let defense = desk.adviser("defense").await;
    let shown = text_of(&defense.opens(&page("")).await);
    assert!(shown.contains("Assessment.pdf") && shown.contains("SECRET"), "{shown}");
    assert_eq!(&defense.takes(&content).await.body[..], ASSESSMENT);
    let auditor = desk.service.person("auditor.one", None, Role::Auditor);
    let reads = &seen_by(&desk, &auditor).await["reads"];
    assert_eq!((reads.as_array().unwrap().len(), &reads[0]["sha256"]), (1, &json!(sha256())), "{reads}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_api_the_content_comes_first_and_the_readers_are_agencies() {
    let desk = Desk::with_case().await;
    let key = |name: &str, tenant, role| desk.service.person(name, tenant, role);
    let officer = key("officer.one", None, Role::Licensing);
    let (state, energy) =
        (key("adviser.one", Some("state"), Role::Adviser), key("adviser.two", Some("energy"), Role::Adviser));
    let inspector = key("inspector.one", None, Role::Inspector);
    put(&desk, &state, &sha256()).await.problem(404, "not-found");
    put(&desk, &inspector, &sha256()).await.problem(404, "not-found");
    referred(&desk.officer("officer.two").await).await;
    assert!(attach(&desk, &state, &["state"]).await.problem(422, "refused").contains("its content is not here"));
    put(&desk, &state, &Hash::of(b"another").to_hex()).await.problem(400, "malformed");
    put(&desk, &state, &sha256()).await.json();
    assert!(attach(&desk, &state, &["stat"]).await.problem(422, "refused").contains("no agency `stat`"));
    attach(&desk, &state, &["state", "commerce"]).await.json();
    for (key, sees) in [(&officer, true), (&state, true), (&energy, false)] {
        let view = seen_by(&desk, key).await;
        assert_eq!(view.to_string().contains(&sha256()), sees, "{view}");
    }
    let view = seen_by(&desk, &officer).await;
    let documents = view["view"]["documents"].as_array().unwrap();
    let attached = documents.iter().find(|one| one["document"]["sha256"] == json!(sha256())).unwrap();
    assert_eq!(attached["origin"], json!({ "with": "attachment" }));
    let provider = key("clerk.one", Some("example"), Role::Officer);
    put(&desk, &provider, &sha256()).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_attached_stays_and_what_was_only_brought_goes() {
    let desk = Desk::with_case().await;
    referred(&desk.officer("officer.two").await).await;
    let state = desk.service.person("adviser.one", Some("state"), Role::Adviser);
    let path = format!("/v1/cases/{CASE}/documents/{}", sha256());
    let swept = || super::arrivals::swept(&desk.service);
    put(&desk, &state, &sha256()).await.json();
    desk.service.later(portcullis_server::office::GRACE + 60_000).await;
    assert_eq!(swept().await, 1, "nobody attached it");
    put(&desk, &state, &sha256()).await.json();
    attach(&desk, &state, &["state"]).await.json();
    desk.service.later(portcullis_server::office::GRACE + 60_000).await;
    assert_eq!(swept().await, 0);
    assert_eq!(desk.service.ask(get(path).by(&state)).await.status, 200);
}

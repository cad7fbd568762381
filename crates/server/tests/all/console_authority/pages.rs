//! Each page of the table: as nobody, as somebody without the right, and as the right person.

use portcullis_access::{Action, Role};
use portcullis_server::console::routes;

use super::desk::{CASE, Desk};
use super::person::Person;
use crate::service::{get, raw};

/// The pages of the authority, with what stands in their braces.
fn pages() -> Vec<(String, Action)> {
    let of_authority = routes().filter(|route| {
        ["/console/queue", "/console/cases", "/console/messages", "/console/national-view", "/console/statistics"]
            .iter()
            .any(|start| route.path.starts_with(start))
    });
    let named = |path: &str| {
        let filled = path.replace("{case}", CASE).replace("{tab}", "advice").replace("{kind}", "asked");
        filled.replace("{letter}", "none").replace("{sha256}", "none").replace("{number}", "1")
    };
    of_authority.map(|route| (named(route.path), route.action.unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_the_door() {
    let desk = Desk::with_case().await;
    let pages = pages();
    assert_eq!(pages.len(), 11);
    for (path, _) in pages {
        let answer = desk.service.ask(get(&*path)).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/console/sign-in?then=%2Fconsole%2F"), "{path}");
    }
    let sent = raw("/console/cases/2026-000001/events/registered", "application/x-www-form-urlencoded", "");
    assert_eq!(desk.service.ask(sent.with("sec-fetch-site", "same-origin")).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_is_told_so() {
    let desk = Desk::with_case().await;
    let stranger = Person::new(&desk.service, "officer.north", Some("northern"), Role::Officer).await;
    let administrator = desk.person("admin.one", Role::Administrator).await;
    for (path, action) in pages() {
        for person in [&stranger, &administrator] {
            let answer = person.get(&path).await;
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.text().contains(action.word()), "{path}: {}", answer.text());
            super::checker::check_page(&answer.text());
        }
    }
    for role in [Role::Chair, Role::Inspector] {
        let person = desk.person("committee.one", role).await;
        assert_eq!(person.get("/console/national-view").await.status, 403);
        assert_eq!(person.get("/console/statistics").await.status, 403);
        person.opens("/console/cases").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    let tabs = [
        "",
        "/application",
        "/parties",
        "/advice",
        "/conditions",
        "/decision",
        "/letters",
        "/precedents",
        "/documents",
        "/license",
        "/history",
    ];
    for tab in tabs {
        officer.opens(&format!("/console/cases/{CASE}{tab}")).await;
    }
    for outcome in ["approve", "intent_to_deny", "return_without_action", "no_license_needed"] {
        officer.opens(&format!("/console/cases/{CASE}/decision?outcome={outcome}")).await;
    }
    for path in ["/console/queue", "/console/cases", "/console/national-view", "/console/statistics"] {
        officer.opens(path).await;
    }
    let auditor = desk.person("auditor.one", Role::Auditor).await;
    for path in ["/console/queue", "/console/cases", "/console/national-view", "/console/statistics"] {
        auditor.opens(path).await;
    }
    auditor.opens(&format!("/console/cases/{CASE}")).await;
    for path in
        ["/console/cases/none", "/console/cases/2026-000009", "/console/messages/1", "/console/cases/2026-000001/none"]
    {
        let answer = officer.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        super::checker::check_page(&answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_house_has_pages_too() {
    let desk = Desk::new();
    let officer = desk.officer("officer.one").await;
    for path in ["/console/queue", "/console/cases", "/console/national-view", "/console/statistics"] {
        officer.opens(path).await;
    }
}

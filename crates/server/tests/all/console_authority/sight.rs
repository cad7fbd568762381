//! What each part sees, and what nobody can smuggle in.

use portcullis_access::Role;
use portcullis_application::Application;
use portcullis_exchange::{Body, Reference, body};
use portcullis_license::Person as Name;

use super::desk::{CASE, Desk, event, example, page};
use super::life::{approves, referred};
use super::person::text_of;

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_does_not_read_the_others_before_all_have_spoken() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let (defense, energy) = (desk.adviser("defense").await, desk.adviser("energy").await);
    let denial = [
        ("recommended.positions[0].says", "deny"),
        ("recommended.positions[0].reasons", "canary-of-energy"),
        ("do", "give"),
    ];
    energy.does(&page(""), &event("recommended"), &denial).await;
    let seen = |html: String| html.contains("canary-of-energy");
    assert!(!seen(defense.opens(&page("")).await));
    for list in ["/console/queue", "/console/cases", "/console/queue?format=csv", "/console/cases?format=csv"] {
        let text = defense.takes(list).await.text();
        assert!(
            !text.contains("canary") && !text.contains("energy silent") && !text.contains("state silent"),
            "{list}"
        );
    }
    assert!(seen(officer.opens(&page("advice")).await));
    approves(&defense, None).await;
    approves(&desk.adviser("state").await, None).await;
    assert!(seen(defense.opens(&page("")).await));
    // The chair sees both sides; who inspects sees nothing of it, and neither does who audits.
    let chair = desk.person("chair.one", Role::Chair).await;
    assert!(seen(chair.opens(&page("")).await));
    let queue = text_of(&chair.opens("/console/queue").await);
    assert!(queue.contains(CASE) && queue.contains("Conflicts"), "{queue}");
    let auditor = desk.person("auditor.one", Role::Auditor).await;
    assert!(!seen(auditor.opens(&page("")).await));
    let inspector = desk.person("inspector.one", Role::Inspector).await;
    assert_eq!(inspector.get(&page("")).await.status, 404);
    let ruling = [("chair_decided.stand", "approve"), ("chair_decided.said", "on balance")];
    chair.does(&page(""), &event("chair_decided"), &ruling).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_that_was_not_asked_sees_no_case() {
    let desk = Desk::with_case().await;
    let adviser = desk.adviser("defense").await;
    assert_eq!(adviser.get(&page("")).await.status, 404);
    assert!(!adviser.opens("/console/cases").await.contains(CASE));
    assert!(!adviser.takes("/console/cases?format=csv").await.text().contains(CASE));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_wrote_is_text_wherever_it_is_shown() {
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let mut application: Application = example();
    application.reference = "NC-2026-018".to_owned();
    application.additional_information = hostile.to_owned();
    application.end_use.description = hostile.to_owned();
    for party in application.parties.iter_mut().skip(1) {
        party.name = format!("=cmd|' /C calc'!A0 {hostile}");
        party.address = hostile.to_owned();
    }
    let mut desk = Desk::new();
    desk.files(&application).await;
    let officer = desk.officer("officer.one").await;
    officer.does(&page(""), &event("asked"), &[("asked.said", hostile)]).await;
    referred(&officer).await;
    let adviser = desk.adviser("defense").await;
    let (row, condition) = ("recommended.positions[0]", "recommended.positions[0].conditions[0]");
    let advice = [
        (format!("{row}.says"), "approve_with_conditions"),
        (format!("{condition}.is"), "text"),
        (format!("{condition}.id"), "<b>visits</b>"),
        (format!("{condition}.text"), hostile),
        ("do".to_owned(), "give"),
    ];
    let advice: Vec<(&str, &str)> = advice.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let given = adviser.does(&page(""), &event("recommended"), &advice).await;
    assert!(!given.contains("<script>alert") && !given.contains("<b>visits"));
    let tabs = [
        "",
        "application",
        "parties",
        "advice",
        "conditions",
        "decision?outcome=approve",
        "letters",
        "precedents",
        "history",
    ];
    for tab in tabs {
        let html = officer.opens(&page(tab)).await;
        assert!(!html.contains("<script>alert") && !html.contains("<img") && !html.contains("<b>visits"), "{tab}");
    }
    for path in ["/console/queue", "/console/cases"] {
        let html = officer.opens(path).await;
        assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;alert"), "{path}");
    }
    let csv = officer.takes("/console/cases?format=csv").await.text();
    assert!(csv.contains("alert(1)"));
    for (name, value) in
        [("text", hostile), ("applicant", hostile), ("sort", hostile), ("done", hostile), ("desk", hostile)]
    {
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in ["/console/queue", "/console/cases", &page("")] {
            let html = officer.opens(&format!("{path}?{name}={encoded}")).await;
            assert!(!html.contains("<script>alert") && !html.contains("<img"), "{path} {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_not_acted_upon_is_shown_with_its_reason() {
    let mut desk = Desk::with_case().await;
    let answer = body::Answer {
        case: Reference::new("2026-000099").unwrap(),
        by: Name::new("compliance.one").unwrap(),
        question: 1,
        text: "canary-of-the-answer".to_owned(),
        documents: Vec::new(),
    };
    desk.hears(&Body::Answer(answer)).await;
    let officer = desk.officer("officer.one").await;
    let queue = officer.opens("/console/queue").await;
    assert!(text_of(&queue).contains("Refused messages") && queue.contains("/console/messages/2"));
    let message = text_of(&officer.opens("/console/messages/2").await);
    assert!(message.contains("answer of Northern Compute Ltd") && message.contains("2026-000099"), "{message}");
    let csv = officer.takes("/console/queue?desk=refused&format=csv").await.text();
    assert!(csv.contains("2,Northern Compute Ltd,answer,2026-000099,"), "{csv}");
    for role in [Role::Chair, Role::Inspector, Role::Auditor] {
        let other = desk.person("somebody.else", role).await;
        assert_eq!(other.get("/console/messages/2").await.status, 404, "{role}");
        assert!(!other.opens("/console/queue").await.contains("/console/messages/"), "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_for_those_who_see_the_application() {
    let (mut application, sha256) = (example(), "ab".repeat(32));
    let document = serde_json::json!({
        "name": "lease of the hall.pdf", "kind": "contract", "media_type": "application/pdf", "bytes": 12_345, "sha256": sha256,
    });
    application.documents.push(serde_json::from_value(document).unwrap());
    let mut desk = Desk::new();
    desk.files(&application).await;
    let (officer, auditor) = (desk.officer("officer.one").await, desk.person("auditor.one", Role::Auditor).await);
    let path = page(&format!("documents/{sha256}"));
    assert!(officer.opens(&page("documents")).await.contains(&path));
    assert!(text_of(&officer.opens(&path).await).contains("12,345"));
    assert_eq!(officer.get(&page(&format!("documents/{}", "cd".repeat(32)))).await.status, 404);
    assert_eq!(auditor.get(&path).await.status, 404);
    let adviser = desk.adviser("defense").await;
    assert_eq!(adviser.get(&path).await.status, 404);
    referred(&officer).await;
    adviser.opens(&path).await;
}

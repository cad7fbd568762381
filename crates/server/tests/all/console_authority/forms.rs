//! Forms: sent by a page of the session, about the case as it was seen, once.

use portcullis_access::Role;
use portcullis_desk::event::EventKind;

use super::desk::{CASE, Desk, event, page};
use super::life::{approves, referred};
use super::person::{filled, text_of, values_of};

fn entries(desk: &Desk) -> u32 {
    let counter = desk.service.app.office().unwrap().counter();
    counter.docket().cases().values().next().unwrap().next_number() - 1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_no_page_and_one_of_another_site_do_nothing() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    for kind in ["registered", "returned", "asked", "preservation_requested"] {
        let action = event(kind);
        let values = officer.form(&page(""), &action).await;
        let said = format!("{kind}.said");
        let values = filled(values, &[(&said, "a reason")]);
        let wrong = filled(values.clone(), &[("form_key", "0000")]);
        assert_eq!(officer.posts(&action, &wrong).await.status, 403, "{kind}");
        let none: Vec<_> = values.iter().filter(|(name, _)| name != "form_key").cloned().collect();
        assert_eq!(officer.posts(&action, &none).await.status, 403, "{kind}");
        for site in ["cross-site", "same-site", "none"] {
            assert_eq!(officer.posts_from(&action, &values, site).await.status, 403, "{kind} from {site}");
        }
        // Another person's page is another session's.
        let other = desk.officer("officer.two").await;
        assert_eq!(other.posts(&action, &values).await.status, 403, "{kind}");
    }
    // Whatever kind it is, and whoever sends it.
    for kind in EventKind::ALL {
        let (action, values) = (event(kind.word()), [("form_key".to_owned(), "0000".to_owned())]);
        assert_eq!(officer.posts(&action, &values).await.status, 403, "{kind}");
        assert_eq!(officer.posts_from(&action, &values, "cross-site").await.status, 403, "{kind}");
        assert_eq!(officer.get(&action).await.status, 303, "{kind}");
    }
    assert_eq!(entries(&desk), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_is_dropped_with_its_owners_consent_alone() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let defense = desk.adviser("defense").await;
    approves(&defense, Some("128")).await;
    approves(&desk.adviser("energy").await, None).await;
    approves(&desk.adviser("state").await, None).await;
    // The draft as it begins, but for the condition of defense, which stands last.
    let whole = officer.form(&page("decision?outcome=approve"), &event("drafted")).await;
    let id = whole.iter().find(|(_, value)| value == "chips-of-defense").unwrap().0.clone();
    let row = id.strip_suffix(".id").unwrap();
    let removed = filled(whole, &[("do", &format!("remove:{row}"))]);
    let without = officer.posts(&event("drafted"), &removed).await;
    assert_eq!(without.status, 200);
    let without = values_of(&without.text(), &event("drafted"));
    assert!(!without.iter().any(|(_, value)| value == "chips-of-defense"));
    let without = filled(without, &[("do", "draft")]);
    let refused = officer.posts(&event("drafted"), &without).await;
    assert_eq!(refused.status, 422);
    assert!(text_of(&refused.text()).contains("chips-of-defense"));
    let row = "consented.rows[0]";
    let agreed = [
        (format!("{row}.becomes"), "dropped"),
        (format!("{row}.said"), "the site is small"),
        ("do".to_owned(), "agree"),
    ];
    let agreed: Vec<(&str, &str)> = agreed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    defense.does(&page(""), &event("consented"), &agreed).await;
    let again = filled(without, &[("idempotency_key", &key_of(&officer).await)]);
    let drafted = officer.posts(&event("drafted"), &again).await;
    assert_eq!(drafted.status, 303, "{}", super::person::said(&drafted.text()));
}

/// What a form of the case as it is now carries.
async fn key_of(officer: &super::person::Person<'_>) -> String {
    let values = officer.form(&page("decision?outcome=approve"), &event("drafted")).await;
    values.into_iter().find(|(name, _)| name == "idempotency_key").unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_is_done_once() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    let values = officer.form(&page(""), &event("asked")).await;
    let first = filled(values.clone(), &[("asked.said", "Who holds the keys?")]);
    for _ in 0..2 {
        assert_eq!(officer.posts(&event("asked"), &first).await.status, 303);
    }
    assert_eq!(entries(&desk), 2);
    // Another text from the same page is another question, about a case that is not as it was seen any more.
    let second = filled(values, &[("asked.said", "Who pays?")]);
    let late = officer.posts(&event("asked"), &second).await;
    assert_eq!(late.status, 409);
    let text = text_of(&late.text());
    assert!(text.contains("look at it again") && text.contains("Who pays?"), "{text}");
    assert_eq!(entries(&desk), 2);
    // What came back is about the case as it is now.
    let again = values_of(&late.text(), &event("asked"));
    assert_eq!(officer.posts(&event("asked"), &again).await.status, 303);
    assert_eq!(entries(&desk), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_one_is_told() {
    let desk = Desk::with_case().await;
    let (one, two) = (desk.officer("officer.one").await, desk.officer("officer.two").await);
    let (first, second) =
        (one.form(&page(""), &event("registered")).await, two.form(&page(""), &event("returned")).await);
    assert_eq!(one.posts(&event("registered"), &first).await.status, 303);
    let second = filled(second, &[("returned.said", "no determination")]);
    let late = two.posts(&event("returned"), &second).await;
    assert_eq!(late.status, 409);
    assert!(text_of(&late.text()).contains("somebody else did something"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_can_mend_comes_back_with_what_was_typed() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let empty = officer.sends(&page(""), &event("asked"), &[]).await;
    assert_eq!(empty.status, 422);
    super::checker::check_page(&empty.text());
    let draft = page("decision?outcome=approve");
    let wrong = [("drafted.license.until", "soon"), ("drafted.note", "half of it"), ("do", "draft")];
    let answer = officer.sends(&draft, &event("drafted"), &wrong).await;
    assert_eq!(answer.status, 422);
    super::checker::check_page(&answer.text());
    let text = text_of(&answer.text());
    assert!(text.contains("\"soon\" is no day") && text.contains("half of it"), "{text}");
    // What the case refuses comes back, too: agencies have not spoken.
    let answer = officer.sends(&draft, &event("drafted"), &[("do", "draft")]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(entries(&desk), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_an_agency_is_kept_and_is_its_own() {
    let desk = Desk::with_case().await;
    referred(&desk.officer("officer.one").await).await;
    let adviser = desk.adviser("defense").await;
    let says = [
        ("recommended.positions[0].says", "deny"),
        ("recommended.positions[0].reasons", "canary-of-defense"),
        ("do", "keep"),
    ];
    let kept = adviser.does(&page(""), &event("recommended"), &says).await;
    assert!(text_of(&kept).contains("was not given") && kept.contains("canary-of-defense"));
    assert_eq!(entries(&desk), 4);
    let others = [desk.adviser("energy").await, desk.officer("officer.two").await];
    for other in &others {
        for part in ["", "advice", "history"] {
            let answer = other.get(&page(part)).await;
            assert!(!answer.text().contains("canary-of-defense"));
        }
    }
    adviser.does(&page(""), &event("recommended"), &[("do", "give")]).await;
    assert_eq!(entries(&desk), 5);
    let given = adviser.opens(&page("")).await;
    assert!(given.contains("canary-of-defense") && !text_of(&given).contains("not given yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_does_what_is_not_their_part() {
    let desk = Desk::with_case().await;
    let officer = desk.officer("officer.one").await;
    referred(&officer).await;
    let values = officer.form(&page(""), &event("asked")).await;
    let adviser = desk.adviser("defense").await;
    let own = adviser.form(&page(""), &event("recommended")).await;
    let (key, page_key) = (&own[0], &own[1]);
    assert_eq!((key.0.as_str(), page_key.0.as_str()), ("form_key", "idempotency_key"));
    for kind in ["registered", "asked", "closed", "erased", "notified"] {
        let said = format!("{kind}.said");
        let values = filled(values.clone(), &[(&said, "x"), ("form_key", &key.1), ("idempotency_key", &page_key.1)]);
        let answer = adviser.posts(&event(kind), &values).await;
        assert_eq!(answer.status, 403, "{kind}: {}", answer.text());
    }
    let stranger = desk.adviser("state").await;
    assert_eq!(stranger.get("/console/cases/2026-000002").await.status, 404);
    let auditor = desk.person("auditor.one", Role::Auditor).await;
    let token = auditor.opens(&page("")).await;
    assert!(!token.contains(&format!("/console/cases/{CASE}/events/")));
    assert_eq!(auditor.posts(&event("registered"), &values).await.status, 403);
    assert_eq!(entries(&desk), 4);
}

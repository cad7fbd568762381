//! Nobody is shown what is not theirs, whatever the case.

use crate::checker::check_page;
use crate::views::{
    agency_page, auditor_page, auditor_page_with, case_view, chair_page, inspector_page, officer_view, page_of,
};
use crate::world::{World, adviser, condition, officer, said};
use portcullis_console::Place;
use portcullis_console::authority::{CaseTab, CaseView, case};
use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::event::Event;
use portcullis_license::Rule;

/// A case in which each agency's words can be told by its name, and all but energy spoke.
fn world() -> World {
    let mut world = World::referred("of all");
    for name in ["defense", "state"] {
        let own = condition(name, &format!("{name}-canary"), Rule::Text { text: format!("canary of {name}") });
        let part = Subject::Item { line: "a".to_owned().try_into().unwrap() };
        let denies = Says::Deny { reasons: format!("canary of {name}, why") };
        world.recommends(
            name,
            &[(Subject::Application, Says::ApproveWithConditions { conditions: vec![own] }), (part, denies)],
        );
        world.does(adviser(name), Event::InformationRequested { said: said(&format!("canary of {name}, asks")) });
    }
    world.does(officer("officer.one"), Event::Asked { question: 1, said: said("of the officer") });
    world
}

#[test]
fn an_agency_sees_no_other_before_all_spoke() {
    let mut world = world();
    for (own, other) in [("defense", "state"), ("state", "defense")] {
        let page = agency_page(&world, own).into_string();
        assert!(page.contains(&format!("canary of {own}")));
        assert!(
            !page.contains(&format!("canary of {other}")) && !page.contains(&format!("adviser.{other}")),
            "{own} sees {other}"
        );
        assert!(page.contains("What others say is shown once each agency"));
    }
    world.says("energy", Says::Approve);
    let page = agency_page(&world, "defense").into_string();
    assert!(page.contains("canary of state"), "all have spoken");
    assert!(!page.contains("adviser.state"), "by name nobody but its own people");
}

#[test]
fn a_document_for_one_agency_is_on_no_other_page() {
    let world = world();
    assert!(agency_page(&world, "defense").into_string().contains("assessment.pdf"));
    let other = agency_page(&world, "state").into_string();
    assert!(!other.contains("assessment.pdf") && !other.contains(&"b".repeat(64)) && other.contains("contract.pdf"));
}

#[test]
fn the_chair_sees_both_sides_and_no_draft() {
    let mut world = World::in_conflict("of all");
    let page = chair_page(&world).into_string();
    assert!(page.contains("conflict") && page.contains("256 chips") && page.contains("400 chips"));
    world.text = "canary of the draft".to_owned();
    world.drafts(portcullis_desk::decision::Outcome::ReturnWithoutAction { reasons: "canary of the draft".to_owned() });
    let page = chair_page(&world).into_string();
    assert!(!page.contains("canary of the draft") && !page.contains("officer.one") && !page.contains("adviser."));
}

#[test]
fn an_inspector_sees_the_license_and_not_why_it_was_given() {
    let mut world = World::licensed("canary of the review");
    world.does(
        crate::world::inspector(),
        Event::InspectionFound { inspection: 2, looked_at: 24, wrong: 0, said: said("of the inspector") },
    );
    let page = inspector_page(&world).into_string();
    assert!(page.contains("of the inspector") && page.contains("US-2026-000014"));
    for other in ["Northern Holding", "contract.pdf", "adviser.", "officer.one"] {
        assert!(!page.contains(other), "{other}");
    }
}

#[test]
fn an_auditor_sees_who_and_when_and_nothing_that_was_said() {
    let world = World::licensed("canary");
    let page = auditor_page(&world).into_string();
    assert!(page.contains("officer.two") && page.contains("countersigned"));
    assert!(!page.contains("canary") && !page.contains("Northern Compute"));
}

#[test]
fn who_may_only_look_has_no_form() {
    for world in [World::in_conflict("x"), World::drafted("x"), World::licensed("x")] {
        let officer = officer_view(&world, &officer("officer.two"));
        for tab in CaseTab::ALL {
            let view = CaseView { keys: None, ..case_view(&world, &officer, tab) };
            let page = page_of("Case", Place::Cases, case(&view));
            check_page(&page);
            assert!(!page.contains("/events/"), "{tab:?}");
        }
    }
}

#[test]
fn an_auditor_sees_who_was_given_which_document() {
    let world = World::referred("x");
    let page = page_of("Case", Place::Cases, auditor_page(&world));
    let elements = check_page(&page);
    let given = elements.iter().position(|element| element.get("id") == Some("read-table")).unwrap();
    let cells = |name: &str| {
        let rows = elements.iter().filter(|element| {
            element.name == name && {
                let row = element.parent.and_then(|row| elements[row].parent);
                row.is_some_and(|body| elements[body].name == "tbody" && elements[body].parent == Some(given))
            }
        });
        rows.map(|element| element.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(cells("th").len(), 2);
    assert_eq!(cells("td"), ["officer.one", "officer", "", "adviser.defense", "adviser", ""]);
    for whole in ["a".repeat(64), "b".repeat(64)] {
        assert!(page.contains(&format!("title=\"{whole}\"")));
    }
    let nobody = auditor_page_with(&world, &[]).into_string();
    assert!(nobody.contains("Nobody was given a document of this case.") && !nobody.contains("adviser.defense"));
}

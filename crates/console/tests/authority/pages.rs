//! Every page keeps the rules, whatever text it is made of, and stays small.

use crate::checker::{check_page, read};
use crate::lists::all;
use crate::regions::regions_are_told_apart;
use crate::views::{agency_page, auditor_page, chair_page, inspector_page, officer_pages, page_of};
use crate::world::{World, application, officer};
use maud::Markup;
use portcullis_console::authority::{Desk, QueueView, StatisticsView, queue, statistics};
use portcullis_console::{Listing, Place};

/// Tries to leave an attribute, an element and a table of characters.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></svg></title>&amp;<!--{{7*7}} //example.org javascript:alert(1)";

/// The most bytes of a page.
const MOST: usize = 150_000;

/// Every page of a case, for everybody, made of a text.
fn case_pages(text: &str) -> Vec<(String, Markup)> {
    let one = officer("officer.one");
    let mut pages = Vec::new();
    for world in
        [World::open(text), World::in_conflict(text), World::drafted(text), World::denying(text), World::licensed(text)]
    {
        pages.extend(officer_pages(&world, &one));
    }
    pages.push(("chair".to_owned(), chair_page(&World::in_conflict(text))));
    pages.push(("inspector".to_owned(), inspector_page(&World::licensed(text))));
    pages.push(("auditor".to_owned(), auditor_page(&World::licensed(text))));
    for world in [World::referred(text), World::in_conflict(text), World::licensed(text)] {
        pages.push(("agency".to_owned(), agency_page(&world, "defense")));
    }
    pages
}

fn every_page(text: &str, rows: usize) -> Vec<(String, Markup)> {
    let lists = all(text, rows).into_iter().map(|(name, body)| (name.to_owned(), body));
    case_pages(text).into_iter().chain(lists).collect()
}

#[test]
fn pages_keep_the_rules_full_and_empty() {
    for rows in [0, 1, 12] {
        for (name, body) in every_page("Northern Compute Ltd", rows) {
            let page = page_of(&name, Place::Cases, body);
            regions_are_told_apart(&name, &check_page(&page));
            assert!(page.len() < MOST, "{name}: {} bytes", page.len());
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    let friendly: Vec<usize> =
        every_page("a", 12).into_iter().map(|(_, body)| read(&body.into_string()).len()).collect();
    for ((name, body), expected) in every_page(HOSTILE, 12).into_iter().zip(friendly) {
        let page = page_of(&name, Place::Cases, body.clone());
        check_page(&page);
        assert!(!page.contains("<script>") && !page.contains("<img"), "{name}");
        // Not one element more than with a harmless text.
        assert_eq!(read(&body.into_string()).len(), expected, "{name}");
    }
}

#[test]
fn a_hundred_rows_are_small() {
    for (name, body) in all("Northern Compute Ltd", 100) {
        let page = page_of(name, Place::Cases, body);
        check_page(&page);
        assert!(page.len() < MOST, "{name}: {} bytes", page.len());
    }
    let mut many = World::with("x", application("x", 100));
    many.does(officer("officer.one"), portcullis_desk::event::Event::Registered {});
    for (name, body) in officer_pages(&many, &officer("officer.one")) {
        let page = page_of(&name, Place::Cases, body);
        assert!(page.len() < MOST, "{name}: {} bytes", page.len());
    }
}

#[test]
fn the_most_pressing_case_is_the_first_of_its_desk() {
    let late = crate::lists::queue_page("x", 0).into_string();
    assert!(late.contains("Nothing waits for you."));
    let world = World::referred("x");
    let today = crate::world::day("2026-07-01");
    let clocks = portcullis_desk::clock::clocks(world.case.course(), today);
    let row = |case: &str, clock| portcullis_console::authority::QueueCase {
        case: case.to_owned(),
        desk: Desk::Agencies,
        applicant: "a".to_owned(),
        about: String::new(),
        waits_for: String::new(),
        since: today,
        clock,
    };
    let overdue =
        clocks.iter().find(|clock| matches!(clock.state, portcullis_desk::clock::ClockState::Overdue { .. })).unwrap();
    let mut running = overdue.clone();
    running.due = crate::world::day("2026-12-31");
    running.state = portcullis_desk::clock::ClockState::Running { left: 183 };
    let cases = vec![row("Z3", None), row("Z2", Some(running)), row("Z1", Some(overdue.clone()))];
    let page = queue(&QueueView { today, cases, ..QueueView::default() }).into_string();
    let at = |case: &str| page.find(&format!(">{case}</a>")).unwrap();
    assert!(at("Z1") < at("Z2") && at("Z2") < at("Z3"));
    assert!(page.contains("days late"));
}

#[test]
fn digests_are_short_to_the_eye_and_whole_to_the_hand() {
    let world = World::drafted("x");
    let digest = world.case.state().waiting().unwrap().mark.digest.to_string();
    let page = auditor_page(&world).into_string();
    assert!(page.contains(&format!("title=\"{digest}\"")) && !page.contains(&format!(">{digest}")));
}

#[test]
fn a_period_that_is_none_says_so_beside_the_form() {
    let listing = Listing { query: vec![("from".to_owned(), "2026-12-31".to_owned())], ..Listing::default() };
    let problem = "the period ends on 2026-01-01, before it begins on 2026-12-31".to_owned();
    let page = page_of(
        "Statistics",
        Place::Statistics,
        statistics(&StatisticsView { listing, statistics: None, problem: Some(problem.clone()) }),
    );
    check_page(&page);
    assert!(page.contains(&problem) && page.contains("value=\"2026-12-31\""));
}

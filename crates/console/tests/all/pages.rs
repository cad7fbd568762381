//! Every page and every part keeps the rules, whatever text it is made of.

use crate::checker::{check_page, read};
use crate::everything::{charts, components, forms, owners, page_of};
use crate::regions::regions_are_told_apart;
use crate::{CATALOG, LAW, day};
use maud::{Render, html};
use portcullis_console::law_pages::{provision_page, regime_page, timeline_page};
use portcullis_console::{Atlas, Side, read_moves};
use portcullis_law::{Bits, Fact, Facts};
use proptest::prelude::*;

/// Tries to leave an attribute, an element and a table of characters.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></svg></title>&amp;<!--{{7*7}} //example.org javascript:alert(1)";

fn bodies(text: &str) -> Vec<maud::Markup> {
    vec![components(text), forms(text), charts(text, &[3, -8, 0, 12, 5]), charts(text, &[]), owners(text)]
}

#[test]
fn parts_keep_the_rules() {
    for body in bodies("Northern Compute Ltd") {
        for side in [None, Some(Side::Provider), Some(Side::Authority)] {
            check_page(&page_of("Licenses", side, body.clone()));
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    let friendly: Vec<usize> = bodies("a").into_iter().map(|body| read(&body.into_string()).len()).collect();
    for (body, expected) in bodies(HOSTILE).into_iter().zip(friendly) {
        // Not one element more than with a harmless text.
        assert_eq!(read(&body.clone().into_string()).len(), expected);
        let page = page_of(HOSTILE, Some(Side::Provider), body);
        check_page(&page);
        assert!(!page.contains("<script>") && !page.contains("<img"));
    }
}

#[test]
fn pages_of_the_law_and_the_atlas_keep_the_rules() {
    for on in ["1950-01-01", "2022-11-01", "2023-12-01", "2026-11-21", "2999-12-31"] {
        let on = day(on);
        let law = page_of("Law", None, timeline_page(&LAW, on));
        let atlas = page_of("Atlas", Some(Side::Provider), Atlas::of(&CATALOG, &LAW, on, &[]).render());
        regions_are_told_apart("Law", &check_page(&law));
        regions_are_told_apart("Atlas", &check_page(&atlas));
    }
    let on = day("2026-11-21");
    let (moves, wrong) = read_moves(
        &LAW,
        on,
        &[("line-tpp-4800".to_owned(), HOSTILE.to_owned()), ("line-tpp-1600".to_owned(), "1,000".to_owned())],
    );
    assert_eq!((moves.len(), wrong.len()), (1, 1));
    check_page(&page_of("Atlas", None, Atlas::of(&CATALOG, &LAW, on, &moves).render()));
    for regime in &LAW.regimes {
        check_page(&page_of("Regime", None, regime_page(&LAW, regime, on)));
    }
    let mut facts = Facts::NONE;
    for (place, fact) in Fact::ALL.into_iter().enumerate() {
        let all = LAW.codes.table(fact.code_type()).all_bits();
        facts.set(fact, Bits::between(all & 0x5555, if place % 2 == 0 { all } else { 0 }));
    }
    facts.set_error(Fact::Roles);
    for index in 0..LAW.provisions.len() {
        for facts in [None, Some(&facts)] {
            let body = provision_page(&LAW, index, on, facts).unwrap();
            check_page(&page_of("Provision", Some(Side::Authority), body));
        }
    }
    assert!(provision_page(&LAW, LAW.provisions.len(), on, None).is_none());
}

#[test]
fn the_navigation_follows_the_side() {
    let links = |side| {
        let elements = read(&page_of("x", side, html! {}));
        let in_navigation = |at: usize| {
            let mut parent = elements[at].parent;
            while let Some(above) = parent {
                if elements[above].get("aria-label") == Some("Places") {
                    return true;
                }
                parent = elements[above].parent;
            }
            false
        };
        let links = (0..elements.len()).filter(|at| elements[*at].name == "a" && in_navigation(*at));
        links.map(|at| elements[at].text.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(links(None), "Law Atlas");
    assert_eq!(
        links(Some(Side::Provider)),
        "Today Proposals Ask Customers Licenses Leases Applications Reports Law Atlas Log"
    );
    assert_eq!(links(Some(Side::Authority)), "Queue Cases Proposals Licenses National view Statistics Law Atlas Log");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_text(text in "\\PC{0,60}") {
        for body in [components(&text), forms(&text), owners(&text)] {
            read(&page_of(&text, Some(Side::Authority), body));
        }
    }
}

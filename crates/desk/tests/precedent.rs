//! Past cases like this one, and past denials of the same parties.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]

#[expect(dead_code, reason = "the tests of cases need more of it")]
#[path = "case/build.rs"]
mod build;

use jiff::civil::date;
use portcullis_application::Application;
use portcullis_desk::case::CaseNumber;
use portcullis_desk::precedent::{Aspect, Past, Precedent, Sameness, denials, similar};
use portcullis_desk::statistics::CaseOutcome;
use proptest::prelude::*;
use serde_json::json;

use crate::build::Desk;

/// What an application is made of here: each an index, 0 where it is not stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    party: u8,
    parent: u8,
    model: u8,
    classification: u8,
    end_use: u8,
    country: u8,
    site: u8,
    chips: u64,
}

fn word(what: &str, at: u8) -> String {
    if at == 0 { String::new() } else { format!("{what} {at}") }
}

fn application(parts: Parts) -> Application {
    let codes: Vec<String> = (parts.end_use > 0).then(|| word("use", parts.end_use)).into_iter().collect();
    serde_json::from_value(json!({
        "parties": [
            {"role": "applicant", "name": "Example Cloud Inc"},
            {"role": "end_user", "name": word("Party", parts.party), "ultimate_parent": word("Parent", parts.parent),
             "ultimate_parent_country": word("country", parts.country)},
        ],
        "items": [{"line": "a", "model": word("chip", parts.model), "classifications": [word("3A090", parts.classification)], "chips": parts.chips}],
        "end_use": {"codes": codes},
        "sites": [{"site": "north-1", "country": word("country", parts.site)}],
    }))
    .unwrap()
}

fn parts() -> impl Strategy<Value = Parts> {
    let at = || 0..3u8;
    (at(), at(), at(), at(), at(), at(), at(), 0..9u64).prop_map(
        |(party, parent, model, classification, end_use, country, site, chips)| Parts {
            party,
            parent,
            model,
            classification,
            end_use,
            country,
            site,
            chips,
        },
    )
}

fn number(at: usize) -> CaseNumber {
    CaseNumber::new(&format!("Z{at:06}")).unwrap()
}

fn past<'a>(number: &'a CaseNumber, application: &'a Application, outcome: CaseOutcome) -> Past<'a> {
    Past { number, application, outcome, on: date(2026, 1, 2), conditions: &[] }
}

/// The score of a past case, where it is like at all.
fn score(here: &Application, there: &Application) -> u32 {
    let number = number(1);
    similar(here, [past(&number, there, CaseOutcome::Approved)]).first().map_or(0, |precedent| precedent.score)
}

/// The same score, from what the applications were made of.
fn slow_score(here: Parts, there: Parts) -> u32 {
    let same = |one: u8, other: u8| one > 0 && one == other;
    let is_near = here.chips > 0 && there.chips > 0 && here.chips <= 2 * there.chips && there.chips <= 2 * here.chips;
    let alike = [
        (Aspect::Party, same(here.party, there.party)),
        (Aspect::UltimateParent, same(here.parent, there.parent)),
        (Aspect::Model, same(here.model, there.model)),
        (Aspect::Classification, same(here.classification, there.classification)),
        (Aspect::EndUse, same(here.end_use, there.end_use)),
        (Aspect::UltimateParentCountry, same(here.country, there.country)),
        (Aspect::SiteCountry, same(here.site, there.site)),
        (Aspect::Size, is_near),
    ];
    alike.iter().filter(|(_, is_alike)| *is_alike).map(|(aspect, _)| aspect.points()).sum()
}

proptest! {
    #[test]
    fn likeness_goes_both_ways_and_is_the_sum_of_its_points(here in parts(), there in parts()) {
        let (one, other) = (application(here), application(there));
        prop_assert_eq!(score(&one, &other), slow_score(here, there));
        prop_assert_eq!(score(&one, &other), score(&other, &one));
        prop_assert!(score(&one, &one) >= score(&one, &other));
    }

    /// In order of their scores, then of their numbers, whatever order they came in; each aspect is told once, as alike or as different.
    #[test]
    fn an_order_that_is_the_same_everywhere(here in parts(), all in prop::collection::vec(parts(), 0..12), turn in 0..12usize) {
        let here = application(here);
        let all: Vec<(CaseNumber, Application)> =
            all.into_iter().enumerate().map(|(at, parts)| (number(at), application(parts))).collect();
        let of = |all: &[(CaseNumber, Application)]| -> Vec<Precedent> {
            similar(&here, all.iter().map(|(number, application)| past(number, application, CaseOutcome::Denied)))
        };
        let precedents = of(&all);
        let mut turned = all.clone();
        turned.rotate_left(turn.checked_rem(all.len()).unwrap_or(0));
        prop_assert_eq!(&of(&turned), &precedents);
        for pair in precedents.windows(2) {
            prop_assert!((pair[1].score, &pair[0].case) < (pair[0].score, &pair[1].case));
        }
        for precedent in &precedents {
            let aspects = precedent.alike.iter().map(|it| it.aspect).chain(precedent.differs.iter().map(|it| it.aspect));
            let mut aspects: Vec<Aspect> = aspects.collect();
            aspects.sort();
            let mut expected = Aspect::ALL.to_vec();
            expected.sort();
            prop_assert_eq!(aspects, expected);
            prop_assert_eq!(precedent.alike.iter().map(|it| it.points).sum::<u32>(), precedent.score);
        }
    }
}

#[test]
fn likeness_and_difference_are_told_in_words() {
    let parts = Parts { party: 1, parent: 0, model: 1, classification: 1, end_use: 1, country: 1, site: 1, chips: 100 };
    let there = application(Parts { end_use: 2, country: 0, chips: 201, ..parts });
    let number = number(7);
    let precedent = similar(&application(parts), [past(&number, &there, CaseOutcome::Approved)]).remove(0);
    let alike: Vec<&str> = precedent.alike.iter().map(|it| it.sentence.as_str()).collect();
    assert_eq!(alike[..2], ["Party: Party 1 in both.", "Accelerator: chip 1 in both."]);
    let differs: Vec<&str> = precedent.differs.iter().map(|it| it.sentence.as_str()).collect();
    assert_eq!(
        differs,
        [
            "Ultimate parent: not stated here, not stated there.",
            "End use: use 1 here, use 2 there.",
            "Country of the ultimate parent: country 1 here, not stated there.",
            "Size: 100 chips here, 201 there; one is more than twice the other.",
        ]
    );
}

/// A case as it ended, with the conditions of its license.
#[test]
fn a_case_that_ended_is_a_precedent_of_itself() {
    let desk = Desk::licensed();
    let past = Past::of(&desk.case).unwrap();
    assert_eq!((past.outcome, past.conditions.len(), past.on), (CaseOutcome::Approved, 1, desk.now.date()));
    let precedents = similar(desk.case.application().unwrap(), [past]);
    assert_eq!(precedents[0].conditions[0].id, "defense-chips");
    assert_eq!(Past::of(&Desk::referred().case), None);
    let denied = Desk::denied();
    assert_eq!(Past::of(&denied.case).unwrap().outcome, CaseOutcome::Denied);
}

fn with_parties(parties: &serde_json::Value) -> Application {
    serde_json::from_value(json!({"parties": parties})).unwrap()
}

#[test]
fn denials_are_found_by_name_identifier_and_ultimate_parent() {
    let there = with_parties(&json!([
        {"role": "end_user", "name": "Northern Compute Ltd", "identifiers": ["EX-0001"], "ultimate_parent": "Northern Holding"},
        {"role": "reseller", "name": "Southern Resale"},
    ]));
    let number = number(3);
    let found = |party: serde_json::Value, outcome| {
        denials([past(&number, &there, outcome)], &with_parties(&json!([party])).parties)
    };
    let by = |party: serde_json::Value| {
        let denied = found(party, CaseOutcome::Denied);
        denied.into_iter().flat_map(|denied| denied.parties).flat_map(|same| same.by).collect::<Vec<_>>()
    };
    let parent = |name: &str| Sameness::UltimateParent { name: name.to_owned() };
    assert_eq!(by(json!({"role": "reseller", "name": "NORTHERN Compute, Ltd."})), [Sameness::Name]);
    assert_eq!(
        by(json!({"role": "end_user", "name": "New Name Ltd", "identifiers": ["ex 0001"]})),
        [Sameness::Identifier { identifier: "ex 0001".to_owned() }]
    );
    assert_eq!(
        by(json!({"role": "end_user", "name": "Sister Ltd", "ultimate_parent": "Northern  holding"})),
        [parent("Northern  holding")]
    );
    assert_eq!(by(json!({"role": "end_user", "name": "Northern Holding"})), [parent("Northern Holding")]);
    assert_eq!(
        by(json!({"role": "end_user", "name": "Child Ltd", "ultimate_parent": "Southern Resale"})),
        [parent("Southern Resale")]
    );
    // What is left out is like nothing, and what ended otherwise is no denial.
    assert_eq!(by(json!({"role": "end_user", "name": "", "identifiers": [""], "ultimate_parent": ""})), []);
    assert!(found(json!({"role": "end_user", "name": "Northern Compute Ltd"}), CaseOutcome::Approved).is_empty());
}

//! Positions side by side: agreed, in conflict, or open, and never merged.

use portcullis_desk::advice::{Says, Stand, Subject};
use portcullis_desk::case::consolidation::{AgencyPosition, Finding};
use portcullis_desk::case::{Case, consolidated};
use portcullis_desk::event::{Event, SubjectMark};
use portcullis_license::{Grant, Rule};
use proptest::prelude::*;

use crate::build::{Desk, agency, condition, denies, most_chips, system, the_reseller, with_conditions};
use crate::soup::{Soup, entry, soup};

#[test]
fn agreed_conflict_and_open() {
    let mut desk = Desk::registered();
    desk.refers(&["defense", "energy", "state"]);
    desk.recommends("defense", &[(Subject::Application, Says::Approve), (the_reseller(), denies())]);
    let first = consolidated(&desk.case);
    assert_eq!(first.subjects.len(), 2);
    assert!(matches!(&first.subjects[0].finding, Finding::Open { silent } if silent.len() == 2));

    desk.says("state", Says::Approve);
    let second = consolidated(&desk.case);
    assert!(matches!(&second.subjects[0].finding, Finding::Open { silent } if silent.contains(&agency("energy"))));
    let reseller = &second.subjects[1];
    assert_eq!((reseller.mark, reseller.subject.as_ref()), (SubjectMark::Party(3), Some(&the_reseller())));
    let Finding::Conflict { says } = &reseller.finding else { panic!("{:?}", reseller.finding) };
    assert!(says[&Stand::Deny].contains(&agency("defense")) && says[&Stand::Approve].contains(&agency("state")));
    assert!(matches!(reseller.positions[&agency("state")], AgencyPosition::Said { of_its_own: false, .. }));

    desk.waits(31).does(system(), Event::TakenToAgree { agency: agency("energy") });
    desk.recommends("state", &[(Subject::Application, Says::Approve), (the_reseller(), denies())]);
    let third = consolidated(&desk.case);
    let stands: Vec<_> = third.subjects.iter().map(|subject| subject.finding.clone()).collect();
    assert_eq!(stands, [Finding::Agreed { stand: Some(Stand::Approve) }, Finding::Agreed { stand: Some(Stand::Deny) }]);
    assert!(matches!(third.subjects[0].positions[&agency("energy")], AgencyPosition::TakenToAgree { .. }));
    // The recommendation that another took the place of is still there.
    assert_eq!(desk.case.state().advice[&agency("state")].recommendations.len(), 2);
}

fn stricter(one: Rule, other: Rule) -> Option<Option<String>> {
    let mut desk = Desk::referred();
    desk.says("defense", with_conditions(&[condition("defense", "d", one)]));
    desk.says("state", with_conditions(&[condition("state", "s", other)]));
    let conflicts = consolidated(&desk.case).conditions;
    conflicts.first().map(|conflict| {
        assert_eq!(conflict.conditions.len(), 2);
        conflict.stricter.clone()
    })
}

#[test]
fn conditions_that_differ_are_shown_with_the_stricter_named() {
    let sites = |names: &[&str]| Rule::NamedSites {
        sites: names.iter().map(|name| (*name).to_owned().try_into().unwrap()).collect(),
    };
    let window =
        |days, chip_hours| Rule::MostInWindow { days, amount: Grant { chip_hours: Some(chip_hours), tpp_hours: None } };
    let named = |id: &str| Some(Some(id.to_owned()));
    assert_eq!(
        stricter(Rule::MostConcurrentChips { chips: 256 }, Rule::MostConcurrentChips { chips: 128 }),
        named("s")
    );
    assert_eq!(stricter(Rule::ReportEvery { days: 30 }, Rule::ReportEvery { days: 90 }), named("d"));
    assert_eq!(stricter(sites(&["north-1"]), sites(&["north-1", "north-2"])), named("d"));
    assert_eq!(stricter(sites(&["north-1"]), sites(&["north-2"])), Some(None));
    assert_eq!(stricter(window(30, 100), window(7, 100)), named("d"));
    assert_eq!(stricter(window(30, 100), window(7, 50)), Some(None));
    assert_eq!(stricter(Rule::NoResale, Rule::NoResale), None);
    assert_eq!(stricter(Rule::MostClusterTpp { tpp: 5 }, Rule::MostClusterTpp { tpp: 5 }), None);
    assert_eq!(stricter(Rule::MostClusterTpp { tpp: 5 }, Rule::ReportEvery { days: 5 }), None);
}

#[test]
fn without_words_the_stands_are_still_side_by_side() {
    let mut desk = Desk::referred();
    desk.says("defense", with_conditions(&[most_chips("defense", 1)])).says("state", denies());
    let erased: Vec<_> = desk.case.history().iter().map(|entry| entry.erased()).collect();
    let auditor = Case::replay(desk.case.number().clone(), &erased).unwrap();
    let (full, bare) = (consolidated(&desk.case), consolidated(&auditor));
    assert_eq!(full.subjects[0].finding, bare.subjects[0].finding);
    let says = |side: &portcullis_desk::case::Consolidation| match &side.subjects[0].positions[&agency("defense")] {
        AgencyPosition::Said { says, conditions, .. } => (says.is_some(), conditions.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!((says(&full), says(&bare)), ((true, 1), (false, 1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Every agency that was asked is shown on every subject, and what is shown as agreed is what nobody contradicts.
    #[test]
    fn nobody_is_left_out(soup in soup(40)) {
        let Soup { mut desk, attempts } = soup;
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let _ = desk.case.record(&entry);
            let asked = desk.case.state().advice.keys();
            for subject in consolidated(&desk.case).subjects {
                prop_assert!(asked.clone().eq(subject.positions.keys()));
                let stands: std::collections::BTreeSet<_> = subject.positions.values().filter_map(|position| match position {
                    AgencyPosition::Said { stand, .. } => Some(*stand),
                    _ => None,
                }).collect();
                let is_silent = subject.positions.values().any(|position| *position == AgencyPosition::Silent);
                match subject.finding {
                    Finding::Agreed { stand } => prop_assert!(!is_silent && stands.len() <= 1 && stands.first().copied() == stand),
                    Finding::Conflict { says } => prop_assert!(stands.len() > 1 && says.into_keys().eq(stands)),
                    Finding::Open { silent } => prop_assert!(stands.len() <= 1 && is_silent && !silent.is_empty()),
                }
            }
        }
    }
}

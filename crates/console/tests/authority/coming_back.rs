//! What stands in a form comes back from it as it was, and nothing that is sent leads to a panic.

use crate::fields::forms;
use crate::views::{agency_view, case_view, keys, officer_view, page_of};
use crate::world::{World, agency, condition, license, officer};
use portcullis_console::authority::{
    AgencyCaseView, CaseTab, CaseView, agency_case, case, event_of, recommendation_of,
};
use portcullis_console::{Filled, Place};
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::RecommendationDraft;
use portcullis_desk::decision::{Outcome, OutcomeKind};
use portcullis_desk::event::{Event, EventKind, Said};
use portcullis_license::{Condition, Grant, License, Rule};
use proptest::prelude::*;

fn a_text() -> impl Strategy<Value = String> {
    "[a-zA-Z<>&\"' =/\\]\\[é北]{1,20}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("not empty", |text| !text.is_empty())
}

fn lines_of_text() -> impl Strategy<Value = String> {
    prop::collection::vec(a_text(), 1..4).prop_map(|lines| lines.join("\n"))
}

/// Numbers that a document can hold exactly.
const MOST: u64 = 1 << 53;

fn a_rule() -> impl Strategy<Value = Rule> {
    let hours = || prop::option::of(0..MOST);
    let grant = (hours(), hours()).prop_filter("limits something", |(chips, tpp)| chips.or(*tpp).is_some());
    prop_oneof![
        (0..MOST).prop_map(|chips| Rule::MostConcurrentChips { chips }),
        (0..MOST).prop_map(|tpp| Rule::MostClusterTpp { tpp }),
        (any::<u16>(), grant).prop_map(|(days, (chip_hours, tpp_hours))| Rule::MostInWindow {
            days,
            amount: Grant { chip_hours, tpp_hours }
        }),
        prop::collection::vec(a_text(), 1..4).prop_map(|sites| Rule::NamedSites {
            sites: sites.into_iter().map(|site| site.try_into().unwrap()).collect()
        }),
        Just(Rule::NoResale),
        any::<u16>().prop_map(|days| Rule::ReportEvery { days }),
        any::<u8>().prop_map(|power_of_ten| Rule::MostTrainingOperations { power_of_ten }),
        lines_of_text().prop_map(|text| Rule::Text { text }),
    ]
}

fn some_conditions(owner: &'static str, least: usize) -> impl Strategy<Value = Vec<Condition>> {
    prop::collection::vec((a_text(), a_rule()), least..6)
        .prop_map(move |all| all.into_iter().map(|(id, rule)| condition(owner, &id, rule)).collect())
}

fn some_says() -> impl Strategy<Value = Says> {
    prop_oneof![
        Just(Says::Approve),
        Just(Says::NoLicenseNeeded),
        lines_of_text().prop_map(|reasons| Says::Deny { reasons }),
        lines_of_text().prop_map(|reasons| Says::ReturnWithoutAction { reasons }),
        some_conditions("defense", 1).prop_map(|conditions| Says::ApproveWithConditions { conditions }),
    ]
}

fn a_license() -> impl Strategy<Value = License> {
    let names = || prop::collection::vec(a_text(), 0..3);
    (
        a_text(),
        names(),
        names(),
        some_conditions("commerce", 0),
        prop::option::of(0..MOST),
        any::<Option<u32>>(),
        1_u16..24,
    )
        .prop_filter_map(
            "a license that can be kept",
            |(name, sites, end_uses, conditions, chip_hours, most_tpp, settle)| {
                let mut license = license(&conditions);
                license.authority.clone_from(&name);
                license.sites = sites.into_iter().map(|site| site.try_into().ok()).collect::<Option<_>>()?;
                license.end_uses = end_uses;
                license.total = Grant { chip_hours, tpp_hours: None };
                license.lines[0].items.most_tpp = most_tpp;
                license.lines[0].name = name.try_into().ok()?;
                license.settle_within_hours = settle;
                license.check().ok().map(|()| license)
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever an agency has in draft comes back from the form as it was.
    #[test]
    fn a_recommendation_comes_back_from_its_form(whole in some_says(), part in some_says()) {
        let world = World::referred("x");
        let mut view = agency_view(&world, "defense");
        let positions = vec![
            Position { subject: Subject::Application, says: whole },
            Position { subject: Subject::Item { line: "a".to_owned().try_into().unwrap() }, says: part },
        ];
        let said = Recommendation { agency: agency("defense"), positions };
        view.drafts = vec![RecommendationDraft { by: "adviser.defense".to_owned(), at: world.now, version: 1, said: said.clone() }];
        let shown = AgencyCaseView { agency: &view, agencies: Agencies::united_states(), version: None, filled: Filled::default(), keys: Some(keys()) };
        let html = page_of("Case", Place::Cases, agency_case(&shown));
        let form = forms(&html).into_iter().find(|form| form.word() == "recommended").unwrap();
        prop_assert!(form.empty.is_empty(), "{:?}", form.empty);
        prop_assert_eq!(recommendation_of(&Filled::of(form.values), &agency("defense")), Ok(said));
    }

    /// Whatever license a draft begins with comes back from the form as it was.
    #[test]
    fn a_license_comes_back_from_its_form(license in a_license()) {
        let world = World::referred("x");
        let officer_seen = officer_view(&world, &officer("officer.one"));
        let view = CaseView { outcome: Some(OutcomeKind::Approve), asked_for: Some(license.clone()), ..case_view(&world, &officer_seen, CaseTab::Decision) };
        let html = page_of("Case", Place::Cases, case(&view));
        let form = forms(&html).into_iter().find(|form| form.word() == "drafted").unwrap();
        prop_assert!(form.empty.is_empty(), "{:?}", form.empty);
        let event = event_of(EventKind::Drafted, &Filled::of(form.values), &world.case, None);
        let Ok(Event::Drafted { said: Said::Kept(text), .. }) = event else { return Err(TestCaseError::fail(format!("{event:?}"))) };
        prop_assert_eq!(text.outcome, Outcome::Approve { license });
    }

    /// No form, whatever is sent in it, leads to a panic; what is refused says something.
    #[test]
    fn anything_can_be_sent(
        kind in prop::sample::select(EventKind::ALL),
        values in prop::collection::vec(("[a-z_.\\[\\]0-9]{0,20}|drafted\\.license\\.[a-z_]{0,9}|recommended\\.positions\\[[0-9]{1,3}\\]\\.(is|says|reasons)", "\\PC{0,20}|[0-9]{0,30}|application|approve"), 0..12),
    ) {
        let world = World::referred("x");
        let filled = Filled::of(values);
        if let Err(again) = event_of(kind, &filled, &world.case, Some(&agency("defense"))) {
            prop_assert_ne!(&again, &filled);
        }
    }
}

//! What is missing is named, each thing once, and what contradicts itself is too.

use jiff::civil::date;
use portcullis_application::form::{Application, PartyRole, Purpose};
use portcullis_application::{Fault, from_json, gaps, gaps_against, required_of};
use portcullis_law::Kind;
use portcullis_license::{Condition, Rule, Site};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{at, complete, document, engine, example, leaves, paths};

#[test]
fn the_example_is_complete() {
    let application = example();
    assert_eq!(gaps(&application), []);
    assert_eq!(gaps_against(&application, engine()), []);
}

/// A license is for whoever applies: another provider is named with its block and the mend, once.
#[test]
fn the_licensee_is_the_applicant() {
    let mut application = example();
    let applicant = application.parties.iter().find(|party| party.role == PartyRole::Applicant).unwrap().clone();
    let named = |name: &str| {
        let mut party = applicant.clone();
        party.role = PartyRole::Provider;
        party.name = name.to_owned();
        party
    };
    application.parties.push(named(&applicant.name));
    assert!(gaps(&application).iter().all(|gap| !gap.problem.contains("would be for")));
    application.parties.pop();
    application.parties.push(named("Example Cloud Inc"));
    let found = gaps(&application);
    let told: Vec<_> = found.iter().filter(|gap| gap.problem.contains("would be for")).collect();
    let [gap] = told.as_slice() else { panic!("{found:?}") };
    assert_eq!(gap.path, format!("parties[{}].name", application.parties.len() - 1));
    assert_eq!(gap.fault, Fault::Contradiction);
    assert!(gap.problem.contains("Example Cloud Inc") && gap.problem.contains(&applicant.name), "{gap}");
    assert!(!gap.mend.is_empty());
}

/// What can be left blank. All other texts, numbers and days of the example are asked for.
const OPTIONAL: [&str; 18] = [
    "provisions[0].standing",
    "provisions[0].review_policy",
    "parties[0].identifiers[0]",
    "parties[1].identifiers[0]",
    "parties[1].group",
    "parties[1].owners[0].country",
    "parties[1].owners[0].basis_points",
    "parties[1].owners[1].country",
    "parties[1].owners[1].basis_points",
    "items[0].model",
    "items[0].performance_density",
    "items[0].price.hundredths",
    "offered[0].chips",
    "offered[1].tpp",
    "offered[2].days",
    "offered[2].chip_hours",
    "offered[4].days",
    "additional_information",
];

#[test]
fn what_is_left_blank_is_named_once_and_nothing_else_is() {
    let whole = serde_json::to_value(example()).unwrap();
    let mut blanked = 0;
    for (path, value) in leaves(&whole) {
        if OPTIONAL.contains(&path.as_str()) {
            continue;
        }
        let mut changed = whole.clone();
        let (list, _) = path.rsplit_once('[').unwrap_or((&path, ""));
        match value {
            // An entry of a list is taken out of it.
            Value::String(_) if path.ends_with(']') => {
                at(&mut changed, list).unwrap().as_array_mut().unwrap().remove(0);
            }
            Value::String(_) if !is_a_day(&value) && path != "kind" => {
                *at(&mut changed, &path).unwrap() = Value::String(String::new());
            }
            Value::Number(_) if path.ends_with("chips") || path.ends_with("bytes") => {
                *at(&mut changed, &path).unwrap() = Value::from(0);
            }
            _ => remove(&mut changed, &path),
        }
        // Names, roles and rules cannot be blank at all.
        let Ok(application) = from_json(changed.to_string().as_bytes()) else { continue };
        let found = gaps(&application);
        let expected = if path.ends_with(']') { list } else { &path };
        assert_eq!(paths(&found), [expected], "{path}");
        assert!(!found[0].problem.is_empty() && !found[0].mend.is_empty() && !found[0].evidence.is_empty());
        blanked += 1;
    }
    assert!(blanked > 50, "{blanked}");
}

fn is_a_day(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok())
}

fn remove(value: &mut Value, path: &str) {
    let (above, field) = path.rsplit_once('.').unwrap_or(("", path));
    let above = if above.is_empty() { value } else { at(value, above).unwrap() };
    above.as_object_mut().unwrap().shift_remove(field);
}

/// One thing wrong, and where it is to be named.
type Wrong = (&'static str, Fault, fn(&mut Application));

#[test]
fn contradictions_are_named_where_they_are() {
    let wrong: [Wrong; 24] = [
        ("parties", Fault::Missing, |it| {
            it.parties.remove(0);
        }),
        ("parties", Fault::Contradiction, |it| {
            it.parties.push(portcullis_application::form::PartyEntry {
                name: "Other Compute Ltd".to_owned(),
                ..it.parties[0].clone()
            });
        }),
        ("parties[2].name", Fault::Contradiction, |it| it.parties.push(it.parties[1].clone())),
        ("end_user_is_ultimate_consignee", Fault::Missing, |it| it.end_user_is_ultimate_consignee = false),
        ("end_user_is_ultimate_consignee", Fault::Contradiction, |it| {
            it.parties[1].role = PartyRole::UltimateConsignee;
        }),
        ("resale", Fault::Contradiction, |it| {
            it.resale = Some(true);
            it.offered.clear();
        }),
        ("offered[3]", Fault::Contradiction, |it| {
            it.resale = Some(true);
            reseller(it, &["Example Robotics (Singapore) Pte. Ltd."]);
        }),
        ("parties[2].resells_to[0]", Fault::Contradiction, |it| {
            it.offered.clear();
            reseller(it, &["Nobody Ltd"]);
        }),
        ("parties[2].resells_to", Fault::Contradiction, |it| {
            it.offered.clear();
            reseller(it, &["Example Cloud Resale Ltd"]);
        }),
        ("parties[1].resells_to", Fault::Contradiction, |it| {
            it.parties[1].resells_to.push("Example Robotics (Singapore) Pte. Ltd.".to_owned());
        }),
        ("parties[1].owners[0].basis_points", Fault::Unusable, |it| {
            it.parties[1].owners[0].basis_points = Some(10_001);
        }),
        ("parties[0].ultimate_parent_country", Fault::Contradiction, |it| {
            it.parties[0].ultimate_parent_country = "SG".to_owned();
        }),
        ("parties[1].country", Fault::Unusable, |it| it.parties[1].country = "Singapore".to_owned()),
        ("items[1].line", Fault::Contradiction, |it| it.items.push(it.items[0].clone())),
        ("items[0].chip_hours", Fault::Contradiction, |it| it.items[0].chip_hours = Some(256 * 365 * 24 + 1)),
        ("items[0].price.currency", Fault::Unusable, |it| {
            it.items[0].price.as_mut().unwrap().currency = "dollars".to_owned();
        }),
        ("items", Fault::Unusable, |it| it.items[0].price.as_mut().unwrap().hundredths = (1 << 53) - 1),
        ("remote_users.countries", Fault::Contradiction, |it| it.remote_users.any = Some(false)),
        ("offered[0].sites", Fault::Contradiction, |it| {
            it.offered[0].rule = Rule::NamedSites { sites: vec![Site::new("elsewhere").unwrap()] }
        }),
        ("offered[1].id", Fault::Contradiction, |it| it.offered[1].id = it.offered[0].id.clone()),
        ("until", Fault::Contradiction, |it| it.until = Some(date(2026, 12, 31))),
        ("certifications[4]", Fault::Unusable, |it| it.certifications.push("anything".to_owned())),
        ("documents[0].expires", Fault::Contradiction, |it| it.documents[0].expires = Some(date(2026, 12, 31))),
        ("purpose.case", Fault::Missing, |it| it.purpose = Purpose::Resubmission { case: String::new() }),
    ];
    for (path, fault, change) in wrong {
        let mut application = example();
        change(&mut application);
        let found = gaps(&application);
        assert_eq!(paths(&found), [path], "{found:?}");
        assert_eq!(found[0].fault, fault, "{path}");
    }
}

fn reseller(application: &mut Application, to: &[&str]) {
    application.resale = Some(true);
    let entry = portcullis_application::form::PartyEntry {
        role: PartyRole::Reseller,
        name: "Example Cloud Resale Ltd".to_owned(),
        resells_to: to.iter().map(ToString::to_string).collect(),
        owners: Vec::new(),
        ..application.parties[1].clone()
    };
    application.parties.push(entry);
}

#[test]
fn a_license_lasts_four_years_or_one() {
    let mut application = example();
    application.until = Some(date(2030, 12, 31));
    assert_eq!(gaps(&application), []);
    application.until = Some(date(2031, 1, 1));
    assert_eq!(paths(&gaps(&application)), ["until"]);
    application.regimes.push("us-advanced-computing".to_owned());
    application.until = Some(date(2028, 1, 1));
    let found = gaps(&application);
    assert_eq!(paths(&found), ["until"]);
    assert!(found[0].citation.contains("742.6(a)(6)(iii)(A)"));
    application.until = Some(date(2027, 12, 31));
    assert_eq!(gaps(&application), []);
}

#[test]
fn an_export_to_the_prc_needs_its_statement_and_its_certifications() {
    let mut application = example();
    application.kind = Some(Kind::Export);
    application.regimes = vec!["us-advanced-computing".to_owned()];
    application.provisions[0].provision = "us-ac-2025-destination".to_owned();
    application.parties[1].country = "CN".to_owned();
    let of_export = required_of(&application).unwrap().len() - required_of(&example()).unwrap().len();
    assert_eq!(of_export, 7);
    let found = gaps(&application);
    let expected = [vec!["certifications"; of_export], vec!["documents"; 2]].concat();
    assert_eq!(paths(&found), expected);
    assert!(found.iter().all(|gap| gap.fault == Fault::Missing && !gap.citation.is_empty()));

    application.certifications = required_of(&application).unwrap().iter().map(|one| one.name.clone()).collect();
    application.documents.extend([document("end_user_statement"), document("purchase_order")]);
    assert_eq!(gaps(&application), []);
    // At or below 50,000 dollars a commodity needs no statement; a value in another currency is not known to be that.
    application.documents.retain(|document| document.kind != "end_user_statement");
    let price = |application: &mut Application, chip_hours: u64, currency: &str| {
        application.items[0].chip_hours = Some(chip_hours);
        let price = application.items[0].price.as_mut().unwrap();
        (price.hundredths, price.currency) = (100, currency.to_owned());
    };
    price(&mut application, 50_000, "USD");
    assert_eq!(gaps(&application), []);
    price(&mut application, 50_001, "USD");
    assert_eq!(paths(&gaps(&application)), ["documents"]);
    price(&mut application, 1, "CNY");
    assert_eq!(paths(&gaps(&application)), ["documents"]);
}

#[test]
fn what_the_catalog_and_the_law_do_not_have_is_named() {
    type Wrong = (&'static str, fn(&mut Application));
    let wrong: [Wrong; 7] = [
        ("parties[1].country", |it| it.parties[1].country = "XX".to_owned()),
        ("remote_users.countries[0]", |it| it.remote_users.countries[0] = "ZZ".to_owned()),
        ("end_use.codes[0]", |it| it.end_use.codes[0] = "anything".to_owned()),
        ("regimes[0]", |it| it.regimes[0] = "xx-anything".to_owned()),
        ("items[0].model", |it| it.items[0].model = "H100".to_owned()),
        ("items[0].tpp", |it| it.items[0].tpp = Some(15_831)),
        ("items[0].classifications[0]", |it| it.items[0].classifications[0] = "3A090.b".to_owned()),
    ];
    for (path, change) in wrong {
        let mut application = example();
        change(&mut application);
        assert_eq!(paths(&gaps_against(&application, engine())), [path]);
    }
}

#[test]
fn a_license_with_more_lines_than_a_record_holds_is_refused() {
    let mut application = example();
    let line = |place: usize| portcullis_application::form::ItemEntry {
        line: portcullis_license::LineName::new(&place.to_string()).unwrap(),
        technical_description: "Accelerator".to_owned(),
        ..example().items.remove(0)
    };
    application.items = (0..90).map(line).collect();
    let found = gaps(&application);
    assert_eq!(paths(&found), ["items"]);
    assert_eq!(found[0].fault, Fault::TooLong);
}

#[test]
fn a_condition_that_no_license_can_have_is_named() {
    let mut application = example();
    application.offered.push(Condition {
        id: "year".to_owned(),
        owner: "authority".to_owned(),
        rule: Rule::ReportEvery { days: 0 },
    });
    assert_eq!(paths(&gaps(&application)), ["offered"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_complete_has_no_gaps(application in complete()) {
        prop_assert_eq!(gaps(&application), []);
    }
}

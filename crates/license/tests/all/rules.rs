//! Licenses that can be kept and those that cannot.

use jiff::civil::date;
use portcullis_license::license::LicenseError;
use portcullis_license::{Condition, CoveredParty, Grant, ItemScope, License, Rule};

use crate::world::{chip_hours, condition, group, license, line};

/// A name for each way in which a license can be unfit; the compiler refuses a list that is not complete.
fn name(error: &LicenseError) -> &'static str {
    match error {
        LicenseError::Missing { .. } => "missing",
        LicenseError::TooMany { .. } => "too many",
        LicenseError::Twice { .. } => "twice",
        LicenseError::Backwards { .. } => "backwards",
        LicenseError::CoversNothing { .. } => "covers nothing",
        LicenseError::Unlimited { .. } => "unlimited",
        LicenseError::NoAmount { .. } => "no amount",
        LicenseError::OutOfRange { .. } => "out of range",
    }
}

fn with(change: impl Fn(&mut License)) -> License {
    let mut license = license("D-1", 100);
    change(&mut license);
    license
}

fn with_rule(rule: Rule) -> License {
    with(|license| license.conditions = vec![condition("c", rule.clone())])
}

#[test]
fn a_license_that_cannot_be_kept_says_why() {
    let many = |count: usize| -> Vec<Condition> {
        (0..count).map(|place| condition(&place.to_string(), Rule::NoResale)).collect()
    };
    let cases = [
        (with(|_| ()), None),
        (with(|license| license.until = license.from), None),
        (with(|license| license.until = date(2025, 12, 31)), Some("backwards")),
        (with(|license| license.regimes.clear()), Some("missing")),
        (with(|license| license.parties.clear()), Some("missing")),
        (with(|license| license.lines.clear()), Some("missing")),
        (with(|license| license.conditions = many(1_000)), None),
        (with(|license| license.conditions = many(1_001)), Some("too many")),
        (with(|license| license.lines[0].items.accelerators = vec!["H20".to_owned(); 1_001]), Some("too many")),
        (with(|license| license.lines.push(line("small", &["B200"], chip_hours(1)))), Some("twice")),
        (with(|license| license.parties.push(license.parties[0].clone())), Some("twice")),
        (with(|license| license.conditions = [many(1), many(1)].concat()), Some("twice")),
        (with(|license| license.parties[0] = CoveredParty { name: " ".to_owned(), group: None }), Some("missing")),
        (with(|license| license.parties[0] = CoveredParty { name: " ".to_owned(), group: Some(group("g")) }), None),
        (with(|license| license.lines[0].items = ItemScope::default()), Some("covers nothing")),
        (with(|license| license.lines[0].amount = Grant::default()), Some("unlimited")),
        (with(|license| (license.lines[0].amount, license.total) = (Grant::default(), chip_hours(1))), None),
        (with(|license| license.settle_within_hours = 0), Some("out of range")),
        (with(|license| license.settle_within_hours = 31 * 24), None),
        (with(|license| license.settle_within_hours = 31 * 24 + 1), Some("out of range")),
        (with_rule(Rule::MostInWindow { days: 366, amount: chip_hours(1) }), None),
        (with_rule(Rule::MostInWindow { days: 367, amount: chip_hours(1) }), Some("out of range")),
        (with_rule(Rule::MostInWindow { days: 7, amount: Grant::default() }), Some("no amount")),
        (with_rule(Rule::ReportEvery { days: 0 }), Some("out of range")),
        (with_rule(Rule::NamedSites { sites: Vec::new() }), Some("missing")),
    ];
    for (place, (license, expected)) in cases.iter().enumerate() {
        let found = license.check();
        assert_eq!(found.as_ref().err().map(name), *expected, "case {place}: {found:?}");
        if let Err(error) = found {
            assert_eq!(serde_json::from_str::<LicenseError>(&serde_json::to_string(&error).unwrap()).unwrap(), error);
        }
    }
}

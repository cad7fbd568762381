//! The license that is asked for holds what is asked for, counted a second time in wide numbers.

use portcullis_application::{Gap, asked_for, gaps};
use portcullis_license::LicenseNumber;
use proptest::prelude::*;

use crate::common::{complete, example, paths};

fn number() -> LicenseNumber {
    LicenseNumber::new("PERMIT-2027-0001").unwrap()
}

#[test]
fn gaps_outside_the_license_do_not_stand_in_its_way() {
    let mut application = example();
    application.contact.name.clear();
    application.items[0].price = None;
    application.certifications.clear();
    assert!(asked_for(&application, number(), "Bureau of Fictitious Controls").is_ok());
    application.items[0].chip_hours = None;
    application.from = None;
    let refused: Vec<Gap> = asked_for(&application, number(), "Bureau of Fictitious Controls").unwrap_err();
    assert_eq!(paths(&refused), ["items[0].chip_hours", "from"]);
}

/// Found even while something else is missing.
#[test]
fn a_license_that_could_not_be_issued_is_not_made() {
    let mut application = example();
    application.contact.name.clear();
    application.offered[4].rule = portcullis_license::Rule::ReportEvery { days: 0 };
    let refused = asked_for(&application, number(), "Bureau of Fictitious Controls").unwrap_err();
    assert_eq!(paths(&refused), ["offered"]);
}

#[test]
fn all_hours_are_asked_for_where_none_are_stated() {
    let mut application = example();
    application.items[0].chip_hours = None;
    application.ask_for_all_hours();
    assert_eq!(application.items[0].chip_hours, Some(256 * 365 * 24));
    assert_eq!(gaps(&application), []);
    application.items[0].chips = u64::MAX;
    application.items[0].chip_hours = None;
    application.ask_for_all_hours();
    assert_eq!(application.items[0].chip_hours, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_complete_application_asks_for_a_license_that_can_be_issued(application in complete()) {
        let license = asked_for(&application, number(), "Bureau of Fictitious Controls").unwrap();
        prop_assert_eq!(license.check(), Ok(()));
        prop_assert_eq!(license.licensee.as_str(), "Northern Compute Ltd");
        prop_assert_eq!(license.parties.len(), 1);
        prop_assert_eq!((Some(license.from), Some(license.until)), (application.from, application.until));
        for (line, item) in license.lines.iter().zip(&application.items) {
            let wide = u128::from(item.chip_hours.unwrap()) * u128::from(item.tpp.unwrap());
            prop_assert_eq!(line.amount.chip_hours, item.chip_hours);
            prop_assert_eq!(line.amount.tpp_hours.map(u128::from), Some(wide));
            prop_assert_eq!(line.items.most_tpp, item.tpp);
            prop_assert_eq!(line.items.accelerators.is_empty(), item.model.is_empty());
            prop_assert_ne!(line.items.accelerators.is_empty(), line.items.classifications.is_empty());
        }
        let value: u128 = application.items.iter().map(|item| {
            u128::from(item.price.as_ref().unwrap().hundredths) * u128::from(item.chip_hours.unwrap())
        }).sum();
        prop_assert_eq!(application.total_value().map(|value| u128::from(value.hundredths)), Some(value));
        let tpp: u128 = application.items.iter().map(|item| u128::from(item.chips) * u128::from(item.tpp.unwrap())).sum();
        prop_assert_eq!(application.aggregate_tpp().map(u128::from), Some(tpp));
    }
}

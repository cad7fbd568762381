//! A license for tests.

use jiff::civil::date;

use crate::amount::Grant;
use crate::license::{CoveredParty, ItemScope, License, Line};
use crate::name::{LicenseNumber, LineName, Provider};

pub(crate) fn license(number: &str) -> License {
    License {
        number: LicenseNumber::new(number).unwrap(),
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new("Alder Compute").unwrap(),
        parties: vec![CoveredParty { name: "Harbour Robotics".to_owned(), group: None }],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: date(2026, 1, 1),
        until: date(2026, 12, 31),
        total: Grant::default(),
        lines: vec![Line {
            name: LineName::new("1").unwrap(),
            items: ItemScope { accelerators: vec!["H20".to_owned()], ..ItemScope::default() },
            amount: Grant { chip_hours: Some(1_000), tpp_hours: None },
        }],
        conditions: Vec::new(),
        settle_within_hours: 24,
    }
}

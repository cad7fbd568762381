//! The licenses of a load, the same in each process.

use jiff::civil::Date;
use portcullis_journal::Submission;
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, CoveredParty, Grant, ItemScope, License, LicenseNumber, Line, LineName, Operation, OperationId,
    Person, Provider,
};

use crate::Failure;

const CUSTOMER: &str = "Harbour Robotics";
const PROVIDER: &str = "Alder Compute";
const ACCELERATOR: &str = "H20";

/// The number of a license.
pub fn number(place: u64) -> Result<LicenseNumber, Failure> {
    LicenseNumber::new(&format!("L-{place}")).map_err(wrong)
}

/// The submission that issues a license of so many chip-hours.
pub fn issue(place: u64, hours: u64) -> Result<Submission, Failure> {
    let license = license(place, hours)?;
    let person = |name: &str| Person::new(name).map_err(wrong);
    let (by, second) = (person("first officer")?, Some(person("second officer")?));
    let operation = Operation::License {
        license: license.number.clone(),
        change: Change::Issue { license: Box::new(license) },
        signed: Signed { by, second, reason: "a test".to_owned() },
    };
    Ok(Submission::operation(OperationId::new(&format!("issue/{place}")).map_err(wrong)?, operation))
}

/// One chip.
pub fn asked() -> Result<Asked, Failure> {
    Ok(Asked {
        provider: Provider::new(PROVIDER).map_err(wrong)?,
        customer: CUSTOMER.to_owned(),
        others: Vec::new(),
        accelerator: ACCELERATOR.to_owned(),
        classifications: Vec::new(),
        tpp: 2_368,
        chips: 1,
        site: None,
        end_uses: Vec::new(),
        cluster: None,
        resale: None,
        training_operations: None,
    })
}

fn license(place: u64, hours: u64) -> Result<License, Failure> {
    Ok(License {
        number: number(place)?,
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new(PROVIDER).map_err(wrong)?,
        parties: vec![CoveredParty { name: CUSTOMER.to_owned(), group: None }],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: Date::constant(2000, 1, 1),
        until: Date::constant(2199, 12, 31),
        total: Grant { chip_hours: Some(hours), tpp_hours: None },
        lines: vec![Line {
            name: LineName::new("1").map_err(wrong)?,
            items: ItemScope { accelerators: vec![ACCELERATOR.to_owned()], ..ItemScope::default() },
            amount: Grant { chip_hours: Some(hours), tpp_hours: None },
        }],
        conditions: Vec::new(),
        settle_within_hours: 24,
    })
}

fn wrong(error: impl ToString) -> Failure {
    error.to_string()
}

//! One month of one license: what its seal says, what the records say, and whether all seals of the license follow on from one another.

use portcullis_journal::seal::{Month, MonthOfLicense};
use portcullis_license::LicenseNumber;
use serde::Serialize;

use crate::audit::{Audited, Sealed, differences};
use crate::finding::Finding;

/// What a month of a license came to.
#[derive(Debug, Serialize)]
pub struct SealReport {
    /// From the records.
    pub told: Option<MonthOfLicense>,
    /// From the seal, where there is one.
    pub sealed: Option<Sealed>,
    /// How many months of the license are sealed.
    pub months: usize,
    /// What does not hold.
    pub findings: Vec<Finding>,
}

/// Looks at a month of a license.
#[must_use]
pub fn check(audited: &mut Audited, license: &LicenseNumber, month: Month) -> SealReport {
    let seals = audited.seals.get(license).map_or(&[][..], Vec::as_slice);
    let mut findings = follow_on(seals);
    let sealed = seals.iter().find(|sealed| sealed.month.month == month.to_string()).cloned();
    let months = seals.len();
    let told = audited.months.month(license, month);
    match (&sealed, &told) {
        (Some(sealed), Some(told)) => {
            let wrong = differences(&sealed.month, told);
            if !wrong.is_empty() {
                findings
                    .push(Finding::of_record(sealed.record, format!("the seal is not what the records say: {wrong}")));
            }
        }
        (_, None) => {
            findings.push(Finding::of("log", format!("the records of license {license} in {month} cannot be summed")));
        }
        (None, Some(_)) => {}
    }
    SealReport { told, sealed, months, findings }
}

/// Each month begins as the one before it ended, and with the record after its last.
fn follow_on(seals: &[Sealed]) -> Vec<Finding> {
    let pairs = seals.iter().zip(seals.iter().skip(1));
    let wrong = pairs.filter_map(|(one, next)| {
        let (before, after) = (&one.month, &next.month);
        let problem = if after.month <= before.month {
            format!("the seal of {} comes after that of {}", after.month, before.month)
        } else if after.first_record != before.last_record + 1 {
            let (last, first) = (before.last_record, after.first_record);
            format!("the seal of {} begins with record {first} of the license, and that of {} ends with {last}: a month between is not sealed", after.month, before.month)
        } else if after.opening != before.closing {
            format!("the seal of {} does not open as that of {} closes", after.month, before.month)
        } else {
            return None;
        };
        Some(Finding::of_record(next.record, problem))
    });
    wrong.collect()
}

//! Whether the license that is asked for could be issued: asked last, of an application that lacks nothing else.

use portcullis_license::LicenseNumber;
use portcullis_license::license::LicenseError;
use portcullis_log::canonical::to_canonical;

use crate::asked_for::written;
use crate::gap::{Fault, Gaps};

/// What the text and the balances of a license may take of a record together, and what a balance takes beside its names: see
/// `portcullis_journal::submission`, which decides; less a room for who issues it and why.
const MOST_RECORD: usize = 56_000;
const BALANCE: usize = 640;
/// A number as long as a number can be, and an authority.
const LONGEST_NAME: usize = 200;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let name = "9".repeat(LONGEST_NAME);
    let Some(license) = LicenseNumber::new(&name).ok().and_then(|number| written(gaps.application, number, &name))
    else {
        return gaps.unusable("", "no license can be written from it", "fill it in again");
    };
    if let Err(error) = license.check() {
        let path = match error {
            LicenseError::NoAmount { .. } | LicenseError::OutOfRange { .. } => "offered",
            LicenseError::CoversNothing { .. } | LicenseError::Unlimited { .. } => "items",
            _ => "",
        };
        return gaps.unusable(path, format!("the license it asks for could not be issued: {error}"), "mend that part");
    }
    let bytes = serde_json::to_value(&license)
        .ok()
        .and_then(|value| to_canonical(&value).ok())
        .map_or(usize::MAX, |bytes| bytes.len());
    let balance = |line: &str| BALANCE + 2 * LONGEST_NAME + 2 * line.len();
    let balances: usize = license.lines.iter().map(|line| balance(line.name.as_str())).sum();
    if bytes.saturating_add(balances).saturating_add(BALANCE) > MOST_RECORD {
        let problem = format!(
            "the license it asks for has {} lines, more than one record can keep the balances of",
            license.lines.len()
        );
        gaps.add(
            Fault::TooLong,
            "items".to_owned(),
            problem,
            "file two applications, or put items of one kind on one line".to_owned(),
        );
    }
}

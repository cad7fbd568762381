//! What the journal tells of one license: its changes, its reports, and at the end of each day how much was used.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_license::operation::After;
use portcullis_license::{Amount, Instant, LicenseNumber, Operation};

/// A change to a license.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// The word for it.
    pub change: &'static str,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// The second person, where it took two.
    pub second: Option<String>,
    /// Why.
    pub reason: String,
}

/// What stood in the account of a license at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadAt {
    /// When.
    pub at: Instant,
    /// Used so far.
    pub used: Amount,
    /// Reserved at that moment.
    pub reserved: Amount,
}

/// What is told of a license.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfLicense {
    /// Its changes, the latest last.
    pub changes: Vec<Changed>,
    /// Reports that were filed, and where each can be found.
    pub reports: Vec<(Instant, String)>,
    /// The last reading of each day.
    days: BTreeMap<Date, ReadAt>,
}

impl OfLicense {
    /// Takes what a record says of it.
    pub(super) fn take(&mut self, at: Instant, number: &LicenseNumber, operation: &Operation, after: &After) {
        match operation {
            Operation::License { change, signed, .. } => self.changes.push(Changed {
                change: change.word(),
                at,
                by: signed.by.to_string(),
                second: signed.second.as_ref().map(ToString::to_string),
                reason: signed.reason.clone(),
            }),
            Operation::Report { reference, .. } => self.reports.push((at, reference.clone())),
            _ => {}
        }
        // The name under which the ledger gives the account of a license.
        if let Some(balance) = after.get(&format!("license {number}")) {
            self.days.insert(at.date(), ReadAt { at, used: balance.used, reserved: balance.reserved });
        }
    }

    /// The last reading of each day, in order.
    pub fn readings(&self) -> impl DoubleEndedIterator<Item = &ReadAt> {
        self.days.values()
    }
}

//! The months of licenses as the records come: what there is to seal.

use std::collections::BTreeMap;

use portcullis_license::{Instant, LicenseNumber};
use serde::{Deserialize, Serialize};

use crate::record::{Content, NoteKind, Record};
use crate::seal::{Month, MonthOfLicense};

/// The open month of every license, and those that are over and not sealed.
#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Months {
    licenses: BTreeMap<LicenseNumber, OfLicense>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfLicense {
    month: Month,
    open: MonthOfLicense,
    /// Oldest first.
    over: BTreeMap<Month, MonthOfLicense>,
}

impl OfLicense {
    fn new(license: &LicenseNumber, month: Month) -> Self {
        Self { month, open: MonthOfLicense::begin(license, month), over: BTreeMap::new() }
    }

    /// Closes months until this one is open. A month in which nothing happened is closed too, so that seals follow on from one another.
    fn roll(&mut self, to: Month) {
        while self.month < to {
            let next = Month::of(self.month.end());
            if next <= self.month {
                return;
            }
            let following = self.open.following(next);
            self.over.insert(self.month, std::mem::replace(&mut self.open, following));
            self.month = next;
        }
    }
}

impl Months {
    /// Takes the next record; nothing where a sum passes what can be counted.
    pub(crate) fn take(&mut self, record: &Record) -> Option<()> {
        let month = Month::of(record.at.date());
        match &record.content {
            Content::Ledger { operation, reply, license: Some(concerned), after } => {
                let number = &concerned.number;
                let of = self.licenses.entry(number.clone()).or_insert_with(|| OfLicense::new(number, month));
                of.roll(month);
                of.open.take(concerned.record, operation, reply, after)
            }
            Content::Note { note: NoteKind::Seal, body } => {
                let Ok(sealed) = serde_json::from_value::<MonthOfLicense>(body.clone()) else { return Some(()) };
                if let Some(of) = self.licenses.get_mut(&sealed.license) {
                    of.roll(month);
                    of.over.retain(|month, _| month.to_string() != sealed.month);
                }
                Some(())
            }
            _ => Some(()),
        }
    }

    /// The months that are over at a moment and not sealed, with their licenses.
    pub(crate) fn over(&self, now: Instant) -> impl Iterator<Item = (&LicenseNumber, Month)> {
        let today = Month::of(now.date());
        self.licenses.iter().flat_map(move |(license, of)| {
            let quiet = std::iter::successors(Some(of.month), |month| Some(Month::of(month.end())));
            of.over
                .keys()
                .copied()
                .chain(quiet.take_while(move |month| *month < today))
                .map(move |month| (license, month))
        })
    }

    /// A month of a license that is over at a moment and not sealed.
    pub(crate) fn month(&self, license: &LicenseNumber, month: Month, now: Instant) -> Option<MonthOfLicense> {
        let mut of = self.licenses.get(license)?.clone();
        of.roll(Month::of(now.date()));
        of.over.remove(&month)
    }
}

//! The months of licenses, summed as the records come, to be compared with the seals.
//!
//! [`MonthOfLicense::of`] sums a month from all its records. They are given to it in pieces, so that a busy month need not lie in memory: each piece
//! begins with the records that say how the license stood before it, dated as if they were of the month before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_journal::seal::{Month, MonthOfLicense};
use portcullis_journal::{Content, Record};
use portcullis_license::{Amount, Instant, LicenseNumber};

/// Records of a month that are summed at a time.
const PIECE: usize = 64;

/// The months of all licenses.
#[derive(Debug, Default)]
pub struct Months {
    licenses: BTreeMap<LicenseNumber, OfLicense>,
}

/// The months of one license.
#[derive(Debug)]
struct OfLicense {
    account: String,
    /// The last record that gives the balance, and the last record where that is another.
    before: Vec<Record>,
    open: Option<MonthOfLicense>,
    month: Option<Month>,
    waiting: Vec<Record>,
    closed: BTreeMap<Month, MonthOfLicense>,
}

/// A month as it is written, `2026-10`.
#[must_use]
pub fn parse(text: &str) -> Option<Month> {
    let month = Month::of(format!("{text}-01").parse::<Date>().ok()?);
    (month.to_string() == text).then_some(month)
}

impl Months {
    /// Takes the next record; only those of licenses count.
    pub fn take(&mut self, record: Record) {
        let Content::Ledger { license: Some(concerned), .. } = &record.content else { return };
        let of = match self.licenses.get_mut(&concerned.number) {
            Some(of) => of,
            None => self.licenses.entry(concerned.number.clone()).or_insert_with(|| OfLicense::new(&concerned.number)),
        };
        let number = concerned.number.clone();
        of.take(&number, record);
    }

    /// Which licenses there are.
    pub fn licenses(&self) -> impl Iterator<Item = &LicenseNumber> {
        self.licenses.keys()
    }

    /// A month of a license from the records so far; nothing where a sum passes what can be counted.
    pub fn month(&mut self, license: &LicenseNumber, month: Month) -> Option<MonthOfLicense> {
        let Some(of) = self.licenses.get_mut(license) else {
            return MonthOfLicense::of(license, month, std::iter::empty());
        };
        of.sum(license);
        if of.month == Some(month) {
            return of.open.clone();
        }
        if let Some(closed) = of.closed.get(&month) {
            return Some(closed.clone());
        }
        // Nothing happened in it: it stands as it stood.
        let now = of.open.as_ref().filter(|_| of.month.is_some_and(|open| open < month));
        let last = now.or_else(|| of.closed.range(..month).next_back().map(|(_, closed)| closed));
        let mut quiet = MonthOfLicense::of(license, month, std::iter::empty())?;
        if let Some(last) = last {
            (quiet.opening, quiet.closing) = (last.closing, last.closing);
            (quiet.first_record, quiet.last_record) = (last.last_record + 1, last.last_record);
        }
        Some(quiet)
    }
}

impl OfLicense {
    fn new(number: &LicenseNumber) -> Self {
        Self {
            account: format!("license {number}"),
            before: Vec::new(),
            open: None,
            month: None,
            waiting: Vec::new(),
            closed: BTreeMap::new(),
        }
    }

    fn take(&mut self, license: &LicenseNumber, record: Record) {
        let month = Month::of(record.at.date());
        if self.month != Some(month) {
            self.sum(license);
            if let (Some(month), Some(sum)) = (self.month.take(), self.open.take()) {
                self.closed.insert(month, sum);
            }
            self.month = Some(month);
        }
        self.waiting.push(record);
        if self.waiting.len() >= PIECE {
            self.sum(license);
        }
    }

    /// Adds the records that wait to the open month.
    fn sum(&mut self, license: &LicenseNumber) {
        let Some(month) = self.month.filter(|_| !self.waiting.is_empty()) else { return };
        let before = Instant(Instant::start_of(month.first()).0 - 1);
        self.before.iter_mut().for_each(|record| record.at = before);
        let piece = MonthOfLicense::of(license, month, self.before.iter().chain(&self.waiting));
        self.open = match (self.open.take(), piece) {
            (None, piece) => piece,
            (Some(open), Some(piece)) => add(open, &piece),
            (Some(_), None) => None,
        };
        let has_balance = |record: &Record| matches!(&record.content, Content::Ledger { after, .. } if after.contains_key(&self.account));
        let balance = self.waiting.iter().rposition(has_balance);
        let last = self.waiting.pop();
        if let Some(place) = balance {
            self.before = self.waiting.drain(..).nth(place).into_iter().collect();
        } else {
            // The balance is older than these; of the records after it only the last counts.
            self.before.truncate(1);
        }
        self.before.extend(last);
        self.waiting.clear();
    }
}

/// Two pieces of a month, the second after the first.
fn add(first: MonthOfLicense, second: &MonthOfLicense) -> Option<MonthOfLicense> {
    let sum = |part: fn(&MonthOfLicense) -> Amount| part(&first).plus(part(second));
    Some(MonthOfLicense {
        reserved: sum(|month| month.reserved)?,
        posted: sum(|month| month.posted)?,
        expired: sum(|month| month.expired)?,
        corrected_up: sum(|month| month.corrected_up)?,
        corrected_down: sum(|month| month.corrected_down)?,
        released: sum(|month| month.released)?,
        voided: sum(|month| month.voided)?,
        last_record: second.last_record,
        closing: second.closing,
        ..first
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_month_has_one_spelling() {
        assert_eq!(parse("2026-10").unwrap().to_string(), "2026-10");
        for wrong in ["2026-13", "2026-1", "26-10", "2026-10-01", "", "2026/10", " 2026-10", "+2026-10"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}

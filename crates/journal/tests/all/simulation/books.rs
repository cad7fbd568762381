//! What the records say, added up by somebody who does not know the ledger: who was given what, what was said of it, and what is left.

use std::collections::{BTreeMap, HashMap};

use portcullis_journal::{Content, Record};
use portcullis_license::operation::LimitOf;
use portcullis_license::reservation::Path;
use portcullis_license::{
    Amount, Change, Instant, License, LicenseNumber, Limit, Operation, OperationId, Reply, Standing,
};

/// One limit: of each unit the most, what is reserved, what is used.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
struct Sheet {
    most: [Option<u128>; 2],
    reserved: [u128; 2],
    used: [u128; 2],
}

/// A slice that was granted.
#[derive(Clone, Debug)]
pub struct Slice {
    pub lease: OperationId,
    pub until: Instant,
    pub settle_until: Instant,
    pub held: u64,
    amount: [u128; 2],
    path: Path,
    used: Option<[u128; 2]>,
}

/// The books.
#[derive(Default)]
pub struct Books {
    pub records: u64,
    pub at: Instant,
    sheets: BTreeMap<String, Sheet>,
    slices: HashMap<OperationId, Slice>,
    /// In the order in which they were granted.
    pub open: Vec<OperationId>,
    /// In the order in which they were resolved.
    pub resolved: Vec<OperationId>,
    pub licenses: BTreeMap<LicenseNumber, (License, Standing)>,
    counts: HashMap<LicenseNumber, u64>,
    ids: HashMap<OperationId, u64>,
    pub notes: Vec<u64>,
}

macro_rules! ensure {
    ($true:expr, $($says:tt)*) => {
        if !$true {
            return Err(format!($($says)*));
        }
    };
}
pub(crate) use ensure;

fn pair(amount: Amount) -> [u128; 2] {
    [amount.chip_milliseconds, amount.tpp_chip_seconds]
}

fn limits(limit: Limit) -> [Option<u128>; 2] {
    [limit.chip_milliseconds, limit.tpp_chip_seconds]
}

impl Books {
    pub fn slice(&self, id: &OperationId) -> Option<&Slice> {
        self.slices.get(id)
    }

    /// Enters the next record.
    pub fn enter(&mut self, record: &Record) -> Result<(), String> {
        let place = record.sequence;
        ensure!(place == self.records, "record {place} comes where {} should", self.records);
        ensure!(record.at >= self.at, "record {place} goes back in time from {} to {}", self.at, record.at);
        ensure!(record.at.0 >= 0, "record {place} is dated {}", record.at);
        let before = self.ids.insert(record.id.clone(), place);
        ensure!(before.is_none(), "records {before:?} and {place} have the id {}", record.id);
        (self.records, self.at) = (place + 1, record.at);
        match &record.content {
            Content::Note { .. } => self.notes.push(place),
            Content::Ledger { operation, reply, license, after } => {
                if let Some(concerned) = license {
                    let count = self.counts.entry(concerned.number.clone()).or_default();
                    *count += 1;
                    ensure!(concerned.record == *count, "record {place} is {concerned:?}, not the {count}th");
                }
                self.book(record, operation, reply)?;
                for (name, balance) in after {
                    let sheet =
                        self.sheets.get(name).ok_or_else(|| format!("record {place} balances {name}: unknown"))?;
                    let same = sheet.most == limits(balance.granted)
                        && sheet.reserved == pair(balance.reserved)
                        && sheet.used == pair(balance.used);
                    ensure!(same, "record {place} says of {name} {balance:?}; it is {sheet:?}");
                }
            }
        }
        Ok(())
    }

    fn book(&mut self, record: &Record, operation: &Operation, reply: &Reply) -> Result<(), String> {
        let place = record.sequence;
        match (operation, reply) {
            (_, Reply::Refused { objections }) => {
                ensure!(!objections.is_empty(), "record {place} is refused for no reason");
            }
            (Operation::License { license, change, .. }, Reply::Changed { standing, .. }) => {
                if let Change::Issue { license: terms } | Change::Vary { license: terms } = change {
                    self.terms(terms)?;
                    self.licenses.insert(license.clone(), ((**terms).clone(), *standing));
                }
                let held =
                    self.licenses.get_mut(license).ok_or_else(|| format!("record {place} changes no license"))?;
                held.1 = *standing;
            }
            (Operation::Limit { of, limit, .. }, Reply::Limited) => {
                let name = match of {
                    LimitOf::Group(group) => format!("group {group}"),
                    LimitOf::Provider(provider) => format!("provider {provider}"),
                };
                self.sheets.entry(name.clone()).or_default().most = limits(limit.limit());
                self.within(&name, place)?;
            }
            (
                Operation::Reserve { .. } | Operation::Renew { .. },
                Reply::Reserved { lease, path, amount, from, until, settle_until },
            ) => {
                let standing = self.licenses.get(&path.license).map(|(_, standing)| *standing);
                ensure!(
                    standing == Some(Standing::Issued),
                    "record {place} is granted under {}, which is {standing:?}",
                    path.license
                );
                let end = self.licenses.get(&path.license).map(|(license, _)| license.end());
                ensure!(
                    Some(*until) <= end && from < until,
                    "record {place} is granted from {from} to {until}; the license ends {end:?}"
                );
                let (amount, id) = (pair(*amount), record.id.clone());
                self.on_path(path, place, |sheet, unit| {
                    sheet.reserved[unit] += amount[unit];
                    Some(())
                })?;
                let (until, settle_until, held) = (*until, *settle_until, amount[0] as u64);
                let slice =
                    Slice { lease: lease.clone(), until, settle_until, held, amount, path: path.clone(), used: None };
                ensure!(self.slices.insert(id.clone(), slice).is_none(), "record {place} grants {id} a second time");
                self.open.push(id);
            }
            (operation, Reply::Resolved { used, returned, .. }) => {
                self.resolve(record, operation, pair(*used), pair(*returned))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn resolve(
        &mut self,
        record: &Record,
        operation: &Operation,
        used: [u128; 2],
        returned: [u128; 2],
    ) -> Result<(), String> {
        let place = record.sequence;
        let id = operation.reservation().ok_or_else(|| format!("record {place} resolves nothing"))?;
        let mut slice = self
            .slices
            .get(id)
            .cloned()
            .ok_or_else(|| format!("record {place} resolves {id}, which was never granted"))?;
        let is_correction = matches!(operation, Operation::Correct { .. });
        ensure!(slice.used.is_some() == is_correction, "record {place} resolves {id}, which has {:?}", slice.used);
        ensure!(
            (0..2).all(|unit| used[unit] <= slice.amount[unit]),
            "record {place} counts more as used than was held"
        );
        if is_correction {
            let before = slice.used.unwrap_or_default();
            self.on_path(&slice.path, place, |sheet, unit| {
                sheet.used[unit] = (sheet.used[unit] + used[unit]).checked_sub(before[unit])?;
                Some(())
            })?;
        } else {
            let all = matches!(operation, Operation::Expire { .. });
            ensure!(!all || used == slice.amount, "record {place} is expired for less than all");
            let nothing = matches!(operation, Operation::Void { .. });
            ensure!(!nothing || used == [0, 0], "record {place} is void and used {used:?}");
            ensure!(
                (0..2).all(|unit| used[unit] + returned[unit] == slice.amount[unit]),
                "record {place} loses some of what was held"
            );
            let late = record.at > slice.settle_until;
            ensure!(
                all == late,
                "record {place} resolves at {}; it could be posted until {}",
                record.at,
                slice.settle_until
            );
            self.on_path(&slice.path, place, |sheet, unit| {
                sheet.reserved[unit] = sheet.reserved[unit].checked_sub(slice.amount[unit])?;
                sheet.used[unit] += used[unit];
                Some(())
            })?;
            self.open.retain(|open| open != id);
            self.resolved.push(id.clone());
        }
        slice.used = Some(used);
        self.slices.insert(id.clone(), slice);
        Ok(())
    }

    fn terms(&mut self, terms: &License) -> Result<(), String> {
        let number = &terms.number;
        let ending = format!(" of {number}");
        let kept: Vec<_> = terms.lines.iter().map(|line| format!("line {}{ending}", line.name)).collect();
        let gone = self
            .sheets
            .iter()
            .filter(|(name, _)| name.starts_with("line ") && name.ends_with(&ending) && !kept.contains(name));
        for (name, sheet) in gone {
            ensure!(sheet.reserved == [0, 0] && sheet.used == [0, 0], "{name} was dropped with {sheet:?}");
        }
        self.sheets.retain(|name, _| !(name.starts_with("line ") && name.ends_with(&ending)) || kept.contains(name));
        for (name, line) in kept.iter().zip(&terms.lines) {
            self.sheets.entry(name.clone()).or_default().most = limits(line.amount.limit());
            self.within(name, self.records)?;
        }
        let name = format!("license {number}");
        self.sheets.entry(name.clone()).or_default().most = limits(terms.total.limit());
        self.within(&name, self.records)
    }

    fn on_path(
        &mut self,
        path: &Path,
        place: u64,
        change: impl Fn(&mut Sheet, usize) -> Option<()>,
    ) -> Result<(), String> {
        let names = [
            format!("line {} of {}", path.line, path.license),
            format!("license {}", path.license),
            format!("group {}", path.group),
            format!("provider {}", path.provider),
        ];
        for name in names {
            let sheet = self.sheets.entry(name.clone()).or_default();
            ensure!((0..2).all(|unit| change(sheet, unit).is_some()), "record {place} leaves {name} below nothing");
            self.within(&name, place)?;
        }
        Ok(())
    }

    /// What is reserved and used is never more than what there is.
    fn within(&self, name: &str, place: u64) -> Result<(), String> {
        let Some(sheet) = self.sheets.get(name) else { return Ok(()) };
        let is_within =
            |unit: usize| sheet.most[unit].is_none_or(|most| sheet.reserved[unit] + sheet.used[unit] <= most);
        ensure!(is_within(0) && is_within(1), "record {place} overdraws {name}: {sheet:?}");
        Ok(())
    }
}

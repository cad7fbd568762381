//! Changes of licenses and limits.

use std::collections::BTreeMap;

use super::{Fault, Halt, Held, Ledger, refuse};
use crate::account::Account;
use crate::amount::Limit;
use crate::change::Change;
use crate::condition::Rule;
use crate::license::License;
use crate::name::{LicenseNumber, LineName, OperationId};
use crate::objection::Objection;
use crate::operation::{LimitOf, Reply, Signed};
use crate::window::Windows;

impl Ledger {
    pub(super) fn change(
        &mut self,
        id: &OperationId,
        number: &LicenseNumber,
        change: &Change,
        signed: &Signed,
    ) -> Result<Reply, Halt> {
        let held = self.licenses.get(number);
        let before = held.map(|held| held.standing);
        let mut objections = Vec::new();
        if change.needs_second_person() && !signed.by_two() {
            objections.push(Objection::SecondPerson { change: change.word().to_owned() });
        }
        let after = change.after(before);
        if after.is_none() {
            objections.push(Objection::NoSuchChange { change: change.word().to_owned(), standing: before });
        }
        if let Change::Issue { license } | Change::Vary { license } = change {
            objections.extend(unfit(number, license));
            objections.extend(held.map(|held| below_taken(held, license)).unwrap_or_default());
        }
        if let (Change::Lapse, Some(held)) = (change, held)
            && self.at < held.license.end()
        {
            objections.push(Objection::NotExpired { until: held.license.end() });
        }
        refuse(objections)?;
        let Some(standing) = after else {
            return Err(Objection::NoSuchChange { change: change.word().to_owned(), standing: before }.into());
        };

        match change {
            Change::Issue { license } => self.issue(number, license)?,
            Change::Vary { license } => self.vary(number, license)?,
            _ => {}
        }
        let stops = match change {
            Change::Revoke => self.stop_all(id, number, self.at),
            Change::Suspend { drain_until: Some(due) } => self.stop_all(id, number, *due),
            _ => 0,
        };
        let Some(held) = self.licenses.get_mut(number) else {
            return Err(Objection::NoSuchLicense { license: number.clone() }.into());
        };
        held.standing = standing;
        Ok(Reply::Changed { version: held.version, standing, stops })
    }

    fn issue(&mut self, number: &LicenseNumber, license: &License) -> Result<(), Fault> {
        let order = self.issued;
        self.issued += 1;
        let held = Held {
            license: license.clone(),
            version: 1,
            standing: crate::change::Standing::Issued,
            account: Account { limit: license.total.limit(), ..Account::default() },
            lines: license
                .lines
                .iter()
                .map(|line| (line.name.clone(), Account { limit: line.amount.limit(), ..Account::default() }))
                .collect(),
            running_chips: 0,
            clusters: BTreeMap::new(),
            records: 0,
            windows: Windows::default(),
            reported: self.at,
            order,
        };
        self.licenses.insert(number.clone(), held);
        self.lay_windows(number)
    }

    fn vary(&mut self, number: &LicenseNumber, license: &License) -> Result<(), Fault> {
        let Some(held) = self.licenses.get_mut(number) else { return Ok(()) };
        held.account.limit = license.total.limit();
        held.lines.retain(|name, _| license.lines.iter().any(|line| line.name == *name));
        for line in &license.lines {
            held.lines.entry(line.name.clone()).or_default().limit = line.amount.limit();
        }
        held.license = license.clone();
        held.version += 1;
        self.lay_windows(number)
    }

    fn lay_windows(&mut self, number: &LicenseNumber) -> Result<(), Fault> {
        let Some(held) = self.licenses.get_mut(number) else { return Ok(()) };
        let limits = held.license.conditions.iter().filter_map(|condition| match condition.rule {
            Rule::MostInWindow { days, amount } => Some((days, amount.limit())),
            _ => None,
        });
        held.windows.set(limits, self.at).ok_or_else(Fault::overflow)
    }

    pub(super) fn limit(&mut self, of: &LimitOf, limit: Limit, signed: &Signed) -> Result<Reply, Halt> {
        let (before, account) = match of {
            LimitOf::Group(group) => (self.groups.get(group), format!("group {group}")),
            LimitOf::Provider(provider) => (self.providers.get(provider), format!("provider {provider}")),
        };
        let before = before.copied().unwrap_or_default();
        let mut objections = Vec::new();
        if !signed.by_two() {
            objections.push(Objection::SecondPerson { change: "set a limit".to_owned() });
        }
        let taken = before.taken().ok_or_else(Fault::overflow)?;
        objections
            .extend(limit.exceeded_in(taken).map(|unit| Objection::BelowTaken { account: account.clone(), unit }));
        refuse(objections)?;
        let after = Account { limit, ..before };
        match of {
            LimitOf::Group(group) => self.groups.insert(group.clone(), after),
            LimitOf::Provider(provider) => self.providers.insert(provider.clone(), after),
        };
        Ok(Reply::Limited)
    }

    pub(super) fn report(&mut self, number: &LicenseNumber) -> Result<Reply, Halt> {
        let at = self.at;
        let held = self.licenses.get_mut(number).ok_or_else(|| Objection::NoSuchLicense { license: number.clone() })?;
        held.reported = at;
        Ok(Reply::Reported)
    }
}

fn unfit(number: &LicenseNumber, license: &License) -> Option<Objection> {
    if license.number != *number {
        return Some(Objection::OtherNumber { license: number.clone(), written: license.number.clone() });
    }
    license.check().err().map(|why| Objection::Unfit { why })
}

/// A variation keeps every line with anything on it, and grants at least what is reserved and used.
fn below_taken(held: &Held, license: &License) -> Vec<Objection> {
    let line_of = |name: &LineName| license.lines.iter().find(|line| line.name == *name);
    let is_untouched = |account: &Account| *account == Account { limit: account.limit, ..Account::default() };
    let dropped = held.lines.iter().filter(|(name, account)| line_of(name).is_none() && !is_untouched(account));
    let dropped = dropped.map(|(line, _)| Objection::LineInUse { line: line.clone() });

    let of_license = (format!("license {}", held.license.number), &held.account, license.total.limit());
    let of_lines = held.lines.iter().filter_map(|(name, account)| {
        Some((format!("line {name} of {}", held.license.number), account, line_of(name)?.amount.limit()))
    });
    let below = std::iter::once(of_license).chain(of_lines).flat_map(|(name, account, limit)| {
        let units = account.taken().into_iter().flat_map(move |taken| limit.exceeded_in(taken));
        units.map(move |unit| Objection::BelowTaken { account: name.clone(), unit })
    });
    dropped.chain(below).collect()
}

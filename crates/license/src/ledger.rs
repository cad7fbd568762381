//! The ledger: every license, account, reservation and lease, as the operations so far have left them.
//!
//! [`Ledger::apply`] either changes everything that an operation changes, or refuses it for all the reasons there are and changes nothing. After each
//! operation the accounts it touched are checked: granted = available + reserved + used, nothing negative, lines add up to their license. A ledger
//! that does not add up answers with a [`Fault`] and must not be used further.

mod changes;
mod cover;
mod resolve;
mod room;
mod slices;
mod stops;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::amount::Amount;
use crate::change::Standing;
use crate::instant::Instant;
use crate::license::License;
use crate::name::{Cluster, Group, LicenseNumber, LineName, OperationId, Provider};
use crate::objection::Objection;
use crate::operation::{After, LimitOf, Operation, Reply};
use crate::reservation::{Lease, Path, Reservation};
use crate::window::Windows;

pub use cover::{Considered, Cover};

/// How far ahead of now a slice may end: what a site that is cut off can overrun by.
pub const MOST_SLICE: i64 = 31 * crate::instant::DAY;

/// The most objections that a refusal names: at some 700 bytes each at worst, what a record has room for.
const MOST_OBJECTIONS: usize = 20;

/// The state of all licenses.
#[derive(Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    at: Instant,
    issued: u64,
    licenses: BTreeMap<LicenseNumber, Held>,
    groups: BTreeMap<Group, Account>,
    providers: BTreeMap<Provider, Account>,
    leases: BTreeMap<OperationId, Lease>,
    open: BTreeMap<OperationId, Reservation>,
    /// Resolved reservations, kept as long as the owner of the ledger likes: [`Ledger::recall`] brings them back.
    #[serde(skip)]
    resolved: BTreeMap<OperationId, Reservation>,
}

/// A license with what is counted against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The version in force.
    pub license: License,
    /// Its number; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// All lines together.
    pub account: Account,
    /// Each line.
    pub lines: BTreeMap<LineName, Account>,
    /// Chips of leases with unresolved slices.
    pub running_chips: u64,
    /// Their performance by cluster.
    pub clusters: BTreeMap<Cluster, u128>,
    /// How many records concern it.
    pub records: u64,
    windows: Windows,
    /// When the last report was filed, or the license issued.
    reported: Instant,
    /// Its place among all licenses ever issued.
    order: u64,
}

impl Held {
    /// Whether nothing is left in a unit that is limited: of the license, or of each of its lines.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        let spent = |account: &Account| account.available().is_none_or(|left| left.is_spent());
        spent(&self.account) || self.lines.values().all(spent)
    }
}

/// What an operation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The answer.
    pub reply: Reply,
    /// The license it concerns, and the number of this record among that license's, from 1 without a gap.
    pub license: Option<(LicenseNumber, u64)>,
    /// The reservation it makes, resolves, corrects or stops.
    pub reservation: Option<OperationId>,
    /// The accounts it touched, as they stand now.
    pub after: After,
}

/// The ledger contradicts itself: a fault of this program, never of a caller. It must not decide anything more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the ledger does not add up: {what}; it takes no more operations until `portcullis store check` finds it sound"
)]
pub struct Fault {
    /// What does not add up.
    pub what: String,
}

impl Fault {
    fn overflow() -> Self {
        Self { what: "an amount left the range of numbers it is kept in".to_owned() }
    }
}

/// Why an operation did not come to its answer.
enum Halt {
    Refused(Vec<Objection>),
    Fault(Fault),
}

impl From<Objection> for Halt {
    fn from(objection: Objection) -> Self {
        Self::Refused(vec![objection])
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Refused where there is any objection.
fn refuse(mut objections: Vec<Objection>) -> Result<(), Halt> {
    objections.truncate(MOST_OBJECTIONS);
    if objections.is_empty() { Ok(()) } else { Err(Halt::Refused(objections)) }
}

impl Ledger {
    /// Applies one operation at a moment; a moment before the last operation's counts as the last operation's.
    ///
    /// An id is given to one operation only: whoever owns the ledger answers for an id it has seen before. The ledger itself
    /// refuses an id that it still holds something under.
    ///
    /// # Errors
    /// [`Fault`] where the ledger does not add up; it must be thrown away then.
    pub fn apply(&mut self, id: &OperationId, operation: &Operation, at: Instant) -> Result<Applied, Fault> {
        self.at = self.at.max(at.within());
        let concerned = self.concerned(operation);
        let answer = match operation {
            Operation::License { license, change, signed } => self.change(id, license, change, signed),
            Operation::Limit { of, limit, signed } => self.limit(of, limit.limit(), signed),
            Operation::Reserve { license, line, asked, until } => {
                self.reserve(id, license, line.as_ref(), asked, *until)
            }
            Operation::Renew { reservation, until } => self.renew(id, reservation, *until),
            Operation::Post { reservation, chip_milliseconds } => self.post(id, reservation, *chip_milliseconds),
            Operation::Void { reservation, .. } => self.void(id, reservation),
            Operation::Expire { reservation } => self.expire(id, reservation),
            Operation::Correct { reservation, chip_milliseconds, signed } => {
                self.correct(id, reservation, *chip_milliseconds, signed)
            }
            Operation::Stop { lease, due, .. } => self.stop(id, lease, *due),
            Operation::ConfirmStop { lease } => self.confirm_stop(lease),
            Operation::Report { license, .. } => self.report(license),
        };
        let reply = match answer {
            Ok(reply) => reply,
            Err(Halt::Refused(objections)) => Reply::Refused { objections },
            Err(Halt::Fault(fault)) => return Err(fault),
        };
        let reservation = match (&reply, operation) {
            (Reply::Reserved { .. }, _) => Some(id.clone()),
            (_, operation) => operation.reservation().cloned(),
        };
        let after = match (&reply, operation) {
            (Reply::Refused { .. } | Reply::StopOrdered | Reply::StopConfirmed, _) => After::new(),
            (_, Operation::Limit { of, .. }) => self.after_limit(of)?,
            (_, Operation::License { license, .. } | Operation::Report { license, .. }) => {
                self.after_license(license)?
            }
            _ => reservation.as_ref().map_or_else(|| Ok(After::new()), |reservation| self.after_slice(reservation))?,
        };
        let license = concerned.and_then(|number| {
            let held = self.licenses.get_mut(&number)?;
            held.records += 1;
            Some((number, held.records))
        });
        Ok(Applied { reply, license, reservation, after })
    }

    /// The license an operation names, or the one that its reservation is under.
    fn concerned(&self, operation: &Operation) -> Option<LicenseNumber> {
        match operation {
            Operation::License { license, .. }
            | Operation::Reserve { license, .. }
            | Operation::Report { license, .. } => Some(license.clone()),
            Operation::Limit { .. } => None,
            _ => operation.reservation().and_then(|id| self.path_of(id)).map(|path| path.license.clone()),
        }
    }

    fn path_of(&self, id: &OperationId) -> Option<&Path> {
        let slice = self.open.get(id).or_else(|| self.resolved.get(id)).map(|reservation| &reservation.path);
        slice.or_else(|| self.leases.get(id).map(|lease| &lease.path))
    }

    fn after_license(&self, number: &LicenseNumber) -> Result<After, Fault> {
        let Some(held) = self.licenses.get(number) else { return Ok(After::new()) };
        self.check_license(number, held)?;
        let license = std::iter::once((format!("license {number}"), &held.account));
        let lines = held.lines.iter().map(|(line, account)| (format!("line {line} of {number}"), account));
        license.chain(lines).map(|(name, account)| entry(name, account)).collect()
    }

    fn after_limit(&self, of: &LimitOf) -> Result<After, Fault> {
        let (name, account) = match of {
            LimitOf::Group(group) => (format!("group {group}"), self.groups.get(group)),
            LimitOf::Provider(provider) => (format!("provider {provider}"), self.providers.get(provider)),
        };
        account.map(|account| entry(name, account)).into_iter().collect()
    }

    fn after_slice(&self, reservation: &OperationId) -> Result<After, Fault> {
        let Some(path) = self.path_of(reservation) else { return Ok(After::new()) };
        let Some(held) = self.licenses.get(&path.license) else { return Ok(After::new()) };
        self.check_license(&path.license, held)?;
        let accounts = [
            (format!("license {}", path.license), Some(&held.account)),
            (format!("line {} of {}", path.line, path.license), held.lines.get(&path.line)),
            (format!("group {}", path.group), self.groups.get(&path.group)),
            (format!("provider {}", path.provider), self.providers.get(&path.provider)),
        ];
        accounts.into_iter().filter_map(|(name, account)| account.map(|account| entry(name, account))).collect()
    }

    fn check_license(&self, number: &LicenseNumber, held: &Held) -> Result<(), Fault> {
        let sum_of = |part: fn(&Account) -> Amount| {
            held.lines.values().map(part).try_fold(Amount::ZERO, Amount::plus) == Some(part(&held.account))
        };
        if sum_of(|account| account.reserved) && sum_of(|account| account.used) {
            Ok(())
        } else {
            Err(Fault { what: format!("the lines of license {number} are not the license") })
        }
    }

    /// The moment of the last operation.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// A license, with what is counted against it.
    #[must_use]
    pub fn license(&self, number: &LicenseNumber) -> Option<&Held> {
        self.licenses.get(number)
    }

    /// All licenses, by number.
    pub fn licenses(&self) -> impl Iterator<Item = (&LicenseNumber, &Held)> {
        self.licenses.iter()
    }

    /// The accounts of customer groups, by name.
    pub fn groups(&self) -> impl Iterator<Item = (&Group, &Account)> {
        self.groups.iter()
    }

    /// The accounts of providers, by name.
    pub fn providers(&self) -> impl Iterator<Item = (&Provider, &Account)> {
        self.providers.iter()
    }

    /// The leases that run or have not confirmed that they stopped, by id.
    pub fn leases(&self) -> impl Iterator<Item = (&OperationId, &Lease)> {
        self.leases.iter()
    }

    /// A lease that runs, or has not confirmed that it stopped.
    #[must_use]
    pub fn lease(&self, id: &OperationId) -> Option<&Lease> {
        self.leases.get(id)
    }

    /// A reservation that is open, or resolved and not let go.
    #[must_use]
    pub fn reservation(&self, id: &OperationId) -> Option<&Reservation> {
        self.open.get(id).or_else(|| self.resolved.get(id))
    }

    /// Reservations that are not resolved, by id.
    pub fn open_reservations(&self) -> impl Iterator<Item = (&OperationId, &Reservation)> {
        self.open.iter()
    }

    /// How many resolved reservations are kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.resolved.len()
    }

    /// Lets go of resolved reservations, to bound memory. Whoever applies an operation about one must [`Ledger::recall`] it first.
    pub fn let_go(&mut self) {
        self.resolved.clear();
    }

    /// Brings back a resolved reservation that was let go; one that is known stays as it is known.
    pub fn recall(&mut self, id: OperationId, reservation: Reservation) {
        if reservation.resolution.is_some() && !self.open.contains_key(&id) {
            self.resolved.entry(id).or_insert(reservation);
        }
    }
}

fn entry(name: String, account: &Account) -> Result<(String, crate::account::Balance), Fault> {
    match account.balance() {
        Some(balance) if account.adds_up() => Ok((name, balance)),
        _ => Err(Fault { what: format!("{name} holds more than it was granted") }),
    }
}

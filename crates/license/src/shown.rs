//! Licenses and leases as they are told: the same fields on the command line and over the network.

use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::account::Balance;
use crate::change::Standing;
use crate::instant::Instant;
use crate::ledger::{Held, Ledger};
use crate::license::License;
use crate::name::{LicenseNumber, LineName, OperationId};
use crate::reservation::{Lease, StopOrder};
use crate::terms::Asked;

/// A license with its balance and what runs under it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LicenseHeld")]
pub struct LicenseShown<'a> {
    /// The version in force.
    pub license: &'a License,
    /// Its number; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// Whether nothing is left in a unit that it limits.
    pub exhausted: bool,
    /// All lines together.
    pub balance: Option<Balance>,
    /// Each line.
    pub lines: BTreeMap<&'a LineName, Option<Balance>>,
    /// Chips of leases with slices that are not resolved.
    pub running_chips: u64,
    /// What runs.
    pub leases: Vec<LeaseShown<'a>>,
}

/// A lease.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Lease")]
pub struct LeaseShown<'a> {
    /// Its id.
    pub lease: &'a OperationId,
    /// The license it counts against.
    pub license: &'a LicenseNumber,
    /// The line of the license.
    pub line: &'a LineName,
    /// What runs.
    pub asked: &'a Asked,
    /// When its latest slice ends.
    pub until: Instant,
    /// Its slices that are not resolved.
    pub open: &'a BTreeSet<OperationId>,
    /// The order to stop, if it has one.
    pub stop: Option<&'a StopOrder>,
}

impl<'a> LicenseShown<'a> {
    /// A license of a ledger.
    #[must_use]
    pub fn of(ledger: &'a Ledger, held: &'a Held) -> Self {
        let leases = ledger.leases().filter(|(_, lease)| lease.path.license == held.license.number);
        Self {
            license: &held.license,
            version: held.version,
            standing: held.standing,
            exhausted: held.is_exhausted(),
            balance: held.account.balance(),
            lines: held.lines.iter().map(|(name, account)| (name, account.balance())).collect(),
            running_chips: held.running_chips,
            leases: leases.map(|(id, lease)| LeaseShown::of(id, lease)).collect(),
        }
    }
}

impl<'a> LeaseShown<'a> {
    /// A lease of a ledger.
    #[must_use]
    pub fn of(id: &'a OperationId, lease: &'a Lease) -> Self {
        Self {
            lease: id,
            license: &lease.path.license,
            line: &lease.path.line,
            asked: &lease.asked,
            until: lease.until,
            open: &lease.open,
            stop: lease.stop.as_ref(),
        }
    }
}

//! Reservations, and the leases they are slices of.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::instant::Instant;
use crate::name::{Group, LicenseNumber, LineName, OperationId, Provider};
use crate::operation::Reply;
use crate::terms::Asked;

/// One slice of a lease, held against every limit on its path until it is resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// The lease it is a slice of: the id of the first slice.
    pub lease: OperationId,
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// Until when its use can be posted; afterwards it can be called expired.
    pub settle_until: Instant,
    /// What it holds.
    pub amount: Amount,
    /// How it ended, if it has.
    pub resolution: Option<Resolution>,
    /// Where it counts.
    pub path: Path,
}

impl Reservation {
    /// The reservation as the records about it tell, in their order: what was held, and the last that was said of its use. Nothing where no record
    /// holds anything.
    #[must_use]
    pub fn told_by<'a>(id: &OperationId, records: impl Iterator<Item = (&'a OperationId, &'a Reply)>) -> Option<Self> {
        let mut told: Option<Self> = None;
        for (by, reply) in records {
            match reply {
                Reply::Reserved { lease, path, amount, from, until, settle_until } if by == id => {
                    let (from, until, settle_until, amount) = (*from, *until, *settle_until, *amount);
                    told = Some(Self {
                        lease: lease.clone(),
                        from,
                        until,
                        settle_until,
                        amount,
                        resolution: None,
                        path: path.clone(),
                    });
                }
                Reply::Resolved { used, breach, .. } => {
                    if let Some(told) = &mut told {
                        told.resolution = Some(Resolution { by: by.clone(), used: *used, breach: *breach });
                    }
                }
                _ => {}
            }
        }
        told
    }
}

/// The accounts on a reservation's way, from the narrowest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// The license.
    pub license: LicenseNumber,
    /// Its line.
    pub line: LineName,
    /// The customer's group.
    pub group: Group,
    /// The provider.
    pub provider: Provider,
    /// Total processing performance of one chip.
    pub tpp: u32,
}

/// How a reservation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// The operation that resolved it.
    pub by: OperationId,
    /// What of it counts as used.
    pub used: Amount,
    /// What was used beyond it.
    pub breach: Amount,
}

/// One run of chips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Where its latest slice counts.
    pub path: Path,
    /// What runs.
    pub asked: Asked,
    /// When its latest slice ends.
    pub until: Instant,
    /// Its slices that are not resolved. None are left of a lease that only waits for a confirmation that it stopped.
    pub open: BTreeSet<OperationId>,
    /// The order to stop, if it has one.
    pub stop: Option<StopOrder>,
}

impl Lease {
    /// The total processing performance of its chips together.
    #[must_use]
    pub fn tpp(&self) -> u64 {
        u64::from(self.asked.chips) * u64::from(self.asked.tpp)
    }
}

/// An order to stop what runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StopOrder {
    /// The operation that gave it.
    pub by: OperationId,
    /// When it was given.
    pub at: Instant,
    /// By when the chips must have stopped.
    pub due: Instant,
    /// When it was confirmed that they had.
    pub confirmed: Option<Instant>,
}

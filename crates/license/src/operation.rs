//! What can be asked of the ledger, and what it answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::account::Balance;
use crate::amount::{Amount, Grant};
use crate::change::{Change, Standing};
use crate::instant::Instant;
use crate::name::{Group, LicenseNumber, LineName, OperationId, Person, Provider};
use crate::objection::Objection;
use crate::reservation::Path;
use crate::terms::Asked;

/// One thing asked of the ledger. Its id and the moment are given beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    /// A change to a license.
    License {
        /// Its number.
        license: LicenseNumber,
        /// The change.
        #[serde(flatten)]
        change: Change,
        /// Who, why and with whom.
        #[serde(flatten)]
        signed: Signed,
    },
    /// Another limit over the licenses of a customer group or a provider.
    Limit {
        /// Whose.
        of: LimitOf,
        /// The most from now on, all that was ever reserved and used included; nothing named, no limit.
        limit: Grant,
        /// Who, why and with whom.
        #[serde(flatten)]
        signed: Signed,
    },
    /// Holds what a lease can use until a moment, and begins the lease.
    Reserve {
        /// Under which license.
        license: LicenseNumber,
        /// From which of its lines; left out, the first that covers the item and has room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<LineName>,
        /// What runs.
        asked: Asked,
        /// Until when.
        until: Instant,
    },
    /// Holds the next slice of a lease.
    Renew {
        /// Its latest slice, which must not have ended; at the moment it ends it can still be renewed.
        reservation: OperationId,
        /// Until when the next one lasts; it begins where the latest ends.
        until: Instant,
    },
    /// What was used of a slice, said in time.
    Post {
        /// The slice.
        reservation: OperationId,
        /// Chips times milliseconds, as measured.
        chip_milliseconds: u64,
    },
    /// Nothing ran, said in time.
    Void {
        /// The slice.
        reservation: OperationId,
        /// Why not.
        reason: String,
    },
    /// Nobody said what was used in time: all of it counts.
    Expire {
        /// The slice.
        reservation: OperationId,
    },
    /// What was used of a slice that is resolved, in place of what was said.
    Correct {
        /// The slice.
        reservation: OperationId,
        /// Chips times milliseconds.
        chip_milliseconds: u64,
        /// Who, why and with whom.
        #[serde(flatten)]
        signed: Signed,
    },
    /// Tells a lease to stop.
    Stop {
        /// The lease.
        lease: OperationId,
        /// By when.
        due: Instant,
        /// Who and why.
        #[serde(flatten)]
        signed: Signed,
    },
    /// Says that a lease has stopped.
    ConfirmStop {
        /// The lease.
        lease: OperationId,
    },
    /// Says that a report that a condition asks for was filed.
    Report {
        /// Under which license.
        license: LicenseNumber,
        /// Where it can be found.
        reference: String,
    },
}

/// Who did it, why, and who else agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    /// Who did it.
    pub by: Person,
    /// Who else agreed, where two are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Person>,
    /// Why.
    pub reason: String,
}

impl Signed {
    /// Whether two people stand behind it.
    #[must_use]
    pub fn by_two(&self) -> bool {
        self.second.as_ref().is_some_and(|second| *second != self.by)
    }
}

/// Whose limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitOf {
    /// A customer group's, over all licenses.
    Group(Group),
    /// A provider's, over all licenses.
    Provider(Provider),
}

impl Operation {
    /// The reservation that it resolves, renews, corrects or stops.
    #[must_use]
    pub fn reservation(&self) -> Option<&OperationId> {
        match self {
            Self::Renew { reservation, .. }
            | Self::Post { reservation, .. }
            | Self::Void { reservation, .. }
            | Self::Expire { reservation }
            | Self::Correct { reservation, .. } => Some(reservation),
            Self::Stop { lease, .. } | Self::ConfirmStop { lease } => Some(lease),
            Self::License { .. } | Self::Limit { .. } | Self::Reserve { .. } | Self::Report { .. } => None,
        }
    }
}

/// What the ledger answers. A refusal changes nothing but is an answer too: the same id gets it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// The license changed.
    Changed {
        /// The number of its version.
        version: u32,
        /// How it stands now.
        standing: Standing,
        /// How many leases were told to stop; each lease has its order.
        stops: u64,
    },
    /// The limit was set.
    Limited,
    /// A slice is held.
    Reserved {
        /// The lease.
        lease: OperationId,
        /// Where it counts.
        path: Path,
        /// What is held.
        amount: Amount,
        /// When the slice begins.
        from: Instant,
        /// When it ends.
        until: Instant,
        /// Until when its use can be posted.
        settle_until: Instant,
    },
    /// A slice is resolved or corrected.
    Resolved {
        /// What of it counts as used.
        used: Amount,
        /// What went back to the accounts; of a correction, what went back beyond what had.
        returned: Amount,
        /// What was used beyond it: an alarm where it is not nothing.
        breach: Amount,
        /// Whether nothing is left of the license in a unit it limits.
        exhausted: bool,
    },
    /// The lease was told to stop.
    StopOrdered,
    /// It is recorded that it has.
    StopConfirmed,
    /// The report is recorded.
    Reported,
    /// It was refused, for all of these reasons.
    Refused {
        /// What stands against it.
        objections: Vec<Objection>,
    },
}

/// The accounts an operation touched, by what they are, as they stand after it.
pub type After = BTreeMap<String, Balance>;

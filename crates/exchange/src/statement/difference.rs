//! What can differ between two statements, and what is to be done about each.

use jiff::civil::Date;
use portcullis_license::{Amount, LicenseNumber, Standing};

use crate::chain::Chain;

/// One difference, as one house sees it. Its text says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The statements are not of one day.
    #[error("our statement is of {ours} and theirs of {theirs}: compare statements of one day")]
    OtherDay {
        /// Our day.
        ours: Date,
        /// Their day.
        theirs: Date,
    },
    /// They have messages on record that are not ours.
    #[error(
        "they have {} messages on record of which the last is not the one this house sent under that number: one house lost \
         or changed its history; stop the exchange and compare both logs", .theirs.count
    )]
    TheyTookOthers {
        /// What they say they took.
        theirs: Chain,
    },
    /// They say they sent others than we took.
    #[error(
        "they state {} messages sent of which the last is not the one taken here under that number: one house lost or \
         changed its history; stop the exchange and compare both logs", .theirs.count
    )]
    TheySentOthers {
        /// What they say they sent.
        theirs: Chain,
    },
    /// On the way to them.
    #[error(
        "they have not taken messages {first} to {last} yet: these are sent again until they are; where tomorrow's \
         statement says the same, look at the connection"
    )]
    NotYetTaken {
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// On the way to us.
    #[error(
        "messages {first} to {last} that they sent have not arrived yet: they are sent again until they are taken; where \
         tomorrow's statement says the same, look at the connection"
    )]
    NotYetArrived {
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// They do not know a license that we know.
    #[error(
        "license {license} is known here and not there, though all was heard: send its events again as new messages, under \
         their ids"
    )]
    MissingThere {
        /// The license.
        license: LicenseNumber,
    },
    /// They know a license that we do not know.
    #[error("license {license} is known there and not here, though all was heard: ask the authority for its events")]
    MissingHere {
        /// The license.
        license: LicenseNumber,
    },
    /// Different versions are in force.
    #[error(
        "of license {license} version {ours} is in force here and version {theirs} there: the authority's counts; look for \
         the event that was not applied"
    )]
    Version {
        /// The license.
        license: LicenseNumber,
        /// Ours.
        ours: u32,
        /// Theirs.
        theirs: u32,
    },
    /// It stands differently.
    #[error(
        "license {license} is {ours} here and {theirs} there: the stricter counts until the event that was not applied or \
         not told is found"
    )]
    Standing {
        /// The license.
        license: LicenseNumber,
        /// Ours.
        ours: Standing,
        /// Theirs.
        theirs: Standing,
    },
    /// Different amounts were used.
    #[error(
        "of license {license} {ours} were used by our books and {theirs} by theirs: hold the usages that were told against \
         the provider's records, and correct by two people"
    )]
    Used {
        /// The license.
        license: LicenseNumber,
        /// Ours.
        ours: Amount,
        /// Theirs.
        theirs: Amount,
    },
    /// Different amounts were used beyond what was reserved.
    #[error(
        "of license {license} {ours} were used beyond reservations by our books and {theirs} by theirs: hold the usages \
         that were told against the provider's records"
    )]
    Breach {
        /// The license.
        license: LicenseNumber,
        /// Ours.
        ours: Amount,
        /// Theirs.
        theirs: Amount,
    },
}

impl Difference {
    /// Whether people must act. What is only on its way mends itself.
    #[must_use]
    pub const fn is_serious(&self) -> bool {
        !matches!(self, Self::NotYetTaken { .. } | Self::NotYetArrived { .. })
    }

    /// The license it is about; nothing where it is about messages.
    #[must_use]
    pub const fn license(&self) -> Option<&LicenseNumber> {
        match self {
            Self::MissingThere { license }
            | Self::MissingHere { license }
            | Self::Version { license, .. }
            | Self::Standing { license, .. }
            | Self::Used { license, .. }
            | Self::Breach { license, .. } => Some(license),
            _ => None,
        }
    }

    /// Whether another is of the same kind and about the same: the same difference, a day later.
    #[must_use]
    pub fn is_the_same_as(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.license() == other.license()
    }
}

//! What something that is said follows from.

use std::fmt;

use jiff::civil::Date;
use portcullis_desk::case::CaseNumber;
use portcullis_exchange::{House, Reference};
use portcullis_license::LicenseNumber;
use portcullis_log::Hash;

/// What a message follows from. Its text is recorded with the message, and no two messages to one peer have one cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// An event of a case; `what` of it is said.
    Event {
        /// The case.
        case: CaseNumber,
        /// The number of the event.
        entry: u32,
        /// What is said.
        what: Consequence,
    },
    /// An event of a filing.
    Filing {
        /// The filing.
        reference: Reference,
        /// The number of the event.
        entry: u32,
    },
    /// A document of a case that has arrived.
    Arrival {
        /// The case.
        case: CaseNumber,
        /// SHA-256 of the document.
        sha256: Hash,
    },
    /// A message that was taken and cannot be acted upon.
    Message {
        /// From whom.
        peer: House,
        /// Its number.
        number: u64,
    },
    /// A day that is over: what was used of a license.
    Usage {
        /// The license.
        license: LicenseNumber,
        /// The day.
        day: Date,
    },
    /// A day that is over: how far the log has grown.
    Checkpoint {
        /// The day.
        day: Date,
    },
    /// A day that is over: what each side has on record.
    Reconciliation {
        /// The day.
        day: Date,
        /// The license after which this part begins; nothing where it begins with the first.
        after: Option<LicenseNumber>,
    },
}

impl Cause {
    /// The event of a filing that a recorded cause names; nothing where it names something else.
    #[must_use]
    pub fn of_filing(recorded: &str) -> Option<(Reference, u32)> {
        let (reference, entry) = recorded.strip_prefix(FILING)?.rsplit_once('/')?;
        Some((Reference::new(reference).ok()?, entry.parse().ok()?))
    }

    /// What the recorded causes begin with that follow from events of a case, or from what came with it.
    #[must_use]
    pub fn prefix_of_case(case: &CaseNumber) -> String {
        format!("case/{case}/")
    }

    /// Whether it goes with another once that was said, if it stood before it. What follows from cases is said in one order for all of them. A filing
    /// that is not acknowledged yet does not hold up the others, so they have an order each.
    pub(crate) fn goes_with(&self, said: &Self) -> bool {
        match (self, said) {
            (Self::Filing { reference, .. }, Self::Filing { reference: other, .. }) => reference == other,
            (Self::Filing { .. }, _) | (_, Self::Filing { .. }) => false,
            _ => true,
        }
    }
}

/// What recorded causes begin with that are events of filings.
const FILING: &str = "filing/";

macro_rules! consequences {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {
        /// What an event of a case makes an authority say.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Consequence {
            $($(#[$doc])* $name,)*
        }

        impl Consequence {
            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

consequences! {
    /// That an application has a case.
    Acknowledgement "acknowledgement";
    /// A question.
    Question "question";
    /// What was decided.
    Decision "decision";
    /// A change to a license.
    LicenseEvent "license_event";
    /// A letter.
    Notice "notice";
    /// An inspection.
    Inspection "inspection";
    /// That records are to be preserved, or need no longer be.
    Preservation "preservation";
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { case, entry, what } => write!(out, "{}{entry}/{}", Self::prefix_of_case(case), what.word()),
            Self::Filing { reference, entry } => write!(out, "{FILING}{reference}/{entry}"),
            Self::Arrival { case, sha256 } => write!(out, "{}arrival/{}", Self::prefix_of_case(case), sha256.to_hex()),
            Self::Message { peer, number } => write!(out, "from/{peer}/{number}"),
            Self::Usage { license, day } => write!(out, "usage/{day}/{license}"),
            Self::Checkpoint { day } => write!(out, "checkpoint/{day}"),
            Self::Reconciliation { day, after: None } => write!(out, "reconciliation/{day}"),
            Self::Reconciliation { day, after: Some(after) } => write!(out, "reconciliation/{day}/{after}"),
        }
    }
}

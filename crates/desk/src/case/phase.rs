//! Where a case stands.

use std::fmt;

use jiff::civil::Date;
use portcullis_license::Standing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::LicenseMark;

macro_rules! phases {
    ($($(#[$doc:meta])* $name:ident $word:literal $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })?;)*) => {
        /// Where a case stands. Days are civil days in Coordinated Universal Time.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "phase", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Phase {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type,)* })?,)*
        }

        /// A phase without its days.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum PhaseKind {
            $($(#[$doc])* $name,)*
        }

        impl Phase {
            /// Which phase, without its days.
            #[must_use]
            pub fn kind(&self) -> PhaseKind {
                match self {
                    $(Self::$name { .. } => PhaseKind::$name,)*
                }
            }
        }

        impl PhaseKind {
            /// All of them, in the order of a case's life.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word for it, as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

phases! {
    /// It came in and is looked at: no clock runs.
    Received "received";
    /// It is complete, and the clock runs.
    Registered "registered" {
        /// Since.
        on: Date,
    };
    /// Agencies were asked, or need not be.
    Referred "referred" {
        /// Since.
        on: Date,
    };
    /// It is decided that it is to be denied, and the applicant is heard.
    IntentToDeny "intent_to_deny" {
        /// When that was decided.
        decided: Date,
        /// When the applicant was told.
        notified: Option<Date>,
        /// When it responded.
        responded: Option<Date>,
    };
    /// It is denied; the applicant can appeal.
    Denied "denied" {
        /// When.
        on: Date,
    };
    /// The applicant appealed.
    Appealed "appealed" {
        /// When.
        on: Date,
    };
    /// A license was issued.
    Licensed "licensed" {
        /// Which, in its latest version.
        license: LicenseMark,
        /// How it stands.
        standing: Standing,
    };
    /// It ended without a license.
    Ended "ended" {
        /// How.
        how: Ending,
        /// When.
        on: Date,
    };
    /// Nothing is to be done any more; the records are kept.
    Closed "closed" {
        /// When.
        on: Date,
    };
    /// What was said is erased. Who did what, and when, stays.
    Erased "erased" {
        /// When.
        on: Date,
    };
}

/// How a case ended without a license.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The applicant withdrew it.
    Withdrawn,
    /// It was returned without action.
    Returned,
    /// No license is needed.
    NoLicenseNeeded,
    /// The denial stands: the appeal was dismissed or withdrawn.
    DenialStands,
}

impl fmt::Display for PhaseKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

//! Who did something.

use std::fmt;

use portcullis_access::Principal;
use portcullis_access::proposal::Signer;
use portcullis_license::{Person, Provider};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::Digest;
use crate::agency::AgencyName;

/// Who did something, and in what part. That they hold the part is for whoever lets them in to know; what the part may do is decided here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
pub enum Actor {
    /// The applicant, by a signed message.
    Applicant {
        /// The provider that applies.
        provider: Provider,
        /// Who signed there, as the provider names them.
        person: Person,
        /// SHA-256 of the message.
        message: Digest,
    },
    /// An officer of the authority.
    Officer {
        /// Who.
        signer: Signer,
    },
    /// Somebody who speaks for an agency.
    Adviser {
        /// Who.
        signer: Signer,
        /// For which.
        agency: AgencyName,
    },
    /// The chair of the operating committee (15 CFR 750.4(f)).
    Chair {
        /// Who.
        signer: Signer,
    },
    /// Somebody who looks at the spot.
    Inspector {
        /// Who.
        signer: Signer,
    },
    /// A system of the authority: what time brings about, what comes from other systems. It signs nothing.
    System {
        /// Which.
        name: Person,
    },
}

/// The part in which somebody acts.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The applicant.
    Applicant,
    /// An officer of the authority.
    Officer,
    /// Somebody who speaks for an agency.
    Adviser,
    /// The chair of the operating committee.
    Chair,
    /// Somebody who looks at the spot.
    Inspector,
    /// A system.
    System,
}

/// Only people sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no person, and only people act in a case; sign in, or use a key of kind `person`")]
pub struct NoPerson(String);

/// Whoever calls, as somebody who can sign.
///
/// # Errors
/// [`NoPerson`] where a system calls.
pub fn signer(principal: &Principal) -> Result<Signer, NoPerson> {
    if principal.is_person() { Ok(Signer::of(principal)) } else { Err(NoPerson(principal.name.to_string())) }
}

impl Actor {
    /// The part.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Applicant { .. } => Role::Applicant,
            Self::Officer { .. } => Role::Officer,
            Self::Adviser { .. } => Role::Adviser,
            Self::Chair { .. } => Role::Chair,
            Self::Inspector { .. } => Role::Inspector,
            Self::System { .. } => Role::System,
        }
    }

    /// The person on the authority's side of the counter, if it is one.
    #[must_use]
    pub fn signer(&self) -> Option<&Signer> {
        match self {
            Self::Officer { signer }
            | Self::Adviser { signer, .. }
            | Self::Chair { signer }
            | Self::Inspector { signer } => Some(signer),
            Self::Applicant { .. } | Self::System { .. } => None,
        }
    }

    /// The agency somebody speaks for, if they do.
    #[must_use]
    pub fn agency(&self) -> Option<&AgencyName> {
        match self {
            Self::Adviser { agency, .. } => Some(agency),
            _ => None,
        }
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Applicant, Self::Officer, Self::Adviser, Self::Chair, Self::Inspector, Self::System];
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Applicant => "applicant",
            Self::Officer => "officer",
            Self::Adviser => "adviser",
            Self::Chair => "chair",
            Self::Inspector => "inspector",
            Self::System => "system",
        })
    }
}

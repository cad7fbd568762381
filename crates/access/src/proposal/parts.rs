//! What a proposal is made of: its name, its digest, and who stands behind it.

use std::fmt;
use std::str::FromStr;

use portcullis_license::OperationId;
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};

use crate::principal::{Credential, Principal, folded};
use crate::secret::NoRandomness;

/// Names of proposals begin so; 32 hexadecimal digits follow.
const PREFIX: &str = "proposal-";

/// A person, and what they proved themselves by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// What they are called in records.
    pub name: String,
    /// What they proved themselves by.
    pub credential: Credential,
}

impl Signer {
    /// Whoever calls.
    #[must_use]
    pub fn of(principal: &Principal) -> Self {
        Self { name: principal.name.to_string(), credential: principal.credential.clone() }
    }

    /// Whether this may be the same person: the same credential, or the same name in any case. In doubt it is.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        self.credential == other.credential || folded(&self.name) == folded(&other.name)
    }
}

/// SHA-256 of what a proposal says, 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Hash::of(bytes).to_hex())
    }

    /// As a caller sends it back; anything that is no digest is the digest of nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The name of a proposal: of the operation too, when it is carried out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProposalId(OperationId);

/// Why a text is not the name of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a proposal is called `{PREFIX}` and 32 digits of 0 to 9 and a to f; list the proposals to find it")]
pub struct ProposalIdError;

impl ProposalId {
    /// Makes one up.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        OperationId::new(&format!("{PREFIX}{digits}")).map(Self).map_err(|_| NoRandomness)
    }

    /// The id under which it is carried out.
    #[must_use]
    pub fn operation(&self) -> &OperationId {
        &self.0
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for ProposalId {
    type Err = ProposalIdError;
    fn from_str(text: &str) -> Result<Self, ProposalIdError> {
        let digits = text.strip_prefix(PREFIX).ok_or(ProposalIdError)?;
        let is_hex = digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex { OperationId::new(text).map(Self).map_err(|_| ProposalIdError) } else { Err(ProposalIdError) }
    }
}

impl TryFrom<String> for ProposalId {
    type Error = ProposalIdError;
    fn try_from(text: String) -> Result<Self, ProposalIdError> {
        text.parse()
    }
}

impl From<ProposalId> for String {
    fn from(id: ProposalId) -> Self {
        id.as_str().to_owned()
    }
}

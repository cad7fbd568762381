//! A filed application: complete, certified, and signed by a person who can speak for the applicant.
//!
//! The digest is that of the canonical JSON (RFC 8785) of the application and of who certifies it, so that neither can be exchanged for another. What was
//! signed is kept as it was written: a later version of this program, with more fields and stricter checks, still reads it and finds the same digest. So
//! reading proves what was filed and not that it is complete; whoever receives a filing asks [`Filed::gaps`].

use std::fmt;

use portcullis_license::{Instant, Person};
use portcullis_log::Hash;
use portcullis_log::canonical::to_canonical;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::form::Application;
use crate::gap::{Gap, Gaps};
use crate::letters::{brief, is_blank};
use crate::read::{ReadError, typed};

/// Who signs, and as what (15 CFR part 748, supp. 1, block 25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certifier {
    /// The person.
    pub name: Person,
    /// In which capacity: officer, or agent with authority.
    pub capacity: String,
    /// When, in milliseconds since 1970.
    pub at: Instant,
}

/// A filed application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct Filed {
    application: Application,
    certifier: Certifier,
    // INVARIANT: the two above were read from it, it has a canonical form, and the digest is of that.
    signed: Signed,
    digest: Hash,
}

/// What is signed, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Signed {
    application: Value,
    certifier: Value,
}

/// A filed application as it is written.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The application.
    #[schemars(with = "Application")]
    application: Value,
    /// Who signed.
    #[schemars(with = "Certifier")]
    certifier: Value,
    /// SHA-256 of the canonical JSON of the two, 64 hexadecimal digits.
    digest: String,
}

/// Why something is not a filed application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FiledError {
    /// A field of it cannot be read.
    #[error("{part}: {error}")]
    Unreadable {
        /// Of the application, or of the certifier.
        part: &'static str,
        /// The field, and what is wrong there.
        error: ReadError,
    },
    /// It has no canonical form.
    #[error("it cannot be recorded: {0}")]
    NotCanonical(String),
    /// Its digest is another one.
    #[error("the digest is {written}; that of what is written is {made}: file it again")]
    Digest {
        /// As it is written.
        written: String,
        /// As it is.
        made: String,
    },
}

/// Signs an application.
///
/// # Errors
/// Every gap of it, and those of the signature.
pub fn sign(application: Application, certifier: Certifier) -> Result<Filed, Vec<Gap>> {
    let found = gaps_of(&application, &certifier);
    if !found.is_empty() {
        return Err(found);
    }
    let written = serde_json::to_value(&application)
        .and_then(|application| Ok(Signed { application, certifier: serde_json::to_value(&certifier)? }));
    let made = written.map_err(|error| error.to_string()).and_then(|signed| Ok((digest(&signed)?, signed)));
    match made {
        Ok((digest, signed)) => Ok(Filed { application, certifier, signed, digest }),
        Err(why) => {
            let mut gaps = Gaps::new(&application);
            gaps.unusable("", why, "fill it in again");
            Err(gaps.found)
        }
    }
}

fn gaps_of(application: &Application, certifier: &Certifier) -> Vec<Gap> {
    let mut found = crate::complete::gaps(application);
    let mut of_signature = Gaps::new(application);
    if is_blank(&certifier.capacity) {
        of_signature.missing("certifier.capacity", "say as what the person signs: officer, or agent with authority");
    } else if Person::new(&certifier.capacity).is_err() {
        of_signature.unusable("certifier.capacity", "it has more than 200 bytes, or control characters", "shorten it");
    }
    found.append(&mut of_signature.found);
    found
}

fn canonical(signed: &Signed) -> Result<Vec<u8>, String> {
    let value = serde_json::to_value(signed).map_err(|error| error.to_string())?;
    to_canonical(&value).map_err(|error| error.to_string())
}

fn digest(signed: &Signed) -> Result<Hash, String> {
    canonical(signed).map(|bytes| Hash::of(&bytes))
}

impl Filed {
    /// The application.
    #[must_use]
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Who signed.
    #[must_use]
    pub fn certifier(&self) -> &Certifier {
        &self.certifier
    }

    /// SHA-256 of [`Filed::canonical`].
    #[must_use]
    pub fn digest(&self) -> Hash {
        self.digest
    }

    /// What was signed, as canonical JSON: the application and who signed.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        // It had a canonical form when its digest was made.
        canonical(&self.signed).unwrap_or_default()
    }

    /// The same with its digest, as a value for a record or a message.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// What is missing by the checks of today: to be asked of a filing that comes from elsewhere, and not of one that was accepted once.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        gaps_of(&self.application, &self.certifier)
    }
}

impl TryFrom<Written> for Filed {
    type Error = FiledError;
    fn try_from(written: Written) -> Result<Self, FiledError> {
        let unreadable = |part| move |error| FiledError::Unreadable { part, error };
        let application = typed(written.application.clone()).map_err(unreadable("application"))?;
        let certifier = typed(written.certifier.clone()).map_err(unreadable("certifier"))?;
        let signed = Signed { application: written.application, certifier: written.certifier };
        let digest = digest(&signed).map_err(FiledError::NotCanonical)?;
        let made = digest.to_hex();
        if made != written.digest {
            return Err(FiledError::Digest { written: brief(&written.digest), made });
        }
        Ok(Self { application, certifier, signed, digest })
    }
}

impl From<Filed> for Written {
    fn from(filed: Filed) -> Self {
        let Signed { application, certifier } = filed.signed;
        Self { application, certifier, digest: filed.digest.to_hex() }
    }
}

impl fmt::Display for Certifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, {}, {}", self.name, self.capacity, self.at)
    }
}

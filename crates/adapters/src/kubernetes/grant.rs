//! Grants: what an object bears to show that the gate opened for it.
//!
//! ```text
//! portcullis.dev/grant: v1.<decision>.<issued>.<expires>.<signature>
//! ```
//!
//! `issued` and `expires` are seconds since 1970; the signature is Ed25519 (RFC 8032) in base64url without padding (RFC 4648 section 5), over a JSON array
//! that has these fields, the kind, namespace and name of the object, and everything that it wants. So a grant of one object is none for another, or for the same
//! object when somebody changed it. Between two objects that are the same in all of this only the age tells: see [`super::Phase`].

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use portcullis_license::OperationId;
use serde_json::json;

use super::pod::Wanted;
use crate::template::Refused;

/// The annotation.
pub const GRANT: &str = "portcullis.dev/grant";

/// Longer than an API server waits for all webhooks of a request (30 seconds each), and short enough that a copied grant is worth nothing: while the mutating
/// webhook stands it overwrites a copy anyway.
pub const FRESH: u64 = 120;

/// How far the clocks of two servers may be apart, in seconds.
pub const SKEW: u64 = 5;

/// What a grant is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    kind: String,
    namespace: String,
    name: String,
}

impl Subject {
    /// An object. One that the API server names has the stem of its name, and a star.
    #[must_use]
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// Each pod of a set of a queued workload.
    #[must_use]
    pub fn workload(namespace: &str, workload: &str, podset: &str) -> Self {
        // Neither name can have a slash.
        Self::new("Workload", namespace, &format!("{workload}/{podset}"))
    }
}

/// Signs grants.
pub struct Granter(SigningKey);

/// Verifies grants.
#[derive(Clone, Debug)]
pub struct Verifier(VerifyingKey);

/// A grant whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// When it was issued, in seconds since 1970.
    pub issued: u64,
    /// When it expires.
    pub expires: u64,
}

impl Granter {
    /// A key of its own: 32 random bytes (RFC 8032 section 5.1.5) that sign nothing else.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Who verifies what this signs.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier(self.0.verifying_key())
    }

    /// A grant.
    #[must_use]
    pub fn grant(
        &self,
        decision: &OperationId,
        subject: &Subject,
        wanted: &BTreeSet<Wanted>,
        issued: u64,
        expires: u64,
    ) -> String {
        let message = message(decision.as_str(), issued, expires, subject, wanted);
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(&message).to_bytes());
        format!("v1.{decision}.{issued}.{expires}.{signature}")
    }
}

impl std::fmt::Debug for Granter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the key.
        out.debug_tuple("Granter").field(&self.verifier().0).finish()
    }
}

impl Verifier {
    /// The public key; nothing where it is none.
    #[must_use]
    pub fn from_bytes(key: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(key).ok().map(Self)
    }

    /// Reads a grant, and verifies that it is of this subject and for what it wants.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, grant: &str, subject: &Subject, wanted: &BTreeSet<Wanted>) -> Result<Granted, Refused> {
        let malformed = || Refused::of(format!("the annotation {GRANT} has not the form of a grant: remove it"));
        let mut parts = grant.strip_prefix("v1.").ok_or_else(malformed)?.rsplitn(4, '.');
        let (signature, expires, issued, decision) = (parts.next(), parts.next(), parts.next(), parts.next());
        let seconds = |text: Option<&str>| text.and_then(canonical).ok_or_else(malformed);
        let (issued, expires) = (seconds(issued)?, seconds(expires)?);
        let decision = decision.ok_or_else(malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature.unwrap_or_default()).map_err(|_| malformed())?;
        let signature = Signature::from_slice(&signature).map_err(|_| malformed())?;
        let message = message(decision, issued, expires, subject, wanted);
        self.0.verify_strict(&message, &signature).map_err(|_| {
            Refused::of(format!(
                "the grant in {GRANT} is not for this object as it is now: remove the annotation; if you did not set it, another webhook changed the object after the grant"
            ))
        })?;
        Ok(Granted { issued, expires })
    }
}

/// Digits without a sign and without leading zeros: one way to write a number.
fn canonical(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// What is signed: JSON, so that no field can run into the next.
fn message(decision: &str, issued: u64, expires: u64, subject: &Subject, wanted: &BTreeSet<Wanted>) -> Vec<u8> {
    let Subject { kind, namespace, name } = subject;
    let wanted: Vec<_> = wanted
        .iter()
        .map(|Wanted { customer, end_uses, accelerator, site, chips }| {
            json!([customer, end_uses, accelerator, site, chips])
        })
        .collect();
    json!([GRANT, "v1", decision, issued, expires, kind, namespace, name, wanted]).to_string().into_bytes()
}

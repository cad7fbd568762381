//! Keys as their holders have them: `portcullis_0123456789ab_<48 characters>`.
//!
//! The prefix lets scanners for leaked secrets find them; the id names the key in the store and in logs; the rest, in base64url (RFC 4648 section 5), is a
//! secret of 256 bits and the first four bytes of a SHA-256 over id and secret, so that a typing mistake, or something that only looks like a
//! key, is told apart without asking a store. What is kept of the secret is its SHA-256: of so many random bits that is as good as a slow hash.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::keys::KeyError;

/// What keys begin with.
pub const PREFIX: &str = "portcullis_";
/// Bytes of an id, a secret and a checksum.
const ID: usize = 6;
const SECRET: usize = 32;
const CHECKSUM: usize = 4;
/// Characters of an id.
const ID_DIGITS: usize = 2 * ID;
/// Characters of a secret and its checksum: base64 without a rest.
const TAIL_CHARACTERS: usize = (SECRET + CHECKSUM) / 3 * 4;

/// Which key: 12 hexadecimal digits. It is no secret.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId([u8; ID]);

/// Why a text is not the id of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a key has {ID_DIGITS} digits of 0 to 9 and a to f, as in `portcullis_<id>_…`")]
pub struct KeyIdError;

impl FromStr for KeyId {
    type Err = KeyIdError;
    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        let digits: &[u8; ID_DIGITS] = text.as_bytes().try_into().map_err(|_| KeyIdError)?;
        let mut id = [0; ID];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = *pair else { return Err(KeyIdError) };
            *byte = digit(high)? << 4 | digit(low)?;
        }
        Ok(Self(id))
    }
}

fn digit(character: u8) -> Result<u8, KeyIdError> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(KeyIdError),
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyIdError;
    fn try_from(text: String) -> Result<Self, KeyIdError> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The secret of a key. It is never printed.
pub(crate) struct Secret([u8; SECRET]);

impl Secret {
    /// What is kept of it.
    pub(crate) fn digest(&self) -> SecretDigest {
        SecretDigest(Sha256::digest(self.0).into())
    }

    fn checksum(&self, id: KeyId) -> [u8; CHECKSUM] {
        let hash: [u8; 32] =
            Sha256::new().chain_update(PREFIX).chain_update(id.0).chain_update(self.0).finalize().into();
        let [first, second, third, fourth, ..] = hash;
        [first, second, third, fourth]
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

/// SHA-256 of a secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// Whether two are the same, in a time that does not depend on where they differ.
    pub(crate) fn is(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl TryFrom<String> for SecretDigest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| "a digest is base64url")?;
        bytes.try_into().map(Self).map_err(|_| "a digest has 32 bytes")
    }
}

impl From<SecretDigest> for String {
    fn from(digest: SecretDigest) -> Self {
        URL_SAFE_NO_PAD.encode(digest.0)
    }
}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SecretDigest")
    }
}

/// A key that was just made up. Its text is shown once, to whoever will hold it, and kept nowhere.
#[derive(Debug)]
pub struct FreshKey {
    pub(crate) id: KeyId,
    pub(crate) secret: Secret,
}

/// The system has no random numbers to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers, so that no key can be made; see to its source of them")]
pub struct NoRandomness;

impl FreshKey {
    /// Makes one up.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut id = [0; ID];
        let mut secret = [0; SECRET];
        getrandom::fill(&mut id).and_then(|()| getrandom::fill(&mut secret)).map_err(|_| NoRandomness)?;
        Ok(Self { id: KeyId(id), secret: Secret(secret) })
    }

    /// Another secret for a key that there is.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn again(id: KeyId) -> Result<Self, NoRandomness> {
        Self::generate().map(|fresh| Self { id, ..fresh })
    }

    /// Which key it is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The key as its holder has it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let tail: Vec<u8> = self.secret.0.into_iter().chain(self.secret.checksum(self.id)).collect();
        format!("{PREFIX}{}_{}", self.id, URL_SAFE_NO_PAD.encode(tail))
    }
}

/// Takes a key that was presented apart, without asking who holds it.
pub(crate) fn read(presented: &str) -> Result<(KeyId, Secret), KeyError> {
    let (id, tail) = presented
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split_at_checked(ID_DIGITS))
        .and_then(|(id, rest)| Some((id, rest.strip_prefix('_')?)))
        .ok_or(KeyError::NoKey)?;
    let id: KeyId = id.parse().map_err(|_| KeyError::NoKey)?;
    if tail.len() != TAIL_CHARACTERS {
        return Err(KeyError::NoKey);
    }
    let mut bytes = [0; SECRET + CHECKSUM];
    URL_SAFE_NO_PAD.decode_slice(tail, &mut bytes).map_err(|_| KeyError::NoKey)?;
    let (secret, checksum) = bytes.split_first_chunk::<SECRET>().ok_or(KeyError::NoKey)?;
    let secret = Secret(*secret);
    if !bool::from(secret.checksum(id).as_slice().ct_eq(checksum)) {
        return Err(KeyError::Mistyped);
    }
    Ok((id, secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(id: [u8; ID], secret: [u8; SECRET]) -> FreshKey {
        FreshKey { id: KeyId(id), secret: Secret(secret) }
    }

    #[test]
    fn one_that_is_known() {
        // A key of zeros, made by another program: base64url(32 zeros, sha256("portcullis_", 6 zeros, 32 zeros)[:4]).
        let text = key([0; ID], [0; SECRET]).reveal();
        assert_eq!(text, "portcullis_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABY3vr3");
        assert_eq!(read(&text).unwrap().0.to_string(), "000000000000");
    }

    #[test]
    fn nothing_prints_a_secret() {
        let fresh = FreshKey::generate().unwrap();
        let printed = format!("{fresh:?} {:?} {:?}", fresh.secret, fresh.secret.digest());
        let tail = fresh.reveal().split_off(PREFIX.len() + ID_DIGITS + 1);
        assert!(
            !printed.contains(&tail) && !printed.contains("[") && printed.contains(&fresh.id.to_string()),
            "{printed}"
        );
    }

    proptest! {
        #[test]
        fn what_is_revealed_is_read(id: [u8; ID], secret: [u8; SECRET]) {
            let (read_id, read_secret) = read(&key(id, secret).reveal()).unwrap();
            prop_assert_eq!(read_id.0, id);
            prop_assert!(bool::from(read_secret.digest().is(&key(id, secret).secret.digest())));
        }

        #[test]
        fn one_wrong_character_is_noticed(id: [u8; ID], secret: [u8; SECRET], at in 0_usize..72, to in "[0-9a-zA-Z_-]") {
            let text = key(id, secret).reveal();
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(read(&changed).is_ok(), changed == text);
        }

        #[test]
        fn anything_may_be_presented(text in "\\PC*", tail in "[A-Za-z0-9_-]{0,80}") {
            prop_assert!(read(&text).is_err());
            let _ = read(&format!("portcullis_{tail}"));
            let _ = read(&format!("portcullis_0123456789ab_{tail}"));
            let _ = read(&format!("portcullis_ä{text}"));
        }
    }
}

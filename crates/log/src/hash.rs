//! SHA-256, and the two ways in which RFC 6962 section 2.1 uses it.
//!
//! A leaf is hashed with 0x00 before it and a node with 0x01, so that no leaf can be passed off as a node.

use crate::text::{from_base64, shown, to_base64};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// The length of a hash in bytes.
pub const HASH_BYTES: usize = 32;
const LEAF_PREFIX: u8 = 0x00;
const NODE_PREFIX: u8 = 0x01;

/// A SHA-256 hash; written as base64 with padding, as all formats here want it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

/// Why a text is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Not the base64 of 32 bytes.
    #[error("`{0}` is no hash: write 32 bytes as base64 with padding, 44 characters")]
    Base64(String),
    /// Not the hexadecimal form of 32 bytes.
    #[error("`{0}` is no hash: write 32 bytes as 64 lower-case hexadecimal digits")]
    Hex(String),
}

impl Hash {
    /// The root of the tree without leaves: the hash of nothing (RFC 6962 section 2.1).
    pub const EMPTY_ROOT: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Plain SHA-256, which is neither a leaf's nor a node's hash.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// Base64 with padding, 44 characters.
    #[must_use]
    pub fn to_base64(&self) -> String {
        to_base64(&self.0)
    }

    /// Reads what [`Hash::to_base64`] writes, and no other spelling.
    ///
    /// # Errors
    /// When the text is not the one base64 form of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, HashError> {
        from_base64(text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| HashError::Base64(shown(text)))
    }

    /// Lower-case hexadecimal, 64 digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(HASH_BYTES * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Reads what [`Hash::to_hex`] writes.
    ///
    /// # Errors
    /// When the text is not 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, HashError> {
        let wrong = || HashError::Hex(shown(text));
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        match (bytes.and_then(|bytes| bytes.try_into().ok()), rest) {
            (Some(bytes), []) => Ok(Self(bytes)),
            _ => Err(wrong()),
        }
    }

    /// The hashes that lie one after another in the bytes of a tile; `None` when a part is left over.
    #[must_use]
    pub fn row(bytes: &[u8]) -> Option<Vec<Self>> {
        let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
        rest.is_empty().then(|| hashes.iter().copied().map(Self).collect())
    }
}

/// SHA-256 of 0x00 and the leaf (RFC 6962 section 2.1).
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update([LEAF_PREFIX]);
    digest.update(leaf);
    Hash(digest.finalize().into())
}

/// SHA-256 of 0x01 and both hashes (RFC 6962 section 2.1).
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    let mut digest = Sha256::new();
    digest.update([NODE_PREFIX]);
    digest.update(left.0);
    digest.update(right.0);
    Hash(digest.finalize().into())
}

impl fmt::Display for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        Self::from_base64(text)
    }
}

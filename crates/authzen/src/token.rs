//! Tokens of a search: where the next page begins.
//!
//! A token says how many candidates were decided so far and how many results a page has, under a tag made with a key of the service over those and the
//! whole query. So it belongs to one query, nobody else can make one, and it names nobody: a candidate that was passed over stays unnamed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the tag.
const TAG: usize = 16;
/// What is tagged: these tokens and nothing else that the key may be used for.
const DOMAIN: &[u8] = b"portcullis authzen page token 1";

/// Makes and reads tokens.
#[derive(Clone)]
pub struct Tokens(Hmac<Sha256>);

impl std::fmt::Debug for Tokens {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Tokens")
    }
}

/// Where a page begins, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Candidates decided before it.
    pub from: u64,
    /// Results at most.
    pub limit: u32,
}

impl Tokens {
    /// With the key of the service. Nodes that answer for one another need the same one.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        // As long as a block of the hash: HMAC fills a shorter key with zeros.
        let mut block = [0; 64];
        let (filled, _) = block.split_at_mut(key.len());
        filled.copy_from_slice(key);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(DOMAIN);
        Self(mac)
    }

    /// The token of a place in a query.
    pub(crate) fn make(&self, query: &[&str], place: Place) -> String {
        let mut bytes = place.bytes().to_vec();
        bytes.extend(self.mac(query, place).finalize().into_bytes().iter().take(TAG));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place that a token of the query names; nothing where it is no token of it.
    pub(crate) fn read(&self, query: &[&str], token: &str) -> Option<Place> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (from, rest) = bytes.split_first_chunk::<8>()?;
        let (limit, tag) = rest.split_first_chunk::<4>()?;
        let tag: &[u8; TAG] = tag.try_into().ok()?;
        let place = Place { from: u64::from_be_bytes(*from), limit: u32::from_be_bytes(*limit) };
        self.mac(query, place).verify_truncated_left(tag).ok()?;
        Some(place)
    }

    fn mac(&self, query: &[&str], place: Place) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(&place.bytes());
        for part in query {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

impl Place {
    fn bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        let (from, limit) = bytes.split_at_mut(8);
        from.copy_from_slice(&self.from.to_be_bytes());
        limit.copy_from_slice(&self.limit.to_be_bytes());
        bytes
    }
}

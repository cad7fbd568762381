//! What was hashed, in hexadecimal.

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash in hexadecimal: the version of what was hashed.
pub type Digest = String;

/// The hash of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    hex(&Sha256::digest(bytes))
}

/// The hash of several named texts, independent of the order in which they are given.
#[must_use]
pub fn digest_of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Digest {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, text) in files {
        // Lengths separate the parts, so that no two sets of files give the same input.
        hasher.update((name.len() as u64).to_be_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    hex(&hasher.finalize())
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hex(&[0, 9, 10, 0xff]), "00090aff");
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

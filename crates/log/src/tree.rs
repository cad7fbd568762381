//! The right edge of a growing tree: all that must be remembered to add leaves and to know the root.
//!
//! A tree of `size` leaves is a row of complete subtrees, one for each bit of `size`, the largest first. Their roots
//! are the frontier. A new leaf joins the last subtree as long as that has the same height, which is the carry of an
//! addition; so a leaf costs two hashes on average, its own and one node.

use crate::hash::{HASH_BYTES, Hash, node_hash};

/// The most leaves of a tree that is taken up again: 256^7. Nothing that runs reaches it, so sizes never overflow.
pub const MOST_LEAVES: u64 = 1 << 56;

/// The right edge of a tree: its size, and the roots of its complete subtrees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One for each bit of `size`, the largest subtree first.
    hashes: Vec<Hash>,
}

/// Why bytes or parts are no frontier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// More leaves than a tree may have.
    #[error("a tree of {0} leaves is larger than {MOST_LEAVES}: the stored frontier is damaged, rebuild it")]
    TooLarge(u64),
    /// The hashes do not go with the size.
    #[error("a tree of {size} leaves has {} hashes on its edge, not {given}: rebuild it", size.count_ones())]
    Hashes {
        /// Leaves.
        size: u64,
        /// How many hashes there are.
        given: usize,
    },
    /// The bytes are cut.
    #[error("{0} bytes are no frontier: 8 of the size, then 32 for each hash; rebuild it")]
    Cut(usize),
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, hashes: Vec::new() }
    }

    /// The tree over these leaf hashes.
    #[must_use]
    pub fn over(leaf_hashes: impl IntoIterator<Item = Hash>) -> Self {
        let mut frontier = Self::new();
        for hash in leaf_hashes {
            frontier.append(hash);
        }
        frontier
    }

    /// Takes up a tree again.
    ///
    /// # Errors
    /// When the number of hashes is not the number of bits of the size, or the size is above [`MOST_LEAVES`].
    pub fn from_parts(size: u64, hashes: Vec<Hash>) -> Result<Self, FrontierError> {
        if size > MOST_LEAVES {
            return Err(FrontierError::TooLarge(size));
        }
        if usize::try_from(size.count_ones()).ok() != Some(hashes.len()) {
            return Err(FrontierError::Hashes { size, given: hashes.len() });
        }
        Ok(Self { size, hashes })
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// As [`Frontier::from_parts`], and when the bytes are cut.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let cut = || FrontierError::Cut(bytes.len());
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or_else(cut)?;
        Self::from_parts(u64::from_be_bytes(*size), Hash::row(hashes).ok_or_else(cut)?)
    }

    /// The size in 8 bytes, big end first, then the hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.hashes.len() * HASH_BYTES);
        bytes.extend_from_slice(&self.size.to_be_bytes());
        bytes.extend(self.hashes.iter().flat_map(|hash| hash.0));
        bytes
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, the largest first.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Adds a leaf by its hash.
    pub fn append(&mut self, leaf_hash: Hash) {
        self.append_with(leaf_hash, |_, _| {});
    }

    /// Adds a leaf, and tells each node that it completes: its height, 0 for the leaf itself, and its hash.
    pub fn append_with(&mut self, leaf_hash: Hash, mut completed: impl FnMut(u8, Hash)) {
        let mut hash = leaf_hash;
        completed(0, hash);
        for height in 1..=self.size.trailing_ones() as u8 {
            // There is one hash for each bit of the size, so there is always one to take.
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(left, hash);
            completed(height, hash);
        }
        self.hashes.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it is now.
    #[must_use]
    pub fn root(&self) -> Hash {
        join_right(&self.hashes, None).unwrap_or(Hash::EMPTY_ROOT)
    }
}

/// Joins subtrees, the largest first, with what lies right of them.
pub(crate) fn join_right(subtrees: &[Hash], right: Option<Hash>) -> Option<Hash> {
    subtrees.iter().rev().fold(right, |right, left| Some(right.map_or(*left, |right| node_hash(*left, right))))
}

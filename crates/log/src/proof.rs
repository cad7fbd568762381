//! Proofs that a leaf is in a tree, and that a tree grew out of another (RFC 6962 sections 2.1.1 and 2.1.2).
//!
//! Proofs are made from tiles the way RFC 6962 defines them, by splitting ranges; they are checked the way RFC 9162
//! sections 2.1.3.2 and 2.1.4.2 describe, by walking up. The two halves share no code, so one tests the other.

use crate::hash::{Hash, node_hash};
use crate::tile::{Hashes, Nodes, ReadError};
use crate::tree::join_right;

/// The most hashes a proof may have: <https://c2sp.org/tlog-witness> allows no more, and a tree that needs more has over
/// 2^62 leaves.
pub const MOST_PROOF_HASHES: usize = 63;

/// Why a proof cannot be made, or does not prove what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// There is no such leaf.
    #[error("a tree of {size} leaves has no leaf {index}: wait for a larger checkpoint")]
    NoLeaf {
        /// The leaf asked for.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// Trees only grow.
    #[error("a tree of {new} leaves cannot have grown from one of {old}: swap the sizes")]
    Shrinks {
        /// The size that should be smaller.
        old: u64,
        /// The size that should be larger.
        new: u64,
    },
    /// The proof has too many or too few hashes.
    #[error("the proof has {given} hashes and this place in the tree needs another number: ask the log for it again")]
    Length {
        /// How many it has.
        given: usize,
    },
    /// The proof leads to another root.
    #[error("the proof leads to root {found}, not {expected}: it is of another leaf or tree, or the log was changed")]
    Root {
        /// Where it leads.
        found: Hash,
        /// Where it should lead.
        expected: Hash,
    },
    /// Tiles could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The hashes that lead from leaf `index` to the root of the tree of `size` leaves, the leaf's sibling first
/// (RFC 6962 section 2.1.1).
///
/// # Errors
/// When there is no such leaf, or a tile cannot be read.
pub fn inclusion(hashes: &impl Hashes, index: u64, size: u64) -> Result<Vec<Hash>, ProofError> {
    if index >= size {
        return Err(ProofError::NoLeaf { index, size });
    }
    let mut nodes = Nodes::new(hashes, size);
    let (mut first, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            proof.push(range(&mut nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(range(&mut nodes, first, middle)?);
            first = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show that the tree of `new_size` leaves begins with the tree of `old_size` leaves (RFC 6962 section
/// 2.1.2); none when the sizes are equal or the old one is 0.
///
/// # Errors
/// When the old tree is the larger one, or a tile cannot be read.
pub fn consistency(hashes: &impl Hashes, old_size: u64, new_size: u64) -> Result<Vec<Hash>, ProofError> {
    if old_size > new_size {
        return Err(ProofError::Shrinks { old: old_size, new: new_size });
    }
    if old_size == 0 {
        return Ok(Vec::new());
    }
    let mut nodes = Nodes::new(hashes, new_size);
    let (mut first, mut end) = (0, new_size);
    let mut proof = Vec::new();
    while end != old_size {
        let middle = first + split(end - first);
        if old_size <= middle {
            proof.push(range(&mut nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(range(&mut nodes, first, middle)?);
            first = middle;
        }
    }
    // The verifier knows the old root, and so this subtree where it is the whole old tree.
    if first > 0 {
        proof.push(range(&mut nodes, first, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root that a proof leads to from a leaf.
///
/// # Errors
/// When there is no such leaf in a tree of that size, or the proof has another length than this place needs.
pub fn root_from_inclusion(leaf_hash: Hash, index: u64, size: u64, proof: &[Hash]) -> Result<Hash, ProofError> {
    if index >= size {
        return Err(ProofError::NoLeaf { index, size });
    }
    let wrong_length = ProofError::Length { given: proof.len() };
    // `node` and `last` are the places of the hash and of the last node, row by row upwards.
    let (mut node, mut last, mut hash) = (index, size - 1, leaf_hash);
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(*sibling, hash);
            // A node on the right edge without a sibling goes up as it is.
            let rows = if node & 1 == 0 { node.trailing_zeros() } else { 0 };
            (node, last) = (shifted(node, rows), shifted(last, rows));
        } else {
            hash = node_hash(hash, *sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last == 0 { Ok(hash) } else { Err(wrong_length) }
}

/// Checks that the leaf is the one at `index` of the tree with this size and root.
///
/// # Errors
/// When the proof does not show it.
pub fn verify_inclusion(leaf_hash: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), ProofError> {
    same_root(root_from_inclusion(leaf_hash, index, size, proof)?, root)
}

/// Checks that the new tree begins with all leaves of the old one.
///
/// # Errors
/// When the proof does not show it; a proof for equal sizes or an empty old tree must be empty.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::Shrinks { old: old_size, new: new_size });
    }
    let wrong_length = ProofError::Length { given: proof.len() };
    if old_size == 0 || old_size == new_size {
        let expected = if old_size == 0 { Hash::EMPTY_ROOT } else { new_root };
        return if proof.is_empty() { same_root(old_root, expected) } else { Err(wrong_length) };
    }
    // Where the old tree is one complete subtree, its root begins the walk and the proof leaves it out.
    let (start, rest) = match proof.split_first() {
        _ if old_size.is_power_of_two() => (old_root, proof),
        Some((start, rest)) => (*start, rest),
        None => return Err(wrong_length),
    };
    let complete = (old_size - 1).trailing_ones();
    let (mut node, mut last) = (shifted(old_size - 1, complete), shifted(new_size - 1, complete));
    let (mut old, mut new) = (start, start);
    for sibling in rest {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            old = node_hash(*sibling, old);
            new = node_hash(*sibling, new);
            let rows = if node & 1 == 0 { node.trailing_zeros() } else { 0 };
            (node, last) = (shifted(node, rows), shifted(last, rows));
        } else {
            new = node_hash(new, *sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if last != 0 {
        return Err(wrong_length);
    }
    same_root(old, old_root)?;
    same_root(new, new_root)
}

fn same_root(found: Hash, expected: Hash) -> Result<(), ProofError> {
    if found == expected { Ok(()) } else { Err(ProofError::Root { found, expected }) }
}

/// Zero has 64 trailing zeroes, and 64 rows up there is nothing left.
fn shifted(place: u64, rows: u32) -> u64 {
    place.checked_shr(rows).unwrap_or(0)
}

/// The largest power of two below `leaves`, which is at least 2.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// The hash over leaves `first..end`, where `first` is where RFC 6962 splits: complete subtrees, the largest first.
fn range(nodes: &mut Nodes<'_, impl Hashes>, mut first: u64, end: u64) -> Result<Hash, ReadError> {
    let mut subtrees = Vec::new();
    while first < end {
        let height = (end - first).ilog2();
        subtrees.push(nodes.node(height as u8, first >> height)?);
        first += 1 << height;
    }
    Ok(join_right(&subtrees, None).unwrap_or(Hash::EMPTY_ROOT))
}

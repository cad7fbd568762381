//! The tree of RFC 6962: published vectors, the definition itself, and every proof of small trees.

use crate::common::{Memory, leaf};
use portcullis_log::proof::{
    ProofError, consistency, inclusion, root_from_inclusion, verify_consistency, verify_inclusion,
};
use portcullis_log::tree::{FrontierError, MOST_LEAVES};
use portcullis_log::{Frontier, Hash, leaf_hash, node_hash};
use proptest::prelude::*;

/// The leaves of the reference tests of Certificate Transparency.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
/// Their roots, from one leaf to eight.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn reference() -> Memory {
    let mut memory = Memory::new();
    LEAVES.iter().for_each(|leaf| memory.append(leaf_hash(&bytes(leaf))));
    memory
}

/// RFC 6962 section 2.1 word for word.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        _ => {
            let split = 1 << (leaves.len() - 1).ilog2();
            node_hash(defined(&leaves[..split]), defined(&leaves[split..]))
        }
    }
}

#[test]
fn the_empty_tree_has_the_hash_of_nothing() {
    assert_eq!(Hash::of(b""), Hash::EMPTY_ROOT);
    assert_eq!(Frontier::new().root(), Hash::EMPTY_ROOT);
}

#[test]
fn the_roots_of_the_reference_are_ours() {
    let memory = reference();
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(memory.roots[size].to_hex(), root, "{size} leaves");
    }
}

#[test]
fn the_proofs_of_the_reference_are_ours() {
    let memory = reference();
    let proof = |hashes: Vec<Hash>| hashes.iter().map(Hash::to_hex).collect::<Vec<_>>();
    assert_eq!(
        proof(inclusion(&memory, 0, 8).unwrap()),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        proof(inclusion(&memory, 1, 5).unwrap()),
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
    );
    assert_eq!(
        proof(consistency(&memory, 6, 8).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(
        proof(consistency(&memory, 2, 5).unwrap()),
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
    );
}

#[test]
fn roots_are_as_defined_and_frontiers_can_be_stored() {
    let leaves: Vec<Hash> = (0..700).map(|index| leaf_hash(&leaf(index))).collect();
    let mut frontier = Frontier::new();
    for (size, hash) in leaves.iter().enumerate() {
        assert_eq!(frontier.root(), defined(&leaves[..size]));
        assert_eq!(Frontier::from_bytes(&frontier.to_bytes()).unwrap(), frontier);
        frontier.append(*hash);
    }
}

#[test]
fn damaged_frontiers_are_refused() {
    let bytes = Frontier::over((0..5).map(|index| leaf_hash(&leaf(index)))).to_bytes();
    assert_eq!(Frontier::from_bytes(&bytes[..bytes.len() - 1]), Err(FrontierError::Cut(71)));
    assert_eq!(Frontier::from_bytes(&bytes[..40]), Err(FrontierError::Hashes { size: 5, given: 1 }));
    assert_eq!(Frontier::from_parts(MOST_LEAVES + 1, vec![]), Err(FrontierError::TooLarge(MOST_LEAVES + 1)));
}

#[test]
fn every_leaf_of_every_small_tree_has_a_proof_that_holds_there_only() {
    let memory = Memory::of(70);
    for size in 1..=70 {
        let root = memory.roots[size as usize];
        for index in 0..size {
            let hash = leaf_hash(&leaf(index));
            let proof = inclusion(&memory, index, size).unwrap();
            verify_inclusion(hash, index, size, &proof, root).unwrap();
            for other in 0..size {
                let held = verify_inclusion(hash, other, size, &proof, root).is_ok();
                assert_eq!(held, other == index, "leaf {index} of {size} as {other}");
            }
            for other in (1..=70).filter(|other| *other != size) {
                let there = root_from_inclusion(hash, index, other, &proof);
                assert_ne!(there, Ok(memory.roots[other as usize]), "leaf {index} of {size} in {other}");
            }
            for wrong in mutated(&proof) {
                assert!(verify_inclusion(hash, index, size, &wrong, root).is_err(), "leaf {index} of {size}");
            }
        }
        assert_eq!(inclusion(&memory, size, size), Err(ProofError::NoLeaf { index: size, size }));
    }
}

#[test]
fn every_small_tree_is_shown_to_grow_into_every_larger_one() {
    let memory = Memory::of(70);
    for new in 0..=70_u64 {
        for old in 0..=new {
            let (old_root, new_root) = (memory.roots[old as usize], memory.roots[new as usize]);
            let proof = consistency(&memory, old, new).unwrap();
            verify_consistency(old, old_root, new, new_root, &proof).unwrap();
            for wrong in mutated(&proof) {
                assert!(verify_consistency(old, old_root, new, new_root, &wrong).is_err(), "{old} to {new}");
            }
            let other = Hash::of(b"another");
            assert!(verify_consistency(old, other, new, new_root, &proof).is_err(), "{old} to {new}");
            if old > 0 {
                assert!(verify_consistency(old, old_root, new, other, &proof).is_err(), "{old} to {new}");
            }
        }
        assert_eq!(consistency(&memory, new + 1, new), Err(ProofError::Shrinks { old: new + 1, new }));
    }
}

/// A bit of each hash flipped, each hash left out, one added at each place, neighbours swapped.
fn mutated(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(at, Hash::of(b"another"));
        all.push(longer);
    }
    for at in 0..proof.len() {
        let mut flipped = proof.to_vec();
        flipped[at].0[at % 32] ^= 1 << (at % 8);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.extend([flipped, shorter]);
        if at > 0 && proof[at] != proof[at - 1] {
            let mut swapped = proof.to_vec();
            swapped.swap(at, at - 1);
            all.push(swapped);
        }
    }
    all
}

proptest! {
    #[test]
    fn no_proof_makes_the_verifier_panic(
        sizes in prop::array::uniform3(prop_oneof![0..20_u64, any::<u64>(), (u64::MAX - 20)..]),
        proof in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash), 0..70),
    ) {
        let [index, old, new] = sizes;
        prop_assert!(verify_inclusion(Hash::of(b""), index, new, &proof, Hash::of(b"")).is_err());
        let same = old == new && proof.is_empty();
        let held = verify_consistency(old, Hash::of(b"old"), new, Hash::of(b"old"), &proof).is_ok();
        prop_assert_eq!(held, same && old != 0);
    }

    #[test]
    fn hashes_have_one_spelling(bytes: [u8; 32]) {
        let hash = Hash(bytes);
        prop_assert_eq!(Hash::from_base64(&hash.to_string()), Ok(hash));
        prop_assert_eq!(Hash::from_hex(&hash.to_hex()), Ok(hash));
        prop_assert!(Hash::from_hex(&hash.to_hex().to_uppercase()).is_err() || bytes.iter().all(|b| b & 15 < 10 && b >> 4 < 10));
    }
}

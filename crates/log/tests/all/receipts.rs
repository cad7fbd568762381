//! Receipts and promises.

use crate::common::{Memory, ORIGIN, cosigner, leaf, name, signer};
use portcullis_log::promise::{Breach, PromiseError, Silence, Standing};
use portcullis_log::proof::{ProofError, inclusion};
use portcullis_log::receipt::{Proven, QuorumError, ReceiptError};
use portcullis_log::{Checkpoint, Hash, Promise, Quorum, Receipt, SignedNote, Signer, leaf_hash};
use proptest::prelude::*;

const NOW: u64 = 1_790_000_000;

fn quorum(needed: usize) -> Quorum {
    Quorum::new((1..=3).map(|number| cosigner(number).verifier()).collect(), needed).unwrap()
}

fn receipt(memory: &Memory, index: u64) -> Receipt {
    let mut checkpoint = memory.checkpoint();
    for number in [1, 2] {
        let cosignature = cosigner(number).cosign(&checkpoint, NOW).unwrap();
        checkpoint.add(cosignature).unwrap();
    }
    Receipt { index, proof: inclusion(memory, index, memory.size()).unwrap(), checkpoint, extra: None }
}

fn verified(memory: &Memory, index: u64) -> Proven {
    receipt(memory, index).verify(&leaf(index), &signer().verifier(), &quorum(2)).unwrap()
}

#[test]
fn a_receipt_shows_that_a_leaf_is_in_the_log() {
    let memory = Memory::of(300);
    for index in [0, 1, 255, 256, 299] {
        let receipt = receipt(&memory, index);
        let read: Receipt = receipt.to_string().parse().unwrap();
        assert_eq!(read, receipt);
        let proven = read.verify(&leaf(index), &signer().verifier(), &quorum(2)).unwrap();
        assert_eq!((proven.index, proven.leaf_hash), (index, leaf_hash(&leaf(index))));
        assert_eq!((proven.checkpoint.size(), proven.cosigned.len()), (300, 2));
        assert!(matches!(read.verify(b"other", &signer().verifier(), &quorum(2)), Err(ReceiptError::Proof(_))));
    }
    let with_extra = Receipt { extra: Some(b"context".to_vec()), ..receipt(&memory, 3) };
    assert_eq!(with_extra.to_string().parse::<Receipt>().unwrap(), with_extra);
}

#[test]
fn a_receipt_needs_the_log_and_enough_witnesses() {
    let receipt = receipt(&Memory::of(5), 2);
    let (leaf, log) = (leaf(2), signer().verifier());
    receipt.verify(&leaf, &log, &Quorum::none()).unwrap();
    let few = receipt.verify(&leaf, &log, &quorum(3));
    assert_eq!(few, Err(ReceiptError::Quorum { found: 2, needed: 3 }));
    let other = Signer::from_seed(name(ORIGIN), &[8; 32]).verifier();
    assert!(matches!(receipt.verify(&leaf, &other, &quorum(1)), Err(ReceiptError::Checkpoint(_))));
    let larger = Receipt { index: 5, ..receipt.clone() };
    let beyond = larger.verify(&leaf, &log, &quorum(1));
    assert_eq!(beyond, Err(ReceiptError::Proof(ProofError::NoLeaf { index: 5, size: 5 })));
    // A cosignature of a known witness for another checkpoint spoils the receipt, however many are right.
    let mut spoiled = receipt;
    let elsewhere = cosigner(3).cosign(&Memory::of(4).checkpoint(), NOW).unwrap();
    spoiled.checkpoint.add(elsewhere).unwrap();
    assert!(matches!(spoiled.verify(&leaf, &log, &quorum(1)), Err(ReceiptError::Cosignature(_))));
}

#[test]
fn one_key_is_one_witness() {
    let verifier = cosigner(1).verifier();
    let renamed = portcullis_log::Cosigner::from_seed(name("another.example"), &[101; 32]).verifier();
    let twice = Quorum::new(vec![verifier.clone(), renamed], 2);
    assert!(matches!(twice, Err(QuorumError::SameKey(..))));
    let many = Quorum::new(vec![verifier], 2);
    assert_eq!(many, Err(QuorumError::Unreachable { needed: 2, known: 1 }));
}

#[test]
fn every_changed_byte_of_a_receipt_is_noticed() {
    let text = receipt(&Memory::of(5), 2).to_string().into_bytes();
    let all = Quorum::new(vec![cosigner(1).verifier(), cosigner(2).verifier()], 2).unwrap();
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut changed = text.clone();
            changed[at] ^= 1 << bit;
            let read = Receipt::parse(&changed).map(|read| read.verify(&leaf(2), &signer().verifier(), &all));
            assert!(!matches!(read, Ok(Ok(_))), "bit {bit} of byte {at}");
        }
        assert!(!matches!(
            Receipt::parse(&text[..at]).map(|read| read.verify(&leaf(2), &signer().verifier(), &all)),
            Ok(Ok(_))
        ));
    }
}

#[test]
fn what_is_no_receipt_is_refused() {
    let text = receipt(&Memory::of(5), 2).to_string();
    for (from, to) in [
        ("@v1", "@v2"),
        ("index 2", "index 02"),
        ("index 2", "index"),
        ("index 2\n", ""),
        ("\n\n", "\n"),
        ("index 2", "extra \nindex 2"),
        ("index 2", "extra AA\nindex 2"),
        ("index 2", "index 2\nextra AAAA"),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert!(wrong.parse::<Receipt>().is_err(), "{from} to {to}");
    }
    let hash = format!("index 2\n{}", format!("{}\n", Hash::EMPTY_ROOT).repeat(62));
    let error = text.replacen("index 2\n", &hash, 1).parse::<Receipt>().unwrap_err();
    assert_eq!(error.to_string(), "line 66 of the receipt: a proof has 63 hashes at most");
}

fn promise(index: u64) -> Promise {
    Promise::new(ORIGIN, index, leaf_hash(&leaf(index)), NOW * 1000 + 500, 60_000).unwrap()
}

#[test]
fn a_promise_is_kept_by_its_leaf_at_its_place_and_broken_by_another() {
    let note = promise(3).sign(&signer()).unwrap();
    let read = SignedNote::parse(note.to_string().as_bytes()).unwrap();
    let promise_of_3 = Promise::open(&read, &signer().verifier()).unwrap();
    assert_eq!(promise_of_3, promise(3));

    let memory = Memory::of(9);
    assert_eq!(promise_of_3.check(&verified(&memory, 3)), Standing::Kept);
    assert_eq!(promise_of_3.check(&verified(&memory, 4)), Standing::Silent(Silence::OtherIndex));

    // The log was rolled back, and another leaf has the place.
    let mut rewritten = Memory::of(3);
    rewritten.append(leaf_hash(b"another leaf"));
    let receipt = Receipt { index: 3, ..receipt(&rewritten, 3) };
    let proven = receipt.verify(b"another leaf", &signer().verifier(), &quorum(2)).unwrap();
    let (promised, found) = (leaf_hash(&leaf(3)), leaf_hash(b"another leaf"));
    assert_eq!(promise_of_3.check(&proven), Standing::Broken(Breach::OtherLeaf { index: 3, promised, found }));

    let elsewhere = Promise::new("other.example", 3, promised, 0, 0).unwrap();
    assert_eq!(elsewhere.check(&proven), Standing::Silent(Silence::OtherLog));
}

#[test]
fn a_promise_is_overdue_when_a_witness_saw_nothing_after_its_time() {
    let witnessed = |seconds: u64, size: u64| {
        let mut note = Memory::of(size).checkpoint();
        let cosignature = cosigner(1).cosign(&note, seconds).unwrap();
        note.add(cosignature).unwrap();
        let checkpoint = Checkpoint::open(&note, &signer().verifier()).unwrap();
        promise(3).check_overdue(&checkpoint, &quorum(1).check(&note).unwrap())
    };
    assert_eq!(witnessed(NOW + 60, 3), Standing::Silent(Silence::InTime), "half a second before");
    let late = Breach::Late {
        index: 3,
        deadline: NOW * 1000 + 60_500,
        late: 500,
        witness: "witness1.example/w".to_owned(),
        size: 3,
    };
    assert_eq!(witnessed(NOW + 61, 3), Standing::Broken(late));
    assert_eq!(witnessed(NOW + 61, 4), Standing::Silent(Silence::Covered));
}

#[test]
fn promises_and_checkpoints_are_not_confused_and_what_is_no_promise_is_refused() {
    let numeric = Promise::new("7", 7, Hash::EMPTY_ROOT, 7, 7).unwrap();
    assert!(Checkpoint::parse(&numeric.text()).is_err());
    let checkpoint = Checkpoint::new("portcullis.promise/v1", 7, Hash::EMPTY_ROOT).unwrap();
    assert!(Promise::parse(&checkpoint.text()).is_err());
    let text = promise(3).text();
    for (from, to) in [
        ("/v1", "/v2"),
        ("\n3\n", "\n03\n"),
        ("\n3\n", "\n3\n\n"),
        (ORIGIN, ""),
        ("60000\n", "60000"),
        ("60000\n", "60000\nmore\n"),
        ("=", ""),
    ] {
        assert!(Promise::parse(&text.replacen(from, to, 1)).is_err(), "{from} to {to}");
    }
    let other = Signer::from_seed(name("other.example"), &[7; 32]);
    let by_other = promise(3).sign(&other).unwrap();
    assert!(matches!(Promise::open(&by_other, &other.verifier()), Err(PromiseError::OtherOrigin { .. })));
}

proptest! {
    #[test]
    fn promises_come_back(index: u64, bytes: [u8; 32], committed: u64, within: u64) {
        let promise = Promise::new(ORIGIN, index, Hash(bytes), committed, within).unwrap();
        prop_assert_eq!(Promise::parse(&promise.text()), Ok(promise.clone()));
        let _ = promise.deadline();
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes: Vec<u8>, lines in prop::collection::vec("(index |extra )?[0-9A-Za-z+/=]{0,44}", 0..9)) {
        let text = format!("c2sp.org/tlog-proof@v1\n{}", lines.join("\n"));
        let _ = (Receipt::parse(&bytes), Receipt::parse(text.as_bytes()), Promise::parse(&text));
    }
}

//! A log only grows.

use portcullis_exchange::body::{Checkpoint, Consistency};
use portcullis_exchange::{CheckpointRefusal, Grown, KeptCheckpoint};
use portcullis_log::note::Signer;
use portcullis_log::{Checkpoint as LogCheckpoint, Hash, leaf_hash, node_hash};

use crate::samples;

const ORIGIN: &str = "cloud.example/log";

fn log_key() -> Signer {
    Signer::from_seed(portcullis_log::note::KeyName::new(ORIGIN).unwrap(), &[5; 32])
}

fn leaf(number: u8) -> Hash {
    leaf_hash(&[number])
}

/// The roots of the trees of 0 to 4 leaves, as RFC 6962 defines them.
fn root(size: u64) -> Hash {
    let pair = |first: u8| node_hash(leaf(first), leaf(first + 1));
    match size {
        0 => Hash::EMPTY_ROOT,
        1 => leaf(0),
        2 => pair(0),
        3 => node_hash(pair(0), leaf(2)),
        _ => node_hash(pair(0), pair(2)),
    }
}

fn told(size: u64, root: Hash, consistency: Option<Consistency>) -> Checkpoint {
    let note = LogCheckpoint::new(ORIGIN, size, root).unwrap().sign(&log_key()).unwrap().to_string();
    Checkpoint { note, consistency }
}

fn look(kept: &KeptCheckpoint, told: &Checkpoint) -> Result<(KeptCheckpoint, Grown), CheckpointRefusal> {
    kept.told(told, &[log_key().verifier()])
}

/// That the tree of 4 begins with that of 3.
fn three_to_four() -> Consistency {
    Consistency { from: 3, hashes: vec![leaf(2), leaf(3), node_hash(leaf(0), leaf(1))] }
}

#[test]
fn a_log_that_grows_is_kept_and_proven_where_it_shows_how() {
    let kept = KeptCheckpoint::none(ORIGIN.to_owned());
    let (one, grown) = look(&kept, &told(3, root(3), None)).unwrap();
    assert_eq!((grown, one.last.size, one.proven.size), (Grown::Proven, 3, 3), "everything grew out of nothing");
    assert_eq!(look(&one, &told(3, root(3), None)).unwrap(), (one.clone(), Grown::Not));
    let (two, grown) = look(&one, &told(4, root(4), Some(three_to_four()))).unwrap();
    assert_eq!((grown, two.last, two.proven), (Grown::Proven, two.last, two.last));
    let (believed, grown) = look(&one, &told(4, root(4), None)).unwrap();
    assert_eq!((grown, believed.last.size, believed.proven.size), (Grown::Unproven, 4, 3));
    // The distance can be closed afterwards.
    let (closed, grown) = look(&believed, &told(4, root(4), Some(three_to_four()))).unwrap();
    assert_eq!((grown, closed), (Grown::Not, two));
}

#[test]
fn a_log_that_shrinks_or_forks_is_refused_and_that_is_evidence() {
    let kept = KeptCheckpoint::none(ORIGIN.to_owned());
    let (kept, _) = look(&kept, &told(3, root(3), None)).unwrap();
    let smaller = look(&kept, &told(2, root(2), None)).unwrap_err();
    assert!(matches!(smaller, CheckpointRefusal::Smaller { kept: 3, told: 2, .. }) && smaller.is_evidence());
    let forked = look(&kept, &told(3, root(4), None)).unwrap_err();
    assert!(matches!(forked, CheckpointRefusal::Forked { size: 3, .. }) && forked.is_evidence());
    let rooted = look(&KeptCheckpoint::none(ORIGIN.to_owned()), &told(0, root(3), None));
    assert!(rooted.is_err(), "a tree without leaves has one root");
}

#[test]
fn a_proof_must_hold_and_begin_where_something_is_known() {
    let kept = KeptCheckpoint::none(ORIGIN.to_owned());
    let (kept, _) = look(&kept, &told(3, root(3), None)).unwrap();
    let mut wrong = three_to_four();
    wrong.hashes.swap(0, 1);
    let error = look(&kept, &told(4, root(4), Some(wrong))).unwrap_err();
    assert!(matches!(error, CheckpointRefusal::Inconsistent { from: 3, told: 4, .. }) && !error.is_evidence());
    let error = look(&kept, &told(4, Hash::of(b"x"), Some(three_to_four()))).unwrap_err();
    assert!(matches!(error, CheckpointRefusal::Inconsistent { .. }));
    let elsewhere = Consistency { from: 2, ..three_to_four() };
    let error = look(&kept, &told(4, root(4), Some(elsewhere))).unwrap_err();
    assert!(matches!(error, CheckpointRefusal::OtherProof { from: 2, proven: 3, last: 3 }));
}

#[test]
fn only_the_log_speaks_for_itself() {
    let kept = KeptCheckpoint::none(ORIGIN.to_owned());
    let checkpoint = told(3, root(3), None);
    assert!(kept.told(&checkpoint, &[samples::signer(&samples::provider(), 1).verifier()]).is_err());
    assert!(look(&KeptCheckpoint::none("other.example/log".to_owned()), &checkpoint).is_err());
    assert!(look(&kept, &Checkpoint { note: "not a note".to_owned(), consistency: None }).is_err());
}

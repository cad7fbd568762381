//! Histories that once went wrong, or would have.

use super::op::{Op, What};
use super::run::play;
use crate::memory::Fault;
use crate::samples::DAY;

const ISSUE: What = What::Issue { license: 0, kind: 0 };
const NOTE: What = What::Note { personal: true, words: 1 };

fn submit(node: usize, what: What) -> Op {
    Op::Submit { node, what, faults: Vec::new() }
}

fn reserve(chips: u32, minutes: u32) -> What {
    What::Reserve { license: 0, chips, minutes, long_id: false }
}

#[track_caller]
fn holds(ops: &[Op]) {
    play(ops).unwrap();
}

/// The reply of the first try was lost and the second found no store: it was said to have failed, and was recorded.
#[test]
fn kept_and_then_no_store() {
    let faults = vec![Fault::Fine, Fault::UncertainKept, Fault::LostAt(0)];
    holds(&[
        Op::Submit { node: 0, what: NOTE, faults: faults.clone() },
        Op::Again { node: 1, submission: 0 },
        Op::Sweep { node: 0, faults },
    ]);
}

/// The id of a long reservation was followed by its hash where that of a short one has its name.
#[test]
fn long_and_short_reservations_expire() {
    holds(&[
        submit(0, ISSUE),
        submit(0, What::Reserve { license: 0, chips: 1, minutes: 60, long_id: true }),
        submit(1, reserve(1, 60)),
        Op::Wait { milliseconds: 3 * DAY },
        Op::Sweep { node: 1, faults: vec![Fault::ConflictAtCommit] },
        Op::Sweep { node: 0, faults: Vec::new() },
    ]);
}

/// A slice that was let go, and is corrected by a node that has to recall it, from an image and without.
#[test]
fn corrected_after_it_was_let_go() {
    let mut ops = vec![submit(0, ISSUE)];
    for _ in 0..6 {
        ops.push(submit(0, reserve(1, 60)));
        ops.push(submit(0, What::Post { slice: 0, thousandths: 500 }));
    }
    ops.extend([
        Op::Image { node: 0, faults: Vec::new() },
        submit(0, What::Correct { slice: 5, thousandths: 900 }),
        Op::Crash { node: 0, what: What::Correct { slice: 4, thousandths: 100 }, fault: Fault::UncertainKept },
        submit(0, What::Correct { slice: 4, thousandths: 200 }),
        submit(1, What::Correct { slice: 5, thousandths: 300 }),
    ]);
    holds(&ops);
}

/// A suspension between a node's decision and its commit: what it decided does not count.
#[test]
fn suspended_meanwhile() {
    holds(&[
        submit(0, ISSUE),
        Op::Race { node: 1, what: reserve(1, 60), other: What::Suspend { license: 0, drain: true } },
        Op::Race { node: 0, what: What::Renew { slice: 0, minutes: 60 }, other: What::Reinstate { license: 0 } },
    ]);
}

/// Both nodes decide on the last of a balance.
#[test]
fn the_last_of_a_balance() {
    holds(&[
        submit(0, ISSUE),
        submit(0, What::LimitGroup { hours: Some(40) }),
        Op::Race { node: 0, what: reserve(1, 30 * 60), other: reserve(1, 20 * 60) },
        Op::Crash { node: 1, what: reserve(1, 15 * 60), fault: Fault::UncertainKept },
        Op::Submit { node: 0, what: reserve(1, 15 * 60), faults: vec![Fault::UncertainKept; 40] },
    ]);
}

/// A checkpoint whose making was lost or kept, and a sealer that starts anew between.
#[test]
fn sealed_without_hearing_of_it() {
    let mut ops = Vec::new();
    for fault in [Fault::UncertainKept, Fault::UncertainLost, Fault::ConflictAtCommit, Fault::LostAt(4)] {
        ops.extend([
            submit(0, NOTE),
            Op::Seal { node: 0, faults: vec![fault] },
            submit(1, NOTE),
            Op::RestartSealer { node: 1 },
            Op::Seal { node: 1, faults: Vec::new() },
        ]);
    }
    holds(&ops);
}

/// A clock that is ahead, and one that is behind: the journal's time only goes on.
#[test]
fn clocks_that_disagree() {
    holds(&[
        Op::Clock { node: 0, off: 3 * DAY },
        submit(0, ISSUE),
        submit(1, reserve(2, 5 * 24 * 60)),
        Op::Clock { node: 0, off: -3 * DAY },
        submit(0, What::Post { slice: 0, thousandths: 400 }),
        Op::Sweep { node: 1, faults: Vec::new() },
        submit(0, reserve(1, 60)),
    ]);
}

/// A note never came through, and its id was used for another: the record was held against the one that was lost.
#[test]
fn an_id_that_was_left_to_another() {
    holds(&[
        Op::Crash { node: 1, what: What::Note { personal: false, words: 2 }, fault: Fault::UncertainLost },
        Op::Other { node: 1, submission: 0, what: NOTE },
        Op::Full(true),
        submit(0, NOTE),
        Op::Full(false),
        Op::Other { node: 0, submission: 0, what: ISSUE },
        // The latest: the note of another person, the one that was lost, and the same of the first id.
        Op::Again { node: 1, submission: 0 },
        Op::Again { node: 1, submission: 1 },
        Op::Again { node: 0, submission: 2 },
        Op::Again { node: 0, submission: 3 },
        // Once the person is erased nothing tells one from the other.
        Op::Erase { note: 0 },
        Op::Again { node: 1, submission: 1 },
    ]);
}

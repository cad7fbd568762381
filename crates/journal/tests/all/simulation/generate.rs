//! Histories made from numbers.

use proptest::prelude::*;

use super::op::{Op, What};
use crate::memory::Fault;
use crate::samples::{DAY, HOUR};

/// Everything that is drawn from one number (SplitMix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    /// Mostly the latest, sometimes any.
    fn recent(&mut self) -> usize {
        let most = self.pick(&[2, 6, 20, 400]);
        self.below(most) as usize
    }
}

/// A history of at most so many operations; it shrinks to what of it is needed. The first few issue licenses.
pub fn history(most: usize) -> impl Strategy<Value = Vec<Op>> {
    let numbers = proptest::collection::vec(any::<u64>(), most / 2..=most);
    numbers.prop_map(|numbers| {
        let issue = |license| Op::Submit { node: 0, what: What::Issue { license, kind: license }, faults: Vec::new() };
        (0..3).map(issue).chain(numbers.into_iter().map(|number| op(&mut Dice(number)))).collect()
    })
}

fn op(dice: &mut Dice) -> Op {
    let node = dice.below(2) as usize;
    match dice.below(110) {
        0..16 => Op::Wait { milliseconds: pause(dice) },
        16..18 => Op::Clock { node, off: clock(dice) },
        18..58 => Op::Submit { node, what: what(dice), faults: Vec::new() },
        58..66 => Op::Submit { node, what: what(dice), faults: faults(dice) },
        66..69 => Op::ReplyLost { node, what: what(dice) },
        69..74 => {
            let faults = if dice.one_in(3) { faults(dice) } else { Vec::new() };
            let many = 2 + dice.below(6);
            Op::Batch { node, what: (0..many).map(|_| what(dice)).collect(), faults }
        }
        74..78 => Op::Again { node, submission: dice.recent() },
        78..80 => Op::Other { node, submission: dice.recent(), what: what(dice) },
        80..84 => Op::Race { node, what: what(dice), other: what(dice) },
        84..88 => Op::Crash { node, what: what(dice), fault: fault(dice) },
        88..90 => Op::Restart { node },
        90..92 => Op::Sweep { node, faults: if dice.one_in(3) { faults(dice) } else { Vec::new() } },
        92..94 => Op::Seal { node, faults: if dice.one_in(3) { faults(dice) } else { Vec::new() } },
        94 => Op::RestartSealer { node },
        95 => Op::Full(dice.one_in(8)),
        96 => Op::Erase { note: dice.recent() },
        // Often, so that what a node reads when it starts anew stays short.
        _ => Op::Image { node, faults: if dice.one_in(8) { faults(dice) } else { Vec::new() } },
    }
}

fn pause(dice: &mut Dice) -> i64 {
    (match dice.below(32) {
        0..12 => dice.below(HOUR as u64),
        12..26 => dice.below(8 * HOUR as u64),
        26..31 => dice.below(2 * DAY as u64),
        _ if dice.one_in(8) => 60 * DAY as u64,
        _ => 5 * DAY as u64,
    }) as i64
}

/// Mostly right or a little off; sometimes hours, seldom days, ahead or behind.
fn clock(dice: &mut Dice) -> i64 {
    let most: i64 = dice.pick(&[1, 1, 1_000, 60_000, HOUR, 12 * HOUR, 3 * DAY]);
    dice.below(2 * most as u64) as i64 - most
}

fn fault(dice: &mut Dice) -> Fault {
    match dice.below(6) {
        0 => Fault::Conflict,
        1 => Fault::ConflictAtCommit,
        2 => Fault::UncertainKept,
        3 => Fault::UncertainLost,
        _ => Fault::LostAt(dice.below(8) as u32),
    }
}

/// One, a few, or a storm.
fn faults(dice: &mut Dice) -> Vec<Fault> {
    let many = match dice.below(8) {
        0..5 => 1,
        5..7 => 2 + dice.below(3),
        _ => 4 + dice.below(40),
    };
    if dice.one_in(3) {
        let fault = fault(dice);
        return vec![fault; many as usize];
    }
    (0..many).map(|_| if dice.one_in(4) { Fault::Fine } else { fault(dice) }).collect()
}

fn what(dice: &mut Dice) -> What {
    let licenses = if dice.one_in(12) { 4 } else { 3 };
    let license = dice.below(licenses) as u8;
    let kind = dice.below(8) as u8;
    let slice = dice.recent();
    match dice.below(128) {
        0..36 => {
            let (chips, minutes) = (dice.below(7) as u32, length(dice));
            What::Reserve { license, chips, minutes, long_id: dice.one_in(8) }
        }
        36..52 => What::Renew { slice, minutes: length(dice) },
        52..72 => What::Post { slice, thousandths: measured(dice) },
        72..77 => What::Void { slice },
        77..82 => What::Expire { slice },
        82..92 => What::Correct { slice, thousandths: measured(dice) },
        92..95 => What::Stop { slice },
        95..98 => What::ConfirmStop { slice },
        98..101 => What::Report { license },
        101..108 => What::Note { personal: !dice.one_in(3), words: kind },
        108..112 => What::Vary { license, kind },
        112..115 => What::Suspend { license, drain: dice.one_in(3) },
        115..120 => What::Reinstate { license },
        120 if dice.one_in(4) => What::Revoke { license },
        121 if dice.one_in(4) => What::Surrender { license },
        122..124 => What::LimitGroup { hours: dice.pick(&[None, Some(40), Some(2_000)]) },
        124 => What::LimitProvider { hours: dice.pick(&[None, Some(100), Some(9_000)]) },
        125 => What::Lapse { license },
        _ => What::Issue { license: 3 + kind % 6, kind },
    }
}

fn length(dice: &mut Dice) -> u32 {
    (match dice.below(16) {
        0 => dice.below(40 * 24 * 60),
        1 => 0,
        2..6 => 60 * dice.below(72),
        _ => dice.below(12 * 60),
    }) as u32
}

fn measured(dice: &mut Dice) -> u64 {
    match dice.below(8) {
        0 => 0,
        1 => 1_000,
        2 => 1_000 + dice.below(900),
        _ => dice.below(1_001),
    }
}

//! Many histories, each from a seed of its own.

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::generate::history;
use super::run::{Tally, play};

/// What takes a few seconds.
const OPERATIONS: u64 = 10_000;
/// How long histories are: short ones are many, long ones have much to go wrong with.
const LENGTHS: [usize; 4] = [100, 250, 500, 500];
const THREADS: u64 = 2;

/// Carries out the history of a seed, and counts what came of it.
fn simulate(seed: u64, most: usize) -> Tally {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases: 1, failure_persistence: None, max_shrink_iters: 3_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let tally = std::cell::RefCell::new(Tally::default());
    let outcome = runner.run(&history(most), |ops| {
        let mut counted = play(&ops).map_err(TestCaseError::fail)?;
        *counted.0.entry("operations").or_default() += ops.len() as u64;
        *tally.borrow_mut() = counted;
        Ok(())
    });
    match outcome {
        Ok(()) => tally.into_inner(),
        Err(TestError::Fail(why, ops)) => {
            let ops: Vec<_> = ops.iter().map(|op| format!("    {op:?},")).collect();
            panic!(
                "seed {seed} of at most {most} operations, the least of it that fails:\n[\n{}\n]\n{why}",
                ops.join("\n")
            );
        }
        Err(TestError::Abort(why)) => panic!("seed {seed}: {why}"),
    }
}

#[test]
fn nothing_is_overdrawn_lost_or_told_twice() {
    let asked = std::env::var("PORTCULLIS_OPERATIONS").ok().map(|text| text.parse().unwrap());
    let wanted: u64 = asked.unwrap_or(OPERATIONS);
    let each = |thread: u64| {
        let (mut tally, mut seed) = (Tally::default(), thread);
        while tally.0.get("operations").is_none_or(|done| *done < wanted / THREADS) {
            tally.add(simulate(seed, LENGTHS[(seed / THREADS) as usize % LENGTHS.len()]));
            seed += THREADS;
        }
        tally
    };
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || each(thread))).collect();
        threads.into_iter().for_each(|thread| tally.add(thread.join().unwrap()));
    });
    let mut counted: Vec<_> = tally.0.into_iter().collect();
    counted.sort_unstable();
    println!("{counted:?}");
    for what in [
        "changed",
        "limited",
        "reserved",
        "resolved",
        "stop ordered",
        "stop confirmed",
        "reported",
        "refused",
        "note",
        "new",
        "again",
        "other body",
        "other person",
        "race",
        "crash",
        "uncertain",
        "failed",
        "swept",
        "sealed",
        "month sealed",
        "not sealed",
        "consistent",
        "image",
        "opened",
    ] {
        let times = counted.iter().find(|(counted, _)| *counted == what).map_or(0, |(_, times)| *times);
        assert!(times >= wanted / 5_000, "`{what}` came about {times} times in {wanted} operations: {counted:?}");
    }
}

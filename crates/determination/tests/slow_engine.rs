//! Two engines, one answer: the fast one against a slow one written from the documents.
#![cfg(test)]

mod common;
#[path = "common/dates.rs"]
mod dates;
#[path = "common/engines.rs"]
mod engines;
#[path = "common/requests.rs"]
mod requests;
mod slow;

use common::{catalog, law, source};
use engines::{PROFILES, engine, resolve};
use portcullis_determination::{Determination, Engine, Memo, ReadingName, read_cases};
use portcullis_law::Outcome;
use proptest::prelude::*;
use requests::requests;
use slow::{Answer, Slow};
use std::sync::LazyLock;

static SLOW: LazyLock<Vec<Slow<'static>>> = LazyLock::new(|| {
    let slow = |place| Slow::new(law(), source(), catalog(), engine(place).profile());
    (0..PROFILES.len()).map(slow).collect()
});

/// What the fast engine says, in the words of the slow one.
fn fast(engine: &Engine, decided: &Determination) -> Answer {
    let law = engine.law();
    // A regime that has nothing to say on the date says that nothing is required.
    let mut regimes: std::collections::BTreeMap<_, _> =
        law.regimes.iter().map(|regime| (regime.id.clone(), (Outcome::NotRequired, None))).collect();
    let mut as_enforced = std::collections::BTreeMap::new();
    for outcome in &decided.regimes {
        let id = &law.regimes[outcome.regime].id;
        regimes.insert(id.clone(), (outcome.outcome, outcome.review_policy));
        for other in outcome.readings.iter().filter(|other| other.reading == ReadingName::AsEnforced) {
            as_enforced.insert(id.clone(), other.outcome);
        }
    }
    let without = decided.without_assumptions;
    Answer {
        overall: (decided.outcome, decided.review_policy),
        without_assumptions: (without.outcome, without.review_policy),
        regimes,
        as_enforced,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_give_the_same_answer(request in requests(), profile in 0..PROFILES.len()) {
        let engine = engine(profile);
        let transaction = resolve(engine, &request);
        let decided = engine.determine(&transaction, &mut Memo::default());
        let (fast, slow) = (fast(engine, &decided), SLOW[profile].determine(&transaction));
        prop_assert_eq!(fast, slow, "{}", request);
    }
}

/// The cases of the packs are telling requests too, and all of them have an outcome that was found by hand.
#[test]
fn both_engines_agree_on_the_cases_of_the_packs() {
    for regime in &law().regimes {
        for case in read_cases(source(), &regime.id).unwrap() {
            for (profile, slow) in SLOW.iter().enumerate() {
                let engine = engine(profile);
                let transaction = engine.resolve(&case.request).unwrap();
                let decided = engine.determine(&transaction, &mut Memo::default());
                let (fast, slow) = (fast(engine, &decided), slow.determine(&transaction));
                assert_eq!(fast, slow, "{}: {}", regime.id, case.name);
                let expected = case.expect.outcome;
                if case.profile.as_deref().unwrap_or("enacted") == PROFILES[profile] {
                    assert_eq!(slow.regimes[&regime.id].0, expected, "{}: {}", regime.id, case.name);
                }
            }
        }
    }
}

/// The random requests are worth something: every outcome comes up, overall and through assumptions alone.
#[test]
fn the_random_requests_reach_every_outcome() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = (requests(), 0..PROFILES.len());
    let (mut counts, mut assumed, mut unenforced) = ([0; Outcome::ALL.len()], 0, 0);
    for _ in 0..4000 {
        let (request, profile) = strategy.new_tree(&mut runner).unwrap().current();
        let engine = engine(profile);
        let decided = engine.determine(&resolve(engine, &request), &mut Memo::default());
        counts[decided.outcome as usize] += 1;
        assumed += usize::from(decided.outcome != decided.without_assumptions.outcome);
        let mut readings = decided.regimes.iter().flat_map(|regime| &regime.readings);
        unenforced += usize::from(readings.any(|other| other.reading == ReadingName::AsEnforced));
    }
    println!("{:?}: {counts:?}, through assumptions {assumed}, not enforced {unenforced}", Outcome::ALL);
    assert!(
        counts.iter().all(|count| *count >= 20) && assumed >= 20 && unenforced >= 10,
        "{counts:?} {assumed} {unenforced}"
    );
}

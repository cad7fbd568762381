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
use jiff::civil::date;
use portcullis_catalog::Exact;
use portcullis_determination::{Determination, Engine, EntryPolicy, Memo, ReadingName, Transaction, read_cases};
use portcullis_law::{CodeType, Kind, Outcome, ReviewPolicy};
use portcullis_party::{OnLists, Owner, Stated::Known};
use proptest::prelude::*;
use requests::requests;
use slow::{Answer, Slow};
use std::cell::RefCell;
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

/// A policy that an entry states: of which party or of its owner, on which list, which policy.
type Stated = (usize, bool, usize, usize);

/// An export while the Affiliates rule was in force, to a party that an owner on the Entity List holds by most.
fn under_the_rule(transaction: &mut Transaction) {
    let listed = OnLists::known(law().codes.bit(CodeType::List, "entity_list").unwrap());
    (transaction.kind, transaction.on) = (Kind::Export, date(2025, 10, 15));
    for party in &mut transaction.parties {
        party.owners = Known(vec![
            Owner::new(Known(Exact::whole(60)), listed),
            Owner::new(Known(Exact::whole(40)), OnLists::NONE),
        ]);
    }
}

/// What looking names up and asking a graph adds to a transaction, drawn at random.
fn look_up(transaction: &mut Transaction, stated: &[Stated], together: &[(usize, usize, u64)]) {
    let lists = law().codes.table(CodeType::List);
    let codes: Vec<u64> =
        ["entity_list", "meu_list", "sdn", "denied_persons"].map(|code| lists.bit(code).unwrap()).into();
    let count = transaction.parties.len();
    if count == 0 {
        return;
    }
    for (party, of_owner, list, policy) in stated {
        let (party, list) = (party % count, codes[list % codes.len()]);
        let (of_owner, policy) = (*of_owner, ReviewPolicy::ALL[policy % ReviewPolicy::ALL.len()]);
        transaction.entry_policies.push(EntryPolicy { party, of_owner, list, policy });
    }
    for (party, owner, drawn) in together {
        let Known(owners) = &mut transaction.parties[party % count].owners else { continue };
        let place = owner % owners.len().max(1);
        if let Some(owner) = owners.get_mut(place) {
            let pick = |bits: u64| (0..3).filter(|at| bits >> at & 1 == 1).fold(0, |all, at| all | codes[at]);
            owner.together = OnLists::between(pick(*drawn), pick(drawn >> 3));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was looked up decides the same in both: the policies of entries, and owners who count only together. One
    /// memo for all: what changes an outcome is in its key.
    #[test]
    fn both_engines_agree_on_what_was_looked_up(
        request in requests(), profile in 0..PROFILES.len(),
        stated in prop::collection::vec((0..3_usize, any::<bool>(), 0..4_usize, 0..3_usize), 0..4),
        together in prop::collection::vec((0..3_usize, 0..3_usize, 0..64_u64), 0..3), rule in any::<bool>(),
    ) {
        thread_local! {
            static MEMOS: RefCell<[Memo; PROFILES.len()]> = RefCell::default();
        }
        let engine = engine(profile);
        let mut transaction = resolve(engine, &request);
        if rule {
            under_the_rule(&mut transaction);
        }
        let before = transaction.clone();
        look_up(&mut transaction, &stated, &together);
        let decided = MEMOS.with_borrow_mut(|memos| {
            // Before anything was looked up, the same request may have had another answer.
            let _ = engine.determine(&before, &mut memos[profile]);
            engine.determine(&transaction, &mut memos[profile])
        });
        let (fast, slow) = (fast(engine, &decided), SLOW[profile].determine(&transaction));
        prop_assert_eq!(fast, slow, "{} with {:?} and {:?}", request, transaction.entry_policies, together);
    }

    /// An entry tightens the policy of what it sets off, and changes no outcome.
    #[test]
    fn an_entry_never_loosens(
        request in requests(), profile in 0..PROFILES.len(),
        stated in prop::collection::vec((0..3_usize, any::<bool>(), 0..4_usize, 0..3_usize), 1..4),
    ) {
        let engine = engine(profile);
        let before = resolve(engine, &request);
        let mut after = before.clone();
        look_up(&mut after, &stated, &[]);
        let [before, after] = [&before, &after].map(|one| engine.determine(one, &mut Memo::default()));
        prop_assert_eq!(before.outcome, after.outcome);
        prop_assert!(before.review_policy <= after.review_policy);
    }
}

/// The policies that are drawn are worth something: some tighten an answer, of parties and of owners.
#[test]
fn the_random_entries_tighten_some_answers() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut of_parties, mut of_owners) = (0, 0);
    for _ in 0..8000 {
        let engine = engine(0);
        let mut before = resolve(engine, &requests().new_tree(&mut runner).unwrap().current());
        let mut tightened = |of_owner: bool| {
            if of_owner {
                under_the_rule(&mut before);
            }
            let mut after = before.clone();
            look_up(&mut after, &[(0, of_owner, 0, 2), (1, of_owner, 0, 2)], &[]);
            let [before, after] = [&before, &after].map(|one| engine.determine(one, &mut Memo::default()));
            usize::from(before.regimes != after.regimes)
        };
        of_parties += tightened(false);
        of_owners += tightened(true);
    }
    println!("tightened by entries of parties {of_parties}, of owners {of_owners}");
    assert!(of_parties >= 20 && of_owners >= 20, "{of_parties} {of_owners}");
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

//! The compiled conditions against Cedar's own authorizer: which provisions fire, and which are in error.
#![cfg(test)]

mod common;
#[path = "common/dates.rs"]
mod dates;

use common::law;
use dates::dates;
use jiff::civil::Date;
use portcullis_determination::Profile;
use portcullis_law::{Bits, Codes, Fact, Facts, Kind, Oracle, Possible, ProvisionIndex};
use proptest::prelude::*;
use proptest::sample::select;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// The profile under which the most provisions apply.
static PROPOSED: LazyLock<Profile> = LazyLock::new(|| Profile::built_in("proposed").expect("a built-in profile"));

/// The provisions that apply on a date to a kind of transaction.
fn applying(on: Date, kind: Kind) -> Vec<ProvisionIndex> {
    let law = law();
    let provisions = law.provisions.iter().enumerate().filter(|(_, provision)| provision.concerns(kind));
    provisions.filter(|(_, provision)| PROPOSED.standing(law, provision, on).is_some()).map(|(at, _)| at).collect()
}

/// The oracle for a set of provisions; building one is slow, and many dates have the same.
fn oracle(provisions: &[ProvisionIndex]) -> Rc<Oracle> {
    thread_local! {
        static BUILT: RefCell<HashMap<Vec<ProvisionIndex>, Rc<Oracle>>> = RefCell::default();
    }
    BUILT.with_borrow_mut(|built| {
        let build = || Rc::new(Oracle::new(law(), provisions).expect("Cedar takes the provisions"));
        built.entry(provisions.to_vec()).or_insert_with(build).clone()
    })
}

/// What Cedar says of one provision, given its verdicts on all.
fn cedars(verdicts: &HashMap<ProvisionIndex, Possible>, at: ProvisionIndex) -> Possible {
    verdicts.get(&at).copied().unwrap_or(Possible::FALSE)
}

fn all_bits(codes: &Codes, fact: Fact) -> u64 {
    match fact.code_type() {
        portcullis_law::CodeType::Flag => 1,
        code_type => codes.table(code_type).all_bits(),
    }
}

/// The codes that some provision looks for in a fact: the others cannot make a difference.
static READ: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut read = vec![0; Fact::ALL.len()];
    for provision in &law().provisions {
        let mut note = |fact: Fact, codes: u64| read[fact.index()] |= codes & all_bits(&law().codes, fact);
        provision.condition.visit_facts(&mut note);
    }
    read
});

/// A word for one fact: none, all, any, or (mostly) a few of the codes that provisions look for.
fn word(fact: Fact) -> impl Strategy<Value = u64> {
    let all = all_bits(&law().codes, fact);
    let singles: Vec<u64> =
        (0..64).map(|shift| 1 << shift).filter(|bit| READ[fact.index()].max(1) & bit != 0).collect();
    let few = prop::collection::vec(select(singles), 0..=3);
    prop_oneof![
        2 => Just(0),
        1 => Just(all),
        1 => any::<u64>().prop_map(move |bits| bits & all),
        6 => few.prop_map(move |bits| bits.into_iter().fold(0, |word, bit| word | bit) & all),
    ]
}

/// A word for every fact.
fn words() -> impl Strategy<Value = Vec<u64>> {
    Fact::ALL.map(|fact| word(fact).boxed()).to_vec()
}

/// Facts in error: in most cases none, else each with one chance in eight.
fn errors() -> impl Strategy<Value = u32> {
    prop_oneof![2 => Just(0), 1 => (any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(a, b, c)| a & b & c)]
}

fn facts(errors: u32, bits: impl Fn(usize) -> Bits) -> Facts {
    let mut facts = Facts::NONE;
    for fact in Fact::ALL {
        facts.set(fact, bits(fact.index()));
        if errors & (1 << fact.index()) != 0 {
            facts.set_error(fact);
        }
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// With every fact known or in error, both say the same of every provision.
    #[test]
    fn known_facts_give_the_same_verdicts(
        on in dates(), kind in select(&Kind::ALL[..]), words in words(), errors in errors(),
    ) {
        let law = law();
        let provisions = applying(on, kind);
        let facts = facts(errors, |at| Bits::known(words[at]));
        let verdicts = oracle(&provisions).evaluate(&law.codes, kind, &facts).unwrap();
        for at in provisions {
            let provision = &law.provisions[at];
            let ours = provision.condition.evaluate(&facts);
            prop_assert_eq!(ours, cedars(&verdicts, at), "{} on {}", &provision.id, on);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    /// With some facts unknown, whatever they turn out to be, Cedar's verdict is among ours.
    #[test]
    fn unknown_facts_cover_every_completion(
        on in dates(), kind in select(&Kind::ALL[..]), words in words(), errors in errors(),
        open in words(), completions in prop::collection::vec(words(), 4),
    ) {
        let law = law();
        let provisions = applying(on, kind);
        let range = |at: usize| Bits::between(words[at] & !open[at], words[at] | open[at]);
        let unknown = facts(errors, range);
        let ours: Vec<Possible> =
            provisions.iter().map(|at| law.provisions[*at].condition.evaluate(&unknown)).collect();
        let mut settled = vec![facts(errors, |at| Bits::known(range(at).certain()))];
        settled.push(facts(errors, |at| Bits::known(range(at).possible())));
        for choice in &completions {
            settled.push(facts(errors, |at| Bits::known(range(at).certain() | (choice[at] & range(at).open()))));
        }
        for settled in settled {
            let verdicts = oracle(&provisions).evaluate(&law.codes, kind, &settled).unwrap();
            for (at, ours) in provisions.iter().zip(&ours) {
                let cedars = cedars(&verdicts, *at);
                prop_assert!(ours.covers(cedars), "{}: {:?} against {:?}", &law.provisions[*at].id, ours, cedars);
            }
        }
    }
}

/// The random facts are worth something: over them, every provision fires and does not, and is in error where
/// it reads a fact that can be.
#[test]
fn the_random_facts_reach_every_provision() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let law = law();
    let mut runner = TestRunner::deterministic();
    let strategy = (words(), errors());
    let mut seen = vec![[false; 3]; law.provisions.len()];
    for _ in 0..20_000 {
        let (words, errors) = strategy.new_tree(&mut runner).unwrap().current();
        let facts = facts(errors, |at| Bits::known(words[at]));
        for (provision, seen) in law.provisions.iter().zip(&mut seen) {
            let result = provision.condition.evaluate(&facts);
            seen[usize::from(result.is_false()) + 2 * usize::from(result.can_be_error())] = true;
        }
    }
    for (provision, seen) in law.provisions.iter().zip(seen) {
        assert_eq!(seen, [true; 3], "fires, does not fire, is in error: {}", provision.id);
    }
}

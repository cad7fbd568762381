//! Random histories: whatever comes in whatever order, the case stays whole and nothing panics.

use std::collections::BTreeSet;

use portcullis_desk::case::{Case, MOST_ENTRIES, PhaseKind};
use portcullis_desk::event::{Actor, Entry, EventKind, Role};
use portcullis_license::Instant;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::build::{Desk, agency, applicant, signer, system};
use crate::fitting::fitting;
use crate::situations::groups;

/// One attempt: who, what, how, and how many days later.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    pub kind: usize,
    pub role: usize,
    pub person: usize,
    pub choice: usize,
    pub days: i64,
    /// Whether only what is allowed is tried.
    pub sensible: bool,
}

/// A case somewhere in its life, and what is tried on it.
#[derive(Clone, Debug)]
pub struct Soup {
    pub desk: Desk,
    pub attempts: Vec<Attempt>,
}

pub fn soup(most: usize) -> impl Strategy<Value = Soup> {
    let starts: Vec<Desk> = groups().into_iter().flat_map(|(_, all)| all).map(|situation| situation.desk).collect();
    let starts = prop::sample::select(starts);
    (starts, attempts(most)).prop_map(|(desk, attempts)| Soup { desk, attempts })
}

fn attempts(most: usize) -> impl Strategy<Value = Vec<Attempt>> {
    let days = prop_oneof![40 => 0..3i64, 6 => 3..12i64, 2 => Just(31i64), 2 => Just(46i64), 1 => Just(1900i64)];
    let attempt = (any::<usize>(), 0..Role::ALL.len(), 0..PEOPLE.len(), 0..12usize, days, prop::bool::weighted(0.85));
    let attempt = attempt.prop_map(|(kind, role, person, choice, days, sensible)| Attempt {
        kind,
        role,
        person,
        choice,
        days,
        sensible,
    });
    prop::collection::vec(attempt, 0..most)
}

/// Names and credentials, of which some may be the same person.
pub const PEOPLE: [(&str, &str); 7] = [
    ("officer.one", "key:one"),
    ("Officer . ONE", "oidc:first"),
    ("officer.two", "key:two"),
    ("somebody", "key:two"),
    ("officer.three", "key:three"),
    ("OFFICER.FOUR", "key:four"),
    ("officer.five", "key:five"),
];

pub fn person(at: usize) -> portcullis_access::proposal::Signer {
    let (name, credential) = PEOPLE[at % PEOPLE.len()];
    portcullis_access::proposal::Signer { credential: portcullis_access::Credential::new(credential), ..signer(name) }
}

fn actor(attempt: &Attempt, role: Role) -> Actor {
    let signer = person(attempt.person);
    match role {
        Role::Applicant => applicant(),
        Role::Officer => Actor::Officer { signer },
        Role::Adviser => Actor::Adviser { signer, agency: agency(["defense", "energy", "state"][attempt.choice % 3]) },
        Role::Chair => Actor::Chair { signer },
        Role::Inspector => Actor::Inspector { signer },
        Role::System => system(),
    }
}

/// The entry that an attempt comes to in a case.
pub fn entry(desk: &mut Desk, attempt: &Attempt) -> Entry {
    desk.now = desk.now.plus(attempt.days * crate::build::DAY);
    // What ends a case early is tried less often.
    let ends = |kind: &EventKind| {
        matches!(kind, EventKind::Withdrawn | EventKind::Returned | EventKind::Surrendered) && attempt.choice > 3
    };
    let actors = Role::ALL.map(|role| actor(attempt, role));
    let mut sensible = Vec::new();
    for by in &actors {
        let allowed = desk.case.allowed(by, desk.now);
        sensible.extend(allowed.into_iter().filter(|kind| !ends(kind)).map(|kind| (by.clone(), kind)));
    }
    let (by, kind) = if attempt.sensible && !sensible.is_empty() {
        sensible.swap_remove(attempt.kind % sensible.len())
    } else {
        (actors[attempt.role].clone(), EventKind::ALL[attempt.kind % EventKind::ALL.len()])
    };
    let event = fitting(kind, desk, &by, attempt.choice);
    desk.entry(by, event)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A refusal changes nothing; what is taken was allowed and is kept; the same entries give the same case.
    #[test]
    fn whatever_comes(soup in soup(60)) {
        let Soup { mut desk, attempts } = soup;
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let before = desk.case.clone();
            let allowed = before.allowed(&entry.by, entry.at);
            match desk.case.record(&entry) {
                Ok(()) => {
                    prop_assert!(allowed.contains(&entry.event.kind()), "{} was not offered", entry.event.kind());
                    prop_assert_eq!(desk.case.history().len(), before.history().len() + 1);
                    if entry.event.kind() != EventKind::Erased {
                        prop_assert_eq!(&desk.case.history()[..before.history().len()], before.history());
                    }
                }
                Err(refusal) => {
                    prop_assert!(!refusal.to_string().is_empty());
                    prop_assert_eq!(refusal.who_could, entry.event.kind().roles());
                    prop_assert_eq!(&desk.case, &before);
                }
            }
        }
        let again = Case::replay(desk.case.number().clone(), desk.case.history()).unwrap();
        prop_assert_eq!(again, desk.case);
    }

    /// Numbers out of order and moments before the latest are refused, whatever is in them.
    #[test]
    fn order_is_kept(soup in soup(20), number in any::<u32>(), back in 1..i64::MAX) {
        let Soup { mut desk, attempts } = soup;
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let wrong = Entry { number, ..entry.clone() };
            prop_assert!(number == entry.number || desk.case.record(&wrong).is_err());
            let earlier = Entry { at: Instant(desk.case.state().latest.0.saturating_sub(back)), ..entry.clone() };
            prop_assert!(desk.case.record(&earlier).is_err());
            let _ = desk.case.record(&entry);
        }
        prop_assert!(desk.case.state().entries <= MOST_ENTRIES);
    }
}

/// The histories are worth their while: each kind of event is taken in each phase in which it has a place.
#[test]
fn random_histories_take_every_event_wherever_it_has_a_place() {
    let mut runner = TestRunner::deterministic();
    let mut taken = BTreeSet::new();
    for _ in 0..1_500 {
        let Soup { mut desk, attempts } = soup(60).new_tree(&mut runner).unwrap().current();
        for attempt in attempts {
            let entry = entry(&mut desk, &attempt);
            let phase = desk.case.phase().kind();
            if desk.case.record(&entry).is_ok() {
                taken.insert((entry.event.kind(), phase));
            }
        }
    }
    let all = EventKind::ALL.iter().flat_map(|kind| kind.phases().iter().map(|phase| (*kind, *phase)));
    let all: BTreeSet<_> = all.collect();
    assert_eq!(taken.difference(&all).collect::<Vec<_>>(), Vec::<&(EventKind, PhaseKind)>::new());
    assert_eq!(all.difference(&taken).collect::<Vec<_>>(), Vec::<&(EventKind, PhaseKind)>::new());
}

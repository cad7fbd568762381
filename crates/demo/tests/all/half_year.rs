//! What the half year has in it, and that all of it follows from records alone.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_counter::application_draft::{self, ApplicationDraft};
use portcullis_counter::{Clerk, Counter};
use portcullis_demo::Size;
use portcullis_desk::case::{Case, Ending, Phase, PhaseKind};
use portcullis_desk::clock::{ClockState, clocks};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{Event, EventKind};
use portcullis_exchange::{Body, House, Side, Statement, compare};
use portcullis_journal::store::Store as _;
use portcullis_journal::{Content, NoteKind, Record, Replay};
use portcullis_license::ledger::Held;
use portcullis_license::{Amount, Instant, LicenseNumber, Operation, Reply, Standing};

use crate::common::{After, TO, empty_counter, letters, lived};

#[test]
fn the_half_year_has_everything_and_follows_from_its_records() {
    let (summary, mut houses) = lived(Size::DEFAULT, 2026, 2).unwrap();
    assert_eq!(summary.cut_short, Vec::<String>::new());
    assert_eq!(summary.cases, Size::DEFAULT.cases);
    assert!((18..=34).contains(&summary.licenses), "{}", summary.licenses);

    let cases: Vec<Case> = houses[0].counter.docket().cases().values().cloned().collect();
    each_phase_and_outcome(&cases);
    clocks_run_and_some_are_overdue(&cases);
    for case in &cases {
        // Legal by construction: read from its entries, each is taken again.
        assert_eq!(Case::replay(case.number().clone(), case.history()).as_ref(), Ok(case));
    }
    for (place, house) in houses.iter_mut().enumerate() {
        let records = house.records();
        replays(house, &records);
        reads_again(house, place, 2);
        nothing_is_left_to_say(&house.counter);
    }
    use_is_of_all_kinds(&mut houses);
    both_chains_agree(&houses);
    statements_agree(&houses);
    told_use_is_what_the_ledgers_say(&houses);
    decisions_are_of_each_kind(&mut houses);
    drafts_are_there(&mut houses[1], summary.drafts);
}

fn each_phase_and_outcome(cases: &[Case]) {
    let missing = |all: &[PhaseKind]| {
        let there: BTreeSet<_> = cases.iter().map(|case| case.phase().kind()).collect();
        all.iter().copied().filter(|phase| !there.contains(phase)).collect::<Vec<_>>()
    };
    // Five years pass before anything is erased (15 CFR 762.6).
    assert_eq!(missing(PhaseKind::ALL), [PhaseKind::Erased]);

    let entries = || cases.iter().flat_map(|case| case.history());
    let kinds: BTreeSet<EventKind> = entries().map(|entry| entry.event.kind()).collect();
    let missing: Vec<_> = EventKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, [&EventKind::Erased]);

    let signed: BTreeSet<OutcomeKind> = cases.iter().flat_map(signed).collect();
    assert_eq!(signed, BTreeSet::from(OutcomeKind::ALL));

    let endings: Vec<Ending> =
        [Ending::Withdrawn, Ending::Returned, Ending::NoLicenseNeeded, Ending::DenialStands].into();
    let ended = |case: &Case| {
        (1..=case.history().len())
            .filter_map(|length| {
                match Case::replay(case.number().clone(), &case.history()[..length]).unwrap().phase() {
                    Phase::Ended { how, .. } => Some(*how),
                    _ => None,
                }
            })
            .next()
    };
    let there: BTreeSet<Ending> = cases.iter().filter_map(ended).collect();
    assert_eq!(there, endings.into_iter().collect());
}

/// What was decided in a case.
fn signed(case: &Case) -> Vec<OutcomeKind> {
    let countersigned = case.history().iter().filter_map(|entry| match &entry.event {
        Event::Countersigned { draft, .. } => Some(*draft),
        _ => None,
    });
    let of = |number: u32| case.state().drafts.iter().find(|draft| draft.mark.number == number).unwrap();
    let drafts: Vec<_> = countersigned.map(of).collect();
    drafts.iter().map(|draft| draft.mark.outcome).collect()
}

fn clocks_run_and_some_are_overdue(cases: &[Case]) {
    let states: Vec<ClockState> =
        cases.iter().flat_map(|case| clocks(case.course(), TO)).map(|clock| clock.state).collect();
    let count = |is: fn(&ClockState) -> bool| states.iter().filter(|state| is(state)).count();
    assert!(count(|state| matches!(state, ClockState::Running { .. })) > 20);
    assert!(count(|state| matches!(state, ClockState::Stopped { .. })) > 3);
    assert!(count(|state| matches!(state, ClockState::Overdue { .. })) > 1);
}

/// The ledger, the dossiers and the months again, from records alone.
fn replays(house: &After, records: &[Record]) {
    let mut replay = Replay::default();
    for record in records {
        replay.read(record).unwrap();
    }
    assert_eq!(serde_json::to_value(&replay).unwrap(), serde_json::to_value(&house.replay).unwrap());
}

/// A counter that reads the store from its beginning has what the one has that wrote it.
fn reads_again(house: &mut After, place: usize, providers: usize) {
    let mut again = empty_counter(place, providers);
    let places = house.replay.dossiers().places().to_vec();
    house
        .store
        .read("test_counter", &mut |open| {
            again.catch_up(open, &places).unwrap();
            Ok(())
        })
        .unwrap();
    assert_eq!(again.docket().cases(), house.counter.docket().cases());
    assert_eq!(again.filings(), house.counter.filings());
    assert_eq!(again.operations(), house.counter.operations());
    for peer in house.counter.sides().houses() {
        let mail = |counter: &Counter| {
            let mail = counter.mail(peer).unwrap();
            (mail.sent(), mail.inbox().taken(), mail.message(1))
        };
        assert_eq!(mail(&again), mail(&house.counter));
    }
}

/// What is passed over, because there is no letter for it, is not waited for.
fn nothing_is_left_to_say(counter: &Counter) {
    let clerk = Clerk { counter, letters: letters(), now: Instant::end_of(TO) };
    assert_eq!(clerk.due(), None);
    for peer in counter.sides().houses() {
        assert_eq!(counter.to_hear(peer), None, "{peer}");
    }
}

fn use_is_of_all_kinds(houses: &mut [After]) {
    let mut operations: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = 0;
    let mut breached = 0;
    for house in houses.iter_mut().skip(1) {
        for record in house.records() {
            let Content::Ledger { operation, reply, .. } = record.content else { continue };
            let word = match operation {
                Operation::License { change, .. } => change.word(),
                Operation::Reserve { .. } => "reserve",
                Operation::Renew { .. } => "renew",
                Operation::Post { .. } => "post",
                Operation::Void { .. } => "void",
                Operation::Expire { .. } => "expire",
                Operation::ConfirmStop { .. } => "confirm",
                Operation::Report { .. } => "report",
                Operation::Correct { .. } | Operation::Stop { .. } | Operation::Limit { .. } => "other",
            };
            *operations.entry(word).or_default() += 1;
            match reply {
                Reply::Refused { .. } => refused += 1,
                Reply::Resolved { breach, .. } => {
                    breached += usize::from(breach != Amount::ZERO);
                }
                _ => {}
            }
        }
    }
    let needed = [
        "issue",
        "vary",
        "suspend",
        "reinstate",
        "revoke",
        "surrender",
        "lapse",
        "reserve",
        "renew",
        "post",
        "void",
        "expire",
        "confirm",
        "report",
    ];
    assert!(needed.iter().all(|word| operations.contains_key(word)), "{operations:?}");
    let all: usize = operations.values().sum();
    assert!((15_000..60_000).contains(&all), "{all}");
    assert!(refused > 0 && refused * 20 < all, "{refused} of {all}");
    assert!(breached > 0);
    let is_nearly_used = |held: &Held| {
        held.lines
            .values()
            .any(|line| line.limit.chip_milliseconds.is_some_and(|most| line.used.chip_milliseconds * 10 > most * 9))
    };
    assert!(houses.iter().skip(1).any(|house| house.replay.ledger().licenses().any(|(_, held)| is_nearly_used(held))));
    let of = |house: &After| house.replay.ledger().licenses().map(|(_, held)| held.standing).collect::<Vec<_>>();
    let standings: Vec<Standing> = houses.iter().skip(1).flat_map(of).collect();
    for standing in [Standing::Issued, Standing::Revoked, Standing::Surrendered, Standing::Expired] {
        assert!(standings.contains(&standing), "{standing}");
    }
    let running = houses.iter().skip(1).map(|house| house.replay.ledger().leases().count()).sum::<usize>();
    assert!(running > 40, "{running}");
}

fn mails(houses: &[After]) -> impl Iterator<Item = (&After, &House, &House)> {
    let authority = houses[0].counter.us();
    houses.iter().skip(1).map(move |provider| (provider, provider.counter.us(), authority))
}

fn both_chains_agree(houses: &[After]) {
    for (provider, us, authority) in mails(houses) {
        let here = provider.counter.mail(authority).unwrap();
        let there = houses[0].counter.mail(us).unwrap();
        assert!(here.sent().count > 100 && there.sent().count > 20);
        assert_eq!((here.sent(), here.inbox().taken()), (there.inbox().taken(), there.sent()));
        for number in 1..=here.sent().count {
            let message = here.message(number).unwrap();
            let body = Body::read(&message, Side::Provider).unwrap();
            assert!(!matches!(body, Body::Refusal(_)), "{body:?}");
        }
        let mut letters = 0;
        for number in 1..=there.sent().count {
            let body = Body::read(&there.message(number).unwrap(), Side::Authority).unwrap();
            assert!(!matches!(body, Body::Refusal(_)), "{body:?}");
            letters += usize::from(matches!(body, Body::Notice(_)));
        }
        assert!(letters > 10, "{letters}");
    }
}

fn statements(mail: &portcullis_counter::Mail, side: Side) -> Vec<Statement> {
    let bodies = (1..=mail.sent().count).map(|number| Body::read(&mail.message(number).unwrap(), side).unwrap());
    bodies.filter_map(|body| if let Body::Reconciliation(statement) = body { Some(*statement) } else { None }).collect()
}

fn statements_agree(houses: &[After]) {
    for (provider, us, authority) in mails(houses) {
        let (here, there) = (provider.counter.mail(authority).unwrap(), houses[0].counter.mail(us).unwrap());
        let (ours, theirs) = (statements(here, Side::Provider), statements(there, Side::Authority));
        assert!(ours.len() > 20 && ours.len() == theirs.len());
        for found in [provider.counter.reconciliation(authority), houses[0].counter.reconciliation(us)] {
            assert_eq!(found.unwrap().findings(), []);
            assert_eq!(found.unwrap().compared(), ours.last().map(|statement| statement.day));
        }
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(compare(ours, theirs, Side::Provider, here).differences, []);
            assert_eq!(compare(theirs, ours, Side::Authority, there).differences, []);
        }
        let last = ours.last().unwrap();
        assert!(!last.licenses.is_empty());
    }
}

/// A second count of what was told: messages summed up, against what the ledger said at the time of the last.
fn told_use_is_what_the_ledgers_say(houses: &[After]) {
    for (provider, _, authority) in mails(houses) {
        let mail = provider.counter.mail(authority).unwrap();
        let mut sums: BTreeMap<LicenseNumber, (Amount, Amount)> = BTreeMap::new();
        for number in 1..=mail.sent().count {
            let Ok(Body::Usage(usage)) = Body::read(&mail.message(number).unwrap(), Side::Provider) else { continue };
            let sum = sums.entry(usage.license.clone()).or_default();
            for line in usage.lines.values() {
                *sum = (sum.0.plus(line.used).unwrap(), sum.1.plus(line.breach).unwrap());
            }
            assert_eq!(*sum, (usage.balance.used, usage.balance.breach), "{}", usage.license);
        }
        assert!(sums.len() > 5);
    }
}

fn decisions_are_of_each_kind(houses: &mut [After]) {
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for house in houses.iter_mut().skip(1) {
        for record in house.records() {
            if let Content::Note { note: NoteKind::Decision, body } = record.content {
                *outcomes.entry(body["outcome"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    for outcome in ["not_required", "license_required", "depends", "prohibited", "authorized"] {
        assert!(outcomes.get(outcome).is_some_and(|count| *count > 10), "{outcome}: {outcomes:?}");
    }
}

fn drafts_are_there(provider: &mut After, count: usize) {
    let mut gaps = Vec::new();
    provider
        .store
        .read("test_drafts", &mut |open| {
            let documents = open.documents(application_draft::KIND, &application_draft::room(None), 100)?;
            let drafts = documents.iter().map(|document| ApplicationDraft::of(document).unwrap());
            gaps = drafts.map(|draft| portcullis_application::gaps(&draft.application).len()).collect();
            Ok(())
        })
        .unwrap();
    assert_eq!(gaps.len(), count);
    assert!(gaps.contains(&0) && gaps.iter().any(|gaps| *gaps > 10), "{gaps:?}");
}

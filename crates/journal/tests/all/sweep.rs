//! What time alone brings about comes about once, whoever notices and however often.

use jiff::ToSpan as _;
use portcullis_journal::seal::{Month, MonthOfLicense};
use portcullis_journal::submission::Request;
use portcullis_journal::{Answer, Content, NoteKind, Submission, sweep};
use portcullis_license::{Change, Instant, Operation, Reply, Standing};
use portcullis_log::Hash;

use crate::memory::{Fault, Memory};
use crate::samples::{
    DAY, HOUR, NOON, change, held, id, is_again, issue, license, node, number, post, record, reserve,
};

#[test]
fn two_nodes_sweep_at_once() {
    let (mut store, mut one, mut two) = (Memory::default(), node(), node());
    let batch = [issue("issue", license("D-1", 10)), reserve("one", "D-1", 1, NOON.plus(HOUR))];
    one.commit(&mut store, &batch, NOON).unwrap();
    two.refresh(&mut store).unwrap();
    let late = NOON.plus(HOUR + DAY + 1);
    assert_eq!(sweep::due(one.replay().ledger(), NOON.plus(HOUR + DAY)), []);
    let due = sweep::due(one.replay().ledger(), late);
    assert_eq!(due, sweep::due(two.replay().ledger(), late));
    assert_eq!(sweep::run(&mut one, &mut store, late).unwrap().len(), 1);
    // The other saw it before it was done, and is only now at it.
    let answers = two.commit(&mut store, &due, late.plus(5)).unwrap();
    assert!(is_again(&answers[0]));
    assert!(matches!(answers[0].reply(), Some(Reply::Resolved { .. })), "{answers:?}");
    assert_eq!(sweep::run(&mut two, &mut store, late).unwrap(), []);
    assert_eq!(store.len(), 3);
}

/// However far the clock goes back between looking and recording, what was due is not refused as too early: its id would be used up.
#[test]
fn a_sweep_is_recorded_at_the_moment_it_was_due() {
    let (mut store, mut one) = (Memory::default(), node());
    let batch = [issue("issue", license("D-1", 10)), reserve("one", "D-1", 1, NOON.plus(HOUR))];
    one.commit(&mut store, &batch, NOON).unwrap();
    store.plan([Fault::Fine, Fault::UncertainLost, Fault::Fine, Fault::UncertainKept]);
    let late = NOON.plus(3 * DAY);
    let answers = sweep::run(&mut one, &mut store, late).unwrap();
    assert!(matches!(answers[0].reply(), Some(Reply::Resolved { .. })), "{answers:?}");
    assert_eq!(record(&answers[0]).at, late);
}

#[test]
fn ids_of_any_length_have_sweeps_of_their_own() {
    let long = "l".repeat(199);
    // Whoever chose this one would take the id that the long one needs, were the two written alike.
    let crafty = format!("sha256:{}", Hash::of(long.as_bytes()).to_hex());
    let craftier = format!("sha256/{}", Hash::of(long.as_bytes()).to_hex());
    let names = [long.as_str(), crafty.as_str(), craftier.as_str(), "short"];
    let (mut store, mut node) = (Memory::default(), node());
    node.commit(&mut store, &[issue("issue", license("D-1", 10))], NOON).unwrap();
    for name in names {
        held(&node.commit(&mut store, &[reserve(name, "D-1", 1, NOON.plus(HOUR))], NOON).unwrap()[0]);
    }
    let answers = sweep::run(&mut node, &mut store, NOON.plus(2 * DAY)).unwrap();
    assert_eq!(answers.len(), names.len());
    for answer in &answers {
        assert!(matches!(answer.reply(), Some(Reply::Resolved { .. })), "{answer:?}");
        assert!(record(answer).id.as_str().starts_with(sweep::SYSTEM));
    }
    assert_eq!(node.replay().ledger().open_reservations().count(), 0);
}

#[test]
fn a_license_that_was_varied_lapses_again() {
    let (mut store, mut node) = (Memory::default(), node());
    let mut terms = license("D-1", 10);
    node.commit(&mut store, &[issue("issue", terms.clone())], NOON).unwrap();
    let end = terms.end();
    let first = sweep::due(node.replay().ledger(), end);
    assert_eq!(first.len(), 1);
    assert_eq!(sweep::due(node.replay().ledger(), Instant(end.0 - 1)), []);
    // Varied before the lapse is recorded: that is refused, and uses up its own id alone.
    terms.until = jiff::civil::date(2027, 6, 30);
    let vary = change("vary", &number("D-1"), Change::Vary { license: Box::new(terms.clone()) });
    node.commit(&mut store, &[vary], end).unwrap();
    let refused = node.commit(&mut store, &first, end).unwrap();
    assert!(matches!(refused[0].reply(), Some(Reply::Refused { .. })), "{refused:?}");
    // Months are sealed beside.
    let of_the_ledger =
        |answers: Vec<Answer>| answers.into_iter().filter(|one| one.reply().is_some()).collect::<Vec<_>>();
    assert_eq!(of_the_ledger(sweep::run(&mut node, &mut store, end).unwrap()), []);
    let answers = of_the_ledger(sweep::run(&mut node, &mut store, terms.end()).unwrap());
    assert!(matches!(answers[0].reply(), Some(Reply::Changed { standing: Standing::Expired, .. })), "{answers:?}");
}

#[test]
fn more_than_a_batch_is_swept() {
    let (mut store, mut node) = (Memory::default(), node());
    node.commit(&mut store, &[issue("issue", license("D-1", 10_000))], NOON).unwrap();
    let names: Vec<_> = (0..700).map(|which| format!("r{which}")).collect();
    let reservations: Vec<_> = names.iter().map(|name| reserve(name, "D-1", 1, NOON.plus(HOUR))).collect();
    for batch in reservations.chunks(350) {
        node.commit(&mut store, batch, NOON).unwrap().iter().for_each(held);
    }
    assert_eq!(sweep::run(&mut node, &mut store, NOON.plus(2 * DAY)).unwrap().len(), 700);
    let late = node.commit(&mut store, &[post("late", "r5", 1)], NOON.plus(2 * DAY)).unwrap();
    assert!(matches!(&late[0], Answer::Recorded { .. }));
    assert!(matches!(late[0].reply(), Some(Reply::Refused { .. })));
}

/// The ids stand in journals: they never change.
#[test]
fn the_ids_are_these() {
    let text = |what: &str, about: &str| sweep::system_id(what, about).unwrap().to_string();
    assert_eq!(text("expire", "r1"), "system/expire/r1");
    assert_eq!(text("lapse", "D-1/2"), "system/lapse/D-1/2");
    let long = "x".repeat(190);
    let hash = Hash::of(long.as_bytes()).to_hex();
    assert_eq!(text("expire", &long), format!("system/expire-sha256/{hash}"));
    let operation = Operation::Expire { reservation: id("r1") };
    assert!(Submission::operation(id("system/expire/r1"), operation).by_a_caller().is_err());
}

/// Every month that is over is sealed once, also those in which nothing happened; what comes late goes into the month in which it comes.
#[test]
fn months_are_sealed_when_they_are_over() {
    let (mut store, mut node) = (Memory::default(), node());
    node.commit(&mut store, &[issue("issue", license("D-1", 100))], NOON).unwrap();
    node.commit(&mut store, &[reserve("r", "D-1", 1, NOON.plus(HOUR))], NOON).unwrap();
    let today = NOON.date();
    let later = Instant::start_of(today.checked_add(3.months()).unwrap());
    node.commit(&mut store, &[post("late", "r", 1)], NOON.plus(2 * HOUR)).unwrap();
    let sealed = |answers: &[Answer]| {
        let bodies = answers.iter().filter_map(|answer| match answer {
            Answer::Recorded { record, again: false } => match &record.content {
                Content::Note { note: NoteKind::Seal, body } => {
                    Some(serde_json::from_value::<MonthOfLicense>(body.clone()).unwrap())
                }
                _ => None,
            },
            _ => None,
        });
        bodies.collect::<Vec<_>>()
    };
    assert!(sealed(&sweep::run(&mut node, &mut store, NOON.plus(3 * HOUR)).unwrap()).is_empty());
    let months = sealed(&sweep::run(&mut node, &mut store, later).unwrap());
    assert_eq!(months.len(), 3);
    assert_eq!(months[0].last_record, 3);
    for pair in months.windows(2) {
        assert_eq!(pair[0].closing, pair[1].opening);
        assert_eq!(pair[0].last_record + 1, pair[1].first_record);
    }
    assert!(months.iter().all(MonthOfLicense::adds_up));
    assert!(sweep::run(&mut node, &mut store, later).unwrap().is_empty());
    // Nobody else seals a month.
    let request = Request::Seal { license: number("D-1"), month: Month::of(today) };
    assert!(Submission { id: id("own"), request }.by_a_caller().is_err());
}

//! What a node answers, and what it makes of a store that is not what it was.

use portcullis_journal::node::MOST_BATCH;
use portcullis_journal::store::{Store as _, StoreError};
use portcullis_journal::submission::{MOST_OPERATION, MOST_REQUEST, Request};
use portcullis_journal::{Answer, Content, NodeError, Submission, writer};
use portcullis_license::{Change, Instant, LineName, Operation, Reply, Rule};
use serde_json::json;

use crate::memory::{Fault, Memory};
use crate::samples::{
    HOUR, NOON, asked, change, condition, held, id, is_again, issue, license, line, node, note, number, post, record,
    reserve,
};

fn later(hours: i64) -> Instant {
    NOON.plus(hours * HOUR)
}

#[test]
fn a_batch_is_decided_in_order_and_each_id_once() {
    let (mut store, mut node) = (Memory::default(), node());
    let batch = [
        issue("issue", license("D-1", 10)),
        reserve("one", "D-1", 1, later(6)),
        reserve("two", "D-1", 1, later(5)),
        reserve("one", "D-1", 1, later(6)),
        reserve("two", "D-1", 2, later(5)),
        post("post", "one", 6 * HOUR as u64),
        note("note", json!({"name": "Quay"}), &["/name"]),
        note("note", json!({"name": "Quay"}), &["/name"]),
        note("note", json!({"name": "Key"}), &["/name"]),
    ];
    let answers = node.commit(&mut store, &batch, NOON).unwrap();
    held(&answers[1]);
    assert!(matches!(answers[2].reply(), Some(Reply::Refused { .. })), "{:?}", answers[2]);
    assert!(is_again(&answers[3]) && record(&answers[3]) == record(&answers[1]));
    assert_eq!(answers[4], Answer::OtherBody { sequence: 2 });
    assert!(matches!(answers[5].reply(), Some(Reply::Resolved { .. })), "{:?}", answers[5]);
    assert!(is_again(&answers[7]) && record(&answers[7]) == record(&answers[6]));
    assert_eq!(answers[8], Answer::OtherBody { sequence: 4 }, "another name is withheld");
    assert_eq!(store.len(), 5);
    // Sent again, all of it is as it was.
    let again = node.commit(&mut store, &batch, later(1)).unwrap();
    for (before, after) in answers.iter().zip(&again) {
        match before {
            Answer::Recorded { record: before, .. } => assert!(is_again(after) && record(after) == before),
            before => assert_eq!(before, after),
        }
    }
    assert_eq!(store.len(), 5);
}

#[test]
fn no_more_than_a_batch_is_looked_at() {
    let (mut store, mut node) = (Memory::default(), node());
    let batch: Vec<_> = (0..=MOST_BATCH).map(|which| note(&format!("n{which}"), json!(which), &[])).collect();
    assert_eq!(node.commit(&mut store, &batch, NOON).unwrap().len(), MOST_BATCH);
    assert_eq!(store.len(), MOST_BATCH as u64);
    assert_eq!(node.commit(&mut store, &[], NOON).unwrap(), []);
}

#[test]
fn what_cannot_be_recorded_is_said_to_be_unfit_and_harms_nobody() {
    let (mut store, mut node) = (Memory::default(), node());
    let long = |bytes: usize| note("long", json!("x".repeat(bytes)), &[]);
    let mut reason = reserve("reason", "D-1", 1, later(1));
    if let Request::Ledger { operation: Operation::Reserve { asked, .. } } = &mut reason.request {
        asked.customer = "x".repeat(MOST_OPERATION);
    }
    let mut lines = license("D-9", 10);
    lines.lines = (0..200).map(|which| line(&format!("{which}"), "H20", 1)).collect();
    let unfit = [
        long(MOST_REQUEST),
        note("fraction", json!(1.5), &[]),
        note("no field", json!({"name": "Quay"}), &["/nmae"]),
        note("confusing", json!({"withheld": "no"}), &[]),
        // Each of these grows by fifty bytes when it is withheld.
        many_withheld(),
        post("large", "one", u64::MAX),
        reason,
        issue("lines", lines),
    ];
    for submission in unfit {
        let batch = [submission, note(&format!("beside {}", store.len()), json!({}), &[])];
        let answers = node.commit(&mut store, &batch, NOON).unwrap();
        assert!(matches!(answers[0], Answer::Unfit(_)), "{:?}", answers[0]);
        assert!(matches!(answers[1], Answer::Recorded { again: false, .. }), "{:?}", answers[1]);
    }
    assert_eq!(store.len(), 8);
    let fits = long(MOST_REQUEST - 100);
    record(&node.commit(&mut store, &[fits], NOON).unwrap()[0]);
}

fn many_withheld() -> Submission {
    let body = vec![1; 4_000];
    let personal: Vec<_> = (0..body.len()).map(|which| format!("/{which}")).collect();
    let personal: Vec<_> = personal.iter().map(String::as_str).collect();
    note("many", json!(body), &personal)
}

/// The largest of each that is taken: their records fit into leaves, and the node goes on.
#[test]
fn the_largest_requests_are_recorded() {
    let (mut store, mut node) = (Memory::default(), node());
    let mut largest = 0;
    for lines in (1..100).rev() {
        let mut license = license(&"\"".repeat(200), 10);
        license.lines = (0..lines).map(|which| line(&format!("{which:\">200}"), "H20", 1 << 40)).collect();
        let of = license.number.clone();
        let batch = [
            issue(&format!("issue {lines}"), license.clone()),
            change(&format!("vary {lines}"), &of, Change::Vary { license: Box::new(license.clone()) }),
            Submission::operation(
                id(&format!("report {lines}")),
                Operation::Report { license: of.clone(), reference: "r".repeat(MOST_OPERATION - 600) },
            ),
        ];
        let answers = node.commit(&mut store, &batch, NOON).unwrap();
        if let Answer::Recorded { record, .. } = &answers[0] {
            largest = lines;
            assert!(matches!(answers[0].reply(), Some(Reply::Changed { .. })), "{record:?}");
            assert!(matches!(answers[2].reply(), Some(Reply::Reported)), "{:?}", answers[2]);
            break;
        }
    }
    assert!(largest > 20, "a license of {largest} lines is the largest that fits");
}

/// What is refused is said in full, and said again in the objections.
#[test]
fn the_longest_objections_are_recorded() {
    let (mut store, mut node) = (Memory::default(), node());
    let mut terms = license("D-1", 10);
    let longest = |which: usize| format!("{which:e>990}");
    terms.conditions =
        (0..20).map(|which| condition(&longest(which), Rule::MostTrainingOperations { power_of_ten: 20 })).collect();
    let answers = node.commit(&mut store, &[issue("issue", terms)], NOON).unwrap();
    assert!(matches!(answers[0].reply(), Some(Reply::Changed { .. })), "{answers:?}");
    let mut asked = asked(1 << 20);
    (asked.customer, asked.accelerator) = ("\u{1f}".repeat(160), "\"".repeat(400));
    asked.training_operations = Some("9".repeat(990));
    let operation =
        Operation::Reserve { license: number("D-1"), line: Some(LineName::new("none").unwrap()), asked, until: NOON };
    let answers = node.commit(&mut store, &[Submission::operation(id("asked"), operation)], NOON).unwrap();
    let Some(Reply::Refused { objections }) = answers[0].reply() else { panic!("{answers:?}") };
    assert!(objections.len() > 15, "{objections:?}");
    // The names of a license are repeated too, and spelled out.
    let mut terms = license("D-2", 10);
    terms.parties[1].name = "\"".repeat(495);
    let answers = node.commit(&mut store, &[issue("unnamed", terms.clone())], NOON).unwrap();
    assert!(matches!(answers[0].reply(), Some(Reply::Refused { .. })), "{answers:?}");
    terms.parties[1].name = "x".repeat(1_000);
    let answers = node.commit(&mut store, &[issue("too long", terms)], NOON).unwrap();
    assert!(matches!(answers[0], Answer::Unfit(_)), "{answers:?}");
}

#[test]
fn an_answer_after_a_lost_connection_is_that_of_the_first_try() {
    let (mut store, mut node) = (Memory::default(), node());
    let submission = note("note", json!({}), &[]);
    store.plan([Fault::Fine, Fault::UncertainKept, Fault::Fine]);
    node.refresh(&mut store).unwrap();
    let error = node.commit(&mut store, std::slice::from_ref(&submission), NOON);
    assert!(matches!(error, Err(NodeError::Store(StoreError::Uncertain { .. }))), "{error:?}");
    let answers = node.commit(&mut store, &[submission], later(1)).unwrap();
    assert!(is_again(&answers[0]) && record(&answers[0]).at == NOON, "{answers:?}");
}

/// The first try may have been kept, whatever becomes of the second.
#[test]
fn what_may_have_been_kept_is_never_said_to_have_failed() {
    let (mut store, mut node) = (Memory::default(), node());
    node.refresh(&mut store).unwrap();
    store.plan([Fault::UncertainKept, Fault::LostAt(0)]);
    let error = writer::commit(&mut node, &mut store, &[note("note", json!({}), &[])], &|| NOON);
    assert!(matches!(error, Err(NodeError::Store(StoreError::Uncertain { .. }))), "{error:?}");
    assert_eq!(store.len(), 1);
}

#[test]
fn a_store_that_lost_records_is_noticed() {
    let (mut store, mut node) = (Memory::default(), node());
    let batch: Vec<_> = (0..3).map(|which| note(&format!("n{which}"), json!(which), &[])).collect();
    node.commit(&mut store, &batch, NOON).unwrap();
    let mut older = Memory::default();
    self::node().commit(&mut older, &batch[..2], NOON).unwrap();
    assert!(matches!(node.refresh(&mut older), Err(NodeError::Damaged(_))));
    let error = node.commit(&mut older, &[note("new", json!(3), &[])], NOON);
    assert!(matches!(error, Err(NodeError::Damaged(_))), "{error:?}");
    assert_eq!(older.len(), 2);
    // It stays so: somebody has to look.
    assert_eq!(node.commit(&mut store, &[], NOON), error);
}

#[test]
fn a_row_that_is_not_its_leafs_is_noticed() {
    let change: [fn(&mut portcullis_journal::Row); 3] =
        [|row| row.at += 1, |row| row.id.push('x'), |row| row.leaf[20] ^= 1];
    for change in change {
        let mut store = Memory::default();
        node().commit(&mut store, &[note("note", json!({}), &[])], NOON).unwrap();
        store.with(|data| change(&mut data.rows[0]));
        let error = node().refresh(&mut store);
        assert!(matches!(error, Err(NodeError::Store(StoreError::Damaged { .. }))), "{error:?}");
    }
}

#[test]
fn an_image_that_was_changed_is_not_believed() {
    let mut store = Memory::default();
    let mut first = node().keeping(1, 9);
    first.commit(&mut store, &[issue("issue", license("D-1", 10)), reserve("one", "D-1", 1, later(6))], NOON).unwrap();
    first.keep_image(&mut store).unwrap();
    let (head, image) =
        store.with(|data| data.images.last_key_value().map(|(head, image)| (*head, image.clone())).unwrap());
    // The same image, said to be of more records than it has read, and one with another balance.
    let richer = String::from_utf8(image.clone()).unwrap().replace(
        "\"reserved\":{\"chip_milliseconds\":\"21600000\"",
        "\"reserved\":{\"chip_milliseconds\":\"00000000\"",
    );
    assert_ne!(richer.as_bytes(), image);
    for (head, image) in [(head, richer.into_bytes()), (head + 5, image)] {
        store.with(|data| data.images = std::sync::Arc::new([(head, image)].into()));
        let mut second = node();
        second.refresh(&mut store).unwrap();
        assert_eq!(second.replay(), first.replay());
    }
}

#[test]
fn a_clock_beyond_the_calendar_records_nothing() {
    let (mut store, mut node) = (Memory::default(), node());
    // Microseconds where milliseconds should be, and worse.
    for now in [Instant(NOON.0 * 1_000), Instant(i64::MAX), Instant(-1), Instant(i64::MIN)] {
        let error = node.commit(&mut store, &[note("note", json!({}), &[])], now);
        assert_eq!(error, Err(NodeError::Clock { now }));
    }
    assert_eq!(store.len(), 0);
    assert!(
        node.commit(&mut store, &[note("note", json!({}), &[])], NOON).is_ok(),
        "it goes on when the clock is right"
    );
}

/// What is kept for ever of a note does not tell its personal fields apart; what can be erased does.
#[test]
fn nothing_of_a_personal_field_is_left_when_it_is_erased() {
    let (mut store, mut node) = (Memory::default(), node());
    let of = |name: &str| note("note", json!({"name": name, "outcome": "open"}), &["/name"]);
    assert_eq!(of("Ada").digest(), of("Ben").digest());
    assert_ne!(of("Ada").digest(), note("note", json!({"name": "Ada", "outcome": "shut"}), &["/name"]).digest());
    let answers = node.commit(&mut store, &[of("Ada")], NOON).unwrap();
    let Content::Note { body, .. } = &record(&answers[0]).content else { panic!("{answers:?}") };
    assert!(!body.to_string().contains("Ada"));
    assert_eq!(node.commit(&mut store, &[of("Ben")], NOON).unwrap(), [Answer::OtherBody { sequence: 0 }]);
    store.transact("erase", &mut |open| open.erase_opening(0).map(|_| ())).unwrap();
    assert!(is_again(&node.commit(&mut store, &[of("Ben")], NOON).unwrap()[0]), "nothing is left to tell them apart");
}

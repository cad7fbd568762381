//! Export, import, digest and check, on both databases and between them.

use crate::fresh::{Fresh, done, row};
use portcullis_journal::store::{CheckpointRow, Job, Row, Store as _};
use portcullis_store::{Checked, Connection, StreamError, Transferred, check, digest, export, import};

/// SHA-256 of `content`.
const NAME: &str = "sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";

/// A store with something in every table, and more than a page of the journal.
fn fill(fresh: &Fresh) -> Connection {
    let mut store = fresh.open();
    let license = |sequence: u64| sequence.is_multiple_of(2).then(|| format!("L-{}\u{2028}\"\\", sequence % 7));
    let full = |sequence: u64| Row {
        license: license(sequence),
        reservation: sequence.is_multiple_of(3).then(|| format!("r-{sequence}")),
        leaf: sequence.to_le_bytes().to_vec(),
        ..row(sequence, &format!("ïd {sequence}"))
    };
    let job = |name: &str, holder: Option<&str>| Job {
        name: name.to_owned(),
        kind: "k".to_owned(),
        body: "b".to_owned(),
        due: -1,
        attempts: 3,
        holder: holder.map(str::to_owned),
        held_until: holder.map(|_| 77),
    };
    done(&mut store, |open| {
        open.append(&(0..1_300).map(full).collect::<Vec<_>>())?;
        for sequence in (0..1_300).step_by(2) {
            open.put_opening(sequence, format!("opening {sequence}").as_bytes())?;
        }
        open.put_image(700, b"")?;
        open.put_image(1_300, &vec![5; (1 << 20) + 1])?;
        let checkpoint = |size| CheckpointRow { size, at: 5, frontier: vec![1; 64], note: "a\nb — c\n".to_owned() };
        open.put_checkpoint(&checkpoint(256))?;
        open.put_checkpoint(&checkpoint(1_300))?;
        open.put_tiles(&[(0, 0, vec![1; 8192]), (0, 1, vec![2; 8192])])?;
        open.put_blob(NAME, b"content")?;
        open.put_blob("Zebra", &vec![9; (2 << 20) + 1])?;
        open.put_blob("ärger", b"")?;
        open.put_jobs(&[job("one", None), job("Two", Some("me"))])?;
        open.put_document("key", "0123456789ab", None, "{\"digest\":\"that nobody else needs\"}").map(|_| ())
    });
    store
}

fn exported(store: &mut Connection) -> (Vec<u8>, Transferred) {
    let mut stream = Vec::new();
    let mut last = None;
    let transferred = export(store, &mut stream, &mut |progress| last = Some(progress)).unwrap();
    let last = last.unwrap();
    assert_eq!((last.table, last.done), ("jobs", last.total));
    (stream, transferred)
}

fn between(from: &Fresh, to: &Fresh) {
    let mut source = fill(from);
    let before = digest(&mut source).unwrap();
    let (stream, sent) = exported(&mut source);
    assert_eq!(sent.digest, before);
    let mut target = to.open();
    assert_ne!(digest(&mut target).unwrap(), before);
    let received = import(&mut stream.as_slice(), &mut target, &mut |_| {}).unwrap();
    assert_eq!(received, sent);
    assert_eq!(digest(&mut target).unwrap(), before);
    assert!(exported(&mut target).0 == stream, "the same bytes come out again");
    assert_eq!(done(&mut target, |open| open.document("key", "0123456789ab")), None, "documents are no evidence");
    assert!(!String::from_utf8_lossy(&stream).contains("nobody else needs"));
    done(&mut target, |open| open.put_document("key", "another", None, "{}"));
    assert_eq!(digest(&mut target).unwrap(), before);
    assert_sound(&check(&mut target).unwrap());
    done(&mut target, |open| {
        assert_eq!(open.take_head()?, 1_300);
        open.append(&[row(1_300, "next")])
    });
    assert_ne!(digest(&mut target).unwrap(), before);
    assert_eq!(digest(&mut source).unwrap(), before, "nothing changed");
    let refused = import(&mut stream.as_slice(), &mut target, &mut |_| {});
    assert!(matches!(refused, Err(StreamError::NotEmpty { table: "journal", rows: 1_301 })), "{refused:?}");
}

fn assert_sound(checked: &Checked) {
    assert!(checked.is_sound(), "{:?}", checked.findings);
    assert_eq!(checked.rows[0], ("journal".to_owned(), 1_300));
}

#[test]
fn from_sqlite_to_sqlite() {
    between(&Fresh::sqlite(), &Fresh::sqlite());
}

#[test]
fn from_sqlite_to_postgres() {
    if let Some(postgres) = Fresh::postgres() {
        between(&Fresh::sqlite(), &postgres);
    }
}

#[test]
fn from_postgres_to_sqlite() {
    if let Some(postgres) = Fresh::postgres() {
        between(&postgres, &Fresh::sqlite());
    }
}

#[test]
fn an_empty_store_is_exported_too() {
    let (from, to) = (Fresh::sqlite(), Fresh::sqlite());
    let mut stream = Vec::new();
    export(&mut from.open(), &mut stream, &mut |_| {}).unwrap();
    let mut target = to.open();
    import(&mut stream.as_slice(), &mut target, &mut |_| {}).unwrap();
    assert_eq!(digest(&mut target).unwrap(), digest(&mut from.open()).unwrap());
    done(&mut target, |open| open.append(&[Row { at: -9, ..row(0, "a") }]));
}

fn altered_streams_are_refused(fresh: &Fresh) {
    let (stream, _) = exported(&mut fill(&Fresh::sqlite()));
    let mut target = fresh.open();
    let empty = digest(&mut target).unwrap();
    let text = String::from_utf8(stream).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let swapped = {
        let mut lines = lines.clone();
        lines.swap(5, 6);
        lines.concat()
    };
    let cases = [
        (lines[..lines.len() - 1].concat(), "cut off"),
        (text[..text.len() - 10].to_owned(), "cut off"),
        (lines[..3].concat() + lines[lines.len() - 1], "other numbers of rows"),
        (swapped, "was altered"),
        (text.replacen("opening\":\"b", "opening\":\"c", 1), "was altered"),
        (lines.concat() + "\n", "after the end"),
        (lines[0].to_owned() + "{\"table\":\"other\"}\n", "no table `other`"),
        (lines[0].to_owned() + "{\"table\":\"openings\",\"sequence\":1}\n", "no `opening`"),
        (lines[0].to_owned() + "{\"table\":\"openings\",\"sequence\":1.5,\"opening\":\"\"}\n", "another kind"),
        (
            lines[0].to_owned() + "{\"table\":\"openings\",\"sequence\":1,\"opening\":\"\",\"x\":1}\n",
            "does not know, `x`",
        ),
        (lines[0].to_owned() + "[]\n", "no object"),
        (lines[0].to_owned() + "{}\n", "neither a row nor the end"),
        (lines[0].replace("\"schema\":1", "\"schema\":99"), "its schema is 99"),
        ("{}\n".to_owned(), "no export of a store"),
        (String::new(), "cut off"),
    ];
    for (altered, why) in cases {
        let refused = import(&mut altered.as_bytes(), &mut target, &mut |_| {}).unwrap_err().to_string();
        assert!(refused.contains(why) && refused.contains("nothing was imported"), "{why}: {refused}");
        assert_eq!(digest(&mut target).unwrap(), empty, "{why}");
    }
    import(&mut text.as_bytes(), &mut target, &mut |_| {}).unwrap();
}

#[test]
fn altered_streams_are_refused_by_sqlite() {
    altered_streams_are_refused(&Fresh::sqlite());
}

#[test]
fn altered_streams_are_refused_by_postgres() {
    if let Some(postgres) = Fresh::postgres() {
        altered_streams_are_refused(&postgres);
    }
}

/// Each damage alone, and what the check says of it.
fn damage_is_found(fresh: &Fresh) {
    let mut store = fill(fresh);
    assert_sound(&check(&mut store).unwrap());
    let cases = [
        ("DELETE FROM journal WHERE sequence = 1299", "there are 1299"),
        ("UPDATE journal SET at = 5 WHERE sequence = 7", "before the time"),
        ("UPDATE journal_head SET next = 9", "it says 9 records"),
        ("DELETE FROM journal_head", "its row is missing"),
        ("UPDATE checkpoints SET size = 5000 WHERE size = 1300", "there are 1300 records"),
        ("UPDATE checkpoints SET at = 4 WHERE size = 1300", "before a smaller one"),
        ("UPDATE tiles SET position = 2 WHERE position = 1", "tile 1 should come here"),
        ("UPDATE tiles SET level = 1 WHERE position = 1", "records that are not there"),
        ("DELETE FROM blobs WHERE part = 2", "parts are missing"),
        ("UPDATE images SET parts = 9 WHERE head = 1300", "parts are missing"),
        ("UPDATE images SET head = 9999 WHERE head = 700", "there are 1300 records"),
        ("UPDATE blobs SET parts = 1, content = 'x' WHERE name LIKE 'sha256%'", "its content has the SHA-256"),
        ("UPDATE jobs SET held_until = NULL", "without an end"),
        ("CREATE TABLE stray (x integer)", "no table of a store"),
    ];
    for (damage, why) in cases {
        let (damage, mend) = match damage {
            "CREATE TABLE stray (x integer)" => (damage.to_owned(), Some("DROP TABLE stray")),
            other => (other.replace("'x'", fresh.bytes_literal()), None),
        };
        let copy = fresh.copy_of(&mut store);
        copy.run(&damage);
        let checked = check(&mut copy.connect()).unwrap();
        assert!(checked.findings.iter().any(|finding| finding.why.contains(why)), "{damage}: {:?}", checked.findings);
        if let Some(mend) = mend {
            copy.run(mend);
            assert_sound(&check(&mut copy.connect()).unwrap());
        }
    }
    assert_sound(&check(&mut store).unwrap());
}

#[test]
fn damage_is_found_in_sqlite() {
    damage_is_found(&Fresh::sqlite());
}

#[test]
fn damage_is_found_in_postgres() {
    if let Some(postgres) = Fresh::postgres() {
        damage_is_found(&postgres);
    }
}

/// Copies have no documents, so these are damaged where they are.
fn damaged_documents_are_found(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.put_document("key", "a", None, "{}"));
    let rows = check(&mut store).unwrap().rows;
    assert_eq!(rows.last(), Some(&("documents".to_owned(), 1)));
    fresh.run("UPDATE documents SET body = '{'");
    let checked = check(&mut fresh.connect()).unwrap();
    let found: Vec<_> = checked.findings.iter().map(|finding| (finding.place.as_str(), finding.why.as_str())).collect();
    assert_eq!(found, [("document `a` of kind `key`", "its body is no JSON")]);
}

#[test]
fn damaged_documents_are_found_in_sqlite() {
    damaged_documents_are_found(&Fresh::sqlite());
}

#[test]
fn damaged_documents_are_found_in_postgres() {
    if let Some(postgres) = Fresh::postgres() {
        damaged_documents_are_found(&postgres);
    }
}

#[test]
fn a_gap_and_an_orphan_are_found() {
    let fresh = Fresh::sqlite();
    let mut store = fill(&fresh);
    fresh.run("PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE sequence = 600");
    let checked = check(&mut store).unwrap();
    let findings: Vec<&str> = checked.findings.iter().map(|finding| finding.place.as_str()).collect();
    assert_eq!(findings, ["record 601", "the opening of record 600"]);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    std::fs::write(&path, "this is a text and no database, though it is long enough to be taken for one").unwrap();
    let error = portcullis_store::open(&path.display().to_string()).unwrap_err().to_string();
    assert!(error.contains("not a database"), "{error}");
    let none = folder.path().join("none.db");
    let error = portcullis_store::connect(&none.display().to_string().parse().unwrap()).unwrap_err().to_string();
    assert!(error.contains("there is no store at") && !none.exists(), "{error}");
}

#[test]
fn a_flipped_page_is_found() {
    let fresh = Fresh::sqlite();
    drop(fill(&fresh));
    let path = fresh.address.strip_prefix("sqlite:").unwrap();
    let mut bytes = std::fs::read(path).unwrap();
    for byte in bytes.iter_mut().skip(5 * 4_096).take(64) {
        *byte ^= 0xff;
    }
    std::fs::write(path, bytes).unwrap();
    let mut store = fresh.connect();
    match check(&mut store) {
        Ok(checked) => assert!(!checked.is_sound()),
        Err(error) => assert!(error.to_string().contains("damaged"), "{error}"),
    }
    let _ = store.read("test", &mut |_| Ok(()));
}

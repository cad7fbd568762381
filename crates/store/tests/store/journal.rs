//! The journal's part of the contract.

use crate::fresh::{Fresh, done, row, tried};
use portcullis_journal::store::{Row, Store as _, StoreError};

pub fn rows_come_back_as_they_were(fresh: &Fresh) {
    let mut store = fresh.open();
    let rows = [
        Row { license: Some("D-1".into()), reservation: Some("r/é/漢".into()), at: -5, ..row(0, "a") },
        Row { leaf: vec![0, 255, 0], at: -5, ..row(1, "") },
        Row { leaf: Vec::new(), digest: [0; 32], at: i64::MAX, ..row(2, "ünïcode 漢字") },
    ];
    done(&mut store, |open| {
        assert_eq!(open.head()?, 0);
        assert_eq!(open.take_head()?, 0);
        open.append(&rows[..1])?;
        assert_eq!(open.head()?, 1, "what a transaction did it sees");
        assert_eq!(open.take_head()?, 1);
        open.append(&rows[1..])?;
        open.append(&[])
    });
    let mut store = fresh.connect();
    done(&mut store, |open| {
        assert_eq!(open.head()?, 3);
        assert_eq!(open.rows(0, 100)?, rows);
        assert_eq!(open.rows(1, 1)?, rows[1..2]);
        assert_eq!(open.rows(3, 1)?, []);
        assert_eq!(open.rows(u64::MAX, usize::MAX)?, []);
        assert_eq!(open.rows(0, 0)?, []);
        Ok(())
    });
}

pub fn gaps_and_repetitions_are_refused(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.append(&[row(0, "a"), row(1, "b")]));
    for (rows, expected, found) in [
        (vec![row(3, "c")], 2, 3),
        (vec![row(1, "c")], 2, 1),
        (vec![row(2, "c"), row(4, "d")], 3, 4),
        (vec![row(2, "c"), row(2, "d")], 3, 2),
        (vec![row(u64::MAX, "c")], 2, u64::MAX),
    ] {
        let error = tried(&mut store, |open| {
            open.take_head()?;
            open.append(&rows)
        });
        assert_eq!(error, Err(StoreError::OutOfOrder { what: "a row", expected, found }));
    }
    assert_eq!(done(&mut store, |open| Ok((open.head()?, open.rows(0, 9)?.len()))), (2, 2));
}

pub fn time_does_not_go_back(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.append(&[Row { at: 10, ..row(0, "a") }]));
    let error = tried(&mut store, |open| open.append(&[Row { at: 9, ..row(1, "b") }]));
    assert_eq!(error, Err(StoreError::OutOfOrder { what: "the time of a row", expected: 10, found: 9 }));
    let error = tried(&mut store, |open| open.append(&[Row { at: 11, ..row(1, "b") }, Row { at: 10, ..row(2, "c") }]));
    assert_eq!(error, Err(StoreError::OutOfOrder { what: "the time of a row", expected: 11, found: 10 }));
    done(&mut store, |open| open.append(&[Row { at: 10, ..row(1, "b") }]));
}

pub fn an_id_is_taken_once(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.append(&[row(0, "a"), row(1, "b")]));
    for rows in
        [vec![row(2, "c"), row(3, "b")], vec![row(2, "b"), row(3, "b")], vec![row(2, "x"), row(3, "b"), row(4, "y")]]
    {
        assert_eq!(tried(&mut store, |open| open.append(&rows)), Err(StoreError::Taken { id: "b".into() }));
    }
    let within = [row(2, "n"), row(3, "n")];
    assert_eq!(tried(&mut store, |open| open.append(&within)), Err(StoreError::Taken { id: "n".into() }));
    assert_eq!(done(&mut store, |open| Ok((open.head()?, open.rows(0, 9)?.len()))), (2, 2));
    done(&mut store, |open| open.append(&[row(2, "c")]));
}

pub fn rows_are_found_by_what_they_are_about(fresh: &Fresh) {
    let mut store = fresh.open();
    let about = |sequence: u64, license: Option<&str>, reservation: Option<&str>| Row {
        license: license.map(str::to_owned),
        reservation: reservation.map(str::to_owned),
        ..row(sequence, &format!("id {sequence}"))
    };
    let rows = [
        about(0, Some("L"), Some("r2")),
        about(1, Some("M"), Some("r1")),
        about(2, Some("L"), Some("r2")),
        about(3, None, None),
        about(4, Some("L"), Some("r1")),
    ];
    done(&mut store, |open| open.append(&rows));
    let sequences = |rows: Vec<Row>| rows.into_iter().map(|row| row.sequence).collect::<Vec<_>>();
    done(&mut store, |open| {
        assert_eq!(sequences(open.rows_about(&["r1", "r2", "none", "r1", "a\0b"])?), [0, 1, 2, 4]);
        assert_eq!(sequences(open.rows_about(&["r1"])?), [1, 4]);
        assert_eq!(sequences(open.rows_about(&[])?), [0_u64; 0]);
        assert_eq!(sequences(open.rows_of_license("L", 0, 9)?), [0, 2, 4]);
        assert_eq!(sequences(open.rows_of_license("L", 1, 1)?), [2]);
        assert_eq!(sequences(open.rows_of_license("none", 0, 9)?), [0_u64; 0]);
        let mut by_id = sequences(open.rows_by_id(&["id 3", "id 0", "id 9", "id 3", "ID 1", "a\0b"])?);
        by_id.sort_unstable();
        assert_eq!(by_id, [0, 3]);
        Ok(())
    });
}

pub fn work_that_fails_leaves_nothing(fresh: &Fresh) {
    let mut store = fresh.open();
    let ours = StoreError::unavailable("ours");
    let error = tried(&mut store, |open| {
        open.append(&[row(0, "a")])?;
        open.put_opening(0, b"opening")?;
        open.put_image(1, b"image")?;
        open.put_tiles(&[(0, 0, vec![1; 8192])])?;
        open.put_blob("name", b"content")?;
        Err::<(), _>(StoreError::unavailable("ours"))
    });
    assert_eq!(error, Err(ours));
    done(&mut store, |open| {
        assert_eq!((open.head()?, open.rows(0, 9)?.len(), open.openings(0, 9)?.len()), (0, 0, 0));
        assert_eq!((open.latest_image()?, open.tile(0, 0)?, open.blob("name")?), (None, None, None));
        open.append(&[row(0, "a")])
    });
}

pub fn a_failure_that_is_ignored_leaves_nothing_either(fresh: &Fresh) {
    let mut store = fresh.open();
    let error = tried(&mut store, |open| {
        open.append(&[row(0, "a")])?;
        let _ = open.append(&[row(5, "b")]);
        assert!(open.rows(0, 9).is_err(), "nothing more is answered");
        Ok(())
    });
    assert_eq!(error, Err(StoreError::OutOfOrder { what: "a row", expected: 1, found: 5 }));
    assert_eq!(done(&mut store, |open| open.rows(0, 9)), []);
}

pub fn a_reader_may_not_write(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.append(&[row(0, "a")]));
    let mut seen = 0;
    store
        .read("test", &mut |open| {
            seen = open.head()?;
            assert_eq!(open.rows(0, 9)?, [row(0, "a")]);
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 1);
    let refused = [
        store.read("test", &mut |open| open.take_head().map(|_| ())),
        store.read("test", &mut |open| open.append(&[row(1, "b")])),
        store.read("test", &mut |open| open.put_opening(0, b"x")),
        store.read("test", &mut |open| open.erase_opening(0).map(|_| ())),
        store.read("test", &mut |open| open.put_image(0, b"x")),
        store.read("test", &mut |open| open.put_blob("x", b"x")),
        store.read("test", &mut |open| open.take_jobs("x", "x", 0, 0, 1).map(|_| ())),
        store.read("test", &mut |open| open.finish_job("x", "x").map(|_| ())),
    ];
    for outcome in refused {
        assert!(matches!(outcome, Err(StoreError::Unavailable { .. })), "{outcome:?}");
    }
    done(&mut store, |open| open.append(&[row(1, "b")]));
}

pub fn what_cannot_be_stored_is_refused(fresh: &Fresh) {
    let mut store = fresh.open();
    let error = tried(&mut store, |open| open.append(&[row(0, "a\0b")])).unwrap_err();
    assert!(error.to_string().contains("U+0000"), "{error}");
    let error = tried(&mut store, |open| open.put_image(u64::MAX, b"x")).unwrap_err();
    assert!(error.to_string().contains("2^63 - 1"), "{error}");
    assert_eq!(done(&mut store, |open| open.head()), 0);
}

pub fn large_batches_go_in_one_transaction(fresh: &Fresh) {
    let mut store = fresh.open();
    let rows: Vec<Row> = (0..10_000).map(|sequence| row(sequence, &format!("{sequence:x}"))).collect();
    done(&mut store, |open| {
        open.append(&rows)?;
        for row in &rows {
            open.put_opening(row.sequence, &row.leaf)?;
        }
        Ok(())
    });
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    done(&mut store, |open| {
        assert_eq!(open.rows_by_id(&ids)?.len(), rows.len());
        assert_eq!(open.openings(0, usize::MAX)?.len(), rows.len());
        assert_eq!(open.rows(0, usize::MAX)?, rows);
        Ok(())
    });
}

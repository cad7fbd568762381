//! Openings, images, checkpoints, tiles and blobs.

use crate::fresh::{Fresh, done, row, tried};
use portcullis_journal::store::{CheckpointRow, StoreError};

pub fn openings_are_kept_and_erased(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| {
        open.append(&[row(0, "a"), row(1, "b"), row(2, "c")])?;
        open.put_opening(0, b"zero")?;
        open.put_opening(2, b"")?;
        assert_eq!(open.opening(0)?, Some(b"zero".to_vec()), "what a transaction did it sees");
        open.put_opening(1, b"one")
    });
    done(&mut store, |open| {
        open.put_opening(1, b"another")?;
        assert_eq!(open.openings(0, 9)?, [(0, b"zero".to_vec()), (1, b"one".to_vec()), (2, Vec::new())]);
        assert_eq!(open.openings(1, 1)?, [(1, b"one".to_vec())]);
        assert!(open.erase_opening(1)?);
        assert!(!open.erase_opening(1)?);
        assert!(!open.erase_opening(77)?);
        Ok(())
    });
    done(&mut store, |open| {
        assert_eq!((open.opening(1)?, open.opening(2)?), (None, Some(Vec::new())));
        assert_eq!(open.rows(0, 9)?.len(), 3, "the record stays");
        Ok(())
    });
}

pub fn an_opening_needs_its_row(fresh: &Fresh) {
    let mut store = fresh.open();
    let error = tried(&mut store, |open| open.put_opening(0, b"x"));
    assert_eq!(error, Err(StoreError::OutOfOrder { what: "an opening", expected: 0, found: 0 }));
}

pub fn the_two_latest_images_are_kept(fresh: &Fresh) {
    let mut store = fresh.open();
    assert_eq!(done(&mut store, |open| open.latest_image()), None);
    for head in [1, 5, 9] {
        done(&mut store, |open| open.put_image(head, format!("image at {head}").as_bytes()));
    }
    done(&mut store, |open| open.put_image(9, b"another"));
    assert_eq!(done(&mut store, |open| open.latest_image()), Some((9, b"another".to_vec())));
    done(&mut store, |open| open.put_image(2, b"late"));
    assert_eq!(done(&mut store, |open| open.latest_image()), Some((9, b"another".to_vec())));
    done(&mut store, |open| open.put_image(10, b""));
    assert_eq!(done(&mut store, |open| open.latest_image()), Some((10, Vec::new())));
}

pub fn checkpoints_only_grow(fresh: &Fresh) {
    let mut store = fresh.open();
    let checkpoint = |size: u64, note: &str| CheckpointRow {
        size,
        at: 1_000,
        frontier: vec![u8::try_from(size).unwrap(); 32],
        note: note.to_owned(),
    };
    assert_eq!(done(&mut store, |open| open.latest_checkpoint()), None);
    done(&mut store, |open| open.put_checkpoint(&checkpoint(4, "four")));
    done(&mut store, |open| open.put_checkpoint(&checkpoint(9, "nine")));
    let renewed = CheckpointRow { at: 2_000, ..checkpoint(9, "nine\n— witness") };
    done(&mut store, |open| open.put_checkpoint(&renewed));
    let error = tried(&mut store, |open| open.put_checkpoint(&checkpoint(8, "eight")));
    assert_eq!(error, Err(StoreError::OutOfOrder { what: "a checkpoint", expected: 9, found: 8 }));
    let fork = CheckpointRow { frontier: vec![0; 32], ..checkpoint(9, "fork") };
    assert!(matches!(tried(&mut store, |open| open.put_checkpoint(&fork)), Err(StoreError::Damaged { .. })));
    done(&mut store, |open| {
        assert_eq!(open.latest_checkpoint()?, Some(renewed.clone()));
        assert_eq!(open.checkpoints(0, 9)?, [checkpoint(4, "four"), renewed.clone()]);
        assert_eq!(open.checkpoints(5, 1)?, std::slice::from_ref(&renewed));
        assert_eq!(open.checkpoints(10, 1)?, []);
        Ok(())
    });
}

pub fn tiles_stay_as_they_are(fresh: &Fresh) {
    let mut store = fresh.open();
    let tile = |byte: u8| vec![byte; 8192];
    done(&mut store, |open| open.put_tiles(&[(0, 0, tile(1)), (0, 1, tile(2)), (1, 0, tile(3))]));
    done(&mut store, |open| open.put_tiles(&[(0, 1, tile(9)), (255, 77, tile(4))]));
    done(&mut store, |open| {
        assert_eq!((open.tile(0, 1)?, open.tile(255, 77)?, open.tile(0, 2)?), (Some(tile(2)), Some(tile(4)), None));
        assert_eq!(open.tile(1, u64::MAX)?, None);
        open.put_tiles(&[])
    });
    assert!(matches!(
        tried(&mut store, |open| open.put_tiles(&[(0, 3, vec![1; 12])])),
        Err(StoreError::Damaged { .. })
    ));
}

pub fn blobs_stay_as_they_are(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| {
        open.put_blob("b", b"first")?;
        open.put_blob("a", b"")?;
        open.put_blob("B", b"capital")?;
        open.put_blob("b", b"second")
    });
    done(&mut store, |open| {
        assert_eq!(open.blob_names()?, ["B", "a", "b"], "in the order of their bytes");
        assert_eq!((open.blob("b")?, open.blob("a")?), (Some(b"first".to_vec()), Some(Vec::new())));
        assert_eq!((open.blob("c")?, open.blob("a\0b")?), (None, None));
        Ok(())
    });
}

pub fn large_content_comes_back(fresh: &Fresh) {
    let mut store = fresh.open();
    let content: Vec<u8> = (0_u32..10 * 1_048_576 + 7).map(|place| place.to_le_bytes()[1]).collect();
    let exact = &content[..2 * 1_048_576];
    done(&mut store, |open| {
        open.put_image(3, &content)?;
        open.put_blob("large", &content)?;
        open.put_blob("exact", exact)
    });
    done(&mut store, |open| {
        open.put_blob("large", b"another")?;
        assert!(open.latest_image()? == Some((3, content.clone())));
        assert!(open.blob("large")?.as_ref() == Some(&content));
        assert!(open.blob("exact")?.as_deref() == Some(exact));
        Ok(())
    });
}

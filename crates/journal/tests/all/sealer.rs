//! From the journal to the log: sizes around those of tiles, two sealers, and stored things that were damaged.

use std::sync::Arc;

use portcullis_journal::Row;
use portcullis_journal::sealer::{SealError, receipt, tile};
use portcullis_journal::store::Store as _;
use portcullis_license::Instant;
use portcullis_log::promise::Standing;
use portcullis_log::{Checkpoint, Frontier, Promise, Quorum, SignedNote, Tile, leaf_hash};
use proptest::prelude::*;
use serde_json::json;

use crate::memory::{Fault, Memory};
use crate::samples::{NOON, node, note, record, sealer};

/// Rows of which nothing but the leaves matter.
fn add(store: &mut Memory, many: u64) {
    let first = store.len();
    let row = |sequence: u64| Row {
        sequence,
        id: sequence.to_string(),
        digest: [0; 32],
        license: None,
        reservation: None,
        at: 0,
        leaf: format!("leaf {sequence}").into_bytes(),
    };
    let rows: Vec<_> = (first..first + many).map(row).collect();
    store.transact("test_add", &mut |open| open.append(&rows)).unwrap();
}

fn root(store: &Memory, size: u64) -> portcullis_log::Hash {
    store.with(|data| Frontier::over(data.rows[..size as usize].iter().map(|row| leaf_hash(&row.leaf))).root())
}

/// Seals with a sealer of its own, and checks the checkpoint.
#[track_caller]
fn sealed(store: &mut Memory) -> u64 {
    let mut sealer = sealer();
    let row = sealer.seal(store, NOON).unwrap().unwrap();
    let checkpoint = Checkpoint::open(&SignedNote::parse(row.note.as_bytes()).unwrap(), &sealer.verifier()).unwrap();
    assert_eq!((checkpoint.size(), checkpoint.root()), (row.size, root(store, row.size)));
    row.size
}

#[track_caller]
fn proven(store: &mut Memory, sequence: u64) {
    let leaf = store.with(|data| data.rows[sequence as usize].leaf.clone());
    let proven = receipt(store, sequence).unwrap().verify(&leaf, &sealer().verifier(), &Quorum::none()).unwrap();
    assert_eq!(proven.index, sequence);
}

#[test]
fn sizes_around_those_of_tiles() {
    let mut store = Memory::default();
    assert_eq!(sealer().seal(&mut store, NOON), Ok(None));
    for size in [1, 2, 255, 256, 257, 511, 512, 513, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 66_000] {
        let more = size - store.len();
        add(&mut store, more);
        assert_eq!(sealed(&mut store), size);
        for sequence in [0, size / 2, size.saturating_sub(257), size - 1] {
            proven(&mut store, sequence);
        }
    }
    let tiles = store.with(|data| data.tiles.keys().filter(|(level, _)| *level == 0).count());
    assert_eq!(tiles, 66_000 / 256);
    assert!(store.with(|data| data.tiles.contains_key(&(1, 0))));
    // Partial tiles are made from what lies below them.
    for (level, index) in [(0, 257), (1, 1), (2, 0)] {
        let of_tree = Tile::of_tree(level, index, 66_000).unwrap();
        let mut made = None;
        store
            .read("test_tile", &mut |open| {
                made = Some(tile(open, of_tree).unwrap());
                Ok(())
            })
            .unwrap();
        assert_eq!(made.unwrap().hashes.len(), usize::from(of_tree.width()), "{of_tree:?}");
    }
}

#[test]
fn a_long_journal_is_sealed_in_steps() {
    let mut store = Memory::default();
    add(&mut store, 40_000);
    assert_eq!(sealed(&mut store), 40_000);
    assert_eq!(store.with(|data| data.checkpoints.keys().copied().collect::<Vec<_>>()), [16_384, 32_768, 40_000]);
}

#[test]
fn two_sealers_make_one_tree() {
    let (mut store, mut one, mut two) = (Memory::default(), sealer(), sealer());
    for more in [3, 250, 4, 300] {
        add(&mut store, more);
        let first = one.seal(&mut store, NOON).unwrap();
        add(&mut store, 1);
        let second = two.seal(&mut store, NOON).unwrap();
        assert_eq!(second.as_ref().unwrap().size, first.unwrap().size + 1);
        assert_eq!(one.seal(&mut store, Instant(0)).unwrap(), second, "there is nothing new");
    }
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let mut store = store.clone();
            std::thread::spawn(move || (0..20).filter(|_| sealer().seal(&mut store, NOON).is_ok()).count())
        })
        .collect();
    let added = (0..20).map(|_| add(&mut store, 40)).count();
    assert_eq!(added, 20);
    threads.into_iter().for_each(|thread| assert!(thread.join().unwrap() > 0));
    let size = sealed(&mut store);
    assert_eq!(size, store.len());
    for sequence in 0..size {
        proven(&mut store, sequence);
    }
}

#[test]
fn a_seal_that_failed_is_made_again() {
    for fault in
        [Fault::Conflict, Fault::ConflictAtCommit, Fault::LostAt(3), Fault::UncertainKept, Fault::UncertainLost]
    {
        let (mut store, mut sealer) = (Memory::default(), sealer());
        add(&mut store, 300);
        sealer.seal(&mut store, NOON).unwrap();
        add(&mut store, 300);
        store.plan([fault]);
        let _ = sealer.seal(&mut store, NOON);
        store.plan([]);
        add(&mut store, 7);
        assert_eq!(sealer.seal(&mut store, NOON).unwrap().unwrap().size, 607, "{fault:?}");
        assert_eq!(sealed(&mut store), 607);
        proven(&mut store, 599);
    }
}

/// What a sealer has to find when it starts on a store that was damaged.
#[test]
fn damage_is_noticed_before_anything_is_signed_on_it() {
    type Damage = fn(&mut crate::memory::Data);
    let damages: [(&str, Damage); 6] = [
        ("a leaf of the last tile", |data| data.rows[599].leaf[0] ^= 1),
        ("a full tile", |data| Arc::make_mut(&mut data.tiles).get_mut(&(0, 1)).unwrap()[40] ^= 1),
        ("a missing tile", |data| drop(Arc::make_mut(&mut data.tiles).remove(&(0, 0)))),
        ("the frontier", |data| {
            let checkpoints = Arc::make_mut(&mut data.checkpoints);
            checkpoints.get_mut(&600).unwrap().frontier[20] ^= 1;
        }),
        ("the note", |data| {
            let checkpoints = Arc::make_mut(&mut data.checkpoints);
            let note = &mut checkpoints.get_mut(&600).unwrap().note;
            *note = note.replace("\n600\n", "\n601\n");
        }),
        ("records that are gone", |data| data.rows.truncate(590)),
    ];
    for (what, damage) in damages {
        let (mut store, mut running) = (Memory::default(), sealer());
        add(&mut store, 600);
        running.seal(&mut store, NOON).unwrap();
        store.with(damage);
        let error = sealer().seal(&mut store, NOON);
        assert!(matches!(error, Err(SealError::Damaged { .. })), "{what}: {error:?}");
        assert_eq!(store.with(|data| data.checkpoints.len()), 1, "{what}");
    }
}

#[test]
fn records_that_are_gone_are_noticed_by_a_sealer_that_runs() {
    let (mut store, mut running) = (Memory::default(), sealer());
    add(&mut store, 10);
    running.seal(&mut store, NOON).unwrap();
    store.with(|data| data.rows.truncate(8));
    assert!(matches!(running.seal(&mut store, NOON), Err(SealError::Damaged { size: 10, .. })));
    let mut store = Memory::default();
    add(&mut store, 10);
    store.with(|data| drop(data.rows.remove(4)));
    assert!(matches!(sealer().seal(&mut store, NOON), Err(SealError::Damaged { .. })), "a gap");
}

#[test]
fn no_receipt_is_given_that_proves_nothing() {
    let mut store = Memory::default();
    add(&mut store, 600);
    assert_eq!(receipt(&mut store, 3), Err(SealError::NotCovered { sequence: 3, covered: 0 }));
    sealed(&mut store);
    assert_eq!(receipt(&mut store, 600), Err(SealError::NotCovered { sequence: 600, covered: 600 }));
    store.with(|data| data.rows[3].leaf[0] ^= 1);
    assert!(matches!(receipt(&mut store, 3), Err(SealError::Damaged { .. })));
    store.with(|data| Arc::make_mut(&mut data.tiles).get_mut(&(0, 1)).unwrap()[0] ^= 1);
    assert!(matches!(receipt(&mut store, 4), Err(SealError::Damaged { .. })));
}

#[test]
fn a_promise_is_kept_by_the_receipt() {
    let (mut store, sealer) = (Memory::default(), sealer());
    let answers = node().commit(&mut store, &[note("one", json!(1), &[]), note("two", json!(2), &[])], NOON).unwrap();
    let open =
        |which: usize| Promise::open(&sealer.promise(record(&answers[which])).unwrap(), &sealer.verifier()).unwrap();
    sealed(&mut store);
    let leaf = store.with(|data| data.rows[1].leaf.clone());
    let proven = receipt(&mut store, 1).unwrap().verify(&leaf, &sealer.verifier(), &Quorum::none()).unwrap();
    assert_eq!(open(1).check(&proven), Standing::Kept);
    assert!(matches!(open(0).check(&proven), Standing::Silent(_)));
    assert_eq!(open(1).committed, NOON.0 as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// However the journal grew between seals, and whoever sealed it.
    #[test]
    fn steps_do_not_matter(steps in proptest::collection::vec((1_u64..700, any::<bool>()), 1..8)) {
        let (mut store, mut running) = (Memory::default(), sealer());
        for (more, starts_anew) in steps {
            add(&mut store, more);
            if starts_anew {
                running = sealer();
            }
            let row = running.seal(&mut store, NOON).unwrap().unwrap();
            let frontier = Frontier::from_bytes(&row.frontier).unwrap();
            prop_assert_eq!((row.size, frontier.root()), (store.len(), root(&store, row.size)));
        }
        let last = store.len() - 1;
        proven(&mut store, last);
        proven(&mut store, last / 3);
    }
}

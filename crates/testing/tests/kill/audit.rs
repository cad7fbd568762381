//! Reads a journal from its beginning, and holds it against what was heard.

use crate::books::Books;
use crate::process::Heard;
use crate::seals::Seals;
use portcullis_journal::store::{Row, Store};
use portcullis_journal::{Node, Record, Replay};
use portcullis_log::Hash;
use portcullis_log::commitment::Salt;
use portcullis_store::{Connection, check};
use portcullis_testing::load::Kind;
use std::collections::BTreeMap;

const PAGE: usize = 1_000;

#[derive(Default)]
pub struct Audit {
    replay: Replay,
    books: Books,
    /// Leaf and request of each id.
    rows: BTreeMap<String, (Hash, [u8; 32])>,
}

impl Audit {
    /// Reads what came since the last time, and compares the balances with those of a node that starts from an image.
    pub fn read_on(&mut self, store: &mut dyn Store) {
        let mut node = Node::new(Box::new(|| Salt([0; 16])));
        node.refresh(store).unwrap();
        while self.replay.head() < node.replay().head() {
            for row in rows(store, self.replay.head(), node.replay().head()) {
                self.read(&row);
            }
        }
        let (whole, started) = (&self.replay, node.replay());
        assert_eq!((whole.head(), whole.at()), (started.head(), started.at()));
        // An image leaves out what is resolved.
        let [whole, started] = [whole, started].map(|replay| {
            let mut ledger = replay.ledger().clone();
            ledger.let_go();
            ledger
        });
        assert_eq!(whole, started);
    }

    fn read(&mut self, row: &Row) {
        let record = Record::from_leaf(&row.leaf).unwrap();
        assert_eq!((row.sequence, row.id.as_str()), (self.replay.head(), record.id.as_str()));
        self.replay.read(&record).unwrap();
        self.books.read(&record);
        let twice = self.rows.insert(row.id.clone(), (Hash::of(&row.leaf), row.digest));
        assert_eq!(twice, None, "{} is there twice", row.id);
    }

    /// Whether everything is there that was acknowledged, as it was acknowledged; gives back how much that is.
    pub fn holds(&self, heard: &Heard) -> usize {
        for (id, leaf) in &heard.answered {
            let row = self.rows.get(id.as_str()).unwrap_or_else(|| panic!("{id} was acknowledged and is not there"));
            assert_eq!((row.0, row.1), (*leaf, heard.asked[id].digest().unwrap()), "{id}");
        }
        let broken: Vec<_> = heard.failed.iter().filter(|(kind, _)| *kind == Kind::Broken).collect();
        assert!(broken.is_empty(), "{broken:?}");
        heard.answered.len()
    }

    pub fn has(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    pub fn records(&self) -> u64 {
        self.replay.head()
    }

    /// Reads everything once more, by itself and under its checkpoints: what was there is there still. Gives how much was refused.
    pub fn finish(mut self, store: &mut Connection, heard: &[Heard]) -> u64 {
        self.read_on(store);
        let mut whole = Self::default();
        whole.read_on(store);
        assert_eq!((&whole.replay, &whole.books, &whole.rows), (&self.replay, &self.books, &self.rows));
        for id in whole.rows.keys() {
            assert!(heard.iter().any(|heard| heard.asked.contains_key(id.as_str())), "nobody asked for {id}");
        }
        let mut seals = Seals::of(store);
        assert!(!seals.are_read(), "nothing was sealed");
        let mut next = 0;
        while next < whole.records() {
            for row in rows(store, next, whole.records()) {
                seals.read(row.sequence, &row.leaf);
                next = row.sequence + 1;
            }
        }
        assert!(seals.are_read());
        let mut image = None;
        store.read("image", &mut |transaction| transaction.latest_image().map(|found| image = found)).unwrap();
        assert!(image.is_some(), "no node kept an image");
        let checked = check(store).unwrap();
        assert!(checked.is_sound(), "{checked:?}");
        let answers: usize = heard.iter().map(|heard| whole.holds(heard)).sum();
        let again: usize = heard.iter().map(|heard| heard.again).sum();
        let failed: usize = heard.iter().map(|heard| heard.failed.len()).sum();
        let (records, refused) = (whole.records(), whole.books.refused);
        println!("{records} records, {refused} refusals; {answers} acknowledged, {again} again; {failed} tries failed");
        refused
    }
}

fn rows(store: &mut dyn Store, from: u64, head: u64) -> Vec<Row> {
    let most = PAGE.min(usize::try_from(head - from).unwrap());
    let mut rows = Vec::new();
    store.read("audit", &mut |transaction| transaction.rows(from, most).map(|found| rows = found)).unwrap();
    assert_eq!(rows.len(), most, "rows are missing from {from} on");
    rows
}

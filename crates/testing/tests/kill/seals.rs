//! Checkpoints against the tree of all leaves, made anew.

use portcullis_journal::store::Store;
use portcullis_log::checkpoint::Checkpoint;
use portcullis_log::note::SignedNote;
use portcullis_log::tree::Frontier;
use portcullis_log::{Hash, hash::leaf_hash};
use std::collections::BTreeMap;

/// The roots that were signed, by how many leaves they cover.
pub struct Seals {
    signed: BTreeMap<u64, Hash>,
    tree: Frontier,
}

impl Seals {
    pub fn of(store: &mut dyn Store) -> Self {
        let mut rows = Vec::new();
        store
            .read("seals", &mut |transaction| transaction.checkpoints(0, usize::MAX).map(|found| rows = found))
            .unwrap();
        let signed = rows.iter().map(|row| {
            let note = SignedNote::parse(row.note.as_bytes()).unwrap();
            let checkpoint = Checkpoint::parse(note.text()).unwrap();
            assert_eq!(checkpoint.size(), row.size);
            (row.size, checkpoint.root())
        });
        Self { signed: signed.collect(), tree: Frontier::over([]) }
    }

    pub fn read(&mut self, sequence: u64, leaf: &[u8]) {
        self.tree.append(leaf_hash(leaf));
        if let Some(root) = self.signed.remove(&(sequence + 1)) {
            assert_eq!(root, self.tree.root(), "the checkpoint of {}", sequence + 1);
        }
    }

    /// Whether no checkpoint covers more than there is.
    pub fn are_read(&self) -> bool {
        self.signed.is_empty()
    }
}

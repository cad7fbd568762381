//! What must hold of everything that is stored: one tree, one ledger, whole notes, nothing lost.

use std::collections::BTreeSet;

use portcullis_journal::sealer::{StoredHashes, receipt};
use portcullis_journal::store::{CheckpointRow, Row, Store as _};
use portcullis_journal::submission::Request;
use portcullis_journal::{Content, Node, NoteKind, Record, Replay, Sealer};
use portcullis_log::commitment::{Openings, disclose, withheld};
use portcullis_log::promise::Standing;
use portcullis_log::{Checkpoint, Frontier, Hash, Promise, Quorum, SignedNote, leaf_hash, proof};
use serde_json::Value;

use super::books::ensure;
use super::run::{Tally, World};
use crate::memory::Memory;
use crate::samples::node;

/// An auditor: the tree and the ledger from the records alone, in the order in which they were stored.
#[derive(Default)]
pub struct Checks {
    pub ledger: Replay,
    tree: Frontier,
    signed: Option<(u64, Hash)>,
    /// Notes whose openings were erased.
    pub erased: BTreeSet<u64>,
}

impl Checks {
    pub fn enter(&mut self, row: &Row, record: &Record) -> Result<(), String> {
        self.tree.append(leaf_hash(&row.leaf));
        self.ledger.read(record).map_err(|error| error.to_string())
    }

    /// A new checkpoint covers what is stored, and grew out of the last one.
    pub fn log(&mut self, memory: &Memory, sealer: &Sealer, tally: &mut Tally) -> Result<(), String> {
        let is_new = |size: u64| self.signed.is_none_or(|(signed, _)| signed != size);
        let latest = memory.with(|data| {
            data.checkpoints.last_key_value().filter(|(size, _)| is_new(**size)).map(|(_, row)| row.clone())
        });
        let Some(row) = latest else { return Ok(()) };
        let checkpoint = opened(&row, sealer)?;
        ensure!(
            checkpoint.size() == self.tree.size() && row.size == checkpoint.size(),
            "{row:?} does not cover {}",
            self.tree.size()
        );
        ensure!(checkpoint.root() == self.tree.root(), "the root over {} records is another", row.size);
        if let Some((size, root)) = self.signed {
            let grown = with_hashes(memory, |hashes| proof::consistency(hashes, size, row.size))?;
            proof::verify_consistency(size, root, row.size, checkpoint.root(), &grown)
                .map_err(|error| error.to_string())?;
            tally.count("consistent");
        }
        self.signed = Some((row.size, checkpoint.root()));
        // One that is different each time, and the last.
        for sequence in [row.size * 7 / 11, row.size - 1] {
            proven(memory, sealer, sequence)?;
        }
        Ok(())
    }
}

fn opened(row: &CheckpointRow, sealer: &Sealer) -> Result<Checkpoint, String> {
    let note = SignedNote::parse(row.note.as_bytes()).map_err(|error| error.to_string())?;
    Checkpoint::open(&note, &sealer.verifier()).map_err(|error| error.to_string())
}

fn with_hashes<T, E: ToString>(memory: &Memory, work: impl Fn(&StoredHashes<'_>) -> Result<T, E>) -> Result<T, String> {
    let mut result = Err("the store was not asked".to_owned());
    let read = memory.clone().read("test_hashes", &mut |open| {
        result = work(&StoredHashes::new(open)).map_err(|error| error.to_string());
        Ok(())
    });
    read.map_err(|error| error.to_string()).and(result)
}

/// The receipt of a record verifies, and keeps the promise that was given with its answer.
fn proven(memory: &Memory, sealer: &Sealer, sequence: u64) -> Result<(), String> {
    let leaf = memory.with(|data| data.rows[sequence as usize].leaf.clone());
    let receipt = receipt(&mut memory.clone(), sequence).map_err(|error| error.to_string())?;
    let proven = receipt.verify(&leaf, &sealer.verifier(), &Quorum::none()).map_err(|error| error.to_string())?;
    let record = Record::from_leaf(&leaf).map_err(|error| error.to_string())?;
    let promise = sealer.promise(&record).map_err(|error| error.to_string())?;
    let promise = Promise::open(&promise, &sealer.verifier()).map_err(|error| error.to_string())?;
    ensure!(
        promise.check(&proven) == Standing::Kept,
        "the promise of record {sequence} is {:?}",
        promise.check(&proven)
    );
    Ok(())
}

fn json(replay: &Replay) -> String {
    serde_json::to_string(replay).unwrap()
}

impl World {
    /// Both nodes have in memory what the records say.
    pub fn compare(&mut self) -> Result<(), String> {
        let expected = json(&self.checks.ledger);
        for (place, seat) in self.seats.iter_mut().enumerate() {
            seat.node.refresh(&mut seat.store).map_err(|error| error.to_string())?;
            let found = json(seat.node.replay());
            ensure!(found == expected, "node {place} has\n{found}\nand the records say\n{expected}");
        }
        Ok(())
    }

    /// Everything, once more, from what is stored alone.
    pub fn finish(&mut self) -> Result<(), String> {
        self.memory.with(|data| data.is_full = false);
        self.compare()?;
        let expected = json(&self.checks.ledger);
        let has_image = self.memory.with(|data| !data.images.is_empty());
        let from_image = started(&self.memory)?;
        ensure!(json(from_image.replay()) == expected, "an image and what came after it make another ledger");
        self.memory.with(|data| data.images = Default::default());
        ensure!(json(started(&self.memory)?.replay()) == expected, "a node that reads everything has another ledger");
        if has_image {
            self.tally.count("image");
        }
        for record in self.acknowledged.values() {
            let leaf = record.leaf().map_err(|error| error.to_string())?;
            let kept =
                self.memory.with(|data| data.rows.get(record.sequence as usize).is_some_and(|row| row.leaf == leaf));
            ensure!(kept, "{record:?} was answered and is not stored");
        }
        self.notes()?;
        let seat = &mut self.seats[1];
        seat.sealer.seal(&mut seat.store, self.checks.ledger.at()).map_err(|error| error.to_string())?;
        self.checks.log(&self.memory, &self.seats[0].sealer, &mut self.tally)
    }

    /// What is withheld of notes is opened by what is kept, and by nothing once it was erased; then they are what was submitted under their ids.
    fn notes(&mut self) -> Result<(), String> {
        for sequence in &self.books.notes {
            let leaf = self.memory.with(|data| data.rows[*sequence as usize].leaf.clone());
            let record = Record::from_leaf(&leaf).map_err(|error| error.to_string())?;
            let Content::Note { note, body } = &record.content else { return Err(format!("{record:?} is no note")) };
            let Some(whole) = self.whole(*sequence, body)? else { continue };
            // Whoever came first may have been lost, and left the id to another.
            let is_submitted = self.submitted.iter().any(|submission| {
                let is_its = |request: &Request| matches!(request, Request::Note { body, .. } if *body == whole);
                submission.id == record.id && is_its(&submission.request)
            });
            ensure!(is_submitted || *note == NoteKind::Seal, "record {sequence} is {whole}: nobody submitted that");
            if whole != *body {
                self.tally.count("opened");
            }
        }
        Ok(())
    }

    /// Whether what is kept beside a row goes with what was submitted, as far as it was not erased.
    pub fn is_kept(&self, row: &Row, request: &Request) -> Result<bool, String> {
        let Request::Note { body: submitted, .. } = request else { return Ok(true) };
        let record = Record::from_leaf(&row.leaf).map_err(|error| error.to_string())?;
        let Content::Note { body, .. } = &record.content else { return Ok(false) };
        Ok(self.whole(row.sequence, body)?.is_none_or(|whole| whole == *submitted))
    }

    /// The body of a note with what was withheld of it, unless that was erased.
    fn whole(&self, sequence: u64, body: &Value) -> Result<Option<Value>, String> {
        let is_erased = self.checks.erased.contains(&sequence);
        let Some(opening) = self.memory.with(|data| data.openings.get(&sequence).cloned()) else {
            let is_whole = withheld(body).is_empty();
            ensure!(is_whole || is_erased, "the opening of record {sequence} is gone");
            return Ok(is_whole.then(|| body.clone()));
        };
        ensure!(!is_erased, "the opening of record {sequence} was erased and is there");
        let openings: Openings = serde_json::from_slice(&opening).map_err(|error| error.to_string())?;
        let whole = disclose(body, &openings).map_err(|error| error.to_string())?;
        ensure!(openings.len() == 2 && withheld(&whole).is_empty(), "record {sequence} opens to {whole}");
        Ok(Some(whole))
    }
}

fn started(memory: &Memory) -> Result<Node, String> {
    let mut node = node();
    node.refresh(&mut memory.clone()).map_err(|error| error.to_string())?;
    Ok(node)
}

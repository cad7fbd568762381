//! From the journal to the log: a tree over the leaves, signed checkpoints, receipts.
//!
//! Any node may seal at any time. A checkpoint is made of committed rows only and kept in the transaction that also keeps its tiles, and a smaller one
//! never replaces a greater: two nodes that seal at once make the same tree, and one of them waits.

use std::cell::RefCell;

use portcullis_license::Instant;
use portcullis_log::note::{KeyName, NoteError};
use portcullis_log::proof::ProofError;
use portcullis_log::tile::{Hashes, ReadError, TILE_WIDTH, Tile, TileData, TileWriter};
use portcullis_log::{Checkpoint, Frontier, Hash, Promise, Receipt, SignedNote, Signer, Verifier, leaf_hash, proof};

use crate::record::Record;
use crate::store::{CheckpointRow, Store, StoreError, Transaction};

/// Leaves of one transaction.
const MOST_LEAVES: u64 = 16_384;
/// Rows read at a time: at half a kilobyte each, half a megabyte; at the most that a leaf can have, 64.
const PAGE: usize = 1_024;
/// How long after a record is committed a checkpoint covers it, in milliseconds: what a promise says.
pub const COVERED_WITHIN: u64 = 10_000;

/// Why the log could not be sealed or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored of the log does not agree with itself.
    #[error("the log is damaged at {size} leaves: {why}; `portcullis store check` names all that is")]
    Damaged {
        /// The size of the checkpoint.
        size: u64,
        /// What does not agree.
        why: String,
    },
    /// No checkpoint covers the record yet.
    #[error("record {sequence} is not covered by a checkpoint yet: the latest covers {covered}")]
    NotCovered {
        /// The record.
        sequence: u64,
        /// How many the latest covers.
        covered: u64,
    },
    /// A note could not be made or read.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// Signs the log of one origin.
pub struct Sealer {
    signer: Signer,
    tree: Option<TileWriter>,
}

impl Sealer {
    /// A sealer with the log's key; the key's name is the log's origin.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        Self { signer, tree: None }
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &KeyName {
        self.signer.name()
    }

    /// The key by which others check its checkpoints.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        self.signer.verifier()
    }

    /// Covers every record that is in the store by a signed checkpoint, and gives the latest; nothing where there is no record.
    ///
    /// # Errors
    /// [`SealError`]; what was covered before stays covered.
    pub fn seal(&mut self, store: &mut dyn Store, now: Instant) -> Result<Option<CheckpointRow>, SealError> {
        loop {
            let mut latest = None;
            let mut is_last = false;
            let mut damage = None;
            let kept = store.transact("log_seal", &mut |transaction| {
                damage = None;
                match self.seal_some(transaction, now)? {
                    Ok((checkpoint, last)) => (latest, is_last) = (checkpoint, last),
                    Err(error) => damage = Some(error),
                }
                Ok(())
            });
            if kept.is_err() || damage.is_some() {
                // The tree in memory may be ahead of what was kept.
                self.tree = None;
            }
            kept?;
            if let Some(damage) = damage {
                return Err(damage);
            }
            if is_last {
                return Ok(latest);
            }
        }
    }

    fn seal_some(
        &mut self,
        transaction: &mut dyn Transaction,
        now: Instant,
    ) -> Result<Result<Sealed, SealError>, StoreError> {
        let latest = transaction.latest_checkpoint()?;
        let size = latest.as_ref().map_or(0, |row| row.size);
        let mut tree = match self.tree.take().filter(|tree| tree.size() == size) {
            Some(tree) => tree,
            None => match resume(transaction, latest.as_ref()) {
                Ok(tree) => tree,
                Err(error) => return Ok(Err(error)),
            },
        };
        let head = transaction.head()?;
        if head < size {
            // What came in their place would make another tree under the same name.
            return Ok(Err(SealError::Damaged {
                size,
                why: format!("the journal has {head} records only: it lost some that were signed"),
            }));
        }
        if let Err(error) = grow(transaction, &mut tree, head.min(size.saturating_add(MOST_LEAVES)))? {
            return Ok(Err(error));
        }
        let is_last = tree.size() == head;
        if tree.size() == size {
            self.tree = Some(tree);
            return Ok(Ok((latest, true)));
        }
        let tiles: Vec<_> =
            tree.take_full().iter().map(|full| (full.tile.level(), full.tile.index(), full.bytes())).collect();
        let note = match self.sign(tree.size(), tree.root()) {
            Ok(note) => note.to_string(),
            Err(error) => return Ok(Err(error)),
        };
        // Another node's clock may be ahead, or its seal may have overtaken this one.
        let at = latest.map_or(now.0, |latest| latest.at.max(now.0));
        let checkpoint = CheckpointRow { size: tree.size(), at, frontier: tree.frontier().to_bytes(), note };
        transaction.put_tiles(&tiles)?;
        transaction.put_checkpoint(&checkpoint)?;
        self.tree = Some(tree);
        Ok(Ok((Some(checkpoint), is_last)))
    }

    fn sign(&self, size: u64, root: Hash) -> Result<SignedNote, SealError> {
        let damaged = |why: String| SealError::Damaged { size, why };
        let checkpoint =
            Checkpoint::new(self.signer.name().as_str(), size, root).map_err(|error| damaged(error.to_string()))?;
        checkpoint.sign(&self.signer).map_err(|error| damaged(error.to_string()))
    }

    /// What is given with the answer, before a checkpoint covers its record: a signed promise that one will.
    ///
    /// # Errors
    /// [`SealError`] where the record has no leaf or the note cannot be signed.
    pub fn promise(&self, record: &Record) -> Result<SignedNote, SealError> {
        let damaged = |why: String| SealError::Damaged { size: record.sequence, why };
        let leaf = record.leaf().map_err(|error| damaged(error.to_string()))?;
        let committed = u64::try_from(record.at.0).unwrap_or(0);
        let promise =
            Promise::new(self.signer.name().as_str(), record.sequence, leaf_hash(&leaf), committed, COVERED_WITHIN);
        promise.and_then(|promise| promise.sign(&self.signer)).map_err(|error| damaged(error.to_string()))
    }
}

type Sealed = (Option<CheckpointRow>, bool);

/// Adds the records up to a size, each in its place.
fn grow(
    transaction: &mut dyn Transaction,
    tree: &mut TileWriter,
    size: u64,
) -> Result<Result<(), SealError>, StoreError> {
    while tree.size() < size {
        let most = usize::try_from(size - tree.size()).unwrap_or(PAGE).min(PAGE);
        let rows = transaction.rows(tree.size(), most)?;
        let is_missing = rows.is_empty() || rows.iter().zip(tree.size()..).any(|(row, place)| row.sequence != place);
        if is_missing {
            return Ok(Err(SealError::Damaged {
                size: tree.size(),
                why: "a record is missing after those".to_owned(),
            }));
        }
        rows.iter().for_each(|row| tree.append(leaf_hash(&row.leaf)));
    }
    Ok(Ok(()))
}

/// Takes the tree up again where a checkpoint left it, and checks that it is the tree that was signed.
fn resume(transaction: &mut dyn Transaction, latest: Option<&CheckpointRow>) -> Result<TileWriter, SealError> {
    let Some(row) = latest else { return Ok(TileWriter::new()) };
    let damaged = |why: String| SealError::Damaged { size: row.size, why };
    let frontier = Frontier::from_bytes(&row.frontier).map_err(|error| damaged(error.to_string()))?;
    let tree =
        TileWriter::resume(&StoredHashes::new(transaction), row.size).map_err(|error| damaged(error.to_string()))?;
    let signed = SignedNote::parse(row.note.as_bytes())?;
    let checkpoint = Checkpoint::parse(signed.text()).map_err(|error| damaged(error.to_string()))?;
    if tree.root() == frontier.root() && tree.root() == checkpoint.root() && checkpoint.size() == row.size {
        Ok(tree)
    } else {
        Err(damaged("its root is not that of the records".to_owned()))
    }
}

/// The receipt of a record under the latest checkpoint, checked: what is stored may be damaged, and a receipt that proves nothing is worse than none.
///
/// # Errors
/// [`SealError::NotCovered`] where no checkpoint covers it yet; [`SealError::Damaged`] where the record is not in the tree that was signed.
pub fn receipt(store: &mut dyn Store, sequence: u64) -> Result<Receipt, SealError> {
    let mut made = None;
    store.read("log_receipt", &mut |transaction| {
        made = Some(receipt_in(transaction, sequence)?);
        Ok(())
    })?;
    made.unwrap_or(Err(SealError::NotCovered { sequence, covered: 0 }))
}

fn receipt_in(transaction: &mut dyn Transaction, sequence: u64) -> Result<Result<Receipt, SealError>, StoreError> {
    let Some(row) = transaction.latest_checkpoint()?.filter(|row| row.size > sequence) else {
        let covered = transaction.latest_checkpoint()?.map_or(0, |row| row.size);
        return Ok(Err(SealError::NotCovered { sequence, covered }));
    };
    let leaf = transaction.rows(sequence, 1)?.first().map(|row| leaf_hash(&row.leaf));
    let proof = proof::inclusion(&StoredHashes::new(transaction), sequence, row.size);
    Ok(checked(&row, sequence, leaf, proof))
}

fn checked(
    row: &CheckpointRow,
    sequence: u64,
    leaf: Option<Hash>,
    proof: Result<Vec<Hash>, ProofError>,
) -> Result<Receipt, SealError> {
    let damaged = |why: String| SealError::Damaged { size: row.size, why };
    let proof = proof.map_err(|error| damaged(error.to_string()))?;
    let leaf = leaf.ok_or_else(|| damaged(format!("record {sequence} is missing")))?;
    let note = SignedNote::parse(row.note.as_bytes())?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(|error| damaged(error.to_string()))?;
    proof::verify_inclusion(leaf, sequence, checkpoint.size(), &proof, checkpoint.root())
        .map_err(|error| damaged(error.to_string()))?;
    Ok(Receipt { index: sequence, proof, checkpoint: note, extra: None })
}

/// The hashes of the tree as the store has them: full tiles are kept, partial ones are made from what lies below them.
pub struct StoredHashes<'a>(RefCell<&'a mut dyn Transaction>);

impl<'a> StoredHashes<'a> {
    /// Hashes as a transaction sees them.
    pub fn new(transaction: &'a mut dyn Transaction) -> Self {
        Self(RefCell::new(transaction))
    }

    fn full(&self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, StoreError> {
        let bytes = self.0.borrow_mut().tile(level, index)?;
        Ok(bytes.map(|bytes| bytes.as_chunks::<32>().0.iter().map(|hash| Hash(*hash)).collect()))
    }

    fn made(&self, tile: Tile) -> Result<Vec<Hash>, StoreError> {
        let (first, width) = (tile.index() * u64::from(TILE_WIDTH), tile.width());
        let Some(below) = tile.level().checked_sub(1) else {
            let rows = self.0.borrow_mut().rows(first, width.into())?;
            return Ok(rows.iter().map(|row| leaf_hash(&row.leaf)).collect());
        };
        (first..first + u64::from(width))
            .map(|index| {
                let missing = || StoreError::Damaged {
                    place: format!("tile {index} of level {below}"),
                    why: "it is missing".to_owned(),
                };
                self.full(below, index)?.map(|hashes| Frontier::over(hashes).root()).ok_or_else(missing)
            })
            .collect()
    }
}

impl Hashes for StoredHashes<'_> {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        let kept = if tile.is_partial() { Ok(None) } else { self.full(tile.level(), tile.index()) };
        let hashes = kept.and_then(|kept| kept.map_or_else(|| self.made(tile), Ok));
        hashes.map_err(|error| ReadError::new(tile, error.to_string()))
    }
}

/// The tile as others read it, for serving and exporting.
///
/// # Errors
/// [`ReadError`] where the store does not have what it is made of.
pub fn tile(transaction: &mut dyn Transaction, tile: Tile) -> Result<TileData, ReadError> {
    Ok(TileData { tile, hashes: StoredHashes::new(transaction).tile(tile)? })
}

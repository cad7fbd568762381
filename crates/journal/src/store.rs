//! What a store must be able to do: one trait a noun, all of them met by one transaction.
//!
//! The order of the journal is the whole of concurrency here. A transaction that means to append first takes the head; from then to its end nobody
//! else can append, on any node. Everything a ledger decides is decided between those two moments, on a state that has read up to that head, so
//! "suspended" means suspended for the next record, and two nodes can never spend the same balance:
//!
//! ```text
//! node A   take_head = 40 ── decide ── append 40, 41 ── commit
//! node B        take_head ············ waits ··········· = 42 (or a conflict, and again) ── read 40, 41 ── decide ── append 42 ── commit
//! ```
//!
//! Nothing is edited or deleted but openings (personal data that a leaf only commits to), images (which can be made again), jobs and documents (what
//! a service has to remember for itself, which proves nothing).

use std::fmt;

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place in the journal, from 0 without a gap; also the index of its leaf in the log.
    pub sequence: u64,
    /// The caller's name for the operation; no two rows share one.
    pub id: String,
    /// SHA-256 of what was asked for, so that the same id with another body is noticed.
    pub digest: [u8; 32],
    /// The license it concerns, by number.
    pub license: Option<String>,
    /// The reservation it makes, resolves or corrects.
    pub reservation: Option<String>,
    /// Milliseconds since 1970 at which it was decided; never less than the row before it.
    pub at: i64,
    /// The canonical bytes of the record.
    pub leaf: Vec<u8>,
}

/// The ordered records.
pub trait Journal {
    /// How many records there are.
    fn head(&mut self) -> Result<u64, StoreError>;

    /// As [`Journal::head`], and holds the head until the transaction ends: nobody else appends meanwhile.
    fn take_head(&mut self) -> Result<u64, StoreError>;

    /// Rows from a sequence on, in order, at most so many.
    fn rows(&mut self, from: u64, most: usize) -> Result<Vec<Row>, StoreError>;

    /// Rows with these ids, in any order; ids without a row are left out.
    fn rows_by_id(&mut self, ids: &[&str]) -> Result<Vec<Row>, StoreError>;

    /// Rows about these reservations, by sequence.
    fn rows_about(&mut self, reservations: &[&str]) -> Result<Vec<Row>, StoreError>;

    /// Rows of one license from a sequence on, in order, at most so many.
    fn rows_of_license(&mut self, license: &str, from: u64, most: usize) -> Result<Vec<Row>, StoreError>;

    /// Appends rows that follow on from the head that was taken.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] where the first row's sequence is not the head or the rows have gaps; [`StoreError::Taken`] where an id is there already.
    fn append(&mut self, rows: &[Row]) -> Result<(), StoreError>;
}

/// What leaves only commit to: the withheld values and their salts, by the record's sequence. Erasing one leaves the log whole.
pub trait Openings {
    /// Keeps an opening.
    fn put_opening(&mut self, sequence: u64, opening: &[u8]) -> Result<(), StoreError>;

    /// The opening of a record, if it has one and it was not erased.
    fn opening(&mut self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Openings from a sequence on, in order, at most so many.
    fn openings(&mut self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError>;

    /// Erases an opening; true if there was one.
    fn erase_opening(&mut self, sequence: u64) -> Result<bool, StoreError>;
}

/// The ledger's state after so many records, so that a start need not read the journal from its beginning.
pub trait Images {
    /// The latest image and the number of records it has read.
    fn latest_image(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError>;

    /// Keeps an image, and drops all but the two latest.
    fn put_image(&mut self, head: u64, image: &[u8]) -> Result<(), StoreError>;
}

/// A signed checkpoint and what is needed to make the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRow {
    /// How many leaves it covers.
    pub size: u64,
    /// Milliseconds since 1970 at which it was signed.
    pub at: i64,
    /// The right edge of the tree at that size.
    pub frontier: Vec<u8>,
    /// The signed note, with the cosignatures known so far.
    pub note: String,
}

/// Signed checkpoints and the tiles beneath them.
pub trait Checkpoints {
    /// The checkpoint of the greatest size.
    fn latest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError>;

    /// Checkpoints of at least a size, smallest first, at most so many.
    fn checkpoints(&mut self, from_size: u64, most: usize) -> Result<Vec<CheckpointRow>, StoreError>;

    /// Keeps a checkpoint, or the same one with more cosignatures.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] where it is smaller than the latest.
    fn put_checkpoint(&mut self, checkpoint: &CheckpointRow) -> Result<(), StoreError>;

    /// A full tile of 256 hashes (8,192 bytes).
    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps full tiles; one that is there already stays.
    fn put_tiles(&mut self, tiles: &[(u8, u64, Vec<u8>)]) -> Result<(), StoreError>;
}

/// Content named by its hash: law packs, profiles, catalogs.
pub trait Blobs {
    /// Keeps content under its name; content that is there already stays.
    fn put_blob(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError>;

    /// Content by name.
    fn blob(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// All names, in order.
    fn blob_names(&mut self) -> Result<Vec<String>, StoreError>;
}

/// Work for later, held by one node at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name, which no two jobs share; making one that is there already changes nothing.
    pub name: String,
    /// What kind of work it is.
    pub kind: String,
    /// What it needs to know.
    pub body: String,
    /// Milliseconds since 1970 from which it may be done.
    pub due: i64,
    /// How often it was taken.
    pub attempts: u32,
    /// Who holds it, while it is held.
    pub holder: Option<String>,
    /// Until when it is held, in milliseconds since 1970.
    pub held_until: Option<i64>,
}

/// Leased rows of work. At least once: a holder that dies loses its lease, and another does the step again.
pub trait Jobs {
    /// Adds jobs; a name that is there already is left as it is.
    fn put_jobs(&mut self, jobs: &[Job]) -> Result<(), StoreError>;

    /// Takes due jobs of a kind that nobody holds, earliest first, and holds them until a time. Safe under any number of nodes.
    fn take_jobs(
        &mut self,
        kind: &str,
        holder: &str,
        now: i64,
        held_until: i64,
        most: usize,
    ) -> Result<Vec<Job>, StoreError>;

    /// Ends a job; false if this holder no longer holds it.
    fn finish_job(&mut self, name: &str, holder: &str) -> Result<bool, StoreError>;

    /// Gives a job back to be done at a later time; false if this holder no longer holds it.
    fn put_back_job(&mut self, name: &str, holder: &str, due: i64) -> Result<bool, StoreError>;

    /// All jobs, by name.
    fn jobs(&mut self) -> Result<Vec<Job>, StoreError>;
}

/// Something small that changes, and how often it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name among those of its kind.
    pub name: String,
    /// 1 when it was made, and one more with each change.
    pub version: u64,
    /// What it says, in JSON.
    pub body: String,
}

/// Small things of the service that change: keys, people, sessions, proposals. They are no evidence: no record rests on one, and neither the digest of a
/// store nor an export of it has them, so that secrets (and what is derived from them) stay where they were made.
///
/// Who changes a document names the version that was read, so that of two who change it at once one is told. A document that was removed and made again
/// has version 1 again: names are made up by chance where that would matter.
pub trait Documents {
    /// A document.
    fn document(&mut self, kind: &str, name: &str) -> Result<Option<Document>, StoreError>;

    /// Documents of a kind whose names come after one, in the order of their bytes, at most so many; all names come after the empty one.
    fn documents(&mut self, kind: &str, after_name: &str, most: usize) -> Result<Vec<Document>, StoreError>;

    /// Keeps what a document says, if it still has the expected version, or, where none is expected, if there is none; false otherwise.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the kind or the name has not 1 to [`MOST_DOCUMENT_NAME`] bytes or the body more than [`MOST_DOCUMENT`].
    fn put_document(
        &mut self,
        kind: &str,
        name: &str,
        expected_version: Option<u64>,
        body: &str,
    ) -> Result<bool, StoreError>;

    /// Removes a document, if it still has the expected version; false otherwise.
    fn remove_document(&mut self, kind: &str, name: &str, expected_version: u64) -> Result<bool, StoreError>;
}

/// The longest name of a document, and of a kind, in bytes.
pub const MOST_DOCUMENT_NAME: usize = 200;
/// The longest body of a document, in bytes.
pub const MOST_DOCUMENT: usize = 256 * 1_024;

/// All nouns, in one transaction.
pub trait Transaction: Journal + Openings + Images + Checkpoints + Blobs + Jobs + Documents {}

impl<T: Journal + Openings + Images + Checkpoints + Blobs + Jobs + Documents> Transaction for T {}

/// What is done inside a transaction. It may be called more than once: nothing it changed outside the transaction counts until the transaction is over.
pub type Work<'a> = dyn FnMut(&mut dyn Transaction) -> Result<(), StoreError> + 'a;

/// One connection to a store.
pub trait Store: Send {
    /// Does work in one serializable transaction, again (a bounded number of times) where the store says that it conflicted with another. When
    /// this returns without an error, everything is durable.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when each try conflicted; the work's own error; anything else the store answers. After
    /// [`StoreError::Uncertain`] the work may or may not have been kept.
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError>;

    /// Does work that only reads, on the store as it stood at one moment, without waiting for whoever is adding to it; taking the head or changing
    /// anything in it is refused where a store can tell the two apart.
    ///
    /// # Errors
    /// As [`Store::transact`], but for the conflicts and the uncertainty.
    fn read(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.transact(name, work)
    }
}

/// Why a store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Other transactions were in the way each time; trying again later is right.
    #[error("`{name}` conflicted with other transactions {tries} times; try again")]
    Conflict {
        /// The transaction's name.
        name: &'static str,
        /// How often it was tried.
        tries: u32,
    },
    /// The connection was lost while the transaction was being committed.
    #[error(
        "the store was lost while `{name}` was being committed ({why}); ask again with the same ids to learn whether it was kept"
    )]
    Uncertain {
        /// The transaction's name.
        name: &'static str,
        /// What the store said.
        why: String,
    },
    /// The store cannot be reached, is full, or refuses to write.
    #[error("the store did not answer as it should: {why}")]
    Unavailable {
        /// What the store said.
        why: String,
    },
    /// Rows that do not follow on from what is there.
    #[error("{what} does not follow on from what is stored: expected {expected}, found {found}")]
    OutOfOrder {
        /// Rows or checkpoint.
        what: &'static str,
        /// The number that would follow on.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An id that a row has already.
    #[error("the id `{id}` is in the journal already")]
    Taken {
        /// The id.
        id: String,
    },
    /// What is stored is not what a store of this kind holds.
    #[error("{place} is damaged: {why}; `portcullis store check` names all that is")]
    Damaged {
        /// Which row or table.
        place: String,
        /// What is wrong with it.
        why: String,
    },
}

impl StoreError {
    /// The store gave no usable answer.
    #[must_use]
    pub fn unavailable(why: impl fmt::Display) -> Self {
        Self::Unavailable { why: why.to_string() }
    }
}

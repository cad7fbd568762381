//! What the journal tells of the past, for pages that show many records at once: determinations, use by month, how licenses changed and how much of them
//! was left.
//!
//! It is read from the journal and read on when somebody asks, and proves nothing: whatever it shows can be made again from the records. Nothing of a
//! person's is shown from here whose opening was erased meanwhile ([`History::forget`]).

mod decided;
mod of_license;
mod screened;
mod used;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use portcullis_gate::Gate;
use portcullis_journal::store::{Row, StoreError, Transaction};
use portcullis_journal::{Content, NoteKind, Record};
use portcullis_license::{LicenseNumber, Operation, Reply};

pub(crate) use decided::Decided;
pub(crate) use of_license::{Changed, OfLicense, ReadAt};
pub(crate) use screened::{query as screening_query, waits as hit_waits};
pub(crate) use used::{Use, UseOf};

use crate::store;

/// Records that are read at once.
const PAGE: usize = 1_024;
/// Determinations that are kept: the latest.
const MOST_DECIDED: usize = 50_000;

/// What was read of the journal.
#[derive(Default)]
pub(crate) struct History {
    past: Mutex<Past>,
    screened: screened::Screened,
}

/// The past as far as it was read.
#[derive(Default)]
pub(crate) struct Past {
    /// How many records were read.
    read: u64,
    decided: VecDeque<Decided>,
    licenses: BTreeMap<LicenseNumber, OfLicense>,
    used: used::Used,
}

impl History {
    /// The past up to what the view of the journal has. It blocks.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn read(&self, gate: &Gate) -> Result<MutexGuard<'_, Past>, StoreError> {
        let head = gate.register().view().look().replay().head();
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        while past.read < head {
            store::read(gate, "history", |open| past.page(open))?;
        }
        Ok(past)
    }

    /// What screening parties came to, kept as long as the same lists serve on the same day.
    pub fn screened(&self) -> &screened::Screened {
        &self.screened
    }

    /// Forgets the parties of those of these determinations whose openings were erased. It blocks.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn forget(&self, gate: &Gate, shown: &[u64]) -> Result<BTreeSet<u64>, StoreError> {
        let erased = store::read(gate, "history_forget", |open| {
            let mut erased = BTreeSet::new();
            for sequence in shown {
                if open.opening(*sequence)?.is_none() {
                    erased.insert(*sequence);
                }
            }
            Ok(erased)
        })?;
        if !erased.is_empty() {
            let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
            let gone = past.decided.iter_mut().filter(|decided| erased.contains(&decided.sequence));
            gone.for_each(Decided::forget);
        }
        Ok(erased)
    }
}

impl Past {
    /// The determinations, the latest first.
    pub fn decided(&self) -> impl Iterator<Item = &Decided> {
        self.decided.iter().rev()
    }

    /// What is told of a license.
    pub fn license(&self, number: &LicenseNumber) -> Option<&OfLicense> {
        self.licenses.get(number)
    }

    /// Use, by month, license and customer.
    pub fn used(&self) -> impl Iterator<Item = (&UseOf, &Use)> {
        self.used.all()
    }

    /// The next page of records.
    fn page(&mut self, open: &mut dyn Transaction) -> Result<(), StoreError> {
        let rows = open.rows(self.read, PAGE)?;
        let Some(last) = rows.last().map(|row| row.sequence) else {
            return Err(StoreError::unavailable("the journal ends before its head"));
        };
        let mut openings = open.openings(self.read, PAGE)?.into_iter().peekable();
        for row in &rows {
            while openings.next_if(|(sequence, _)| *sequence < row.sequence).is_some() {}
            let opening = openings.next_if(|(sequence, _)| *sequence == row.sequence).map(|(_, opening)| opening);
            self.take(open, &record(row)?, opening.as_deref())?;
            self.read = row.sequence + 1;
        }
        self.read = self.read.max(last + 1);
        Ok(())
    }

    fn take(&mut self, open: &mut dyn Transaction, record: &Record, opening: Option<&[u8]>) -> Result<(), StoreError> {
        match &record.content {
            Content::Note { note: NoteKind::Decision, body } => {
                if self.decided.len() == MOST_DECIDED {
                    self.decided.pop_front();
                }
                self.decided.extend(Decided::of(record, body, opening));
            }
            Content::Note { .. } | Content::Ledger { reply: Reply::Refused { .. }, .. } => {}
            Content::Ledger { operation, reply, license, after } => {
                if let Some(concerned) = license {
                    let own = self.licenses.entry(concerned.number.clone()).or_default();
                    own.take(record.at, &concerned.number, operation, after);
                }
                if matches!(reply, Reply::Reserved { .. } | Reply::Resolved { .. }) {
                    self.used.take(open, record, operation, reply)?;
                } else if let Operation::License { license, .. } = operation {
                    self.licenses.entry(license.clone()).or_default();
                }
            }
        }
        Ok(())
    }
}

/// A record as it is kept; that its bytes are the record's own was seen to when it was read into the view.
fn record(row: &Row) -> Result<Record, StoreError> {
    // From the value: numbers behind a tag are read from values alone.
    let value: Result<serde_json::Value, _> = serde_json::from_slice(&row.leaf);
    let record = value.and_then(serde_json::from_value);
    record.map_err(|error| StoreError::Damaged { place: format!("record {}", row.sequence), why: error.to_string() })
}

//! The ledger again, from records alone: what a node does to catch up, and what an auditor does to check.

use portcullis_license::{Applied, Instant, Ledger, LicenseNumber, OperationId};
use serde::{Deserialize, Serialize};

use crate::dossier::Dossiers;
use crate::months::Months;
use crate::record::{Concerned, Content, NoteKind, Record};
use crate::seal::{Month, MonthOfLicense};

/// What the records so far have led to.
#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    ledger: Ledger,
    months: Months,
    #[serde(default)]
    dossiers: Dossiers,
    /// The places of what people found of parties and entries of lists.
    #[serde(default)]
    resolutions: Vec<u64>,
    head: u64,
    at: Instant,
}

/// A record that does not follow from those before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {sequence} does not follow from those before it: {why}")]
pub struct Contradiction {
    /// Its place.
    pub sequence: u64,
    /// What is wrong.
    pub why: String,
}

impl Replay {
    /// How many records were read.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.head
    }

    /// The moment of the last one.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The ledger after them.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The dossiers after them.
    #[must_use]
    pub fn dossiers(&self) -> &Dossiers {
        &self.dossiers
    }

    /// The places of what people found of parties and entries of lists, in order.
    #[must_use]
    pub fn resolutions(&self) -> &[u64] {
        &self.resolutions
    }

    /// Counts what is found again by its place.
    fn place(&mut self, record: &Record) -> Result<(), String> {
        if let Content::Note { note: NoteKind::Resolution, .. } = &record.content {
            self.resolutions.push(record.sequence);
        }
        self.dossiers.take(record)
    }

    /// Reads the next record: decides again what it says was decided, and compares.
    ///
    /// # Errors
    /// [`Contradiction`] where it is not the next one, goes back in time, or says other than the ledger does.
    pub fn read(&mut self, record: &Record) -> Result<(), Contradiction> {
        let wrong = |why: String| Contradiction { sequence: record.sequence, why };
        if record.sequence != self.head {
            return Err(wrong(format!("record {} should come here", self.head)));
        }
        if record.at < self.at {
            return Err(wrong(format!("it is dated {}, before the record that precedes it ({})", record.at, self.at)));
        }
        if let Content::Ledger { operation, reply, license, after } = &record.content {
            let applied =
                self.ledger.apply(&record.id, operation, record.at).map_err(|fault| wrong(fault.to_string()))?;
            let concerned = applied.license.map(|(number, record)| Concerned { number, record });
            if applied.reply != *reply {
                return Err(wrong(format!("it says {}; the ledger says {}", as_json(reply), as_json(&applied.reply))));
            }
            if concerned != *license {
                return Err(wrong(format!("it says it is {}; it is {}", as_json(license), as_json(&concerned))));
            }
            if applied.after != *after {
                return Err(wrong(format!(
                    "it gives the balances as {}; they are {}",
                    as_json(after),
                    as_json(&applied.after)
                )));
            }
        }
        self.place(record).map_err(wrong)?;
        self.months.take(record).ok_or_else(|| wrong("a sum of its month passes what can be counted".to_owned()))?;
        self.at = record.at;
        self.head += 1;
        Ok(())
    }

    /// Applies an operation as the next record at a moment, and gives what came of it.
    pub(crate) fn decide(
        &mut self,
        id: &OperationId,
        operation: &portcullis_license::Operation,
        now: Instant,
    ) -> Result<Applied, portcullis_license::Fault> {
        self.ledger.apply(id, operation, now)
    }

    /// Counts a record that was made here.
    ///
    /// # Errors
    /// Where a sum passes what can be counted, or it is not the next of its dossier.
    pub(crate) fn made(&mut self, record: &Record) -> Result<(), String> {
        self.at = record.at;
        self.head = record.sequence + 1;
        self.place(record)?;
        self.months
            .take(record)
            .ok_or_else(|| format!("the month of record {} passes what can be counted", record.sequence))
    }

    /// The months of licenses that are over at a moment and not sealed.
    pub fn months_over(&self, now: Instant) -> impl Iterator<Item = (&LicenseNumber, Month)> {
        self.months.over(now)
    }

    pub(crate) fn month(&self, license: &LicenseNumber, month: Month, now: Instant) -> Option<MonthOfLicense> {
        self.months.month(license, month, now)
    }

    pub(crate) fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

fn as_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

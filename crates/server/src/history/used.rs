//! Use as it was posted: by the month in which a slice ended, by license and by customer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use portcullis_journal::store::{StoreError, Transaction};
use portcullis_journal::{Content, Record};
use portcullis_license::{Amount, Instant, LicenseNumber, Operation, OperationId, Reply};

/// Of what something was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UseOf {
    /// The month: `2026-11`.
    pub month: String,
    /// The license.
    pub license: LicenseNumber,
    /// For whom.
    pub customer: Arc<str>,
}

/// How much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use {
    /// What was used.
    pub used: Amount,
    /// What was used beyond what was held.
    pub breach: Amount,
}

/// A slice that nobody resolved yet.
struct Slice {
    license: LicenseNumber,
    customer: Arc<str>,
    until: Instant,
}

/// All use.
#[derive(Default)]
pub(super) struct Used {
    slices: HashMap<OperationId, Slice>,
    all: BTreeMap<UseOf, Use>,
}

/// The month of a moment: `2026-11`.
fn month(at: Instant) -> String {
    at.date().strftime("%Y-%m").to_string()
}

impl Used {
    pub fn all(&self) -> impl Iterator<Item = (&UseOf, &Use)> {
        self.all.iter()
    }

    /// Takes a record that holds a slice, or says what was used of one.
    pub fn take(
        &mut self,
        open: &mut dyn Transaction,
        record: &Record,
        operation: &Operation,
        reply: &Reply,
    ) -> Result<(), StoreError> {
        match reply {
            Reply::Reserved { lease, path, until, .. } => {
                let customer = match operation {
                    Operation::Reserve { asked, .. } => asked.customer.as_str().into(),
                    Operation::Renew { reservation, .. } => self.customer(open, reservation, lease)?,
                    _ => return Ok(()),
                };
                let slice = Slice { license: path.license.clone(), customer, until: *until };
                self.slices.insert(record.id.clone(), slice);
            }
            Reply::Resolved { used, breach, .. } => {
                let Some(reservation) = operation.reservation() else { return Ok(()) };
                let now = Use { used: *used, breach: *breach };
                match self.slices.remove(reservation) {
                    Some(slice) => self.add(&slice, now, Use::default()),
                    None => self.correct(open, record, reservation, now)?,
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// For whom a slice is held: as the one before it, or as the lease began.
    fn customer(
        &self,
        open: &mut dyn Transaction,
        before: &OperationId,
        lease: &OperationId,
    ) -> Result<Arc<str>, StoreError> {
        if let Some(slice) = self.slices.get(before) {
            return Ok(slice.customer.clone());
        }
        let rows = open.rows_by_id(&[lease.as_str()])?;
        let began = rows.first().map(super::record).transpose()?;
        Ok(match began.map(|record| record.content) {
            Some(Content::Ledger { operation: Operation::Reserve { asked, .. }, .. }) => asked.customer.as_str().into(),
            _ => "".into(),
        })
    }

    /// What was said of a slice is replaced. That is rare, so what was said before is read from the journal.
    fn correct(
        &mut self,
        open: &mut dyn Transaction,
        record: &Record,
        reservation: &OperationId,
        now: Use,
    ) -> Result<(), StoreError> {
        let (mut slice, mut before) = (None, Use::default());
        for row in open.rows_about(&[reservation.as_str()])? {
            if row.sequence >= record.sequence {
                break;
            }
            let Content::Ledger { operation, reply, .. } = super::record(&row)?.content else { continue };
            match reply {
                Reply::Reserved { lease, path, until, .. } if row.id == reservation.as_str() => {
                    let customer = self.customer(open, reservation, &lease)?;
                    slice = Some(Slice { license: path.license, customer, until });
                }
                Reply::Resolved { used, breach, .. } if operation.reservation() == Some(reservation) => {
                    before = Use { used, breach };
                }
                _ => {}
            }
        }
        if let Some(slice) = slice {
            self.add(&slice, now, before);
        }
        Ok(())
    }

    /// Adds what is said now, and takes away what was said before.
    fn add(&mut self, slice: &Slice, now: Use, before: Use) {
        let of = UseOf { month: month(slice.until), license: slice.license.clone(), customer: slice.customer.clone() };
        let own = self.all.entry(of).or_default();
        let moved = |own: Amount, now: Amount, before: Amount| {
            // The ledger holds that no sum leaves its range; what would is left as it is.
            own.plus(now).and_then(|sum| sum.minus(before)).unwrap_or(own)
        };
        *own =
            Use { used: moved(own.used, now.used, before.used), breach: moved(own.breach, now.breach, before.breach) };
    }
}

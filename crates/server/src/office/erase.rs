//! What was said in a case that is erased goes from the store: what opens its notes, and what agencies have in draft.
//!
//! That it is erased is an event of the case. What stands in the log is commitments, and what opens them is kept beside it; this is removed here, again after
//! a restart, until it is gone.

use std::sync::PoisonError;

use portcullis_desk::case::{CaseNumber, PhaseKind};
use portcullis_gate::Gate;
use portcullis_journal::StoreError;
use portcullis_journal::store::Transaction;
use portcullis_license::OperationId;

use super::{Office, advice};
use crate::problem::Problem;
use crate::store;

/// Notes whose openings are looked up at once.
const AT_ONCE: usize = 200;

impl Office {
    /// Removes from the store what was said in cases that are erased. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be written; it is tried again.
    pub(super) fn erase(&self, gate: &Gate) -> Result<(), Problem> {
        let mut erased = self.erased.lock().unwrap_or_else(PoisonError::into_inner);
        let due: Vec<(CaseNumber, Vec<OperationId>)> = {
            let counter = self.counter();
            let cases = counter.docket().cases().values();
            let over = cases.filter(|case| case.phase().kind() == PhaseKind::Erased && !erased.contains(case.number()));
            over.map(|case| (case.number().clone(), counter.notes_of_case(case.number()))).collect()
        };
        for (case, notes) in due {
            store::transact(gate, "case_erase", |open| gone(open, &case, &notes))?;
            erased.insert(case);
        }
        Ok(())
    }
}

fn gone(open: &mut dyn Transaction, case: &CaseNumber, notes: &[OperationId]) -> Result<(), StoreError> {
    for some in notes.chunks(AT_ONCE) {
        let ids: Vec<&str> = some.iter().map(OperationId::as_str).collect();
        for row in open.rows_by_id(&ids)? {
            open.erase_opening(row.sequence)?;
        }
    }
    advice::drop_all(open, case.as_str())
}

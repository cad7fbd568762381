//! What people want to do, looked at before it is recorded.
//!
//! What is recorded stays, and what follows from it follows by itself. So what could not be followed through (a license under a number that another case has,
//! a suspension that no ledger could take) is refused while nothing has happened yet.

use portcullis_desk::case::{Case, CaseNumber, Refusal};
use portcullis_desk::event::{Entry, Event};
use portcullis_exchange::Reference;
use portcullis_journal::Submission;
use portcullis_journal::submission::SubmissionError;
use portcullis_license::LicenseNumber;

use crate::cause::Consequence;
use crate::counter::Counter;
use crate::filing::{Filing, FilingEntry, FilingRefusal};
use crate::note::{self, NoteError};
use crate::says;

/// Why something is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Inadmissible {
    /// There is no such case.
    #[error("there is no case {0}: list the cases to find it")]
    UnknownCase(CaseNumber),
    /// The case does not take it.
    #[error(transparent)]
    Case(#[from] Box<Refusal>),
    /// The filing does not take it.
    #[error(transparent)]
    Filing(#[from] FilingRefusal),
    /// Another case has issued a license of this number.
    #[error("license {license} is that of case {case}: draft it under another number")]
    LicenseTaken {
        /// The license.
        license: LicenseNumber,
        /// Its case.
        case: CaseNumber,
    },
    /// The change to the license could not be written.
    #[error("the change to the license could not be made: a name of those who sign, or of this house, is too long")]
    Operation,
    /// The ledger could not hold the change to the license.
    #[error("the ledger could not take it: {0}")]
    Ledger(SubmissionError),
    /// The journal cannot hold it.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Counter {
    /// What is to be recorded of a new event of a case.
    ///
    /// # Errors
    /// [`Inadmissible`]; nothing has happened.
    pub fn event_of_case(&self, number: &CaseNumber, entry: &Entry) -> Result<Submission, Inadmissible> {
        let case = self.docket().case(number).ok_or_else(|| Inadmissible::UnknownCase(number.clone()))?;
        let mut tried = case.clone();
        tried.record(entry).map_err(Box::new)?;
        self.has_a_free_license(&tried, &entry.event)?;
        self.can_be_followed_through(&tried, entry)?;
        Ok(note::of_case(number, entry)?)
    }

    /// What is to be recorded of a new event of a filing, its first one included.
    ///
    /// # Errors
    /// [`Inadmissible`]; nothing has happened.
    pub fn event_of_filing(&self, reference: &Reference, entry: &FilingEntry) -> Result<Submission, Inadmissible> {
        match self.filings().get(reference) {
            Some(filing) => filing.clone().apply(entry)?,
            None => drop(Filing::open(reference.clone(), entry)?),
        }
        Ok(note::of_filing(reference, entry)?)
    }

    fn has_a_free_license(&self, tried: &Case, event: &Event) -> Result<(), Inadmissible> {
        let draft = match event {
            Event::Drafted { .. } | Event::Countersigned { .. } => tried.state().drafts.last(),
            _ => None,
        };
        let Some(license) = draft.and_then(|draft| draft.mark.license.as_ref()) else { return Ok(()) };
        match self.docket().case_of_license(&license.number).map(Case::number) {
            Some(case) if case != tried.number() => {
                Err(Inadmissible::LicenseTaken { license: license.number.clone(), case: case.clone() })
            }
            _ => Ok(()),
        }
    }

    fn can_be_followed_through(&self, tried: &Case, entry: &Entry) -> Result<(), Inadmissible> {
        if !says::of_event(tried, entry).contains(&Consequence::LicenseEvent) {
            return Ok(());
        }
        let (id, operation) = says::operation(self.us(), tried, entry).ok_or(Inadmissible::Operation)?;
        Submission::operation(id, operation).digest().map(|_| ()).map_err(Inadmissible::Ledger)
    }
}

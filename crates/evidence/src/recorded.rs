//! Determinations as a store has them, one after the other, the facts that their leaves withhold put back.

use portcullis_journal::store::{Store, StoreError};
use portcullis_journal::{Content, NoteKind, Record};
use portcullis_log::commitment::{self, Openings};

use crate::decision::Decision;

/// Records of one page.
const PAGE: usize = 1_024;

/// Why the determinations of a store were not all visited.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// The store does not answer, or is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Whoever visits them does not want more.
    #[error("{0}")]
    Ended(String),
}

/// A determination as it is recorded, or why it cannot be read.
pub type Recorded = Result<Decision, String>;

/// Shows every determination among the first so many records, and after each page how many records were read.
///
/// # Errors
/// [`VisitError`] where the store does not answer, or whoever visits says no.
pub fn each_decision(
    store: &mut dyn Store,
    head: u64,
    visit: &mut dyn FnMut(&Record, Recorded) -> Result<(), String>,
    progress: &mut dyn FnMut(u64) -> Result<(), String>,
) -> Result<(), VisitError> {
    let mut from = 0;
    while from < head {
        let (mut rows, mut openings) = (Vec::new(), Vec::new());
        store.read("decisions_page", &mut |transaction| {
            rows = transaction.rows(from, PAGE)?;
            openings = transaction.openings(from, PAGE)?;
            Ok(())
        })?;
        let Some(last) = rows.last() else { return Ok(()) };
        from = last.sequence + 1;
        let mut openings = openings.into_iter().peekable();
        for row in &rows {
            while openings.next_if(|(sequence, _)| *sequence < row.sequence).is_some() {}
            let opening = openings.next_if(|(sequence, _)| *sequence == row.sequence).map(|(_, opening)| opening);
            let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged {
                place: format!("record {}", row.sequence),
                why: error.to_string(),
            };
            let record = Record::from_leaf(&row.leaf).map_err(|error| damaged(&error))?;
            if let Content::Note { note: NoteKind::Decision, .. } = &record.content {
                visit(&record, decision(&record, opening.as_deref())).map_err(VisitError::Ended)?;
            }
        }
        progress(from).map_err(VisitError::Ended)?;
    }
    Ok(())
}

/// A decision with the facts that were withheld from its leaf.
fn decision(record: &Record, opening: Option<&[u8]>) -> Recorded {
    let Content::Note { body, .. } = &record.content else { return Err("it is no decision".to_owned()) };
    let openings: Openings = match opening {
        Some(opening) => serde_json::from_slice(opening).map_err(|error| error.to_string())?,
        None => Openings::new(),
    };
    let body = commitment::disclose(body, &openings).map_err(|error| error.to_string())?;
    if !commitment::withheld(&body).is_empty() {
        return Err("facts that it rests on were withheld or erased".to_owned());
    }
    serde_json::from_value(body).map_err(|error| error.to_string())
}

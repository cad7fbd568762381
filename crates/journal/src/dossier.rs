//! Dossiers: notes that follow one another about one thing, as the events of a case do.
//!
//! The nth note of a dossier has the id `system/{dossier}/{n}`, and an id is one record for ever. So whoever adds to a dossier names the state that they
//! saw: of two who add to it at once, one is told that the other was first. And a note that is missing is noticed by anyone who counts.

use std::collections::BTreeMap;

use portcullis_license::OperationId;
use portcullis_license::name::NameError;
use serde::{Deserialize, Serialize};

use crate::record::{Content, Record};
use crate::sweep::SYSTEM;

/// The dossiers of a journal: how long each is, and where their notes stand.
#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossiers {
    lengths: BTreeMap<String, u64>,
    places: Vec<u64>,
}

/// The id of a note of a dossier.
///
/// # Errors
/// [`NameError`] where the dossier's name is too long to be part of one.
pub fn id(dossier: &str, number: u64) -> Result<OperationId, NameError> {
    OperationId::new(&format!("{SYSTEM}{dossier}/{number}"))
}

/// The dossier and the number of a note's id; nothing where it is none.
#[must_use]
pub fn parts(id: &OperationId) -> Option<(&str, u64)> {
    let (dossier, digits) = id.as_str().strip_prefix(SYSTEM)?.rsplit_once('/')?;
    let number: u64 = digits.parse().ok()?;
    // Written in one way only: no sign, no zeros before it.
    (number > 0 && number.to_string() == digits).then_some((dossier, number))
}

impl Dossiers {
    /// How many notes a dossier has; 0 where there is none.
    #[must_use]
    pub fn length(&self, dossier: &str) -> u64 {
        self.lengths.get(dossier).copied().unwrap_or(0)
    }

    /// The places of the notes of all dossiers in the journal, in order.
    #[must_use]
    pub fn places(&self) -> &[u64] {
        &self.places
    }

    /// Whether a note with this id is the next one of its dossier.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn follows(&self, id: &OperationId) -> Result<(), String> {
        let Some((dossier, number)) = parts(id) else {
            return Err(format!("`{id}` is no id of a note in a dossier: it is `{SYSTEM}`, a dossier and a number"));
        };
        let next = self.length(dossier) + 1;
        if number == next {
            Ok(())
        } else {
            Err(format!("note {next} of `{dossier}` comes next, and this is {number}"))
        }
    }

    /// Takes the next record.
    ///
    /// # Errors
    /// Why it does not follow from those before it.
    pub(crate) fn take(&mut self, record: &Record) -> Result<(), String> {
        let Content::Note { note, .. } = &record.content else { return Ok(()) };
        if !note.is_of_a_dossier() {
            return Ok(());
        }
        self.follows(&record.id)?;
        if let Some((dossier, number)) = parts(&record.id) {
            self.lengths.insert(dossier.to_owned(), number);
            self.places.push(record.sequence);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_dossier_and_one_number() {
        let made = id("case/2026-000001", 3).unwrap();
        assert_eq!(made.as_str(), "system/case/2026-000001/3");
        assert_eq!(parts(&made), Some(("case/2026-000001", 3)));
        for none in
            ["case/1", "system/case", "system/case/0", "system/case/03", "system/case/+3", "system/case/x", "system/3"]
        {
            assert_eq!(parts(&OperationId::new(none).unwrap()), None, "{none}");
        }
    }
}

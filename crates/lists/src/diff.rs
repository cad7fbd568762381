//! What differs between two states of a source, by id.

use crate::entry::Entry;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// An entry as a diff names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its list.
    pub list: String,
    /// Its name.
    pub name: String,
}

/// An entry that is in both states and not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Its list now.
    pub list: String,
    /// Its name now.
    pub name: String,
    /// The fields that differ.
    pub fields: Vec<&'static str>,
}

/// A diff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Entries that only the second state has.
    pub added: Vec<Named>,
    /// Entries that only the first state has.
    pub removed: Vec<Named>,
    /// Entries that differ.
    pub changed: Vec<Changed>,
}

impl Named {
    fn of(entry: &Entry) -> Self {
        Self { id: entry.id.clone(), list: entry.list.clone(), name: entry.name.clone() }
    }
}

impl Diff {
    /// What differs; both states are sorted by id.
    #[must_use]
    pub fn between(before: &[Entry], after: &[Entry]) -> Self {
        let mut diff = Self::default();
        let walked: Result<(), Infallible> = walk(before, after, &mut |one, other| {
            match (one, other) {
                (None, Some(entry)) => diff.added.push(Named::of(entry)),
                (Some(entry), None) => diff.removed.push(Named::of(entry)),
                (Some(before), Some(after)) if before != after => diff.changed.push(Changed {
                    id: after.id.clone(),
                    list: after.list.clone(),
                    name: after.name.clone(),
                    fields: before.changed_fields(after),
                }),
                _ => {}
            }
            Ok(())
        });
        match walked {
            Ok(()) => diff,
            Err(never) => match never {},
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// How many entries each list has.
#[must_use]
pub fn count_by_list(entries: &[Entry]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        match counts.get_mut(&entry.list) {
            Some(count) => *count += 1,
            None => {
                counts.insert(entry.list.clone(), 1);
            }
        }
    }
    counts
}

/// Goes through two sorted states at once, pairing what has the same id.
pub(crate) fn walk<'a, E>(
    before: &'a [Entry],
    after: &'a [Entry],
    take: &mut dyn FnMut(Option<&'a Entry>, Option<&'a Entry>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.id.cmp(&other.id),
        };
        let one = if order == Ordering::Greater { None } else { before.next() };
        let other = if order == Ordering::Less { None } else { after.next() };
        take(one, other)?;
    }
}

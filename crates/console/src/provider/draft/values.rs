//! What stands in the form of an application: texts by the names of fields. An application is made of them where they
//! can be read, and what cannot be read stays in the form with what is wrong.

use crate::provider::draft::leaf::{LEAVES, Written, leaf_at};
use portcullis_application::field::key_of;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows that a list of the form has.
pub(crate) const MOST_ROWS: usize = 1_000;
/// The most texts that a form has: far more than an application that can be filed, and a bound for what is drawn.
const MOST_TEXTS: usize = 20_000;

/// The texts of a form by the names of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    texts: BTreeMap<String, Vec<String>>,
}

impl Values {
    /// Those that are fields of an application; what else a form sends is left out.
    ///
    /// # Errors
    /// [`RowError`] where there are more than any form has.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, RowError> {
        let mut values = Self::default();
        let mut count = 0_usize;
        for (name, text) in pairs.into_iter().filter(|(name, _)| leaf_at(name).is_some()) {
            count += 1;
            if count > MOST_TEXTS {
                return Err(RowError::TooMany);
            }
            values.push(name, text);
        }
        Ok(values)
    }

    /// All of them, by name; those of one field in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().flat_map(|(name, texts)| texts.iter().map(|text| (name.as_str(), text.as_str())))
    }

    /// The first text of a field; empty where it has none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.texts.get(name).and_then(|texts| texts.first()).map_or("", String::as_str)
    }

    /// Every text of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.texts.get(name).into_iter().flatten().map(String::as_str)
    }

    /// The places of the rows of a list that is at this path: of `parties`, or `parties[2].owners`.
    pub(crate) fn rows(&self, list: &str) -> BTreeSet<usize> {
        let start = format!("{list}[");
        let own = self.texts.range(start.clone()..).map(|(name, _)| name).take_while(|name| name.starts_with(&start));
        own.filter_map(|name| place_in(name, list)).collect()
    }

    pub(crate) fn push(&mut self, name: String, text: String) {
        self.texts.entry(name).or_default().push(text);
    }
}

/// The place of the row of a list that a field belongs to.
fn place_in(name: &str, list: &str) -> Option<usize> {
    let (place, _) = name.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    place.parse().ok()
}

/// Why a row cannot be added or removed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// There is no such list, or no such row.
    #[error("the form has no `{0}`: load the draft again and press the button there")]
    NotThere(String),
    /// More than any form has.
    #[error("the form has more than {MOST_TEXTS} fields: put the rest into another application")]
    TooMany,
    /// The list is full.
    #[error("`{0}` has {MOST_ROWS} rows, which is the most: put the rest into another application")]
    Full(String),
}

/// The fields of the rows of a list, without the list: of `parties`, `role`, `name`, …
fn fields_of(list_key: &str) -> impl Iterator<Item = (&'static str, Written)> {
    let start = format!("{list_key}[].");
    LEAVES.iter().filter_map(move |leaf| Some((leaf.key.strip_prefix(&start)?, leaf.written)))
}

/// Adds an empty row to a list: `parties`, `parties[2].owners`.
///
/// # Errors
/// [`RowError`] where there is no such list, or it is full.
pub fn add_row(values: &mut Values, list: &str) -> Result<(), RowError> {
    let key = key_of(list);
    let rows = values.rows(list);
    let within = list.rsplit_once('.').map(|(row, _)| row);
    let is_list = fields_of(&key).next().is_some() && !list.ends_with(']');
    // A list within a row is there where the row is.
    let has_parent = within.is_none_or(|row| {
        row.rsplit_once('[').is_some_and(|(above, place)| {
            place
                .strip_suffix(']')
                .and_then(|place| place.parse().ok())
                .is_some_and(|place: usize| values.rows(above).contains(&place))
        })
    });
    if !is_list || !has_parent {
        return Err(RowError::NotThere(list.to_owned()));
    }
    if rows.len() >= MOST_ROWS {
        return Err(RowError::Full(list.to_owned()));
    }
    let place = rows.last().map_or(0, |last| last.saturating_add(1));
    for (field, written) in fields_of(&key).filter(|(field, _)| !field.contains('[')) {
        let text = first_text(&key, field, written, rows.len());
        values.push(format!("{list}[{place}].{field}"), text);
    }
    Ok(())
}

/// What a new row begins with.
fn first_text(list: &str, field: &str, written: Written, rows: usize) -> String {
    match (list, field, written) {
        ("parties", "role", _) => "end_user".to_owned(),
        ("offered", "rule", _) => "most_concurrent_chips".to_owned(),
        ("offered", "owner", _) => "applicant".to_owned(),
        ("items", "line", _) => (rows + 1).to_string(),
        _ => String::new(),
    }
}

/// Removes a row: `parties[2]`, `parties[2].owners[0]`; the rows below it move up.
///
/// # Errors
/// [`RowError`] where there is no such row.
pub fn remove_row(values: &mut Values, row: &str) -> Result<(), RowError> {
    let missing = || RowError::NotThere(row.to_owned());
    let (list, place) = row.strip_suffix(']').and_then(|row| row.rsplit_once('[')).ok_or_else(missing)?;
    let place: usize = place.parse().map_err(|_| missing())?;
    if !values.rows(list).contains(&place) {
        return Err(missing());
    }
    let start = format!("{list}[");
    let moved = |(name, texts): (String, Vec<String>)| match place_in(&name, list) {
        Some(own) if own == place => None,
        Some(own) if own > place => {
            let rest = name.strip_prefix(&start).and_then(|rest| rest.split_once(']')).map_or("", |(_, rest)| rest);
            Some((format!("{list}[{}]{rest}", own - 1), texts))
        }
        _ => Some((name, texts)),
    };
    values.texts = std::mem::take(&mut values.texts).into_iter().filter_map(moved).collect();
    Ok(())
}

//! What is known of a party, and what a file of parties calls it.

use crate::report::Report;
use std::path::Path;

/// The fields of a party, by our names; `--column` says what a file calls them.
pub(super) const FIELDS: [&str; 7] = ["id", "name", "kind", "country", "identifiers", "address", "date"];
const NAME: usize = 1;

/// What a file calls each of [`FIELDS`], where that was said.
#[derive(Debug)]
pub(super) struct Columns([Option<String>; FIELDS.len()]);

impl Columns {
    /// From our names and theirs.
    pub fn new(renamed: &[(String, String)]) -> Result<Self, Report> {
        if let Some((ours, _)) = renamed.iter().find(|(ours, _)| !FIELDS.contains(&ours.as_str())) {
            return Err(Report::new(format!("--column: there is no field `{ours}`"))
                .with_help(format!("the fields are {}", FIELDS.join(", "))));
        }
        let theirs = |ours: &str| renamed.iter().find(|(named, _)| named == ours).map(|(_, theirs)| theirs.clone());
        Ok(Self(FIELDS.map(theirs)))
    }

    /// What each field may be called; where a file was said to call it otherwise, nothing else.
    pub fn names(&self) -> [[&str; 2]; FIELDS.len()] {
        let mut names = FIELDS.map(|ours| match ours {
            "country" => [ours, "countries"],
            "identifiers" => [ours, "identifier"],
            _ => [ours, ours],
        });
        for (names, theirs) in names.iter_mut().zip(&self.0) {
            if let Some(theirs) = theirs {
                *names = [theirs, theirs];
            }
        }
        names
    }

    /// What the name is called.
    pub fn name(&self) -> &str {
        let [_, theirs, ..] = &self.0;
        theirs.as_deref().unwrap_or("name")
    }

    /// What a file was said to call a field, and no line had: `found` has a bit for each field that some line had.
    pub fn not_found(&self, found: u8) -> impl Iterator<Item = &str> {
        let absent = move |(at, theirs): (usize, &'_ Option<String>)| found >> at & 1 == 0 && theirs.is_some();
        let fields = self.0.iter().enumerate();
        fields.filter(move |field| absent(*field)).filter_map(|(_, theirs)| theirs.as_deref())
    }

    /// Which of the columns that a table has each field is.
    pub fn find(&self, path: &Path, columns: &[String]) -> Result<[Option<usize>; FIELDS.len()], Report> {
        let has = || format!("{} has the columns {}", path.display(), columns.join(", "));
        let position = |wanted: &str| columns.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
        let found = self.names().map(|names| names.into_iter().find_map(position));
        for (at, theirs) in found.iter().zip(&self.0) {
            if let (None, Some(theirs)) = (at, theirs) {
                return Err(Report::new(format!("--column: there is no column `{theirs}`")).with_help(has()));
            }
        }
        if found.get(NAME).copied().flatten().is_none() {
            return Err(Report::new(format!("{} has no column `name`", path.display()))
                .with_help(format!("{}; say which one is the name: --column name=COLUMN", has())));
        }
        Ok(found)
    }
}

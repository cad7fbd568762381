//! Whether a store holds what a store holds. What the records mean is checked elsewhere.

use crate::backend::Mode;
use crate::connection::Connection;
use crate::drive::drive_once;
use crate::lines::hex;
use crate::open::Open;
use crate::pages::{count, each_page};
use crate::table::{BLOBS, CHECKPOINTS, DOCUMENTS, IMAGES, JOBS, JOURNAL, OTHER_TABLES, TABLES, TILES, Table};
use crate::value::{Cell, Cells};
use portcullis_journal::store::StoreError;
use sha2::{Digest as _, Sha256};

/// Findings that are listed; a store with more is damaged as a whole, and the number of all is told.
const LISTED: usize = 1_000;
/// Leaves beneath one hash of a level of tiles are 256 to the level's power; from this level on, more than there can be records.
const TOP_LEVEL: u32 = 7;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which row or table.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

/// What a check looked at and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Rows of each table.
    pub rows: Vec<(String, u64)>,
    /// What is wrong, the first thousand.
    pub findings: Vec<Finding>,
    /// How much is wrong in all.
    pub found: u64,
}

impl Checked {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }

    fn find(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.found += 1;
        if self.findings.len() < LISTED {
            self.findings.push(Finding { place: place.into(), why: why.into() });
        }
    }
}

/// Checks all content of a store, as it stands at one moment.
///
/// # Errors
/// When the store cannot be read to its end. What can be read and is wrong is no error but a finding.
pub fn check(store: &mut Connection) -> Result<Checked, StoreError> {
    drive_once(&mut *store.backend, "check", Mode::LONG_READ, |open| {
        let mut checked = Checked::default();
        for finding in open.integrity()? {
            checked.find("the file", finding);
        }
        tables(open, &mut checked)?;
        let head = journal(open, &mut checked)?;
        references(open, &mut checked, head)?;
        parts(open, &mut checked, &IMAGES)?;
        parts(open, &mut checked, &BLOBS)?;
        jobs(open, &mut checked)?;
        documents(open, &mut checked)?;
        for table in TABLES.into_iter().chain([&DOCUMENTS]) {
            checked.rows.push((table.name.to_owned(), count(open, table)?));
        }
        Ok(checked)
    })
}

fn tables(open: &mut Open<'_>, checked: &mut Checked) -> Result<(), StoreError> {
    for name in open.tables()? {
        if !TABLES.iter().any(|table| table.name == name) && !OTHER_TABLES.contains(&name.as_str()) {
            checked.find(format!("table `{name}`"), "it is no table of a store");
        }
    }
    Ok(())
}

/// Sequences without a gap, time that does not go back, ids that differ; the head that follows.
fn journal(open: &mut Open<'_>, checked: &mut Checked) -> Result<i64, StoreError> {
    let (mut next, mut last_at) = (0_i64, i64::MIN);
    each_row(open, &JOURNAL, &mut |row| {
        let sequence = row.integer()?;
        let place = format!("record {sequence}");
        if sequence != next {
            checked.find(&place, format!("record {next} should come here"));
        }
        next = sequence.saturating_add(1);
        row.text()?;
        if row.bytes()?.len() != 32 {
            checked.find(&place, "its digest has not 32 bytes");
        }
        row.maybe_text()?;
        row.maybe_text()?;
        let at = row.integer()?;
        if at < last_at {
            checked.find(&place, format!("its time {at} is before the time {last_at} of the record before it"));
        }
        last_at = last_at.max(at);
        Ok(())
    })?;
    let sql = "-- check_ids\nSELECT id FROM journal GROUP BY id HAVING COUNT(*) > 1 ORDER BY id LIMIT 1000";
    for mut cells in open.query("journal", sql, &[])? {
        checked.find(format!("id `{}`", cells.text()?), "more than one record has it");
    }
    let sql = "-- check_head\nSELECT next, at FROM journal_head WHERE one = 1";
    match open.query("journal_head", sql, &[])?.first_mut() {
        None => checked.find("table `journal_head`", "its row is missing"),
        Some(cells) => {
            let (stored, at) = (cells.integer()?, cells.integer()?);
            if (stored, at) != (next, last_at) {
                let why = format!("it says {stored} records up to time {at}; there are {next} up to {last_at}");
                checked.find("table `journal_head`", why);
            }
        }
    }
    Ok(next)
}

/// Openings, checkpoints, tiles and images are about records that are there.
fn references(open: &mut Open<'_>, checked: &mut Checked, head: i64) -> Result<(), StoreError> {
    let sql = "-- check_openings\nSELECT openings.sequence FROM openings LEFT JOIN journal ON journal.sequence = openings.sequence \
               WHERE journal.sequence IS NULL ORDER BY openings.sequence LIMIT 1000";
    for mut cells in open.query("openings", sql, &[])? {
        checked.find(format!("the opening of record {}", cells.integer()?), "there is no such record");
    }
    let mut last_at = i64::MIN;
    each_row(open, &CHECKPOINTS, &mut |row| {
        let (size, at) = (row.integer()?, row.integer()?);
        let place = format!("the checkpoint of size {size}");
        if size > head {
            checked.find(&place, format!("there are {head} records"));
        }
        if at < last_at {
            checked.find(&place, "it was signed before a smaller one");
        }
        last_at = last_at.max(at);
        Ok(())
    })?;
    let mut previous: Option<(i64, i64)> = None;
    each_row(open, &TILES, &mut |row| {
        let (level, position) = (row.integer()?, row.integer()?);
        let place = format!("tile {position} of level {level}");
        if row.bytes()?.len() != crate::open::TILE_BYTES {
            checked.find(&place, "it is no full tile");
        }
        if !is_beneath(level, position, head) {
            checked.find(&place, format!("it is about records that are not there: there are {head}"));
        }
        let expected = previous.filter(|(before, _)| *before == level).map_or(0, |(_, position)| position + 1);
        if position != expected {
            checked.find(&place, format!("tile {expected} should come here"));
        }
        previous = Some((level, position));
        Ok(())
    })?;
    let sql = "-- check_images\nSELECT head FROM images WHERE part = 0 ORDER BY head DESC";
    for (place, mut cells) in open.query("images", sql, &[])?.into_iter().enumerate() {
        let read = cells.integer()?;
        if read > head {
            checked.find(format!("the image at {read}"), format!("there are {head} records"));
        }
        if place >= 2 {
            checked.find(format!("the image at {read}"), "two later ones are there");
        }
    }
    Ok(())
}

/// Whether a full tile is all about records before the head: a hash of level L is over 256^L leaves, and a tile has 256 hashes.
fn is_beneath(level: i64, position: i64, head: i64) -> bool {
    let level = u32::try_from(level).unwrap_or(TOP_LEVEL);
    if level >= TOP_LEVEL {
        return false;
    }
    let leaves = 256_i64.checked_pow(level + 1).and_then(|leaves| leaves.checked_mul(position.saturating_add(1)));
    leaves.is_some_and(|leaves| leaves <= head)
}

/// Content has all its parts, in order; where a name is a hash it is the hash of its content.
fn parts(open: &mut Open<'_>, checked: &mut Checked, table: &Table) -> Result<(), StoreError> {
    let mut current: Option<Content> = None;
    each_cells(open, table, &mut |cells| {
        let name = match cells.first() {
            Some(Cell::Text(name)) => format!("the blob `{name}`"),
            Some(Cell::Integer(head)) => format!("the image at {head}"),
            _ => format!("a row of table `{}`", table.name),
        };
        if current.as_ref().is_none_or(|content| content.name != name) {
            end_content(current.take(), checked);
        }
        let content =
            current.get_or_insert_with(|| Content { name, next: 0, parts: 0, is_whole: true, hash: Sha256::new() });
        let mut row = Cells::new(table.name, cells.iter().skip(1).cloned().collect());
        let (part, parts) = (row.integer()?, row.integer()?);
        content.is_whole &= part == content.next && (part == 0 || parts == content.parts);
        (content.next, content.parts) = (part.saturating_add(1), parts);
        content.hash.update(row.bytes()?);
        Ok(())
    })?;
    end_content(current, checked);
    Ok(())
}

struct Content {
    name: String,
    next: i64,
    parts: i64,
    is_whole: bool,
    hash: Sha256,
}

fn end_content(content: Option<Content>, checked: &mut Checked) {
    let Some(content) = content else { return };
    if !content.is_whole || content.next != content.parts {
        checked.find(content.name, "some of its parts are missing");
        return;
    }
    let hash = hex(content.hash);
    let named = content.name.strip_prefix("the blob `sha256:").and_then(|name| name.strip_suffix('`'));
    if named.is_some_and(|named| named != hash) {
        checked.find(content.name, format!("its content has the SHA-256 {hash}"));
    }
}

fn jobs(open: &mut Open<'_>, checked: &mut Checked) -> Result<(), StoreError> {
    each_row(open, &JOBS, &mut |row| {
        let name = row.text()?;
        let (_kind, _body, _due, _attempts) = (row.text()?, row.text()?, row.integer()?, row.count()?);
        if row.maybe_text()?.is_some() != row.maybe_integer()?.is_some() {
            checked.find(format!("job `{name}`"), "it has a holder without an end, or an end without a holder");
        }
        Ok(())
    })
}

fn documents(open: &mut Open<'_>, checked: &mut Checked) -> Result<(), StoreError> {
    each_row(open, &DOCUMENTS, &mut |row| {
        let (kind, name, version, body) = (row.text()?, row.text()?, row.count()?, row.text()?);
        let place = format!("document `{name}` of kind `{kind}`");
        if version == 0 {
            checked.find(&place, "versions begin with 1");
        }
        if serde_json::from_str::<serde_json::Value>(&body).is_err() {
            checked.find(&place, "its body is no JSON");
        }
        Ok(())
    })
}

fn each_row(
    open: &mut Open<'_>,
    table: &Table,
    each: &mut dyn FnMut(&mut Cells) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    each_cells(open, table, &mut |cells| each(&mut Cells::new(table.name, cells.to_vec())))
}

fn each_cells(
    open: &mut Open<'_>,
    table: &Table,
    each: &mut dyn FnMut(&[Cell]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    each_page(open, table, &mut |rows| rows.iter().try_for_each(|cells| each(cells)))
}

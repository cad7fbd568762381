//! Content of any size as rows of a bounded one.

use crate::value::Cells;
use portcullis_journal::store::StoreError;

/// The bytes of one part. Databases that copy each change to other machines take changes of some megabytes, not of hundreds.
pub(crate) const PART: usize = 1 << 20;
/// Parts that are stored in one statement: 8 MiB.
pub(crate) const PARTS_AT_ONCE: usize = 8;

/// The parts of some content, numbered; one empty part where there is none.
pub(crate) fn split(content: &[u8]) -> (i64, Vec<(i64, &[u8])>) {
    let mut parts: Vec<(i64, &[u8])> = (0..).zip(content.chunks(PART)).collect();
    if parts.is_empty() {
        parts.push((0, content));
    }
    (i64::try_from(parts.len()).unwrap_or(i64::MAX), parts)
}

/// The content of rows `part, parts, content` in the order of their parts.
pub(crate) fn join(place: &str, rows: Vec<Cells>) -> Result<Vec<u8>, StoreError> {
    let found = rows.len();
    let mut content = Vec::new();
    for (expected, mut cells) in (0..).zip(rows) {
        let (part, parts) = (cells.integer()?, cells.integer()?);
        if part != expected || usize::try_from(parts) != Ok(found) {
            let why = format!("it has {found} parts of {parts}, and part {part} in the place of part {expected}");
            return Err(StoreError::Damaged { place: place.to_owned(), why });
        }
        content.append(&mut cells.bytes()?);
    }
    Ok(content)
}

//! Out of a store.

use super::{FORMAT, Progress, SCHEMA, StreamError, Transferred, counts_json, named};
use crate::backend::Mode;
use crate::connection::Connection;
use crate::drive::drive_once;
use crate::lines::{hex, write_row};
use crate::open::Open;
use crate::pages::{count, each_page};
use crate::table::TABLES;
use portcullis_journal::store::StoreError;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::io::Write;

/// Writes all content of a store, as it stood at one moment.
///
/// # Errors
/// When the store cannot be read or the stream not be written.
pub fn export(
    store: &mut Connection,
    writer: &mut dyn Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, StreamError> {
    let mut broken = None;
    let exported = drive_once(&mut *store.backend, "export", Mode::LONG_READ, |open| {
        let counts = TABLES.iter().map(|table| count(open, table)).collect::<Result<Vec<_>, _>>()?;
        let mut stream = Sha256::new();
        let mut put = |text: &str| {
            stream.update(text);
            writer.write_all(text.as_bytes()).map_err(|error| {
                let why = StoreError::unavailable(&error);
                broken = Some(error);
                why
            })
        };
        let rows = counts_json(&counts);
        put(&format!("{}\n", json!({"portcullis": "store", "format": FORMAT, "schema": SCHEMA, "rows": rows})))?;
        let digest = each_line(open, &counts, &mut put, progress)?;
        let stream = hex(stream);
        writeln!(writer, "{}", json!({"end": true, "rows": counts_json(&counts), "sha256": stream}))
            .and_then(|()| writer.flush())
            .map_err(|error| {
                let why = StoreError::unavailable(&error);
                broken = Some(error);
                why
            })?;
        Ok(Transferred { rows: named(&counts), digest, stream })
    });
    match broken {
        Some(error) => Err(StreamError::Stream(error)),
        None => Ok(exported?),
    }
}

/// SHA-256 of all content, the same for the same content in either database.
///
/// # Errors
/// When the store cannot be read.
pub fn digest(store: &mut Connection) -> Result<String, StoreError> {
    drive_once(&mut *store.backend, "digest", Mode::LONG_READ, |open| {
        each_line(open, &[], &mut |_| Ok(()), &mut |_| {})
    })
}

/// Gives the lines of all rows, a page at a time; the hash of them all.
fn each_line(
    open: &mut Open<'_>,
    counts: &[u64],
    put: &mut dyn FnMut(&str) -> Result<(), StoreError>,
    progress: &mut dyn FnMut(Progress),
) -> Result<String, StoreError> {
    let total = counts.iter().sum();
    let mut done = 0;
    let mut content = Sha256::new();
    let mut lines = String::new();
    for table in TABLES {
        each_page(open, table, &mut |rows| {
            lines.clear();
            rows.iter().for_each(|row| write_row(&mut lines, table, row));
            content.update(&lines);
            put(&lines)?;
            done += u64::try_from(rows.len()).unwrap_or(0);
            progress(Progress { table: table.name, done, total });
            Ok(())
        })?;
    }
    Ok(hex(content))
}

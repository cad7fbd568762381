//! A row as a line of JSON and back: `{"table":"openings","sequence":4,"opening":"AAE="}`. Fields are in the order of the columns and bytes are base64,
//! so that a row has one line, whatever database it came from.

use crate::table::{Kind, Table};
use crate::value::Cell;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

/// Writes a row, with the end of its line, after what is in the buffer.
pub(crate) fn write_row(buffer: &mut String, table: &Table, row: &[Cell]) {
    buffer.push_str("{\"table\":\"");
    buffer.push_str(table.name);
    buffer.push('"');
    for (column, cell) in table.columns.iter().zip(row) {
        buffer.push_str(",\"");
        buffer.push_str(column.name);
        buffer.push_str("\":");
        match cell {
            Cell::Null => buffer.push_str("null"),
            Cell::Integer(integer) => buffer.push_str(&integer.to_string()),
            Cell::Text(text) => buffer.push_str(&Json::from(text.as_str()).to_string()),
            Cell::Bytes(bytes) => {
                buffer.push('"');
                STANDARD.encode_string(bytes, buffer);
                buffer.push('"');
            }
        }
    }
    buffer.push_str("}\n");
}

/// The cells of a row's line, from the object without its table; says what is wrong with it otherwise.
pub(crate) fn read_row(table: &Table, mut fields: Map<String, Json>) -> Result<Vec<Cell>, String> {
    let mut row = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let name = column.name;
        let field = fields.remove(name).ok_or_else(|| format!("it has no `{name}`"))?;
        let cell = match (&field, column.kind) {
            (Json::Null, _) if column.may_be_null => Some(Cell::Null),
            (Json::Number(number), Kind::Integer) => number.as_i64().map(Cell::Integer),
            (Json::String(text), Kind::Text) => Some(Cell::Text(text.clone())),
            (Json::String(text), Kind::Bytes) => STANDARD.decode(text).ok().map(Cell::Bytes),
            _ => None,
        };
        row.push(cell.ok_or_else(|| format!("its `{name}` is of another kind"))?);
    }
    match fields.keys().next() {
        Some(extra) => Err(format!("it has a field that this program does not know, `{extra}`")),
        None => Ok(row),
    }
}

/// A hash as 64 small hexadecimal digits.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Values in the form of the wire.

use crate::backend::Trouble;
use crate::table::{Kind, Table};
use crate::value::{Cell, Value};
use portcullis_journal::store::StoreError;
use postgres::Row;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::error::Error;

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(integer) => integer.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <i64 as ToSql>::accepts(kind) || <&str as ToSql>::accepts(kind) || <&[u8] as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}

/// A column of many rows.
#[derive(Debug)]
pub(super) enum Array<'a> {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl ToSql for Array<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Integers(integers) => integers.to_sql(kind, out),
            Self::Texts(texts) => texts.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8_ARRAY | Type::TEXT_ARRAY | Type::BYTEA_ARRAY)
    }

    to_sql_checked!();
}

/// Rows turned into columns. A value of another kind than its column's is left to the database to refuse, as NULL.
pub(super) fn arrays<'a>(table: &Table, rows: &[Vec<Value<'a>>]) -> Vec<Array<'a>> {
    let column = |(place, kind): (usize, Kind)| {
        let values = rows.iter().map(|row| row.get(place).copied().unwrap_or(Value::Null));
        match kind {
            Kind::Integer => Array::Integers(
                values.map(|value| if let Value::Integer(integer) = value { Some(integer) } else { None }).collect(),
            ),
            Kind::Text => Array::Texts(
                values.map(|value| if let Value::Text(text) = value { Some(text) } else { None }).collect(),
            ),
            Kind::Bytes => Array::Bytes(
                values.map(|value| if let Value::Bytes(bytes) = value { Some(bytes) } else { None }).collect(),
            ),
        }
    };
    table.columns.iter().map(|column| column.kind).enumerate().map(column).collect()
}

/// The cells of a row that was read.
pub(super) fn cells(row: &Row) -> Result<Vec<Cell>, Trouble> {
    let cell = |(place, column): (usize, &postgres::Column)| {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(place).map(|cell| cell.map(Cell::Integer)),
            Type::TEXT => row.try_get::<_, Option<String>>(place).map(|cell| cell.map(Cell::Text)),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place).map(|cell| cell.map(Cell::Bytes)),
            ref other => {
                let (place, why) = (format!("column `{}`", column.name()), format!("it has the type {other}"));
                return Err(Trouble::Refused(StoreError::Damaged { place, why }));
            }
        };
        let damaged = |error: postgres::Error| {
            let place = format!("column `{}`", column.name());
            Trouble::Refused(StoreError::Damaged { place, why: error.to_string() })
        };
        cell.map(|cell| cell.unwrap_or(Cell::Null)).map_err(damaged)
    };
    row.columns().iter().enumerate().map(cell).collect()
}

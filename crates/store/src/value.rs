//! Values on their way into a database and out of it: the four kinds that both databases keep alike.

use portcullis_journal::store::StoreError;

/// A value to be stored or asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    pub(crate) fn maybe_text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    pub(crate) fn maybe_integer(integer: Option<i64>) -> Self {
        integer.map_or(Self::Null, Self::Integer)
    }
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(integer) => Value::Integer(*integer),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// The cells of one row, taken from left to right; what a cell holds that it should not is damage of the table.
pub(crate) struct Cells {
    place: &'static str,
    cells: std::vec::IntoIter<Cell>,
}

impl Cells {
    pub(crate) fn new(place: &'static str, cells: Vec<Cell>) -> Self {
        Self { place, cells: cells.into_iter() }
    }

    fn damaged<T>(&self, wanted: &str, found: Option<&Cell>) -> Result<T, StoreError> {
        let found = match found {
            None => "no column",
            Some(Cell::Null) => "NULL",
            Some(Cell::Integer(_)) => "another whole number",
            Some(Cell::Text(_)) => "text",
            Some(Cell::Bytes(_)) => "bytes",
        };
        Err(StoreError::Damaged {
            place: format!("table `{}`", self.place),
            why: format!("{found} where there should be {wanted}"),
        })
    }

    pub(crate) fn maybe_integer(&mut self) -> Result<Option<i64>, StoreError> {
        match self.cells.next() {
            Some(Cell::Null) => Ok(None),
            Some(Cell::Integer(integer)) => Ok(Some(integer)),
            other => self.damaged("a whole number", other.as_ref()),
        }
    }

    pub(crate) fn integer(&mut self) -> Result<i64, StoreError> {
        match self.maybe_integer()? {
            Some(integer) => Ok(integer),
            None => self.damaged("a whole number", Some(&Cell::Null)),
        }
    }

    /// A number that counts something.
    pub(crate) fn count(&mut self) -> Result<u64, StoreError> {
        let integer = self.integer()?;
        match u64::try_from(integer) {
            Ok(count) => Ok(count),
            Err(_) => self.damaged("a number from 0 on", Some(&Cell::Integer(integer))),
        }
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, StoreError> {
        match self.cells.next() {
            Some(Cell::Null) => Ok(None),
            Some(Cell::Text(text)) => Ok(Some(text)),
            other => self.damaged("text", other.as_ref()),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        match self.maybe_text()? {
            Some(text) => Ok(text),
            None => self.damaged("text", Some(&Cell::Null)),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        match self.cells.next() {
            Some(Cell::Bytes(bytes)) => Ok(bytes),
            other => self.damaged("bytes", other.as_ref()),
        }
    }

    pub(crate) fn hash(&mut self) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes()?;
        match <[u8; 32]>::try_from(bytes.as_slice()) {
            Ok(hash) => Ok(hash),
            Err(_) => self.damaged("32 bytes", Some(&Cell::Bytes(bytes))),
        }
    }
}

/// A number as the databases keep it: their largest is 2^63 - 1, and nothing here counts so far.
pub(crate) fn number(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count)
        .map_err(|_| StoreError::unavailable(format!("{count} is more than a store can count (2^63 - 1)")))
}

/// A bound of a search; beyond the largest number there is nothing.
pub(crate) fn bound(count: u64) -> Value<'static> {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How many rows are wanted at most.
pub(crate) fn most(count: usize) -> Value<'static> {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Text that every store keeps; PostgreSQL refuses the character NUL, so all do.
pub(crate) fn storable<'a>(what: &str, text: &'a str) -> Result<&'a str, StoreError> {
    if text.contains('\0') {
        return Err(StoreError::unavailable(format!("{what} has the character U+0000, which no store keeps")));
    }
    Ok(text)
}

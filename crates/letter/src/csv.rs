//! Tables for a spreadsheet: RFC 4180, UTF-8, and no cell that is run as a formula.
//!
//! A spreadsheet takes a cell of a file for a formula where it begins with one of `=`, `+`, `-`, `@`, a tab or a carriage return, whoever wrote it;
//! some look past spaces and quotes, and some take the full-width forms too. Such a cell gets an apostrophe before it, which spreadsheets read as
//! "this is text". Numbers and dates are cells of their own types, so that a negative number stays a number.
//!
//! The file has commas, and is to be opened as such. A program that is told to split at semicolons or tabs does not honor the quotes around a
//! cell, and can find a cell inside one; no writer of the file can prevent that without changing what somebody wrote.

use jiff::civil::Date;

/// What makes a cell text.
const APOSTROPHE: char = '\'';

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// What somebody wrote.
    Text(String),
    /// A number.
    Number(Number),
    /// A date, written as 2026-03-12 (ISO 8601).
    Date(Date),
}

/// A number as decimal text: an optional minus, digits, and optionally a point and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no number: write digits, with a minus before them or a point among them where needed; other things are text cells"
)]
pub struct NumberError(String);

impl Number {
    /// Reads a number.
    ///
    /// # Errors
    /// [`NumberError`] for anything but `-12.5` and the like: no exponent, no plus, no separators, no more than 60 characters.
    pub fn new(decimal: &str) -> Result<Self, NumberError> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = decimal.strip_prefix('-').unwrap_or(decimal);
        let is_number = match unsigned.split_once('.') {
            Some((whole, part)) => digits(whole) && digits(part),
            None => digits(unsigned),
        };
        if is_number && decimal.len() <= 60 {
            Ok(Self(decimal.to_owned()))
        } else {
            Err(NumberError(decimal.chars().take(60).collect()))
        }
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl Cell {
    /// A cell of what somebody wrote.
    #[must_use]
    pub fn text(written: &str) -> Self {
        Self::Text(written.to_owned())
    }

    fn written(&self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Number(number) => number.0.clone(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// Why rows are not a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A row of another width.
    #[error("row {row} of the table has {cells} cells under a head of {columns}: give it one for each column")]
    Row {
        /// Which, from 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many the head has.
        columns: usize,
    },
    /// The writer failed.
    #[error("the table cannot be written: {0}")]
    Write(String),
}

impl Table {
    /// A table with a head and no rows.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`TableError::Row`] where it is not as wide as the head.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), TableError> {
        let (cells, columns) = (row.len(), self.head.len());
        if cells != columns {
            return Err(TableError::Row { row: self.rows.len() + 1, cells, columns });
        }
        self.rows.push(row);
        Ok(())
    }

    /// The table as CSV: UTF-8 without a byte order mark, lines that end in CR LF, quotes where they are needed.
    ///
    /// # Errors
    /// [`TableError::Write`] where memory cannot be written to, which does not happen.
    pub fn to_csv(&self) -> Result<String, TableError> {
        let failed = |error: &dyn std::fmt::Display| TableError::Write(error.to_string());
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(self.head.iter().map(|name| harmless(name))).map_err(|error| failed(&error))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::written)).map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
    }
}

/// What somebody wrote, with an apostrophe before it where a spreadsheet would take it for a formula.
fn harmless(text: &str) -> String {
    let first = text.chars().find(|letter| !is_passed(*letter));
    let opens = text.starts_with(['\t', '\r', '\n']) || first.is_some_and(is_operator);
    if opens { format!("{APOSTROPHE}{text}") } else { text.to_owned() }
}

/// What a formula begins with.
fn is_operator(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−' | '|' | '%')
}

/// What a program may look past at the beginning of a cell: white space, controls, quotes, and what cannot be seen.
fn is_passed(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '\'' | '`' | '＂' | '＇' | '“' | '”' | '„' | '‘' | '’')
        || matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

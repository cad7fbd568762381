//! Reading the CSV tables: every error names the file, the line and the column.

use crate::exact::Exact;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where the tables come from: the text of each file of the catalog.
#[derive(Debug, Clone, Copy)]
pub struct CatalogSource<'a> {
    /// `accelerators.csv`
    pub accelerators: &'a str,
    /// `instances.csv`
    pub instances: &'a str,
    /// `providers.csv`
    pub providers: &'a str,
    /// `vendors.csv`
    pub vendors: &'a str,
    /// `countries.csv`
    pub countries: &'a str,
}

/// Why a catalog could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row does not say what it should.
    #[error("{file}, line {line}, column `{column}`: {problem}")]
    Row {
        /// The file.
        file: &'static str,
        /// The line, counted from one.
        line: u64,
        /// The column's heading.
        column: String,
        /// What is wrong with the value.
        problem: String,
    },
}

impl CatalogError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
}

/// The rows of one file.
pub(crate) struct Rows {
    file: &'static str,
    columns: HashMap<String, usize>,
    records: Vec<(u64, csv::StringRecord)>,
}

/// One row, for reading by column name.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    rows: &'a Rows,
    line: u64,
    record: &'a csv::StringRecord,
}

impl Rows {
    pub(crate) fn read(file: &'static str, text: &str) -> Result<Self, CatalogError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let row_error = |error: &csv::Error| CatalogError::Row {
            file,
            line: error.position().map_or(0, csv::Position::line),
            column: "*".to_owned(),
            problem: error.to_string(),
        };
        let headers = reader.headers().map_err(|error| row_error(&error))?;
        let columns = headers.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| row_error(&error))?;
            records.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Self { file, columns, records })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { rows: self, line: *line, record })
    }
}

impl<'a> Row<'a> {
    pub(crate) fn error(&self, column: &str, problem: impl Into<String>) -> CatalogError {
        CatalogError::Row { file: self.rows.file, line: self.line, column: column.to_owned(), problem: problem.into() }
    }

    /// The text of a column, empty where the cell is.
    pub(crate) fn text(&self, column: &str) -> Result<&'a str, CatalogError> {
        let at = self.rows.columns.get(column).ok_or_else(|| self.error(column, "the file has no such column"))?;
        Ok(self.record.get(*at).unwrap_or(""))
    }

    /// The text of a column that must not be empty.
    pub(crate) fn required(&self, column: &str) -> Result<&'a str, CatalogError> {
        match self.text(column)? {
            "" => Err(self.error(column, "must not be empty")),
            text => Ok(text),
        }
    }

    /// An exact number, or `None` where the cell is empty.
    pub(crate) fn exact(&self, column: &str) -> Result<Option<Exact>, CatalogError> {
        match self.text(column)? {
            "" => Ok(None),
            text => {
                text.parse().map(Some).map_err(|error: crate::ParseExactError| self.error(column, error.to_string()))
            }
        }
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)]) -> Result<T, CatalogError> {
        let text = self.text(column)?;
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.error(column, format!("`{text}` is none of {}", known.join(", ")))
        })
    }
}

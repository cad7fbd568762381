//! Lists: filtered and sorted where they stand, cut to a page before any row is made; or all of it as a file for a spreadsheet.

use std::cmp::Ordering;
use std::ops::Range;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portcullis_console::{Listing, Order, Sort, grouped};
use portcullis_letter::csv::{Cell, Number, Table};

use crate::problem::{Kind, Problem};

/// Rows on a page.
pub const PAGE: usize = 50;
/// Rows in a file.
const MOST_IN_FILE: usize = 100_000;
/// Parameters that say nothing of which list it is.
const PASSING: [&str; 4] = ["format", "by", "figure", "done"];

/// How a list is wanted, as its address says.
pub struct Wanted(pub Vec<(String, String)>);

/// A column, by the key that the page has for it.
pub struct Column<T> {
    /// The key, and the head in a file.
    pub key: &'static str,
    /// What stands in a file.
    pub cell: fn(&T) -> Cell,
    /// By what rows are sorted, where they can be.
    pub order: Option<fn(&T, &T) -> Ordering>,
}

/// What became of a list.
pub enum Listed<T> {
    /// A page of it.
    Page(Listing, Vec<T>),
    /// A file.
    File(Response),
}

impl Wanted {
    /// The value of a parameter, if it has one.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// Whether it is wanted as a file.
    pub fn is_file(&self) -> bool {
        self.value("format") == Some("csv")
    }

    /// Whether a text has what a filter looks for, in any case; also where it looks for nothing.
    pub fn finds<T: AsRef<str>>(&self, name: &str, text: impl FnOnce() -> T) -> bool {
        self.value(name).is_none_or(|wanted| text().as_ref().to_lowercase().contains(&wanted.to_lowercase()))
    }

    /// Whether something is what a filter asks for; also where it asks for nothing.
    pub fn is(&self, name: &str, is: impl FnOnce(&str) -> bool) -> bool {
        self.value(name).is_none_or(is)
    }

    /// Sorts by the key of the column that is asked for; things stay in their order where none is.
    pub fn sort<T>(&self, things: &mut [T], compare: impl Fn(&str, &T, &T) -> Ordering) {
        let Some(sort) = self.value("sort").map(Sort::read) else { return };
        things.sort_by(|one, other| match sort.order {
            Order::Rising => compare(sort.key, one, other),
            Order::Falling => compare(sort.key, other, one),
        });
    }

    /// The list without pages.
    pub fn whole(&self) -> Listing {
        let query = self.0.iter().filter(|(name, _)| !PASSING.contains(&name.as_str())).cloned().collect();
        Listing { query, ..Listing::default() }
    }

    /// The part of so many things that is on the page, and what the page says of it.
    pub fn cut(&self, total: usize) -> (Listing, Range<usize>) {
        let place = |name: &str| self.value(name).and_then(|value| value.parse::<usize>().ok());
        let start = place("after").or_else(|| place("before")).unwrap_or(0).min(total);
        let end = start.saturating_add(PAGE).min(total);
        let listing = Listing {
            shown: if end - start < total { format!("{} of {}", end - start, count(total)) } else { String::new() },
            before: (start > 0).then(|| start.saturating_sub(PAGE).to_string()),
            after: (end < total).then(|| end.to_string()),
            ..self.whole()
        };
        (listing, start..end)
    }

    /// A list of these things, as it is wanted.
    ///
    /// # Errors
    /// [`Problem`] where a file cannot be written.
    pub fn list<T>(&self, name: &str, mut things: Vec<T>, columns: &[Column<T>]) -> Result<Listed<T>, Problem> {
        self.sort(&mut things, |key, one, other| {
            let order = columns.iter().find(|column| column.key == key).and_then(|column| column.order);
            order.map_or(Ordering::Equal, |order| order(one, other))
        });
        if self.is_file() {
            return file_of(name, &things, columns).map(Listed::File);
        }
        let (listing, part) = self.cut(things.len());
        Ok(Listed::Page(listing, things.into_iter().skip(part.start).take(part.len()).collect()))
    }
}

/// All of these things as a file, in these columns.
///
/// # Errors
/// As [`file`].
pub fn file_of<T>(name: &str, things: &[T], columns: &[Column<T>]) -> Result<Response, Problem> {
    let head: Vec<&str> = columns.iter().map(|column| column.key).collect();
    file(name, &head, things.iter().map(|thing| columns.iter().map(|column| (column.cell)(thing)).collect()))
}

/// Rows as a file of comma-separated values (RFC 4180, with the parameter `header` of RFC 7111).
///
/// # Errors
/// [`Problem`] where there are too many rows.
pub fn file(name: &str, head: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Response, Problem> {
    let broken = |error| Problem::new(Kind::Broken, error);
    let mut table = Table::new(head);
    for (place, row) in rows.into_iter().enumerate() {
        if place == MOST_IN_FILE {
            let why = format!("the file would have more than {MOST_IN_FILE} rows, which is the most: filter the list");
            return Err(Problem::new(Kind::Refused, why));
        }
        table.push(row).map_err(broken)?;
    }
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((head, table.to_csv().map_err(broken)?).into_response())
}

/// A number with its digits in groups.
pub fn count(number: usize) -> String {
    grouped(i128::try_from(number).unwrap_or(i128::MAX))
}

/// A cell of a whole number.
pub fn number(number: impl Into<u128>) -> Cell {
    let text = number.into().to_string();
    Number::new(&text).map_or(Cell::Text(text), Cell::Number)
}

/// A cell of a day, if there is one.
pub fn day(day: Option<jiff::civil::Date>) -> Cell {
    day.map_or_else(|| Cell::text(""), Cell::Date)
}

//! Lists: filtered and sorted where they stand, cut to a page before any row is made; or all of it as a file for a spreadsheet.

use std::cmp::Ordering;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use portcullis_console::provider::Listing;
use portcullis_console::{Order, Sort, grouped};
use portcullis_letter::csv::{Cell, Number, Table};

use crate::problem::{Kind, Problem};

/// Rows on a page.
const ROWS: usize = 100;
/// Rows in a file.
const MOST_IN_FILE: usize = 100_000;

/// How a list is asked for, as its address says.
pub struct Asked(pub Vec<(String, String)>);

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

impl Asked {
    /// The value of a filter; empty where it is not set.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether a text has what a filter looks for; in any case.
    pub fn finds(&self, name: &str, text: &str) -> bool {
        let looked_for = self.get(name);
        looked_for.is_empty() || text.to_lowercase().contains(&looked_for.to_lowercase())
    }

    /// The parameters that say which list it is.
    fn kept(&self) -> Vec<(String, String)> {
        let other = ["format", "done", "by"];
        self.0.iter().filter(|(name, _)| !other.contains(&name.as_str())).cloned().collect()
    }

    /// The list without pages.
    pub fn whole(&self) -> Listing {
        Listing { query: self.kept(), ..Listing::default() }
    }

    /// Whether it is asked for as a file.
    pub fn is_file(&self) -> bool {
        self.get("format") == "csv"
    }

    /// A list of these things, as it is asked for.
    ///
    /// # Errors
    /// [`Problem`] where a file cannot be written.
    pub fn list<T>(&self, name: &str, mut things: Vec<T>, columns: &[Column<T>]) -> Result<Listed<T>, Problem> {
        let sort = Sort::read(self.get("sort"));
        if let Some(order) = columns.iter().find(|column| column.key == sort.key).and_then(|column| column.order) {
            things.sort_by(|one, other| match sort.order {
                Order::Rising => order(one, other),
                Order::Falling => order(other, one),
            });
        }
        if self.is_file() {
            return file(name, &things, columns).map(Listed::File);
        }
        let all = things.len();
        let first = match (self.get("after").parse(), self.get("before").parse::<usize>()) {
            (Ok(after), _) => after,
            (_, Ok(before)) => before.saturating_sub(ROWS),
            _ => 0_usize,
        };
        let page: Vec<T> = things.into_iter().skip(first).take(ROWS).collect();
        let next = first.saturating_add(page.len());
        let number = |count: usize| grouped(i128::try_from(count).unwrap_or(i128::MAX));
        let shown = format!("{} of {}", number(page.len()), number(all));
        let listing = Listing {
            query: self.kept(),
            shown: if all > ROWS { shown } else { String::new() },
            before: (first > 0).then(|| first.min(all).to_string()),
            after: (next < all).then(|| next.to_string()),
        };
        Ok(Listed::Page(listing, page))
    }
}

/// All of it as comma-separated values (RFC 4180).
///
/// # Errors
/// [`Problem`] where there are too many rows.
pub fn file<T>(name: &str, things: &[T], columns: &[Column<T>]) -> Result<Response, Problem> {
    if things.len() > MOST_IN_FILE {
        let why = format!("the file would have {} rows; {MOST_IN_FILE} are written: filter the list", things.len());
        return Err(Problem::new(Kind::Refused, why));
    }
    let broken = |error: portcullis_letter::csv::TableError| Problem::new(Kind::Broken, error);
    let mut table = Table::new(&columns.iter().map(|column| column.key).collect::<Vec<_>>());
    for thing in things {
        table.push(columns.iter().map(|column| (column.cell)(thing)).collect()).map_err(broken)?;
    }
    let text = table.to_csv().map_err(broken)?;
    let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response();
    if let Ok(named) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(response)
}

/// A cell with a whole number.
pub fn whole(number: u128) -> Cell {
    let text = number.to_string();
    Number::new(&text).map_or(Cell::Text(text), Cell::Number)
}

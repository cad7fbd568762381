//! Lists: cut into pages by their place, sorted, and taken away as comma-separated values.

use std::cmp::Ordering;
use std::ops::Range;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portcullis_console::provider::Listing;
use portcullis_console::{Order, Sort, grouped};
use portcullis_letter::csv::{Cell, Number, Table};

use crate::problem::{Kind, Problem};

/// Rows of a page.
pub(super) const PAGE: usize = 50;

/// Parameters that say nothing of which list it is.
const PASSING: [&str; 4] = ["format", "by", "figure", "done"];

/// How a list is asked for.
pub(super) struct Wanted(pub Vec<(String, String)>);

impl Wanted {
    /// The value of a parameter, if it has one.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// Whether the list is to be taken away.
    pub fn is_csv(&self) -> bool {
        self.value("format") == Some("csv")
    }

    /// Whether a text has what a filter asks for, in whatever case; also where nothing is asked for.
    pub fn matches(&self, name: &str, text: impl FnOnce() -> String) -> bool {
        self.value(name).is_none_or(|wanted| text().to_lowercase().contains(&wanted.to_lowercase()))
    }

    /// Whether something is what a filter asks for; also where nothing is asked for.
    pub fn is(&self, name: &str, mut is: impl FnMut(&str) -> bool) -> bool {
        self.value(name).is_none_or(&mut is)
    }

    /// Sorts by the key of the column that is asked for; in their order where none is.
    pub fn sort<T>(&self, rows: &mut [T], compare: impl Fn(&str, &T, &T) -> Ordering) {
        let Some(sort) = self.value("sort").map(Sort::read) else { return };
        rows.sort_by(|one, other| {
            let rising = compare(sort.key, one, other);
            if sort.order == Order::Rising { rising } else { rising.reverse() }
        });
    }

    /// The part of so many rows that is on the page, and what the page says of it.
    pub fn cut(&self, total: usize) -> (Listing, Range<usize>) {
        let place = |name: &str| self.value(name).and_then(|value| value.parse::<usize>().ok());
        let start = place("after").or_else(|| place("before")).unwrap_or(0).min(total);
        let end = start.saturating_add(PAGE).min(total);
        let query = self.0.iter().filter(|(name, _)| !PASSING.contains(&name.as_str())).cloned().collect();
        let listing = Listing {
            query,
            shown: if end - start < total { format!("{} of {}", end - start, count(total)) } else { String::new() },
            before: (start > 0).then(|| start.saturating_sub(PAGE).to_string()),
            after: (end < total).then(|| end.to_string()),
        };
        (listing, start..end)
    }
}

/// A number with its digits in groups.
pub(super) fn count(number: usize) -> String {
    grouped(i128::try_from(number).unwrap_or(i128::MAX))
}

/// A cell of a number.
pub(super) fn number(number: impl Into<u64>) -> Cell {
    Cell::Number(Number::from(number.into()))
}

/// A cell of a number that may be larger than others.
pub(super) fn large(number: u128) -> Cell {
    Number::new(&number.to_string()).map_or_else(|_| Cell::text("too large"), Cell::Number)
}

/// A cell of a day, if there is one.
pub(super) fn day(day: Option<jiff::civil::Date>) -> Cell {
    day.map_or_else(|| Cell::text(""), Cell::Date)
}

/// A list as a file of comma-separated values (RFC 4180, with the parameter `header` of RFC 7111).
pub(super) fn csv(name: &str, head: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Response, Problem> {
    let broken = |error| Problem::new(Kind::Broken, error);
    let mut table = Table::new(head);
    for row in rows {
        table.push(row).map_err(broken)?;
    }
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((head, table.to_csv().map_err(broken)?).into_response())
}

//! Tables: typed columns, sorted and paged by the server, filtered while typing where a browser can.

use crate::address::Address;
use crate::components::links::Pager;
use crate::number::counted;
use maud::{Markup, Render, html};

/// Rows that are seen at a glance: only more of them want a filter.
const FEW: usize = 10;

/// Which way rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The least first.
    Rising,
    /// The greatest first.
    Falling,
}

/// By which column rows are sorted. In an address: `sort=due`, or `sort=-due` for the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<'a> {
    /// The key of the column.
    pub key: &'a str,
    /// Which way.
    pub order: Order,
}

impl<'a> Sort<'a> {
    /// What a parameter says.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        match text.strip_prefix('-') {
            Some(key) => Self { key, order: Order::Falling },
            None => Self { key: text, order: Order::Rising },
        }
    }
}

/// A column.
pub struct Column<'a, T> {
    key: &'a str,
    title: &'a str,
    number: bool,
    sortable: bool,
    cell: Box<dyn Fn(&T) -> Markup + 'a>,
}

impl<'a, T> Column<'a, T> {
    /// A column of words.
    pub fn words<M: Render>(key: &'a str, title: &'a str, cell: impl Fn(&T) -> M + 'a) -> Self {
        Self { key, title, number: false, sortable: false, cell: Box::new(move |row| cell(row).render()) }
    }

    /// A column of numbers: right-aligned, in figures of one width.
    pub fn numbers<M: Render>(key: &'a str, title: &'a str, cell: impl Fn(&T) -> M + 'a) -> Self {
        Self { number: true, ..Self::words(key, title, cell) }
    }

    /// By which the server can sort.
    #[must_use]
    pub fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }
}

/// What is said where there are no rows.
#[derive(Debug, Clone)]
pub struct Empty<'a> {
    /// That there is nothing, and why.
    pub says: &'a str,
    /// What to do about it: the text of a link, and where it leads.
    pub action: Option<(&'a str, Address)>,
}

/// A table. The first column names the row.
pub struct Table<'a, T> {
    /// Its id; unique on the page.
    pub id: &'a str,
    /// What it shows: its caption, and the name of its filter.
    pub caption: &'a str,
    /// Its columns.
    pub columns: Vec<Column<'a, T>>,
    /// Its rows.
    pub rows: &'a [T],
    /// The page it is on, with its parameters: where links to sort lead.
    pub address: Address,
    /// How it is sorted.
    pub sort: Option<Sort<'a>>,
    /// Whether rows can be filtered while typing.
    pub filter: bool,
    /// The same rows as comma-separated values (RFC 4180).
    pub csv: Option<Address>,
    /// What is said without rows.
    pub empty: Empty<'a>,
    /// The way through the pages.
    pub pager: Option<Pager>,
}

impl<'a, T> Table<'a, T> {
    /// A table of all its rows, in their order.
    #[must_use]
    pub fn of(id: &'a str, caption: &'a str, columns: Vec<Column<'a, T>>, rows: &'a [T]) -> Self {
        let empty = Empty { says: "Nothing here.", action: None };
        Self {
            id,
            caption,
            columns,
            rows,
            address: Address::default(),
            sort: None,
            filter: rows.len() > FEW,
            csv: None,
            empty,
            pager: None,
        }
    }

    fn heading(&self, column: &Column<'_, T>) -> Markup {
        let sorted = self.sort.filter(|sort| sort.key == column.key).map(|sort| sort.order);
        let (state, mark) = match sorted {
            Some(Order::Rising) => (Some("ascending"), " ▲"),
            Some(Order::Falling) => (Some("descending"), " ▼"),
            None => (None, ""),
        };
        let next = if sorted == Some(Order::Rising) { format!("-{}", column.key) } else { column.key.to_owned() };
        html! {
            th.number[column.number] scope="col" aria-sort=[state] {
                @if column.sortable {
                    // Another order begins on its first page.
                    a href=(self.address.without("after").without("before").with("sort", &next)) {
                        (column.title) span aria-hidden="true" { (mark) }
                    }
                } @else { (column.title) }
            }
        }
    }

    fn tools(&self) -> Markup {
        html! {
            @if self.filter || self.csv.is_some() {
                div.tools {
                    @if self.filter {
                        // Of use only where a script can follow the typing: shown by the script.
                        span.filter hidden data-filter=(self.id) {
                            label for={ (self.id) "-filter" } { "Filter" }
                            input type="search" id={ (self.id) "-filter" } autocomplete="off" aria-describedby={ (self.id) "-count" };
                        }
                    }
                    span.quiet id={ (self.id) "-count" } aria-live="polite" { (counted(self.rows.len(), "row")) }
                    @if let Some(csv) = &self.csv { a.csv href=(csv) { "CSV" } }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        html! {
            div.empty {
                p { (self.empty.says) }
                @if let Some((says, address)) = &self.empty.action { p { a href=(address) { (says) } } }
            }
        }
    }
}

impl<T> Render for Table<'_, T> {
    fn render(&self) -> Markup {
        html! {
            (self.tools())
            div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                table #(self.id) {
                    caption { (self.caption) }
                    thead { tr { @for column in &self.columns { (self.heading(column)) } } }
                    tbody {
                        @for row in self.rows {
                            tr {
                                @for (place, column) in self.columns.iter().enumerate() {
                                    @if place == 0 {
                                        th.number[column.number] scope="row" { ((column.cell)(row)) }
                                    } @else {
                                        td.number[column.number] { ((column.cell)(row)) }
                                    }
                                }
                            }
                        }
                    }
                }
                @if self.rows.is_empty() { (self.nothing()) }
            }
            @if let Some(pager) = &self.pager { (pager) }
        }
    }
}

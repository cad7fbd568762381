//! How a list was asked for: filters, order, and the place in it. All of it stands in the address, so that what
//! somebody sees can be sent to somebody else.

use crate::address::Address;
use crate::components::{Field, Pager, Sort, Table};
use maud::{Markup, html};

/// The parameters that say where in a list a page is; the others say which list it is.
const CURSORS: [&str; 2] = ["before", "after"];

/// A list as it was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The parameters of the address: filters, `sort`, and cursors.
    pub query: Vec<(String, String)>,
    /// What is shown, in words: `100 of 2,310`; empty where that is all.
    pub shown: String,
    /// The cursor of the page before, where there is one.
    pub before: Option<String>,
    /// The cursor of the page after, where there is one.
    pub after: Option<String>,
}

impl Listing {
    /// The value of a filter; empty where it is not set.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.query.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The list from its beginning, with filters and order.
    fn address(&self, page: &Address) -> Address {
        let kept = self.query.iter().filter(|(name, _)| !CURSORS.contains(&name.as_str()));
        kept.fold(page.clone(), |address, (name, value)| address.with(name, value))
    }

    fn is_filtered(&self) -> bool {
        let other = |name: &str| name == "sort" || CURSORS.contains(&name);
        self.query.iter().any(|(name, value)| !other(name) && !value.is_empty())
    }

    /// The table with links that sort it, page it and take it away.
    pub(crate) fn table<'a, T>(&'a self, page: &Address, table: Table<'a, T>) -> Table<'a, T> {
        let address = self.address(page);
        let neighbor = |name: &str, cursor: &Option<String>| cursor.as_ref().map(|cursor| address.with(name, cursor));
        let (before, after) = (neighbor("before", &self.before), neighbor("after", &self.after));
        let sort = Some(self.value("sort")).filter(|sort| !sort.is_empty()).map(Sort::read);
        let shown = before.is_some() || after.is_some() || !self.shown.is_empty();
        let mut empty = table.empty.clone();
        if self.is_filtered() {
            empty.says = "Nothing matches the filter.";
            empty.action = Some(("Show all of them", page.path()));
        }
        Table {
            csv: Some(address.with("format", "csv")),
            pager: shown.then(|| Pager { shown: self.shown.clone(), before, after }),
            sort,
            // Filtering what this page happens to hold would mislead; the form asks for all of it.
            filter: false,
            address,
            empty,
            ..table
        }
    }

    /// The form that filters; the order stays.
    pub(crate) fn filters(&self, page: &Address, fields: &[Field<'_>]) -> Markup {
        let sort = self.value("sort");
        html! {
            form.date-form.filters method="get" action=(page.path()) {
                @if !sort.is_empty() { input type="hidden" name="sort" value=(sort); }
                div.row {
                    @for field in fields { (field) }
                    p.buttons {
                        button.plain type="submit" { "Show" }
                        @if self.is_filtered() { a.clear href=(page.path()) { "Show all" } }
                    }
                }
            }
        }
    }
}

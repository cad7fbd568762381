//! A whole table, in order, a page of rows at a time, so that a store of any size is gone through in bounded memory.

use crate::open::Open;
use crate::table::Table;
use crate::value::{Cell, Value, most};
use portcullis_journal::store::StoreError;

/// What is done with the rows of a page.
pub(crate) type EachPage<'a> = dyn FnMut(&[Vec<Cell>]) -> Result<(), StoreError> + 'a;

/// Gives each page of a table to a function, in the order of the key.
pub(crate) fn each_page(open: &mut Open<'_>, table: &Table, page: &mut EachPage<'_>) -> Result<(), StoreError> {
    let (first, next) = (table.page_query(false), table.page_query(true));
    let mut key: Vec<Cell> = Vec::new();
    loop {
        let sql = if key.is_empty() { &first } else { &next };
        let values: Vec<Value<'_>> = key.iter().map(Cell::value).chain([most(table.page)]).collect();
        let rows = open.query_cells(sql, &values)?;
        let Some(last) = rows.last() else { return Ok(()) };
        let after = last.iter().take(table.key).cloned().collect();
        page(&rows)?;
        if rows.len() < table.page {
            return Ok(());
        }
        key = after;
    }
}

/// How many rows a table has.
pub(crate) fn count(open: &mut Open<'_>, table: &Table) -> Result<u64, StoreError> {
    let sql = format!("-- {}_count\nSELECT COUNT(*) FROM {}", table.name, table.name);
    match open.query(table.name, &sql, &[])?.first_mut() {
        Some(cells) => cells.count(),
        None => Ok(0),
    }
}

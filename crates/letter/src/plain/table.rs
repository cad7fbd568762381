//! A table as text: columns side by side, cells wrapped.

use textwrap::core::display_width;

use super::{Page, WIDTH, wrap};
use crate::letter::Table;
use crate::safe::Text;
use crate::share::shares;

/// What stands between columns.
const GAP: &str = "  ";

/// Writes the head, a line under it, and the rows; where a cell needs more than one line, rows stand apart.
pub(super) fn write(page: &mut Page, table: &Table) {
    let widths = widths(table);
    write_row(page, &cells(table.head(), &widths), &widths);
    let under: Vec<Vec<String>> = widths.iter().map(|width| vec!["-".repeat(*width)]).collect();
    write_row(page, &under, &widths);
    let rows: Vec<Vec<Vec<String>>> = table.rows().iter().map(|row| cells(row, &widths)).collect();
    let apart = rows.iter().any(|row| height(row) > 1);
    for (at, row) in rows.iter().enumerate() {
        if apart && at > 0 {
            page.line("");
        }
        write_row(page, row, &widths);
    }
}

fn widths(table: &Table) -> Vec<usize> {
    let wanted: Vec<usize> = table
        .head()
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let cells = table.rows().iter().filter_map(|row| row.get(column)).map(width);
            cells.chain([width(name)]).max().unwrap_or(1)
        })
        .collect();
    shares(&wanted, WIDTH - GAP.len() * wanted.len().saturating_sub(1))
}

/// An empty cell is one column wide, so that there is a place to wrap into.
fn width(cell: &Text) -> usize {
    display_width(cell.as_str()).max(1)
}

fn cells(row: &[Text], widths: &[usize]) -> Vec<Vec<String>> {
    row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width, "", "")).collect()
}

fn height(row: &[Vec<String>]) -> usize {
    row.iter().map(Vec::len).max().unwrap_or(0)
}

fn write_row(page: &mut Page, row: &[Vec<String>], widths: &[usize]) {
    for at in 0..height(row) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            if column > 0 {
                line.push_str(GAP);
            }
            let words = cell.get(at).map_or("", String::as_str);
            line.push_str(words);
            line.push_str(&" ".repeat(width.saturating_sub(display_width(words))));
        }
        page.line(&line);
    }
}

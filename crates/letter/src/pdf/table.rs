//! A table: columns as wide as they need and there is room for, rows that break over pages, and the head again on each.

use std::rc::Rc;

use krilla::tagging::{TableHeaderScope, Tag, TagKind};

use super::Milli;
use super::POINT;
use super::compose::{Composer, Drawn, SMALL, Strip, baseline, leading};
use super::font::Style;
use super::line::Line;
use super::tree::Node;
use crate::letter::Table;
use crate::safe::Text;
use crate::share::shares;

/// Space between columns.
const GAP: Milli = 8 * POINT;

/// A column: where it begins and how wide it is.
type Column = (Milli, Milli);

/// Sets a table.
pub(super) fn compose(page: &mut Composer<'_>, table: &Table) {
    let columns = columns(page, table);
    let node = page.tree.node(Tag::Table, None);
    let group = page.tree.node(Tag::THead, Some(node));
    let header = || Tag::TH(TableHeaderScope::Column).into();
    let mut head = row(page, table.head(), &columns, Style::Bold, group, &header);
    head.push(Strip { height: 2 * POINT, ..Strip::default() });
    head.push(ruled(page.width));
    for strip in &mut head {
        strip.keep = true;
    }
    let again = Rc::new(head.iter().map(unread).collect::<Vec<_>>());
    page.strips.extend(head);
    let body = page.tree.node(Tag::TBody, Some(node));
    for cells in table.rows() {
        let mut strips = row(page, cells, &columns, Style::Regular, body, &|| Tag::TD.into());
        strips.push(ruled(page.width));
        // A row of a few lines stays together; a long one breaks.
        let lines = strips.len();
        for (at, strip) in strips.iter_mut().enumerate() {
            strip.head = Some(Rc::clone(&again));
            strip.keep = at + 1 < lines && (lines <= 6 || at == 0 || at + 3 >= lines);
        }
        page.strips.extend(strips);
    }
}

/// The lines of a row, side by side. Cells come after one another in the tree, whatever lines they have.
fn row(
    page: &mut Composer<'_>,
    cells: &[Text],
    columns: &[Column],
    style: Style,
    group: Node,
    tag: &dyn Fn() -> TagKind,
) -> Vec<Strip> {
    let row = page.tree.node(Tag::TR, Some(group));
    let mut strips: Vec<Strip> = Vec::new();
    for (cell, (right, width)) in cells.iter().zip(columns) {
        let node = page.tree.node(tag(), Some(row));
        for (at, line) in page.setter.lines(cell.as_str(), style, SMALL, *width).into_iter().enumerate() {
            if strips.len() <= at {
                strips.push(Strip { height: leading(SMALL), ..Strip::default() });
            }
            if let Some(strip) = strips.get_mut(at) {
                strip.drawn.push(words(*right, line, node));
            }
        }
    }
    if let Some(first) = strips.first_mut() {
        first.height += 2 * POINT;
        for drawn in &mut first.drawn {
            if let Drawn::Words { down, .. } = drawn {
                *down += 2 * POINT;
            }
        }
    }
    strips
}

fn words(right: Milli, line: Line, node: Node) -> Drawn {
    Drawn::Words { right, down: baseline(SMALL), size: SMALL, line, node: Some(node) }
}

fn ruled(width: Milli) -> Strip {
    Strip { height: 2 * POINT, drawn: vec![Drawn::Rule { right: 0, down: POINT, width }], ..Strip::default() }
}

/// A strip that is seen again and not read again.
fn unread(strip: &Strip) -> Strip {
    let mut again = strip.clone();
    for drawn in &mut again.drawn {
        if let Drawn::Words { node, .. } = drawn {
            *node = None;
        }
    }
    again
}

/// The columns, as wide as their widest cell where there is room.
fn columns(page: &Composer<'_>, table: &Table) -> Vec<Column> {
    let wanted: Vec<usize> = table
        .head()
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let head = page.setter.width(name.as_str(), Style::Bold, SMALL);
            let cells = table.rows().iter().filter_map(|row| row.get(column));
            let cells = cells.map(|cell| page.setter.width(cell.as_str(), Style::Regular, SMALL));
            usize::try_from(cells.chain([head]).max().unwrap_or(0) + POINT).unwrap_or(usize::MAX)
        })
        .collect();
    let gaps = GAP * Milli::try_from(wanted.len().saturating_sub(1)).unwrap_or(0);
    let room = usize::try_from(page.width - gaps).unwrap_or(0);
    let mut right = 0;
    let columns = shares(&wanted, room).into_iter().map(|width| {
        let width = Milli::try_from(width).unwrap_or(0);
        let column = (right, width);
        right += width + GAP;
        column
    });
    columns.collect()
}

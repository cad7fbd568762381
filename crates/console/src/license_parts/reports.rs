//! The reports that a license asks for.

use super::ReportRow;
use crate::components::{Badge, Column, Deadline, Empty, Moment, Table, Tone};
use jiff::civil::Date;
use maud::{Markup, Render, html};

/// Reports due and filed, seen from a day.
pub(crate) fn reports(rows: &[ReportRow], today: Date) -> Markup {
    let columns = vec![
        Column::words("condition", "Asked for by", |row: &ReportRow| html! { "condition " code { (row.condition) } }),
        Column::words("due", "Due", move |row: &ReportRow| match row.filed {
            None => Deadline { due: row.due, today }.render(),
            Some(_) => html! { time datetime=(row.due.to_string()) { (row.due.to_string()) } },
        }),
        Column::words("filed", "Filed", |row: &ReportRow| match &row.filed {
            Some((at, reference)) => {
                html! { (Badge::of(Tone::Good, "✓", "filed")) " " (Moment::utc(*at)) " " span.quiet { (reference) } }
            }
            None => Badge::of(Tone::Warn, "…", "not filed").render(),
        }),
    ];
    let empty = Empty { says: "No condition asks for reports.", action: None };
    Table { empty, ..Table::of("report-table", "Reports due and filed", columns, rows) }.render()
}

//! What is looked at and owed after a license was issued.

use crate::authority::words;
use crate::components::{Badge, Column, Deadline, Empty, Table, Tone};
use crate::number::{grouped, share_of};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::audience::inspector::InspectionShown;
use portcullis_desk::case::state::{Inspection, Report};

/// Inspections, the latest first, with their numbers.
pub(crate) fn inspections(inspections: &[Inspection]) -> Markup {
    type Row<'a> = (usize, &'a Inspection);
    let rows: Vec<Row<'_>> = (1..).zip(inspections).collect::<Vec<_>>().into_iter().rev().collect();
    let columns = vec![
        Column::numbers("number", "Inspection", |row: &Row<'_>| row.0.to_string()),
        Column::words("ordered", "Ordered", |row: &Row<'_>| words::day(row.1.ordered)),
        Column::words("sample", "Sample", |row: &Row<'_>| sample(row.1.sample.drawn, row.1.sample.of)),
        Column::words("seed", "Drawn by", |row: &Row<'_>| html! { code { (row.1.sample.seed) } }),
        Column::words("found", "Findings", |row: &Row<'_>| match row.1.found {
            Some(on) => html! { (Badge::of(Tone::Good, "✓", "reported")) " " (words::day(on)) },
            None => Badge::of(Tone::Warn, "…", "open").render(),
        }),
    ];
    let empty = Empty { says: "No inspection was ordered.", action: None };
    Table { empty, ..Table::of("inspection-table", "Inspections, the latest first", columns, &rows) }.render()
}

/// How large a sample is.
fn sample(drawn: u64, of: u64) -> String {
    format!("{} of {} ({})", grouped(drawn.into()), grouped(of.into()), share_of(drawn.into(), of.into()))
}

/// Inspections with what was found, the latest first.
pub(crate) fn findings(inspections: &[InspectionShown]) -> Markup {
    html! { @for inspection in inspections.iter().rev() {
        h3 id={ "inspection-" (inspection.number) } {
            "Inspection " (inspection.number) " " span.quiet { "ordered " (words::day(inspection.ordered)) } " "
            @if inspection.found.is_none() { (Badge::of(Tone::Warn, "…", "to be done")) }
        }
        @if let Some(what_for) = &inspection.what_for { (super::timeline::paragraphs(what_for)) }
        p { (sample(inspection.sample.drawn, inspection.sample.of)) ", drawn by " code { (inspection.sample.seed) } }
        @if let Some(found) = &inspection.found {
            p {
                "Reported " (words::day(found.on)) ": "
                @if found.wrong == 0 { (Badge::of(Tone::Good, "✓", "as it should be")) } @else { (Badge::of(Tone::Bad, "!", "not as it should be")) }
                " " (grouped(found.wrong.into())) " of " (grouped(found.looked_at.into())) " looked at were not as they should be."
            }
            @if let Some(text) = &found.text { (super::timeline::paragraphs(text)) }
        }
    } }
}

/// Reports, the latest due first, with their numbers.
pub(crate) fn reports(reports: &[Report], today: Date) -> Markup {
    type Row<'a> = (usize, &'a Report);
    let mut rows: Vec<Row<'_>> = (1..).zip(reports).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.1.due));
    let columns = vec![
        Column::numbers("number", "Report", |row: &Row<'_>| row.0.to_string()),
        Column::words("due", "Due", move |row: &Row<'_>| match row.1.filed {
            None => Deadline { due: row.1.due, today }.render(),
            Some(_) => html! { (words::day(row.1.due)) },
        }),
        Column::words("filed", "Filed", |row: &Row<'_>| match row.1.filed {
            Some(on) if on > row.1.due => html! { (Badge::of(Tone::Warn, "✓", "filed late")) " " (words::day(on)) },
            Some(on) => html! { (Badge::of(Tone::Good, "✓", "filed")) " " (words::day(on)) },
            None => Badge::of(Tone::Warn, "…", "not filed").render(),
        }),
    ];
    let empty = Empty { says: "No report was asked for.", action: None };
    Table { empty, ..Table::of("report-table", "Reports, the latest due first", columns, &rows) }.render()
}

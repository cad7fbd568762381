//! The Consolidated Screening List as CSV, of 2019 and of 2025: the same columns but for `_id`.

use super::csl::{Raw, entry, joined_number, joined_number_of_2019, split};
use super::table::{Cells, Heading, Table};
use super::{Reading, Row};
use crate::entry::Entry;
use crate::error::{Fault, ListError};
use crate::input::Input;
use std::collections::HashMap;

const REQUIRED: [&str; 6] = ["source", "name", "type", "programs", "addresses", "alt_names"];

pub(super) fn read(reading: &Reading<'_>, input: &mut Input<'_>, sink: &mut dyn FnMut(Row)) -> Result<(), ListError> {
    let name = input.name();
    let mut table = Table::new(input, b',');
    let heading = Heading::read(
        &mut table,
        &REQUIRED,
        "this is not the Consolidated Screening List as CSV: name the right --format, or csv with a mapping",
    )?;
    // Rows without an id of their own may repeat: the second of them is told apart by its number.
    let mut given: HashMap<String, u32> = HashMap::new();
    while let Some(cells) = table.next()? {
        if cells.is_blank() {
            continue;
        }
        let mut found = row(reading, &heading, cells);
        if let Ok((entry, false)) = &mut found {
            let count = given.entry(entry.id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                entry.id = format!("{}-{count}", entry.id);
            }
        }
        sink(Row::line(&name, cells.line, found.map(|(entry, _)| entry)));
    }
    Ok(())
}

/// The entry of a row, and whether the row gives its own id.
fn row(reading: &Reading<'_>, heading: &Heading, cells: Cells<'_>) -> Result<(Entry, bool), Fault> {
    if cells.len() != heading.len() {
        let problem = format!("has {} fields where the heading has {}", cells.len(), heading.len());
        return Err(Fault::new("*", problem, "look for a quote that is not closed or a comma that is not quoted"));
    }
    let text = |column: &str| match heading.place(column) {
        Some(at) => cells.text(at, column).map(str::to_owned),
        None => Ok(String::new()),
    };
    let texts = |column: &str| text(column).map(|joined| split(&joined));
    let number = if heading.place("_id").is_some() { joined_number } else { joined_number_of_2019 };
    let raw = Raw {
        id: text("_id")?,
        source: text("source")?,
        entity_number: text("entity_number")?,
        kind: text("type")?,
        programs: texts("programs")?,
        name: text("name")?,
        title: text("title")?,
        alt_names: texts("alt_names")?,
        addresses: texts("addresses")?,
        citizenships: texts("citizenships")?,
        nationalities: texts("nationalities")?,
        dates_of_birth: texts("dates_of_birth")?,
        places_of_birth: text("places_of_birth")?,
        ids: texts("ids")?.iter().map(|joined| number(joined)).collect(),
        federal_register_notice: text("federal_register_notice")?,
        start_date: text("start_date")?,
        end_date: text("end_date")?,
        license_requirement: text("license_requirement")?,
        license_policy: text("license_policy")?,
        call_sign: text("call_sign")?,
        vessel_type: text("vessel_type")?,
        vessel_flag: text("vessel_flag")?,
        vessel_owner: text("vessel_owner")?,
        remarks: text("remarks")?,
        source_list_url: text("source_list_url")?,
        ..Raw::default()
    };
    if raw.source.is_empty() {
        return Err(Fault::empty("source"));
    }
    let own_id = !raw.id.is_empty() || !raw.entity_number.is_empty();
    entry(reading, raw).map(|entry| (entry, own_id))
}

//! The flat files of the Office of Foreign Assets Control: no heading, `-0-` for what is empty.
//!
//! Which file is which shows in the number of fields: 12 in the primary file, 5 in the alternate names, 6 in the
//! addresses, 2 in the comments (the rest of remarks that were too long for their column). Names stay as
//! published, `LAST, First`.

use super::identifier::{remarks, take};
use super::remarks::read_remarks;
use super::table::{Cells, Table};
use super::{Reading, Row, Stated};
use crate::entry::{Alias, Entry, Kind};
use crate::error::{Fault, ListError};
use crate::input::Input;
use crate::place;
use std::collections::HashMap;
use std::sync::Arc;

/// What stands in the files beside the primary one, by entry number.
#[derive(Default)]
struct Beside {
    names: HashMap<u64, Vec<Alias>>,
    addresses: HashMap<u64, Vec<Address>>,
    comments: HashMap<u64, String>,
    /// Where each number was first used, to report those that no entry has.
    used: HashMap<u64, (Arc<str>, u64)>,
}

struct Address {
    line: String,
    country: Option<String>,
}

const PRIMARY: usize = 12;
const NAMES: usize = 5;
const ADDRESSES: usize = 6;
const COMMENTS: usize = 2;

pub(super) fn read(
    reading: &Reading<'_>,
    inputs: &mut [Input<'_>],
    sink: &mut dyn FnMut(Row),
) -> Result<Stated, ListError> {
    let mut beside = Beside::default();
    let mut primary = Vec::new();
    let mut kinds = Vec::new();
    let mut empty = None;
    for input in inputs {
        let name = input.name();
        let width = width(input)?;
        kinds.push(width);
        match width {
            PRIMARY => primary.push(input),
            NAMES | ADDRESSES | COMMENTS => beside.read(reading, input, width, sink)?,
            // There may be no remark that is too long.
            0 if name.to_lowercase().contains("comment") => {}
            0 => {
                empty = Some(name);
                primary.push(input);
            }
            other => {
                return Err(ListError::unusable(
                    &*name,
                    format!("has {other} fields in its first row; OFAC files have 12, 6, 5 or 2"),
                    "this is not a flat file of OFAC: name the right --format",
                ));
            }
        }
    }
    // Alone, an empty file is a list without entries, which the guard judges. Beside others it might be the file
    // of names, and all of them would be lost.
    if let Some(name) = empty
        && kinds.len() > 1
    {
        return Err(ListError::unusable(&*name, "is empty", "the download failed: fetch it again"));
    }
    if primary.is_empty() {
        return Err(ListError::unusable(
            "the files",
            "none of them is a primary file (sdn.csv or cons_prim.csv)",
            "name the primary file too",
        ));
    }
    for input in primary {
        read_primary(reading, input, &mut beside, sink)?;
    }
    beside.report_strays(sink);
    let mut stated = Stated::default();
    for (kind, what) in [(NAMES, "alternate names (alt.csv)"), (ADDRESSES, "addresses (add.csv)")] {
        if !kinds.contains(&kind) {
            stated.notes.push(format!("no file of {what} was given or lies beside: entries have none from there"));
        }
    }
    Ok(stated)
}

/// How many fields the first row has; 0 where there is none.
fn width(input: &mut Input<'_>) -> Result<usize, ListError> {
    let first = input.peek()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(first);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) if record.iter().any(|field| !field.trim_ascii().is_empty() && field != b"\x1a") => Ok(record.len()),
        _ => Ok(0),
    }
}

/// A field; `-0-` is empty.
fn text<'a>(cells: &Cells<'a>, at: usize, field: &str) -> Result<&'a str, Fault> {
    cells.text(at, field).map(|text| if text == "-0-" { "" } else { text })
}

fn number(cells: &Cells<'_>) -> Result<u64, Fault> {
    let text = text(cells, 0, "ent_num")?;
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        Fault::new(
            "ent_num",
            format!("`{shown}` is not a number"),
            "look for a line break or a quote that is not closed",
        )
    })
}

fn checked(cells: &Cells<'_>, width: usize) -> Result<u64, Fault> {
    if cells.len() != width {
        let problem = format!("has {} fields where {width} are due", cells.len());
        return Err(Fault::new("*", problem, "look for a quote that is not closed or a comma that is not quoted"));
    }
    number(cells)
}

impl Beside {
    fn read(
        &mut self,
        reading: &Reading<'_>,
        input: &mut Input<'_>,
        width: usize,
        sink: &mut dyn FnMut(Row),
    ) -> Result<(), ListError> {
        let name = input.name();
        let mut table = Table::new(input, b',');
        while let Some(cells) = table.next()? {
            if cells.is_blank() {
                continue;
            }
            match self.row(reading, &cells, width) {
                Ok(number) => {
                    self.used.entry(number).or_insert_with(|| (name.clone(), cells.line));
                }
                Err(fault) => sink(Row::line(&name, cells.line, Err(fault))),
            }
        }
        Ok(())
    }

    fn row(&mut self, reading: &Reading<'_>, cells: &Cells<'_>, width: usize) -> Result<u64, Fault> {
        let number = checked(cells, width)?;
        match width {
            NAMES => {
                let kind = text(cells, 2, "alt_type")?;
                if !["aka", "fka", "nka"].contains(&kind) {
                    let problem = format!("`{kind}` is not aka, fka or nka");
                    return Err(Fault::new("alt_type", problem, "look for a comma that is not quoted"));
                }
                let name = text(cells, 3, "alt_name")?.to_owned();
                let weak = text(cells, 4, "alt_remarks")?.to_lowercase().contains("weak");
                self.names.entry(number).or_default().push(Alias { name, weak });
            }
            ADDRESSES => {
                let fields = [(2, "address"), (3, "city"), (4, "country")];
                let mut parts = Vec::new();
                for (at, field) in fields {
                    let part = text(cells, at, field)?;
                    if !part.is_empty() {
                        parts.push(part);
                    }
                }
                let country = text(cells, 4, "country")?;
                let country = (!country.is_empty()).then(|| place::country(reading.countries, country));
                self.addresses.entry(number).or_default().push(Address { line: parts.join(", "), country });
            }
            _ => self.comments.entry(number).or_default().push_str(text(cells, 1, "remarks")?),
        }
        Ok(number)
    }

    /// Names and addresses of entries that the primary file does not have: the files are not of one day.
    fn report_strays(&self, sink: &mut dyn FnMut(Row)) {
        let mut strays: Vec<_> = self.used.iter().collect();
        strays.sort_by(|(_, (file, line)), (_, (other, other_line))| (file, line).cmp(&(other, other_line)));
        for (number, (file, line)) in strays {
            let problem = format!("{number} is no entry of the primary file");
            let fault = Fault::new("ent_num", problem, "take all files from the same day");
            sink(Row::line(file, *line, Err(fault)));
        }
    }
}

fn read_primary(
    reading: &Reading<'_>,
    input: &mut Input<'_>,
    beside: &mut Beside,
    sink: &mut dyn FnMut(Row),
) -> Result<(), ListError> {
    let name = input.name();
    let consolidated = name.to_lowercase().starts_with("cons");
    let mut table = Table::new(input, b',');
    while let Some(cells) = table.next()? {
        if !cells.is_blank() {
            let found = primary(reading, &cells, consolidated, beside);
            sink(Row::line(&name, cells.line, found));
        }
    }
    Ok(())
}

fn primary(reading: &Reading<'_>, cells: &Cells<'_>, consolidated: bool, beside: &mut Beside) -> Result<Entry, Fault> {
    let number = checked(cells, PRIMARY)?;
    beside.used.remove(&number);
    let kind = match text(cells, 2, "sdn_type")? {
        "" => Kind::Organization,
        word => Kind::from_source(word).ok_or_else(|| {
            let problem = format!("`{word}` is no kind of party");
            Fault::new("sdn_type", problem, "it may be individual, vessel, aircraft or -0-")
        })?,
    };
    let programs = text(cells, 3, "program")?;
    let programs: Vec<String> = programs.split("] [").map(|one| one.trim_matches(['[', ']', ' ']).to_owned()).collect();
    let list = if consolidated { consolidated_list(&programs) } else { "SDN" };
    let mut entry = Entry {
        id: number.to_string(),
        list: list.to_owned(),
        kind,
        name: text(cells, 1, "name")?.to_owned(),
        programs,
        ..Entry::default()
    };
    entry.aliases = beside.names.remove(&number).unwrap_or_default();
    for address in beside.addresses.remove(&number).unwrap_or_default() {
        entry.countries.extend(address.country);
        entry.addresses.push(address.line);
    }
    let flag = text(cells, 9, "vess_flag")?;
    if !flag.is_empty() {
        entry.countries.push(place::country(reading.countries, flag));
    }
    let call_sign = text(cells, 5, "call_sign")?;
    if !call_sign.is_empty() {
        take(&mut entry, reading.countries, "Call Sign", call_sign, None);
    }
    let mut said = text(cells, 11, "remarks")?.to_owned();
    said.push_str(&beside.comments.remove(&number).unwrap_or_default());
    read_remarks(&mut entry, reading.countries, &said);
    entry.remarks = remarks(&[
        ("", &said),
        ("Title", text(cells, 4, "title")?),
        ("Vessel type", text(cells, 6, "vess_type")?),
        ("Vessel owner", text(cells, 10, "vess_owner")?),
    ]);
    Ok(entry)
}

/// The lists that the consolidated (non-SDN) file holds are told apart by their programs.
fn consolidated_list(programs: &[String]) -> &'static str {
    let has = |program: &str| programs.iter().any(|one| one.starts_with(program));
    let lists = [
        ("NS-PLC", "PLC"),
        ("CMIC", "CMIC"),
        ("FSE", "FSE"),
        ("561", "CAP"),
        ("NS-ISA", "ISA"),
        ("UKRAINE-EO13662", "SSI"),
    ];
    lists.iter().find(|(program, _)| has(program)).map_or("MBS", |(_, list)| list)
}

/// The files that OFAC publishes beside a primary file of this name.
pub(crate) fn companions(name: &str) -> Vec<String> {
    let (stem, packed) = match name.strip_suffix(".gz") {
        Some(stem) => (stem, ".gz"),
        None => (name, ""),
    };
    let names: &[&str] = match stem {
        "sdn.csv" => &["alt.csv", "add.csv", "sdn_comments.csv"],
        "SDN.CSV" => &["ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV"],
        "cons_prim.csv" => &["cons_alt.csv", "cons_add.csv", "cons_comments.csv"],
        "CONS_PRIM.CSV" => &["CONS_ALT.CSV", "CONS_ADD.CSV", "CONS_COMMENTS.CSV"],
        _ => &[],
    };
    names.iter().map(|name| format!("{name}{packed}")).collect()
}

//! CSV: our own two tables, and the two of GLEIF. The first line tells which it is.

use super::{Format, ReadError, Sink, gleif};
use crate::builder::{InterestStatement, PartyStatement};
use crate::date;
use crate::model::{Holding, Kind, Nature};
use crate::share::Share;
use csv::StringRecord;
use std::io::BufRead;

/// The places of columns by name.
pub(super) struct Columns<const N: usize>([Option<usize>; N]);

impl<const N: usize> Columns<N> {
    pub fn of(headers: &StringRecord, names: [&str; N]) -> Self {
        Self(names.map(|name| headers.iter().position(|header| header.trim() == name)))
    }

    /// The cells of a row; empty where the table has no such column.
    pub fn cells<'r>(&self, row: &'r StringRecord) -> [&'r str; N] {
        self.0.map(|place| place.and_then(|place| row.get(place)).map_or("", str::trim))
    }

    fn has(&self, column: usize) -> bool {
        self.0.get(column).is_some_and(Option::is_some)
    }
}

pub(super) fn read(sink: &mut Sink<'_>, input: impl BufRead) -> Result<(), ReadError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let headers = reader.headers().map_err(|error| sink.broken(error))?.clone();
    let has = |name: &str| headers.iter().any(|header| header.trim() == name);
    if has("owner") && has("owned") {
        sink.report.format = Format::Interests;
        let columns = Columns::of(&headers, ["owner", "owned", "nature", "percent", "from", "to", "held", "statement"]);
        rows(sink, reader, |sink, line, row| interest(sink, line, &columns, row))
    } else if has("id") && (has("name") || has("headquarters")) {
        sink.report.format = Format::Parties;
        let columns =
            Columns::of(&headers, ["id", "name", "kind", "headquarters", "jurisdiction", "lei", "unidentified"]);
        rows(sink, reader, |sink, line, row| party(sink, line, &columns, row))
    } else if has("Relationship.StartNode.NodeID") {
        sink.report.format = Format::GleifRelations;
        let columns = gleif::RelationColumns::of(&headers);
        rows(sink, reader, |sink, line, row| gleif::relation_row(sink, &format!("line {line}"), &columns, row))
    } else if has("LEI") && has("Entity.LegalName") {
        sink.report.format = Format::GleifParties;
        let columns = gleif::party_columns(&headers);
        rows(sink, reader, |sink, line, row| gleif::party_row(sink, &format!("line {line}"), &columns, row))
    } else {
        let shown: String = headers.iter().take(6).collect::<Vec<_>>().join(", ").chars().take(80).collect();
        Err(sink.kind(format!("no table of owners (its first line is `{shown}`)")))
    }
}

fn rows(
    sink: &mut Sink<'_>,
    mut reader: csv::Reader<impl BufRead>,
    mut take: impl FnMut(&mut Sink<'_>, u64, &StringRecord),
) -> Result<(), ReadError> {
    let mut row = StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                sink.report.records += 1;
                take(sink, row.position().map_or(0, csv::Position::line), &row);
            }
            Err(error) => match error.kind() {
                csv::ErrorKind::Utf8 { pos, .. } => {
                    let line = pos.as_ref().map_or(0, csv::Position::line);
                    sink.bad(format!("line {line}"), "not UTF-8", "write the file as UTF-8");
                }
                _ => return Err(sink.broken(error)),
            },
        }
        if sink.full.is_some() {
            return Ok(());
        }
    }
}

fn interest(sink: &mut Sink<'_>, line: u64, columns: &Columns<8>, row: &StringRecord) {
    let [owner, owned, nature, percent, from, to, held, statement] = columns.cells(row);
    let place = Line(line);
    let mut share = Share::UNKNOWN;
    if !percent.is_empty() {
        match Share::parse(percent) {
            Ok(stated) => share = stated,
            Err(error) => sink.bad(place, error, "it is taken as unknown; correct it, or leave it empty"),
        }
    }
    let known = if nature.is_empty() { Some(Nature::Ownership) } else { Nature::from_word(nature) };
    if known.is_none() {
        let problem = format!("`{}` is no nature of an interest", row_text(row, columns, 2));
        sink.bad(
            place,
            problem,
            "it is taken as ownership of an unknown share; the crate's documentation lists the words",
        );
        share = Share::UNKNOWN;
    }
    let held = match held {
        "" | "direct" => Holding::Direct,
        "indirect" => Holding::Indirect,
        "unknown" => Holding::Unknown,
        _ => {
            let problem = format!("`{}` is no way of holding", row_text(row, columns, 6));
            sink.bad(place, problem, "it is taken as unknown; write direct, indirect or unknown");
            Holding::Unknown
        }
    };
    let (from, to) = (sink.day(place, from, date::begins), sink.day(place, to, date::over));
    let nature = known.unwrap_or(Nature::Ownership);
    sink.interest(place, &InterestStatement { owner, owned, nature, share, held, from, to, statement, stated: None });
}

fn row_text<const N: usize>(row: &StringRecord, columns: &Columns<N>, column: usize) -> String {
    columns.cells(row).get(column).copied().unwrap_or("").chars().take(40).collect()
}

fn party(sink: &mut Sink<'_>, line: u64, columns: &Columns<7>, row: &StringRecord) {
    let [id, name, kind, headquarters, jurisdiction, lei, unidentified] = columns.cells(row);
    let place = Line(line);
    let known = if kind.is_empty() { None } else { Kind::ALL.into_iter().find(|known| known.word() == kind) };
    if !kind.is_empty() && known.is_none() && columns.has(2) {
        let problem = format!("`{}` is no kind of party", row_text(row, columns, 2));
        sink.bad(place, problem, "it is taken as unknown; write person, organization or arrangement");
    }
    let unidentified = match unidentified {
        "" | "no" => false,
        "yes" => true,
        _ => {
            sink.bad(place, "`unidentified` is neither yes nor no", "it is taken as yes");
            true
        }
    };
    let headquarters = sink.country(place, Some(headquarters));
    let jurisdiction = sink.country(place, Some(jurisdiction));
    let statement =
        PartyStatement { id, name: Some(name), kind: known, headquarters, jurisdiction, unidentified, stated: None };
    sink.party(place, &statement);
    if !lei.is_empty() && !id.is_empty() {
        sink.same(place, id, lei);
    }
}

/// A line of a table, written only where it is needed: most rows are good.
#[derive(Clone, Copy)]
struct Line(u64);

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.0)
    }
}

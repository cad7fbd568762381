//! Lists for a reader: what was imported, how old it is, what changed, what is damaged.

use super::thousands;
use crate::style::{FAINT, STRONG, of, paint};
use jiff::Unit;
use jiff::civil::Date;
use portcullis_law::Outcome;
use portcullis_lists::{Checked, Current, Diff, Header, How, Imported, ListError, Named};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// How many entries of each kind a diff names, unless all are asked for.
pub(crate) const DIFF_SHOWN: usize = 10;
/// How many bad rows an import names.
const BAD_SHOWN: usize = 20;
/// Where the values of the block begin.
const INDENT: &str = "             ";

/// What `status` knows of each source.
pub(crate) type Standing = (String, Result<(Current, Header), ListError>);

fn count(number: impl ToString) -> String {
    thousands(&number.to_string())
}

fn entries(number: usize) -> String {
    format!("{} {}", count(number), if number == 1 { "entry" } else { "entries" })
}

fn left_out(rows: u64) -> String {
    let (rows, were) = (count(rows), if rows == 1 { "row was" } else { "rows were" });
    format!("{rows} {were} left out and cannot be screened against")
}

/// `SDN 19,181   EL 3,420`, the longest first, wrapped.
fn lists(counts: &BTreeMap<String, usize>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by(|(name, one), (other_name, other)| other.cmp(one).then_with(|| name.cmp(other_name)));
    // A space that does not break keeps a list and its number on one line.
    let shown: Vec<String> = counts.iter().map(|(list, number)| format!("{list}\u{a0}{}", count(number))).collect();
    super::paragraph(&shown.join("  "), "lists        ", INDENT).replace('\u{a0}', " ")
}

/// What an import did, in the order in which a person asks.
pub(crate) fn imported(imported: &Imported) -> String {
    let header = &imported.header;
    let (style, verdict) = match (imported.changed, imported.bad_count) {
        (true, 0) => (of(Outcome::NotRequired), "imported"),
        (true, _) => (of(Outcome::Depends), "imported, but not every row"),
        (false, _) => (of(Outcome::NotRequired), "nothing new: this list already serves"),
    };
    let mut text = format!("{}  {}\n", paint(STRONG, &header.source), paint(style, verdict));
    let _ = writeln!(text, "serves       {} as of {}", entries(header.entries), header.as_of);
    if imported.confirmed != header.as_of {
        let _ = writeln!(text, "{INDENT}found unchanged on {}", imported.confirmed);
    }
    text.push_str(&lists(&header.lists));
    if imported.changed {
        let _ = match &imported.previous {
            Some(previous) => writeln!(
                text,
                "changes      {} added, {} removed, {} changed since {}",
                count(imported.diff.added.len()),
                count(imported.diff.removed.len()),
                count(imported.diff.changed.len()),
                previous.as_of
            ),
            None => writeln!(text, "changes      the first import of this source"),
        };
    }
    if header.forced && imported.changed {
        let _ = writeln!(text, "forced       the guard would have refused this; the snapshot says so");
    }
    let _ = writeln!(text, "snapshot     {}", imported.snapshot);
    let _ = writeln!(text, "hash         {}", paint(FAINT, &header.content));
    for note in &imported.notes {
        text.push_str(&super::paragraph(note, "note         ", INDENT));
    }
    if imported.bad_count > 0 {
        let left = format!("{}:", left_out(imported.bad_count));
        let _ = writeln!(text, "\n{}", paint(of(Outcome::Depends), left));
        for bad in imported.bad.iter().take(BAD_SHOWN) {
            text.push_str(&super::paragraph(&bad.to_string(), "  ", "    "));
        }
        let more = usize::try_from(imported.bad_count).unwrap_or(usize::MAX).saturating_sub(BAD_SHOWN);
        if more > 0 {
            let _ = writeln!(text, "  and {} more; --report json names up to a thousand", count(more));
        }
    }
    text
}

/// The same for a machine.
pub(crate) fn imported_json(imported: &Imported) -> Value {
    let bad = imported.bad.iter().map(|bad| {
        json!({
            "file": &*bad.file,
            bad.unit.word(): bad.number,
            "field": bad.fault.field,
            "problem": bad.fault.problem,
            "mend": bad.fault.mend,
        })
    });
    json!({
        "source": imported.header.source,
        "changed": imported.changed,
        "snapshot": imported.snapshot,
        "confirmed": imported.confirmed,
        "header": imported.header,
        "diff": imported.diff,
        "bad_rows": imported.bad_count,
        "bad": bad.collect::<Vec<_>>(),
        "notes": imported.notes,
    })
}

/// Whole days from one date to another; none where it lies ahead.
fn days(from: Date, to: Date) -> i64 {
    to.since((Unit::Day, from)).map_or(0, |span| i64::from(span.get_days()))
}

/// Every source, a block each.
pub(crate) fn list_status(folder: &Path, standing: &[Standing], on: Date) -> String {
    if standing.is_empty() {
        return format!(
            "No list was imported into {}.\nportcullis lists import SOURCE FILE imports one.\n",
            folder.display()
        );
    }
    let mut text = String::new();
    for (source, found) in standing {
        if !text.is_empty() {
            text.push('\n');
        }
        match found {
            Ok((current, header)) => text.push_str(&block(source, current, header, on)),
            Err(error) => {
                let _ = writeln!(text, "{}  {}", paint(STRONG, source), paint(of(Outcome::Prohibited), "DAMAGED"));
                let _ = writeln!(text, "             {error}\n             {}", error.mend());
            }
        }
    }
    text
}

fn block(source: &str, current: &Current, header: &Header, on: Date) -> String {
    let age = match days(current.confirmed, on) {
        0 => "today".to_owned(),
        1 => "1 day old".to_owned(),
        days if days < 0 => format!("{} days ahead", count(-days)),
        days => format!("{} days old", count(days)),
    };
    let mut text = format!("{}  {}\n", paint(STRONG, source), entries(header.entries));
    let _ = writeln!(text, "as of        {}, {age}", current.confirmed);
    if current.confirmed != header.as_of {
        let _ = writeln!(text, "{INDENT}unchanged since {}", header.as_of);
    }
    text.push_str(&lists(&header.lists));
    let how = if header.how == How::Delta { ", from a delta" } else { "" };
    let _ = writeln!(text, "from         {}{how}", header.layout);
    if header.bad_rows > 0 {
        let left = left_out(header.bad_rows);
        let _ = writeln!(text, "{INDENT}{}", paint(of(Outcome::Depends), left));
    }
    if header.forced {
        let _ = writeln!(text, "{INDENT}{}", paint(of(Outcome::Depends), "forced past the guard"));
    }
    let _ = writeln!(text, "snapshot     {}", current.snapshot);
    let _ = writeln!(text, "previous     {}", current.previous.as_deref().unwrap_or("none"));
    let _ = writeln!(text, "hash         {}", paint(FAINT, &header.content));
    text
}

/// The same for a machine.
pub(crate) fn list_status_json(standing: &[Standing], on: Date) -> Value {
    let one = |(source, found): &Standing| match found {
        Ok((current, header)) => json!({
            "source": source,
            "as_of": header.as_of,
            "confirmed": current.confirmed,
            "age_days": days(current.confirmed, on),
            "entries": header.entries,
            "lists": header.lists,
            "content": header.content,
            "snapshot": current.snapshot,
            "previous": current.previous,
            "header": header,
        }),
        Err(error) => json!({ "source": source, "damage": error.to_string(), "mend": error.mend() }),
    };
    json!({ "on": on, "sources": standing.iter().map(one).collect::<Vec<_>>() })
}

fn titles(before: &Header, after: &Header) -> String {
    let title = |header: &Header| format!("{}/{}, {}", header.source, header.file_name(), entries(header.entries));
    format!("before       {}\nafter        {}\n", title(before), title(after))
}

/// What differs: counts first, then the entries.
pub(crate) fn list_diff(before: &Header, after: &Header, diff: &Diff, shown: usize) -> String {
    let mut text = titles(before, after);
    if diff.is_empty() {
        text.push_str("nothing differs\n");
        return text;
    }
    let more = |text: &mut String, whole: usize| {
        if whole > shown {
            let _ = writeln!(text, "  and {} more; --all names them", count(whole - shown));
        }
    };
    for (what, named) in [("added", &diff.added), ("removed", &diff.removed)] {
        let _ = writeln!(text, "\n{}", paint(STRONG, format!("{} {what}", count(named.len()))));
        for Named { id, list, name } in named.iter().take(shown) {
            let _ = writeln!(text, "  {list:<6} {name}  {}", paint(FAINT, id));
        }
        more(&mut text, named.len());
    }
    let _ = writeln!(text, "\n{}", paint(STRONG, format!("{} changed", count(diff.changed.len()))));
    for changed in diff.changed.iter().take(shown) {
        let fields = changed.fields.join(", ");
        let _ = writeln!(text, "  {:<6} {}: {fields}  {}", changed.list, changed.name, paint(FAINT, &changed.id));
    }
    more(&mut text, diff.changed.len());
    text
}

/// The same for a machine, with every entry.
pub(crate) fn list_diff_json(before: &Header, after: &Header, diff: &Diff) -> Value {
    json!({ "before": before, "after": after, "diff": diff })
}

/// Every file that was checked; what is damaged with its mend.
pub(crate) fn list_verify(folder: &Path, checked: &[Checked]) -> String {
    let mut text = String::new();
    for one in checked {
        let verdict = match one.damage {
            None => paint(of(Outcome::NotRequired), "ok     "),
            Some(_) => paint(of(Outcome::Prohibited), "DAMAGED"),
        };
        let _ = writeln!(text, "{verdict} {}/{}", one.source, one.file);
        if let Some(damage) = &one.damage {
            let _ = writeln!(text, "        {damage}\n        {}", damage.mend());
        }
    }
    let damaged = checked.iter().filter(|one| one.damage.is_some()).count();
    let _ = writeln!(text, "{} files in {}, {damaged} damaged", checked.len(), folder.display());
    text
}

/// The same for a machine.
pub(crate) fn list_verify_json(checked: &[Checked]) -> Value {
    let one = |one: &Checked| {
        json!({
            "source": one.source,
            "file": one.file,
            "ok": one.damage.is_none(),
            "damage": one.damage.as_ref().map(ToString::to_string),
            "mend": one.damage.as_ref().map(ListError::mend),
        })
    };
    json!({ "checked": checked.iter().map(one).collect::<Vec<_>>() })
}

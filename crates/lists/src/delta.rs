//! A delta of entries: what was added, changed and removed, one JSON object a line.
//!
//! `{"op":"ADD","entry":{…}}`, `{"op":"MOD","entry":{…}}`, `{"op":"DEL","id":"…"}`. It fits one state only, and says so
//! when it is given another.

use crate::entry::Entry;
use crate::error::{Fault, ListError};
use crate::ftm::Op;
use crate::input::{Input, each_line};
use crate::read::{parse, settled};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change<E> {
    op: Op,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<E>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

const REDO: &str = "the delta was not made for this state, or is damaged; nothing was changed: import the full file";

/// Applies a delta, as a whole or not at all.
pub(crate) fn apply(entries: &mut BTreeMap<String, Entry>, input: &mut Input<'_>) -> Result<(), ListError> {
    let name = input.name();
    each_line(input, |number, line| {
        let place = || format!("{name}, line {number}");
        let fault = |fault: Fault| ListError::unusable(place(), format!("`{}`: {}", fault.field, fault.problem), REDO);
        let change: Change<Entry> = parse(line).map_err(fault)?;
        let entry = change.entry.map(settled).transpose().map_err(fault)?;
        let id = match (&entry, &change.id) {
            (Some(entry), None) if change.op != Op::Del => entry.id.clone(),
            (None, Some(id)) if change.op == Op::Del => id.clone(),
            _ => {
                let problem =
                    format!("{} needs {}", change.op.word(), if change.op == Op::Del { "an id" } else { "an entry" });
                return Err(ListError::unusable(place(), problem, REDO));
            }
        };
        if let Some(misfit) = change.op.misfit(entries.contains_key(&id)) {
            return Err(ListError::unusable(place(), format!("{} `{id}`, but it {misfit}", change.op.word()), REDO));
        }
        match entry {
            Some(entry) => entries.insert(id, entry),
            None => entries.remove(&id),
        };
        Ok(())
    })
}

/// Writes the delta that makes `after` of `before`; both are sorted by id.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_delta(before: &[Entry], after: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let mut write = |op, entry: Option<&Entry>, id: Option<&String>| {
        let change = Change { op, entry, id: id.cloned() };
        serde_json::to_writer(&mut *out, &change)?;
        out.write_all(b"\n")
    };
    crate::diff::walk(before, after, &mut |one, other| match (one, other) {
        (None, Some(entry)) => write(Op::Add, Some(entry), None),
        (Some(entry), None) => write(Op::Del, None, Some(&entry.id)),
        (Some(before), Some(after)) if before != after => write(Op::Mod, Some(after), None),
        _ => Ok(()),
    })
}

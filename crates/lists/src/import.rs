//! An import: files in, a new serving snapshot out, or nothing changed at all.

use crate::delta;
use crate::diff::{Diff, count_by_list};
use crate::entry::Entry;
use crate::error::{BadRow, Fault, ListError, Unit};
use crate::ftm::Records;
use crate::guard::{self, Guarded};
use crate::input::Input;
use crate::layout::Layout;
use crate::read::{Reading, Row, Stated, read};
use crate::snapshot::{Content, Header, How, SNAPSHOT_VERSION, Snapshot};
use crate::store::{Current, Store};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Bad rows that are kept in full; the others are counted.
const BAD_MAX: usize = 1000;

/// The share of its entries, or of their other names, that an import may remove, in percent, unless it is forced.
pub const REMOVED_MAX_PERCENT: u32 = 10;

/// What to import, and how.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// Source, layout, countries and mapping.
    pub reading: Reading<'a>,
    /// The files say what changed, not what there is.
    pub delta: bool,
    /// The day of which the files speak; otherwise the day that they state, or else `today`.
    pub as_of: Option<Date>,
    /// The day of the import.
    pub today: Date,
    /// The share of entries, or of their other names, that may be removed, in percent.
    pub removed_max_percent: u32,
    /// Import what the guard would refuse, or what is older than what serves.
    pub force: bool,
}

/// What became of an import.
#[derive(Debug)]
pub struct Imported {
    /// The snapshot that serves now.
    pub header: Header,
    /// The name of its file.
    pub snapshot: String,
    /// The header of the snapshot that served before.
    pub previous: Option<Header>,
    /// The content is new; otherwise it is the one that served before.
    pub changed: bool,
    /// The last day on which the list is known to be this one.
    pub confirmed: Date,
    /// What differs.
    pub diff: Diff,
    /// The rows that were left out: the first thousand.
    pub bad: Vec<BadRow>,
    /// How many rows were left out.
    pub bad_count: u64,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// What the files hold.
#[derive(Default)]
struct Collected {
    entries: Vec<Entry>,
    ids: HashSet<String>,
    records: Records,
    bad: Vec<BadRow>,
    bad_count: u64,
}

impl Collected {
    fn take(&mut self, row: Row) {
        let (file, unit, number) = (row.file, row.unit, row.number);
        match row.found {
            Ok(entry) if self.ids.insert(entry.id.clone()) => self.entries.push(entry),
            Ok(entry) => {
                let problem = format!("`{}` is given twice", entry.id);
                let fault = Fault::new("id", problem, "the first is kept; one of the two is wrong: ask the publisher");
                self.leave_out(file, unit, number, fault);
            }
            Err(fault) => self.leave_out(file, unit, number, fault),
        }
    }

    fn leave_out(&mut self, file: Arc<str>, unit: Unit, number: u64, fault: Fault) {
        self.bad_count += 1;
        if self.bad.len() < BAD_MAX {
            self.bad.push(BadRow { file, unit, number, fault });
        }
    }

    /// Entries from the records.
    fn derive(&mut self, reading: &Reading<'_>) {
        let file: Arc<str> = "the records, in order of their ids".into();
        for (number, found) in self.records.entries(reading.source, reading.countries) {
            self.take(Row { file: file.clone(), unit: Unit::Record, number, found });
        }
    }
}

impl Store {
    /// Imports files of one source.
    ///
    /// # Errors
    /// When a file cannot be used, the guard refuses, or the disk fails. The snapshot that served goes on serving.
    pub fn import(&self, import: &Import<'_>, mut inputs: Vec<Input<'_>>) -> Result<Imported, ListError> {
        let source = import.reading.source;
        let _lock = self.lock(source)?;
        let (before, mut notes) = match self.before(source) {
            Ok(before) => (before, Vec::new()),
            // A damaged snapshot must not keep a good list out for ever.
            Err(error) if import.force && !import.delta => {
                (None, vec![format!("not compared with what served: {error}")])
            }
            Err(error) => return Err(error),
        };
        let (current, served) = before.as_ref().map(|(current, served)| (current, served)).unzip();
        let mut collected = Collected::default();
        let stated = if import.delta {
            self.read_delta(import, before.as_ref(), &mut inputs, &mut collected)?
        } else {
            read_full(import, &mut inputs, &mut collected)?
        };
        notes.extend(stated.notes);
        collected.ids = HashSet::new();
        collected.entries.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let files = inputs.into_iter().map(Input::finish).collect::<Result<Vec<_>, _>>()?;
        let as_of = import.as_of.or(stated.as_of).unwrap_or(import.today);
        let content = Content::of(&collected.entries, &collected.records)?;
        let diff = Diff::between(served.map_or(&[], |served| &served.entries), &collected.entries);
        let forced = judge(import, served, &content, &diff, &collected)?;
        if let (Some(current), Some(served)) = (current, served) {
            if served.header.content == content.hash {
                return self.confirm(current, served, as_of, collected, notes);
            }
            check_age(import, current, as_of)?;
        }
        let header = Header {
            version: SNAPSHOT_VERSION,
            source: source.to_owned(),
            layout: import.reading.layout.word().to_owned(),
            as_of,
            content: content.hash.clone(),
            entries: content.entries,
            records: content.records,
            lists: content.lists.clone(),
            files,
            bad_rows: collected.bad_count,
            previous: current.map(|current| current.snapshot.clone()),
            how: if import.delta { How::Delta } else { How::Full },
            forced,
        };
        self.publish(&header, &content)?;
        Ok(Imported {
            snapshot: header.file_name(),
            confirmed: header.as_of,
            header,
            previous: before.map(|(_, served)| served.header),
            changed: true,
            diff,
            bad: collected.bad,
            bad_count: collected.bad_count,
            notes,
        })
    }

    fn before(&self, source: &str) -> Result<Option<(Current, Snapshot)>, ListError> {
        let Some(current) = self.current(source)? else { return Ok(None) };
        let snapshot = Snapshot::load(&self.path(source, &current.snapshot))?;
        Ok(Some((current, snapshot)))
    }

    /// The same content again: no new snapshot, but the day on which it was found to be still so is kept.
    fn confirm(
        &self,
        current: &Current,
        served: &Snapshot,
        as_of: Date,
        collected: Collected,
        notes: Vec<String>,
    ) -> Result<Imported, ListError> {
        let confirmed = as_of.max(current.confirmed);
        if confirmed > current.confirmed {
            self.serve(&served.header.source, &Current { confirmed, ..current.clone() })?;
        }
        Ok(Imported {
            header: served.header.clone(),
            snapshot: current.snapshot.clone(),
            previous: Some(served.header.clone()),
            changed: false,
            confirmed,
            diff: Diff::default(),
            bad: collected.bad,
            bad_count: collected.bad_count,
            notes,
        })
    }

    fn read_delta(
        &self,
        import: &Import<'_>,
        before: Option<&(Current, Snapshot)>,
        inputs: &mut [Input<'_>],
        collected: &mut Collected,
    ) -> Result<Stated, ListError> {
        let source = import.reading.source;
        let Some((current, served)) = before else {
            let mend = "import the full file first, without --delta";
            return Err(ListError::unusable(source, "has no snapshot that a delta could change", mend));
        };
        if (served.header.layout == Layout::Ftm.word()) != (import.reading.layout == Layout::Ftm) {
            let problem = format!("the snapshot that serves is of layout {}", served.header.layout);
            let mend = "a FollowTheMoney delta fits a FollowTheMoney source, a delta of entries any other";
            return Err(ListError::unusable(source, problem, mend));
        }
        if import.reading.layout == Layout::Ftm {
            collected.records = Snapshot::load_records(&self.path(source, &current.snapshot))?;
            for input in inputs {
                collected.records.apply(input)?;
            }
            collected.derive(&import.reading);
        } else {
            let mut entries: BTreeMap<String, Entry> =
                served.entries.iter().map(|entry| (entry.id.clone(), entry.clone())).collect();
            for input in inputs {
                delta::apply(&mut entries, input)?;
            }
            collected.entries = entries.into_values().collect();
        }
        Ok(Stated::default())
    }
}

fn aliases(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| entry.aliases.len()).sum()
}

/// Whether the guard had to be overridden; an error where it was not.
fn judge(
    import: &Import<'_>,
    served: Option<&Snapshot>,
    content: &Content,
    diff: &Diff,
    collected: &Collected,
) -> Result<bool, ListError> {
    let counts = served.map(|served| count_by_list(&served.entries)).unwrap_or_default();
    // A delta names what it takes away; only of a full load can a file have been forgotten.
    let names_before = served.filter(|_| !import.delta).map_or(0, |served| aliases(&served.entries));
    let guarded = Guarded {
        source: import.reading.source,
        before: &counts,
        after: &content.lists,
        diff,
        aliases: (names_before, aliases(&collected.entries)),
        bad: &collected.bad,
        bad_count: collected.bad_count,
    };
    match guard::check(&guarded, import.removed_max_percent) {
        Some(refusal) if !import.force => Err(ListError::Guarded(Box::new(refusal))),
        refusal => Ok(refusal.is_some()),
    }
}

/// Other content of an older day would take back what is known since.
fn check_age(import: &Import<'_>, current: &Current, as_of: Date) -> Result<(), ListError> {
    if as_of >= current.confirmed || import.force {
        return Ok(());
    }
    let problem = format!("the files are of {as_of}, but the list that serves was still so on {}", current.confirmed);
    let mend = "take newer files; to go back to older ones, import them with --force";
    Err(ListError::unusable(import.reading.source, problem, mend))
}

fn read_full(import: &Import<'_>, inputs: &mut [Input<'_>], collected: &mut Collected) -> Result<Stated, ListError> {
    if import.reading.layout != Layout::Ftm {
        return read(&import.reading, inputs, &mut |row| collected.take(row));
    }
    let mut records = Records::default();
    for input in inputs {
        let file = input.name();
        records.read(input, &mut |number, fault| collected.leave_out(file.clone(), Unit::Line, number, fault))?;
    }
    collected.records = records;
    collected.derive(&import.reading);
    Ok(Stated::default())
}

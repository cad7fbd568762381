//! All records in their order: each must follow from those before it.
//!
//! The ledger is replayed from nothing, so a record that was changed, dropped or put in is noticed even where every hash was made anew: a reply, a
//! balance or a number does not come out. After the first that does not, the ledger can no longer say what should come; what does not need it is
//! checked on to the end.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use portcullis_evidence::Decision;
use portcullis_journal::seal::MonthOfLicense;
use portcullis_journal::{Content, NoteKind, Record, Replay};
use portcullis_license::{Instant, LicenseNumber};
use portcullis_log::Hash;
use portcullis_log::commitment::{Openings, disclose, withheld};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use crate::finding::{Finding, Findings};
use crate::leaves::Leaf;
use crate::months::{self, Months};

/// What one leaf says, as far as that can be told from it alone.
#[derive(Debug)]
pub struct Told {
    /// Its place.
    pub sequence: u64,
    /// The record, or why it is none.
    pub record: Result<Record, String>,
    /// What is wrong with its openings.
    pub opening: Result<Shown, String>,
    /// The parts that a decision was made under.
    parts: Option<Result<[String; 3], String>>,
    /// The beginning of a hash of its id.
    id: [u8; 16],
}

/// What is shown of a record's withheld fields.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is withheld.
    Nothing,
    /// All of it is shown.
    All,
    /// Some of it is not.
    NotAll,
}

/// Reads a leaf: all that needs no other leaf is checked here, on any thread.
#[must_use]
pub fn tell(leaf: Leaf<'_>) -> Told {
    let Leaf { sequence, bytes, opening } = leaf;
    let record = crate::record::read(bytes).map_err(|error| format!("is no record: {error}"));
    let (mut shown, mut parts, mut id) = (Ok(Shown::Nothing), None, [0; 16]);
    if let Ok(record) = &record {
        let hash = Hash::of(record.id.as_str().as_bytes()).0;
        id.iter_mut().zip(hash).for_each(|(byte, hash)| *byte = hash);
        let body = match &record.content {
            Content::Note { body, note } => {
                parts = (*note == NoteKind::Decision).then(|| parts_of(body));
                Some(body)
            }
            Content::Ledger { .. } => None,
        };
        shown = show(body, opening.map(|opening| (opening.line, &*opening.json)));
    }
    Told { sequence, record, opening: shown, parts, id }
}

fn parts_of(body: &Value) -> Result<[String; 3], String> {
    let decision = Decision::deserialize(body).map_err(|error| format!("is no decision: {error}"))?;
    Ok([decision.edition.law, decision.edition.catalog, decision.edition.profile])
}

fn show(body: Option<&Value>, opening: Option<(u64, &str)>) -> Result<Shown, String> {
    let places = body.map_or_else(Vec::new, withheld).len();
    let Some((line, json)) = opening else { return Ok(if places == 0 { Shown::Nothing } else { Shown::NotAll }) };
    let wrong = |why: &dyn std::fmt::Display| format!("line {line}: {why}");
    let Some(body) = body else { return Err(wrong(&"the record withholds nothing")) };
    let openings: Openings =
        serde_json::from_str(json).map_err(|error| wrong(&format_args!("these are no openings: {error}")))?;
    disclose(body, &openings).map_err(|error| wrong(&error))?;
    Ok(if openings.len() == places { Shown::All } else { Shown::NotAll })
}

/// How many of what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records.
    pub records: u64,
    /// Entries of the ledger among them.
    pub ledger: u64,
    /// Licenses that they are about.
    pub licenses: u64,
    /// Decisions.
    pub decisions: u64,
    /// Seals of months.
    pub seals: u64,
    /// Records of which everything withheld is shown and opens.
    pub opened: u64,
    /// Records of which something withheld is not shown.
    pub not_shown: u64,
    /// Contents that have their names.
    pub parts: u64,
}

/// Everything that was read so far.
#[derive(Debug, Default)]
pub struct Audit {
    replay: Replay,
    /// The record at which the ledger contradicted what is written; it says nothing of what came after.
    halted: Option<u64>,
    next: u64,
    at: Instant,
    /// How many records each license has.
    numbers: BTreeMap<LicenseNumber, u64>,
    ids: HashSet<[u8; 16]>,
    months: Months,
    /// Seals by license, in order.
    seals: BTreeMap<LicenseNumber, Vec<Sealed>>,
    parts: BTreeSet<String>,
    missing: BTreeMap<String, (u64, u64)>,
    counts: Counts,
    findings: Findings,
}

/// A seal, and the record that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// The record.
    pub record: u64,
    /// What it says.
    pub month: MonthOfLicense,
}

impl Audit {
    /// Nothing read yet; these parts are there.
    #[must_use]
    pub fn new(parts: BTreeSet<String>) -> Self {
        let counts = Counts { parts: parts.len() as u64, ..Counts::default() };
        Self { parts, counts, ..Self::default() }
    }

    /// Takes the next leaf.
    pub fn take(&mut self, told: Told) {
        self.counts.records += 1;
        match told.opening {
            Ok(Shown::Nothing) => {}
            Ok(Shown::All) => self.counts.opened += 1,
            Ok(Shown::NotAll) => self.counts.not_shown += 1,
            Err(why) => self.findings.add(Finding {
                path: crate::folder::OPENINGS.to_owned(),
                record: Some(told.sequence),
                problem: why,
            }),
        }
        let record = match told.record {
            Ok(record) => record,
            Err(why) => {
                self.find(told.sequence, why);
                self.halt(told.sequence);
                self.next = told.sequence + 1;
                return;
            }
        };
        self.order(told.sequence, &record);
        if !self.ids.insert(told.id) {
            self.find(
                told.sequence,
                format!("its id `{}` is that of an earlier record: an id is given once", record.id),
            );
        }
        match &record.content {
            Content::Ledger { license, .. } => {
                self.counts.ledger += 1;
                if let Some(concerned) = license {
                    let number = self.numbers.entry(concerned.number.clone()).or_default();
                    *number += 1;
                    // Where the ledger is still followed it says so itself.
                    if self.halted.is_some() && *number != concerned.record {
                        let (expected, found) = (*number, concerned.record);
                        *number = found;
                        self.find(
                            told.sequence,
                            format!(
                                "it is record {found} of license {}, where {expected} should come",
                                concerned.number
                            ),
                        );
                    }
                }
            }
            Content::Note { note, body } => {
                self.note(told.sequence, &record, *note, body);
            }
        }
        if let Some(parts) = told.parts {
            self.decision(told.sequence, parts);
        }
        self.months.take(record);
    }

    /// The order of records, and what the ledger says.
    fn order(&mut self, place: u64, record: &Record) {
        if record.sequence != place {
            self.find(place, format!("it says that it is record {}", record.sequence));
        }
        if self.halted.is_none() {
            if let Err(contradiction) = self.replay.read(record) {
                self.find(place, format!("it does not follow from those before it: {}", contradiction.why));
                // A ledger that went on past it can be followed further.
                if self.replay.head() != place + 1 {
                    self.halt(place);
                }
            }
        } else if record.at < self.at {
            self.find(place, format!("it is dated {}, before the record that precedes it ({})", record.at, self.at));
        }
        self.at = self.at.max(record.at);
        self.next = place + 1;
    }

    fn halt(&mut self, place: u64) {
        self.halted.get_or_insert(place);
    }

    fn find(&mut self, sequence: u64, problem: String) {
        self.findings.add(Finding::of_record(sequence, problem));
    }

    fn note(&mut self, sequence: u64, record: &Record, note: NoteKind, body: &Value) {
        if note != NoteKind::Seal {
            return;
        }
        self.counts.seals += 1;
        match MonthOfLicense::deserialize(body) {
            Ok(month) => {
                if let Err(why) = self.compare(record, &month) {
                    self.find(sequence, why);
                }
                self.seals.entry(month.license.clone()).or_default().push(Sealed { record: sequence, month });
            }
            Err(error) => self.find(sequence, format!("is no seal of a month: {error}")),
        }
    }

    fn compare(&mut self, record: &Record, sealed: &MonthOfLicense) -> Result<(), String> {
        let name = format!("the seal of license {} for {}", sealed.license, sealed.month);
        let month = months::parse(&sealed.month).ok_or_else(|| format!("{name}: a month is written as 2026-10"))?;
        if record.at.date() < month.end() {
            return Err(format!("{name} was made on {}, before the month was over", record.at.date()));
        }
        let told = self
            .months
            .month(&sealed.license, month)
            .ok_or_else(|| format!("{name}: the records of the month cannot be summed"))?;
        let wrong = differences(sealed, &told);
        if !wrong.is_empty() {
            return Err(format!("{name} is not what the records say: {wrong}"));
        }
        if sealed.adds_up() { Ok(()) } else { Err(format!("{name} does not add up")) }
    }

    fn decision(&mut self, sequence: u64, parts: Result<[String; 3], String>) {
        self.counts.decisions += 1;
        match parts {
            Ok(parts) => {
                for part in parts {
                    if !self.parts.contains(&part) {
                        self.missing.entry(part).or_insert((sequence, 0)).1 += 1;
                    }
                }
            }
            Err(why) => self.find(sequence, why),
        }
    }

    /// What all of it came to. `wants_parts` says whether contents belong to what was handed over.
    #[must_use]
    pub fn finish(mut self, wants_parts: bool) -> Audited {
        if let Some(halted) = self.halted.filter(|halted| halted + 1 < self.next) {
            let problem = format!(
                "from here on replies and balances were not made again: the ledger cannot follow record {halted}"
            );
            self.findings.add(Finding::of_record(halted, problem));
        }
        for (name, (first, many)) in std::mem::take(&mut self.missing).into_iter().filter(|_| wants_parts) {
            let path = crate::parts::path(&name).unwrap_or_else(|| crate::folder::PARTS.to_owned());
            let problem = format!("is missing: {many} decisions were made under {name}, the first in record {first}");
            self.findings.add(Finding::of(path, problem));
        }
        self.counts.licenses = self.numbers.len() as u64;
        Audited { counts: self.counts, findings: self.findings, months: self.months, seals: self.seals }
    }
}

/// What all records came to.
#[derive(Debug)]
pub struct Audited {
    /// How many of what.
    pub counts: Counts,
    /// What does not hold.
    pub findings: Findings,
    /// The months of all licenses.
    pub months: Months,
    /// The seals of each license.
    pub seals: BTreeMap<LicenseNumber, Vec<Sealed>>,
}

/// What a month says otherwise than another, field by field.
#[must_use]
pub fn differences(sealed: &MonthOfLicense, told: &MonthOfLicense) -> String {
    let fields = |month: &MonthOfLicense| {
        serde_json::to_value(month).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
    };
    let (sealed, told) = (fields(sealed), fields(told));
    let wrong = sealed.iter().filter_map(|(field, value)| {
        let expected = told.get(field).filter(|expected| *expected != value)?;
        Some(format!("{field} is {value}, expected {expected}"))
    });
    wrong.collect::<Vec<_>>().join("; ")
}

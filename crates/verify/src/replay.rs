//! Recorded decisions, made again from what was recorded: the same bytes, or not.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;
use portcullis_evidence::{Decision, Remade, Remaker};
use portcullis_journal::{Content, NoteKind};
use portcullis_log::Checkpoint;
use portcullis_log::commitment::{Openings, disclose, withheld};
use serde::{Deserialize as _, Serialize};

use crate::finding::{Finding, Findings};
use crate::folder::Folder;
use crate::leaves::{self, Leaf};
use crate::lists::Lists;
use crate::trust::Trust;
use crate::{log, parts};

/// Reasons that are told apart; what comes after is counted under one.
const MOST_REASONS: usize = 100;
/// Why a decision cannot be made again without being any worse for it.
const NOT_SHOWN: &str = "something in it is withheld, and its openings were erased or not handed over";

/// What became of the decisions.
#[derive(Debug, Default, Serialize)]
pub struct ReplayReport {
    /// The checkpoint that covers them.
    #[serde(skip)]
    pub checkpoint: Option<Checkpoint>,
    /// Records that were read.
    pub records: u64,
    /// Decisions between the dates.
    pub decisions: u64,
    /// Made again with the same bytes.
    pub same: u64,
    /// Made again with other bytes.
    pub other: u64,
    /// Not made again because something is withheld and not shown.
    pub not_shown: u64,
    /// Not made again for another reason: how many, and the first record, for each.
    pub not: BTreeMap<String, (u64, u64)>,
    /// What does not hold.
    pub findings: Findings,
}

impl ReplayReport {
    /// Every decision that is shown was made again with the same bytes.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty() && self.checkpoint.is_some() && self.other == 0 && self.not.is_empty()
    }
}

/// Which decisions, by the day on which they were recorded; both days count.
#[derive(Debug, Copy, Clone, Default)]
pub struct Between {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Between {
    fn has(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

/// What became of one leaf.
enum Told {
    NoDecision,
    NotShown,
    Wrong(Finding),
    Remade(u64, Remade),
}

/// Makes the decisions in a folder again. `progress` is told how many records were read.
///
/// # Errors
/// Where a thread stopped, which is a defect.
pub fn replay(
    folder: &Folder,
    trust: &Trust,
    between: Between,
    lists: Option<&Lists>,
    progress: &(dyn Fn(u64) + Sync),
) -> io::Result<ReplayReport> {
    let mut report = ReplayReport::default();
    report.findings.extend(folder.survey());
    if !report.findings.is_empty() {
        return Ok(report);
    }
    let checkpoint = match log::open(folder, trust) {
        Ok(checkpoint) => checkpoint,
        Err(finding) => {
            report.findings.add(finding);
            return Ok(report);
        }
    };
    let serve = |engine, decision: &Decision| match lists {
        _ if !decision.ownership.is_empty() => Err("it asked files of owners, which are not handed over".to_owned()),
        Some(lists) => lists.give(engine, &decision.lists),
        None => Err("it asked lists: give the folder that has their snapshots with --lists".to_owned()),
    };
    let worker = || {
        let mut remaker = Remaker::new(Box::new(|name: &str| parts::read(folder, name))).serving(&serve);
        move |leaf: Leaf<'_>| remake(leaf, between, &mut remaker)
    };
    let read = leaves::read(folder, checkpoint.size(), worker, |told| {
        report.records += 1;
        if report.records % 1_024 == 0 {
            progress(report.records);
        }
        report.count(told);
    })?;
    progress(report.records);
    report.findings.extend(read.found);
    if (read.size, read.root) != (checkpoint.size(), checkpoint.root()) {
        let problem = format!(
            "the root over the {} records that are there is {}, and the checkpoint has {} over {}: `portcullis-verify log` says which were changed",
            read.size,
            read.root,
            checkpoint.root(),
            checkpoint.size()
        );
        report.findings.add(Finding::of(folder.in_log("checkpoint"), problem));
    }
    report.checkpoint = Some(checkpoint);
    Ok(report)
}

impl ReplayReport {
    fn count(&mut self, told: Told) {
        match told {
            Told::NoDecision => {}
            Told::NotShown => {
                self.decisions += 1;
                self.not_shown += 1;
            }
            Told::Wrong(finding) => {
                self.decisions += 1;
                self.findings.add(finding);
            }
            Told::Remade(sequence, remade) => {
                self.decisions += 1;
                match remade {
                    Remade::Same => self.same += 1,
                    Remade::Other { before, now } => {
                        self.other += 1;
                        let problem = if before == now {
                            format!(
                                "made again, the outcome is `{}` as recorded, but the answer has other bytes",
                                now.word()
                            )
                        } else {
                            format!("made again, the outcome is `{}`; recorded was `{}`", now.word(), before.word())
                        };
                        self.findings.add(Finding::of_record(sequence, problem));
                    }
                    Remade::Not { why } => self.reason(why, sequence),
                }
            }
        }
    }

    fn reason(&mut self, why: String, sequence: u64) {
        let is_new = !self.not.contains_key(&why);
        let why = if is_new && self.not.len() >= MOST_REASONS { "other reasons".to_owned() } else { why };
        self.not.entry(why).or_insert((0, sequence)).0 += 1;
    }
}

fn remake(leaf: Leaf<'_>, between: Between, remaker: &mut Remaker<'_>) -> Told {
    let wrong = |problem: String| Told::Wrong(Finding::of_record(leaf.sequence, problem));
    let record = match crate::record::read(leaf.bytes) {
        Ok(record) => record,
        Err(error) => return wrong(format!("is no record: {error}")),
    };
    let Content::Note { note: NoteKind::Decision, body } = record.content else { return Told::NoDecision };
    if !between.has(record.at.date()) {
        return Told::NoDecision;
    }
    let body = match leaf.opening {
        None if withheld(&body).is_empty() => body,
        None => return Told::NotShown,
        Some(written) => {
            let openings = serde_json::from_str::<Openings>(&written.json).map_err(|error| error.to_string());
            match openings.and_then(|openings| disclose(&body, &openings).map_err(|error| error.to_string())) {
                Ok(shown) if withheld(&shown).is_empty() => shown,
                Ok(_) => return Told::NotShown,
                Err(why) => return wrong(format!("openings.jsonl, line {}: {why}", written.line)),
            }
        }
    };
    match Decision::deserialize(&body) {
        Ok(decision) => Told::Remade(leaf.sequence, remaker.remake(&decision)),
        Err(error) => wrong(format!("is no decision: {error}")),
    }
}

/// Why decisions were not made again, the commonest first, each with how many and the first record.
#[must_use]
pub fn reasons(report: &ReplayReport) -> Vec<(&str, u64, Option<u64>)> {
    let mut reasons: Vec<_> =
        report.not.iter().map(|(why, (many, first))| (why.as_str(), *many, Some(*first))).collect();
    if report.not_shown > 0 {
        reasons.push((NOT_SHOWN, report.not_shown, None));
    }
    reasons.sort_by_key(|(_, many, _)| std::cmp::Reverse(*many));
    reasons
}

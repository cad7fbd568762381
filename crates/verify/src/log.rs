//! The whole of what was handed over: signatures, tree, records, ledger, seals, openings, parts.

use std::io;

use portcullis_log::Checkpoint;
use portcullis_log::directory;
use serde::Serialize;

use crate::audit::{self, Audit, Audited, Counts};
use crate::finding::{Finding, Findings};
use crate::folder::{Folder, KEY};
use crate::leaves;
use crate::parts;
use crate::trust::Trust;

/// What the check of a folder came to.
#[derive(Debug)]
pub struct LogReport {
    /// The checkpoint, where the log signed it and enough witnesses cosigned.
    pub checkpoint: Option<Checkpoint>,
    /// How many of what were read.
    pub counts: Counts,
    /// What does not hold.
    pub findings: Findings,
    /// Whether the records were looked at: not where the tree over them does not hold, for then nobody vouches for them.
    pub records_checked: bool,
    /// The records, for what else is asked of them.
    pub audited: Option<Audited>,
}

impl LogReport {
    /// Nothing at all is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty() && self.checkpoint.is_some() && self.records_checked
    }
}

/// Who signed, as JSON.
#[derive(Debug, Serialize)]
pub struct Signed {
    /// The log's origin.
    pub origin: String,
    /// How many records it covers.
    pub size: u64,
    /// The root over them.
    pub root: String,
}

impl From<&Checkpoint> for Signed {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self { origin: checkpoint.origin().to_owned(), size: checkpoint.size(), root: checkpoint.root().to_base64() }
    }
}

/// Checks all of a folder. `progress` is told how many records were read.
///
/// # Errors
/// Where a thread stopped, which is a defect.
pub fn check(folder: &Folder, trust: &Trust, progress: &(dyn Fn(u64) + Sync)) -> io::Result<LogReport> {
    let strange = folder.survey();
    let mut findings = Findings::default();
    if !strange.is_empty() {
        findings.extend(strange);
        return Ok(LogReport {
            checkpoint: None,
            counts: Counts::default(),
            findings,
            records_checked: false,
            audited: None,
        });
    }
    findings.extend(check_key(folder, trust));
    let (names, wrong) = parts::check(folder);
    findings.extend(wrong);
    // The tree is checked beside the records: both read the same files, and a root that each makes for itself says that they were the same bytes.
    let (tree, records) = std::thread::scope(|scope| {
        let tree = scope.spawn(|| directory::check(folder.log(), &trust.log, &trust.quorum));
        let size = open(folder, trust).map_or(0, |checkpoint| checkpoint.size());
        let records = read(folder, size, Audit::new(names), progress);
        (
            tree.join().map_err(|_| io::Error::other("the check of the tree stopped; this is a defect: report it")),
            records,
        )
    });
    let (tree, (read, audited)) = (tree?, records?);
    let is_sound = tree.is_sound();
    findings.extend(tree.findings.iter().map(|finding| Finding::of(folder.in_log(&finding.path), &finding.fault)));
    if tree.stopped {
        findings.add(Finding::of(
            "log",
            format!("the check of the tree stopped after {} findings", directory::MOST_FINDINGS),
        ));
    }
    let mut report = LogReport {
        checkpoint: tree.checkpoint,
        counts: audited.counts.clone(),
        findings,
        records_checked: is_sound,
        audited: None,
    };
    if is_sound {
        let signed = report.checkpoint.as_ref().map(|checkpoint| (checkpoint.size(), checkpoint.root()));
        if signed != Some((read.size, read.root)) {
            report.findings.add(Finding::of(
                folder.in_log("tile/entries"),
                "the files changed while they were read: check a copy that nobody writes to",
            ));
        }
        report.findings.extend(read.found);
        report.findings.extend(audited.findings.shown.iter().cloned());
        report.findings.more += audited.findings.more;
        report.audited = Some(audited);
    }
    Ok(report)
}

/// The checkpoint, signed and cosigned.
///
/// # Errors
/// What is wrong with it.
pub fn open(folder: &Folder, trust: &Trust) -> Result<Checkpoint, Finding> {
    let path = folder.in_log("checkpoint");
    let wrong = |why: String| Finding::of(path.clone(), why);
    let bytes = crate::folder::read(&folder.log().join("checkpoint"), portcullis_log::note::MOST_NOTE_BYTES);
    let bytes = bytes
        .map_err(|error| wrong(error.to_string()))?
        .ok_or_else(|| wrong("is missing: the export was not finished".to_owned()))?;
    let note = portcullis_log::SignedNote::parse(&bytes).map_err(|error| wrong(error.to_string()))?;
    trust.open(&note).map_err(wrong)
}

/// Reads and audits all records.
fn read(
    folder: &Folder,
    size: u64,
    mut audit: Audit,
    progress: &(dyn Fn(u64) + Sync),
) -> io::Result<(leaves::ReadOut, Audited)> {
    let mut told = 0;
    let read = leaves::read(
        folder,
        size,
        || audit::tell,
        |leaf| {
            told += 1;
            if told % 1_024 == 0 {
                progress(told);
            }
            audit.take(leaf);
        },
    )?;
    progress(told);
    Ok((read, audit.finish(!folder.is_bare())))
}

/// The key in the folder is for convenience; but it should not be another's.
fn check_key(folder: &Folder, trust: &Trust) -> Option<Finding> {
    const MOST_KEY_BYTES: usize = 4_096;
    if folder.is_bare() {
        return None;
    }
    match folder.read(KEY, MOST_KEY_BYTES) {
        Ok(Some(key)) if key.trim_ascii() == trust.log.to_string().as_bytes() => None,
        Ok(Some(_)) => Some(Finding::of(KEY, format!("is not the key that was given, {}", trust.log))),
        Ok(None) => None,
        Err(finding) => Some(finding),
    }
}

//! `portcullis-verify log`: all of an export.

use std::path::PathBuf;

use clap::Args;
use portcullis_verify::log::{self, LogReport, Signed};
use serde_json::{Value, json};

use super::{Format, Keys, Status};
use crate::progress;
use crate::report::Report;
use crate::style::{BAD, GOOD, many, paint};

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The folder that was handed over
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[command(flatten)]
    keys: Keys,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Log {
    pub fn run(&self) -> Result<Status, Report> {
        let trust = self.keys.trust()?;
        let folder = super::folder(&self.folder)?;
        let size = log::open(&folder, &trust).map_or(0, |checkpoint| checkpoint.size());
        let bar = progress::bar(size);
        let report = log::check(&folder, &trust, &|records| bar.set_position(records)).map_err(Report::new)?;
        bar.finish_and_clear();
        self.format.print(|| text(&report, trust.witnesses), || as_json(&report))?;
        Ok(Status::of(report.holds()))
    }
}

fn text(report: &LogReport, witnesses: usize) -> String {
    let mut text = super::lines(&report.findings);
    if !report.records_checked {
        text.push_str("The records were not looked at: nobody vouches for them until the log itself holds.\n");
    } else if report.holds() {
        text.push_str(&format!("{}: {}\n", counted(report), paint(GOOD, "all hold")));
    } else {
        let findings = report.findings.shown.len() as u64 + report.findings.more;
        text.push_str(&format!(
            "{}: {}\n",
            counted(report),
            paint(BAD, format_args!("{} not", many(findings, "thing")).to_string() + " as they should be")
        ));
    }
    if let Some(checkpoint) = &report.checkpoint {
        let cosigned = if witnesses == 0 {
            "; no witness was asked for, so the log is taken at its word that it shows everybody the same".to_owned()
        } else {
            "; cosigned by as many witnesses as were asked for".to_owned()
        };
        let (origin, size, root) = (checkpoint.origin(), checkpoint.size(), checkpoint.root());
        text.push_str(&format!("{origin} signed {size} records with the root {root}{cosigned}\n"));
    }
    text
}

/// `1,000,000 records, 3 licenses, ...`
fn counted(report: &LogReport) -> String {
    let counts = &report.counts;
    let mut parts = vec![many(counts.records, "record"), many(counts.licenses, "license")];
    let further = [(counts.decisions, "decision"), (counts.seals, "seal"), (counts.parts, "part")];
    parts.extend(further.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| many(number, word)));
    if counts.opened > 0 {
        parts.push(format!("{} with all that is withheld shown", many(counts.opened, "record")));
    }
    if counts.not_shown > 0 {
        parts.push(format!("{} with something withheld and not shown", many(counts.not_shown, "record")));
    }
    parts.join(", ")
}

fn as_json(report: &LogReport) -> Value {
    json!({
        "holds": report.holds(),
        "checkpoint": report.checkpoint.as_ref().map(Signed::from),
        "records_checked": report.records_checked,
        "counts": report.counts,
        "findings": report.findings.shown,
        "findings_not_shown": report.findings.more,
    })
}

//! `portcullis-verify replay`: recorded decisions, made again.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use portcullis_license::amount::grouped;
use portcullis_verify::lists::Lists;
use portcullis_verify::log::{self, Signed};
use portcullis_verify::replay::{self, Between, ReplayReport};
use serde_json::{Value, json};

use super::{Format, Keys, Status};
use crate::progress;
use crate::report::Report;
use crate::style::{BAD, GOOD, many, paint};

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The folder that was handed over
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Only decisions recorded on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,

    /// Only decisions recorded on this day or earlier
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,

    /// Folder of the lists that decisions asked, as `portcullis lists import` keeps it
    #[arg(long, value_name = "DIR")]
    lists: Option<PathBuf>,

    #[command(flatten)]
    keys: Keys,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Replay {
    pub fn run(&self) -> Result<Status, Report> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Report::new(format!("--from {from} is after --to {to}"))
                .with_help("both days count; name the earlier one first"));
        }
        let trust = self.keys.trust()?;
        let folder = super::folder(&self.folder)?;
        let size = log::open(&folder, &trust).map_or(0, |checkpoint| checkpoint.size());
        let bar = progress::bar(size);
        let lists = self.lists.as_ref().map(Lists::new);
        let between = Between { from: self.from, to: self.to };
        let report = replay::replay(&folder, &trust, between, lists.as_ref(), &|records| bar.set_position(records))
            .map_err(Report::new)?;
        bar.finish_and_clear();
        self.format.print(|| text(&report), || as_json(&report))?;
        Ok(Status::of(report.holds()))
    }
}

fn text(report: &ReplayReport) -> String {
    let mut text = super::lines(&report.findings);
    for (why, many, first) in replay::reasons(report) {
        let first = first.map_or_else(String::new, |first| format!(" (first in record {first})"));
        text.push_str(&format!("{} not made again: {why}{first}\n", grouped(many)));
    }
    let (decisions, same) = (many(report.decisions, "decision"), grouped(report.same));
    let other = if report.other == 0 {
        "none otherwise".to_owned()
    } else {
        paint(BAD, format!("{} otherwise", grouped(report.other)))
    };
    let word = if report.holds() { paint(GOOD, "holds") } else { paint(BAD, "does not hold") };
    text.push_str(&format!(
        "{decisions} in {}: {same} made again to the byte, {other}; {word}\n",
        many(report.records, "record")
    ));
    text
}

fn as_json(report: &ReplayReport) -> Value {
    let reasons: Vec<_> = replay::reasons(report)
        .into_iter()
        .map(|(why, many, first)| json!({"why": why, "decisions": many, "first_record": first}))
        .collect();
    json!({
        "holds": report.holds(),
        "checkpoint": report.checkpoint.as_ref().map(Signed::from),
        "records": report.records,
        "decisions": report.decisions,
        "same": report.same,
        "other": report.other,
        "not_made_again": reasons,
        "findings": report.findings.shown,
        "findings_not_shown": report.findings.more,
    })
}

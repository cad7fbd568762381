//! `portcullis-verify receipt`: a receipt for a record, and the promise that was given before it.

use std::path::PathBuf;

use clap::Args;
use portcullis_log::promise::Standing;
use portcullis_log::receipt::MOST_RECEIPT_BYTES;
use portcullis_log::tile::MOST_LEAF_BYTES;
use portcullis_verify::receipt::{self, Shown};
use portcullis_verify::words;
use serde_json::{Value, json};

use super::{Format, Keys, Status, read};
use crate::report::Report;
use crate::style::{BAD, GOOD, paint};

#[derive(Debug, Args)]
pub(crate) struct ReceiptCommand {
    /// The receipt
    #[arg(value_name = "FILE")]
    receipt: PathBuf,

    /// The record, byte for byte
    #[arg(long, value_name = "FILE")]
    leaf: PathBuf,

    /// The promise that was given when the record was made
    #[arg(long, value_name = "FILE")]
    promise: Option<PathBuf>,

    #[command(flatten)]
    keys: Keys,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl ReceiptCommand {
    pub fn run(&self) -> Result<Status, Report> {
        let trust = self.keys.trust()?;
        let receipt = read(&self.receipt, MOST_RECEIPT_BYTES)?;
        // One byte more, for a line feed at its end.
        let leaf = read(&self.leaf, MOST_LEAF_BYTES + 1)?;
        let promise = self.promise.as_ref().map(|path| read(path, MOST_RECEIPT_BYTES)).transpose()?;
        match receipt::check(&receipt, &leaf, promise.as_deref(), &trust) {
            Ok(shown) => {
                let (word, kept) = standing(&shown);
                let holds = kept && shown.record.is_ok();
                self.format.print(|| text(&shown, &word, kept), || as_json(&shown, holds, &word))?;
                Ok(Status::of(holds))
            }
            Err(error) if error.is_bad_input() => {
                Err(Report::new(error).with_help("give it as the log gave it, byte for byte"))
            }
            Err(error) => {
                let text = || format!("{}: {error}", paint(BAD, "does not hold"));
                self.format.print(text, || json!({"holds": false, "problem": error.to_string()}))?;
                Ok(Status::Fails)
            }
        }
    }
}

/// What became of the promise, and whether nothing speaks against it.
fn standing(shown: &Shown) -> (String, bool) {
    match shown.promise.as_ref().map(|(_, standing)| standing) {
        None => (String::new(), true),
        Some(Standing::Kept) => ("kept".to_owned(), true),
        Some(Standing::Broken(breach)) => (format!("broken: {breach}"), false),
        Some(Standing::Silent(silence)) => (format!("not decided by this receipt: {silence}"), false),
    }
}

fn text(shown: &Shown, word: &str, kept: bool) -> String {
    let proven = &shown.proven;
    let (origin, size) = (proven.checkpoint.origin(), proven.checkpoint.size());
    let mut text = format!(
        "{}: record {} is in the log {origin}, which signed {size} records\n",
        paint(GOOD, "holds"),
        proven.index
    );
    for cosigned in &proven.cosigned {
        let when =
            portcullis_license::Instant(i64::try_from(cosigned.seconds.saturating_mul(1000)).unwrap_or(i64::MAX))
                .within();
        text.push_str(&format!("cosigned by {} at {when}\n", cosigned.witness));
    }
    if shown.promise.is_some() {
        text.push_str(&format!("the promise is {}\n", paint(if kept { GOOD } else { BAD }, word)));
    }
    match &shown.record {
        Ok(record) => words::of(record).iter().for_each(|line| text.push_str(&format!("  {line}\n"))),
        Err(why) => text.push_str(&format!(
            "{}: the leaf is in the log, and it is no record: {why}\n",
            paint(BAD, "does not hold")
        )),
    }
    text
}

fn as_json(shown: &Shown, holds: bool, word: &str) -> Value {
    let cosigned: Vec<_> =
        shown.proven.cosigned.iter().map(|by| json!({"witness": by.witness, "seconds": by.seconds})).collect();
    json!({
        "holds": holds,
        "origin": shown.proven.checkpoint.origin(),
        "size": shown.proven.checkpoint.size(),
        "index": shown.proven.index,
        "leaf_hash": shown.proven.leaf_hash.to_base64(),
        "cosigned": cosigned,
        "promise": shown.promise.as_ref().map(|_| word),
        "record": shown.record.as_ref().ok(),
        "problem": shown.record.as_ref().err(),
    })
}

//! `portcullis log`: what proves that nothing that was recorded has been changed since.

use crate::exit::Status;
use crate::load::read;
use crate::progress::{self, Total};
use crate::register::{Register, RegisterAt, Signature, fresh_id, make_key, make_witness_key};
use crate::report::Report;
use crate::text;
use clap::{Args, Subcommand};
use portcullis_evidence::{Instead, NotOpen};
use portcullis_journal::store::{CheckpointRow, Store as _, StoreError};
use portcullis_journal::{Record, Row, Submission, sealer};
use portcullis_log::witness::{AddCheckpoint, Answer, merge};
use portcullis_log::{CosignatureVerifier, SignedNote};
use portcullis_verify::Export;
use std::path::{Path, PathBuf};

/// Records of one page.
const PAGE: usize = 1_024;

#[derive(Debug, Args)]
pub(crate) struct LogCommand {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    at: RegisterAt,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key that signs a log; prints what others verify it with
    MakeKey {
        /// The log's name: a URL without its scheme, such as compliance.example/portcullis
        #[arg(long)]
        name: String,
        /// A witness's key, which cosigns other logs
        #[arg(long)]
        witness: bool,
        /// Where the key goes; whoever has it can sign in its name
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the key with which others verify this log
    Key,
    /// Print the latest checkpoint, after covering everything that is recorded
    Checkpoint,
    /// Write the receipt of a record: proof that the log has it, to be checked with `portcullis-verify receipt`
    Receipt {
        /// The record, by its id or its number
        #[arg(value_name = "RECORD")]
        record: String,
        /// Where the record's leaf goes, which the receipt is about
        #[arg(long, value_name = "FILE")]
        leaf: Option<PathBuf>,
    },
    /// Print records, a line each
    List {
        /// From this number on
        #[arg(long, value_name = "N", default_value_t = 0)]
        from: u64,
        /// Only those about this license
        #[arg(long, value_name = "NUMBER")]
        license: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100)]
        most: usize,
    },
    /// Print a record: the very bytes of its leaf
    Show {
        /// The record, by its id or its number
        #[arg(value_name = "RECORD")]
        record: String,
    },
    /// Write everything into a folder that `portcullis-verify log` checks
    Export {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Leave out what opens the personal fields that the log only commits to
        #[arg(long)]
        withhold: bool,
    },
    /// Record a person's decision in place of the engine's, for one that was left to a person; opening takes two people
    Override {
        /// The determination, by its id or its number
        #[arg(value_name = "RECORD")]
        record: String,
        /// What was decided instead: authorized, or prohibited
        #[arg(long, value_name = "OUTCOME", value_parser = ["authorized", "prohibited"])]
        outcome: String,
        #[command(flatten)]
        signed: Signature,
    },
    /// Print what a witness is sent: the latest checkpoint, and that it grew out of the one the witness saw last
    AskWitness {
        /// How many records the checkpoint covered that the witness saw last; 0 for none
        #[arg(long, value_name = "N", default_value_t = 0)]
        old_size: u64,
    },
    /// Add a witness's cosignature to the latest checkpoint
    Cosign {
        /// The witness's key, as it publishes it
        #[arg(long, value_name = "VKEY")]
        witness: String,
        /// What the witness answered
        #[arg(value_name = "FILE")]
        answer: PathBuf,
    },
}

impl LogCommand {
    pub fn run(&self) -> Result<Status, Report> {
        if let What::MakeKey { name, witness, file } = &self.what {
            let public = if *witness {
                make_witness_key(file, name)?.verifier().to_string()
            } else {
                make_key(file, name)?.verifier().to_string()
            };
            anstream::println!("{public}");
            return Ok(Status::Done);
        }
        let mut register = Register::open(&self.at)?;
        let Some(latest) = register.seal()? else {
            if matches!(self.what, What::Key) {
                anstream::println!("{}", register.sealer().verifier());
                return Ok(Status::Done);
            }
            return Err(Report::new("nothing is recorded yet"));
        };
        match &self.what {
            What::MakeKey { .. } => {}
            What::Key => anstream::println!("{}", register.sealer().verifier()),
            What::Checkpoint => anstream::print!("{}", latest.note),
            What::Receipt { record, leaf } => {
                let row = find(&mut register, record)?;
                let receipt = sealer::receipt(register.store(), row.sequence).map_err(Report::new)?;
                if let Some(path) = leaf {
                    write(path, &row.leaf)?;
                }
                anstream::print!("{receipt}");
            }
            What::Show { record } => {
                let row = find(&mut register, record)?;
                anstream::println!("{}", String::from_utf8_lossy(&row.leaf));
            }
            What::List { from, license, most } => list(&mut register, *from, license.as_deref(), *most)?,
            What::Export { folder, withhold } => export(&mut register, &latest, folder, *withhold)?,
            What::Override { record, outcome, signed } => {
                let submission = overriding(&find(&mut register, record)?, outcome, signed)?;
                anstream::print!("{}", text::recorded(&register.record(submission)?));
            }
            What::AskWitness { old_size } => ask(&mut register, &latest, *old_size)?,
            What::Cosign { witness, answer } => cosign(&mut register, latest, witness, answer)?,
        }
        Ok(Status::Done)
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Report> {
    std::fs::write(path, bytes).map_err(|error| Report::new(format!("cannot write {}: {error}", path.display())))
}

/// Reads from the store in one transaction.
fn reading<T: Default>(
    register: &mut Register,
    mut work: impl FnMut(&mut dyn portcullis_journal::Transaction) -> Result<T, StoreError>,
) -> Result<T, Report> {
    let mut read = T::default();
    let done = register.store().read("log_read", &mut |transaction| {
        read = work(transaction)?;
        Ok(())
    });
    done.map_err(Report::new)?;
    Ok(read)
}

/// A record by its id or its number; an id that is a number is looked for as an id first.
fn find(register: &mut Register, record: &str) -> Result<Row, Report> {
    let found = reading(register, |transaction| {
        let by_id = transaction.rows_by_id(&[record])?.into_iter().next();
        match (by_id, record.parse()) {
            (Some(row), _) => Ok(Some(row)),
            (None, Ok(sequence)) => Ok(transaction.rows(sequence, 1)?.into_iter().next()),
            (None, Err(_)) => Ok(None),
        }
    })?;
    found.ok_or_else(|| {
        Report::new(format!("there is no record `{record}`")).with_help("`portcullis log list` shows them")
    })
}

fn list(register: &mut Register, from: u64, license: Option<&str>, most: usize) -> Result<(), Report> {
    let rows = reading(register, |transaction| match license {
        Some(license) => transaction.rows_of_license(license, from, most),
        None => transaction.rows(from, most),
    })?;
    for row in rows {
        anstream::print!("{}", text::record_line(&Record::from_leaf(&row.leaf).map_err(Report::new)?));
    }
    Ok(())
}

fn overriding(row: &Row, outcome: &str, signed: &Signature) -> Result<Submission, Report> {
    let record = Record::from_leaf(&row.leaf).map_err(Report::new)?;
    let instead = if outcome == "authorized" { Instead::Authorized } else { Instead::Prohibited };
    portcullis_evidence::overriding(fresh_id()?, &record, instead, &signed.signed()?).map_err(|error| match error {
        NotOpen::SecondPerson => Report::new(error).with_help("name them with --second"),
        error => Report::new(error),
    })
}

fn export(register: &mut Register, latest: &CheckpointRow, folder: &Path, withhold: bool) -> Result<(), Report> {
    let mut export = Export::create(folder, &register.sealer().verifier()).map_err(Report::new)?;
    for name in reading(register, |transaction| transaction.blob_names())? {
        if let Some(content) = reading(register, |transaction| transaction.blob(&name))? {
            export.part(&name, &content).map_err(Report::new)?;
        }
    }
    let bar = progress::bar(Total::Rows(latest.size));
    let mut from = 0;
    while from < latest.size {
        let most = usize::try_from(latest.size - from).unwrap_or(PAGE).min(PAGE);
        let (rows, openings) = reading(register, |transaction| {
            let rows = transaction.rows(from, most)?;
            let openings = if withhold { Vec::new() } else { transaction.openings(from, most)? };
            Ok((rows, openings))
        })?;
        let Some(last) = rows.last() else { break };
        from = last.sequence + 1;
        let openings: std::collections::BTreeMap<_, _> = openings.into_iter().collect();
        for row in &rows {
            export.record(&row.leaf, openings.get(&row.sequence).map(Vec::as_slice)).map_err(Report::new)?;
        }
        bar.set_position(from);
    }
    let note = SignedNote::parse(latest.note.as_bytes()).map_err(Report::new)?;
    export.finish(|_, _| Ok(note)).map_err(Report::new)?;
    bar.finish_and_clear();
    anstream::println!(
        "{} records in {}; check them with: portcullis-verify log {} --key {}",
        latest.size,
        folder.display(),
        folder.display(),
        register.sealer().verifier()
    );
    Ok(())
}

fn ask(register: &mut Register, latest: &CheckpointRow, old_size: u64) -> Result<(), Report> {
    let note = SignedNote::parse(latest.note.as_bytes()).map_err(Report::new)?;
    let body = reading(register, |transaction| {
        Ok(Some(AddCheckpoint::new(&sealer::StoredHashes::new(transaction), old_size, note.clone())))
    })?;
    match body {
        Some(Ok(body)) => anstream::print!("{body}"),
        Some(Err(error)) => return Err(Report::new(error)),
        None => return Err(Report::new("the store gave no answer")),
    }
    Ok(())
}

fn cosign(register: &mut Register, latest: CheckpointRow, witness: &str, answer: &Path) -> Result<(), Report> {
    let witness = CosignatureVerifier::parse(witness).map_err(Report::new)?;
    let mut note = SignedNote::parse(latest.note.as_bytes()).map_err(Report::new)?;
    let answer = Answer::read(200, "", read(answer)?.as_bytes(), &note, &[witness]).map_err(Report::new)?;
    let Answer::Cosigned(cosignatures) = answer else { return Err(Report::new("the witness did not cosign")) };
    merge(&mut note, cosignatures).map_err(Report::new)?;
    let row = CheckpointRow { note: note.to_string(), ..latest };
    register
        .store()
        .transact("log_cosign", &mut |transaction| transaction.put_checkpoint(&row))
        .map_err(Report::new)?;
    anstream::print!("{note}");
    Ok(())
}

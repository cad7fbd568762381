//! The register: the store that holds licenses and decisions, and the key that signs its log.

use crate::clock;
use crate::exit::Status;
use crate::report::Report;
use clap::Args;
use portcullis_authorization::Authorized;
use portcullis_determination::Engine;
use portcullis_evidence::{Decision, Editions};
use portcullis_journal::store::{CheckpointRow, Store as _};
use portcullis_journal::{Answer, Content, Node, NodeError, Record, Replay, Salts, Sealer, Submission, sweep};
use portcullis_license::operation::Signed;
use portcullis_license::{Instant, Ledger, OperationId, Person, Reply};
use portcullis_log::Hash;
use portcullis_log::commitment::Salt;
use portcullis_log::note::{Cosigner, KeyName, Signer};
use portcullis_store::{Address, Connection};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of a log whose key is made on first use.
const LOCAL_LOG: &str = "localhost/portcullis";

/// Where the register is kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct RegisterAt {
    /// The register of licenses and decisions: a file, or postgres://user@host/database
    #[arg(
        long,
        value_name = "STORE",
        env = "PORTCULLIS_STORE",
        default_value = "portcullis.db",
        global = true,
        help_heading = "Register"
    )]
    pub store: String,

    /// File with the key that signs the log; beside the store's file, and made on first use, where it is left out
    #[arg(long, value_name = "FILE", env = "PORTCULLIS_LOG_KEY", global = true, help_heading = "Register")]
    pub log_key: Option<PathBuf>,
}

/// Who does it, why, and who else agrees.
#[derive(Debug, Clone, Args)]
pub(crate) struct Signature {
    /// Who does it
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Who else agrees; opening a gate takes two people, closing one
    #[arg(long, value_name = "PERSON")]
    second: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Signature {
    /// As the ledger records it.
    pub fn signed(&self) -> Result<Signed, Report> {
        let person = |name: &str| Person::new(name).map_err(Report::new);
        Ok(Signed {
            by: person(&self.by)?,
            second: self.second.as_deref().map(person).transpose()?,
            reason: self.reason.clone(),
        })
    }
}

/// That something is recorded: the record, and the log's promise that it will be covered.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Receipt {
    /// The record.
    pub record: Arc<Record>,
    /// Whether it was recorded before, under the same id.
    pub again: bool,
    /// A signed note; see `portcullis log receipt` for what keeps it.
    pub promise: String,
}

impl Receipt {
    /// What the ledger answered, if it was asked.
    pub fn reply(&self) -> Option<&Reply> {
        match &self.record.content {
            Content::Ledger { reply, .. } => Some(reply),
            Content::Note { .. } => None,
        }
    }

    /// Refused, or done.
    pub fn status(&self) -> Status {
        if matches!(self.reply(), Some(Reply::Refused { .. })) { Status::Refused } else { Status::Done }
    }
}

/// The register, open.
pub(crate) struct Register {
    node: Node,
    store: Connection,
    sealer: Sealer,
    /// The editions and snapshots that are known to be recorded, by the ids of their notes.
    noted: BTreeSet<OperationId>,
}

impl Register {
    /// Opens the register, reads it, and records what time alone has brought about since.
    pub fn open(at: &RegisterAt) -> Result<Self, Report> {
        let store = at.connect()?;
        let sealer = Sealer::new(at.signer(store.address())?);
        let mut register = Self { node: Node::new(salts()?), store, sealer, noted: BTreeSet::new() };
        sweep::run(&mut register.node, &mut register.store, clock::now()).map_err(Report::new)?;
        Ok(register)
    }

    /// Licenses and balances as they stand.
    pub fn ledger(&self) -> &Ledger {
        self.node.replay().ledger()
    }

    /// How many records there are.
    pub fn head(&self) -> u64 {
        self.node.replay().head()
    }

    /// The store, for what only reads.
    pub fn store(&mut self) -> &mut Connection {
        &mut self.store
    }

    /// What signs the log.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Records one thing; when this returns, it is durable, and covered by a checkpoint.
    pub fn record(&mut self, submission: Submission) -> Result<Receipt, Report> {
        submission.by_a_caller().map_err(Report::new)?;
        let id = submission.id.clone();
        let answer = self.commit(&[submission])?.into_iter().next();
        let receipt = self.receipt(&id, answer)?;
        self.seal()?;
        Ok(receipt)
    }

    /// Records many things in one transaction; they are covered by a checkpoint when [`Register::seal`] is called.
    pub fn record_all(&mut self, submissions: &[Submission]) -> Result<Vec<Receipt>, Report> {
        let answers = self.commit(submissions)?;
        submissions.iter().zip(answers).map(|(submission, answer)| self.receipt(&submission.id, Some(answer))).collect()
    }

    fn receipt(&self, id: &OperationId, answer: Option<Answer>) -> Result<Receipt, Report> {
        match answer {
            Some(Answer::Recorded { record, again }) => {
                let promise = self.sealer.promise(&record).map_err(Report::new)?.to_string();
                Ok(Receipt { record, again, promise })
            }
            Some(Answer::OtherBody { sequence }) => {
                Err(Report::new(format!("the id `{id}` was used for something else, in record {sequence}"))
                    .with_help("an id names one operation for ever: choose another, or send what you sent then"))
            }
            Some(Answer::Unfit(unfit)) => Err(Report::new(unfit)),
            None => Err(Report::new("the register gave no answer")),
        }
    }

    /// Records a determination, with what it was made under.
    pub fn record_decision(
        &mut self,
        engine: &Engine,
        editions: &Editions,
        authorized: &Authorized<'_>,
    ) -> Result<Receipt, Report> {
        self.keep(editions, engine)?;
        let Authorized { request, transaction, decided, .. } = authorized;
        let decision = Decision::of(engine, &editions.edition, request, transaction, decided);
        self.record(decision.submission(fresh_id()?))
    }

    /// Records, once each, what decisions are made with from here on: the edition, whose parts are kept, and the snapshots of lists.
    pub fn keep(&mut self, editions: &Editions, engine: &Engine) -> Result<(), Report> {
        let notes = editions.notes(engine);
        if notes.iter().all(|note| self.noted.contains(&note.id)) {
            return Ok(());
        }
        let kept = self.store.transact("edition_keep", &mut |transaction| {
            editions.parts.iter().try_for_each(|(name, content)| transaction.put_blob(name, content))
        });
        kept.map_err(Report::new)?;
        let answers = self.commit(&notes)?;
        for (note, answer) in notes.into_iter().zip(answers) {
            self.receipt(&note.id, Some(answer))?;
            self.noted.insert(note.id);
        }
        Ok(())
    }

    /// What the records up to a moment lead to.
    pub fn replay_until(&mut self, at: Instant) -> Result<Replay, Report> {
        const PAGE: usize = 4_096;
        let mut replay = Replay::default();
        loop {
            let mut rows = Vec::new();
            let from = replay.head();
            let read = self.store.read("register_replay", &mut |transaction| {
                rows = transaction.rows(from, PAGE)?;
                Ok(())
            });
            read.map_err(Report::new)?;
            for row in &rows {
                if row.at > at.0 {
                    return Ok(replay);
                }
                let record = Record::from_leaf(&row.leaf).map_err(Report::new)?;
                replay.read(&record).map_err(Report::new)?;
            }
            if rows.len() < PAGE {
                return Ok(replay);
            }
        }
    }

    /// Records many things, in order.
    pub fn commit(&mut self, batch: &[Submission]) -> Result<Vec<Answer>, Report> {
        let tried = portcullis_journal::writer::commit(&mut self.node, &mut self.store, batch, &clock::now);
        tried.map_err(|error: NodeError| Report::new(error))
    }

    /// Covers everything by a signed checkpoint.
    pub fn seal(&mut self) -> Result<Option<CheckpointRow>, Report> {
        self.node.keep_image(&mut self.store).map_err(Report::new)?;
        self.sealer.seal(&mut self.store, clock::now()).map_err(Report::new)
    }
}

impl RegisterAt {
    /// The store alone, its schema up to date.
    pub fn connect(&self) -> Result<Connection, Report> {
        portcullis_store::open(&self.store).map_err(Report::new)
    }

    /// The key that signs the log, made on first use where it is kept beside the store's file.
    pub fn signer(&self, address: &Address) -> Result<Signer, Report> {
        key_at(self.log_key.as_deref(), address, "key", LOCAL_LOG)?.ok_or_else(|| {
            Report::new("a register on a server needs the key that signs its log")
                .with_help("make one with `portcullis log make-key --name NAME FILE`, and name it with --log-key")
        })
    }
}

/// The key that signs what a house says to others, made on first use where it is kept beside the store's file.
pub(crate) fn house_key(file: Option<&Path>, address: &Address, house: &str) -> Result<Signer, Report> {
    key_at(file, address, "house-key", house)?.ok_or_else(|| {
        Report::new("a house whose register is on a server needs the key that signs its messages")
            .with_help("make one with `portcullis log make-key --name HOUSE FILE`, and name it as `counter.key`")
    })
}

/// The key in a file; where none is named, the one beside the store's file, with this ending, made where there is none.
fn key_at(file: Option<&Path>, address: &Address, ending: &str, name: &str) -> Result<Option<Signer>, Report> {
    let path = match (file, address.file()) {
        (Some(path), _) => path.to_owned(),
        (None, Some(store)) => {
            let mut path = store.as_os_str().to_owned();
            path.push(format!(".{ending}"));
            let path = PathBuf::from(path);
            if !path.exists() {
                make_key(&path, name)?;
            }
            path
        }
        (None, None) => return Ok(None),
    };
    let text = crate::load::read(&path)?;
    let key = Signer::parse(text.trim()).map_err(|error| Report::new(format!("{}: {error}", path.display())))?;
    Ok(Some(key))
}

/// Writes a new key that signs a log.
pub(crate) fn make_key(path: &Path, name: &str) -> Result<Signer, Report> {
    let signer = Signer::from_seed(KeyName::new(name).map_err(Report::new)?, &seed()?);
    write_key(path, &signer.encode())?;
    Ok(signer)
}

/// Writes a new key that cosigns other logs.
pub(crate) fn make_witness_key(path: &Path, name: &str) -> Result<Cosigner, Report> {
    let cosigner = Cosigner::from_seed(KeyName::new(name).map_err(Report::new)?, &seed()?);
    write_key(path, &cosigner.encode())?;
    Ok(cosigner)
}

/// A seed that nobody can guess.
pub(crate) fn seed() -> Result<[u8; 32], Report> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(Report::new)?;
    Ok(seed)
}

/// Readable by its owner alone; a file that is there is never overwritten.
fn write_key(path: &Path, key: &str) -> Result<(), Report> {
    let failed = |error: std::io::Error| Report::new(format!("cannot write {}: {error}", path.display()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{key}").and_then(|()| file.sync_all()).map_err(failed)
}

/// An id for an operation whose caller chose none: it cannot be sent again under the same name.
pub(crate) fn fresh_id() -> Result<OperationId, Report> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(Report::new)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    OperationId::new(&digits).map_err(Report::new)
}

/// Salts that nobody can guess and that never repeat: each is made of a seed that is forgotten with the process, and a count.
pub(crate) fn salts() -> Result<Salts, Report> {
    let seed = seed()?;
    let mut count: u64 = 0;
    Ok(Box::new(move || {
        count += 1;
        let digest = Hash::of(&[&seed[..], &count.to_be_bytes()].concat()).0;
        let mut salt = Salt([0; 16]);
        salt.0.iter_mut().zip(digest).for_each(|(byte, digest)| *byte = digest);
        salt
    }))
}

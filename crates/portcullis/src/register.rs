//! The register: the store that holds licenses and decisions, and the key that signs its log.

use crate::clock;
use crate::report::Report;
use clap::Args;
use portcullis_journal::store::CheckpointRow;
use portcullis_journal::{Answer, Node, NodeError, Sealer, Submission, sweep};
use portcullis_license::{Ledger, OperationId};
use portcullis_log::Hash;
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use portcullis_store::{Address, Connection};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The name of a log whose key is made on first use.
const LOCAL_LOG: &str = "localhost/portcullis";

/// Where the register is kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct RegisterAt {
    /// The register of licenses and decisions: a file, or postgres://user@host/database
    #[arg(long, value_name = "STORE", env = "PORTCULLIS_STORE", help_heading = "Register")]
    pub store: String,

    /// File with the key that signs the log; beside the store's file, and made on first use, where it is left out
    #[arg(long, value_name = "FILE", env = "PORTCULLIS_LOG_KEY", help_heading = "Register")]
    pub log_key: Option<PathBuf>,
}

/// The register, open.
pub(crate) struct Register {
    node: Node,
    store: Connection,
    sealer: Sealer,
}

impl Register {
    /// Opens the register, reads it, and records what time alone has brought about since.
    pub fn open(at: &RegisterAt) -> Result<Self, Report> {
        let store = portcullis_store::open(&at.store).map_err(Report::new)?;
        let sealer = Sealer::new(at.signer(store.address())?);
        let mut register = Self { node: Node::new(salts()?), store, sealer };
        register.node.refresh(&mut register.store).map_err(Report::new)?;
        register.sweep()?;
        Ok(register)
    }

    fn sweep(&mut self) -> Result<(), Report> {
        let due = sweep::due(self.ledger(), clock::now());
        for batch in due.chunks(portcullis_journal::node::MOST_BATCH) {
            self.commit(batch)?;
        }
        Ok(())
    }

    /// Licenses and balances as they stand.
    pub fn ledger(&self) -> &Ledger {
        self.node.replay().ledger()
    }

    /// The store, for what only reads.
    pub fn store(&mut self) -> &mut Connection {
        &mut self.store
    }

    /// What signs the log.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Records one thing; when this returns, it is durable.
    pub fn submit(&mut self, submission: Submission) -> Result<Answer, Report> {
        let answers = self.commit(&[submission])?;
        answers.into_iter().next().ok_or_else(|| Report::new("the register gave no answer"))
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
    fn signer(&self, address: &Address) -> Result<Signer, Report> {
        let path = match (&self.log_key, address.path()) {
            (Some(path), _) => path.clone(),
            (None, Some(file)) => {
                let mut name = file.as_os_str().to_owned();
                name.push(".key");
                let path = PathBuf::from(name);
                if !path.exists() {
                    make_key(&path, LOCAL_LOG)?;
                }
                path
            }
            (None, None) => {
                return Err(Report::new("a register on a server needs the key that signs its log")
                    .with_help("make one with `portcullis log key --name NAME FILE`, and name it with --log-key"));
            }
        };
        let text = crate::load::read(&path)?;
        Signer::parse(text.trim()).map_err(|error| Report::new(format!("{}: {error}", path.display())))
    }
}

/// Writes a new key, readable by its owner alone. A file that is there is never overwritten.
pub(crate) fn make_key(path: &Path, name: &str) -> Result<Signer, Report> {
    let failed = |error: std::io::Error| Report::new(format!("cannot write {}: {error}", path.display()));
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(Report::new)?;
    let signer = Signer::from_seed(KeyName::new(name).map_err(Report::new)?, &seed);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{}", signer.encode()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(signer)
}

/// An id for an operation whose caller chose none: it cannot be sent again under the same name.
pub(crate) fn fresh_id() -> Result<OperationId, Report> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(Report::new)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    OperationId::new(&digits).map_err(Report::new)
}

/// Salts that nobody can guess and that never repeat: each is made of a seed that is forgotten with the process, and a count.
fn salts() -> Result<Box<dyn FnMut() -> Salt + Send>, Report> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(Report::new)?;
    let mut count: u64 = 0;
    Ok(Box::new(move || {
        count += 1;
        let digest = Hash::of(&[&seed[..], &count.to_be_bytes()].concat()).0;
        let mut salt = Salt([0; 16]);
        salt.0.iter_mut().zip(digest).for_each(|(byte, digest)| *byte = digest);
        salt
    }))
}

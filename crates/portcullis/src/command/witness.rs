//! `portcullis witness`: remember the last tree of a log, and cosign only what grew out of it.
//!
//! The protocol of <https://c2sp.org/tlog-witness>, a request on standard input and the answer on standard output, so that any transport can carry them.

use crate::clock;
use crate::exit::Status;
use crate::load::read;
use crate::report::Report;
use clap::Args;
use portcullis_log::witness::{MOST_BODY_BYTES, Seen, Verdict, Witness};
use portcullis_log::{Cosigner, Hash, Verifier};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Reads a request from standard input and prints the answer. Exit status: 0 cosigned, 1 refused, with the protocol's status on standard error.
#[derive(Debug, Args)]
pub(crate) struct WitnessCommand {
    /// File with the witness's key; `portcullis log make-key --witness` makes one
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// A log to witness, by the key that it publishes; may be repeated
    #[arg(long, value_name = "VKEY", required = true)]
    log: Vec<String>,

    /// File that remembers what was cosigned; a witness that loses it can be led to cosign a log that was rolled back
    #[arg(long, value_name = "FILE")]
    memory: PathBuf,
}

/// The last tree of a log, as it is remembered.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    size: u64,
    #[serde(with = "root")]
    root: Hash,
}

type Memory = BTreeMap<String, Remembered>;

impl WitnessCommand {
    pub fn run(&self) -> Result<Status, Report> {
        let key = read(&self.key)?;
        let cosigner =
            Cosigner::parse(key.trim()).map_err(|error| Report::new(format!("{}: {error}", self.key.display())))?;
        let mut request = Vec::new();
        io::stdin().lock().take(MOST_BODY_BYTES as u64 + 1).read_to_end(&mut request).map_err(Report::new)?;

        // Held until the answer is out: two requests are never answered from the same memory.
        let lock = self.lock()?;
        let mut memory = self.remembered()?;
        let mut witness = Witness::new();
        for log in &self.log {
            let verifier = Verifier::parse(log).map_err(Report::new)?;
            let origin = verifier.name().as_str().to_owned();
            let last = memory.get(&origin).map(|last| Seen { size: last.size, root: last.root });
            witness.know(origin, vec![verifier], last);
        }
        let seconds = u64::try_from(clock::now().0 / 1_000).unwrap_or(0);
        let verdict = witness.add_checkpoint(&request, seconds, &cosigner).map_err(Report::new)?;
        if let Verdict::Cosigned { origin, seen, .. } = &verdict {
            memory.insert(origin.clone(), Remembered { size: seen.size, root: seen.root });
            self.remember(&memory)?;
        }
        anstream::print!("{}", verdict.body());
        drop(lock);
        if verdict.status() == 200 {
            return Ok(Status::Done);
        }
        anstream::eprintln!("status {}", verdict.status());
        Ok(Status::Refused)
    }

    fn lock(&self) -> Result<File, Report> {
        let path = with_ending(&self.memory, ".lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .and_then(|file| file.lock().map(|()| file));
        lock.map_err(|error| Report::new(format!("cannot lock {}: {error}", path.display())))
    }

    fn remembered(&self) -> Result<Memory, Report> {
        if !self.memory.exists() {
            return Ok(Memory::new());
        }
        let help = "a witness that cannot remember cosigns nothing: put the file right, or begin with another key";
        serde_json::from_str(&read(&self.memory)?)
            .map_err(|error| Report::new(format!("{}: {error}", self.memory.display())).with_help(help))
    }

    /// Durable before the answer: written beside, synced, and put in its place.
    fn remember(&self, memory: &Memory) -> Result<(), Report> {
        let beside = with_ending(&self.memory, ".new");
        let text = serde_json::to_vec_pretty(memory).map_err(Report::new)?;
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.memory)?;
            let folder = self.memory.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()
        });
        written.map_err(|error| Report::new(format!("cannot write {}: {error}", self.memory.display())))
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A root as base64.
mod root {
    use portcullis_log::Hash;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(root: &Hash, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&root.to_base64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not 32 bytes as base64")))
    }
}

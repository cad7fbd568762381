//! Writing the folder that is handed over. Who has a store feeds it here, record by record; this knows nothing of stores.
//!
//! The checkpoint is the last file that is written: a folder that was left unfinished has none, and no check takes it for whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use portcullis_evidence::edition::name_of;
use portcullis_log::checkpoint::CheckpointError;
use portcullis_log::commitment::Openings;
use portcullis_log::directory::{self, DirectoryError};
use portcullis_log::{Checkpoint, Hash, SignedNote, Verifier};

use crate::folder::{KEY, LOG, MOST_PART_BYTES, OPENINGS, PARTS};
use crate::openings::MOST_LINE_BYTES;
use crate::parts;

/// Why a folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something is there already.
    #[error("{} is not empty: an export is written into a folder of its own, name another", .0.display())]
    NotEmpty(PathBuf),
    /// The log.
    #[error(transparent)]
    Log(#[from] DirectoryError),
    /// A part whose name is not the hash of its content.
    #[error("the part {name} has the hash {found}: the store is damaged, `portcullis store check` names all that is")]
    Part {
        /// Its name.
        name: String,
        /// What its content is called.
        found: String,
    },
    /// A part that no check would read.
    #[error("the part {name} has {bytes} bytes; a part has {MOST_PART_BYTES} at most")]
    LongPart {
        /// Its name.
        name: String,
        /// Its length.
        bytes: usize,
    },
    /// Openings that are none.
    #[error("the openings of record {sequence} cannot be handed over: {why}")]
    Openings {
        /// The record.
        sequence: u64,
        /// Why not.
        why: String,
    },
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_owned();
    move |source| ExportError::Io { path, source }
}

/// A folder that is being written.
#[derive(Debug)]
pub struct Export {
    folder: PathBuf,
    log: directory::Writer,
    openings: Option<BufWriter<File>>,
    records: u64,
}

impl Export {
    /// Begins a folder, which must not be there or be empty.
    ///
    /// # Errors
    /// [`ExportError`] where it is not empty or cannot be made.
    pub fn create(folder: impl Into<PathBuf>, key: &Verifier) -> Result<Self, ExportError> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        if fs::read_dir(&folder).map_err(failed(&folder))?.next().is_some() {
            return Err(ExportError::NotEmpty(folder));
        }
        let path = folder.join(KEY);
        fs::write(&path, format!("{key}\n")).map_err(failed(&path))?;
        let log = directory::Writer::create(folder.join(LOG))?;
        Ok(Self { folder, log, openings: None, records: 0 })
    }

    /// Adds a content by its name, `sha256:` and the hash.
    ///
    /// # Errors
    /// [`ExportError`] where it is not what its name says, or cannot be written.
    pub fn part(&mut self, name: &str, content: &[u8]) -> Result<(), ExportError> {
        let found = name_of(content);
        let Some(path) = parts::path(name).filter(|_| found == name) else {
            return Err(ExportError::Part { name: name.to_owned(), found });
        };
        if content.len() > MOST_PART_BYTES {
            return Err(ExportError::LongPart { name: name.to_owned(), bytes: content.len() });
        }
        let folder = self.folder.join(PARTS);
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        let path = self.folder.join(path);
        fs::write(&path, content).map_err(failed(&path))
    }

    /// Adds the next record: its leaf, and what opens its withheld fields where that is there and may be shown.
    ///
    /// # Errors
    /// [`ExportError`] where the leaf is too long, the openings are none, or a file cannot be written.
    pub fn record(&mut self, leaf: &[u8], openings: Option<&[u8]>) -> Result<(), ExportError> {
        self.log.append(leaf)?;
        let sequence = self.records;
        self.records += 1;
        let Some(openings) = openings else { return Ok(()) };
        let wrong = |why: String| ExportError::Openings { sequence, why };
        // Read and written again: whatever spaces were in it, a line is a line.
        let read: Openings = serde_json::from_slice(openings).map_err(|error| wrong(error.to_string()))?;
        let json = serde_json::to_string(&read).map_err(|error| wrong(error.to_string()))?;
        let line = format!("{{\"sequence\":{sequence},\"openings\":{json}}}\n");
        if line.len() > MOST_LINE_BYTES {
            return Err(wrong(format!("they have {} bytes; a line has {MOST_LINE_BYTES} at most", line.len())));
        }
        let path = self.folder.join(OPENINGS);
        let file = match &mut self.openings {
            Some(file) => file,
            none => none.insert(BufWriter::new(private_file(&path).map_err(failed(&path))?)),
        };
        file.write_all(line.as_bytes()).map_err(failed(&path))
    }

    /// How many records were added.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// Writes what is left, and last the checkpoint: `sign` is given the size and root of the records, and gives a signed note over them. Where a
    /// checkpoint was signed before, that is the one to give, with its cosignatures; add no more records than it covers.
    ///
    /// # Errors
    /// [`ExportError`] where the checkpoint is of other records, or a file cannot be written.
    pub fn finish(
        mut self,
        sign: impl FnOnce(u64, Hash) -> Result<SignedNote, CheckpointError>,
    ) -> Result<Checkpoint, ExportError> {
        if let Some(openings) = &mut self.openings {
            openings.flush().map_err(failed(&self.folder.join(OPENINGS)))?;
        }
        Ok(self.log.finish(sign)?)
    }
}

/// A new file that its owner alone can read: openings say who people are.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

//! The folder that is handed over: where everything lies in it, and how a file of it is read.
//!
//! A folder may come from an adversary. Only plain files and folders are read: a link could lead out of it, and opening a pipe could wait for ever.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use portcullis_log::tile::{Bundle, TILE_WIDTH};

use crate::finding::Finding;

/// The folder of the log, a static one as <https://c2sp.org/tlog-tiles> lays it out.
pub const LOG: &str = "log";
/// The file of openings.
pub const OPENINGS: &str = "openings.jsonl";
/// The folder of contents named by their hash.
pub const PARTS: &str = "parts";
/// The file with the log's verifier key.
pub const KEY: &str = "key";
/// The longest part that is read: the law of all regimes is half a megabyte.
pub const MOST_PART_BYTES: usize = 64 << 20;
/// How deep folders may lie in each other: the path of the largest tile has eleven parts.
const MOST_DEPTH: usize = 16;

/// A folder that was handed over.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    log: PathBuf,
    /// Only the log is there, and nothing beside it.
    is_bare: bool,
}

impl Folder {
    /// The export in a folder; or the log alone, where the folder has a checkpoint and no folder `log`.
    ///
    /// # Errors
    /// Where it is no folder that can be read.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        fs::read_dir(&root)?;
        let is = |path: &str| root.join(path).symlink_metadata().is_ok();
        let is_bare = !is(LOG) && is("checkpoint");
        let log = if is_bare { root.clone() } else { root.join(LOG) };
        Ok(Self { root, log, is_bare })
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the log.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// A path below the log as a path below the folder.
    #[must_use]
    pub fn in_log(&self, path: &str) -> String {
        if self.is_bare { path.to_owned() } else { format!("{LOG}/{path}") }
    }

    /// Whether the log is all that is there.
    #[must_use]
    pub const fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// What must be set right before anything is read: links, pipes and other things that are neither files nor folders, and what has no place here.
    #[must_use]
    pub fn survey(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if !self.is_bare {
            survey_names(&self.root, &mut found);
        }
        survey_kinds(&self.root, String::new(), 0, &mut found);
        found
    }

    /// Reads a plain file below the folder; nothing where there is none.
    ///
    /// # Errors
    /// Where it is no plain file, is longer than allowed, or the system refuses.
    pub fn read(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, Finding> {
        read(&self.root.join(path), most).map_err(|error| Finding::of(path, error))
    }
}

/// Reads a plain file; nothing where there is none.
///
/// # Errors
/// Where it is no plain file, is longer than allowed, or the system refuses.
pub fn read(path: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        return Err(io::Error::other(format!("has more than {most} bytes, the most that are read")));
    }
    Ok(Some(bytes))
}

/// Opens a plain file; nothing where there is none.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => File::open(path).map(Some),
        Ok(_) => Err(io::Error::other("is no plain file: hand over a copy that has files and folders only")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn survey_names(root: &Path, found: &mut Vec<Finding>) {
    let Ok(names) = fs::read_dir(root) else { return };
    for name in names.flatten().map(|entry| entry.file_name()) {
        if ![LOG, OPENINGS, PARTS, KEY].iter().any(|known| name == **known) {
            let problem = "does not belong into an export, and nothing vouches for it: take it out";
            found.push(Finding::of(name.to_string_lossy(), problem));
        }
    }
}

fn survey_kinds(folder: &Path, below: String, depth: usize, found: &mut Vec<Finding>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(Finding::of(below, format!("cannot be read: {error}"))),
    };
    for entry in entries {
        if found.len() >= crate::finding::MOST_FINDINGS {
            return;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return found.push(Finding::of(below, format!("cannot be read: {error}"))),
        };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_file() => {}
            Ok(kind) if kind.is_dir() && depth < MOST_DEPTH => survey_kinds(&entry.path(), path, depth + 1, found),
            Ok(kind) if kind.is_dir() => {
                found.push(Finding::of(path, "lies deeper than any file of an export: take it out"));
            }
            Ok(_) => {
                let problem = "is neither a file nor a folder: it is not followed; hand over a copy that has files and folders only";
                found.push(Finding::of(path, problem));
            }
            Err(error) => found.push(Finding::of(path, format!("cannot be read: {error}"))),
        }
    }
}

/// The file that has a record, below the log.
#[must_use]
pub fn entry_path(sequence: u64) -> String {
    Bundle::new(sequence / u64::from(TILE_WIDTH), TILE_WIDTH).map(|bundle| bundle.path()).unwrap_or_default()
}

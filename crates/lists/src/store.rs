//! The folder of snapshots: one folder a source, and in it a small file that says which snapshot serves.
//!
//! A snapshot is written aside, brought to the disk, and given its name; only then is `current` replaced, in one
//! step. Whatever interrupts that, the old snapshot goes on serving, and the next import clears what was left.

use crate::error::ListError;
use crate::snapshot::{Content, Header, Snapshot};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
/// What unfinished files begin with.
const ASIDE: &str = ".aside-";

/// Which snapshot serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Current {
    /// The name of its file.
    pub snapshot: String,
    /// The last day on which an import found the list to be still this one.
    pub confirmed: Date,
    /// The snapshot that served before it.
    pub previous: Option<String>,
}

/// The points at which a test can break off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Write,
    Flush,
    Name,
    FlushFolder,
    WriteCurrent,
    NameCurrent,
}

/// A folder of snapshots.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    #[cfg(test)]
    pub(crate) fails_at: std::cell::Cell<Option<Step>>,
}

/// What a check of one file found.
#[derive(Debug)]
pub struct Checked {
    /// The source.
    pub source: String,
    /// The file, within the folder of the source.
    pub file: String,
    /// What is wrong with it.
    pub damage: Option<ListError>,
}

/// Held while an import runs, so that two cannot run at once.
pub(crate) struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

impl Store {
    /// The store in this folder, which an import makes if it is not there.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            #[cfg(test)]
            fails_at: std::cell::Cell::new(None),
        }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn folder(&self, source: &str) -> PathBuf {
        self.root.join(source)
    }

    /// Where a snapshot of a source lies.
    #[must_use]
    pub fn path(&self, source: &str, snapshot: &str) -> PathBuf {
        self.folder(source).join(snapshot)
    }

    /// The sources, in order of their names.
    ///
    /// # Errors
    /// When the folder cannot be read; a folder that is not there has none.
    pub fn sources(&self) -> Result<Vec<String>, ListError> {
        let mut names = names_in(&self.root)?;
        names.retain(|name| check_source(name).is_ok() && self.root.join(name).is_dir());
        Ok(names)
    }

    /// The snapshots of a source, the oldest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn snapshots(&self, source: &str) -> Result<Vec<String>, ListError> {
        let mut names = names_in(&self.folder(source))?;
        names.retain(|name| name.ends_with(".jsonl") && !name.starts_with('.'));
        Ok(names)
    }

    /// Which snapshot of a source serves; `None` where none was imported.
    ///
    /// # Errors
    /// When the file that says so cannot be read.
    pub fn current(&self, source: &str) -> Result<Option<Current>, ListError> {
        let path = self.folder(source).join(CURRENT);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ListError::io("read", &path, error)),
        };
        let current: Current = serde_json::from_slice(&text).map_err(|error| {
            let mend = "restore it from a copy, or import the list again with --force";
            ListError::unusable(path.display().to_string(), error.to_string(), mend)
        })?;
        // The names become parts of paths.
        let plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        match plain(&current.snapshot) && current.previous.as_ref().is_none_or(plain) {
            true => Ok(Some(current)),
            false => Err(ListError::unusable(
                path.display().to_string(),
                "names no snapshot",
                "restore it from a copy, or import the list again with --force",
            )),
        }
    }

    /// The header of the snapshot that serves.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn current_header(&self, source: &str) -> Result<Option<(Current, Header)>, ListError> {
        let Some(current) = self.current(source)? else { return Ok(None) };
        let header = Header::read(&self.path(source, &current.snapshot))?;
        Ok(Some((current, header)))
    }

    /// The snapshot that serves; `None` where none was imported.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn load(&self, source: &str) -> Result<Option<Snapshot>, ListError> {
        let Some(current) = self.current(source)? else { return Ok(None) };
        Snapshot::load(&self.path(source, &current.snapshot)).map(Some)
    }

    /// Recomputes the hashes of every snapshot of every source.
    ///
    /// # Errors
    /// When a folder cannot be read. A damaged file is no error here: it is among the findings.
    pub fn verify(&self) -> Result<Vec<Checked>, ListError> {
        let mut checked = Vec::new();
        for source in self.sources()? {
            let snapshots = self.snapshots(&source)?;
            // A first import that was refused leaves an empty folder.
            if snapshots.is_empty() && self.current(&source).is_ok_and(|current| current.is_none()) {
                continue;
            }
            for file in &snapshots {
                let damage = match Snapshot::verify(&self.path(&source, file)) {
                    Ok(header) if header.source != source => {
                        let problem = format!("is a snapshot of `{}`", header.source);
                        Some(ListError::unusable(file, problem, "put it back into the folder of its source"))
                    }
                    Ok(_) => None,
                    Err(damage) => Some(damage),
                };
                checked.push(Checked { source: source.clone(), file: file.clone(), damage });
            }
            let damage = match self.current(&source) {
                Ok(Some(current)) if snapshots.contains(&current.snapshot) => None,
                Ok(Some(current)) => {
                    let problem = format!("names {}, which is not there", current.snapshot);
                    Some(ListError::unusable(
                        CURRENT,
                        problem,
                        "restore the file from a copy, or import the list again with --force",
                    ))
                }
                Ok(None) => Some(ListError::unusable(CURRENT, "is not there", "import the list again")),
                Err(damage) => Some(damage),
            };
            checked.push(Checked { source, file: CURRENT.to_owned(), damage });
        }
        Ok(checked)
    }

    /// Begins an import: one at a time for a source, and what an interrupted one left behind is cleared.
    pub(crate) fn lock(&self, source: &str) -> Result<Lock, ListError> {
        check_source(source)?;
        let folder = self.folder(source);
        fs::create_dir_all(&folder).map_err(|error| ListError::io("make", &folder, error))?;
        let path = folder.join(LOCK);
        let file = File::create(&path).map_err(|error| ListError::io("write", &path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mend = "wait until it has ended";
                return Err(ListError::unusable(source, "another import of this source is running", mend));
            }
            Err(TryLockError::Error(error)) => return Err(ListError::io("lock", &path, error)),
        }
        for name in names_in(&folder)?.iter().filter(|name| name.starts_with(ASIDE)) {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(|error| ListError::io("remove", &path, error))?;
        }
        Ok(Lock(file))
    }

    /// Writes a snapshot and makes it the one that serves.
    pub(crate) fn publish(&self, header: &Header, content: &Content) -> Result<(), ListError> {
        let folder = self.folder(&header.source);
        let path = folder.join(header.file_name());
        // The same day and the same content: the file is there already, and snapshots never change.
        if Snapshot::verify(&path).is_err() {
            let failed = |error| ListError::io("write", &path, error);
            let mut line = serde_json::to_vec(header).map_err(|error| failed(error.into()))?;
            line.push(b'\n');
            self.reached(Step::Write).map_err(failed)?;
            let mut aside = self.aside(&folder)?;
            aside.write_all(&line).map_err(failed)?;
            aside.write_all(&content.bytes).map_err(failed)?;
            self.reached(Step::Flush).map_err(failed)?;
            aside.as_file().sync_all().map_err(failed)?;
            self.reached(Step::Name).map_err(failed)?;
            aside.persist(&path).map_err(|error| failed(error.error))?;
            self.reached(Step::FlushFolder).map_err(failed)?;
            flush_folder(&folder)?;
        }
        let current =
            Current { snapshot: header.file_name(), confirmed: header.as_of, previous: header.previous.clone() };
        self.serve(&header.source, &current)
    }

    /// Replaces the file that says which snapshot serves.
    pub(crate) fn serve(&self, source: &str, current: &Current) -> Result<(), ListError> {
        let folder = self.folder(source);
        let path = folder.join(CURRENT);
        let failed = |error| ListError::io("write", &path, error);
        let mut line = serde_json::to_vec(current).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        self.reached(Step::WriteCurrent).map_err(failed)?;
        let mut aside = self.aside(&folder)?;
        aside.write_all(&line).map_err(failed)?;
        aside.as_file().sync_all().map_err(failed)?;
        self.reached(Step::NameCurrent).map_err(failed)?;
        aside.persist(&path).map_err(|error| failed(error.error))?;
        flush_folder(&folder)
    }

    fn aside(&self, folder: &Path) -> Result<tempfile::NamedTempFile, ListError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(ASIDE);
        // A temporary file is for its owner alone; a snapshot is for whoever may read the folder.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o644));
        }
        builder.tempfile_in(folder).map_err(|error| ListError::io("write", folder, error))
    }

    #[cfg(not(test))]
    fn reached(&self, _: Step) -> std::io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn reached(&self, step: Step) -> std::io::Result<()> {
        if self.fails_at.get() == Some(step) { Err(std::io::Error::other("the disk is full")) } else { Ok(()) }
    }
}

/// A name that was given is on the disk only when its folder is.
fn flush_folder(folder: &Path) -> Result<(), ListError> {
    if cfg!(unix) {
        let flushed = File::open(folder).and_then(|folder| folder.sync_all());
        flushed.map_err(|error| ListError::io("flush", folder, error))?;
    }
    Ok(())
}

/// The names of the files in a folder, sorted; none where there is no folder.
fn names_in(folder: &Path) -> Result<Vec<String>, ListError> {
    let failed = |error| ListError::io("read", folder, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}

/// A source names a folder: small letters, digits, `-` and `_`.
pub(crate) fn check_source(source: &str) -> Result<(), ListError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if !source.is_empty() && source.len() <= 64 && source.bytes().all(allowed) {
        return Ok(());
    }
    let shown: String = source.chars().take(64).collect();
    let mend = "use small letters, digits, - and _, at most 64: csl, ofac-sdn";
    Err(ListError::unusable(format!("`{shown}`"), "is no name for a source", mend))
}

#[cfg(test)]
mod tests;

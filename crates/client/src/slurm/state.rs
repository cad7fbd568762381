//! What is held for each job: one file a start, replaced as a whole, under one lock. A job that is requeued starts again, maybe before what it used
//! the first time is posted.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::Held;

/// The folder.
#[derive(Clone, Debug)]
pub struct State {
    folder: PathBuf,
}

/// A job that was let begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobState {
    /// Its number.
    pub job: u64,
    /// When the gate opened.
    pub started: i64,
    /// When it ended; nothing while it runs.
    pub ended: Option<i64>,
    /// What is held for it and not yet posted or voided.
    pub held: Vec<Lease>,
    /// Leases of it that were told to stop and are not yet confirmed.
    pub stopping: Vec<String>,
}

/// A hold of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The reservation, until when, under which license.
    #[serde(flatten)]
    pub held: Held,
    /// How many chips it is for.
    pub chips: u64,
}

impl State {
    /// Opens the folder.
    ///
    /// # Errors
    /// [`Trouble`] where it is not there.
    pub fn open(folder: &Path) -> Result<Self, Trouble> {
        if folder.is_dir() {
            Ok(Self { folder: folder.to_owned() })
        } else {
            Err(Trouble::at(folder, "is no folder: create it, for the user of slurmctld alone"))
        }
    }

    /// Every start of which anything is kept, by job. What cannot be read is told, and does not hide the others.
    ///
    /// # Errors
    /// [`Trouble`] where the folder cannot be read.
    pub fn jobs(&self) -> Result<Vec<Result<JobState, Trouble>>, Trouble> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|error| Trouble::at(&self.folder, error))? {
            let path = entry.map_err(|error| Trouble::at(&self.folder, error))?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                found.push(path);
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().filter_map(|path| read(&path).transpose()).collect())
    }

    /// Keeps the state of a job that begins.
    ///
    /// # Errors
    /// [`Trouble`] where it is not kept.
    pub fn begin(&self, state: &JobState) -> Result<(), Trouble> {
        let _lock = self.lock()?;
        self.write(state)
    }

    /// Changes what is kept of a start; forgets it once it has ended and nothing is left to do. Nothing where there is none any more.
    ///
    /// # Errors
    /// [`Trouble`] where the change is not kept.
    pub fn change(&self, of: &JobState, change: impl FnOnce(&mut JobState)) -> Result<Option<JobState>, Trouble> {
        let _lock = self.lock()?;
        let path = self.path(of);
        let Some(mut state) = read(&path)? else { return Ok(None) };
        change(&mut state);
        if state.ended.is_some() && state.held.is_empty() && state.stopping.is_empty() {
            fs::remove_file(&path).map_err(|error| Trouble::at(&path, error))?;
        } else {
            self.write(&state)?;
        }
        Ok(Some(state))
    }

    fn write(&self, state: &JobState) -> Result<(), Trouble> {
        let path = self.path(state);
        let text = serde_json::to_vec(state).map_err(|error| Trouble::at(&path, error))?;
        replace(&path, &text)
    }

    fn path(&self, state: &JobState) -> PathBuf {
        self.folder.join(format!("{}-{}.json", state.job, state.started))
    }

    fn lock(&self) -> Result<File, Trouble> {
        let path = self.folder.join("lock");
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        opened.and_then(|file| file.lock().map(|()| file)).map_err(|error| Trouble::at(&path, error))
    }
}

fn read(path: &Path) -> Result<Option<JobState>, Trouble> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| Trouble::at(path, error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::at(path, error)),
    }
}

/// Replaces a file as a whole: a reader sees the old one or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(|error| Trouble::at(path, error))
}

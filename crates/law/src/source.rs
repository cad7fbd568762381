//! The files of the law folder, from a directory or built into the program.

use crate::error::LawError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files that make up the law, by their path below the law folder.
#[derive(Debug, Clone, Default)]
pub struct LawSource {
    files: BTreeMap<String, String>,
}

/// The file names that belong to the law; anything else in the folder is for people.
const SUFFIXES: [&str; 3] = [".toml", ".cedar", ".csv"];

impl LawSource {
    /// The files given, those that belong to the law.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let belongs = |path: &str| SUFFIXES.iter().any(|suffix| path.ends_with(suffix));
        let kept = files.into_iter().filter(|(path, _)| belongs(path));
        Self { files: kept.map(|(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    /// The files of a directory and of the folders directly in it.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn from_directory(directory: &Path) -> Result<Self, LawError> {
        let mut files = BTreeMap::new();
        for (name, path) in entries(directory)? {
            if path.is_dir() {
                for (inner, path) in entries(&path)? {
                    read(&mut files, format!("{name}/{inner}"), &path)?;
                }
            } else {
                read(&mut files, name, &path)?;
            }
        }
        Ok(Self { files })
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every file with its path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The folders that hold a regime.
    pub(crate) fn regimes(&self) -> BTreeSet<&str> {
        self.files.keys().filter_map(|path| path.strip_suffix("/regime.toml")).collect()
    }
}

fn entries(directory: &Path) -> Result<Vec<(String, std::path::PathBuf)>, LawError> {
    let error = |source| LawError::Read { path: directory.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            found.push((name.to_owned(), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}

fn read(files: &mut BTreeMap<String, String>, name: String, path: &Path) -> Result<(), LawError> {
    if path.is_file() && SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
        let text = std::fs::read_to_string(path).map_err(|source| LawError::Read { path: path.to_owned(), source })?;
        files.insert(name, text);
    }
    Ok(())
}

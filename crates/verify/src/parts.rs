//! `parts/`: law packs, catalogs and profiles, each content under the SHA-256 of its bytes.

use std::collections::BTreeSet;
use std::fs;

use portcullis_evidence::edition::name_of;

use crate::finding::Finding;
use crate::folder::{Folder, MOST_PART_BYTES, PARTS};

/// What names of parts begin with in records.
const PREFIX: &str = "sha256:";

/// The names of the parts that are there and are what their names say, as records name them; the others are findings.
#[must_use]
pub fn check(folder: &Folder) -> (BTreeSet<String>, Vec<Finding>) {
    let (mut names, mut found) = (BTreeSet::new(), Vec::new());
    let Ok(entries) = fs::read_dir(folder.root().join(PARTS)) else { return (names, found) };
    for entry in entries.flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{PARTS}/{file}");
        match folder.read(&path, MOST_PART_BYTES) {
            Ok(None) => {}
            Ok(Some(content)) => {
                let name = name_of(&content);
                if name.strip_prefix(PREFIX) == Some(file.as_str()) {
                    names.insert(name);
                } else {
                    let hash = name.strip_prefix(PREFIX).unwrap_or(&name);
                    found.push(Finding::of(
                        path,
                        format!("its content has the hash {hash}: it was changed, or has another's name"),
                    ));
                }
            }
            Err(finding) => found.push(finding),
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    (names, found)
}

/// The path of a part below the folder; nothing where the name is none.
#[must_use]
pub fn path(name: &str) -> Option<String> {
    let hex = name.strip_prefix(PREFIX)?;
    let is_hex = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_hex.then(|| format!("{PARTS}/{hex}"))
}

/// The content of a part, whatever it is; nothing where it is not there.
#[must_use]
pub fn read(folder: &Folder, name: &str) -> Option<Vec<u8>> {
    folder.read(&path(name)?, MOST_PART_BYTES).ok()?
}

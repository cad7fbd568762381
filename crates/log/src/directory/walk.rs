//! What lies in a folder that should not. The rest of the check asks for the files that a log of its size has, and
//! would never see another.

use super::report::Fault;
use super::{MOST_BUNDLE_BYTES, MOST_TILE_BYTES, read_file};
use crate::hash::HASH_BYTES;
use crate::tile::{Resource, TILE_WIDTH, entries};
use std::fs;
use std::path::Path;

/// What is met in a folder.
pub(super) enum Met {
    /// A file whose name is one of a log.
    File(Resource),
    /// A file with another name, or what is no file.
    Stranger,
    /// The system refuses to say.
    Unreadable(String),
}

/// Calls for all that lies below the folder and is no folder, with its path below it; folders are entered in the order of
/// their names. The caller says whether to go on.
pub(super) fn walk(folder: &Path, visit: &mut dyn FnMut(&str, Met) -> bool) {
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let within = if below.is_empty() { folder.to_owned() } else { folder.join(&below) };
        let mut files = Vec::new();
        match fs::read_dir(&within).and_then(|names| names.collect::<Result<Vec<_>, _>>()) {
            Ok(mut names) => {
                // The last folder is entered first.
                names.sort_unstable_by_key(|name| std::cmp::Reverse(name.file_name()));
                for entry in names {
                    let name = entry.file_name();
                    let path = name.to_string_lossy();
                    let path = if below.is_empty() { path.into_owned() } else { format!("{below}/{path}") };
                    match (entry.file_type(), name.to_str().is_some()) {
                        (Ok(kind), true) if kind.is_dir() => open.push(path),
                        (Ok(kind), true) if kind.is_file() => {
                            files.push((Resource::parse(&path).map_or(Met::Stranger, Met::File), path));
                        }
                        // A name that is no text could be read as another; a link could lead anywhere.
                        (Ok(_), _) => files.push((Met::Stranger, path)),
                        (Err(error), _) => files.push((Met::Unreadable(error.to_string()), path)),
                    }
                }
            }
            Err(error) => files.push((Met::Unreadable(error.to_string()), below)),
        }
        for (met, path) in files.into_iter().rev() {
            if !visit(&path, met) {
                return;
            }
        }
    }
}

/// The size of the log as its bundles have it: where the last one ends.
pub(super) fn size_of_entries(folder: &Path) -> u64 {
    let mut size = 0;
    walk(folder, &mut |_, met| {
        if let Met::File(Resource::Entries(bundle)) = met {
            let end = bundle
                .index()
                .checked_mul(u64::from(TILE_WIDTH))
                .and_then(|first| first.checked_add(u64::from(bundle.width())));
            size = size.max(end.unwrap_or(0));
        }
        true
    });
    size
}

/// What is wrong with a file that a log of this size does not have. A partial tile or bundle of a smaller tree may stay,
/// as long as it is how the present one begins.
pub(super) fn judge_surplus(folder: &Path, resource: &Resource, size: u64) -> Option<Fault> {
    let surplus = Some(Fault::Surplus { size });
    let Some(now) = resource.in_tree(size).filter(|now| resource.width() < now.width()) else { return surplus };
    let most = if matches!(resource, Resource::Tile(_)) { MOST_TILE_BYTES } else { MOST_BUNDLE_BYTES };
    let read = |resource: &Resource| read_file(&folder.join(resource.path()), most);
    let (older, present) = match (read(resource), read(&now)) {
        (Ok(older), Ok(present)) => (older, present),
        (Err(error), _) | (_, Err(error)) => return Some(Fault::Unreadable(error.to_string())),
    };
    let width = usize::from(resource.width());
    let length = match resource {
        Resource::Tile(_) => width * HASH_BYTES,
        _ => entries(&present).take(width).map_while(Result::ok).map(|leaf| leaf.len() + 2).sum(),
    };
    if older.len() == length && present.starts_with(&older) { None } else { Some(Fault::Older) }
}

//! Lists for tests: entries in a file of a folder, read whenever the service loads.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use portcullis_determination::ServedLists;
use portcullis_lists::{Entry, Snapshot};
use portcullis_screening::{Lexicon, Resolutions, Screener, Use};

use crate::service::project;

/// Writes the entries that serve into a folder.
pub fn write(folder: &Path, entries: &[Entry]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("entries.json"), serde_json::to_string(entries).unwrap()).unwrap();
}

/// What serves from a folder.
pub fn served(folder: &Path) -> ServedLists {
    let text = std::fs::read_to_string(folder.join("entries.json")).unwrap();
    let entries: Vec<Entry> = serde_json::from_str(&text).unwrap();
    let snapshot = Snapshot::unpublished("made".to_owned(), date(2026, 11, 20), entries);
    let lexicon = Lexicon::load_directory(&project().join("names")).unwrap();
    ServedLists {
        screener: Arc::new(Screener::new(Arc::new(lexicon), vec![snapshot])),
        resolutions: Arc::new(Resolutions::default()),
        used_for: Use::Decision,
    }
}

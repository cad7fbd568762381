//! Lists and owners for tests, read whenever the service loads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::date;
use portcullis_catalog::Catalog;
use portcullis_determination::{GraphVersion, ServedLists, ServedOwnership};
use portcullis_lists::{Entry, Snapshot};
use portcullis_ownership::GraphBuilder;
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

/// The graph of these files.
pub fn owned(files: &[PathBuf]) -> ServedOwnership {
    let catalog = Catalog::load_directory(&project().join("catalog")).unwrap();
    let mut builder = GraphBuilder::new();
    let read = |file: &PathBuf| {
        let document = file.display().to_string();
        let mut input = std::io::BufReader::new(std::fs::File::open(file).unwrap());
        let report = portcullis_ownership::read(&mut builder, &document, &mut input, catalog.countries()).unwrap();
        assert_eq!(report.bad, 0, "{document}");
        GraphVersion { document, sha256: String::new() }
    };
    let versions = files.iter().map(read).collect();
    ServedOwnership::new(builder.finish(), versions)
}

//! The snapshots of lists that a decision was made with, found again by the hash of their content.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use portcullis_determination::{Engine, ServedLists, SnapshotVersion};
use portcullis_lists::{Header, Snapshot, Store};
use portcullis_screening::{Lexicon, LexiconSource, Resolutions, Screener, Use};

const NAMES: LexiconSource<'static> = LexiconSource {
    legal_forms: include_str!("../../../names/legal_forms.csv"),
    stop_words: include_str!("../../../names/stop_words.csv"),
    places: include_str!("../../../names/places.csv"),
    abbreviations: include_str!("../../../names/abbreviations.csv"),
    translations: include_str!("../../../names/translations.csv"),
    words: include_str!("../../../names/words.csv"),
    dictionary: include_str!("../../../names/dictionary.csv"),
    han: include_str!("../../../names/han.csv"),
    bridge: include_str!("../../../names/bridge.csv"),
    trade_names: include_str!("../../../names/trade_names.csv"),
    trade_aliases: include_str!("../../../names/trade_aliases.csv"),
    cantonese: include_str!("../../../names/cantonese.csv"),
    wade_giles: include_str!("../../../names/wade_giles.csv"),
    homoglyphs: include_str!("../../../names/homoglyphs.csv"),
};

/// A folder of lists, as `portcullis lists import` keeps it. Screeners are made once for all threads.
#[derive(Debug)]
pub struct Lists {
    store: Store,
    made: Mutex<Vec<Made>>,
}

/// A screener with the snapshots it has, or why there is none.
type Made = (Vec<SnapshotVersion>, Result<Arc<Screener>, String>);

impl Lists {
    /// The lists in a folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { store: Store::new(folder), made: Mutex::new(Vec::new()) }
    }

    /// Gives an engine the snapshots that a decision was made with.
    ///
    /// # Errors
    /// Which one is not there, or is damaged.
    pub fn give(&self, engine: Engine, versions: &[SnapshotVersion]) -> Result<Engine, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let known = made.iter().find(|(known, _)| known == versions).map(|(_, screener)| screener.clone());
        let screener = known.unwrap_or_else(|| {
            let screener = self.screener(versions);
            made.push((versions.to_vec(), screener.clone()));
            screener
        })?;
        Ok(engine.with_lists(ServedLists {
            screener,
            resolutions: Arc::new(Resolutions::default()),
            used_for: Use::Decision,
        }))
    }

    fn screener(&self, versions: &[SnapshotVersion]) -> Result<Arc<Screener>, String> {
        let lexicon = Lexicon::load(&NAMES).map_err(|error| error.to_string())?;
        let snapshots = versions.iter().map(|version| self.snapshot(version)).collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(Screener::new(Arc::new(lexicon), snapshots)))
    }

    fn snapshot(&self, version: &SnapshotVersion) -> Result<Snapshot, String> {
        // The source is asked for among those that are there: what a record says becomes no part of a path.
        let sources = self.store.sources().map_err(|error| error.to_string())?;
        let source = sources.iter().find(|source| **source == version.source);
        let missing = || {
            let SnapshotVersion { source, as_of, sha256 } = version;
            format!(
                "the snapshot of {source} of {as_of} with the hash {sha256} is not in {}",
                self.store.root().display()
            )
        };
        let source = source.ok_or_else(missing)?;
        let files = self.store.snapshots(source).map_err(|error| error.to_string())?;
        let mut paths = files.iter().map(|file| self.store.path(source, file));
        let is_it = |header: Header| header.content == version.sha256 && header.as_of == version.as_of;
        let path = paths.find(|path| Header::read(path).is_ok_and(is_it)).ok_or_else(missing)?;
        Snapshot::load(&path).map_err(|error| error.to_string())
    }
}

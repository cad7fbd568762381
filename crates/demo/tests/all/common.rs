//! Houses in a folder that is gone after the test, and the repository's own law.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use portcullis_counter::{CaseLetters, Counter};
use portcullis_demo::{DemoError, Houses, Open, Size, Summary, World, people, salts};
use portcullis_determination::{Engine, Profile};
use portcullis_evidence::Editions;
use portcullis_journal::store::Store as _;
use portcullis_journal::{Record, Replay};
use portcullis_law::LawSource;
use portcullis_letter::{Authority, Templates};
use portcullis_store::Connection;
use tempfile::TempDir;

pub const FROM: Date = date(2026, 5, 1);
pub const TO: Date = date(2026, 10, 31);

pub fn editions() -> &'static Editions {
    static EDITIONS: LazyLock<Editions> = LazyLock::new(|| editions_of(Profile::DEFAULT));
    &EDITIONS
}

/// The repository's law and catalog with a profile that is built in.
pub fn editions_of(profile: &str) -> Editions {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let law = LawSource::from_directory(&root.join("law")).unwrap();
    let tables = portcullis_evidence::edition::TABLES;
    let texts = tables.map(|table| (table, std::fs::read_to_string(root.join("catalog").join(table)).unwrap()));
    let catalog: Vec<(&str, &str)> = texts.iter().map(|(table, text)| (*table, text.as_str())).collect();
    let profile = root.join("crates/determination/src/profiles").join(format!("{profile}.toml"));
    Editions::of(&law, &catalog, &std::fs::read_to_string(profile).unwrap())
}

pub fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine_of(editions()));
    &ENGINE
}

pub fn engine_of(editions: &Editions) -> Engine {
    editions.edition.engine(&mut |name| editions.parts.get(name).cloned()).unwrap()
}

/// Whoever writes the authority's letters.
pub fn letters() -> &'static CaseLetters {
    static LETTERS: LazyLock<CaseLetters> = LazyLock::new(|| {
        let address = vec!["1 Example Square".to_owned(), "Example City".to_owned()];
        let contact = "licensing@exports.example".to_owned();
        let authority = Authority { name: people::AUTHORITY_NAME.to_owned(), address, contact };
        CaseLetters::new(Templates::builtin().unwrap(), authority)
    });
    &LETTERS
}

/// A house after the half year.
pub struct After {
    pub store: Connection,
    pub counter: Counter,
    pub replay: Replay,
    _folder: TempDir,
}

impl After {
    /// All records, as they are kept.
    pub fn records(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        self.store
            .read("test_records", &mut |open| {
                records =
                    open.rows(0, usize::MAX >> 1)?.iter().map(|row| Record::from_leaf(&row.leaf).unwrap()).collect();
                Ok(())
            })
            .unwrap();
        records
    }
}

/// The authority, then the providers, after a half year.
pub fn lived(size: Size, seed: u64, providers: usize) -> Result<(Summary, Vec<After>), DemoError> {
    lived_until(size, seed, providers, TO)
}

pub fn lived_until(size: Size, seed: u64, providers: usize, to: Date) -> Result<(Summary, Vec<After>), DemoError> {
    let mut stores: Vec<(Connection, TempDir)> = (0..=providers).map(|_| fresh()).collect();
    let mut houses = opened(&mut stores, seed);
    let world = World::new(size, seed, FROM, to);
    let mut days = 0;
    let summary = world.run(&mut houses, engine(), editions(), &mut |progress| {
        days += 1;
        assert_eq!(progress.done, days);
    })?;
    let Houses { authority, providers, .. } = houses;
    let parts: Vec<_> = std::iter::once(authority).chain(providers).map(Open::into_parts).collect();
    let after = stores.into_iter().zip(parts).map(|((store, folder), (node, counter))| {
        let replay = node.replay().clone();
        After { store, counter, replay, _folder: folder }
    });
    Ok((summary, after.collect()))
}

/// The houses of these stores: the authority's, then the providers'.
pub fn opened(stores: &mut [(Connection, TempDir)], seed: u64) -> Houses<'_> {
    let providers = stores.len() - 1;
    let mut all: Vec<Open<'_>> = stores
        .iter_mut()
        .enumerate()
        .map(|(place, (store, _))| Open::new(store, place, providers, salts(seed + place as u64)).unwrap())
        .collect();
    let others = all.split_off(1);
    Houses { authority: all.remove(0), providers: others, letters: letters() }
}

pub fn fresh() -> (Connection, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = portcullis_store::open(&folder.path().join("store.db").display().to_string()).unwrap();
    (store, folder)
}

/// A counter that has read nothing yet, of the house in this place.
pub fn empty_counter(place: usize, providers: usize) -> Counter {
    let (us, sides) = people::sides(providers).unwrap().remove(place);
    Counter::new(us, sides)
}

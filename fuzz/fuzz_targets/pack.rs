//! Bytes as one file of the law, between the real others: the law loads or is refused, and never panics.
//!
//! The first byte chooses the file; the rest is its text. The file belongs to `us-parties`, which has every
//! effect but one; of the other regimes the codes and classes are kept and the provisions left out, because
//! loading all of them takes most of the time and never depends on the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_catalog::Catalog;
use portcullis_law::{Law, LawSource};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

const REGIME: &str = "us-parties";
const FILES: [&str; 6] = [
    "us-parties/provisions.cedar",
    "us-parties/regime.toml",
    "us-advanced-computing/classes.toml",
    "country_groups.toml",
    "codes.toml",
    "us-advanced-computing/goods.csv",
];

struct World {
    catalog: Catalog,
    files: BTreeMap<String, String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let catalog = Catalog::load_directory(&root.join("catalog")).expect("the catalog loads");
    let source = LawSource::from_directory(&root.join("law")).expect("the law can be read");
    let mut files = BTreeMap::new();
    for (path, text) in source.files() {
        let text = match path.split_once('/') {
            Some((_, "cases.toml")) => continue,
            Some((regime, "provisions.cedar")) if regime != REGIME => String::new(),
            Some((regime, "regime.toml")) if regime != REGIME => {
                let words = "title = \"t\"\nauthority = \"a\"\njurisdiction = \"US\"\nabout = \"a\"";
                format!("id = \"{regime}\"\n{words}\ninstrument = []\n")
            }
            _ => text.to_owned(),
        };
        files.insert(path.to_owned(), text);
    }
    let world = World { catalog, files };
    // Without a change it loads: otherwise the target would never get past the first error.
    load(&world, FILES[0], &world.files[FILES[0]]).expect("the law loads unchanged");
    world
});

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let _ = load(&WORLD, FILES[usize::from(*chosen) % FILES.len()], text);
});

fn load(world: &World, changed: &str, text: &str) -> Result<Law, portcullis_law::LawError> {
    let others = world.files.iter().filter(|(path, _)| *path != changed);
    let others = others.map(|(path, text)| (path.as_str(), text.as_str()));
    let source = LawSource::from_files(others.chain([(changed, text)]));
    Law::load(&source, world.catalog.countries())
}

//! The repository's own law and catalog, loaded once a test program.

use portcullis_catalog::Catalog;
use portcullis_law::{Law, LawSource};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

fn folder(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", name].iter().collect()
}

pub fn source() -> &'static LawSource {
    static SOURCE: LazyLock<LawSource> =
        LazyLock::new(|| LawSource::from_directory(&folder("law")).expect("the law can be read"));
    &SOURCE
}

pub fn catalog() -> &'static Arc<Catalog> {
    static CATALOG: LazyLock<Arc<Catalog>> =
        LazyLock::new(|| Arc::new(Catalog::load_directory(&folder("catalog")).expect("the catalog loads")));
    &CATALOG
}

pub fn law() -> &'static Arc<Law> {
    static LAW: LazyLock<Arc<Law>> =
        LazyLock::new(|| Arc::new(Law::load(source(), catalog().countries()).expect("the law loads")));
    &LAW
}

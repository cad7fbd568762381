//! The console: well-formed and safe whatever is shown, readable in both themes, small, and true to the law.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod atlas;
mod boxes;
mod checker;
mod everything;
mod law;
mod pages;
mod regions;
mod style;

use jiff::civil::Date;
use portcullis_catalog::Catalog;
use portcullis_law::{Law, LawSource};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::load_directory(&root().join("catalog")).unwrap());

static LAW: LazyLock<Law> =
    LazyLock::new(|| Law::load(&LawSource::from_directory(&root().join("law")).unwrap(), CATALOG.countries()).unwrap());

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

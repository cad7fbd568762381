//! What tests share.

use portcullis_catalog::{Catalog, Countries};
use std::path::Path;
use std::sync::LazyLock;

/// The table of countries of the repository.
pub(crate) fn countries() -> &'static Countries {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        Catalog::load_directory(&folder).unwrap()
    });
    CATALOG.countries()
}

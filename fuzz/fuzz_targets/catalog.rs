//! Bytes as one table of the catalog, between the real others: it loads or is refused, and never panics.
//!
//! The first byte chooses the table; the rest is its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_catalog::{Catalog, CatalogSource};
use std::path::Path;
use std::sync::LazyLock;

const FILES: [&str; 5] = ["accelerators.csv", "instances.csv", "providers.csv", "vendors.csv", "countries.csv"];

static TEXTS: LazyLock<[String; 5]> = LazyLock::new(|| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog"));
    FILES.map(|name| std::fs::read_to_string(folder.join(name)).expect("the table can be read"))
});

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut texts = TEXTS.each_ref().map(String::as_str);
    let place = usize::from(*chosen) % texts.len();
    texts[place] = text;
    let [accelerators, instances, providers, vendors, countries] = texts;
    // Accelerators and vendors are read before instances: without the instances they load many times faster.
    let instances = if place == 1 { instances } else { "provider,instance_type" };
    let Ok(catalog) = Catalog::load(CatalogSource { accelerators, instances, providers, vendors, countries }) else {
        return;
    };
    for accelerator in catalog.accelerators() {
        let place = catalog.find_accelerator(&accelerator.name).expect("what was loaded is found again");
        assert_eq!(catalog.accelerators()[place].name, accelerator.name);
        let _ = accelerator.figures.tpp.known().map(|tpp| tpp.to_decimal(6));
        let _ = accelerator.deciding_rate();
    }
    for instance in catalog.instances() {
        assert!(catalog.find_instance(&instance.key()).is_ok(), "what was loaded is found again");
    }
    let _ = catalog.find_accelerator(text.get(..40).unwrap_or("x"));
});

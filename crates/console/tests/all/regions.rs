//! Regions of a page, by their names.

use std::collections::BTreeSet;

use crate::checker::Element;

/// Whoever goes from region to region by name tells them apart. Where one text stands everywhere, as in tests of what hostile people write, they cannot.
pub fn regions_are_told_apart(page: &str, elements: &[Element]) {
    let mut named = BTreeSet::new();
    for region in elements.iter().filter(|element| element.get("role") == Some("region")) {
        let name = region.get("aria-label").unwrap_or_else(|| panic!("{page}: a region without a name: {region:?}"));
        assert!(named.insert(name), "{page}: two regions are called `{name}`");
    }
}

//! When two written names are one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as it is compared: its letters and digits, in lower case, without accents. Empty for what has none, which is like nothing.
pub(super) fn folded(name: &str) -> String {
    let letters = name.nfkd().filter(|letter| !is_combining_mark(*letter)).filter(|letter| letter.is_alphanumeric());
    // Lower case can bring marks of its own (U+0130), and is done again on nothing.
    letters.flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_name_in_several_writings() {
        for (one, other) in [
            ("Northern Compute Ltd", " NORTHERN  COMPUTE, LTD."),
            ("Société d'Exemple", "societe dexemple"),
            ("Ｅｘａｍｐｌｅ Cloud", "Example\u{a0}Cloud"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("Northern Compute Ltd"), folded("Southern Compute Ltd"));
        assert_eq!(folded(" - "), "");
    }

    proptest! {
        #[test]
        fn what_is_folded_stays(name in "\\PC{0,30}") {
            let once = folded(&name);
            prop_assert_eq!(folded(&once), once);
        }
    }
}

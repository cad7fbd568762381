//! Spellings that different hands give the same sound, brought together.
//!
//! Restricted parties come from scripts that have many romanisations: Dmitriy, Dmitri and Dmitry, Sadegh and Sadeq,
//! Mohammed and Muhamed. The folded form of a word drops what romanisations disagree on. It is a key for finding
//! words; two words of equal fold are near, not the same.

/// The folded form of a word of lower-case ASCII letters and digits.
pub(crate) fn fold(word: &str, folded: &mut String) {
    folded.clear();
    let bytes = singular(word.as_bytes());
    let mut at = 0;
    while let Some(&letter) = bytes.get(at) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let (sound, used) = sound(letter, rest, folded.is_empty());
        for &letter in sound {
            // Doubled letters count once.
            if folded.as_bytes().last() != Some(&letter) || letter.is_ascii_digit() {
                folded.push(char::from(letter));
            }
        }
        at += used;
    }
    if folded.is_empty() {
        folded.push_str(word);
    }
}

/// English plurals, cut.
fn singular(word: &[u8]) -> &[u8] {
    let cut = match word {
        [.., b'i', b'e', b's'] if word.len() >= 6 => 2,
        [.., b'h' | b'x' | b's', b'e', b's'] if word.len() >= 6 => 2,
        [.., letter, b's'] if word.len() >= 5 && !matches!(letter, b's' | b'u' | b'i' | b'a') => 1,
        _ => 0,
    };
    word.get(..word.len() - cut).unwrap_or(word)
}

/// The sound that begins with `letter`, and how many letters spell it.
fn sound(letter: u8, rest: &[u8], first: bool) -> (&'static [u8], usize) {
    match (letter, rest) {
        (b'k', [b'h', ..]) => (b"h", 2),
        (b'g', [b'h', ..]) => (b"g", 2),
        (b'p', [b'h', ..]) => (b"f", 2),
        (b'c', [b'k', ..]) => (b"k", 2),
        (b't', [b's' | b'z', ..]) => (b"c", 2),
        (b's', [b'c', b'h', ..]) => (b"sh", 3),
        (b's', [b'h', b'c', b'h', ..]) => (b"sh", 4),
        (b'o', [b'o' | b'u', ..]) => (b"u", 2),
        (b'e', [b'e', ..]) => (b"i", 2),
        (b'y' | b'i', [b'e', ..]) if !first => (b"e", 2),
        (b'h', []) if !first => (b"", 1),
        (b'q', _) => (b"k", 1),
        (b'w', _) => (b"v", 1),
        (b'y', _) => (b"i", 1),
        (b'x', _) => (b"ks", 1),
        _ => (one(letter), 1),
    }
}

/// The letter itself.
fn one(letter: u8) -> &'static [u8] {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let at = match letter {
        b'a'..=b'z' => usize::from(letter - b'a'),
        b'0'..=b'9' => usize::from(letter - b'0') + 26,
        _ => return b"",
    };
    LETTERS.get(at..=at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(word: &str) -> String {
        let mut folded = String::new();
        fold(word, &mut folded);
        folded
    }

    #[test]
    fn romanisations_of_one_name_meet() {
        for (left, right) in [
            ("dmitriy", "dmitry"),
            ("sadeq", "sadek"),
            ("mutayyri", "mutayri"),
            ("khamis", "hamis"),
            ("aleksandr", "alexandr"),
            ("kuznetsov", "kuznecov"),
            ("abdullah", "abdulla"),
            ("technologies", "technology"),
            ("institutes", "institute"),
            ("lavrentyev", "lavrentev"),
            ("fatima", "fatimah"),
        ] {
            assert_eq!(folded(left), folded(right), "{left} {right}");
        }
        for (left, right) in [("zhang", "zhong"), ("atlas", "atla"), ("58", "588")] {
            assert_ne!(folded(left), folded(right), "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn nothing_folds_to_nothing(word in "[a-z0-9]{1,30}") {
            prop_assert!(!folded(&word).is_empty());
        }
    }
}

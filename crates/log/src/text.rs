//! Numbers and base64 as the formats of <https://c2sp.org> spell them: each value has one spelling, and any other is
//! refused, so that two texts that differ never mean the same.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// RFC 4648 section 4, with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Refuses missing padding and stray bits after the last byte.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// ASCII digits without sign or leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = text.as_bytes();
    let one_spelling = match digits {
        [] => false,
        [b'0'] => true,
        [first, ..] => *first != b'0' && digits.iter().all(u8::is_ascii_digit),
    };
    if one_spelling { text.parse().ok() } else { None }
}

/// What an error shows of a text that may be long or strange.
pub(crate) fn shown(text: &str) -> String {
    const MOST_CHARACTERS: usize = 60;
    let start: String = text.chars().take(MOST_CHARACTERS).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST_CHARACTERS).is_some() { format!("{start}...") } else { start }
}

#[cfg(test)]
mod tests {
    use super::{decimal, from_base64};

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", "1 ", " 1", "1_0", "18446744073709551616", "\u{0661}"] {
            assert_eq!(decimal(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(from_base64("AAE="), Some(vec![0, 1]));
        for wrong in ["AAE", "AAF=", "AAE=\n", "AAE==", "A-E="] {
            assert_eq!(from_base64(wrong), None, "{wrong:?}");
        }
    }
}

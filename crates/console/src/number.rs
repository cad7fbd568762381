//! Numbers for people: grouped digits, and shares in tenths of a percent, cut off.

use portcullis_license::amount;

/// Digits in groups of three: `26,900,000`.
#[must_use]
pub fn grouped(number: i128) -> String {
    let digits = amount::grouped(number.unsigned_abs());
    if number < 0 { format!("\u{2212}{digits}") } else { digits }
}

/// A short form for axes: `26.9M`; cut off, never rounded up.
pub(crate) fn short(number: i128) -> String {
    let size = number.unsigned_abs();
    let units: [(u128, &str); 5] =
        [(1_000_000_000_000_000, "P"), (1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];
    let Some((unit, letter)) = units.into_iter().find(|(unit, _)| size >= *unit) else { return grouped(number) };
    let sign = if number < 0 { "\u{2212}" } else { "" };
    let (whole, tenths) = (size / unit, size % unit * 10 / unit);
    // Numbers beyond the last unit keep their digits.
    let whole = amount::grouped(whole);
    if tenths == 0 { format!("{sign}{whole}{letter}") } else { format!("{sign}{whole}.{tenths}{letter}") }
}

/// What share of the whole a part is, in percent with one place, cut off: `31.9%`; `–` of nothing.
#[must_use]
pub fn share_of(part: u128, whole: u128) -> String {
    // Both are made smaller together until the product fits.
    let (mut part, mut whole) = (part, whole);
    while part > u128::MAX / 1000 {
        (part, whole) = (part >> 1, whole >> 1);
    }
    match (part * 1000).checked_div(whole) {
        Some(tenths) if tenths % 10 == 0 => format!("{}%", tenths / 10),
        Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
        None => "–".to_owned(),
    }
}

/// One thing, or many: `1 part`, `3 parts`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(i128::try_from(count).unwrap_or(0))) }
}

/// A text as it may stand in an id: letters, digits, `-`, `_`; everything else becomes `-`.
pub(crate) fn identifier(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}

/// At most so many characters, with an ellipsis where something is left out.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_cut_off() {
        assert_eq!(grouped(26_900_000), "26,900,000");
        assert_eq!(grouped(-1_000), "\u{2212}1,000");
        assert_eq!(grouped(i128::MIN).matches(',').count(), 12);
        assert_eq!(short(4_800), "4.8k");
        assert_eq!(short(999_999), "999.9k");
        assert_eq!(short(-2_000_000), "\u{2212}2M");
        assert_eq!(share_of(2_640, 8_260), "31.9%");
        assert_eq!(share_of(1, 0), "–");
        assert_eq!(share_of(u128::MAX, u128::MAX), "100%");
    }
}

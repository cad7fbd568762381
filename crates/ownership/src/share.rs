//! A share of ownership, as bounds.
//!
//! Registers state exact shares, ranges with open or closed ends ("more than 25 but less than 50 percent") or
//! nothing. All three are bounds here. They are kept as whole numbers of a millionth of a millionth of a percent:
//! sums of shares are then exact and cannot overflow, and a figure with more places than that is widened to the
//! two neighbors, never rounded to one of them.

use portcullis_catalog::Exact;
use std::fmt;

/// Decimal places of a percent that are kept.
const PLACES: u32 = 12;
/// Units in one percent.
pub(crate) const PERCENT: u64 = 1_000_000_000_000;
/// Units in the line of the law: 50 percent.
pub(crate) const HALF: u64 = 50 * PERCENT;
/// Units in the whole.
pub(crate) const WHOLE: u64 = 100 * PERCENT;

/// Bounds on a share of ownership in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Share {
    // INVARIANT: min <= max <= WHOLE; where they are equal, neither end is open.
    pub(crate) min: u64,
    pub(crate) max: u64,
    pub(crate) above_min: bool,
    pub(crate) below_max: bool,
}

/// Why a text or a pair of bounds is no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Not a number.
    #[error("`{0}` is not a percentage: write a number such as 25, 33.3 or 51%")]
    NotANumber(String),
    /// More than the whole.
    #[error("`{0}` is more than 100 percent")]
    MoreThanWhole(String),
    /// Bounds that nothing lies between.
    #[error("no share lies between the minimum and the maximum that are stated")]
    Empty,
}

impl Share {
    /// Nothing is known but that it is a share.
    pub const UNKNOWN: Self = Self { min: 0, max: WHOLE, above_min: false, below_max: false };
    /// All of it.
    pub const WHOLE: Self = Self { min: WHOLE, max: WHOLE, above_min: false, below_max: false };

    /// A share known exactly.
    ///
    /// # Errors
    /// When it is more than the whole.
    pub fn exact(percent: Exact) -> Result<Self, ShareError> {
        Self::between(Some((percent, false)), Some((percent, false)))
    }

    /// A share between two bounds; `true` beside a bound says that the share does not reach it.
    ///
    /// # Errors
    /// When a bound is more than the whole, or nothing lies between the two.
    pub fn between(min: Option<(Exact, bool)>, max: Option<(Exact, bool)>) -> Result<Self, ShareError> {
        let (mut share, zero, whole) = (Self::UNKNOWN, Exact::ZERO, Exact::whole(100));
        let (low, above) = min.unwrap_or((zero, false));
        let (high, below) = max.unwrap_or((whole, false));
        if low > high || (low == high && (above || below)) {
            return Err(ShareError::Empty);
        }
        if high > whole {
            return Err(ShareError::MoreThanWhole(high.to_string()));
        }
        (share.min, _) = units(low).ok_or_else(|| ShareError::NotANumber(low.to_string()))?;
        (_, share.max) = units(high).ok_or_else(|| ShareError::NotANumber(high.to_string()))?;
        (share.above_min, share.below_max) = (above, below);
        Ok(share)
    }

    /// A share in words: `25`, `51%`, `33,5 %`, `25-50`, `>50`, `<=25`.
    ///
    /// # Errors
    /// When the text is none of these, or more than the whole.
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        let text = text.trim().trim_end_matches('%').trim_end();
        if let Some(units) = plain(text) {
            return Self::of_units(units).ok_or_else(|| ShareError::MoreThanWhole(shown(text)));
        }
        let number = |text: &str| number(text);
        for (sign, open) in [(">=", false), ("≥", false), (">", true)] {
            if let Some(rest) = text.strip_prefix(sign) {
                return Self::between(Some((number(rest)?, open)), None);
            }
        }
        for (sign, open) in [("<=", false), ("≤", false), ("<", true)] {
            if let Some(rest) = text.strip_prefix(sign) {
                return Self::between(None, Some((number(rest)?, open)));
            }
        }
        if let Some((low, high)) = text.split_once(['-', '–']) {
            return Self::between(Some((number(low)?, false)), Some((number(high)?, false)));
        }
        let exact = number(text)?;
        if exact > Exact::whole(100) {
            return Err(ShareError::MoreThanWhole(shown(text)));
        }
        Self::exact(exact)
    }

    pub(crate) fn of_units(units: u64) -> Option<Self> {
        (units <= WHOLE).then_some(Self { min: units, max: units, above_min: false, below_max: false })
    }

    /// The least it can be; see [`Share::is_above_min`].
    #[must_use]
    pub fn least(&self) -> Exact {
        percent(self.min)
    }

    /// The most it can be; see [`Share::is_below_max`].
    #[must_use]
    pub fn most(&self) -> Exact {
        percent(self.max)
    }

    /// Whether the share is more than [`Share::least`], not equal to it.
    #[must_use]
    pub fn is_above_min(&self) -> bool {
        self.above_min
    }

    /// Whether the share is less than [`Share::most`], not equal to it.
    #[must_use]
    pub fn is_below_max(&self) -> bool {
        self.below_max
    }

    /// The share, where it is known exactly.
    #[must_use]
    pub fn known(&self) -> Option<Exact> {
        (self.min == self.max).then(|| self.least())
    }

    /// Whether nothing is known about it.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.min == 0 && self.max == WHOLE
    }

    /// Whether it is more than half, whatever is unknown.
    #[must_use]
    pub fn is_majority(&self) -> bool {
        self.min > HALF || (self.min == HALF && self.above_min)
    }

    pub(crate) fn low(self) -> Bound {
        Bound { units: self.min, open: self.above_min }
    }

    pub(crate) fn high(self) -> Bound {
        Bound { units: self.max, open: self.below_max }
    }

    /// From bounds that may lie the wrong way round by an open end.
    pub(crate) fn from_bounds(low: Bound, high: Bound) -> Self {
        let (min, max) = (low.units.min(WHOLE), high.units.min(WHOLE));
        if min >= max {
            return Self { min: min.min(max), max: max.max(min), above_min: false, below_max: false };
        }
        Self { min, max, above_min: low.open, below_max: high.open }
    }
}

/// One end of a share, or of a sum of shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bound {
    pub units: u64,
    pub open: bool,
}

impl Bound {
    pub const WHOLE: Self = Self { units: WHOLE, open: false };

    pub fn plus(self, other: Self) -> Self {
        Self { units: self.units.saturating_add(other.units), open: self.open || other.open }
    }

    /// What a least amount leaves over of the whole, as a most.
    pub fn left_over(self) -> Self {
        Self { units: WHOLE.saturating_sub(self.units), open: self.open && self.units < WHOLE }
    }

    /// The stricter of two upper ends.
    pub fn least(self, other: Self) -> Self {
        if (self.units, !self.open) <= (other.units, !other.open) { self } else { other }
    }

    /// Whether an upper end allows half or more.
    pub fn reaches_half(self) -> bool {
        self.units > HALF || (self.units == HALF && !self.open)
    }
}

/// Units as a percentage.
pub(crate) fn percent(units: u64) -> Exact {
    Exact::whole(units).over(Exact::whole(PERCENT)).unwrap_or(Exact::ZERO)
}

/// The units at or below an exact number, and at or above it.
fn units(percent: Exact) -> Option<(u64, u64)> {
    let below = plain(&percent.to_decimal(PLACES))?;
    let exact = self::percent(below) == percent;
    Some((below, if exact { below } else { below + 1 }))
}

/// A plain decimal of at most twelve places, which nearly every share is.
fn plain(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if (whole.is_empty() && fraction.is_empty()) || whole.len() > 4 || fraction.len() > PLACES as usize {
        return None;
    }
    let mut units: u64 = 0;
    let zeros = std::iter::repeat_n(b'0', PLACES as usize - fraction.len());
    for byte in whole.bytes().chain(fraction.bytes()).chain(zeros) {
        units = units * 10 + u64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some(units)
}

fn number(text: &str) -> Result<Exact, ShareError> {
    let text = text.trim().trim_end_matches('%').trim();
    let error = || ShareError::NotANumber(shown(text));
    // A comma is a decimal comma where it stands alone, and nothing a register writes otherwise.
    if text.matches(',').count() == 1 && !text.contains('.') {
        return text.replace(',', ".").parse().map_err(|_| error());
    }
    text.parse().map_err(|_| error())
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

impl fmt::Display for Share {
    /// As a person writes it: `60%`, `25% to less than 50%`, `unknown share`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(exact) = self.known() {
            return write!(f, "{exact}%");
        }
        let (min, max) = (self.least(), self.most());
        let more = if self.above_min { "more than" } else { "at least" };
        let less = if self.below_max { "less than" } else { "at most" };
        match (self.min == 0 && !self.above_min, self.max == WHOLE && !self.below_max) {
            (true, true) => f.write_str("unknown share"),
            (true, false) => write!(f, "{less} {max}%"),
            (false, true) => write!(f, "{more} {min}%"),
            (false, false) => {
                write!(f, "{}{min}%", if self.above_min { "more than " } else { "" })?;
                write!(f, " to {}{max}%", if self.below_max { "less than " } else { "" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(text: &str) -> Share {
        Share::parse(text).unwrap()
    }

    #[test]
    fn shares_are_read_as_registers_write_them() {
        assert_eq!(share("51%"), share("51"));
        assert_eq!(share("33,5 %"), share("33.5"));
        assert_eq!(share("5e1"), share("50.000"));
        assert_eq!(share("25-50").to_string(), "25% to 50%");
        assert_eq!(share(">50").to_string(), "more than 50%");
        assert!(share(">50").is_majority() && !share(">=50").is_majority());
        for text in ["", "most", "100.01", "1000", "-5", "60-40", "51 percent", "1,000,000"] {
            assert!(Share::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_figure_with_too_many_places_is_widened_and_not_rounded() {
        let third = Exact::whole(100).over(Exact::whole(3)).unwrap();
        let share = Share::exact(third).unwrap();
        assert!(share.least() < third && third < share.most());
        assert_eq!(share.max - share.min, 1);
    }

    #[test]
    fn an_open_end_does_not_reach_the_line() {
        let below = Share::between(None, Some((Exact::whole(50), true))).unwrap();
        assert!(!below.high().reaches_half() && share("<=50").high().reaches_half());
        assert!(!share("25").high().plus(share("<25").high()).reaches_half());
        assert!(share("25").high().plus(share("<=25").high()).reaches_half());
        assert!(!share(">50").low().left_over().reaches_half() && share("50").low().left_over().reaches_half());
    }
}

//! Exact, non-negative numbers.
//!
//! Thresholds are compared exactly: the A30 has a performance density of 2640/826 = 3.196..., and the line
//! is 3.2. No float takes part. An [`Exact`] is a reduced fraction of two `i128`; arithmetic that would not
//! fit gives `None`, and comparison never overflows.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Digits a written number may have, before and after the point together.
///
/// 10^26 operations have 27 digits; 30 leaves room, and a product of two figures still fits an `i128`
/// or is refused by checked arithmetic.
const DIGITS_MAX: u32 = 30;

/// A non-negative rational number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    // INVARIANT: numerator >= 0, denominator > 0, and they have no common divisor.
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The whole number `n`.
    #[must_use]
    pub const fn whole(n: u64) -> Self {
        Self { numerator: n as i128, denominator: 1 }
    }

    fn reduced(numerator: i128, denominator: i128) -> Option<Self> {
        if numerator < 0 || denominator <= 0 {
            return None;
        }
        let divisor = gcd(numerator, denominator).max(1);
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The sum, or `None` where it would not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::reduced(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The product, or `None` where it would not fit.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        // Cross-reduce first, so that the product overflows only when the result does not fit.
        let a = gcd(self.numerator, other.denominator).max(1);
        let b = gcd(other.numerator, self.denominator).max(1);
        let numerator = (self.numerator / a).checked_mul(other.numerator / b)?;
        let denominator = (self.denominator / b).checked_mul(other.denominator / a)?;
        Self::reduced(numerator, denominator)
    }

    /// The quotient, or `None` where the divisor is zero or the result would not fit.
    #[must_use]
    pub fn over(self, divisor: Self) -> Option<Self> {
        if divisor.numerator == 0 {
            return None;
        }
        self.times(Self { numerator: divisor.denominator, denominator: divisor.numerator })
    }

    /// How far two numbers lie apart, and which is larger, or `None` where the difference would not fit.
    #[must_use]
    pub fn distance(self, other: Self) -> Option<(Ordering, Self)> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        let gap = left.checked_sub(right)?.checked_abs()?;
        let gap = Self::reduced(gap, self.denominator.checked_mul(other.denominator)?)?;
        Some((self.cmp(&other), gap))
    }

    /// Written as a decimal with at most `places` digits after the point, cut off (never rounded up to a
    /// line it does not reach), without trailing zeros.
    #[must_use]
    pub fn to_decimal(self, places: u32) -> String {
        let whole = self.numerator / self.denominator;
        let mut rest = self.numerator % self.denominator;
        let mut text = whole.to_string();
        let mut fraction = String::new();
        for _ in 0..places {
            if rest == 0 {
                break;
            }
            // A denominator this large comes from no written figure; stop instead of overflowing.
            let Some(scaled) = rest.checked_mul(10) else {
                break;
            };
            fraction.push(digit(scaled / self.denominator));
            rest = scaled % self.denominator;
        }
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }
}

fn digit(value: i128) -> char {
    u32::try_from(value).ok().and_then(|value| char::from_digit(value, 10)).unwrap_or('0')
}

fn gcd(a: i128, b: i128) -> i128 {
    if a == 1 || b == 1 {
        return 1;
    }
    // Nearly every figure fits 64 bits, where division is several times faster.
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        return i128::from(a);
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Ord for Exact {
    /// Compares by continued fractions, so that no product is formed and nothing can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let (mut a, mut b) = (self.numerator, self.denominator);
        let (mut c, mut d) = (other.numerator, other.denominator);
        let mut flipped = false;
        loop {
            let order = (a / b).cmp(&(c / d));
            let (a_rest, c_rest) = (a % b, c % d);
            let order = match (order, a_rest, c_rest) {
                (Ordering::Equal, 0, 0) => Ordering::Equal,
                (Ordering::Equal, 0, _) => Ordering::Less,
                (Ordering::Equal, _, 0) => Ordering::Greater,
                (Ordering::Equal, _, _) => {
                    // Same whole part: a_rest/b against c_rest/d is d/c_rest against b/a_rest.
                    (a, b, c, d) = (b, a_rest, d, c_rest);
                    flipped = !flipped;
                    continue;
                }
                (order, _, _) => order,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_decimal(6))
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// A text that is no number this program accepts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a non-negative decimal of at most {DIGITS_MAX} digits, such as 4800, 3.2 or 1e26")]
pub struct ParseExactError {
    text: String,
}

impl FromStr for Exact {
    type Err = ParseExactError;

    fn from_str(text: &str) -> Result<Self, ParseExactError> {
        parse(text).ok_or_else(|| ParseExactError { text: text.chars().take(60).collect() })
    }
}

fn parse(text: &str) -> Option<Exact> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut numerator: i128 = 0;
    let mut digits = 0;
    for character in whole.chars().chain(fraction.chars()) {
        let value = character.to_digit(10)?;
        digits += u32::from(digits > 0 || value > 0);
        if digits > DIGITS_MAX {
            return None;
        }
        numerator = numerator.checked_mul(10)?.checked_add(i128::from(value))?;
    }
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    if shift.unsigned_abs() > DIGITS_MAX {
        return (numerator == 0).then_some(Exact::ZERO);
    }
    let power = 10_i128.checked_pow(shift.unsigned_abs())?;
    if shift >= 0 { Exact::reduced(numerator.checked_mul(power)?, 1) } else { Exact::reduced(numerator, power) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn a30_lies_under_the_line_of_3_2() {
        let density = exact("2640").over(exact("826")).unwrap();
        assert!(density < exact("3.2"));
        assert_eq!(density.to_decimal(3), "3.196");
    }

    #[test]
    fn ten_to_the_26_is_equal_however_written() {
        assert_eq!(exact("1e26"), exact("100000000000000000000000000"));
        assert_eq!(exact("1e26"), exact("0.1E+27"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", ".", "-1", "1e", "1e99", "abc", "1.2.3", "1_000", "NaN", "inf", "٣"] {
            assert!(text.parse::<Exact>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn comparison_agrees_with_cross_multiplication(
            a in 0_i128..1_000_000_000_000, b in 1_i128..1_000_000, c in 0_i128..1_000_000_000_000, d in 1_i128..1_000_000,
        ) {
            let left = Exact::reduced(a, b).unwrap();
            let right = Exact::reduced(c, d).unwrap();
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn comparison_is_total_on_the_largest_values(a in 0..i128::MAX, b in 1..i128::MAX, c in 0..i128::MAX, d in 1..i128::MAX) {
            let left = Exact::reduced(a, b).unwrap();
            let right = Exact::reduced(c, d).unwrap();
            prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
        }

        #[test]
        fn a_decimal_survives_a_round_trip(whole in 0_u64..1_000_000_000, fraction in 0_u32..1_000_000) {
            let text = format!("{whole}.{fraction:06}");
            prop_assert_eq!(exact(&exact(&text).to_decimal(6)), exact(&text));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<Exact>();
        }
    }
}

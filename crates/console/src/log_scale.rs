//! Logarithmic axes in whole numbers.
//!
//! A logarithm to the base of two is read off bit by bit: the place of the highest bit is its whole part, and each
//! squaring of what remains gives one more bit. The result is the same on every machine.

use portcullis_catalog::Exact;

/// Bits after the point of a logarithm.
///
/// Each of the 24 squarings cuts off less than 2^-63 of the mantissa, and each later one doubles the error before it:
/// together less than 2^-38, so that the cut-off result is at most one unit of 2^-24 below the true value.
pub const FRACTION_BITS: u32 = 24;

/// Millionths are counted of a number, so that densities far below 1 have a place too.
const MILLION: u64 = 1_000_000;

/// The logarithm of a whole number to the base of two, in units of 2^-[`FRACTION_BITS`], cut off. `None` of zero.
#[must_use]
pub fn log2(number: u128) -> Option<i64> {
    let whole = number.checked_ilog2()?;
    // The mantissa, between 1 and 2, as a number of 64 bits whose highest is set.
    let mut mantissa = (number << (127 - whole)) >> 64;
    let mut result = i64::from(whole);
    for _ in 0..FRACTION_BITS {
        // Below 2^64 times 2^64: fits.
        let square = mantissa * mantissa;
        let bit = square >> 127;
        mantissa = square >> (63 + u32::try_from(bit).unwrap_or(0));
        result = (result << 1) | i64::try_from(bit).unwrap_or(0);
    }
    Some(result)
}

/// The logarithm of an exact number; numbers below a millionth have none.
#[must_use]
pub fn log2_exact(number: Exact) -> Option<i64> {
    let millionths = number.times(Exact::whole(MILLION))?.to_decimal(0).parse().ok()?;
    Some(log2(millionths)? - log2(MILLION.into())?)
}

/// A logarithmic axis: from numbers to places.
#[derive(Debug, Clone, Copy)]
pub struct LogScale {
    low: i64,
    high: i64,
    start: i64,
    end: i64,
}

impl LogScale {
    /// An axis on which `low` lies at the place `start` and `high` at `end`; `None` where either has no logarithm.
    #[must_use]
    pub fn between(low: Exact, high: Exact, start: i64, end: i64) -> Option<Self> {
        Some(Self { low: log2_exact(low)?, high: log2_exact(high)?, start, end })
    }

    /// The place of a number; the nearer end where it lies beyond.
    #[must_use]
    pub fn at(&self, number: Exact) -> i64 {
        let (least, most) = (self.low.min(self.high), self.low.max(self.high));
        let value = log2_exact(number).unwrap_or(least).clamp(least, most);
        let way = i128::from(self.end) - i128::from(self.start);
        let moved = (i128::from(value - self.low) * way).checked_div(i128::from(self.high - self.low)).unwrap_or(0);
        i64::try_from(i128::from(self.start) + moved).unwrap_or(self.start)
    }
}

/// The numbers 1, 2 and 5 times powers of ten between two numbers.
#[must_use]
pub fn ticks(low: Exact, high: Exact) -> Vec<Exact> {
    let powers = ["0.01", "0.1", "1", "10", "100", "1e3", "1e4", "1e5", "1e6", "1e7"];
    let powers = powers.into_iter().filter_map(|power| power.parse::<Exact>().ok());
    let all = powers.flat_map(|power| [1, 2, 5].map(|first| power.times(Exact::whole(first))));
    all.flatten().filter(|tick| (low..=high).contains(tick)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE: i64 = 1 << FRACTION_BITS;

    #[test]
    fn logarithms_are_the_known_ones() {
        assert_eq!(log2(0), None);
        for power in 0..128 {
            assert_eq!(log2(1 << power), Some(i64::from(power) * ONE));
        }
        // OEIS A020857 to A020862: log2 of 3, 5, 7, 10; times 2^24, cut off.
        for (number, millionths) in [(3, 1_584_962), (5, 2_321_928), (7, 2_807_354), (10, 3_321_928)] {
            let known = millionths * i128::from(ONE) / 1_000_000;
            assert!((i128::from(log2(number).unwrap()) - known).abs() < 20, "{number}");
        }
    }

    #[test]
    fn a_tenth_lies_as_far_below_one_as_ten_above() {
        let of = |text: &str| log2_exact(text.parse().unwrap()).unwrap();
        assert!((of("0.1") + of("10")).abs() <= 2);
        assert_eq!(of("1"), 0);
    }

    #[test]
    fn places_of_equal_ratios_are_equally_far_apart() {
        let exact = |text: &str| text.parse::<Exact>().unwrap();
        let scale = LogScale::between(exact("0.1"), exact("1e3"), 0, 400).unwrap();
        for (number, place) in
            [("0.1", 0), ("1", 100), ("10", 200), ("100", 300), ("1000", 400), ("1e9", 400), ("0", 0)]
        {
            assert!((scale.at(exact(number)) - place).abs() <= 1, "{number}");
        }
        let point = LogScale::between(exact("1"), exact("1"), 7, 9).unwrap();
        assert_eq!(point.at(exact("5")), 7);
    }

    proptest! {
        #[test]
        fn a_larger_number_has_no_smaller_logarithm(number in 1_u128..u128::MAX) {
            prop_assert!(log2(number).unwrap() <= log2(number + 1).unwrap());
        }

        #[test]
        fn the_logarithm_of_a_product_is_the_sum(a in 1_u64.., b in 1_u64..) {
            let (a, b) = (u128::from(a), u128::from(b));
            let sum = log2(a).unwrap() + log2(b).unwrap();
            prop_assert!((log2(a * b).unwrap() - sum).abs() <= 2);
        }
    }
}

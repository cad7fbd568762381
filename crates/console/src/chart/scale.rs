//! Linear axes in whole numbers: places, and round numbers to mark.

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use portcullis_license::Instant;

/// A linear axis: from numbers to places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linear {
    low: i128,
    high: i128,
    start: i64,
    end: i64,
}

impl Linear {
    /// An axis on which the lesser of two numbers lies at the place `start`, and the greater at `end`.
    pub(crate) fn between(one: i128, other: i128, start: i64, end: i64) -> Self {
        Self { low: one.min(other), high: one.max(other), start, end }
    }

    /// The place of a number; the nearer end where it lies beyond.
    pub(crate) fn at(&self, number: i128) -> i64 {
        let (mut part, mut whole) =
            (number.clamp(self.low, self.high).abs_diff(self.low), self.high.abs_diff(self.low));
        let way = u128::from(self.end.abs_diff(self.start));
        // Both are made smaller together until the product fits; the place moves by less than one.
        while part.checked_mul(way).is_none() {
            (part, whole) = (part >> 1, whole >> 1);
        }
        let moved = i64::try_from((part * way).checked_div(whole).unwrap_or(0)).unwrap_or(0);
        if self.end < self.start { self.start - moved } else { self.start + moved }
    }

    /// Round numbers between the ends, about so many.
    pub(crate) fn ticks(&self, most: u32) -> Vec<i128> {
        let least_step = self.high.abs_diff(self.low).div_ceil(u128::from(most.max(1))).max(1);
        let step = round_up(least_step).and_then(|step| i128::try_from(step).ok());
        let Some(step) = step else { return vec![self.low, self.high] };
        let first = self
            .low
            .checked_sub(self.low.rem_euclid(step))
            .and_then(|below| if below < self.low { below.checked_add(step) } else { Some(below) });
        std::iter::successors(first, |tick| tick.checked_add(step)).take_while(|tick| *tick <= self.high).collect()
    }
}

/// The least of 1, 2 and 5 times a power of ten that is not less.
fn round_up(number: u128) -> Option<u128> {
    let power = 10_u128.checked_pow(number.checked_ilog10()?)?;
    [1, 2, 5, 10].into_iter().filter_map(|first: u128| power.checked_mul(first)).find(|round| *round >= number)
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1970.
pub(crate) fn day_number(date: Date) -> i128 {
    i128::from(date.duration_since(EPOCH).as_hours() / 24)
}

/// First days of months or years between two dates, or every few days of a short time: about so many.
pub(crate) fn date_ticks(from: Date, to: Date, most: u32) -> Vec<Date> {
    let days = day_number(to).abs_diff(day_number(from));
    let most = u128::from(most.max(1));
    if let Some(step) = [1_i64, 2, 7, 14].into_iter().find(|step| days <= u128::from(step.unsigned_abs()) * most) {
        let step = SignedDuration::from_hours(24 * step);
        return following(from, to, |date| date.checked_add(step).ok());
    }
    let steps = [1_i32, 3, 6, 12, 24, 60, 120, 600, 1200, 12000];
    let step = steps.into_iter().find(|step| days <= u128::from(step.unsigned_abs()) * 28 * most).unwrap_or(12000);
    // Steps divide a year or are made of whole years, counted from the first of January.
    let year = if step > 12 {
        from.year() - from.year().rem_euclid(i16::try_from(step / 12).unwrap_or(1))
    } else {
        from.year()
    };
    let first = Date::new(year, 1, 1).unwrap_or(from);
    let mut ticks = following(first, to, |date| date.checked_add(step.months()).ok());
    ticks.retain(|tick| *tick >= from);
    ticks
}

fn following(first: Date, to: Date, next: impl Fn(&Date) -> Option<Date>) -> Vec<Date> {
    std::iter::successors(Some(first), next).take_while(|date| *date <= to).collect()
}

/// How a tick of a time axis is written: the year at its first month, else the month or the day.
pub(crate) fn date_label(date: Date, ticks: &[Date]) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1))).unwrap_or(&"");
    if ticks.iter().all(|tick| tick.day() == 1) {
        return if date.month() == 1 { date.year().to_string() } else { (*month).to_owned() };
    }
    format!("{} {month}", date.day())
}

/// The dates an axis of moments is marked at, each with its moment.
pub(crate) fn moment_ticks(from: Instant, to: Instant, most: u32) -> Vec<(Instant, String)> {
    let ticks = date_ticks(from.date(), to.date(), most);
    let marked = ticks.iter().map(|date| (Instant::start_of(*date), date_label(*date, &ticks)));
    marked.filter(|(at, _)| (from..=to).contains(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(Linear::between(0, 26_900, 0, 100).ticks(5), [0, 10_000, 20_000]);
        assert_eq!(Linear::between(-3, 4, 0, 100).ticks(4), [-2, 0, 2, 4]);
        assert_eq!(Linear::between(7, 7, 0, 100).ticks(4), [7]);
    }

    #[test]
    fn dates_are_marked_at_their_first_days() {
        let year = date_ticks(date(2022, 8, 26), date(2026, 11, 21), 6);
        assert_eq!(year, [2023, 2024, 2025, 2026].map(|year| date(year, 1, 1)));
        let weeks = date_ticks(date(2026, 1, 5), date(2026, 2, 5), 6);
        assert_eq!(weeks.len(), 5);
        assert_eq!(date_label(date(2026, 1, 5), &weeks), "5 Jan");
    }

    proptest! {
        #[test]
        fn a_place_is_always_on_the_axis(low: i128, high: i128, number: i128, start in -9_999_i64..9_999, end in -9_999_i64..9_999) {
            let place = Linear::between(low, high, start, end).at(number);
            prop_assert!((start.min(end)..=start.max(end)).contains(&place));
        }

        #[test]
        fn a_larger_number_lies_no_nearer_to_the_start(low: i128, high: i128, a: i128, b: i128) {
            let axis = Linear::between(low, high, 0, 1000);
            prop_assert!(axis.at(a.min(b)) <= axis.at(a.max(b)));
        }

        /// Against division without making smaller, where that fits.
        #[test]
        fn a_place_is_the_share_of_the_way(low in -1_000_000_i128..0, high in 1_i128..1_000_000, number in -1_000_000_i128..1_000_000) {
            let axis = Linear::between(low, high, 0, 1000);
            prop_assert_eq!(i128::from(axis.at(number)), (number.clamp(low, high) - low) * 1000 / (high - low));
        }

        #[test]
        fn ticks_are_few_and_between_the_ends(low: i128, high: i128, most in 1_u32..20) {
            let ticks = Linear::between(low, high, 0, 1000).ticks(most);
            prop_assert!(ticks.len() <= usize::try_from(most).unwrap() + 2);
            prop_assert!(ticks.iter().all(|tick| (low.min(high)..=low.max(high)).contains(tick)));
        }

        #[test]
        fn dates_are_few(from in -9_000_i16..9_999, to in -9_000_i16..9_999, day in 1_i8..28) {
            let ticks = date_ticks(date(from, 2, day), date(to, 5, 7), 8);
            prop_assert!(ticks.len() <= 25);
        }
    }
}

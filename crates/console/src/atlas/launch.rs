//! When an accelerator was launched, as far as the catalog says: a day, a month, a year, or nothing.

use jiff::civil::Date;

/// How a launch lies to a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Launch {
    /// On that day or before.
    Past,
    /// After it.
    Future,
    /// Only the year or the month is known, and the date lies in it, or nothing is known.
    Open,
}

impl Launch {
    /// How what the catalog says lies to a date.
    #[must_use]
    pub fn seen_from(text: &str, on: Date) -> Self {
        match span(text) {
            Some((_, last)) if last <= on => Self::Past,
            Some((first, _)) if first > on => Self::Future,
            _ => Self::Open,
        }
    }
}

/// The first and the last day it can have been.
fn span(text: &str) -> Option<(Date, Date)> {
    if let Ok(day) = text.parse::<Date>() {
        return Some((day, day));
    }
    let (year, month) = text.split_once('-').map_or((text, None), |(year, month)| (year, Some(month)));
    let year: i16 = year.parse().ok()?;
    match month {
        Some(month) => {
            let first = Date::new(year, month.parse().ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        None => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_is_open_while_it_lasts() {
        let on = date(2023, 11, 17);
        for (text, launch) in [
            ("2023-11-17", Launch::Past),
            ("2023-11-18", Launch::Future),
            ("2023", Launch::Open),
            ("2022", Launch::Past),
            ("2024", Launch::Future),
            ("2023-10", Launch::Past),
            ("2023-11", Launch::Open),
            ("", Launch::Open),
            ("announced", Launch::Open),
        ] {
            assert_eq!(Launch::seen_from(text, on), launch, "{text}");
        }
    }
}

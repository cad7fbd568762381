//! Dates as sources write them.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// The first day that a date can mean: `2005` begins on its first of January. A time of day is left out.
pub(crate) fn begins(text: &str) -> Option<Date> {
    parts(text).map(|(first, _)| first)
}

/// The day on which something that ended on this date is surely over. A whole date is that day itself; `2005`
/// may mean its last day, and is over on the first of 2006.
pub(crate) fn over(text: &str) -> Option<Date> {
    parts(text).map(|(_, over)| over)
}

/// A field, an error in it being a second absence.
fn digits(text: Option<&str>, length: usize) -> Option<Option<&str>> {
    text.map(|text| Some(text).filter(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())))
}

fn parts(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let day = text.split(['T', ' ']).next()?;
    let mut fields = day.split('-');
    let (year, month, day) = (digits(fields.next(), 4), digits(fields.next(), 2), digits(fields.next(), 2));
    if fields.next().is_some() {
        return None;
    }
    let year: i16 = year??.parse().ok()?;
    let Some(month) = month else {
        let first = Date::new(year, 1, 1).ok()?;
        return Some((first, first.checked_add(1.year()).ok()?));
    };
    let month: i8 = month?.parse().ok()?;
    let Some(day) = day else {
        let first = Date::new(year, month, 1).ok()?;
        return Some((first, first.checked_add(1.month()).ok()?));
    };
    let date = Date::new(year, month, day?.parse().ok()?).ok()?;
    Some((date, date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_without_a_day_is_taken_at_its_widest() {
        assert_eq!((begins("2005"), over("2005")), (Some(date(2005, 1, 1)), Some(date(2006, 1, 1))));
        assert_eq!((begins("2005-12"), over("2005-12")), (Some(date(2005, 12, 1)), Some(date(2006, 1, 1))));
        assert_eq!((begins("2005-12-24"), over("2005-12-24")), (Some(date(2005, 12, 24)), Some(date(2005, 12, 24))));
        assert_eq!(begins("2018-03-27T00:00:00+02:00"), Some(date(2018, 3, 27)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "05", "2005-13", "2005-02-30", "2005-1-1", "2005-01-01-01", "20050101", "yesterday", "+005-01-01"]
        {
            assert_eq!(begins(text), None, "{text}");
        }
    }
}

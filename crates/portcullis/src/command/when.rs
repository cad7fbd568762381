//! Moments and spans of time, as people write them.

use jiff::civil::Date;
use jiff::{Span, SpanRelativeTo, Timestamp};
use portcullis_license::Instant;

/// `2026-11-22T08:00Z`, or a date for its beginning in Coordinated Universal Time.
pub(crate) fn moment(text: &str) -> Result<Instant, String> {
    let wrong = || format!("`{text}` is no moment: write one such as 2026-11-22T08:00Z, or a date");
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Instant::try_from(moment.as_millisecond()).map_err(|_| wrong());
    }
    let date = text.parse::<Date>().map_err(|_| wrong())?;
    // A date that lies beyond the moments that can be written begins at none.
    let begin = Instant::start_of(date);
    if begin.date() == date { Ok(begin) } else { Err(wrong()) }
}

/// `8h`, `90m`, `2d 12h`: how many milliseconds; a day has twenty-four hours.
pub(crate) fn span(text: &str) -> Result<i64, String> {
    let span = text.parse::<Span>().ok().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let milliseconds =
        span.and_then(|span| i64::try_from(span.as_millis()).ok()).filter(|milliseconds| *milliseconds > 0);
    milliseconds.ok_or_else(|| format!("`{text}` is no span of time: write one such as 8h, 90m or 2d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_spans_are_read() {
        assert_eq!(moment("1970-01-02"), Ok(Instant(86_400_000)));
        assert_eq!(moment("1970-01-01T00:00:01Z"), Ok(Instant(1_000)));
        assert!(moment("tomorrow").is_err());
        assert!(moment("1969-12-31").is_err());
        assert_eq!(span("2d 12h"), Ok(60 * 3_600_000));
        assert_eq!(span("90m"), Ok(90 * 60_000));
        assert!(span("-1h").is_err());
        assert!(span("0s").is_err());
    }
}

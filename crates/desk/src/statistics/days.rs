//! How long something took, with the days on which the clock stood still and without them.

use jiff::civil::Date;

use crate::course::Stop;

/// Whole days between two dates; 0 where the second is not later.
pub(super) fn between(earlier: Date, later: Date) -> u32 {
    u32::try_from((later - earlier).get_days()).unwrap_or(0)
}

/// The days after `earlier`, up to `later`, on which the clock ran. The day it stopped does not count, and the day it went on does; a day on which it
/// stands still for several causes is taken off once. A stop that begins on the last day comes after what happened then.
pub(super) fn counted(earlier: Date, later: Date, stops: &[Stop]) -> u32 {
    let Ok(first) = earlier.tomorrow() else { return 0 };
    let Ok(end) = later.tomorrow() else { return between(earlier, later) };
    let begun = stops.iter().filter(|stop| stop.from < later);
    let clipped = begun.map(|stop| (stop.from.max(first), stop.to.unwrap_or(end).min(end)));
    let mut spans: Vec<(Date, Date)> = clipped.filter(|(from, to)| from < to).collect();
    spans.sort_unstable();
    let (mut still, mut past) = (0, first);
    for (from, to) in spans {
        still += between(from.max(past), to);
        past = past.max(to);
    }
    between(earlier, later).saturating_sub(still)
}

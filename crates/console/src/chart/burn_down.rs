//! How a grant is used up: what was granted, what is used, what is reserved, and when it ends if it goes on so.
//!
//! The forecast is a straight line through the first and the last reading, and says so. It is cut off at the end of the
//! grant, and there is none where use does not grow.

use crate::chart::frame::{Data, Words, figure};
use crate::chart::series::{Plot, period};
use crate::number::{grouped, share_of};
use maud::{Markup, Render, html};
use portcullis_license::Instant;

const SIZE: (i64, i64) = (760, 300);
const MARGINS: [i64; 4] = [62, 24, 24, 34];

/// A reading of a balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: Instant,
    /// Used so far.
    pub used: u128,
    /// Reserved at that moment, beside what is used.
    pub reserved: u128,
}

/// The use of a grant over time.
#[derive(Debug, Clone, Copy)]
pub struct BurnDown<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What is counted: `chip-hours`.
    pub unit: &'a str,
    /// How much was granted.
    pub granted: u128,
    /// Readings in order of time.
    pub readings: &'a [Reading],
    /// The last moment of the grant.
    pub ends: Instant,
}

impl BurnDown<'_> {
    /// When nothing is left, if use goes on as between the first and the last reading and what is reserved is used.
    /// `None` where use did not grow, or no time passed between the readings.
    #[must_use]
    pub fn exhausted_at(&self) -> Option<Instant> {
        let (first, last) = (self.readings.first()?, self.readings.last()?);
        let (used, time) = (last.used.checked_sub(first.used)?, last.at.since(first.at));
        let left = self.granted.saturating_sub(last.used.saturating_add(last.reserved));
        // Both are made smaller together until the product fits.
        let (mut left, mut used) = (left, used);
        while left.checked_mul(time.into()).is_none() {
            (left, used) = (left >> 1, used >> 1);
        }
        let more = (left * u128::from(time)).checked_div(used)?;
        if time == 0 {
            return None;
        }
        Some(last.at.plus(i64::try_from(more).unwrap_or(i64::MAX)))
    }

    /// What the forecast says, with what it assumes.
    #[must_use]
    pub fn forecast(&self) -> String {
        let (Some(first), Some(last)) = (self.readings.first(), self.readings.last()) else {
            return "There are no readings yet.".to_owned();
        };
        let taken = last.used.saturating_add(last.reserved);
        if taken >= self.granted {
            return "Nothing is left: all that was granted is used or reserved.".to_owned();
        }
        let left = share_of(self.granted - taken, self.granted);
        let assumed = format!(
            "if use goes on evenly as from {} to {} and all that is reserved is used",
            first.at.date(),
            last.at.date()
        );
        match self.exhausted_at() {
            None => format!("{left} is left. Use did not grow between the readings, so there is no forecast."),
            Some(at) if at > self.ends => {
                format!("{left} is left. It lasts past the last day, {}, {assumed}.", self.ends.date())
            }
            Some(at) => format!(
                "{left} is left. It ends on {}, before the last day, {}, {assumed}.",
                at.date(),
                self.ends.date()
            ),
        }
    }

    fn drawing(&self) -> Markup {
        let taken = |reading: &Reading| signed(reading.used.saturating_add(reading.reserved));
        let most = self.readings.iter().map(taken).max().unwrap_or(0).max(signed(self.granted));
        let time = period(self.readings.iter().map(|reading| reading.at).chain([self.ends]));
        let (from, to) = time.unwrap_or((self.ends, self.ends));
        let last = self.readings.last();
        // Some air above the line of the grant.
        let plot = Plot::of(SIZE, MARGINS, (from, to), (0, most.saturating_add(most / 12)));
        let (left, grant) = plot.place(from, signed(self.granted));
        let (right, _) = plot.place(to, 0);
        let forecast = last.zip(self.exhausted_at()).map(|(last, at)| {
            let shown = at.min(to);
            // On the straight line, where that meets the edge of the picture.
            let part = i128::from(shown.since(last.at));
            let whole = i128::from(at.since(last.at)).max(1);
            let rise = signed(self.granted).saturating_sub(taken(last)).max(0);
            let height = taken(last)
                .saturating_add((rise / whole).saturating_mul(part).saturating_add(rise % whole * part / whole));
            (plot.path([(last.at, taken(last)), (shown, height)]), plot.place(shown, height), at <= to)
        });
        html! {
            (plot.axes(8, 5))
            path.a2 d=(plot.area(self.readings.iter().map(|reading| (reading.at, taken(reading))))) {}
            path.a1 d=(plot.area(self.readings.iter().map(|reading| (reading.at, signed(reading.used))))) {}
            path.l1 d=(plot.path(self.readings.iter().map(|reading| (reading.at, signed(reading.used))))) {}
            path.l2 d=(plot.path(self.readings.iter().map(|reading| (reading.at, taken(reading))))) {}
            line.limit x1=(left) x2=(right) y1=(grant) y2=(grant) {}
            text.label x=(right - 4) y=(grant - 6) text-anchor="end" { "granted" }
            @if let Some((path, (x, y), ends)) = forecast {
                path.forecast d=(path) {}
                @if ends { circle.end cx=(x) cy=(y) r="4" {} }
            }
            @if let Some(last) = last {
                @let (x, y) = plot.place(last.at, signed(last.used));
                line.now x1=(x) x2=(x) y1=(MARGINS[1]) y2=(SIZE.1 - MARGINS[3]) {}
                // On the first days there is no room before the reading: the words stand after it, above those of the reading.
                @let (words_at, side, lift) = if x < left + 76 { (x + 5, "start", 22) } else { (x - 6, "end", 8) };
                text.label.halo x=(words_at) y=((y + 34).min(SIZE.1 - MARGINS[3] - lift)) text-anchor=(side) { "used so far" }
                text.tick x=(x.min(right - 70) + 5) y=(SIZE.1 - MARGINS[3] - 8) { "last reading" }
            }
        }
    }
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

impl Render for BurnDown<'_> {
    fn render(&self) -> Markup {
        let headings = ["On", "Used", "Reserved", "Left"].map(str::to_owned).to_vec();
        let rows = self.readings.iter().map(|reading| {
            let left = self.granted.saturating_sub(reading.used.saturating_add(reading.reserved));
            let numbers = [reading.used, reading.reserved, left].map(|number| grouped(signed(number)));
            std::iter::once(reading.at.date().to_string()).chain(numbers).collect()
        });
        let data = Data { headings, rows: rows.collect() };
        let follows = format!("{} {} granted. {}", grouped(signed(self.granted)), self.unit, self.forecast());
        figure(&self.words, &follows, SIZE, &self.drawing(), &data)
    }
}

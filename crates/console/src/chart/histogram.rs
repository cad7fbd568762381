//! How long things took: a histogram, with the middle and the slow end in words.

use crate::chart::frame::{Data, Words, figure};
use crate::chart::scale::Linear;
use crate::number::{counted, grouped, short};
use maud::{Markup, Render, html};

const SIZE: (i64, i64) = (760, 240);
const LEFT: i64 = 56;
const BOTTOM: i64 = 200;
const TOP: i64 = 12;
const RIGHT: i64 = 748;
/// Bins there are at most.
const BINS: u32 = 24;

/// A histogram of times.
#[derive(Debug, Clone, Copy)]
pub struct Histogram<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What a value is counted in: `days`, `ms`.
    pub unit: &'a str,
    /// What took the time: `case`.
    pub noun: &'a str,
    /// The times, in any order.
    pub values: &'a [u64],
}

/// A bin: from its least value to the last before the next one's.
struct Bin {
    from: u128,
    last: u128,
    count: u64,
}

impl Histogram<'_> {
    fn bins(&self) -> Vec<Bin> {
        let most = self.values.iter().copied().max().unwrap_or(0);
        // Ticks are a round step apart; so are bins.
        let ticks = Linear::between(0, i128::from(most), 0, 1).ticks(BINS);
        let step = ticks.get(1).and_then(|step| u128::try_from(*step).ok()).unwrap_or(1).max(1);
        let bins = u128::from(most) / step + 1;
        let mut all: Vec<Bin> =
            (0..bins).map(|bin| Bin { from: bin * step, last: (bin + 1) * step - 1, count: 0 }).collect();
        for value in self.values {
            let bin = usize::try_from(u128::from(*value) / step).ok().and_then(|bin| all.get_mut(bin));
            if let Some(bin) = bin {
                bin.count += 1;
            }
        }
        all
    }

    /// The least value that at least so many percent of the values do not pass.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<u64> {
        let mut sorted = self.values.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent.min(100)).div_ceil(100).max(1);
        sorted.get(rank - 1).copied()
    }

    fn summary(&self) -> String {
        let count = counted(self.values.len(), self.noun);
        let of = |percent| self.percentile(percent).map(|value| format!("{} {}", grouped(value.into()), self.unit));
        match (of(50), of(90), of(100)) {
            (Some(middle), Some(slow), Some(slowest)) => {
                format!("{count}: half took {middle} or less, nine of ten {slow} or less, the slowest {slowest}.")
            }
            _ => format!("{count}."),
        }
    }
}

impl Render for Histogram<'_> {
    fn render(&self) -> Markup {
        let bins = self.bins();
        let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
        let last = bins.last().map_or(1, |bin| i128::try_from(bin.last).unwrap_or(i128::MAX).saturating_add(1));
        let x = Linear::between(0, last, LEFT, RIGHT);
        let y = Linear::between(0, most.into(), BOTTOM, TOP);
        let at = |number: u128| x.at(i128::try_from(number).unwrap_or(i128::MAX));
        let drawing = html! {
            @for tick in y.ticks(4) {
                line.grid x1=(LEFT) x2=(RIGHT) y1=(y.at(tick)) y2=(y.at(tick)) {}
                text.tick x=(LEFT - 6) y=(y.at(tick) + 4) text-anchor="end" { (short(tick)) }
            }
            @for bin in &bins {
                @let (left, right, top) = (at(bin.from), at(bin.last.saturating_add(1)), y.at(bin.count.into()));
                rect.f1 x=(left + 1) y=(top) width=((right - left - 2).max(1)) height=(BOTTOM - top) {}
            }
            @for tick in x.ticks(10) {
                text.tick x=(x.at(tick)) y=(BOTTOM + 16) text-anchor="middle" { (short(tick)) }
            }
            line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
            text.tick x=(RIGHT) y=(BOTTOM + 33) text-anchor="end" { (self.unit) }
            @for (percent, name) in [(50, "half"), (90, "nine of ten")] {
                @if let Some(value) = self.percentile(percent) {
                    @let x = at(value.into());
                    line.limit x1=(x) x2=(x) y1=(TOP) y2=(BOTTOM) {}
                    text.label x=(x + 4) y=(if percent == 50 { TOP + 10 } else { TOP + 26 }) { (name) }
                }
            }
        };
        let rows = bins.iter().map(|bin| {
            let range =
                if bin.from == bin.last { bin.from.to_string() } else { format!("{} to {}", bin.from, bin.last) };
            vec![format!("{range} {}", self.unit), grouped(bin.count.into())]
        });
        let data = Data { headings: vec!["Time".to_owned(), format!("{}s", self.noun)], rows: rows.collect() };
        figure(&self.words, &self.summary(), SIZE, &drawing, &data)
    }
}

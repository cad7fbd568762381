//! Curves over time on common axes: what lines, burn-downs and small multiples share.

use crate::chart::scale::{Linear, moment_ticks};
use crate::number::short;
use maud::{Markup, html};
use portcullis_license::Instant;
use std::fmt::Write as _;

/// A box with a time axis below and a value axis on its left.
pub(crate) struct Plot {
    pub(crate) x: Linear,
    pub(crate) y: Linear,
    from: Instant,
    to: Instant,
    left: i64,
    right: i64,
    top: i64,
    bottom: i64,
}

impl Plot {
    /// A plot that fills a box but for the margins: left, top, right, bottom.
    pub(crate) fn of(
        size: (i64, i64),
        [left, top, right, bottom]: [i64; 4],
        (from, to): (Instant, Instant),
        (low, high): (i128, i128),
    ) -> Self {
        let (right, bottom) = (size.0 - right, size.1 - bottom);
        let x = Linear::between(from.0.into(), to.0.into(), left, right);
        let y = Linear::between(low, high, bottom, top);
        Self { x, y, from, to, left, right, top, bottom }
    }

    /// Lines and words of both axes.
    pub(crate) fn axes(&self, across: u32, up: u32) -> Markup {
        html! {
            @for tick in self.y.ticks(up) {
                @let y = self.y.at(tick);
                line.grid x1=(self.left) x2=(self.right) y1=(y) y2=(y) {}
                text.tick x=(self.left - 6) y=(y + 4) text-anchor="end" { (short(tick)) }
            }
            @for (at, label) in moment_ticks(self.from, self.to, across) {
                @let x = self.x.at(at.0.into());
                line.axis x1=(x) x2=(x) y1=(self.bottom) y2=(self.bottom + 4) {}
                text.tick x=(x) y=(self.bottom + 17) text-anchor="middle" { (label) }
            }
            line.axis x1=(self.left) x2=(self.right) y1=(self.bottom) y2=(self.bottom) {}
            line.axis x1=(self.left) x2=(self.left) y1=(self.top) y2=(self.bottom) {}
        }
    }

    /// The place of a value at a moment.
    pub(crate) fn place(&self, at: Instant, value: i128) -> (i64, i64) {
        (self.x.at(at.0.into()), self.y.at(value))
    }

    /// The path through some values.
    pub(crate) fn path(&self, points: impl IntoIterator<Item = (Instant, i128)>) -> String {
        let mut path = String::new();
        for (at, value) in points {
            let (x, y) = self.place(at, value);
            let _ = write!(path, "{}{x} {y}", if path.is_empty() { 'M' } else { 'L' });
        }
        path
    }

    /// The area between some values and the least of the axis.
    pub(crate) fn area(&self, points: impl IntoIterator<Item = (Instant, i128)>) -> String {
        let mut first = None;
        let mut path = String::new();
        for (at, value) in points {
            let (x, y) = self.place(at, value);
            first = first.or(Some(x));
            let _ = write!(path, "{}{x} {y}", if path.is_empty() { 'M' } else { 'L' });
        }
        if let Some(first) = first {
            let _ = write!(path, "V{}H{first}Z", self.bottom);
        }
        path
    }
}

/// The least and the greatest of some values and of zero.
pub(crate) fn bounds(values: impl Iterator<Item = i128>) -> (i128, i128) {
    values.fold((0, 0), |(low, high), value| (low.min(value), high.max(value)))
}

/// The first and the last of some moments; `None` without any.
pub(crate) fn period(moments: impl Iterator<Item = Instant>) -> Option<(Instant, Instant)> {
    moments.fold(None, |period, at| {
        Some(period.map_or((at, at), |(first, last): (Instant, Instant)| (first.min(at), last.max(at))))
    })
}

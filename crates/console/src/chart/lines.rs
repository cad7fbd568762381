//! Curves over time: several in one picture, or one in each of several pictures with the same axes.

use crate::chart::frame::{Data, Words, figure, svg, table};
use crate::chart::series::{Plot, bounds, period};
use crate::number::{grouped, identifier, shortened};
use maud::{Markup, Render, html};
use portcullis_license::Instant;
use std::collections::BTreeMap;

const SIZE: (i64, i64) = (760, 280);
const MARGINS: [i64; 4] = [62, 16, 130, 34];
const SMALL: (i64, i64) = (230, 120);
const SMALL_MARGINS: [i64; 4] = [40, 10, 8, 24];
const LOOKS: usize = 6;
const LETTERS: usize = 17;
/// Names at the ends of curves keep this distance.
const APART: i64 = 15;

/// A curve.
#[derive(Debug, Clone, Copy)]
pub struct Curve<'a> {
    /// What it shows.
    pub name: &'a str,
    /// Values in order of time.
    pub points: &'a [(Instant, i128)],
}

/// Curves in one picture.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What is counted.
    pub unit: &'a str,
    /// The curves.
    pub curves: &'a [Curve<'a>],
}

/// The bounds of several curves: of time, and of values with zero.
fn common(curves: &[Curve<'_>]) -> ((Instant, Instant), (i128, i128)) {
    let points = || curves.iter().flat_map(|curve| curve.points);
    let time = period(points().map(|(at, _)| *at)).unwrap_or_default();
    (time, bounds(points().map(|(_, value)| *value)))
}

/// The values of all curves, one row a moment.
fn data(unit: &str, curves: &[Curve<'_>]) -> Data {
    let mut rows: BTreeMap<Instant, Vec<Option<i128>>> = BTreeMap::new();
    for (place, curve) in curves.iter().enumerate() {
        for (at, value) in curve.points {
            let row = rows.entry(*at).or_insert_with(|| vec![None; curves.len()]);
            if let Some(cell) = row.get_mut(place) {
                *cell = Some(*value);
            }
        }
    }
    let written = |(at, row): (Instant, Vec<Option<i128>>)| {
        let values = row.into_iter().map(|value| value.map_or_else(|| "–".to_owned(), grouped));
        std::iter::once(at.to_string()).chain(values).collect()
    };
    let names = curves.iter().map(|curve| format!("{} ({unit})", curve.name));
    Data {
        headings: std::iter::once("At".to_owned()).chain(names).collect(),
        rows: rows.into_iter().map(written).collect(),
    }
}

impl Lines<'_> {
    /// The names at the right ends of the curves, moved apart where they would cover each other.
    fn names(&self, plot: &Plot) -> Vec<(i64, &str, usize)> {
        let ends = self.curves.iter().zip((1..=LOOKS).cycle()).filter_map(|(curve, look)| {
            let (at, value) = curve.points.last()?;
            Some((plot.place(*at, *value).1, curve.name, look))
        });
        let mut names: Vec<_> = ends.collect();
        names.sort_unstable_by_key(|(y, ..)| *y);
        let lowest = SIZE.1 - MARGINS[3];
        let mut above = i64::MIN / 2;
        for (y, ..) in &mut names {
            *y = (*y).max(above + APART).min(lowest);
            above = *y;
        }
        names
    }
}

impl Render for Lines<'_> {
    fn render(&self) -> Markup {
        let (time, values) = common(self.curves);
        let plot = Plot::of(SIZE, MARGINS, time, values);
        let drawing = html! {
            (plot.axes(8, 5))
            @for (curve, look) in self.curves.iter().zip((1..=LOOKS).cycle()) {
                path.{ "l" (look) } d=(plot.path(curve.points.iter().copied())) {}
            }
            @for (y, name, look) in self.names(&plot) {
                rect.{ "f" (look) } x=(SIZE.0 - MARGINS[2] + 8) y=(y - 5) width="9" height="9" {}
                text.label x=(SIZE.0 - MARGINS[2] + 21) y=(y + 4) { (shortened(name, LETTERS - 3)) }
            }
        };
        figure(&self.words, "", SIZE, &drawing, &data(self.unit, self.curves))
    }
}

/// One small picture a curve, all with the same axes.
#[derive(Debug, Clone, Copy)]
pub struct SmallMultiples<'a> {
    /// The words of all together.
    pub words: Words<'a>,
    /// What is counted.
    pub unit: &'a str,
    /// The curves.
    pub curves: &'a [Curve<'a>],
}

impl Render for SmallMultiples<'_> {
    fn render(&self) -> Markup {
        let (time, values) = common(self.curves);
        let plot = Plot::of(SMALL, SMALL_MARGINS, time, values);
        let id = identifier(self.words.id);
        html! {
            figure.chart #(id) {
                figcaption { strong { (self.words.title) } span.quiet { " " (self.words.about) } }
                ul.multiples {
                    @for (place, curve) in self.curves.iter().enumerate() {
                        @let drawing = html! {
                            (plot.axes(3, 2))
                            path.a1 d=(plot.area(curve.points.iter().copied())) {}
                            path.l1 d=(plot.path(curve.points.iter().copied())) {}
                        };
                        li {
                            p.what { (curve.name) }
                            (svg(&format!("{id}-{place}"), curve.name, self.words.about, SMALL, &drawing))
                        }
                    }
                }
                (table(self.words.title, &data(self.unit, self.curves)))
            }
        }
    }
}

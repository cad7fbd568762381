//! Bars: one number for each of several things.

use crate::chart::frame::{Data, Words, figure};
use crate::chart::scale::Linear;
use crate::chart::series::bounds;
use crate::number::{grouped, shortened};
use maud::{Markup, Render, html};

const WIDTH: i64 = 720;
const LEFT: i64 = 190;
/// Room for the number after the longest bar.
const RIGHT: i64 = 110;
const ROW: i64 = 26;
const LETTERS: usize = 27;

/// A bar.
#[derive(Debug, Clone)]
pub struct Bar<'a> {
    /// What it is the number of.
    pub label: &'a str,
    /// The number.
    pub value: i128,
}

/// A bar chart, in the order given.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What is counted.
    pub unit: &'a str,
    /// Its bars.
    pub bars: &'a [Bar<'a>],
}

impl Render for Bars<'_> {
    fn render(&self) -> Markup {
        let (low, high) = bounds(self.bars.iter().map(|bar| bar.value));
        let x = Linear::between(low, high, LEFT, WIDTH - RIGHT);
        let zero = x.at(0);
        let height = ROW * i64::try_from(self.bars.len()).unwrap_or(0) + 8;
        let drawing = html! {
            @for (bar, row) in self.bars.iter().zip(0_i64..) {
                @let (end, y) = (x.at(bar.value), row * ROW + 4);
                text.label x=(LEFT - 10) y=(y + 16) text-anchor="end" { (shortened(bar.label, LETTERS)) }
                rect.f1 x=(zero.min(end)) y=(y + 3) width=((end - zero).abs()) height=(ROW - 8) {}
                text.value x=(zero.max(end) + 6) y=(y + 16) { (grouped(bar.value)) }
            }
            line.axis x1=(zero) x2=(zero) y1="0" y2=(height) {}
        };
        let rows = self.bars.iter().map(|bar| vec![bar.label.to_owned(), grouped(bar.value)]).collect();
        let data = Data { headings: vec!["Of".to_owned(), self.unit.to_owned()], rows };
        figure(&self.words, "", (WIDTH, height), &drawing, &data)
    }
}

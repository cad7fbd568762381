//! Stacked bars: the parts of several wholes.

use crate::chart::frame::{Data, Words, figure};
use crate::chart::scale::Linear;
use crate::number::{grouped, share_of, short, shortened};
use maud::{Markup, Render, html};

const WIDTH: i64 = 720;
const LEFT: i64 = 190;
const RIGHT: i64 = 80;
const ROW: i64 = 30;
const HEAD: i64 = 28;
const LETTERS: usize = 27;
/// Series that have a look of their own.
const LOOKS: usize = 6;

/// One whole and its parts.
#[derive(Debug, Clone)]
pub struct Stack<'a> {
    /// What it is.
    pub label: &'a str,
    /// One part a series.
    pub parts: Vec<u128>,
}

/// Stacked bars.
#[derive(Debug, Clone, Copy)]
pub struct Stacked<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What is counted.
    pub unit: &'a str,
    /// The names of the parts, in the order of the stack.
    pub series: &'a [&'a str],
    /// The wholes.
    pub stacks: &'a [Stack<'a>],
}

fn whole(stack: &Stack<'_>) -> u128 {
    stack.parts.iter().fold(0, |sum: u128, part| sum.saturating_add(*part))
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

impl Stacked<'_> {
    fn legend(&self) -> Markup {
        let room = (WIDTH - 20) / i64::try_from(self.series.len().max(1)).unwrap_or(1);
        html! {
            @for ((name, place), look) in self.series.iter().zip(0_i64..).zip((1..=LOOKS).cycle()) {
                rect.{ "f" (look) } x=(10 + place * room) y="6" width="12" height="12" {}
                text.label x=(28 + place * room) y="16" { (shortened(name, usize::try_from(room / 8).unwrap_or(1).max(1))) }
            }
        }
    }

    fn bar(&self, stack: &Stack<'_>, x: Linear, y: i64) -> Markup {
        let mut before = 0_u128;
        let parts = stack.parts.iter().zip((1..=LOOKS).cycle()).map(|(part, look)| {
            let start = x.at(signed(before));
            before = before.saturating_add(*part);
            (*part, look, start, x.at(signed(before)))
        });
        html! {
            @for (part, look, start, end) in parts {
                rect.part.{ "f" (look) } x=(start) y=(y) width=(end - start) height=(ROW - 8) {}
                @if end - start > 52 {
                    text.{ "inside on" (look) } x=(start + 6) y=(y + 15) { (short(signed(part))) }
                }
            }
        }
    }
}

impl Render for Stacked<'_> {
    fn render(&self) -> Markup {
        let most = self.stacks.iter().map(whole).max().unwrap_or(0);
        let x = Linear::between(0, signed(most), LEFT, WIDTH - RIGHT);
        let height = HEAD + ROW * i64::try_from(self.stacks.len()).unwrap_or(0) + 6;
        let drawing = html! {
            (self.legend())
            @for (stack, row) in self.stacks.iter().zip(0_i64..) {
                @let y = HEAD + row * ROW + 4;
                text.label x=(LEFT - 10) y=(y + 15) text-anchor="end" { (shortened(stack.label, LETTERS)) }
                (self.bar(stack, x, y))
                text.value x=(x.at(signed(whole(stack))) + 6) y=(y + 15) { (short(signed(whole(stack)))) }
            }
        };
        let headings = std::iter::once(self.unit).chain(self.series.iter().copied()).map(str::to_owned).collect();
        let rows = self.stacks.iter().map(|stack| {
            let parts = stack
                .parts
                .iter()
                .map(|part| format!("{} ({})", grouped(signed(*part)), share_of(*part, whole(stack))));
            std::iter::once(stack.label.to_owned()).chain(parts).collect()
        });
        let data = Data { headings, rows: rows.collect() };
        figure(&self.words, "", (WIDTH, height), &drawing, &data)
    }
}

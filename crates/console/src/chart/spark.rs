//! A sparkline: a curve as small as a word, for a cell of a table. Its words say what it shows, since it has no axes.

use crate::chart::scale::Linear;
use crate::number::{grouped, identifier};
use maud::{Markup, Render, html};
use std::fmt::Write as _;

const WIDTH: i64 = 96;
const HEIGHT: i64 = 22;
const EDGE: i64 = 3;

/// A sparkline.
#[derive(Debug, Clone, Copy)]
pub struct Spark<'a> {
    /// An id, unique on the page.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// Values, evenly spaced.
    pub values: &'a [i128],
}

impl Spark<'_> {
    /// The first, the last, the least and the greatest value.
    fn about(&self) -> String {
        let (Some(first), Some(last)) = (self.values.first(), self.values.last()) else {
            return "No values.".to_owned();
        };
        let least = self.values.iter().min().unwrap_or(first);
        let most = self.values.iter().max().unwrap_or(first);
        let [first, last, least, most] = [first, last, least, most].map(|value| grouped(*value));
        format!("From {first} to {last}; least {least}, greatest {most}.")
    }
}

impl Render for Spark<'_> {
    fn render(&self) -> Markup {
        let id = identifier(self.id);
        let steps = i128::try_from(self.values.len().saturating_sub(1)).unwrap_or(0);
        let x = Linear::between(0, steps, EDGE, WIDTH - EDGE);
        let least = self.values.iter().copied().min().unwrap_or(0);
        let most = self.values.iter().copied().max().unwrap_or(0);
        let y = Linear::between(least, most, HEIGHT - EDGE, EDGE);
        let mut path = String::new();
        let mut last = None;
        for (value, step) in self.values.iter().zip(0_i128..) {
            let (x, y) = (x.at(step), y.at(*value));
            let _ = write!(path, "{}{x} {y}", if path.is_empty() { 'M' } else { 'L' });
            last = Some((x, y));
        }
        html! {
            svg.spark viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) role="img"
                aria-labelledby={ (id) "-title " (id) "-about" } {
                title id={ (id) "-title" } { (self.title) }
                desc id={ (id) "-about" } { (self.about()) }
                path.l1 d=(path) {}
                @if let Some((x, y)) = last { circle.f1 cx=(x) cy=(y) r="2" {} }
            }
        }
    }
}

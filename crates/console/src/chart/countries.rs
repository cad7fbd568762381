//! The world as a list: one row a country, the greatest first. A list says what a map only hints at.

use crate::chart::frame::Words;
use crate::chart::scale::Linear;
use crate::number::{counted, grouped, identifier, share_of};
use maud::{Markup, Render, html};
use portcullis_catalog::{Countries, Country};

const WIDTH: i64 = 260;
const HEIGHT: i64 = 14;

/// The number of a country.
#[derive(Debug, Clone, Copy)]
pub struct CountryRow {
    /// The country.
    pub country: Country,
    /// The number.
    pub value: u128,
}

/// Numbers by country.
#[derive(Debug, Clone, Copy)]
pub struct ByCountry<'a> {
    /// Its words.
    pub words: Words<'a>,
    /// What is counted.
    pub unit: &'a str,
    /// How countries are called.
    pub countries: &'a Countries,
    /// The numbers, in any order.
    pub rows: &'a [CountryRow],
}

impl Render for ByCountry<'_> {
    fn render(&self) -> Markup {
        let mut rows = self.rows.to_vec();
        rows.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.country.cmp(&b.country)));
        let sum = rows.iter().fold(0_u128, |sum, row| sum.saturating_add(row.value));
        let signed = |number: u128| i128::try_from(number).unwrap_or(i128::MAX);
        let x = Linear::between(0, rows.first().map_or(0, |row| signed(row.value)), 0, WIDTH);
        html! {
            figure.chart #(identifier(self.words.id)) {
                figcaption {
                    strong { (self.words.title) }
                    span.quiet { " " (self.words.about) " " (counted(rows.len(), "row")) ", together " (grouped(signed(sum))) " " (self.unit) "." }
                }
                table.bars {
                    caption.unseen { (self.words.title) }
                    thead { tr { th scope="col" { "Country" } th.number scope="col" { (self.unit) } th.number scope="col" { "Share" } th scope="col" { span.unseen { "As a bar" } } } }
                    tbody {
                        @for row in &rows {
                            tr {
                                th scope="row" { (self.countries.name(row.country)) " " span.quiet { (row.country.to_string()) } }
                                td.number { (grouped(signed(row.value))) }
                                td.number { (share_of(row.value, sum)) }
                                td {
                                    svg.drawing viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) aria-hidden="true" {
                                        title { (self.countries.name(row.country)) ": " (grouped(signed(row.value))) }
                                        rect.f1 x="0" y="1" width=(x.at(signed(row.value))) height=(HEIGHT - 2) {}
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

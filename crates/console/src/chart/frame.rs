//! What every chart has: words for those who do not see, and its data as a table.

use crate::number::identifier;
use maud::{Markup, html};

/// The words of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// An id, unique on the page.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What a reader should see in it, in a sentence or two.
    pub about: &'a str,
}

/// The data of a picture.
pub(crate) struct Data {
    /// The headings of the columns; the first column names the row.
    pub(crate) headings: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A picture in its frame. What follows from the data is said after what the caller says about it.
pub(crate) fn figure(words: &Words<'_>, follows: &str, size: (i64, i64), drawing: &Markup, data: &Data) -> Markup {
    let id = identifier(words.id);
    let about = [words.about, follows].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    html! {
        figure.chart #(id) {
            figcaption { strong { (words.title) } @if !about.is_empty() { span.quiet { " " (about) } } }
            div.scroll tabindex="0" role="region" aria-label=(words.title) {
                (svg(&id, words.title, &about, size, drawing))
            }
            (table(words.title, data))
        }
    }
}

/// A picture that is read as one.
pub(crate) fn svg(id: &str, title: &str, about: &str, (width, height): (i64, i64), drawing: &Markup) -> Markup {
    html! {
        svg.drawing viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role="img"
            aria-labelledby={ (id) "-title " (id) "-about" } {
            title id={ (id) "-title" } { (title) }
            desc id={ (id) "-about" } { (about) }
            (drawing)
        }
    }
}

/// The data, to unfold.
pub(crate) fn table(title: &str, data: &Data) -> Markup {
    html! {
        details.data {
            summary { "Data" span.unseen { " of: " (title) } }
            div.scroll tabindex="0" role="region" aria-label={ "Data of: " (title) } {
                table {
                    caption.unseen { (title) }
                    thead { tr { @for heading in &data.headings { th scope="col" { (heading) } } } }
                    tbody {
                        @for row in &data.rows {
                            tr { @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" { (cell) } } @else { td.number[is_number(cell)] { (cell) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '.' | '%' | '–' | '\u{2212}'))
}

//! Names and values: what is known of one thing.

use maud::{Markup, Render, html};

/// A definition list.
#[derive(Default)]
pub struct FactList<'a> {
    rows: Vec<(&'a str, Markup)>,
}

impl<'a> FactList<'a> {
    /// Without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more row.
    #[must_use]
    pub fn row(mut self, name: &'a str, value: impl Render) -> Self {
        self.rows.push((name, value.render()));
        self
    }

    /// With one more row, where there is a value.
    #[must_use]
    pub fn maybe(self, name: &'a str, value: Option<impl Render>) -> Self {
        match value {
            Some(value) => self.row(name, value),
            None => self,
        }
    }
}

impl Render for FactList<'_> {
    fn render(&self) -> Markup {
        html! { dl.facts { @for (name, value) in &self.rows { div { dt { (name) } dd { (value) } } } } }
    }
}

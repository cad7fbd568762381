//! Rows of links: the way here, tabs, pages.

use crate::address::Address;
use crate::number::grouped;
use maud::{Markup, Render, html};

/// A step of the way to a page.
#[derive(Debug, Clone)]
pub struct Crumb<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Where it is.
    pub address: Address,
}

/// A tab.
#[derive(Debug, Clone)]
pub struct Tab<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Where it leads.
    pub address: Address,
    /// How many things it holds, where that is worth saying.
    pub count: Option<u64>,
    /// Whether it is this one.
    pub current: bool,
}

/// Tabs: links, each a page of its own.
#[derive(Debug, Clone, Copy)]
pub struct Tabs<'a> {
    /// What they are the parts of.
    pub label: &'a str,
    /// The tabs.
    pub tabs: &'a [Tab<'a>],
}

impl Render for Tabs<'_> {
    fn render(&self) -> Markup {
        html! {
            nav.tabs aria-label=(self.label) {
                ul {
                    @for tab in self.tabs {
                        li {
                            a href=(tab.address) aria-current=[tab.current.then_some("page")] {
                                (tab.title)
                                @if let Some(count) = tab.count { " " span.count { (grouped(count.into())) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The way through a list that is read by cursor: a page knows its neighbors and no numbers.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// What is shown, in words: `100 of 2,310`.
    pub shown: String,
    /// The page before.
    pub before: Option<Address>,
    /// The page after.
    pub after: Option<Address>,
}

impl Render for Pager {
    fn render(&self) -> Markup {
        html! {
            nav.pager aria-label="Pages" {
                span.quiet { (self.shown) }
                @if let Some(before) = &self.before { a rel="prev" href=(before) { "← Earlier page" } }
                @if let Some(after) = &self.after { a rel="next" href=(after) { "Next page →" } }
            }
        }
    }
}

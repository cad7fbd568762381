//! Something went wrong: what, and what to do about it.

use crate::address::Address;
use crate::components::{FactList, Notice, Tone};
use maud::{Markup, html};

/// A problem, as of RFC 9457.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProblemView {
    /// What went wrong, in a few words; the title of the page too.
    pub title: String,
    /// What exactly.
    pub what: String,
    /// What to do about it.
    pub mend: String,
    /// The id of the request, to be told to whoever runs the service.
    pub request: String,
    /// Where to go on: the text of a link and the page.
    pub on: Vec<(String, Address)>,
}

/// The body of the page.
#[must_use]
pub fn problem(view: &ProblemView) -> Markup {
    html! {
        (Notice { tone: Tone::Bad, title: &view.what, body: Some(html! { p { (view.mend) } }) })
        @if !view.on.is_empty() { ul { @for (says, page) in &view.on { li { a href=(page) { (says) } } } } }
        (FactList::new().row("Request", html! { code { (view.request) } }))
    }
}

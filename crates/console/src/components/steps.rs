//! The steps of a procedure, and where it stands.

use maud::{Markup, Render, html};

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Where it stands.
    Current,
    /// Before us.
    Ahead,
    /// Where it stopped.
    Stopped,
}

impl StepState {
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Done => ("done", "✓", "done"),
            Self::Current => ("current", "●", "now"),
            Self::Ahead => ("ahead", "○", "to come"),
            Self::Stopped => ("stopped", "✕", "stopped here"),
        }
    }
}

/// A step.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// What is done in it.
    pub title: &'a str,
    /// By whom, until when, with which result.
    pub detail: Option<&'a str>,
    /// How it stands.
    pub state: StepState,
}

/// Steps in order.
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a> {
    /// Of what.
    pub label: &'a str,
    /// The steps.
    pub steps: &'a [Step<'a>],
}

impl Render for Steps<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.steps aria-label=(self.label) {
                @for step in self.steps {
                    @let (class, mark, word) = step.state.words();
                    li.(class) aria-current=[(step.state == StepState::Current).then_some("step")] {
                        span.sign aria-hidden="true" { (mark) }
                        span.what { (step.title) } " " span.quiet { (word) }
                        @if let Some(detail) = step.detail { p.quiet { (detail) } }
                    }
                }
            }
        }
    }
}

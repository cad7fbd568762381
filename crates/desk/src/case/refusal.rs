//! That something is not done, why, what would mend it, and who could do it.

use std::fmt;

use serde::Serialize;

use super::phase::PhaseKind;
use super::why::Why;
use crate::event::{EventKind, Role};

/// An event that a case does not take. The case is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Refusal {
    /// What was to be done.
    pub event: EventKind,
    /// Where the case stands; nothing where there is none yet.
    pub phase: Option<PhaseKind>,
    /// Why not, and what would mend it.
    #[serde(flatten)]
    pub why: Why,
    /// In which part somebody could do such a thing at all.
    pub who_could: &'static [Role],
}

impl Refusal {
    pub(super) fn new(event: EventKind, phase: Option<PhaseKind>, why: Why) -> Self {
        Self { event, phase, why, who_could: event.roles() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` is refused", self.event)?;
        if let Some(phase) = self.phase {
            write!(out, " in a case that is `{phase}`")?;
        }
        write!(out, ": {}. It is for: {}", self.why, listed(self.who_could))
    }
}

/// Words with commas between them.
pub(super) fn listed<T: fmt::Display>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}

//! Words for states: a mark, a word, a color, in this order of importance.

use maud::{Markup, Render, html};
use portcullis_law::{EnforcementState, Outcome, Stage, Standing, TextState};

/// What a word means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Plain,
    /// Open, held, done.
    Good,
    /// Wants a person's look.
    Warn,
    /// Closed, refused, over.
    Bad,
    /// Good to know.
    Info,
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }
}

/// A state in a word.
#[derive(Debug, Clone, Copy)]
pub struct Badge<'a> {
    /// Its tone.
    pub tone: Tone,
    /// A sign before the word, for those who see.
    pub mark: &'static str,
    /// The word; `_` is shown as a space.
    pub word: &'a str,
    /// More, shown when asked for.
    pub more: Option<&'a str>,
}

impl<'a> Badge<'a> {
    /// A word of this tone.
    #[must_use]
    pub fn of(tone: Tone, mark: &'static str, word: &'a str) -> Self {
        Self { tone, mark, word, more: None }
    }

    /// An outcome of a determination.
    #[must_use]
    pub fn outcome(outcome: Outcome) -> Self {
        let (tone, mark) = match outcome {
            Outcome::Prohibited => (Tone::Bad, "✕"),
            Outcome::LicenseRequired => (Tone::Bad, "§"),
            Outcome::Unverified => (Tone::Warn, "?"),
            Outcome::Depends => (Tone::Warn, "…"),
            Outcome::Authorized => (Tone::Good, "✓"),
            Outcome::NotRequired => (Tone::Good, "○"),
        };
        Self::of(tone, mark, outcome.word())
    }

    /// How a license stands.
    #[must_use]
    pub fn license(standing: portcullis_license::Standing) -> Self {
        use portcullis_license::Standing as L;
        match standing {
            L::Issued => Self::of(Tone::Good, "✓", "issued"),
            L::Suspended => Self::of(Tone::Warn, "‖", "suspended"),
            L::Revoked => Self::of(Tone::Bad, "✕", "revoked"),
            L::Surrendered => Self::of(Tone::Plain, "–", "surrendered"),
            L::Expired => Self::of(Tone::Plain, "–", "expired"),
        }
    }

    /// How far an instrument has come.
    #[must_use]
    pub fn stage(stage: Stage) -> Self {
        let (tone, mark) = if stage.is_tentative() { (Tone::Info, "◌") } else { (Tone::Plain, "■") };
        Self::of(tone, mark, stage.word())
    }

    /// The state of a text; `None` is before its first state.
    #[must_use]
    pub fn text_state(state: Option<TextState>) -> Self {
        match state {
            None => Self::of(Tone::Plain, "–", "no text"),
            Some(TextState::NotYetEffective) => Self::of(Tone::Info, "◌", "not yet effective"),
            Some(TextState::Effective) => Self::of(Tone::Good, "●", "effective"),
            Some(TextState::Suspended) => Self::of(Tone::Warn, "‖", "suspended"),
            Some(TextState::Rescinded) => Self::of(Tone::Plain, "✕", "rescinded"),
            Some(TextState::Superseded) => Self::of(Tone::Plain, "↷", "superseded"),
            Some(TextState::Expired) => Self::of(Tone::Plain, "–", "expired"),
            Some(TextState::Unverified) => Self::of(Tone::Warn, "?", "unverified"),
        }
    }

    /// The state of enforcement.
    #[must_use]
    pub fn enforcement(state: EnforcementState) -> Self {
        match state {
            EnforcementState::Normal => Self::of(Tone::Plain, "●", "enforced"),
            EnforcementState::AnnouncedNonenforcement => Self::of(Tone::Warn, "◐", "announced not enforced"),
            EnforcementState::Stayed => Self::of(Tone::Warn, "‖", "stayed by a court"),
        }
    }

    /// How a provision stands; `None` is not in force.
    #[must_use]
    pub fn standing(standing: Option<Standing>) -> Self {
        match standing {
            None => Self::of(Tone::Plain, "–", "not in force"),
            Some(Standing::InForce) => Self::of(Tone::Good, "●", "in force"),
            Some(Standing::AsIf) => Self::of(Tone::Info, "◌", "applied as if in force"),
            Some(Standing::Unenforced) => Self::of(Tone::Warn, "◐", "in force, not enforced"),
            Some(Standing::Unverified) => Self::of(Tone::Warn, "?", "unverified"),
        }
    }

    /// The grade of a piece of evidence, by the word it begins with; the whole of it when asked for.
    #[must_use]
    pub fn evidence(evidence: &'a str) -> Self {
        let grade = |word| evidence.starts_with(word);
        let badge = if grade("sourced") {
            Self::of(Tone::Plain, "◆", "read")
        } else if grade("derived") {
            Self::of(Tone::Info, "◇", "derived")
        } else if grade("recall: high") {
            Self::of(Tone::Info, "◐", "recalled")
        } else {
            Self::of(Tone::Warn, "◔", "recalled, unsure")
        };
        Self { more: Some(evidence), ..badge }
    }
}

impl Render for Badge<'_> {
    fn render(&self) -> Markup {
        html! {
            span.badge.(self.tone.class()) title=[self.more] {
                span.sign aria-hidden="true" { (self.mark) }
                (self.word.replace('_', " "))
            }
        }
    }
}

//! The provider's side: one application and what became of it, as the provider knows it.
//!
//! What the provider's people do are events of the filing; what the authority says comes as messages. Where a filing stands follows from both. An event
//! that has no place where the filing stands is refused with the reason; the authority has the last word all the same, because messages cross. What it
//! refuses counts as if it had not been done.
//!
//! What the authority said can be erased. So only what is new is held against where a filing stands ([`Filing::apply`]); it is read again from its entries
//! alone.

mod stage;
mod step;

pub use stage::{Question, Stage};
pub use step::FilingRefusal;

use std::collections::BTreeSet;

use portcullis_access::proposal::Signer;
use portcullis_application::form::Document;
use portcullis_application::{Application, Filed};
use portcullis_desk::event::{Digest, Said, Writing};
use portcullis_exchange::body::{Decision, Inspection, Notice, Preservation};
use portcullis_exchange::{Reference, Refusal};
use portcullis_license::{Instant, LicenseNumber};
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};

/// An event of a filing with its number, its moment, and who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingEntry {
    /// 1, 2, 3, … in the filing.
    pub number: u32,
    /// When; never before the entry before it.
    pub at: Instant,
    /// Who.
    pub by: Signer,
    /// What.
    pub event: FilingEvent,
}

/// What the provider's people do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FilingEvent {
    /// The application is filed.
    Filed {
        /// SHA-256 of what was signed.
        digest: Digest,
        /// What was signed.
        said: Said<Box<Filed>>,
    },
    /// Another version takes its place.
    Amended {
        /// SHA-256 of what was signed.
        digest: Digest,
        /// What was signed.
        said: Said<Box<Filed>>,
    },
    /// A question is answered.
    Answered {
        /// Its number in the case.
        question: u32,
        /// The answer.
        said: Said<Writing>,
    },
    /// The application is taken back.
    Withdrawn {
        /// Why.
        said: Said<String>,
    },
    /// The notice of intent to deny is responded to (15 CFR 750.6).
    Responded {
        /// What speaks against the denial.
        said: Said<Writing>,
    },
    /// The denial is appealed against (15 CFR part 756).
    Appealed {
        /// Why it is wrong.
        said: Said<Writing>,
    },
    /// The license is given back.
    Surrendered {
        /// Why.
        said: Said<String>,
    },
    /// A report is filed.
    Reported {
        /// The condition that asks for it.
        condition: Option<Reference>,
        /// What it says.
        said: Said<Writing>,
    },
    /// A breach is told.
    Breached {
        /// The condition that was not kept.
        condition: Reference,
        /// What happened, and what was done about it.
        said: Said<String>,
    },
}

impl FilingEvent {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::Amended { .. } => "amended",
            Self::Answered { .. } => "answered",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Responded { .. } => "responded",
            Self::Appealed { .. } => "appealed",
            Self::Surrendered { .. } => "surrendered",
            Self::Reported { .. } => "reported",
            Self::Breached { .. } => "breached",
        }
    }

    /// The application, where it brings one.
    #[must_use]
    pub fn filed(&self) -> Option<&Filed> {
        match self {
            Self::Filed { said, .. } | Self::Amended { said, .. } => said.kept().map(Box::as_ref),
            _ => None,
        }
    }

    /// What is written to the authority, with its documents, where it is kept.
    #[must_use]
    pub fn writing(&self) -> Option<&Writing> {
        match self {
            Self::Answered { said, .. }
            | Self::Responded { said }
            | Self::Appealed { said }
            | Self::Reported { said, .. } => said.kept(),
            _ => None,
        }
    }

    /// The documents that it names; none where it was erased.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        let filed = self.filed().map(|filed| &filed.application().documents);
        let written = self.writing().map(|writing| &writing.documents);
        filed.or(written).map(Vec::as_slice).unwrap_or_default()
    }

    /// What it says, where that is a text and is kept.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Withdrawn { said } | Self::Surrendered { said } | Self::Breached { said, .. } => said.text(),
            other => other.writing().map(|writing| writing.text.as_str()),
        }
    }
}

/// A filing.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    /// The provider's own name for it.
    pub reference: Reference,
    /// What the provider's people did, in order.
    pub entries: Vec<FilingEntry>,
    /// The authority's case, once it is acknowledged.
    pub case: Option<Reference>,
    /// What was asked.
    pub questions: Vec<Question>,
    /// What was decided, the latest last.
    pub decisions: Vec<Decision>,
    /// Letters, with the moments they came.
    pub notices: Vec<(Instant, Notice)>,
    /// Inspections that were ordered.
    pub inspections: Vec<Inspection>,
    /// Requests to preserve records.
    pub preservations: Vec<Preservation>,
    /// What the authority did not act upon: the numbers of the entries, with the reasons.
    pub refusals: Vec<(u32, Refusal)>,
    /// SHA-256 of the documents that the authority has, all of each.
    pub arrived: BTreeSet<Hash>,
    /// The license that came of it.
    pub license: Option<LicenseNumber>,
}

impl Filing {
    /// The application as it was filed last; nothing where it was erased.
    #[must_use]
    pub fn application(&self) -> Option<&Application> {
        self.entries.iter().rev().find_map(|entry| entry.event.filed()).map(Filed::application)
    }

    /// The number of the next entry.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What the provider's people did and the authority did not refuse, as far as is known.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &FilingEntry> {
        self.entries.iter().filter(|entry| !self.refusals.iter().any(|(number, _)| *number == entry.number))
    }

    /// The questions that can be answered: once it is decided, none.
    pub fn waiting_questions(&self) -> impl Iterator<Item = &Question> {
        let is_pending = self.stage().is_pending();
        self.open_questions().filter(move |_| is_pending)
    }

    /// The questions without an answer.
    pub fn open_questions(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.answered.is_none())
    }
}

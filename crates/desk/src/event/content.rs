//! What was said, held against the public part; and events made from what is said.
//!
//! Nobody who replays a case after it was erased can see what was said. So whatever counts of it stands in the public part, and here it is seen to that
//! the two say the same as long as both are there.

use std::collections::BTreeSet;

use portcullis_application::Application;
use serde_json::Value;

use super::{
    Actor, ConditionMark, Digest, DraftMark, Entry, Event, LicenseMark, PositionMark, Said, SubjectMark, writing,
};
use crate::advice::{Recommendation, Says, Subject};
use crate::case::Why;
use crate::decision::{DraftText, Outcome};

/// The longest text, in bytes.
pub const MOST_TEXT: usize = 20_000;

macro_rules! with_text {
    ($said:pat) => {
        Event::Returned { said: $said }
            | Event::Withdrawn { said: $said }
            | Event::Asked { said: $said, .. }
            | Event::Stopped { said: $said, .. }
            | Event::Advanced { said: $said, .. }
            | Event::Resumed { said: $said, .. }
            | Event::DenialsConsulted { said: $said, .. }
            | Event::Referred { said: $said, .. }
            | Event::InformationRequested { said: $said }
            | Event::Consented { said: $said, .. }
            | Event::ChairDecided { said: $said, .. }
            | Event::Escalated { said: $said, .. }
            | Event::RungDecided { said: $said, .. }
            | Event::SentBack { said: $said, .. }
            | Event::IntentWithdrawn { said: $said }
            | Event::Surrendered { said: $said }
            | Event::BreachNoted { said: $said, .. }
            | Event::InspectionOrdered { said: $said, .. }
            | Event::InspectionFound { said: $said, .. }
            | Event::PreservationRequested { said: $said, .. }
            | Event::PreservationEnded { said: $said, .. }
    };
}

macro_rules! with_writing {
    ($said:pat) => {
        Event::Answered { said: $said, .. }
            | Event::Responded { said: $said }
            | Event::Appealed { said: $said }
            | Event::ReportFiled { said: $said, .. }
    };
}

macro_rules! with_nothing {
    () => {
        Event::Registered {}
            | Event::TakenToAgree { .. }
            | Event::Countersigned { .. }
            | Event::Notified {}
            | Event::BecameFinal {}
            | Event::Lapsed {}
            | Event::ReportDue { .. }
            | Event::Closed {}
            | Event::Erased {}
    };
}

impl Event {
    /// Whether something was said that is not there any more, or never was; nothing where such an event says nothing.
    #[must_use]
    pub fn is_erased(&self) -> Option<bool> {
        match self {
            with_text!(said) => Some(*said == Said::Erased),
            with_writing!(said) => Some(*said == Said::Erased),
            Self::Attached { said } => Some(*said == Said::Erased),
            Self::Suspended { reasons, said, .. } => Some([reasons, said].contains(&&Said::Erased)),
            Self::Received { said, .. } | Self::Amended { said, .. } => Some(*said == Said::Erased),
            Self::Recommended { said, .. } => Some(*said == Said::Erased),
            Self::Drafted { said, .. } => Some(*said == Said::Erased),
            with_nothing!() => None,
        }
    }

    /// Drops what was said.
    pub fn erase(&mut self) {
        match self {
            with_text!(said) => *said = Said::Erased,
            with_writing!(said) => *said = Said::Erased,
            Self::Attached { said } => *said = Said::Erased,
            Self::Suspended { reasons, said, .. } => (*reasons, *said) = (Said::Erased, Said::Erased),
            Self::Received { said, .. } | Self::Amended { said, .. } => *said = Said::Erased,
            Self::Recommended { said, .. } => *said = Said::Erased,
            Self::Drafted { said, .. } => *said = Said::Erased,
            with_nothing!() => {}
        }
    }

    /// The application came in.
    ///
    /// # Errors
    /// [`Why::Unfit`] where it cannot be kept exactly.
    pub fn received(application: Application) -> Result<Self, Why> {
        Ok(Self::Received { application: Digest::of(&application)?, said: Said::Kept(Box::new(application)) })
    }

    /// The application is replaced by another version.
    ///
    /// # Errors
    /// [`Why::Unfit`] where it cannot be kept exactly.
    pub fn amended(application: Application) -> Result<Self, Why> {
        Ok(Self::Amended { application: Digest::of(&application)?, said: Said::Kept(Box::new(application)) })
    }

    /// An agency recommends on a version of the application.
    ///
    /// # Errors
    /// [`Why::Unfit`] where the version does not have what it speaks of, or a condition cannot be kept exactly.
    pub fn recommended(version: u32, application: &Application, said: Recommendation) -> Result<Self, Why> {
        let positions = position_marks(&said, application)?;
        Ok(Self::Recommended { version, positions, said: Said::Kept(said) })
    }

    /// A decision is drafted on an application.
    ///
    /// # Errors
    /// [`Why::Unfit`] where the application does not have what is left out, or the draft cannot be kept exactly.
    pub fn drafted(number: u32, application: &Application, said: DraftText) -> Result<Self, Why> {
        let without = subject_marks(&said.without, application)?;
        let draft = draft_mark(number, &said, without)?;
        Ok(Self::Drafted { draft, said: Said::Kept(Box::new(said)) })
    }
}

impl Entry {
    /// Reads an entry as it is kept, and as the log shows it where what was said is withheld.
    ///
    /// # Errors
    /// Where the text is no entry: what is wrong, and where.
    pub fn read(text: &str) -> Result<Self, String> {
        // Tagged values are read through a tree: only there a number is a number for them.
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// What of the entry is withheld from the log, by JSON pointers (RFC 6901).
    #[must_use]
    pub fn withheld(&self) -> &'static [&'static str] {
        match self.event {
            Event::Suspended { .. } => &["/event/reasons", "/event/said"],
            _ if self.event.is_erased().is_some() => &["/event/said"],
            _ => &[],
        }
    }

    /// The entry without what was said.
    #[must_use]
    pub fn erased(&self) -> Self {
        let mut entry = self.clone();
        entry.event.erase();
        entry
    }
}

/// Whether what was said is what the public part says, as far as it is there. `application` is the current version.
pub(crate) fn check(entry: &Entry, application: Option<&Application>) -> Result<(), Why> {
    match &entry.event {
        with_text!(Said::Kept(said)) => text(said),
        with_writing!(Said::Kept(said)) => text(&said.text).and_then(|()| documents(said.fault())),
        Event::Attached { said: Said::Kept(said) } => documents(writing::fault(&said.document)),
        Event::Suspended { reasons, said, .. } => [reasons, said].into_iter().filter_map(Said::kept).try_for_each(text),
        Event::Received { application, said: Said::Kept(said) }
        | Event::Amended { application, said: Said::Kept(said) } => same("digest", application, &Digest::of(said)?),
        Event::Recommended { positions, said: Said::Kept(said), .. } => {
            recommendation(positions, said, &entry.by, application)
        }
        Event::Drafted { draft, said: Said::Kept(said) } => drafted(draft, said, application),
        _ => Ok(()),
    }
}

fn recommendation(
    positions: &[PositionMark],
    said: &Recommendation,
    by: &Actor,
    application: Option<&Application>,
) -> Result<(), Why> {
    if by.agency() != Some(&said.agency) {
        return Err(Why::Mismatch { part: "agency".to_owned() });
    }
    for position in &said.positions {
        position.says.reasons().map_or(Ok(()), text)?;
        if matches!(&position.says, Says::ApproveWithConditions { conditions } if conditions.is_empty()) {
            return Err(Why::Positions { problem: "it approves with conditions and has none".to_owned() });
        }
    }
    application
        .map_or(Ok(()), |application| same("positions", positions, position_marks(said, application)?.as_slice()))
}

fn drafted(draft: &DraftMark, said: &DraftText, application: Option<&Application>) -> Result<(), Why> {
    said.outcome.reasons().map_or(Ok(()), text)?;
    if let Some(license) = said.outcome.license() {
        license.check().map_err(|error| Why::License { problem: error.to_string() })?;
        if let Some(subject) = said.without.iter().find(|subject| is_in(subject, &said.outcome)) {
            return Err(Why::LeftOutIsIn { subject: format!("{subject:?}") });
        }
    }
    let without = application
        .map_or_else(|| Ok(draft.without.clone()), |application| subject_marks(&said.without, application))?;
    same("draft", draft, &draft_mark(draft.number, said, without)?)
}

/// Whether the license covers what is said to be left out. A license that names no sites covers any.
fn is_in(subject: &Subject, outcome: &Outcome) -> bool {
    outcome.license().is_some_and(|license| match subject {
        Subject::Application => true,
        Subject::Item { line } => license.lines.iter().any(|covered| covered.name == *line),
        Subject::Party { name } => license.parties.iter().any(|covered| covered.name == *name),
        Subject::Site { site } => license.sites.is_empty() || license.sites.contains(site),
    })
}

fn draft_mark(number: u32, said: &DraftText, without: BTreeSet<SubjectMark>) -> Result<DraftMark, Why> {
    let license = said.outcome.license();
    Ok(DraftMark {
        number,
        outcome: said.outcome.kind(),
        digest: Digest::of(said)?,
        license: license.map(LicenseMark::of),
        conditions: license.map_or_else(|| Ok(Vec::new()), |license| ConditionMark::all(&license.conditions))?,
        without,
    })
}

fn position_marks(said: &Recommendation, application: &Application) -> Result<Vec<PositionMark>, Why> {
    Ok(said.positions.iter().map(|position| PositionMark::of(position, application)).collect::<Result<_, _>>()?)
}

fn subject_marks(subjects: &[Subject], application: &Application) -> Result<BTreeSet<SubjectMark>, Why> {
    Ok(subjects.iter().map(|subject| SubjectMark::of(subject, application)).collect::<Result<_, _>>()?)
}

fn same<T: PartialEq + ?Sized>(part: &str, public: &T, said: &T) -> Result<(), Why> {
    if public == said { Ok(()) } else { Err(Why::Mismatch { part: part.to_owned() }) }
}

fn documents(fault: Option<String>) -> Result<(), Why> {
    fault.map_or(Ok(()), |problem| Err(Why::Documents { problem }))
}

fn text(said: impl AsRef<str>) -> Result<(), Why> {
    let said = said.as_ref();
    if said.trim().is_empty() || said.len() > MOST_TEXT { Err(Why::Text) } else { Ok(()) }
}

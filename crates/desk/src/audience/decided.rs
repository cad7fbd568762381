//! Decisions that two people signed.

use jiff::civil::Date;
use portcullis_license::License;
use schemars::JsonSchema;
use serde::Serialize;

use crate::advice::Subject;
use crate::case::Case;
use crate::case::state::{Draft, Fate};
use crate::decision::{DraftText, OutcomeKind};
use crate::event::{Event, SubjectMark};

/// A decision that two people signed, without what the colleagues noted of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// When it was signed; for the applicant, when it was told.
    #[schemars(with = "String")]
    pub on: Date,
    /// What it decides.
    pub outcome: OutcomeKind,
    /// The license that it issues or varies, where it is kept.
    pub license: Option<License>,
    /// What the application asks for and the license leaves out.
    pub without: Vec<SubjectLeftOut>,
    /// The reasons, as they may be told, where they are kept.
    pub reasons: Option<String>,
}

/// What is left out: by its place in the application, and by its name where that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SubjectLeftOut {
    /// Its place.
    pub place: SubjectMark,
    /// Its name.
    pub subject: Option<Subject>,
}

impl Decision {
    /// What a draft decides.
    pub(super) fn of(case: &Case, draft: &Draft, on: Date) -> Self {
        let text = draft_text(case, draft);
        // Marks are a set and names are a list: they are matched by what the application of that version has.
        let application =
            (1..).zip(case.versions()).find(|(version, _)| *version == draft.version).and_then(|(_, (_, it))| it);
        let name = |place: &SubjectMark| {
            let mut subjects = text.into_iter().flat_map(|text| &text.without);
            subjects.find(|subject| application.is_some_and(|it| SubjectMark::of(subject, it).ok() == Some(*place)))
        };
        let left_out = |place: &SubjectMark| SubjectLeftOut { place: *place, subject: name(place).cloned() };
        Self {
            on,
            outcome: draft.mark.outcome,
            license: text.and_then(|text| text.outcome.license()).cloned(),
            without: draft.mark.without.iter().map(left_out).collect(),
            reasons: text.and_then(|text| text.outcome.reasons()).map(str::to_owned),
        }
    }
}

/// The words of a draft, where they are kept.
pub(super) fn draft_text<'a>(case: &'a Case, draft: &Draft) -> Option<&'a DraftText> {
    match &case.entry(draft.entry)?.event {
        Event::Drafted { said, .. } => said.kept().map(|text| &**text),
        _ => None,
    }
}

/// Every decision that two people signed, in order.
pub(super) fn decisions(case: &Case) -> Vec<Decision> {
    let signed = case.state().drafts.iter().filter_map(|draft| match draft.fate {
        Fate::Countersigned { on, .. } => Some(Decision::of(case, draft, on)),
        _ => None,
    });
    signed.collect()
}

/// The license in its latest version, where one was issued and its words are kept.
pub(crate) fn license(case: &Case) -> Option<&License> {
    let is_signed =
        |draft: &&Draft| matches!(draft.fate, Fate::Countersigned { .. }) && draft.mark.outcome.has_license();
    draft_text(case, case.state().drafts.iter().rfind(is_signed)?)?.outcome.license()
}

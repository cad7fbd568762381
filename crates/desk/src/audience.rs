//! Who sees what of a case: a type for each audience, with the fields that it may see and no others.
//!
//! | | sees | does not see |
//! |---|---|---|
//! | [`OfficerView`] | all that was said | what agencies have in draft and did not give; documents that are not for the authority |
//! | [`AgencyView`] | the application and the evidence; its own recommendations and drafts; decisions; the other agencies side by side, once all have spoken | drafts of decisions; what others say before that, or said before they changed it; documents that are not for it; names of others' people |
//! | [`ChairView`] | the application and the evidence; all agencies side by side; the dispute | drafts; the life of the license; names of others' people |
//! | [`ApplicantView`] | what it said, and what it was told | everything else, and that there is anything else |
//! | [`InspectorView`] | the license, its inspections, breaches and reports, with the documents of these | the application, advice, drafts, decisions |
//! | [`AuditorView`] | who, when, what kind, the public part in words, all clocks | anything that was said |
//!
//! Agencies speak independently: until each that was asked has spoken or is taken to agree, none sees what another says. An amendment asks all of them
//! anew, and closes that again. Nobody has to recommend denial to see the evidence.
//!
//! A view is made of values of its own: none holds an entry, a case or its state, so nothing can be written out that its maker did not put in. Whoever asks
//! for a view that is not theirs gets [`NotTheirs`]. An auditor has no part in a case: whoever lets auditors in makes their view.

pub mod agency;
mod allowed;
pub mod applicant;
pub mod auditor;
pub mod chair;
mod decided;
mod documents;
pub mod inspector;
pub mod officer;
mod sentence;
mod shown;
mod sight;

use serde::Serialize;

pub use self::agency::{AgencyView, RecommendationDraft};
pub use self::allowed::{Allowed, allowed};
pub use self::applicant::ApplicantView;
pub use self::auditor::AuditorView;
pub use self::chair::ChairView;
pub(crate) use self::decided::license;
pub use self::decided::{Decision, SubjectLeftOut};
pub use self::documents::SeenDocument;
pub use self::inspector::InspectorView;
pub use self::officer::OfficerView;
pub use self::shown::{Given, Line, Question, Version};
use crate::agency::AgencyName;
use crate::event::Role;

/// Somebody asks for a view that is not theirs. It tells nothing of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotTheirs {
    /// They have another part.
    #[error(
        "this is for somebody in the part of {needed}, and you are here as {found}: open the view of your own part"
    )]
    Part {
        /// For whom it is.
        needed: Role,
        /// Who asks.
        found: Role,
    },
    /// Another provider applies.
    #[error("another provider applied: ask for a case of your own")]
    OtherApplicant,
    /// The agency was not asked.
    #[error("the case was not referred to `{agency}`: have an officer refer it")]
    NotReferred {
        /// Which.
        agency: AgencyName,
    },
    /// There is nothing to inspect.
    #[error("no inspection was ordered in the case: have an officer order one")]
    NoInspection,
}

//! The parts of a case's page.

use portcullis_desk::event::EventKind;

/// A part of a case's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseTab {
    /// Where it stands, its clocks, and what can be done.
    #[default]
    Overview,
    /// The application, its versions and what changed.
    Application,
    /// Who takes part, and who owns them.
    Parties,
    /// What agencies recommend.
    Advice,
    /// Conditions that agencies ask for, and what becomes of them.
    Conditions,
    /// Drafts, signatures, decisions.
    Decision,
    /// Letters to the applicant.
    Letters,
    /// Past denials of its parties, and past cases like it.
    Precedents,
    /// Documents.
    Documents,
    /// The license after it was issued: inspections, breaches, reports.
    License,
    /// All that happened.
    History,
}

impl CaseTab {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Overview,
        Self::Application,
        Self::Parties,
        Self::Advice,
        Self::Conditions,
        Self::Decision,
        Self::Letters,
        Self::Precedents,
        Self::Documents,
        Self::License,
        Self::History,
    ];

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Overview => ("overview", "Overview"),
            Self::Application => ("application", "Application"),
            Self::Parties => ("parties", "Parties and owners"),
            Self::Advice => ("advice", "Advice"),
            Self::Conditions => ("conditions", "Conditions"),
            Self::Decision => ("decision", "Decision"),
            Self::Letters => ("letters", "Letters"),
            Self::Precedents => ("precedents", "Precedents and denials"),
            Self::Documents => ("documents", "Documents"),
            Self::License => ("license", "License"),
            Self::History => ("history", "History"),
        }
    }

    /// Its segment of the address.
    #[must_use]
    pub fn segment(self) -> &'static str {
        self.words().0
    }

    /// What the page calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.words().1
    }

    /// The part with this segment.
    #[must_use]
    pub fn read(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.segment() == segment)
    }

    /// Where the form of a kind of event is: where a page with what is wrong leads back to.
    #[must_use]
    pub fn of(kind: EventKind) -> Self {
        match kind {
            EventKind::Referred | EventKind::RungDecided | EventKind::ChairDecided => Self::Advice,
            EventKind::DenialsConsulted => Self::Precedents,
            EventKind::Attached => Self::Documents,
            EventKind::Drafted | EventKind::SentBack | EventKind::Countersigned => Self::Decision,
            EventKind::Suspended | EventKind::BreachNoted | EventKind::InspectionOrdered | EventKind::ReportDue => {
                Self::License
            }
            _ => Self::Overview,
        }
    }
}

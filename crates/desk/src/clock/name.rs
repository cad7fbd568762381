//! The names of clocks.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a clock measures. The order is the order of the procedure.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockName {
    /// From registration until it is resolved or goes to the head of government.
    Resolution,
    /// From registration until the authority first acts.
    InitialAction,
    /// From a referral until the agency asks for what is missing.
    InformationRequest,
    /// From a referral until the agency recommends.
    Recommendation,
    /// From the agencies' deadline until the chair of the operating committee decides.
    ChairDecision,
    /// From the chair's decision until an agency appeals.
    AdvisoryCommitteeAppeal,
    /// From that appeal until the advisory committee decides.
    AdvisoryCommitteeDecision,
    /// From the committee's decision until an agency appeals.
    ReviewBoardAppeal,
    /// From that appeal until the review board decides.
    ReviewBoardDecision,
    /// From the board's decision until an agency appeals.
    PresidentAppeal,
    /// From the finding that a check is needed until it is asked for.
    PreLicenseCheckRequest,
    /// From the answer of a check until it is weighed.
    PreLicenseCheckAnalysis,
    /// From the finding that assurances are needed until the foreign ministry is asked.
    AssurancesRequest,
    /// From there until it asks the other government.
    AssurancesInquiry,
    /// From the assurances until the license.
    AssurancesLicense,
    /// From the notice to the legislature until the license may be issued.
    CongressionalNotice,
    /// From the decision to deny until the applicant is told.
    IntentNotice,
    /// From the notice until the applicant responds.
    IntentResponse,
    /// From the notice until the denial is final.
    FinalDenial,
    /// From the final denial until the applicant appeals.
    DenialAppeal,
}

impl ClockName {
    /// Every clock, in order.
    pub const ALL: [Self; 20] = [
        Self::Resolution,
        Self::InitialAction,
        Self::InformationRequest,
        Self::Recommendation,
        Self::ChairDecision,
        Self::AdvisoryCommitteeAppeal,
        Self::AdvisoryCommitteeDecision,
        Self::ReviewBoardAppeal,
        Self::ReviewBoardDecision,
        Self::PresidentAppeal,
        Self::PreLicenseCheckRequest,
        Self::PreLicenseCheckAnalysis,
        Self::AssurancesRequest,
        Self::AssurancesInquiry,
        Self::AssurancesLicense,
        Self::CongressionalNotice,
        Self::IntentNotice,
        Self::IntentResponse,
        Self::FinalDenial,
        Self::DenialAppeal,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Resolution => "resolution",
            Self::InitialAction => "initial_action",
            Self::InformationRequest => "information_request",
            Self::Recommendation => "recommendation",
            Self::ChairDecision => "chair_decision",
            Self::AdvisoryCommitteeAppeal => "advisory_committee_appeal",
            Self::AdvisoryCommitteeDecision => "advisory_committee_decision",
            Self::ReviewBoardAppeal => "review_board_appeal",
            Self::ReviewBoardDecision => "review_board_decision",
            Self::PresidentAppeal => "president_appeal",
            Self::PreLicenseCheckRequest => "pre_license_check_request",
            Self::PreLicenseCheckAnalysis => "pre_license_check_analysis",
            Self::AssurancesRequest => "assurances_request",
            Self::AssurancesInquiry => "assurances_inquiry",
            Self::AssurancesLicense => "assurances_license",
            Self::CongressionalNotice => "congressional_notice",
            Self::IntentNotice => "intent_notice",
            Self::IntentResponse => "intent_response",
            Self::FinalDenial => "final_denial",
            Self::DenialAppeal => "denial_appeal",
        }
    }
}

impl fmt::Display for ClockName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

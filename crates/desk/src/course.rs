//! The days of a case that clocks are counted from. What a clock shows on a day follows from these and from nothing else.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agency::AgencyName;

/// The course of a case so far, in civil days of the authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Course {
    /// The application was registered: the clocks begin.
    pub registered: Option<Date>,
    /// The authority first acted: referred it, drafted a decision, or asked the applicant.
    pub first_act: Option<Date>,
    /// To whom it was referred, and what became of that.
    pub referrals: Vec<Referred>,
    /// When the clock stood still.
    pub stops: Vec<Stop>,
    /// The checks on the spot before the license.
    pub checks: Vec<PreLicenseCheck>,
    /// The assurances that another government was to give.
    pub assurances: Vec<Assurances>,
    /// The agencies were found not to agree: it went to the operating committee.
    pub disputed: Option<Date>,
    /// The chair of the operating committee decided, where agencies did not agree.
    pub chair_decided: Option<Date>,
    /// Appeals up the ladder, in order.
    pub escalations: Vec<Escalated>,
    /// A decision became final, or the case ended otherwise.
    pub resolved: Option<Date>,
    /// It was decided that it is to be denied.
    pub intent_decided: Option<Date>,
    /// The applicant was told so.
    pub intent_notified: Option<Date>,
    /// The applicant responded.
    pub responded: Option<Date>,
    /// The applicant was told that it will not be denied as intended.
    pub intent_withdrawn: Option<Date>,
    /// It was denied for good.
    pub denied: Option<Date>,
    /// The applicant appealed against the denial.
    pub appealed: Option<Date>,
}

impl Course {
    /// The course as it was known at the end of a day: what happened later is not in it.
    #[must_use]
    pub fn as_of(&self, date: Date) -> Self {
        let known = |day: Option<Date>| day.filter(|day| *day <= date);
        Self {
            registered: known(self.registered),
            first_act: known(self.first_act),
            referrals: as_of(
                &self.referrals,
                |referred| referred.on <= date,
                |referred| {
                    referred.asked = known(referred.asked);
                    referred.recommended = known(referred.recommended);
                },
            ),
            stops: as_of(&self.stops, |stop| stop.from <= date, |stop| stop.to = known(stop.to)),
            checks: as_of(
                &self.checks,
                |check| check.needed <= date,
                |check| {
                    check.requested = known(check.requested);
                    check.answered = known(check.answered);
                    check.analyzed = known(check.analyzed);
                },
            ),
            assurances: as_of(
                &self.assurances,
                |assurances| assurances.needed <= date,
                |assurances| {
                    assurances.sent = known(assurances.sent);
                    assurances.asked = known(assurances.asked);
                    assurances.received = known(assurances.received);
                },
            ),
            disputed: known(self.disputed),
            chair_decided: known(self.chair_decided),
            escalations: as_of(
                &self.escalations,
                |escalated| escalated.on <= date,
                |escalated| {
                    escalated.decided = known(escalated.decided);
                },
            ),
            resolved: known(self.resolved),
            intent_decided: known(self.intent_decided),
            intent_notified: known(self.intent_notified),
            responded: known(self.responded),
            intent_withdrawn: known(self.intent_withdrawn),
            denied: known(self.denied),
            appealed: known(self.appealed),
        }
    }
}

/// The entries that had begun, each without what happened to it later.
fn as_of<T: Clone>(entries: &[T], has_begun: impl Fn(&T) -> bool, forget: impl Fn(&mut T)) -> Vec<T> {
    let begun = entries.iter().filter(|entry| has_begun(entry)).cloned();
    begun
        .map(|mut entry| {
            forget(&mut entry);
            entry
        })
        .collect()
}

/// A referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referred {
    /// To whom.
    pub agency: AgencyName,
    /// When.
    pub on: Date,
    /// When the agency first asked for information that was missing.
    #[serde(default)]
    pub asked: Option<Date>,
    /// When it recommended.
    #[serde(default)]
    pub recommended: Option<Date>,
}

/// Why a clock stands still (15 CFR 750.4(b)).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// The applicant was asked something, or conditions are negotiated with it.
    Applicant,
    /// The applicant responds to an intent to deny.
    IntentToDeny,
    /// A check on the spot before the license.
    PreLicenseCheck,
    /// Assurances of another government.
    GovernmentAssurances,
    /// A multilateral regime reviews it.
    Multilateral,
    /// Consultations with another government, where an arrangement with it makes them a condition of approval.
    Consultations,
    /// Notice to the legislature.
    CongressionalNotice,
}

/// A time in which the clock stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Why.
    pub cause: StopCause,
    /// The day it stopped.
    pub from: Date,
    /// The day it went on; nothing while it stands still.
    #[serde(default)]
    pub to: Option<Date>,
}

/// A check on the spot before the license. Its days are excused where its steps keep their limits (15 CFR 750.4(b)(2)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreLicenseCheck {
    /// It was found to be needed.
    pub needed: Date,
    /// It was asked for.
    #[serde(default)]
    pub requested: Option<Date>,
    /// What it found arrived.
    #[serde(default)]
    pub answered: Option<Date>,
    /// What it found was weighed.
    #[serde(default)]
    pub analyzed: Option<Date>,
}

/// Assurances of another government about the end use. Their days are excused where
/// their steps keep their limits (15 CFR 750.4(b)(3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assurances {
    /// They were found to be needed.
    pub needed: Date,
    /// The request went to the foreign ministry.
    #[serde(default)]
    pub sent: Option<Date>,
    /// The foreign ministry asked the other government.
    #[serde(default)]
    pub asked: Option<Date>,
    /// They arrived.
    #[serde(default)]
    pub received: Option<Date>,
}

/// The rungs of the ladder above the operating committee (15 CFR 750.4(f)).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The advisory committee on export policy (assistant secretaries).
    AdvisoryCommittee,
    /// The export administration review board (cabinet).
    ReviewBoard,
    /// The President.
    President,
}

/// An appeal up the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// To which rung.
    pub to: Rung,
    /// Whose appeal it is.
    pub by: AgencyName,
    /// When.
    pub on: Date,
    /// When that rung decided.
    #[serde(default)]
    pub decided: Option<Date>,
}

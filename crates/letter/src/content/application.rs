//! Letters about an application.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The application that a letter speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its number.
    pub number: String,
    /// When it was registered: from then the clocks run (15 CFR 750.4(a)).
    pub registered: Date,
    /// What is applied for, in a line.
    pub summary: String,
}

/// A line of what is applied for, or licensed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The number of the line.
    pub line: String,
    /// What it is.
    pub item: String,
    /// Its classification (ECCN), or what stands for it.
    pub classification: String,
    /// How much, as decimal text.
    pub quantity: String,
    /// Of what: accelerators, chip hours.
    pub unit: String,
}

/// Somebody who takes part in the transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// The role: applicant, end user.
    pub role: String,
    /// The name.
    pub name: String,
    /// The country.
    pub country: String,
}

/// An application has arrived and is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// Which.
    pub application: Application,
    /// By when it is acted on first: 9 days from registration (15 CFR 750.4).
    pub first_action_by: Date,
    /// By when it is resolved or referred to the President: 90 days from registration (15 CFR 750.4(a)(1)).
    pub resolved_by: Date,
}

/// The applicant is asked for what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InformationRequest {
    /// Which.
    pub application: Application,
    /// What is asked.
    pub questions: Vec<String>,
    /// By when.
    pub respond_by: Date,
    /// Since when the clock stands still, where it does (15 CFR 750.4).
    pub clock_stopped: Option<Date>,
}

/// An agency is asked for its recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Which.
    pub application: Application,
    /// The agency asked.
    pub agency: String,
    /// What is asked of it in particular.
    pub question: Option<String>,
    /// What is applied for.
    pub items: Vec<Item>,
    /// Who takes part.
    pub parties: Vec<Participant>,
    /// By when it may ask for what is missing: 10 days from the referral (15 CFR 750.4).
    pub information_by: Date,
    /// By when it recommends: 30 days from the referral; silence is no objection (15 CFR 750.4).
    pub recommend_by: Date,
}

/// Notice that an application is to be denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentToDeny {
    /// Which.
    pub application: Application,
    /// When it was decided: the notice is due within 5 days (15 CFR 750.6).
    pub decided: Date,
    /// The reasons, in law and policy.
    pub reasons: Vec<String>,
    /// By when the applicant may respond: 20 days (15 CFR 750.6).
    pub respond_by: Date,
    /// When the denial is final unless told otherwise: day 45 (15 CFR 750.6).
    pub final_on: Date,
    /// By when an appeal may be filed: 45 days after it is final (15 CFR 750.6, part 756).
    pub appeal_by: Date,
}

/// An application is denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    /// Which.
    pub application: Application,
    /// The date of the notice of intent, where there was one.
    pub notice: Option<Date>,
    /// The reasons, in law and policy.
    pub reasons: Vec<String>,
    /// By when an appeal may be filed (15 CFR part 756).
    pub appeal_by: Date,
}

/// An application is returned without action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnWithoutAction {
    /// Which.
    pub application: Application,
    /// Why.
    pub reasons: Vec<String>,
    /// What would mend it.
    pub remedies: Vec<String>,
}

/// The application that a letter speaks of, where it was never registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Its number.
    pub number: String,
    /// When it came in: no clock runs from then.
    pub received: Date,
    /// What is applied for, in a line.
    pub summary: String,
}

/// An application is returned without action before it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnAtCounter {
    /// Which.
    pub application: Received,
    /// Why, and what would mend it.
    pub reasons: Vec<String>,
}

/// The notice that an application is to be denied is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentWithdrawn {
    /// Which.
    pub application: Application,
    /// The date of the notice.
    pub notice: Date,
    /// From when it is under review again (15 CFR 750.6(b)).
    pub effective: Date,
    /// Why.
    pub reasons: Vec<String>,
}

/// What was applied for needs no license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoLicenseNeeded {
    /// Which.
    pub application: Application,
    /// The date of the law that it was held against.
    pub law_of: Date,
    /// Why not.
    pub reasons: Vec<String>,
}

/// An application was withdrawn by the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalConfirmed {
    /// Which.
    pub application: Application,
    /// When.
    pub withdrawn: Date,
    /// Who asked for it.
    pub by: String,
}

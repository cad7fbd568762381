//! What needs somebody, as it is found.

use crate::address::Address;
use crate::houses::HouseTrouble;
use jiff::civil::Date;
use portcullis_license::Instant;
use portcullis_screening::Score;

/// An order to stop that nobody has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopWaiting {
    /// The lease.
    pub lease: String,
    /// For whom it runs.
    pub customer: String,
    /// The license it counts against.
    pub license: String,
    /// Its chips.
    pub chips: u64,
    /// By when they must have stopped.
    pub due: Instant,
}

/// A question of the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionWaiting {
    /// The filing, by its reference.
    pub filing: String,
    /// The number of the question in the case.
    pub number: u32,
    /// What is asked.
    pub text: String,
    /// When it came.
    pub at: Instant,
    /// Until when it is to be answered, where the authority says so.
    pub due: Option<Date>,
}

/// Something else that the authority waits for: a response to its intent to deny, or what an inspection asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandWaiting {
    /// What it is: `intent to deny`, `inspection`.
    pub what: &'static str,
    /// Where it is answered.
    pub page: Address,
    /// What that is called: the filing, or the license.
    pub about: String,
    /// What is said.
    pub text: String,
    /// The last day; nothing where the letter alone names it.
    pub due: Option<Date>,
}

/// A message that the authority did not act upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessage {
    /// Its number.
    pub number: u64,
    /// What it was: `amendment`.
    pub kind: String,
    /// The filing it belongs to, where it belongs to one.
    pub filing: Option<String>,
    /// The stable word for why.
    pub code: String,
    /// What is wrong, and the mend.
    pub detail: String,
    /// When that was told.
    pub at: Instant,
}

/// A party that may be a listed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitWaiting {
    /// The customer.
    pub customer: String,
    /// Whose name it is: the customer's, or an owner's.
    pub name: String,
    /// The list.
    pub list: String,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// The listed name.
    pub listed: String,
    /// How well they match, in ten-thousandths.
    pub score: Score,
    /// Whether one person has said something and the second is missing.
    pub half_resolved: bool,
}

/// A proposal that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalWaiting {
    /// What is proposed: `reinstate license US-2026-000014`.
    pub what: String,
    /// Who proposes it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// Where it can be looked at and agreed to.
    pub page: Address,
}

/// A report that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDue {
    /// The license.
    pub license: String,
    /// The condition that asks for it.
    pub condition: String,
    /// The last day.
    pub due: Date,
}

/// A license that soon covers nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseNear {
    /// Its number.
    pub number: String,
    /// Whom it covers, in short.
    pub parties: String,
    /// What is left: `6.1% of 1,500,000 chip-hours`.
    pub left: String,
    /// The day on which nothing is left if use goes on as it did; `None` where it lasts to the end.
    pub exhausted_on: Option<Date>,
    /// Its last day.
    pub until: Date,
}

/// A draft that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWaiting {
    /// Its reference.
    pub reference: String,
    /// For whom, in short.
    pub parties: String,
    /// How many gaps it has; none is ready to be filed.
    pub gaps: usize,
    /// When it was last saved.
    pub saved: Instant,
}

/// Everything that needs somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TodayView {
    /// The day.
    pub today: Date,
    /// Orders to stop that nobody has confirmed.
    pub stops: Vec<StopWaiting>,
    /// Questions of the authority.
    pub questions: Vec<QuestionWaiting>,
    /// Intents to deny that nobody responded to, and inspections.
    pub demands: Vec<DemandWaiting>,
    /// Messages that the authority did not act upon.
    pub refused: Vec<RefusedMessage>,
    /// Screening hits that nobody has resolved.
    pub hits: Vec<HitWaiting>,
    /// Proposals that this person may agree to.
    pub proposals: Vec<ProposalWaiting>,
    /// Reports that are due.
    pub reports: Vec<ReportDue>,
    /// Licenses near exhaustion or expiry.
    pub licenses: Vec<LicenseNear>,
    /// Drafts.
    pub drafts: Vec<DraftWaiting>,
    /// What is wrong between this house and the authority.
    pub troubles: Vec<HouseTrouble>,
}

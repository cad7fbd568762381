//! What people write. Nothing of it is about anybody.

use portcullis_desk::event::Said;

/// A sentence, as it is kept.
pub(crate) fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

/// Questions of the authority, with what a provider answers.
pub(crate) const QUESTIONS: [(&str, &str); 4] = [
    (
        "Who has administrator rights on the customer's accounts, and from where do they sign in?",
        "Four named employees of the customer, from its office; the list is attached to the master agreement.",
    ),
    (
        "How is the number of operations of the largest training run known?",
        "From the customer's plan and our meters: chips, hours and utilization are recorded for each run.",
    ),
    (
        "Does any member of the customer's group use the same chips?",
        "No. Accounts are of the customer alone, and each is bound to one legal entity.",
    ),
    (
        "What becomes of weights when the agreement ends?",
        "The volumes are erased within ten days, and the erasure is recorded.",
    ),
];

pub(crate) const RETURNED: &str =
    "The application does not say which chips are asked for. State model and number, and file it again.";
pub(crate) const WITHDRAWN: &str = "The customer has changed its plans.";
pub(crate) const RESPONDED: &str =
    "The end use is civil and can be verified: the customer agrees to inspections of its runs at any time.";
pub(crate) const APPEALED: &str =
    "The denial rests on an end use that the customer does not have. Its register of runs is offered as evidence.";
pub(crate) const SURRENDERED: &str = "The customer has moved its work; nothing more will run under the license.";
pub(crate) const OVERRAN: &str = "A job ran past the end of its reservation because a scheduler was not told. The limit is now enforced at the host.";
pub(crate) const NOTED: &str = "The use that was told is more than what was reserved.";
pub(crate) const INSPECTED: &str = "Records of runs against the meters of the site, drawn by chance.";
pub(crate) const NOTHING_WRONG: &str = "The records agree with the meters.";
pub(crate) const SOMETHING_WRONG: &str = "Runs of another end use than the license covers.";
pub(crate) const SUSPENDED: &str = "Until it is known who had access to the accounts of the customer.";
pub(crate) const REINSTATED: &str = "Access is limited to those who were named; the register of accounts was checked.";
pub(crate) const REVOKED: &str =
    "The inspection found runs of another end use than the license covers, and use beyond what was reserved.";
pub(crate) const PRESERVED: &str = "An inquiry needs the records of this case.";
pub(crate) const RELEASED: &str = "The inquiry has ended.";
pub(crate) const CHECK: &str = "Whether the customer has the office and the staff that the application states.";
pub(crate) const CHECK_REQUESTED: &str = "A visit to the customer's office was asked for.";
pub(crate) const CHECK_ANSWERED: &str = "The office is there, and the staff is as stated.";
pub(crate) const CHECK_WEIGHED: &str = "The visit confirms the application.";
pub(crate) const CONSULTED: &str = "No past denial of any party.";
pub(crate) const INFORMATION: &str = "The application does not say who can copy weights.";
pub(crate) const RULING: &str = "The limits on chips and training answer the objection.";
pub(crate) const ESCALATED: &str = "The limits cannot be verified from outside.";
pub(crate) const RUNG_RULED: &str = "With inspections the limits can be verified.";
pub(crate) const CONSENTED: &str = "The report makes the limit on training unnecessary.";
pub(crate) const SENT_BACK: &str = "The draft does not say how the limit on training is verified.";
pub(crate) const INTENT_WITHDRAWN: &str = "The response answers the question of the end use.";
pub(crate) const DENY: &str = "The end use cannot be told apart from one that 15 CFR 744.23 bars, and the ultimate parent does not permit inspections.";
pub(crate) const NOT_NEEDED: &str = "The chips are below the line on the day from which they are asked for.";
pub(crate) const WITHOUT_ACTION: &str = "The question was not answered in time. File it again with the answer.";
pub(crate) const DISMISSED: &str = "The evidence does not concern the period that the application is about.";
pub(crate) const GRANTED: &str = "The register of runs was not weighed. The application is to be reviewed anew.";
pub(crate) const SITE_DENIED: &str = "The site has no guard of its own, and its meters are not read by the provider.";
pub(crate) const REPORTED: &str = "Use by week and by end user, from the ledger; no run of another end use.";

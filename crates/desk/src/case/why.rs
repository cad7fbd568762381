//! Every reason for which a case does not take an event, each with its mend.

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_license::{Instant, LicenseNumber, Provider, Standing};
use serde::Serialize;

use super::eyes::Part;
use super::phase::PhaseKind;
use super::refusal::listed;
use crate::advice::Stand;
use crate::agency::AgencyName;
use crate::course::{Rung, StopCause};
use crate::decision::OutcomeKind;
use crate::event::mark::MarkError;
use crate::event::{Digest, Role, Step, SubjectMark};

/// Why not, and what would mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant's message says what it is, with the fields it has")]
pub enum Why {
    #[error("a case opens with `received` as its entry 1, and with nothing else")]
    NotFirst,
    #[error("entry {expected} is next: read the case again, and write the entry after its latest")]
    EntryNumber { expected: u32 },
    #[error("the latest entry is of {latest}, after this one: set the clock of whoever wrote it")]
    Earlier { latest: Instant },
    #[error("a case has at most {most} {what}: open another case")]
    TooMany { what: &'static str, most: u64 },
    #[error("{by} cannot do that: ask one of those for whom it is")]
    Role { by: Role },
    #[error("the applicant here is `{applicant}`: write to your own case")]
    OtherApplicant { applicant: Provider },
    #[error("it was not referred to `{agency}`: have an officer refer it")]
    NotReferred { agency: AgencyName },
    #[error("it has no place there, but where a case is {}: bring the case there first", listed(.belongs.iter()))]
    Phase { belongs: &'static [PhaseKind] },

    #[error("what was said is missing: a new entry has all of it; only a replay may go without")]
    Erased,
    #[error("the {part} in its public part is not of what was said: make the public part from what is said")]
    Mismatch { part: String },
    #[error(
        "a text has 1 to {} bytes and is not blank: say it, or put the rest into a document",
        crate::event::content::MOST_TEXT
    )]
    Text,
    #[error("{problem}")]
    Documents { problem: String },
    #[error("{problem}")]
    Unfit { problem: String },
    #[error("the license cannot be issued as it is written: {problem}")]
    License { problem: String },
    #[error(
        "{subject} is said to be left out, and the license covers it: name its sites, or take it out of the license"
    )]
    LeftOutIsIn { subject: String },
    #[error("version {current} of the application is the current one: read it, and speak of it")]
    Version { current: u32 },
    #[error("the next {what} has the number {expected}: give it that number")]
    Numbering { what: &'static str, expected: u32 },
    #[error("{what} is not open: list the open ones")]
    NotOpen { what: String },
    #[error("no {what} is open: nothing is to be done about it")]
    NoneOpen { what: &'static str },

    #[error(
        "questions, and the notice of intent to deny, stop the clock and let it go on by themselves: ask, or answer"
    )]
    StopsByItself { cause: StopCause },
    #[error("the clock stands still for that already: have it go on first")]
    StandsStill { cause: StopCause },
    #[error("the clock does not stand still for that: stop it first")]
    Runs { cause: StopCause },
    #[error("that is not the next step: note the steps in order, each once")]
    Step { step: Step },

    #[error("it was referred to `{agency}` before: leave that agency out")]
    AlreadyReferred { agency: AgencyName },
    #[error("it was referred before, and this names no agency: name one")]
    EmptyReferral,
    #[error("the version of the routing rules is missing: name it by its hash")]
    Routing,
    #[error("the time for it was over on {last} ({citation}): have an officer ask, or decide")]
    TooLate { last: Date, citation: String },
    #[error("its time has not come; the last day to wait for is {last} ({citation}): wait until that is over")]
    TooEarly { last: Date, citation: String },
    #[error(
        "`{agency}` was silent and is taken to agree: what it says now is for the officer to hear, not for the record of advice"
    )]
    TakenToAgree { agency: AgencyName },
    #[error("`{agency}` is not silent beyond its time: wait for it")]
    NotSilent { agency: AgencyName },
    #[error("no agency is silent beyond its time: wait")]
    NobodySilent,
    #[error("{problem}: write the positions again")]
    Positions { problem: String },
    #[error(
        "condition `{condition}` belongs to `{owner}`: an agency asks for conditions of its own, under its own name"
    )]
    ConditionOwner { condition: String, owner: String },
    #[error("condition `{condition}` of `{agency}` has that name already: give yours another")]
    ConditionTaken { condition: String, agency: AgencyName },
    #[error("`{agency}` asks for no such condition in its latest recommendation: name one, with its digest")]
    NoSuchCondition { agency: AgencyName },

    #[error("nobody recorded to whom the rules refer it: refer it, to no agency where they say so")]
    Unrouted,
    #[error("{} did not speak on this version yet: wait for them, or until their time is over", listed(.agencies.iter()))]
    Open { agencies: BTreeSet<AgencyName> },
    #[error("agencies do not agree about {}: the chair decides", listed(.subjects.iter()))]
    Conflict { subjects: BTreeSet<SubjectMark> },
    #[error("agencies do not contradict one another: draft what they agree on")]
    NoConflict,
    #[error("it was decided between agencies already: escalate, or draft")]
    Settled,
    #[error("an agency can take it up the ladder until {until}: wait until that is over")]
    Contestable { until: Date },
    #[error("it is before a rung of the ladder: have that rung's decision noted first")]
    Escalated { to: Rung },
    #[error("it is before no rung: nothing is to be decided there")]
    NotEscalated,
    #[error("it was not decided between agencies: there is nothing to take up the ladder")]
    NotSettled,
    #[error("the next rung is another: take it there")]
    NextRung { next: Rung },
    #[error("the last rung decided: nothing is above it")]
    LastRung,
    #[error("`{agency}` said the same, or nothing: only an agency that was decided against can go up the ladder")]
    NotAgainst { agency: AgencyName },
    #[error("only what is approved can leave something out, and all of it is not something")]
    Ruling,

    #[error("`{outcome}` cannot be decided there, but where a case is {}: draft what can", listed(.belongs.iter()))]
    Outcome { outcome: OutcomeKind, belongs: &'static [PhaseKind] },
    #[error(
        "`{outcome}` does not go with its license, conditions or what it leaves out: a license goes with approve and vary, and only with them"
    )]
    Shape { outcome: OutcomeKind },
    #[error(
        "advice is to {stand}: draft that, or have the authority's own agency say otherwise, so that the chair decides"
    )]
    Against { stand: Stand },
    #[error("{} is not to be licensed by the advice: leave it out", listed(.subjects.iter()))]
    NotLeftOut { subjects: BTreeSet<SubjectMark> },
    #[error("past denials were not consulted for version {version} of the application: consult them")]
    DenialsNotConsulted { version: u32 },
    #[error("the clock stands still: end what it stands still for")]
    Stopped { cause: StopCause },
    #[error("condition `{condition}` of `{owner}` is dropped: keep it, or get that agency's consent to exactly that")]
    ConditionDropped { condition: String, owner: AgencyName },
    #[error(
        "condition `{condition}` of `{owner}` is altered: keep it as it is, or get that agency's consent to exactly that"
    )]
    ConditionAltered { condition: String, owner: AgencyName },
    #[error("the license has the number {number}, and a variation keeps it")]
    LicenseNumber { number: LicenseNumber },
    #[error("the license is {standing}, which has no way there")]
    Standing { standing: Standing },
    #[error("no draft waits: draft one")]
    NoDraft,
    #[error("draft {number} with the digest {digest} waits, and that is not what you read: read it")]
    OtherDraft { number: u32, digest: Digest },
    #[error("the application was amended after the draft: draft anew on version {current}")]
    StaleDraft { current: u32 },
    #[error("a draft waits: countersign it or send it back first")]
    DraftWaits,
    #[error("`{name}` {part}, and another person has to sign")]
    SamePerson { name: String, part: Part },

    #[error("the applicant was not told yet that it is to be denied: notify it")]
    NotNotified,
    #[error("that was done on {on}: once is enough")]
    Done { on: Date },
    #[error("the denial was final after {last}, by the passing of time: have that recorded")]
    Final { last: Date },

    #[error("the last day of the license is {until}: wait until it is over")]
    StillRuns { until: Date },
    #[error("a sample is drawn from what there is, by a seed, and what is wrong is among what was looked at")]
    Sample,
    #[error("an inspection has no findings yet: have it end first")]
    InspectionOpen,
    #[error("records are kept until {until} (15 CFR 762.6: five years): wait until that day is over")]
    Retention { until: Date },
    #[error("{} asked that the records be preserved (15 CFR 762.6(b)): nothing is erased before that is over", listed(.requests.iter().map(|request| format!("request {request}"))))]
    Preserved { requests: BTreeSet<u32> },
}

impl From<MarkError> for Why {
    fn from(error: MarkError) -> Self {
        Self::Unfit { problem: error.to_string() }
    }
}

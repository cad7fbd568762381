//! What happens in a case: one thing, done by somebody, at a moment.
//!
//! Each event has a public part, by which the case goes its way, and what was said, which is withheld from the log and can be erased when its time is
//! over. The public part names no party and quotes nobody: it has kinds, numbers, places in the application's lists, agencies, ids, days and
//! digests.

pub mod actor;
pub(crate) mod content;
pub mod kind;
pub mod mark;
pub mod said;
pub mod writing;

pub use actor::{Actor, Role};
pub use kind::EventKind;
pub use mark::{
    ConditionMark, ConsentMark, Digest, DraftMark, LicenseMark, PositionMark, Ruling, Sample, Step, SubjectMark,
};
pub use said::Said;
pub use writing::Writing;

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::Instant;
use serde::{Deserialize, Serialize};

use crate::advice::Recommendation;
use crate::agency::AgencyName;
use crate::attachment::Attachment;
use crate::course::{Rung, StopCause};
use crate::decision::DraftText;

/// An event with its number, its moment, and who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1, 2, 3, … in the case.
    pub number: u32,
    /// When; never before the entry before it.
    pub at: Instant,
    /// Who.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// What happened. Questions, drafts, breaches, inspections, reports and requests are numbered from 1 in their case, each sort apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The application came in: version 1.
    Received {
        /// The digest of the application.
        application: Digest,
        /// The application.
        said: Said<Box<Application>>,
    },
    /// It is complete: the clock starts (15 CFR 750.4(a)).
    Registered {},
    /// It cannot be taken and goes back, before any clock starts.
    Returned {
        /// Why, and what would mend it.
        said: Said<String>,
    },
    /// Another version takes the place of the one before. Agencies look at it anew, with days of their own.
    Amended {
        /// The digest of the application.
        application: Digest,
        /// The application.
        said: Said<Box<Application>>,
    },
    /// The applicant does not want it any more; under appeal, the appeal.
    Withdrawn {
        /// Why.
        said: Said<String>,
    },
    /// The applicant is asked something; the clock stands still until the last question is answered.
    Asked {
        /// The number of the question.
        question: u32,
        /// The question.
        said: Said<String>,
    },
    /// The applicant answers.
    Answered {
        /// The number of the question.
        question: u32,
        /// The answer.
        said: Said<Writing>,
    },
    /// A document that no application and no answer brought goes with the case.
    Attached {
        /// The document, and for whom it is.
        said: Said<Attachment>,
    },
    /// The clock stands still.
    Stopped {
        /// Why; questions and the notice of intent to deny stop it by themselves.
        cause: StopCause,
        /// What is waited for.
        said: Said<String>,
    },
    /// What the clock stands still for went a step further (15 CFR 750.4(b)(2) and (3)).
    Advanced {
        /// Which step.
        step: Step,
        /// What was asked or answered.
        said: Said<String>,
    },
    /// The clock goes on: a check is weighed, assurances are here.
    Resumed {
        /// What it stood still for.
        cause: StopCause,
        /// What came of it.
        said: Said<String>,
    },
    /// The list of past denials was consulted for all parties of a version.
    DenialsConsulted {
        /// The version of the application.
        version: u32,
        /// How many past denials were found.
        found: u32,
        /// Which.
        said: Said<String>,
    },
    /// Referred to agencies; to none, where the rules refer it to nobody.
    Referred {
        /// To whom, besides those it was referred to before.
        agencies: BTreeSet<AgencyName>,
        /// The version of the routing rules, by its hash.
        routing: String,
        /// Which rules say so.
        said: Said<String>,
    },
    /// The agency misses information; within 10 days of the referral (15 CFR 750.4(d)).
    InformationRequested {
        /// Which.
        said: Said<String>,
    },
    /// The agency recommends. The latest of its recommendations counts.
    Recommended {
        /// On which version of the application.
        version: u32,
        /// Its positions.
        positions: Vec<PositionMark>,
        /// The recommendation.
        said: Said<Recommendation>,
    },
    /// The agency agrees that a condition of its own is dropped or altered.
    Consented {
        /// To exactly what.
        consent: ConsentMark,
        /// Why.
        said: Said<String>,
    },
    /// The agency was silent until its time was over, and is taken not to object (15 CFR 750.4(d)).
    TakenToAgree {
        /// Which.
        agency: AgencyName,
    },
    /// The chair of the operating committee decided between agencies (15 CFR 750.4(f)).
    ChairDecided {
        /// What.
        ruling: Ruling,
        /// Why.
        said: Said<String>,
    },
    /// The agency takes the decision up the ladder.
    Escalated {
        /// To which rung.
        to: Rung,
        /// Why.
        said: Said<String>,
    },
    /// A rung of the ladder decided.
    RungDecided {
        /// Which.
        rung: Rung,
        /// What.
        ruling: Ruling,
        /// Why.
        said: Said<String>,
    },
    /// A decision is drafted, in place of a draft that waits.
    Drafted {
        /// Its mark.
        draft: DraftMark,
        /// The draft.
        said: Said<Box<DraftText>>,
    },
    /// The draft that waits is sent back.
    SentBack {
        /// Its number.
        draft: u32,
        /// Why.
        said: Said<String>,
    },
    /// Another person signs the draft that waits: it is decided.
    Countersigned {
        /// Its number.
        draft: u32,
        /// The digest of what they read.
        digest: Digest,
    },
    /// The applicant was told that it is to be denied (15 CFR 750.6).
    Notified {},
    /// The applicant responds to that.
    Responded {
        /// The response.
        said: Said<Writing>,
    },
    /// The applicant is told that it is not to be denied as intended: the application is under review again (15 CFR 750.6(b)).
    IntentWithdrawn {
        /// Why.
        said: Said<String>,
    },
    /// The applicant was not told otherwise by day 45 after the notice: the denial is final (15 CFR 750.6).
    BecameFinal {},
    /// The applicant appeals against the denial, within 45 days (15 CFR part 756).
    Appealed {
        /// Why.
        said: Said<Writing>,
    },
    /// The license is suspended (15 CFR 750.8).
    Suspended {
        /// By when what runs has to stop; left out, it ends with its slice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drain_until: Option<Instant>,
        /// Why, as the licensee is told in the letter.
        #[serde(default)]
        reasons: Said<String>,
        /// What it rests on, for the colleagues.
        said: Said<String>,
    },
    /// The licensee gives the license back.
    Surrendered {
        /// Why.
        said: Said<String>,
    },
    /// The license's last day is over.
    Lapsed {},
    /// A breach of the license.
    BreachNoted {
        /// Its number.
        breach: u32,
        /// What it is.
        said: Said<String>,
    },
    /// An inspection of a sample.
    InspectionOrdered {
        /// Its number.
        inspection: u32,
        /// What is looked at.
        sample: Sample,
        /// What for.
        said: Said<String>,
    },
    /// What the inspection found.
    InspectionFound {
        /// Its number.
        inspection: u32,
        /// How many were looked at.
        looked_at: u64,
        /// How many of those were not as they should be.
        wrong: u64,
        /// What was found.
        said: Said<String>,
    },
    /// A report is due.
    ReportDue {
        /// Its number.
        report: u32,
        /// The last day for it.
        due: Date,
    },
    /// A report is filed.
    ReportFiled {
        /// Its number.
        report: u32,
        /// The report, or where it can be found.
        said: Said<Writing>,
    },
    /// Somebody asked that the records be preserved (15 CFR 762.6(b)): nothing is erased until that is over.
    PreservationRequested {
        /// Its number.
        request: u32,
        /// Who asked, and why.
        said: Said<String>,
    },
    /// The request is over.
    PreservationEnded {
        /// Its number.
        request: u32,
        /// Who said so.
        said: Said<String>,
    },
    /// Nothing is to be done any more.
    Closed {},
    /// What was said in the case is erased.
    Erased {},
}

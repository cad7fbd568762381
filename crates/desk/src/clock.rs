//! The clocks of a case, on any date.
//!
//! The law gives the authority, the agencies and the applicant days, says which actions stop the count, and attaches something to a day that passes: an
//! agency that is silent is taken to agree, a denial becomes final. So what a clock shows is not bookkeeping but part of the decision. It is computed from
//! the [`Course`] of the case and a date, never stored: the same course gives the same clocks on the same date for ever, and on a past date they show
//! what could be known then.
//!
//! Reading order: [`ClockName`] (what there is to measure), [`Limits`] (how long, by which law), `calendar` (which days count), `spans` (when each begins
//! and ends), and here what it shows.

mod calendar;
mod limits;
mod name;
mod spans;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::calendar::{StillDays, days_after};
pub use self::limits::{Limit, Limits, Passing};
pub use self::name::ClockName;
use self::spans::{Span, spans};
use crate::agency::AgencyName;
use crate::course::{Course, StopCause};

/// A clock as it stands on a date. All dates are civil days of the authority, all spans whole calendar days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// What it measures.
    pub name: ClockName,
    /// For a referral: which agency's it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyName>,
    /// What is to happen, or may, before it runs out.
    pub title: String,
    /// The section that sets it.
    pub citation: String,
    /// Day 0. For the chair of the operating committee it is the agencies' deadline, which may lie ahead.
    #[schemars(with = "String")]
    pub begun: Date,
    /// How many days it has.
    pub allowed: u32,
    /// How many days so far did not count.
    pub stood_still: u32,
    /// The last day: `begun` and `allowed` and `stood_still` together.
    #[schemars(with = "String")]
    pub due: Date,
    /// The day it was met.
    #[schemars(with = "Option<String>")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Date>,
    /// How it stands.
    pub state: ClockState,
    /// What follows by law when it runs out unmet, in words.
    pub on_expiry: String,
}

/// How a clock stands on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClockState {
    /// It runs.
    Running {
        /// Days until it is due; 0 on the last day.
        left: u32,
    },
    /// It stands still.
    Stopped {
        /// Why; the oldest cause where there are several.
        cause: StopCause,
        /// Since when.
        #[schemars(with = "String")]
        since: Date,
        /// Days it has left from the day it goes on.
        left: u32,
    },
    /// What it waited for has happened.
    Met {
        /// When.
        #[schemars(with = "String")]
        on: Date,
        /// Days after it was due.
        late_by: u32,
    },
    /// Whoever had to act has not.
    Overdue {
        /// Days since it was due.
        by: u32,
    },
    /// The time to act, or to wait, is over, and what the law attaches to that has happened.
    Expired,
    /// The case ended, or it became moot, before what it waited for happened.
    Closed {
        /// When.
        #[schemars(with = "String")]
        on: Date,
        /// Days after it was due.
        late_by: u32,
    },
}

impl Clock {
    /// Whether somebody still has to act, may act, or has to wait.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, ClockState::Running { .. } | ClockState::Stopped { .. } | ClockState::Overdue { .. })
    }
}

impl Limits {
    /// Every clock of a case that had begun by the end of a date, in the order of the procedure. What happened later is not looked at.
    #[must_use]
    pub fn clocks(&self, course: &Course, on: Date) -> Vec<Clock> {
        let course = course.as_of(on);
        let spans = spans(self, &course, on);
        let mut clocks: Vec<Clock> = spans.iter().filter_map(|span| self.clock(&course, span, on)).collect();
        clocks.sort_by(|one, other| {
            let key = |clock: &Clock| (clock.name, clock.begun);
            key(one).cmp(&key(other)).then_with(|| one.agency.cmp(&other.agency))
        });
        clocks
    }

    /// Whether an agency that was asked is silent, and its time is over, so that it is taken to agree (15 CFR 750.4(d)(2)). An agency that was not asked
    /// is not, nor one that did recommend, however late: whether that still counts is for people to say.
    #[must_use]
    pub fn agency_is_taken_to_agree(&self, course: &Course, agency: &AgencyName, on: Date) -> bool {
        let clocks = self.clocks(course, on);
        let of_agency =
            |clock: &&Clock| clock.name == ClockName::Recommendation && clock.agency.as_ref() == Some(agency);
        clocks.iter().rfind(of_agency).is_some_and(|clock| clock.state == ClockState::Expired)
    }

    /// The open clock that is due first: of those that do not stand still, if any runs.
    #[must_use]
    pub fn next_due(&self, course: &Course, on: Date) -> Option<Clock> {
        let open = self.clocks(course, on).into_iter().filter(Clock::is_open);
        open.min_by_key(|clock| (matches!(clock.state, ClockState::Stopped { .. }), clock.due))
    }

    fn clock(&self, course: &Course, span: &Span, on: Date) -> Option<Clock> {
        let limit = self.get(span.name, course.registered.unwrap_or(span.begun))?;
        let end = span.met.or(span.closed);
        let still = StillDays::known(&course.stops, &limit.stopped_by, end.unwrap_or(on));
        let due = still.due(span.begun, limit.days);
        Some(Clock {
            name: span.name,
            agency: span.agency.clone(),
            title: limit.title.clone(),
            citation: limit.citation.clone(),
            begun: span.begun,
            allowed: limit.days,
            stood_still: days_after(span.begun, due).saturating_sub(limit.days),
            due,
            met: span.met,
            state: state(limit, span, &still, due, on),
            on_expiry: limit.on_expiry.clone(),
        })
    }
}

fn state(limit: &Limit, span: &Span, still: &StillDays, due: Date, on: Date) -> ClockState {
    if let Some(on) = span.met {
        return ClockState::Met { on, late_by: days_after(due, on) };
    }
    let end = span.closed.unwrap_or(on);
    if limit.passing == Passing::Expires && due < end {
        return ClockState::Expired;
    }
    match (span.closed, still.now) {
        (Some(on), _) => ClockState::Closed { on, late_by: days_after(due, on) },
        (None, _) if due < on => ClockState::Overdue { by: days_after(due, on) },
        (None, Some((cause, since))) => ClockState::Stopped { cause, since, left: days_after(on, due) },
        (None, None) => ClockState::Running { left: days_after(on, due) },
    }
}

/// Every clock of a case under the law of the United States, as [`Limits::clocks`].
#[must_use]
pub fn clocks(course: &Course, on: Date) -> Vec<Clock> {
    Limits::united_states().clocks(course, on)
}

/// Whether an agency is taken to agree under the law of the United States, as [`Limits::agency_is_taken_to_agree`].
#[must_use]
pub fn agency_is_taken_to_agree(course: &Course, agency: &AgencyName, on: Date) -> bool {
    Limits::united_states().agency_is_taken_to_agree(course, agency, on)
}

/// What is due first under the law of the United States, as [`Limits::next_due`].
#[must_use]
pub fn next_due(course: &Course, on: Date) -> Option<Clock> {
    Limits::united_states().next_due(course, on)
}

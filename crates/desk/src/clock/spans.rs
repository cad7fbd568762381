//! When each clock of a case begins, what meets it, and when the end of the case closes it.

use jiff::civil::Date;

use super::calendar::StillDays;
use super::{ClockName, Limits};
use crate::agency::AgencyName;
use crate::course::{Course, Rung, StopCause};

/// From when to when a clock is looked at.
#[derive(Debug)]
pub(crate) struct Span {
    pub name: ClockName,
    pub agency: Option<AgencyName>,
    pub begun: Date,
    /// What it waited for happened.
    pub met: Option<Date>,
    /// The case ended first, or what it waited for became moot.
    pub closed: Option<Date>,
}

/// The spans that had begun in a course as it was known on a date.
pub(crate) fn spans(limits: &Limits, course: &Course, on: Date) -> Vec<Span> {
    let lapsed = denial_by_lapse(limits, course, on);
    let ended = [course.resolved, course.denied, lapsed].into_iter().flatten().min();
    let mut spans = Spans { ended, list: Vec::new() };
    authority(&mut spans, course);
    referrals(&mut spans, course);
    spans.add(ClockName::ChairDecision, chair_begins(limits, course, on), course.chair_decided);
    ladder(&mut spans, course);
    conditions_of_stops(&mut spans, course);
    denial(&mut spans, course, lapsed);
    spans.list
}

struct Spans {
    ended: Option<Date>,
    list: Vec<Span>,
}

impl Spans {
    fn add(&mut self, name: ClockName, begun: Option<Date>, met: Option<Date>) {
        self.push(name, None, begun, met, None);
    }

    /// A clock that is moot from some day on, whether the case has ended or not.
    fn push(
        &mut self,
        name: ClockName,
        agency: Option<&AgencyName>,
        begun: Option<Date>,
        met: Option<Date>,
        moot: Option<Date>,
    ) {
        let Some(begun) = begun else { return };
        let closed = earliest([self.ended, moot]);
        // What happens after the end does not meet a clock that the end has closed.
        let met = met.filter(|met| closed.is_none_or(|closed| *met <= closed));
        let closed = closed.filter(|_| met.is_none());
        self.list.push(Span { name, agency: agency.cloned(), begun, met, closed });
    }
}

fn earliest<const N: usize>(days: [Option<Date>; N]) -> Option<Date> {
    days.into_iter().flatten().min()
}

fn authority(spans: &mut Spans, course: &Course) {
    let referred = course.referrals.iter().map(|referred| referred.on).min();
    let acted = earliest([course.first_act, referred, course.intent_decided, spans.ended]);
    spans.add(ClockName::InitialAction, course.registered, acted);
    let president = appealed_to(course, Rung::President);
    spans.add(ClockName::Resolution, course.registered, earliest([spans.ended, president]));
}

fn referrals(spans: &mut Spans, course: &Course) {
    for referred in &course.referrals {
        let (agency, begun, recommended) = (Some(&referred.agency), Some(referred.on), referred.recommended);
        // An agency that recommends asks for nothing more.
        spans.push(ClockName::InformationRequest, agency, begun, referred.asked, recommended);
        spans.push(ClockName::Recommendation, agency, begun, recommended, None);
    }
}

/// The chair's days are counted from the deadline of the agencies, the last one's where they differ, even where all recommended before.
fn chair_begins(limits: &Limits, course: &Course, on: Date) -> Option<Date> {
    let disputed = earliest([course.disputed, course.chair_decided])?;
    let until = course.chair_decided.unwrap_or(on);
    let deadline = |begun: Date| {
        let limit = limits.get(ClockName::Recommendation, course.registered.unwrap_or(begun))?;
        Some(StillDays::known(&course.stops, &limit.stopped_by, until).due(begun, limit.days))
    };
    let referred = course.referrals.iter().filter(|referred| referred.on <= until);
    referred.filter_map(|referred| deadline(referred.on)).max().or(Some(disputed))
}

fn appealed_to(course: &Course, rung: Rung) -> Option<Date> {
    course.escalations.iter().filter(|escalated| escalated.to == rung).map(|escalated| escalated.on).min()
}

fn decided_by(course: &Course, rung: Rung) -> Option<Date> {
    course.escalations.iter().filter(|escalated| escalated.to == rung).filter_map(|escalated| escalated.decided).min()
}

/// Several agencies may appeal to one rung: the first appeal begins its days, and it decides once.
fn ladder(spans: &mut Spans, course: &Course) {
    let committee = appealed_to(course, Rung::AdvisoryCommittee);
    let board = appealed_to(course, Rung::ReviewBoard);
    let (committee_decided, board_decided) =
        (decided_by(course, Rung::AdvisoryCommittee), decided_by(course, Rung::ReviewBoard));
    spans.add(ClockName::AdvisoryCommitteeAppeal, course.chair_decided, committee);
    spans.add(ClockName::AdvisoryCommitteeDecision, committee, committee_decided);
    spans.add(ClockName::ReviewBoardAppeal, committee_decided, board);
    spans.add(ClockName::ReviewBoardDecision, board, board_decided);
    spans.add(ClockName::PresidentAppeal, board_decided, appealed_to(course, Rung::President));
}

/// Checks, assurances and notices stop the other clocks, and have limits of their own.
fn conditions_of_stops(spans: &mut Spans, course: &Course) {
    for check in &course.checks {
        spans.add(ClockName::PreLicenseCheckRequest, Some(check.needed), check.requested);
        spans.add(ClockName::PreLicenseCheckAnalysis, check.answered, check.analyzed);
    }
    let ended = spans.ended;
    for assurances in &course.assurances {
        spans.add(ClockName::AssurancesRequest, Some(assurances.needed), assurances.sent);
        spans.add(ClockName::AssurancesInquiry, assurances.sent, assurances.asked);
        let licensed = ended.filter(|ended| assurances.received.is_some_and(|received| received <= *ended));
        spans.add(ClockName::AssurancesLicense, assurances.received, licensed);
    }
    for stop in course.stops.iter().filter(|stop| stop.cause == StopCause::CongressionalNotice) {
        spans.add(ClockName::CongressionalNotice, Some(stop.from), None);
    }
}

fn denial(spans: &mut Spans, course: &Course, lapsed: Option<Date>) {
    let (decided, notified, withdrawn) = (course.intent_decided, course.intent_notified, course.intent_withdrawn);
    spans.push(ClockName::IntentNotice, None, decided, notified, withdrawn);
    spans.push(ClockName::IntentResponse, None, notified, course.responded, withdrawn);
    // Its own lapse neither meets nor closes it: it is what runs out. Whatever was said later came too late.
    let ended = spans.ended;
    spans.ended = ended.filter(|_| lapsed.is_none());
    spans.add(ClockName::FinalDenial, notified, withdrawn.filter(|_| lapsed.is_none()));
    // The days to appeal begin where the case ends.
    spans.ended = None;
    spans.add(ClockName::DenialAppeal, earliest([course.denied, lapsed]), course.appealed);
    spans.ended = ended;
}

/// The day a denial became final because nobody told the applicant otherwise, if that day is over.
fn denial_by_lapse(limits: &Limits, course: &Course, on: Date) -> Option<Date> {
    let notified = course.intent_notified?;
    let limit = limits.get(ClockName::FinalDenial, course.registered.unwrap_or(notified))?;
    let due = StillDays::known(&course.stops, &limit.stopped_by, on).due(notified, limit.days);
    let told = earliest([course.intent_withdrawn, course.denied, course.resolved]);
    (due < on && told.is_none_or(|told| told > due)).then_some(due)
}

//! The clocks once more, slowly: the events of a course are lived through one day at a time, and each day of each clock is looked at by itself.

use jiff::ToSpan;
use jiff::civil::Date;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::clock::{Clock, ClockName, ClockState, Limit, Limits, Passing};
use portcullis_desk::course::{Course, Rung, Stop, StopCause};

/// What happens to a clock on a day.
enum Happens {
    Begins,
    IsMet,
    IsMoot,
}

struct Timer {
    name: ClockName,
    agency: Option<AgencyName>,
    begun: Date,
    met: Option<Date>,
    closed: Option<Date>,
    /// Nothing meets it or closes it any more.
    is_over: bool,
}

impl Timer {
    fn waits(&self) -> bool {
        self.met.is_none() && self.closed.is_none() && !self.is_over
    }
}

/// Every clock on a date, in order.
pub fn clocks(limits: &Limits, course: &Course, on: Date) -> Vec<Clock> {
    let events = events(course);
    let mut timers: Vec<Timer> = Vec::new();
    let mut ended: Option<Date> = None;
    let mut today = events.iter().map(|(day, ..)| *day).min().unwrap_or(on);
    while today <= on {
        if ended.is_none()
            && let Some(due) = lapsed(limits, course, &timers, today)
        {
            ended = Some(due);
            for denial in timers.iter_mut().filter(|timer| timer.name == ClockName::FinalDenial) {
                denial.is_over = true;
            }
            close(&mut timers, due);
            live_through(&mut timers, None, due, ClockName::DenialAppeal, None, &Happens::Begins);
        }
        for (_, name, agency, happens) in events.iter().filter(|(day, ..)| *day == today) {
            live_through(&mut timers, ended, today, *name, agency.as_ref(), happens);
        }
        if ended.is_none() && (course.resolved == Some(today) || course.denied == Some(today)) {
            ended = Some(today);
            close(&mut timers, today);
        }
        today += 1.day();
    }
    let mut clocks: Vec<Clock> = timers.iter().map(|timer| shown(limits, course, timer, on)).collect();
    clocks.extend(chair(limits, course, ended, on));
    clocks.sort_by_key(|clock| (clock.name, clock.begun, clock.agency.clone()));
    clocks
}

fn live_through(
    timers: &mut Vec<Timer>,
    ended: Option<Date>,
    today: Date,
    name: ClockName,
    agency: Option<&AgencyName>,
    happens: &Happens,
) {
    let of_name = |timer: &Timer| timer.name == name && timer.agency.as_ref() == agency;
    match happens {
        // The first appeal to a rung begins its clock; others come on top of it.
        Happens::Begins => {
            let only_once = !matches!(
                name,
                ClockName::PreLicenseCheckRequest
                    | ClockName::PreLicenseCheckAnalysis
                    | ClockName::AssurancesRequest
                    | ClockName::AssurancesInquiry
                    | ClockName::AssurancesLicense
                    | ClockName::CongressionalNotice
            );
            if only_once && timers.iter().any(of_name) {
                return;
            }
            let closed = ended.filter(|_| name != ClockName::DenialAppeal);
            timers.push(Timer { name, agency: agency.cloned(), begun: today, met: None, closed, is_over: false });
        }
        Happens::IsMet => {
            for timer in timers.iter_mut().filter(|timer| of_name(timer)) {
                if timer.waits() {
                    timer.met = Some(today);
                }
            }
        }
        Happens::IsMoot => {
            for timer in timers.iter_mut().filter(|timer| of_name(timer) && timer.waits()) {
                timer.closed = Some(today);
            }
        }
    }
}

/// The end of the case meets what waited for it, and closes what waited for something else.
fn close(timers: &mut [Timer], day: Date) {
    for timer in timers.iter_mut().filter(|timer| timer.waits()) {
        match timer.name {
            ClockName::Resolution | ClockName::InitialAction | ClockName::AssurancesLicense => timer.met = Some(day),
            ClockName::DenialAppeal => {}
            _ => timer.closed = Some(day),
        }
    }
}

/// The day the denial became final, if it was the day before and nobody has said anything.
fn lapsed(limits: &Limits, course: &Course, timers: &[Timer], today: Date) -> Option<Date> {
    let timer = timers.iter().find(|timer| timer.name == ClockName::FinalDenial)?;
    let due = walk(limit(limits, course, timer), course, timer.begun, today);
    (timer.waits() && due < today).then_some(due)
}

fn limit<'a>(limits: &'a Limits, course: &Course, timer: &Timer) -> &'a Limit {
    limits.get(timer.name, course.registered.unwrap_or(timer.begun)).unwrap()
}

fn is_still(limit: &Limit, stops: &[Stop], day: Date) -> bool {
    let causes = |stop: &&Stop| limit.stopped_by.contains(&stop.cause);
    stops.iter().filter(causes).any(|stop| stop.from <= day && stop.to.is_none_or(|to| day < to))
}

/// The day on which the last day of a clock counts, seen from the day `end`: what comes after it is taken to count.
fn walk(limit: &Limit, course: &Course, begun: Date, end: Date) -> Date {
    let (mut today, mut counted) = (begun, 0);
    while counted < limit.days {
        today += 1.day();
        if today > end || !is_still(limit, &course.stops, today) {
            counted += 1;
        }
    }
    today
}

fn shown(limits: &Limits, course: &Course, timer: &Timer, on: Date) -> Clock {
    let limit = limit(limits, course, timer);
    let end = timer.met.or(timer.closed).unwrap_or(on);
    let due = walk(limit, course, timer.begun, end);
    let days = |from: Date, to: Date| u32::try_from((to - from).get_days().max(0)).unwrap();
    let open =
        |stop: &&Stop| limit.stopped_by.contains(&stop.cause) && stop.from <= on && stop.to.is_none_or(|to| on < to);
    let stopped = course.stops.iter().filter(open).map(|stop| (stop.from, stop.cause)).min_by_key(|(from, _)| *from);
    // Causes that began on one day are named in their own order.
    let cause =
        |since: Date| course.stops.iter().filter(open).filter(|stop| stop.from == since).map(|stop| stop.cause).min();
    let state = if let Some(met) = timer.met {
        ClockState::Met { on: met, late_by: days(due, met) }
    } else if due < end && limit.passing == Passing::Expires {
        ClockState::Expired
    } else if let Some(closed) = timer.closed {
        ClockState::Closed { on: closed, late_by: days(due, closed) }
    } else if due < on {
        ClockState::Overdue { by: days(due, on) }
    } else if let Some((since, _)) = stopped {
        ClockState::Stopped { cause: cause(since).unwrap(), since, left: days(on, due) }
    } else {
        ClockState::Running { left: days(on, due) }
    };
    Clock {
        name: timer.name,
        agency: timer.agency.clone(),
        title: limit.title.clone(),
        citation: limit.citation.clone(),
        begun: timer.begun,
        allowed: limit.days,
        stood_still: days(timer.begun, due) - limit.days,
        due,
        met: timer.met,
        state,
        on_expiry: limit.on_expiry.clone(),
    }
}

/// The chair's clock begins on a day that the others decide, which may lie ahead.
fn chair(limits: &Limits, course: &Course, ended: Option<Date>, on: Date) -> Option<Clock> {
    let past = |day: &Date| *day <= on;
    let decided = course.chair_decided.filter(past);
    let first = course.disputed.filter(past).or(decided)?;
    let seen = decided.unwrap_or(on);
    let deadline = |begun: Date| walk(limits.get(ClockName::Recommendation, begun).unwrap(), course, begun, seen);
    let referred = course.referrals.iter().map(|referred| referred.on).filter(|day| *day <= seen);
    let begun = referred.map(deadline).max().unwrap_or(first);
    let met = decided.filter(|decided| ended.is_none_or(|ended| *decided <= ended));
    let closed = ended.filter(|_| met.is_none());
    Some(shown(
        limits,
        course,
        &Timer { name: ClockName::ChairDecision, agency: None, begun, met, closed, is_over: false },
        on,
    ))
}

type Event = (Date, ClockName, Option<AgencyName>, Happens);

/// What begins and what is met on which day.
fn events(course: &Course) -> Vec<Event> {
    use ClockName as Name;
    let mut events = Vec::new();
    let mut moot = Vec::new();
    let mut add = |begins: &[Name], met: &[Name], agency: Option<&AgencyName>, day: Option<Date>| {
        let Some(day) = day else { return };
        events.extend(begins.iter().map(|name| (day, *name, agency.cloned(), Happens::Begins)));
        events.extend(met.iter().map(|name| (day, *name, agency.cloned(), Happens::IsMet)));
    };
    add(&[Name::Resolution, Name::InitialAction], &[], None, course.registered);
    add(&[], &[Name::InitialAction], None, course.first_act);
    for referred in &course.referrals {
        let agency = Some(&referred.agency);
        add(&[Name::InformationRequest, Name::Recommendation], &[], agency, Some(referred.on));
        add(&[], &[Name::InitialAction], None, Some(referred.on));
        add(&[], &[Name::InformationRequest], agency, referred.asked);
        add(&[], &[Name::Recommendation], agency, referred.recommended);
        moot.extend(referred.recommended.map(|day| (day, Name::InformationRequest, agency.cloned(), Happens::IsMoot)));
    }
    add(&[Name::AdvisoryCommitteeAppeal], &[], None, course.chair_decided);
    for escalated in &course.escalations {
        let (on, decided) = (Some(escalated.on), escalated.decided);
        match escalated.to {
            Rung::AdvisoryCommittee => {
                add(&[Name::AdvisoryCommitteeDecision], &[Name::AdvisoryCommitteeAppeal], None, on);
                add(&[Name::ReviewBoardAppeal], &[Name::AdvisoryCommitteeDecision], None, decided);
            }
            Rung::ReviewBoard => {
                add(&[Name::ReviewBoardDecision], &[Name::ReviewBoardAppeal], None, on);
                add(&[Name::PresidentAppeal], &[Name::ReviewBoardDecision], None, decided);
            }
            Rung::President => add(&[], &[Name::PresidentAppeal, Name::Resolution], None, on),
        }
    }
    for check in &course.checks {
        add(&[Name::PreLicenseCheckRequest], &[], None, Some(check.needed));
        add(&[], &[Name::PreLicenseCheckRequest], None, check.requested);
        add(&[Name::PreLicenseCheckAnalysis], &[], None, check.answered);
        add(&[], &[Name::PreLicenseCheckAnalysis], None, check.analyzed);
    }
    for assurances in &course.assurances {
        add(&[Name::AssurancesRequest], &[], None, Some(assurances.needed));
        add(&[Name::AssurancesInquiry], &[Name::AssurancesRequest], None, assurances.sent);
        add(&[], &[Name::AssurancesInquiry], None, assurances.asked);
        add(&[Name::AssurancesLicense], &[], None, assurances.received);
    }
    for stop in course.stops.iter().filter(|stop| stop.cause == StopCause::CongressionalNotice) {
        add(&[Name::CongressionalNotice], &[], None, Some(stop.from));
    }
    add(&[Name::IntentNotice], &[Name::InitialAction], None, course.intent_decided);
    add(&[Name::IntentResponse, Name::FinalDenial], &[Name::IntentNotice], None, course.intent_notified);
    add(&[], &[Name::IntentResponse], None, course.responded);
    add(&[], &[Name::FinalDenial], None, course.intent_withdrawn);
    for name in [Name::IntentNotice, Name::IntentResponse] {
        moot.extend(course.intent_withdrawn.map(|day| (day, name, None, Happens::IsMoot)));
    }
    add(&[Name::DenialAppeal], &[], None, course.denied);
    add(&[], &[Name::DenialAppeal], None, course.appealed);
    // What was asked and answered on one day was asked first.
    events.extend(moot);
    events
}

//! Courses as they may happen: events follow what they answer, and there may be any number of stops, in any order.

use jiff::SignedDuration;
use jiff::civil::Date;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::course::{Assurances, Course, Escalated, PreLicenseCheck, Referred, Rung, Stop, StopCause};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Day `n` of a case that was registered on 5 January 2026.
pub fn day(n: i64) -> Date {
    Date::constant(2026, 1, 5) + SignedDuration::from_hours(24 * n)
}

pub fn agency(name: &str) -> AgencyName {
    AgencyName::new(name).unwrap()
}

/// Sometimes the day some days after another, if that has happened.
fn later(after: Option<i64>, wait: Option<i64>) -> Option<i64> {
    Some(after? + wait?)
}

fn wait(days: i64) -> impl Strategy<Value = Option<i64>> {
    option::weighted(0.7, 0..days)
}

fn referral(name: &'static str) -> impl Strategy<Value = Referred> {
    (0_i64..15, wait(15), wait(45)).prop_map(move |(on, asked, recommended)| {
        let asked = later(Some(on), asked);
        let recommended = later(asked.or(Some(on)), recommended);
        Referred { agency: agency(name), on: day(on), asked: asked.map(day), recommended: recommended.map(day) }
    })
}

fn referrals() -> impl Strategy<Value = Vec<Referred>> {
    let each = (referral("state"), referral("defense"), referral("energy"));
    (each, 0_usize..4)
        .prop_map(|((state, defense, energy), count)| [state, defense, energy].into_iter().take(count).collect())
}

pub fn stop() -> impl Strategy<Value = Stop> {
    let cause = prop::sample::select(vec![
        StopCause::Applicant,
        StopCause::IntentToDeny,
        StopCause::PreLicenseCheck,
        StopCause::GovernmentAssurances,
        StopCause::Multilateral,
        StopCause::Consultations,
        StopCause::CongressionalNotice,
    ]);
    (cause, -3_i64..130, option::weighted(0.8, 0_i64..40)).prop_map(|(cause, from, length)| Stop {
        cause,
        from: day(from),
        to: length.map(|length| day(from + length)),
    })
}

/// The chair's decision, and rung after rung above it.
fn ladder() -> impl Strategy<Value = (Option<i64>, Option<i64>, Vec<Escalated>)> {
    (wait(60), wait(40), [wait(9), wait(9), wait(9)], [wait(20), wait(20), wait(20)]).prop_map(
        |(disputed, chair, appeals, decisions)| {
            let chair = later(disputed, chair);
            let mut below = chair;
            let mut escalations = Vec::new();
            for (to, (appeal, decision)) in [Rung::AdvisoryCommittee, Rung::ReviewBoard, Rung::President]
                .into_iter()
                .zip(appeals.into_iter().zip(decisions))
            {
                let Some(on) = later(below, appeal) else { break };
                below = later(Some(on), decision);
                escalations.push(Escalated { to, by: agency("defense"), on: day(on), decided: below.map(day) });
            }
            (disputed, chair, escalations)
        },
    )
}

fn check() -> impl Strategy<Value = PreLicenseCheck> {
    (0_i64..80, wait(9), wait(30), wait(9)).prop_map(|(needed, requested, answered, analyzed)| {
        let requested = later(Some(needed), requested);
        let answered = later(requested, answered);
        let analyzed = later(answered, analyzed);
        PreLicenseCheck {
            needed: day(needed),
            requested: requested.map(day),
            answered: answered.map(day),
            analyzed: analyzed.map(day),
        }
    })
}

fn assurances() -> impl Strategy<Value = Assurances> {
    (0_i64..80, wait(9), wait(14), wait(40)).prop_map(|(needed, sent, asked, received)| {
        let sent = later(Some(needed), sent);
        let asked = later(sent, asked);
        let received = later(asked, received);
        Assurances { needed: day(needed), sent: sent.map(day), asked: asked.map(day), received: received.map(day) }
    })
}

/// The decision to deny, the notice of it, the response, and one of: it was withdrawn, denied, or nobody said anything more.
fn denial() -> impl Strategy<Value = [Option<i64>; 6]> {
    (wait(100), wait(9), wait(30), wait(60), any::<bool>(), wait(60)).prop_map(
        |(decided, notified, responded, told, withdrawn, appealed)| {
            let notified = later(decided, notified);
            let told = later(notified, told);
            let denied = told.filter(|_| !withdrawn);
            let withdrawn = told.filter(|_| withdrawn);
            [decided, notified, later(notified, responded), withdrawn, denied, later(denied, appealed)]
        },
    )
}

/// Any course of a registered case.
pub fn course() -> impl Strategy<Value = Course> {
    let stops = vec(stop(), 0..5);
    let resolved = option::weighted(0.4, 0_i64..170);
    let others = (vec(check(), 0..2), vec(assurances(), 0..2));
    (wait(14), referrals(), stops, ladder(), others, denial(), resolved).prop_map(
        |(first_act, referrals, stops, (disputed, chair, escalations), (checks, assurances), denial, resolved)| {
            let [decided, notified, responded, withdrawn, denied, appealed] = denial.map(|day_of| day_of.map(day));
            Course {
                registered: Some(day(0)),
                first_act: first_act.map(day),
                referrals,
                stops,
                checks,
                assurances,
                disputed: disputed.map(day),
                chair_decided: chair.map(day),
                escalations,
                resolved: resolved.map(day),
                intent_decided: decided,
                intent_notified: notified,
                responded,
                intent_withdrawn: withdrawn,
                denied,
                appealed,
            }
        },
    )
}

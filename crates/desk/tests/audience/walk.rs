//! Random lives of cases: from any situation on, whatever somebody may do next.

use portcullis_desk::event::{Actor, Event, EventKind, Role};
use proptest::prelude::*;

use crate::build::{Desk, adviser, applicant, chair, inspector, officer, system};
use crate::fitting::fitting;
use crate::situations::groups;

/// What is tried next: an index among what is allowed, how, and how many days later.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub at: usize,
    pub choice: usize,
    pub days: i64,
}

/// A case in some situation, and what is tried then.
#[derive(Clone, Debug)]
pub struct Walk {
    pub start: Desk,
    pub steps: Vec<Step>,
}

pub fn walks(most: usize) -> impl Strategy<Value = Walk> {
    let starts: Vec<Desk> = groups().into_iter().flat_map(|(_, all)| all).map(|situation| situation.desk).collect();
    let days = prop_oneof![20 => 0..4i64, 3 => 4..12i64, 1 => Just(31i64), 1 => Just(46i64)];
    let step = (any::<usize>(), 0..12usize, days).prop_map(|(at, choice, days)| Step { at, choice, days });
    (prop::sample::select(starts), prop::collection::vec(step, 0..most))
        .prop_map(|(start, steps)| Walk { start, steps })
}

pub fn actors() -> Vec<Actor> {
    let officers = ["officer.one", "officer.two", "officer.three", "officer.five"].map(officer);
    let advisers = ["defense", "state", "energy"].map(adviser);
    officers.into_iter().chain(advisers).chain([applicant(), chair(), inspector(), system()]).collect()
}

/// What is done next, if anything can be. What ends a case is tried less often.
pub fn next(desk: &Desk, step: &Step) -> Option<(Actor, Event)> {
    let rare = |kind: &EventKind| {
        let ends =
            [EventKind::Withdrawn, EventKind::Returned, EventKind::Surrendered, EventKind::Closed, EventKind::Erased];
        ends.contains(kind) && step.choice > 2
    };
    let allowed = |by: &Actor| -> Vec<(Actor, EventKind)> {
        let kinds = desk.case.allowed(by, desk.now);
        kinds.into_iter().filter(|kind| !rare(kind)).map(|kind| (by.clone(), kind)).collect()
    };
    let all: Vec<(Actor, EventKind)> = actors().iter().flat_map(allowed).collect();
    let (by, kind) = all.get(step.at.checked_rem(all.len())?)?;
    Some((by.clone(), fitting(*kind, desk, by, step.choice)))
}

/// The part that an actor of [`actors`] has, once each.
pub fn of_role(role: Role) -> Actor {
    actors().into_iter().find(|actor| actor.role() == role).unwrap()
}

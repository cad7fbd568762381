//! What can happen, and what people do.

use std::collections::BTreeSet;

use portcullis_counter::FilingEvent;
use portcullis_desk::advice::{Says, Stand};
use portcullis_desk::case::{Case, Phase};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Event, Ruling, Sample};
use portcullis_license::Standing;
use proptest::prelude::*;

use crate::people::{
    adviser, amendment_of, chair, consults, countersigns, drafts, example_called, filing_of, inspector, license,
    officer, recommends, reference, refers, said, system,
};

#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Somebody at the provider.
    Provider { filing: usize, deed: Deed },
    /// Somebody at the authority.
    Authority { case: usize, deed: Deed },
    /// A node does some of what is due.
    Works { is_authority: bool, station: usize, steps: u8 },
    /// A node that is done with what is due states what is on record.
    States { is_authority: bool, station: usize },
    /// So many messages that are next arrive at a node.
    Arrive { goes_up: bool, most: u8, station: usize },
    /// Any message that ever went arrives at a node, and the reply may be lost.
    Arrives { goes_up: bool, which: u16, station: usize, is_answered: bool },
    /// A node forgets everything.
    Restarts { is_authority: bool, station: usize },
    /// Time passes.
    Waits { hours: u16 },
}

/// What somebody does: at which node, which may not have read everything, and whether it fits as far as that node knows.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    pub what: u16,
    pub station: usize,
    pub is_stale: bool,
    pub fits: bool,
}

fn deed() -> impl Strategy<Value = Deed> {
    let parts = (any::<u16>(), 0..2_usize, prop::bool::weighted(0.3), prop::bool::weighted(0.7));
    parts.prop_map(|(what, station, is_stale, fits)| Deed { what, station, is_stale, fits })
}

pub fn step() -> impl Strategy<Value = Step> {
    let station = 0..2_usize;
    prop_oneof![
        3 => (0..2_usize, deed()).prop_map(|(filing, deed)| Step::Provider { filing, deed }),
        8 => (0..2_usize, deed()).prop_map(|(case, deed)| Step::Authority { case, deed }),
        6 => (any::<bool>(), station.clone(), 1..6_u8)
            .prop_map(|(is_authority, station, steps)| Step::Works { is_authority, station, steps }),
        1 => (any::<bool>(), station.clone()).prop_map(|(is_authority, station)| Step::States { is_authority, station }),
        4 => (any::<bool>(), 1..5_u8, station.clone())
            .prop_map(|(goes_up, most, station)| Step::Arrive { goes_up, most, station }),
        3 => (any::<bool>(), any::<u16>(), station.clone(), any::<bool>())
            .prop_map(|(goes_up, which, station, is_answered)| Step::Arrives { goes_up, which, station, is_answered }),
        1 => (any::<bool>(), station).prop_map(|(is_authority, station)| Step::Restarts { is_authority, station }),
        2 => prop_oneof![1..48_u16, 500..1_200_u16].prop_map(|hours| Step::Waits { hours }),
    ]
}

/// What somebody at the provider does, whether it fits or not.
pub fn filing_event(name: &str, what: u8) -> FilingEvent {
    match what {
        0 => filing_of(example_called(name)),
        1 => amendment_of(example_called(name)),
        2 => FilingEvent::Answered { question: 1, said: said("as it is") },
        3 => FilingEvent::Withdrawn { said: said("as it is") },
        4 => FilingEvent::Responded { said: said("as it is") },
        5 => FilingEvent::Appealed { said: said("as it is") },
        6 => FilingEvent::Surrendered { said: said("as it is") },
        7 => FilingEvent::Reported { condition: None, said: said("as it is") },
        _ => FilingEvent::Breached { condition: reference("resale"), said: said("as it is") },
    }
}

/// How many kinds of things people do at the authority.
pub const EVENTS: u8 = 21;

fn outcome(case: &Case, what: u8) -> Outcome {
    let reasons = "as it is".to_owned();
    let license = || license(&format!("D-{}", case.number()), &[]);
    match (what, case.phase()) {
        (0, Phase::Licensed { standing: Standing::Suspended, .. }) => Outcome::Reinstate { reasons },
        (0, Phase::Licensed { .. }) => Outcome::Vary { license: license() },
        (0, Phase::Appealed { .. }) => Outcome::AppealGranted { reasons },
        (0, _) => Outcome::Approve { license: license() },
        (1, Phase::Licensed { .. }) => Outcome::Revoke { reasons },
        (1, Phase::IntentToDeny { .. }) => Outcome::Deny { reasons },
        (1, Phase::Appealed { .. }) => Outcome::AppealDismissed { reasons },
        (1, _) => Outcome::IntentToDeny { reasons },
        (_, Phase::IntentToDeny { .. }) => Outcome::ReturnWithoutAction { reasons },
        _ => Outcome::NoLicenseNeeded { reasons },
    }
}

/// What somebody at the authority does, whether it fits or not.
pub fn case_event(case: &Case, what: u8, who: u8) -> (Actor, Event) {
    let state = case.state();
    let next = |made: usize| u32::try_from(made).unwrap() + 1;
    let denial = || Says::Deny { reasons: "no".to_owned() };
    let event = match what {
        0 => Event::Registered {},
        1 => return (system(), refers(&["state"])),
        2 => return (adviser("defense"), recommends(case, "defense", if who > 0 { Says::Approve } else { denial() })),
        3 => return (adviser("state"), recommends(case, "state", if who > 0 { Says::Approve } else { denial() })),
        4 => consults(case),
        5 => {
            let ruling = Ruling { stand: Stand::Approve, without: BTreeSet::new() };
            return (chair(), Event::ChairDecided { ruling, said: said("on balance") });
        }
        6 => Event::Asked { question: next(state.questions.len()), said: said("who?") },
        7..=9 => drafts(case, outcome(case, what - 7)),
        10..=13 => countersigns(case),
        14 => Event::Suspended { drain_until: None, reasons: said("listed"), said: said("listed") },
        15 => Event::Returned { said: said("not for this authority") },
        16 => Event::IntentWithdrawn { said: said("that is new") },
        17 => {
            let sample = Sample { of: 10, drawn: 1, seed: "today".to_owned() };
            Event::InspectionOrdered { inspection: next(state.inspections.len()), sample, said: said("logs") }
        }
        18 => {
            let inspection = next(state.inspections.len().saturating_sub(1));
            return (inspector(), Event::InspectionFound { inspection, looked_at: 1, wrong: 0, said: said("nothing") });
        }
        19 => Event::PreservationRequested { request: next(state.requests.len()), said: said("a court") },
        _ => Event::Closed {},
    };
    (officer(&format!("officer.{who}")), event)
}

//! Any history: people who do what they like on both sides, nodes that restart, a wire that loses, repeats and reorders. Once everybody has worked through
//! what is due, both houses say the same.

mod check;
mod steps;

use portcullis_counter::{Filing, FilingEntry};
use portcullis_desk::event::Entry;
use portcullis_exchange::Outbox;
use portcullis_journal::{Answer, Submission};
use portcullis_license::Instant;
use proptest::collection::vec;
use proptest::prelude::*;

use self::steps::{Deed, EVENTS, Step, case_event, filing_event, step};
use crate::house::{House, Station};
use crate::people::{HOUR, reference, signer};
use crate::world::{FILING, World};

/// The names of the filings there can be.
const NAMES: [&str; 2] = [FILING, "other"];

/// Where a history begins, so that it comes to every part of a life.
fn beginning(which: u8) -> World {
    match which {
        0 => World::new(),
        1 => World::referred(),
        2 => World::intends_to_deny(),
        3 => World::denied(),
        _ => World::licensed(),
    }
    .with_another_station()
}

/// One of those that there are: any, of which many are refused, or one that is not.
fn chosen(deed: Deed, mut made: Vec<Option<Submission>>) -> Option<Submission> {
    if deed.fits {
        made.retain(Option::is_some);
    }
    let which = usize::from(deed.what) % made.len().max(1);
    made.into_iter().nth(which).flatten()
}

/// Records it, unless somebody else was first.
fn commit(station: &mut Station, submission: Option<Submission>, now: Instant) {
    if let Some(submission) = submission {
        let answer = station.commit(submission, now);
        assert!(!matches!(answer, Answer::Unfit(_)), "{answer:?}");
    }
}

impl House {
    /// The node at which somebody does something.
    fn reads(&mut self, deed: Deed) -> &mut Station {
        let station = &mut self.stations[deed.station];
        if !deed.is_stale {
            station.catch_up();
        }
        station
    }
}

impl World {
    fn house(&mut self, is_authority: bool) -> &mut House {
        if is_authority { &mut self.authority } else { &mut self.provider }
    }

    fn takes_step(&mut self, step: Step) {
        let now = self.now;
        match step {
            Step::Provider { filing, deed } => self.somebody_files(NAMES[filing], deed),
            Step::Authority { case, deed } => self.somebody_acts(case, deed),
            Step::Works { is_authority, station, steps } => {
                let station = &mut self.house(is_authority).stations[station];
                for _ in 0..steps {
                    if !station.step(now) {
                        break;
                    }
                }
                station.operate(now);
            }
            Step::States { is_authority, station } => drop(self.house(is_authority).stations[station].states(now)),
            Step::Arrive { goes_up, most, station } => {
                let (from, to) = self.direction(goes_up);
                from.stations[0].catch_up();
                for _ in 0..most {
                    to.stations[0].catch_up();
                    let next = to.mail().inbox().taken().count + 1;
                    if next <= from.mail().sent().count {
                        to.receives(station, &from.bytes(next), now);
                    }
                }
            }
            Step::Arrives { goes_up, which, station, is_answered } => {
                let (from, to) = self.direction(goes_up);
                from.stations[0].catch_up();
                let sent = from.mail().sent().count;
                if sent > 0 {
                    let reply = to.receives(station, &from.bytes(1 + u64::from(which) % sent), now);
                    if is_answered {
                        from.hears(&reply, now);
                    }
                }
            }
            Step::Restarts { is_authority, station } => {
                self.house(is_authority).restart(station);
                self.house(is_authority).outbox = Outbox::default();
            }
            Step::Waits { hours } => self.now = now.plus(i64::from(hours) * HOUR),
        }
    }

    /// From whom to whom messages go.
    fn direction(&mut self, goes_up: bool) -> (&mut House, &mut House) {
        if goes_up { (&mut self.provider, &mut self.authority) } else { (&mut self.authority, &mut self.provider) }
    }

    fn somebody_files(&mut self, name: &str, deed: Deed) {
        let (at, station) = (self.now, self.provider.reads(deed));
        let number = station.counter.filings().get(&reference(name)).map_or(1, Filing::next_number);
        let made = (0..9).map(|what| {
            let entry = FilingEntry { number, at, by: signer("compliance.one"), event: filing_event(name, what) };
            station.counter.event_of_filing(&reference(name), &entry).ok()
        });
        commit(station, chosen(deed, made.collect()), at);
    }

    fn somebody_acts(&mut self, case: usize, deed: Deed) {
        let (now, station) = (self.now, self.authority.reads(deed));
        let Some(case) = station.counter.docket().cases().values().nth(case) else { return };
        let made = (0..EVENTS).flat_map(|what| (0..4).map(move |who| (what, who))).map(|(what, who)| {
            let (by, event) = case_event(case, what, who);
            let entry = Entry { number: case.next_number(), at: now.max(case.state().latest), by, event };
            station.counter.event_of_case(case.number(), &entry).ok()
        });
        let made = made.collect();
        commit(station, chosen(deed, made), now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_happens_both_houses_come_to_the_same(which in 0..6_u8, steps in vec(step(), 10..120)) {
        let mut world = beginning(which);
        for step in steps {
            world.now = world.now.plus(1_000);
            world.takes_step(step);
        }
        world.settles();
        world.all_is_heard();
        world.each_is_acted_upon_once();
        world.both_ledgers_agree();
        world.both_sides_agree();
        world.both_state_the_same();
    }
}

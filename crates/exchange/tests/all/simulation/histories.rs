//! Many histories, each from a seed of its own.

use portcullis_exchange::Side;
use std::collections::HashMap;

use super::forge::Forgery;
use super::house::SimulatedHouse;
use super::model;
use super::world::{Broken, World};

/// What takes a few seconds.
const SEEDS: u64 = 320;
const THREADS: u64 = 2;
const STEPS: usize = 400;
/// The most that a house says of its own accord.
const MOST_SAID: usize = 10;

fn begun(seed: u64, broken: Broken) -> World {
    let nodes = |at: u64| 1 + (seed / at % 3) as usize;
    let houses = [SimulatedHouse::new(Side::Provider, nodes(1)), SimulatedHouse::new(Side::Authority, nodes(3))];
    let mut world = World::new(houses, seed, broken);
    (0..STEPS).for_each(|_| world.step(MOST_SAID));
    world
}

/// Everything was taken once and in order, and the houses agree; otherwise what is wrong.
fn ends_well(world: &mut World) -> Result<(), String> {
    world.heal()?;
    if let Some(promise) = &world.broken_promise {
        return Err(promise.clone());
    }
    if !world.alarms.is_empty() || !world.conflicts.is_empty() {
        return Err(format!("nobody lied, and yet: {:?} {:?}", world.alarms, world.conflicts));
    }
    for house in 0..2 {
        model::check(&world.houses[house], &world.houses[1 - house].journal)?;
        let (us, other) = (world.houses[house].reader(usize::MAX), world.houses[1 - house].reader(usize::MAX));
        if us.sequence.sent() != other.inbox.taken() {
            return Err("the chains differ".to_owned());
        }
    }
    for house in 0..2 {
        let differences = world.reconcile(house)?;
        if !differences.is_empty() {
            return Err(format!("{differences:?}"));
        }
    }
    Ok(())
}

fn seeds() -> u64 {
    std::env::var("PORTCULLIS_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap())
}

#[test]
fn every_message_is_taken_once_in_order_and_the_houses_agree() {
    let each = |thread: u64| {
        let mut happened: HashMap<&'static str, usize> = HashMap::new();
        for seed in (thread..seeds()).step_by(THREADS as usize) {
            let mut world = begun(seed, Broken::No);
            ends_well(&mut world).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
            for (what, count) in world.happened {
                *happened.entry(what).or_default() += count;
            }
            *happened.entry("lost").or_default() += world.network.lost;
            *happened.entry("damaged").or_default() += world.network.damaged;
        }
        happened
    };
    let mut happened: HashMap<&'static str, usize> = HashMap::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || each(thread))).collect();
        for (what, count) in threads.into_iter().flat_map(|thread| thread.join().unwrap()) {
            *happened.entry(what).or_default() += count;
        }
    });
    let mut counted: Vec<_> = happened.iter().collect();
    counted.sort_unstable();
    println!("{counted:?}");
    for what in [
        "taken",
        "again",
        "early",
        "malformed",
        "bad_signature",
        "another node was faster",
        "crash before the commit",
        "crash after the commit",
        "restart",
        "reply damaged",
        "lost",
        "damaged",
    ] {
        assert!(happened.get(what).is_some_and(|count| *count > 10), "{what} hardly ever happened");
    }
}

/// A history in which a house forges, and whether anybody noticed; nothing where there was nothing to forge.
fn is_noticed(seed: u64, house: usize, forgery: Forgery) -> Option<bool> {
    let mut world = begun(seed, Broken::No);
    world.forge(house, forgery)?;
    (0..STEPS / 4).for_each(|_| world.step(MOST_SAID));
    let unhealed = world.heal().is_err();
    let mut serious = false;
    for house in 0..2 {
        if world.conflicts.is_empty() && world.alarms.is_empty() {
            serious |= world.reconcile(house).is_ok_and(|found| found.iter().any(|difference| difference.is_serious()));
        }
    }
    Some(unhealed || serious || !world.conflicts.is_empty() || !world.alarms.is_empty())
}

#[test]
fn a_house_that_forges_its_history_is_noticed() {
    for forgery in Forgery::ALL {
        for house in 0..2 {
            let noticed: Vec<bool> = (0..seeds() / 20).filter_map(|seed| is_noticed(seed, house, forgery)).collect();
            assert!(noticed.len() as u64 >= seeds() / 40, "{forgery:?} could hardly ever be tried");
            assert!(noticed.iter().all(|noticed| *noticed), "{forgery:?} of house {house}: {noticed:?}");
        }
    }
}

/// A journal is meant to last. Where a house comes back without the last that it took, the next message shows it, and what
/// is missing is sent again, although it was acknowledged.
#[test]
fn what_was_lost_after_it_was_acknowledged_is_sent_again() {
    let mut tried = 0;
    for seed in 0..seeds() / 8 {
        let mut world = begun(seed, Broken::No);
        world.heal().unwrap();
        if world.lose_taken(0) {
            tried += 1;
            let differences = world.reconcile(1).unwrap();
            assert!(differences.is_empty() && world.alarms.is_empty() && world.conflicts.is_empty(), "seed {seed}");
            model::check(&world.houses[1], &world.houses[0].journal).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        }
    }
    assert!(tried as u64 >= seeds() / 16, "hardly ever lost anything: {tried}");
}

#[test]
fn the_simulation_notices_what_is_broken() {
    for broken in
        [Broken::AcceptsGaps, Broken::TakesTwice, Broken::OwnIds, Broken::AcknowledgesFirst, Broken::BelievesAnyReply]
    {
        let noticed = (0..seeds().min(60)).any(|seed| {
            let mut world = begun(seed, broken);
            ends_well(&mut world).is_err()
        });
        assert!(noticed, "{broken:?} was not noticed");
    }
}

//! Which statements of indirect ownership only repeat the chains that are known.
//!
//! A register that states "A owns C indirectly" beside "A owns B" and "B owns C" says one thing twice. The
//! statement is set aside where the known chains account for at least what it states, whichever way the
//! publisher counts: by the share that the last companies of the chain hold, where each step is a half or more,
//! or by multiplying along the chain. Where they do not, there is a chain that nobody stated, and it is kept.

use crate::share::{HALF, Share, WHOLE};
use crate::slice::Slice;

/// Steps of a chain that multiplying follows.
const STEPS_MAX: usize = 32;
/// Holdings looked at before statements are kept without a look: more are closed, not slow.
const WORK_MAX: usize = 4_000_000;

/// Sets repeats aside.
pub(crate) fn set_repeats_aside(slice: &mut Slice) {
    let mut work = 0;
    let mut repeats = Vec::new();
    for (place, node) in slice.nodes.iter().enumerate() {
        for (at, held) in node.owners.iter().enumerate() {
            let Some(stated) = held.indirect else { continue };
            let Ok(owned) = u32::try_from(place) else { continue };
            if held.owner == owned || (work < WORK_MAX && repeated(slice, held.owner, owned, stated, &mut work)) {
                repeats.push((place, at));
            }
        }
    }
    for (place, at) in repeats {
        if let Some(held) = slice.nodes.get_mut(place).and_then(|node| node.owners.get_mut(at)) {
            held.indirect = None;
            slice.repeats += 1;
        }
    }
}

fn repeated(slice: &Slice, owner: u32, owned: u32, stated: Share, work: &mut usize) -> bool {
    let enough =
        |accounted: u64| accounted > stated.min || (accounted == stated.min && stated.min > 0 && !stated.above_min);
    enough(attributed(slice, owner, owned, work)) || enough(multiplied_from(slice, owner, owned, work))
}

/// What is held in `owned` by companies that `owner` alone owns by whole steps.
fn attributed(slice: &Slice, owner: u32, owned: u32, work: &mut usize) -> u64 {
    let mut treated = vec![false; slice.nodes.len()];
    mark(&mut treated, owner);
    // A chain is rarely longer than a few steps: rounds over everything are simpler than a queue.
    for _ in 0..STEPS_MAX {
        let mut changed = false;
        for (place, node) in slice.nodes.iter().enumerate() {
            *work += node.owners.len();
            if place == owned as usize || is(&treated, place) {
                continue;
            }
            let held =
                node.owners.iter().filter(|held| held.owner as usize != place && is(&treated, held.owner as usize));
            if held.fold(0, |sum: u64, held| sum.saturating_add(least(held.direct))) >= HALF {
                mark(&mut treated, u32::try_from(place).unwrap_or(u32::MAX));
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let last = slice.node(owned).owners.iter().filter(|held| held.owner != owner && is(&treated, held.owner as usize));
    last.fold(0, |sum, held| sum.saturating_add(least(held.direct)))
}

/// What `owner` holds in `owned` at least by multiplying along the chains, its own direct share left out.
fn multiplied_from(slice: &Slice, owner: u32, owned: u32, work: &mut usize) -> u64 {
    let mut parts = vec![0_u64; slice.nodes.len()];
    set(&mut parts, owner, WHOLE);
    for _ in 0..STEPS_MAX {
        let mut next = parts.clone();
        for (place, node) in slice.nodes.iter().enumerate() {
            *work += node.owners.len();
            let Ok(place) = u32::try_from(place) else { continue };
            if place != owner && place != owned {
                set(&mut next, place, multiplied(&node.owners, place, &parts));
            }
        }
        if next == parts {
            break;
        }
        parts = next;
    }
    set(&mut parts, owner, 0);
    multiplied(&slice.node(owned).owners, owned, &parts)
}

/// What is held through owners of whom these parts are held, at least.
pub(crate) fn multiplied(owners: &[crate::slice::Held], owned: u32, parts: &[u64]) -> u64 {
    let held = owners.iter().filter(|held| held.owner != owned).map(|held| {
        let part = parts.get(held.owner as usize).copied().unwrap_or(0);
        let product = u128::from(least(held.direct)) * u128::from(part) / u128::from(WHOLE);
        u64::try_from(product).unwrap_or(0)
    });
    held.fold(0, u64::saturating_add).min(WHOLE)
}

fn least(share: Option<Share>) -> u64 {
    share.map_or(0, |share| share.min)
}

fn is(marks: &[bool], place: usize) -> bool {
    marks.get(place).copied().unwrap_or(false)
}

fn mark(marks: &mut [bool], place: u32) {
    if let Some(mark) = marks.get_mut(place as usize) {
        *mark = true;
    }
}

fn set(parts: &mut [u64], place: u32, value: u64) {
    if let Some(part) = parts.get_mut(place as usize) {
        *part = value;
    }
}

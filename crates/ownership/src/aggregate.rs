//! The ownership test: whether listed parties hold half of a party together, and what proves it.
//!
//! OFAC's revised guidance on entities owned by blocked persons (2014-08-13) states the rule: owned 50 percent
//! or more, individually or in the aggregate, directly or indirectly; its FAQ 401 says what *indirectly* means:
//! through entities that are themselves owned 50 percent or more. BIS's Affiliates rule (90 FR 47201, effective
//! 2025-09-29, suspended 2025-11-10 through 2026-11-09 by 90 FR 50857; its state after that is not verified) uses
//! the same test for the Entity List, the Military End-User List and named SDN programs. Evidence: sourced, the
//! FAQs from OFAC's pages, the rule from copies of its text. Ownership passes down by whole steps; shares are not
//! multiplied along a chain (FAQ 401, examples 4 and 5). Control takes no part (FAQ 398): see
//! [`crate::parentage()`].
//!
//! Only owners who are *stated* count. Nothing is assumed of a part of a party that nobody is stated to hold. An
//! owner who is stated and not identified may be listed. Statements that add up to more than the whole prove
//! nothing: such a party is [`Held::Possibly`] held as soon as any owner is possibly listed.

use crate::cascade::Cascade;
use crate::chain::multiplied;
use crate::graph::Graph;
use crate::listed::{Listed, Standing};
use crate::model::PartyIndex;
use crate::share::{HALF, Share, WHOLE, percent};
use crate::slice::Slice;
use jiff::civil::Date;
use portcullis_catalog::Exact;
use portcullis_party::Held;

/// Rounds of multiplying: further steps of a chain add nothing that anybody reads.
const ROUNDS_MAX: usize = 32;

/// What listed parties hold in a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The party.
    pub party: PartyIndex,
    /// The date.
    pub on: Date,
    /// Whether they hold half or more.
    pub held: Held,
    /// Whether the party is itself listed. That is a test of its own and takes no part in `held`.
    pub itself: Standing,
    /// What they hold together at least, in percent.
    pub lower: Exact,
    /// What they can hold together at most, in percent.
    pub upper: Exact,
    /// Whether they hold less than `upper`, and cannot reach it.
    pub below_upper: bool,
    /// What listed parties hold at least when shares are multiplied along the chains. Not the legal test.
    pub multiplied: Exact,
    /// The owners of the party that count.
    pub owners: Vec<Counted>,
    /// The chain of reasons from listed parties down to this one, each step resting on those before it. Empty
    /// where the answer is [`Held::Not`].
    pub steps: Vec<Step>,
    /// Parties, this one or above it, whose stated owners hold more than the whole.
    pub contradictions: Vec<Contradiction>,
    /// Statements of indirect ownership that repeat the chains between and were set aside.
    pub repeats: usize,
    /// Whether any interest in the party is stated for the date.
    pub stated: bool,
}

/// An owner that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The owner.
    pub owner: PartyIndex,
    /// What it holds itself.
    pub direct: Option<Share>,
    /// What it is stated to hold through a chain that is not stated.
    pub indirect: Option<Share>,
    /// How far it is listed itself.
    pub itself: Standing,
    /// How far it is listed or treated as listed.
    pub standing: Standing,
}

/// Why a party is treated as listed: these owners hold half of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The party.
    pub owned: PartyIndex,
    /// How far it is treated as listed by this step.
    pub standing: Standing,
    /// Its owners that are listed, or treated so by an earlier step.
    pub owners: Vec<Counted>,
}

/// Owners of one party that are stated to hold more than the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The party.
    pub party: PartyIndex,
    /// What they hold together at least, in percent.
    pub total: Exact,
}

/// Whether listed parties hold half or more of a party on a date.
#[must_use]
pub fn aggregate(graph: &Graph, party: PartyIndex, on: Date, listed: &Listed) -> Aggregate {
    let slice = Slice::above(graph, party, on);
    let cascade = Cascade::over(graph, &slice, listed);
    of_slice(&slice, &cascade, on)
}

pub(crate) fn of_slice(slice: &Slice, cascade: &Cascade, on: Date) -> Aggregate {
    let bounds = cascade.held(slice, 0);
    let held = if bounds.low >= HALF {
        Held::Certainly
    } else if bounds.high.reaches_half() {
        Held::Possibly
    } else {
        Held::Not
    };
    let contradictory = |(place, node): (usize, &crate::slice::Node)| {
        let party = slice.party(u32::try_from(place).unwrap_or(u32::MAX));
        node.contradictory.then(|| Contradiction { party, total: percent(node.least) })
    };
    Aggregate {
        party: slice.party(0),
        on,
        held,
        itself: cascade.itself(0),
        lower: percent(bounds.low),
        upper: percent(bounds.high.units.max(bounds.low).min(WHOLE)),
        below_upper: bounds.high.open && bounds.high.units > bounds.low,
        multiplied: percent(multiplied_share(slice, cascade)),
        owners: counted(slice, cascade, 0, |_| true),
        steps: steps(slice, cascade, held),
        contradictions: slice.nodes.iter().enumerate().filter_map(contradictory).collect(),
        repeats: slice.repeats,
        stated: slice.node(0).stated,
    }
}

/// The owners of a party that are listed or treated so, and chosen.
fn counted(slice: &Slice, cascade: &Cascade, place: u32, chosen: impl Fn(u32) -> bool) -> Vec<Counted> {
    let owners = slice.node(place).owners.iter().filter(|held| held.owner != place);
    let counts = |owner: u32| cascade.standing(owner) != Standing::Free && chosen(owner);
    let owners = owners.filter(|held| counts(held.owner)).map(|held| Counted {
        owner: slice.party(held.owner),
        direct: held.direct,
        indirect: held.indirect,
        itself: cascade.itself(held.owner),
        standing: cascade.standing(held.owner),
    });
    owners.collect()
}

/// The steps that the answer rests on, the first ones first.
fn steps(slice: &Slice, cascade: &Cascade, held: Held) -> Vec<Step> {
    let standing = match held {
        Held::Certainly => Standing::Certainly,
        Held::Possibly => Standing::Possibly,
        Held::Not => return Vec::new(),
    };
    let mut needed = vec![false; slice.nodes.len()];
    let mut open = vec![0_u32];
    let mut found = Vec::new();
    while let Some(place) = open.pop() {
        match needed.get_mut(place as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        // What a party rests on was reached before it. A listed party that is asked about was there first.
        let listed = cascade.itself(place) >= standing;
        let rank = if listed { u32::MAX } else { cascade.rank(standing, place) };
        let before = |owner: u32| cascade.rank(standing, owner) < rank;
        let owners = counted(slice, cascade, place, before);
        for held in slice.node(place).owners.iter().filter(|held| held.owner != place && before(held.owner)) {
            if cascade.itself(held.owner) < standing {
                open.push(held.owner);
            }
        }
        found.push((rank, Step { owned: slice.party(place), standing, owners }));
    }
    found.sort_by_key(|(rank, step)| (*rank, step.owned));
    found.into_iter().map(|(_, step)| step).collect()
}

/// What certainly listed parties hold at least, multiplied along the chains.
fn multiplied_share(slice: &Slice, cascade: &Cascade) -> u64 {
    let is_listed = |place: usize| {
        u32::try_from(place).is_ok_and(|place| place != 0 && cascade.itself(place) == Standing::Certainly)
    };
    let mut parts: Vec<u64> = (0..slice.nodes.len()).map(|place| if is_listed(place) { WHOLE } else { 0 }).collect();
    if parts.iter().all(|part| *part == 0) {
        return 0;
    }
    for _ in 0..ROUNDS_MAX {
        let next = |(place, node): (usize, &crate::slice::Node)| {
            if is_listed(place) { WHOLE } else { multiplied(&node.owners, u32::try_from(place).unwrap_or(0), &parts) }
        };
        let next: Vec<u64> = slice.nodes.iter().enumerate().map(next).collect();
        if next == parts {
            break;
        }
        parts = next;
    }
    parts.first().copied().unwrap_or(0)
}

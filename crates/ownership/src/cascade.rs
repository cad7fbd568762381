//! The 50 percent rule, passed down by whole steps.
//!
//! A party that listed parties own by half or more, together, is treated as listed, and then counts with its full
//! holding at the next step. That is the least fixed point of a monotone step, computed twice: with what is held
//! at least (*certainly*) and with what can be held at most (*possibly*). Being the least one, it holds nothing
//! that does not start at a listed party: two companies that own each other do not list themselves.
//!
//! Both bounds are met by some way the unknowns may be: a share that nothing is known of takes at most what the
//! known least shares of those who are not listed leave over.

use crate::graph::Graph;
use crate::listed::{Listed, Standing};
use crate::share::{Bound, HALF, WHOLE};
use crate::slice::{Held, Slice};

/// Not reached.
const NEVER: u32 = u32::MAX;

/// Running sums of one party.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    // What owners that are certainly treated as listed hold: directly together, and the most through one.
    direct: u64,
    through_one: u64,
    // What owners that are possibly treated as listed can hold, and what the others leave over at least.
    most: Bound,
    open_others: u32,
    others: u64,
    // Such an owner holds something through a chain that nobody stated, or there is any at all.
    unstated_chain: bool,
    anyone: bool,
}

/// How each party of a slice stands.
#[derive(Debug)]
pub(crate) struct Cascade {
    tallies: Vec<Tally>,
    certain: Vec<u32>,
    possible: Vec<u32>,
    itself: Vec<Standing>,
}

/// The share that listed owners hold in one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held50 {
    pub low: u64,
    pub high: Bound,
}

impl Cascade {
    pub fn over(graph: &Graph, slice: &Slice, listed: &Listed) -> Self {
        let itself = slice.parties.iter().map(|party| listed.standing_in(graph, *party)).collect();
        Self::new(slice, &Owned::of(slice), itself)
    }

    /// From how each party of the slice stands itself.
    pub fn new(slice: &Slice, owned: &Owned, itself: Vec<Standing>) -> Self {
        let count = slice.nodes.len();
        let (certain, possible) = (vec![NEVER; count], vec![NEVER; count]);
        let mut cascade = Self { tallies: vec![Tally::default(); count], certain, possible, itself };
        for (tally, node) in cascade.tallies.iter_mut().zip(&slice.nodes) {
            for held in &node.owners {
                let low = held.direct.map(|share| share.low()).unwrap_or_default();
                tally.others = tally.others.saturating_add(low.units);
                tally.open_others += u32::from(low.open);
            }
        }
        cascade.spread(slice, owned, Standing::Possibly);
        cascade.spread(slice, owned, Standing::Certainly);
        cascade
    }

    /// Starts at the listed and follows what they own, each party once.
    fn spread(&mut self, slice: &Slice, owned: &Owned, standing: Standing) {
        let listed = self.itself.iter().enumerate().filter(|(_, itself)| **itself >= standing);
        let mut queue: Vec<u32> = listed.filter_map(|(place, _)| u32::try_from(place).ok()).collect();
        for (rank, place) in queue.iter().enumerate() {
            self.reach(standing, *place, rank);
        }
        let mut done = 0;
        while let Some(owner) = queue.get(done).copied() {
            done += 1;
            for (place, at) in owned.by(owner) {
                let Some(held) = slice.node(*place).owners.get(*at as usize) else { continue };
                // What a party holds in itself is held by nobody else, and lists nobody.
                if *place == owner {
                    continue;
                }
                self.count(*place, held, standing);
                if self.rank(standing, *place) == NEVER && self.reaches(slice, *place, standing) {
                    self.reach(standing, *place, queue.len());
                    queue.push(*place);
                }
            }
        }
    }

    fn count(&mut self, place: u32, held: &Held, standing: Standing) {
        let Some(tally) = self.tallies.get_mut(place as usize) else { return };
        let direct = held.direct.map_or(0, |share| share.min);
        if standing == Standing::Certainly {
            tally.direct = tally.direct.saturating_add(direct);
            let through = held.indirect.map_or(0, |share| share.min.saturating_add(direct));
            tally.through_one = tally.through_one.max(through);
            return;
        }
        tally.anyone |= held.direct.or(held.indirect).is_some_and(|share| share.max > 0);
        tally.unstated_chain |= held.indirect.is_some_and(|share| share.max > 0);
        if let Some(share) = held.direct {
            tally.most = tally.most.plus(share.high());
            tally.others = tally.others.saturating_sub(share.min);
            tally.open_others -= u32::from(share.above_min).min(tally.open_others);
        }
    }

    fn reaches(&self, slice: &Slice, place: u32, standing: Standing) -> bool {
        let held = self.held(slice, place);
        match standing {
            Standing::Certainly => held.low >= HALF,
            _ => held.high.reaches_half(),
        }
    }

    /// What owners that are treated as listed hold in a party. Contradictory statements bound nothing.
    pub fn held(&self, slice: &Slice, place: u32) -> Held50 {
        let tally = self.tallies.get(place as usize).copied().unwrap_or_default();
        if slice.node(place).contradictory {
            let high = if tally.anyone { Bound::WHOLE } else { Bound::default() };
            return Held50 { low: 0, high };
        }
        let left_over = Bound { units: tally.others, open: tally.open_others > 0 }.left_over();
        let high = if tally.unstated_chain { Bound::WHOLE } else { tally.most.least(left_over) };
        Held50 { low: tally.direct.max(tally.through_one).min(WHOLE), high }
    }

    fn reach(&mut self, standing: Standing, place: u32, rank: usize) {
        let ranks = if standing == Standing::Certainly { &mut self.certain } else { &mut self.possible };
        if let Some(known) = ranks.get_mut(place as usize) {
            *known = u32::try_from(rank).unwrap_or(NEVER - 1);
        }
    }

    /// When a party was reached: only what was reached before it can be a reason.
    pub fn rank(&self, standing: Standing, place: u32) -> u32 {
        let ranks = if standing == Standing::Certainly { &self.certain } else { &self.possible };
        ranks.get(place as usize).copied().unwrap_or(NEVER)
    }

    /// How far a party is listed, or treated as listed.
    pub fn standing(&self, place: u32) -> Standing {
        if self.rank(Standing::Certainly, place) != NEVER {
            Standing::Certainly
        } else if self.rank(Standing::Possibly, place) != NEVER {
            Standing::Possibly
        } else {
            Standing::Free
        }
    }

    /// How far a party is itself listed.
    pub fn itself(&self, place: u32) -> Standing {
        self.itself.get(place as usize).copied().unwrap_or(Standing::Free)
    }
}

/// What each party of a slice owns: the owned, and at which place among its owners.
pub(crate) struct Owned {
    starts: Vec<u32>,
    holdings: Vec<(u32, u32)>,
}

impl Owned {
    pub fn of(slice: &Slice) -> Self {
        let places = |(place, node): (usize, &crate::slice::Node)| {
            let place = u32::try_from(place).unwrap_or(NEVER);
            let holdings = node.owners.iter().zip(0_u32..).map(move |(held, at)| (held.owner, place, at));
            holdings.collect::<Vec<_>>()
        };
        let mut holdings: Vec<(u32, u32, u32)> = slice.nodes.iter().enumerate().flat_map(places).collect();
        holdings.sort_unstable();
        let mut starts = vec![0_u32; slice.nodes.len() + 1];
        for (owner, ..) in &holdings {
            if let Some(start) = starts.get_mut(*owner as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { starts, holdings: holdings.into_iter().map(|(_, place, at)| (place, at)).collect() }
    }

    fn by(&self, owner: u32) -> &[(u32, u32)] {
        let at = |place: usize| self.starts.get(place).map_or(0, |start| *start as usize);
        self.holdings.get(at(owner as usize)..at(owner as usize + 1)).unwrap_or_default()
    }
}

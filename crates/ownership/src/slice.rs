//! The part of a graph that can matter for one party on one date: everything above it, with its holdings settled.
//!
//! Sources repeat and contradict each other. Per owner and owned, what holds on the date is settled once, here:
//!
//! * Statements of *different* documents are accounts of one holding: what all of them allow; where nothing is
//!   allowed by all, anything from the lowest to the highest.
//! * Statements of *one* document may be parts of one holding (classes of shares) or repeat it: at least the
//!   largest of them, at most their sum.
//! * What is held *indirectly* is held through direct owners and is not added to them. A statement of it that the
//!   chains between account for is a repeat, and is set aside.
//! * Where a source does not say whether a holding is direct, it is taken as direct, unless more than the whole
//!   would then be held.

use crate::graph::{Edge, Graph};
use crate::model::{Holding, Nature, PartyIndex};
use crate::share::{Bound, Share, WHOLE};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use std::collections::HashMap;

/// What one party holds in another on a date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// The owner's place in the slice.
    pub owner: u32,
    /// What it holds itself.
    pub direct: Option<Share>,
    /// What it is stated to hold through others, where that is no repeat of the chains between.
    pub indirect: Option<Share>,
}

/// What one party holds, before it is settled what is a repeat.
#[derive(Debug, Clone, Copy, Default)]
struct Stated {
    direct: Option<Share>,
    indirect: Option<Share>,
    either: Option<Share>,
}

/// A party in the slice.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    /// Its owners, by their places in the graph.
    pub owners: Vec<Held>,
    /// Whether the least that its direct owners hold is more than the whole.
    pub contradictory: bool,
    /// What its direct owners hold at least.
    pub least: u64,
    /// Whether any interest in it, of any nature, is stated for the date.
    pub stated: bool,
}

/// Everything above a party on a date. The party itself is at place 0.
#[derive(Debug)]
pub(crate) struct Slice {
    pub parties: Vec<PartyIndex>,
    pub nodes: Vec<Node>,
    /// Statements of indirect holdings that repeat the chains between.
    pub repeats: usize,
}

impl Slice {
    /// Follows ownership upward from `party`.
    pub fn above(graph: &Graph, party: PartyIndex, on: Date) -> Self {
        let mut slice = Self { parties: vec![party], nodes: Vec::new(), repeats: 0 };
        let mut places: HashMap<u32, u32, FixedState> = HashMap::default();
        places.insert(party.0, 0);
        let mut done = 0;
        while let Some(next) = slice.parties.get(done).copied() {
            let (node, owners) = node(graph, next, on);
            let mut settled = Vec::with_capacity(owners.len());
            for (owner, direct, indirect) in owners {
                let new = u32::try_from(slice.parties.len()).unwrap_or(u32::MAX);
                let place = *places.entry(owner).or_insert_with(|| {
                    slice.parties.push(PartyIndex(owner));
                    new
                });
                settled.push(Held { owner: place, direct, indirect });
            }
            slice.nodes.push(Node { owners: settled, ..node });
            done += 1;
        }
        if slice.nodes.iter().any(|node| node.owners.iter().any(|held| held.indirect.is_some())) {
            crate::chain::set_repeats_aside(&mut slice);
            let holds = |held: &Held| held.direct.is_some() || held.indirect.is_some();
            slice.nodes.iter_mut().for_each(|node| node.owners.retain(holds));
        }
        slice
    }

    pub fn node(&self, place: u32) -> &Node {
        static NOBODY: Node = Node { owners: Vec::new(), contradictory: false, least: 0, stated: false };
        self.nodes.get(place as usize).unwrap_or(&NOBODY)
    }

    pub fn party(&self, place: u32) -> PartyIndex {
        self.parties.get(place as usize).copied().unwrap_or(PartyIndex(u32::MAX))
    }
}

type Settled = (u32, Option<Share>, Option<Share>);

/// The owners of one party on a date, by their places in the graph.
pub(crate) fn node(graph: &Graph, party: PartyIndex, on: Date) -> (Node, Vec<Settled>) {
    let mut stated: Vec<(u32, Stated)> = Vec::new();
    let mut any = false;
    for edges in graph.edges_in(party).chunk_by(|a, b| a.owner == b.owner) {
        let holds = |edge: &&Edge| edge.holds_on(on);
        any |= edges.iter().any(|edge| edge.holds_on(on));
        let Some(owner) = edges.first().map(|edge| edge.owner) else { continue };
        let of = |held: Holding| {
            let owned = edges.iter().filter(holds).filter(|edge| edge.nature == Nature::Ownership && edge.held == held);
            settle(owned.map(|edge| (edge.document, graph.share(edge))))
        };
        let one = Stated { direct: of(Holding::Direct), indirect: of(Holding::Indirect), either: of(Holding::Unknown) };
        if one.direct.is_some() || one.indirect.is_some() || one.either.is_some() {
            stated.push((owner, one));
        }
    }
    let (mut owners, mut least) = resolve(&stated, true);
    if least > WHOLE {
        (owners, least) = resolve(&stated, false);
    }
    (Node { owners: Vec::new(), contradictory: least > WHOLE, least, stated: any }, owners)
}

/// Takes holdings of an unknown kind as direct, or as indirect. Returns what is directly held at least, too.
fn resolve(stated: &[(u32, Stated)], either_is_direct: bool) -> (Vec<Settled>, u64) {
    let mut least: u64 = 0;
    let resolved = stated.iter().map(|(owner, one)| {
        let (direct, indirect) = match one.either {
            None => (one.direct, one.indirect),
            // Beside what it is known to hold itself, the rest is a second account of the same.
            Some(either) if either_is_direct => (merged(one.direct, either), one.indirect),
            Some(either) => (one.direct, merged(one.indirect, either)),
        };
        least = least.saturating_add(direct.map_or(0, |share| share.min));
        (*owner, direct, indirect)
    });
    (resolved.collect(), least)
}

fn merged(share: Option<Share>, other: Share) -> Option<Share> {
    settle(share.into_iter().map(|share| (0, share)).chain([(1, other)]))
}

/// One share from statements, each with its document; statements of one document stand together.
fn settle(statements: impl Iterator<Item = (u32, Share)>) -> Option<Share> {
    let mut accounts: Vec<(u32, Share)> = Vec::new();
    for (document, share) in statements {
        match accounts.iter_mut().find(|(known, _)| *known == document) {
            Some((_, account)) => *account = parts_of_one(*account, share),
            None => accounts.push((document, share)),
        }
    }
    let mut shares = accounts.into_iter().map(|(_, share)| share);
    let first = shares.next()?;
    let (mut narrow, mut wide) = ((first.low(), first.high()), (first.low(), first.high()));
    for share in shares {
        narrow = (greatest(narrow.0, share.low()), narrow.1.least(share.high()));
        wide = (lowest(wide.0, share.low()), highest(wide.1, share.high()));
    }
    let (low, high) = narrow;
    let agree = low.units < high.units || (low.units == high.units && !low.open && !high.open);
    let (low, high) = if agree { narrow } else { wide };
    Some(Share::from_bounds(low, high))
}

/// Two statements of one document.
fn parts_of_one(share: Share, other: Share) -> Share {
    Share::from_bounds(greatest(share.low(), other.low()), share.high().plus(other.high()).least(Bound::WHOLE))
}

fn greatest(a: Bound, b: Bound) -> Bound {
    if (a.units, a.open) >= (b.units, b.open) { a } else { b }
}

fn lowest(a: Bound, b: Bound) -> Bound {
    if (a.units, a.open) <= (b.units, b.open) { a } else { b }
}

fn highest(a: Bound, b: Bound) -> Bound {
    if (a.units, !a.open) >= (b.units, !b.open) { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(statements: &[(u32, &str)]) -> String {
        let statements = statements.iter().map(|(document, share)| (*document, Share::parse(share).unwrap()));
        settle(statements).unwrap().to_string()
    }

    #[test]
    fn accounts_of_different_documents_are_what_all_allow() {
        assert_eq!(settled(&[(0, "25-50"), (1, "40-75")]), "40% to 50%");
        assert_eq!(settled(&[(0, "0-100"), (1, "60")]), "60%");
        assert_eq!(settled(&[(0, "30"), (1, "60"), (2, "40")]), "30% to 60%");
        assert_eq!(settled(&[(0, ">50"), (1, "50")]), "at least 50%");
    }

    #[test]
    fn statements_of_one_document_repeat_each_other_or_add_up() {
        assert_eq!(settled(&[(0, "30"), (0, "25")]), "30% to 55%");
        assert_eq!(settled(&[(0, "60"), (0, "60")]), "at least 60%");
    }
}

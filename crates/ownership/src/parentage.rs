//! The headquarters test: who stands at the top, and where that is headquartered.
//!
//! No percentage of the 50 percent rule takes part. Upward goes who *controls*: who consolidates the party in its
//! accounts, whose branch it is, who holds more than half of its shares or votes. A holding that is split among
//! companies of one parent is the parent's. Where half is possible, or control is stated without a measure, the
//! owner is a possible parent.
//!
//! Natural persons have no headquarters: they are named beside the answer and not followed. A party of an
//! unknown kind is followed, and its unknown headquarters make the answer unknown. The top is the top *as far as
//! the graph states*; a party of which nothing is stated has no answer, not itself.

use crate::graph::{Edge, Graph};
use crate::group;
use crate::model::{Kind, Nature, PartyIndex};
use crate::share::{Bound, Share};
use crate::slice;
use foldhash::fast::FixedState;
use jiff::civil::Date;
use portcullis_catalog::Country;
use portcullis_party::{Stated, UltimateParent};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A step upward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParentLink {
    /// The one below.
    pub child: PartyIndex,
    /// The one above.
    pub parent: PartyIndex,
    /// By what: of several, the first in the order of [`Nature`] that is certain.
    pub by: Nature,
    /// Whether it is the parent, whatever is unknown.
    pub certain: bool,
}

/// A party at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top {
    /// The party.
    pub party: PartyIndex,
    /// Where it is headquartered.
    pub headquarters: Stated<Country>,
    /// Whether it is one of several that control each other in a circle.
    pub in_cycle: bool,
}

/// Who stands above a party on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parentage {
    /// The party.
    pub party: PartyIndex,
    /// The date.
    pub on: Date,
    /// Those at the top; several where sources contradict each other or leave it open.
    pub tops: Vec<Top>,
    /// Whether there is one top, whatever is unknown.
    pub certain: bool,
    /// The steps upward from the party.
    pub links: Vec<ParentLink>,
    /// Parties that control each other in a circle.
    pub cycles: Vec<Vec<PartyIndex>>,
    /// Natural persons who control the party or one above it, certainly or possibly.
    pub persons: Vec<PartyIndex>,
    /// Whether any interest in the party is stated for the date.
    pub stated: bool,
    /// Whether everybody above was followed. Where there are too many, nothing is said to be certain.
    pub all_followed: bool,
}

impl Parentage {
    /// Where the ultimate parent is headquartered: known where every possible one is headquartered in one
    /// country.
    #[must_use]
    pub fn headquarters(&self) -> Stated<Country> {
        if !self.stated || !self.all_followed {
            return Stated::Unknown;
        }
        let mut countries = self.tops.iter().map(|top| top.headquarters.known());
        match countries.next() {
            Some(Some(first)) if countries.all(|country| country == Some(first)) => Stated::Known(first),
            _ => Stated::Unknown,
        }
    }

    /// The answer as a determination takes it.
    #[must_use]
    pub fn ultimate_parent(&self) -> UltimateParent {
        match self.tops.as_slice() {
            [top] if self.stated && self.all_followed && top.party == self.party => UltimateParent::Itself,
            _ => UltimateParent::Other(self.headquarters()),
        }
    }
}

/// Who stands at the top of a party on a date.
#[must_use]
pub fn parentage(graph: &Graph, party: PartyIndex, on: Date) -> Parentage {
    let mut places: HashMap<PartyIndex, usize, FixedState> = HashMap::default();
    let (mut reached, mut links, mut persons) = (vec![party], Vec::new(), BTreeSet::new());
    places.insert(party, 0);
    let (mut done, mut work) = (0, 0);
    while let Some(child) = reached.get(done).copied() {
        done += 1;
        let mut up = links_up(graph, child, on);
        if !up.iter().any(|link| link.certain) {
            let group = group::links_up(graph, child, on, &mut work);
            // What the group says more than its members do.
            up.retain(|link| !group.iter().any(|other| other.parent == link.parent && other.certain));
            let more = group.into_iter().filter(|link| !up.iter().any(|other| other.parent == link.parent));
            let more: Vec<ParentLink> = more.collect();
            up.extend(more);
        }
        for link in up {
            if graph.party(link.parent).kind == Kind::Person {
                persons.insert(link.parent);
                continue;
            }
            let next = reached.len();
            places.entry(link.parent).or_insert_with(|| {
                reached.push(link.parent);
                next
            });
            links.push(link);
        }
    }
    let mut certain: Vec<Vec<usize>> = vec![Vec::new(); reached.len()];
    for link in links.iter().filter(|link| link.certain) {
        let ends = (places.get(&link.child), places.get(&link.parent));
        if let (Some(child), Some(parent)) = ends
            && let Some(parents) = certain.get_mut(*child)
        {
            parents.push(*parent);
        }
    }
    let (tops, cycles) = tops(graph, &reached, &certain);
    let stated = graph.edges_in(party).iter().any(|edge| edge.holds_on(on));
    links.sort_unstable();
    let all_followed = work < group::WORK_MAX;
    let certain = stated && all_followed && tops.len() == 1 && links.iter().all(|link| link.certain);
    let persons = persons.into_iter().collect();
    Parentage { party, on, tops, certain, links, cycles, persons, stated, all_followed }
}

/// The parties from which no certain step leads on, and the circles.
fn tops(graph: &Graph, reached: &[PartyIndex], certain: &[Vec<usize>]) -> (Vec<Top>, Vec<Vec<PartyIndex>>) {
    let components = components(certain);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, component) in components.iter().enumerate() {
        members.entry(*component).or_default().push(place);
    }
    let party = |place: usize| reached.get(place).copied();
    let (mut tops, mut cycles) = (Vec::new(), Vec::new());
    for (component, places) in members {
        let mut parents = places.iter().filter_map(|place| certain.get(*place)).flatten();
        let leads_on = parents.any(|parent| components.get(*parent).copied() != Some(component));
        let in_cycle = places.len() > 1;
        let mut parties: Vec<PartyIndex> = places.into_iter().filter_map(party).collect();
        parties.sort_unstable();
        if !leads_on {
            let top =
                |party: &PartyIndex| Top { party: *party, headquarters: graph.party(*party).headquarters, in_cycle };
            tops.extend(parties.iter().map(top));
        }
        if in_cycle {
            cycles.push(parties);
        }
    }
    tops.sort_unstable_by_key(|top| top.party);
    cycles.sort_unstable();
    (tops, cycles)
}

/// Tarjan's strongly connected components, without recursion: the component of each place.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![NEW; count], vec![NEW; count], vec![NEW; count]);
    let (mut stack, mut next_index, mut next_component) = (Vec::new(), 0, 0);
    let get = |values: &[usize], place: usize| values.get(place).copied().unwrap_or(NEW);
    let set = |values: &mut [usize], place: usize, value: usize| {
        if let Some(slot) = values.get_mut(place) {
            *slot = value;
        }
    };
    for start in 0..count {
        if get(&index, start) != NEW {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((place, at)) = path.pop() {
            if at == 0 {
                set(&mut index, place, next_index);
                set(&mut low, place, next_index);
                next_index += 1;
                stack.push(place);
            }
            if let Some(next) = edges.get(place).and_then(|edges| edges.get(at)).copied() {
                path.push((place, at + 1));
                if get(&index, next) == NEW {
                    path.push((next, 0));
                } else if get(&component, next) == NEW {
                    let lower = get(&low, place).min(get(&index, next));
                    set(&mut low, place, lower);
                }
                continue;
            }
            if get(&low, place) == get(&index, place) {
                while let Some(member) = stack.pop() {
                    set(&mut component, member, next_component);
                    if member == place {
                        break;
                    }
                }
                next_component += 1;
            }
            if let Some((below, _)) = path.last() {
                let lower = get(&low, *below).min(get(&low, place));
                set(&mut low, *below, lower);
            }
        }
    }
    component
}

/// Who is, or may be, directly above a party.
pub(crate) fn links_up(graph: &Graph, child: PartyIndex, on: Date) -> Vec<ParentLink> {
    let mut links: BTreeMap<PartyIndex, ParentLink> = BTreeMap::new();
    let mut add = |parent: u32, by: Nature, certain: bool| {
        let link = ParentLink { child, parent: PartyIndex(parent), by, certain };
        if link.parent == child {
            return;
        }
        let known = links.entry(link.parent).or_insert(link);
        if (link.certain, std::cmp::Reverse(link.by)) > (known.certain, std::cmp::Reverse(known.by)) {
            *known = link;
        }
    };
    let (node, owners) = slice::node(graph, child, on);
    for (owner, direct, indirect) in owners {
        let others = Bound { units: node.least.saturating_sub(direct.map_or(0, |share| share.min)), open: false };
        let majority = |share: Option<Share>| share.is_some_and(|share| share.is_majority());
        let left = others.left_over();
        let half =
            |share: Option<Share>, left: Bound| share.is_some_and(|share| share.high().least(left).reaches_half());
        if majority(direct) || majority(indirect) {
            add(owner, Nature::Ownership, !node.contradictory);
        } else if half(direct, left) || half(indirect, Bound::WHOLE) {
            add(owner, Nature::Ownership, false);
        }
    }
    let edges = graph.edges_in(child);
    // Who says who stands at the top says more than who says who comes next.
    let ultimate = edges.iter().any(|edge| edge.holds_on(on) && edge.nature == Nature::UltimateConsolidation);
    for edge in edges.iter().filter(|edge| edge.holds_on(on)) {
        match edge.nature {
            Nature::Consolidation if ultimate => {}
            Nature::Consolidation | Nature::UltimateConsolidation | Nature::Branch => {
                add(edge.owner, edge.nature, true);
            }
            Nature::VotingRights => votes(graph, edge, &mut add),
            Nature::BoardAppointment | Nature::OtherControl | Nature::TrustRole => add(edge.owner, edge.nature, false),
            _ => {}
        }
    }
    links.into_values().collect()
}

fn votes(graph: &Graph, edge: &Edge, add: &mut impl FnMut(u32, Nature, bool)) {
    let share = graph.share(edge);
    if share.is_majority() {
        add(edge.owner, edge.nature, true);
    } else if share.high().reaches_half() {
        add(edge.owner, edge.nature, false);
    }
}

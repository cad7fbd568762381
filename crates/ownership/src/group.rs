//! Control through a group: a holding that is split among companies of one parent is the parent's.
//!
//! Asked only of a party that no single owner controls. Every party above it that controls another, certainly or
//! possibly, is tried as the head of a group: the companies it controls, by more than half of their shares held
//! within the group or by a link that needs no share. Who controls nobody is no head: its own holding is all it has.

use crate::cascade::{Cascade, Owned};
use crate::graph::Graph;
use crate::listed::Standing;
use crate::model::{Kind, Nature, PartyIndex};
use crate::parentage::{self, ParentLink};
use crate::share::HALF;
use crate::slice::Slice;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Holdings looked at for one answer; beyond it the answer is open, not slow.
pub(crate) const WORK_MAX: usize = 2_000_000;

/// The heads of groups that control a party, or may.
pub(crate) fn links_up(graph: &Graph, child: PartyIndex, on: Date, work: &mut usize) -> Vec<ParentLink> {
    let slice = Slice::above(graph, child, on);
    let owned = Owned::of(&slice);
    let holdings: usize = slice.nodes.iter().map(|node| node.owners.len() + 1).sum();
    // Places in the slice, and beyond them those who control an owner without holding shares of it.
    let mut places: BTreeMap<PartyIndex, usize> = slice.parties.iter().copied().zip(0..).collect();
    let mut control: Vec<(usize, usize)> = Vec::new();
    let mut heads: BTreeMap<PartyIndex, usize> = BTreeMap::new();
    for (place, party) in slice.parties.iter().enumerate().skip(1) {
        for link in parentage::links_up(graph, *party, on) {
            let next = places.len();
            let parent = *places.entry(link.parent).or_insert(next);
            heads.insert(link.parent, parent);
            if link.certain {
                control.push((parent, place));
            }
        }
    }
    let mut links = Vec::new();
    for (head, place) in heads {
        if head == child || graph.party(head).kind == Kind::Person {
            continue;
        }
        *work += holdings * 4;
        if *work >= WORK_MAX {
            break;
        }
        let group = group_of(&slice, &control, place, places.len());
        let is_member = |place: usize| group.get(place).copied().unwrap_or(false);
        let certain = is_member(0);
        let possible = certain || {
            let standing = |place| if is_member(place) { Standing::Certainly } else { Standing::Free };
            let itself = (0..slice.nodes.len()).map(standing).collect();
            Cascade::new(&slice, &owned, itself).held(&slice, 0).high.reaches_half()
        };
        if possible {
            links.push(ParentLink { child, parent: head, by: Nature::Ownership, certain });
        }
    }
    links
}

/// A head and the companies it controls, by their places. Ends as soon as the party asked about is one of them.
fn group_of(slice: &Slice, control: &[(usize, usize)], head: usize, count: usize) -> Vec<bool> {
    let mut group = vec![false; count];
    let join =
        |group: &mut [bool], place: usize| group.get_mut(place).is_some_and(|member| !std::mem::replace(member, true));
    join(&mut group, head);
    let mut grew = true;
    while grew && group.first() != Some(&true) {
        grew = false;
        for (parent, controlled) in control {
            if group.get(*parent) == Some(&true) {
                grew |= join(&mut group, *controlled);
            }
        }
        for (place, node) in slice.nodes.iter().enumerate() {
            let within = node.owners.iter().filter(|held| group.get(held.owner as usize) == Some(&true));
            let shares = within.filter_map(|held| held.direct);
            let (sum, above) = shares
                .fold((0_u64, false), |(sum, above), share| (sum.saturating_add(share.min), above || share.above_min));
            if !node.contradictory && (sum > HALF || (sum == HALF && above)) {
                grew |= join(&mut group, place);
            }
        }
    }
    group
}

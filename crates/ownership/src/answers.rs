//! What a determination needs to know of a party's owners.

use crate::aggregate::{Aggregate, of_slice};
use crate::cascade::Cascade;
use crate::graph::Graph;
use crate::listed::{Listed, Standing};
use crate::model::PartyIndex;
use crate::parentage::{Parentage, parentage};
use crate::share::{Share, percent};
use crate::slice::{Held as Holding, Slice};
use jiff::civil::Date;
use portcullis_catalog::{Country, Exact};
use portcullis_party::{Held, ListSet, OnLists, Owner, Stated, UltimateParent, held_by};
use std::collections::BTreeSet;

/// An owner of a party on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerOn {
    /// The owner.
    pub owner: PartyIndex,
    /// What it holds itself, where that is known exactly.
    pub percent: Stated<Exact>,
    /// What it holds itself, as bounds; `None` where it is only stated to hold indirectly.
    pub direct: Option<Share>,
    /// What it is stated to hold through a chain that nobody stated.
    pub indirect: Option<Share>,
}

/// Everybody above a party by ownership on a date, the party first: whom the ownership test may count.
#[must_use]
pub fn above(graph: &Graph, party: PartyIndex, on: Date) -> Vec<PartyIndex> {
    Slice::above(graph, party, on).parties
}

/// The owners of a party on a date. Statements that repeat each other are one; see [`crate::Nature::Ownership`].
#[must_use]
pub fn owners_of(graph: &Graph, party: PartyIndex, on: Date) -> Vec<OwnerOn> {
    let slice = Slice::above(graph, party, on);
    let shown = |held: &Holding| OwnerOn {
        owner: slice.party(held.owner),
        percent: match held.direct.and_then(|share| share.known()) {
            Some(percent) if held.indirect.is_none() => Stated::Known(percent),
            _ => Stated::Unknown,
        },
        direct: held.direct,
        indirect: held.indirect,
    };
    slice.node(0).owners.iter().map(shown).collect()
}

/// What the graph answers about a party to a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyAnswers {
    /// Where the party itself is headquartered.
    pub headquarters: Stated<Country>,
    /// The headquarters test.
    pub ultimate_parent: UltimateParent,
    /// The ownership test, for each set of lists in question.
    pub held: Vec<(ListSet, Held)>,
    /// Owners for [`portcullis_party::Party::owners`], under which [`held_by`] is never laxer than `held` for any
    /// set in question. Unknown where no share in the party is stated.
    pub owners: Stated<Vec<Owner>>,
    /// Who stands above the party.
    pub parentage: Parentage,
    /// What listed parties hold, for each set of lists in question.
    pub aggregates: Vec<Aggregate>,
}

/// Everything that a determination asks of a graph about one party. Each entry of `lists` is a set of lists that
/// a provision names together, with the parties that are on any of them: the 50 percent rule counts them together.
/// Beside a set of several lists, each of them alone tells which of them an owner counts for.
#[must_use]
pub fn party_answers(graph: &Graph, party: PartyIndex, on: Date, lists: &[(ListSet, Listed)]) -> PartyAnswers {
    let slice = Slice::above(graph, party, on);
    let cascades: Vec<(ListSet, Cascade)> =
        lists.iter().map(|(set, listed)| (*set, Cascade::over(graph, &slice, listed))).collect();
    let aggregates: Vec<Aggregate> = cascades.iter().map(|(_, cascade)| of_slice(&slice, cascade, on)).collect();
    let held: Vec<(ListSet, Held)> = lists.iter().zip(&aggregates).map(|((set, _), one)| (*set, one.held)).collect();
    let parentage = parentage(graph, party, on);
    // Who is only known to be controlled has owners whom nobody stated.
    let owned = slice.node(0).owners.iter().any(|held| held.owner != 0);
    PartyAnswers {
        headquarters: graph.party(party).headquarters,
        ultimate_parent: parentage.ultimate_parent(),
        owners: if owned { Stated::Known(owners(&slice, &cascades, &held)) } else { Stated::Unknown },
        held,
        parentage,
        aggregates,
    }
}

/// Owners whose known shares are their least ones, and beside them the unknown rest where it could matter.
fn owners(slice: &Slice, cascades: &[(ListSet, Cascade)], held: &[(ListSet, Held)]) -> Vec<Owner> {
    let mut owners = Vec::new();
    let open = held.iter().any(|(_, held)| *held == Held::Possibly);
    for one in slice.node(0).owners.iter().filter(|one| one.owner != 0) {
        let counted = counted_for(slice, cascades, one.owner);
        let range = one.direct.is_some_and(|share| share.min < share.max);
        if let Some(share) = one.direct {
            owners.push(Owner { percent: Stated::Known(percent(share.min)), ..counted });
        }
        let counts = counted.lists.union(counted.together) != OnLists::NONE;
        if open && counts && (range || one.indirect.is_some()) {
            owners.push(counted);
        }
    }
    // What one-step shares cannot say (a chain that is not stated, contradictions) is said outright.
    let said = |owners: &[Owner], set: ListSet| match held_by(owners, set) {
        Ok(Held::Certainly) => 2,
        Ok(Held::Possibly) | Err(_) => 1,
        Ok(Held::Not) => 0,
    };
    let laxer = |(set, held): &(ListSet, Held)| {
        let wanted = match held {
            Held::Certainly => 2,
            Held::Possibly => 1,
            Held::Not => 0,
        };
        said(&owners, *set) < wanted
    };
    if !held.iter().any(laxer) {
        return owners;
    }
    let outright = |wanted: Held, percent: Stated<Exact>| {
        let (mut lists, mut together) = (0, 0);
        for (set, _) in held.iter().filter(|(_, held)| *held == wanted) {
            if stands_alone(*set, cascades) {
                lists |= set;
            } else {
                let brought = owners.iter().fold(0, |all, owner| all | owner.counts_for(*set).possibly()) & set;
                together |= if brought == 0 { *set } else { brought };
            }
        }
        Owner { together: OnLists::known(together), ..Owner::new(percent, OnLists::known(lists)) }
    };
    let certain = outright(Held::Certainly, Stated::Known(Exact::whole(50)));
    let possible = outright(Held::Possibly, Stated::Unknown);
    let counts = |owner: &Owner| owner.lists.union(owner.together) != OnLists::NONE;
    [certain, possible].into_iter().filter(counts).collect()
}

/// Whether a set is answered for as a whole: it is one list, or nobody asked for its lists one by one.
fn stands_alone(set: ListSet, cascades: &[(ListSet, Cascade)]) -> bool {
    !cascades.iter().any(|(part, _)| *part != set && part & !set == 0)
}

/// The lists that an owner, of an unknown share, counts for.
fn counted_for(slice: &Slice, cascades: &[(ListSet, Cascade)], owner: u32) -> Owner {
    let mut counted = Owner::new(Stated::Unknown, OnLists::NONE);
    for (set, cascade) in cascades {
        let standing = cascade.standing(owner);
        if standing == Standing::Free {
            continue;
        }
        if stands_alone(*set, cascades) {
            let certain = if standing == Standing::Certainly { *set } else { 0 };
            counted.lists = counted.lists.union(OnLists::between(certain, *set));
        } else {
            let parts: Vec<&(ListSet, Cascade)> =
                cascades.iter().filter(|(part, _)| part != set && part & !set == 0).collect();
            let brought = |least| brought_by(slice, cascade, &parts, owner, least);
            let certain = match (standing, brought(Standing::Certainly)) {
                (Standing::Certainly, 0) => *set,
                (Standing::Certainly, lists) => lists,
                _ => 0,
            };
            let possible = brought(Standing::Possibly);
            let possible = if possible == 0 { *set } else { possible };
            counted.together = counted.together.union(OnLists::between(certain, possible));
        }
    }
    counted
}

/// The lists of everybody who counts above an owner, the owner included: those that a set of lists adds up.
fn brought_by(slice: &Slice, cascade: &Cascade, parts: &[&(ListSet, Cascade)], owner: u32, least: Standing) -> ListSet {
    let (mut lists, mut open, mut seen) = (0, vec![owner], BTreeSet::new());
    while let Some(place) = open.pop() {
        if cascade.standing(place) < least || !seen.insert(place) {
            continue;
        }
        let own = parts.iter().filter(|(_, part)| part.itself(place) >= least);
        lists |= own.fold(0, |all, (part, _)| all | part);
        open.extend(slice.node(place).owners.iter().map(|held| held.owner));
    }
    lists
}

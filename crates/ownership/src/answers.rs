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
    /// set in question. Unknown where nothing is stated.
    pub owners: Stated<Vec<Owner>>,
    /// Who stands above the party.
    pub parentage: Parentage,
    /// What listed parties hold, for each set of lists in question.
    pub aggregates: Vec<Aggregate>,
}

/// Everything that a determination asks of a graph about one party. Each entry of `lists` is a set of lists that
/// a provision names together, with the parties that are on any of them: the 50 percent rule counts them together.
#[must_use]
pub fn party_answers(graph: &Graph, party: PartyIndex, on: Date, lists: &[(ListSet, Listed)]) -> PartyAnswers {
    let slice = Slice::above(graph, party, on);
    let cascades: Vec<(ListSet, Cascade)> =
        lists.iter().map(|(set, listed)| (*set, Cascade::over(graph, &slice, listed))).collect();
    let aggregates: Vec<Aggregate> = cascades.iter().map(|(_, cascade)| of_slice(&slice, cascade, on)).collect();
    let held: Vec<(ListSet, Held)> = lists.iter().zip(&aggregates).map(|((set, _), one)| (*set, one.held)).collect();
    let parentage = parentage(graph, party, on);
    PartyAnswers {
        headquarters: graph.party(party).headquarters,
        ultimate_parent: parentage.ultimate_parent(),
        owners: if slice.node(0).stated { Stated::Known(owners(&slice, &cascades, &held)) } else { Stated::Unknown },
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
        let standing = |wanted: Standing| {
            let sets = cascades.iter().filter(move |(_, cascade)| cascade.standing(one.owner) == wanted);
            sets.fold(0, |lists, (set, _)| lists | set)
        };
        let lists = OnLists::between(standing(Standing::Certainly), standing(Standing::Possibly));
        let range = one.direct.is_some_and(|share| share.min < share.max);
        if let Some(share) = one.direct {
            owners.push(Owner { percent: Stated::Known(percent(share.min)), lists });
        }
        if open && lists != OnLists::NONE && (range || one.indirect.is_some()) {
            owners.push(Owner { percent: Stated::Unknown, lists });
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
    let sets =
        |wanted: Held| held.iter().filter(move |(_, held)| *held == wanted).fold(0, |lists, (set, _)| lists | set);
    let certain = Owner { percent: Stated::Known(Exact::whole(50)), lists: OnLists::known(sets(Held::Certainly)) };
    let possible = Owner { percent: Stated::Unknown, lists: OnLists::known(sets(Held::Possibly)) };
    [certain, possible].into_iter().filter(|owner| owner.lists != OnLists::NONE).collect()
}

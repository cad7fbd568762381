//! What changed between two graphs, and whose answers that can change.

use crate::graph::Graph;
use crate::model::{Holding, Interest, Kind, Nature, PartyIndex};
use crate::share::Share;
use jiff::civil::Date;
use portcullis_catalog::Country;
use std::collections::BTreeSet;

/// An interest that is in one graph and not in the other, by ids: places differ between graphs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedInterest {
    /// Who has it.
    pub owner: String,
    /// In whom.
    pub owned: String,
    /// What it is.
    pub nature: Nature,
    /// How it is held.
    pub held: Holding,
    /// How much.
    pub share: Share,
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which it is held no more.
    pub to: Option<Date>,
    /// The file or register.
    pub document: String,
}

/// The difference between two graphs. An interest whose share or dates changed is removed and added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Interests that are only in the new graph.
    pub added: Vec<ChangedInterest>,
    /// Interests that are only in the old graph.
    pub removed: Vec<ChangedInterest>,
    /// Ids of parties that are in one graph only, or of which something else is stated.
    pub parties: Vec<String>,
}

impl Difference {
    /// Whether nothing changed that an answer could depend on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.parties.is_empty()
    }

    /// The parties of a graph at which the change begins: those owned, and those of which something changed.
    #[must_use]
    pub fn starts(&self, graph: &Graph) -> Vec<PartyIndex> {
        let owned = self.added.iter().chain(&self.removed).map(|interest| interest.owned.as_str());
        let ids: BTreeSet<&str> = owned.chain(self.parties.iter().map(String::as_str)).collect();
        ids.into_iter().filter_map(|id| graph.find(id)).collect()
    }
}

/// What changed from one graph to another. Names are left out: no answer depends on them.
#[must_use]
pub fn difference(old: &Graph, new: &Graph) -> Difference {
    let (before, after) = (interests(old), interests(new));
    let (facts_before, facts_after) = (facts(old), facts(new));
    let parties: BTreeSet<&str> = facts_before.symmetric_difference(&facts_after).map(|fact| fact.0).collect();
    Difference {
        added: subtract(&after, before.iter()),
        removed: subtract(&before, after.iter()),
        parties: parties.into_iter().map(str::to_owned).collect(),
    }
}

/// Those of a sorted list that are not in another.
fn subtract<'a>(
    these: &[ChangedInterest],
    mut those: impl Iterator<Item = &'a ChangedInterest>,
) -> Vec<ChangedInterest> {
    let mut other = those.next();
    let mut left = Vec::new();
    for this in these {
        while other.is_some_and(|other| other < this) {
            other = those.next();
        }
        if other == Some(this) {
            other = those.next();
        } else {
            left.push(this.clone());
        }
    }
    left
}

fn interests(graph: &Graph) -> Vec<ChangedInterest> {
    let id = |party: PartyIndex| graph.party(party).id.to_owned();
    let changed = |interest: Interest<'_>| ChangedInterest {
        owner: id(interest.owner),
        owned: id(interest.owned),
        nature: interest.nature,
        held: interest.held,
        share: interest.share,
        from: interest.from,
        to: interest.to,
        document: interest.document.to_owned(),
    };
    let mut interests: Vec<ChangedInterest> = graph.interests().map(changed).collect();
    interests.sort_unstable();
    interests
}

/// What answers can depend on, of each id; ids that became one party with others have another first id.
type Fact<'a> = (&'a str, &'a str, Kind, Option<Country>, bool);

fn facts(graph: &Graph) -> BTreeSet<Fact<'_>> {
    let fact = |(id, index)| {
        let party = graph.party(index);
        (id, party.id, party.kind, party.headquarters.known(), party.unidentified)
    };
    graph.every_id().map(fact).collect()
}

/// Every party whose answers may change when something changes at `starts`: those, and everybody below them by
/// any interest on any date.
///
/// For a change of the graph, the starts are [`Difference::starts`]; for a change of a list, the parties that
/// came on it or went off it.
#[must_use]
pub fn touched(graph: &Graph, starts: impl IntoIterator<Item = PartyIndex>) -> BTreeSet<PartyIndex> {
    let mut touched = BTreeSet::new();
    let mut open: Vec<PartyIndex> = starts.into_iter().collect();
    while let Some(party) = open.pop() {
        if party.at() < graph.party_count() && touched.insert(party) {
            open.extend(graph.edges_of(party).map(|edge| PartyIndex(edge.owned)));
        }
    }
    touched
}

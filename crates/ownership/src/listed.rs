//! Who is on a list, as far as that is known.

use crate::graph::Graph;
use crate::model::PartyIndex;
use std::collections::BTreeMap;

/// How far a party is listed, or treated as listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Not.
    Free,
    /// It may be, depending on what is unknown.
    Possibly,
    /// It is, whatever is unknown.
    Certainly,
}

/// Parties on the lists in question: certainly, or possibly (a name that may be theirs).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    standings: BTreeMap<PartyIndex, Standing>,
}

impl Listed {
    /// Nobody.
    #[must_use]
    pub fn nobody() -> Self {
        Self::default()
    }

    /// These, certainly.
    #[must_use]
    pub fn certainly(parties: impl IntoIterator<Item = PartyIndex>) -> Self {
        let mut listed = Self::default();
        parties.into_iter().for_each(|party| listed.add(party, Standing::Certainly));
        listed
    }

    /// Adds a party. What is known with more certainty stays.
    pub fn add(&mut self, party: PartyIndex, standing: Standing) {
        if standing > self.standing(party) {
            self.standings.insert(party, standing);
        }
    }

    /// How far a party is itself listed.
    #[must_use]
    pub fn standing(&self, party: PartyIndex) -> Standing {
        self.standings.get(&party).copied().unwrap_or(Standing::Free)
    }

    /// How far a party is listed in a graph: a party that is stated without being identified may be anybody.
    #[must_use]
    pub fn standing_in(&self, graph: &Graph, party: PartyIndex) -> Standing {
        let unidentified = if graph.is_unidentified(party) { Standing::Possibly } else { Standing::Free };
        self.standing(party).max(unidentified)
    }

    /// The parties and their standings.
    pub fn iter(&self) -> impl Iterator<Item = (PartyIndex, Standing)> {
        self.standings.iter().map(|(party, standing)| (*party, *standing))
    }
}

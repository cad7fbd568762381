//! The graph: parties by rank of their id, interests by whom they are in, both ways in flat memory.

use crate::builder::PartyStatement;
use crate::model::{Holding, Interest, Kind, Nature, Party, PartyIndex};
use crate::share::Share;
use crate::strings::{NONE, Strings};
use jiff::civil::Date;
use portcullis_catalog::Country;
use portcullis_party::Stated;
use std::cmp::Ordering;

/// An interest as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub owner: u32,
    pub owned: u32,
    pub share: u32,
    pub from: Date,
    pub to: Date,
    pub stated: Date,
    pub document: u32,
    pub statement: u32,
    pub nature: Nature,
    pub held: Holding,
}

impl Edge {
    pub fn holds_on(&self, on: Date) -> bool {
        self.from <= on && on < self.to
    }
}

/// A country with the day it was stated.
#[derive(Debug, Clone, Copy, Default)]
enum Place {
    #[default]
    Unknown,
    Known(Date, Country),
    /// Two sources of one day contradict each other.
    Contradicted(Date),
}

impl Place {
    fn stated(country: Option<Country>, on: Date) -> Self {
        country.map_or(Self::Unknown, |country| Self::Known(on, country))
    }

    fn day(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Known(day, _) | Self::Contradicted(day) => Some(day),
        }
    }

    /// The later of two; of one day, both where they agree.
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Known(day, country), Self::Known(other_day, other_country)) if day == other_day => {
                if country == other_country { self } else { Self::Contradicted(day) }
            }
            (Self::Contradicted(_), _) if self.day() >= other.day() => self,
            (_, Self::Contradicted(_)) if other.day() >= self.day() => other,
            _ => {
                if self.day() >= other.day() {
                    self
                } else {
                    other
                }
            }
        }
    }

    fn known(self) -> Stated<Country> {
        match self {
            Self::Known(_, country) => Stated::Known(country),
            Self::Unknown | Self::Contradicted(_) => Stated::Unknown,
        }
    }
}

/// What is stored of a party.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attributes {
    name: u32,
    name_stated: Date,
    kind: Kind,
    headquarters: Place,
    jurisdiction: Place,
    unidentified: bool,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            name: NONE,
            name_stated: Date::MIN,
            kind: Kind::Unknown,
            headquarters: Place::Unknown,
            jurisdiction: Place::Unknown,
            unidentified: false,
        }
    }
}

impl Attributes {
    pub fn stated(statement: &PartyStatement<'_>, name: Option<u32>, on: Date) -> Self {
        Self {
            name: name.unwrap_or(NONE),
            name_stated: on,
            kind: statement.kind.unwrap_or(Kind::Unknown),
            headquarters: Place::stated(statement.headquarters, on),
            jurisdiction: Place::stated(statement.jurisdiction, on),
            unidentified: statement.unidentified,
        }
    }

    /// Takes another statement in. The result does not depend on which came first.
    pub fn merge(&mut self, other: &Self, names: &Strings) {
        let known = (self.name != NONE, self.name_stated, std::cmp::Reverse(names.get(self.name)));
        let new = (other.name != NONE, other.name_stated, std::cmp::Reverse(names.get(other.name)));
        if new > known {
            (self.name, self.name_stated) = (other.name, other.name_stated);
        }
        self.kind = self.kind.max(other.kind);
        self.headquarters = self.headquarters.merge(other.headquarters);
        self.jurisdiction = self.jurisdiction.merge(other.jurisdiction);
        self.unidentified |= other.unidentified;
    }
}

/// Everything of a graph but its interests.
#[derive(Debug, Default)]
pub(crate) struct GraphParts {
    pub ids: Strings,
    // In order of the ids.
    pub by_id: Vec<(u32, PartyIndex)>,
    pub first_ids: Vec<u32>,
    pub names: Strings,
    pub parties: Vec<Attributes>,
    pub documents: Vec<String>,
    pub statements: Strings,
    pub shares: Vec<Share>,
}

/// Who has an interest in whom, with dates and evidence.
///
/// Parties are numbered in the order of their ids and interests sorted, so that two graphs of the same
/// statements are equal in every answer, byte for byte.
#[derive(Debug, Default)]
pub struct Graph {
    parts: GraphParts,
    // By owned, then owner.
    edges: Vec<Edge>,
    in_starts: Vec<u32>,
    out_starts: Vec<u32>,
    out_edges: Vec<u32>,
}

impl Graph {
    pub(crate) fn new(parts: GraphParts, mut edges: Vec<Edge>) -> Self {
        edges.sort_unstable_by(|a, b| compare(&parts, a, b));
        edges.dedup_by(|a, b| compare(&parts, a, b) == Ordering::Equal);
        edges.shrink_to_fit();
        let count = parts.parties.len();
        let in_starts = starts(count, edges.iter().map(|edge| edge.owned));
        let out_starts = starts(count, edges.iter().map(|edge| edge.owner));
        let mut next = out_starts.clone();
        let mut out_edges = vec![0_u32; edges.len()];
        for (place, edge) in edges.iter().enumerate() {
            let Some(slot) = next.get_mut(edge.owner as usize) else { continue };
            if let (Some(out), Ok(place)) = (out_edges.get_mut(*slot as usize), u32::try_from(place)) {
                *out = place;
            }
            *slot += 1;
        }
        Self { parts, edges, in_starts, out_starts, out_edges }
    }

    /// How many parties it has.
    #[must_use]
    pub fn party_count(&self) -> usize {
        self.parts.parties.len()
    }

    /// How many interests it has; equal statements of one document count once.
    #[must_use]
    pub fn interest_count(&self) -> usize {
        self.edges.len()
    }

    /// Every party, in the order of their ids.
    pub fn parties(&self) -> impl Iterator<Item = PartyIndex> + use<> {
        (0..u32::try_from(self.party_count()).unwrap_or(NONE)).map(PartyIndex)
    }

    /// What is stated of a party; of a place that this graph does not have, nothing.
    #[must_use]
    pub fn party(&self, party: PartyIndex) -> Party<'_> {
        let attributes = self.parts.parties.get(party.at()).copied().unwrap_or_default();
        Party {
            id: self.parts.first_ids.get(party.at()).map_or("", |id| self.parts.ids.get(*id)),
            name: self.parts.names.get(attributes.name),
            kind: attributes.kind,
            headquarters: attributes.headquarters.known(),
            jurisdiction: attributes.jurisdiction.known(),
            unidentified: attributes.unidentified,
        }
    }

    pub(crate) fn is_unidentified(&self, party: PartyIndex) -> bool {
        self.parts.parties.get(party.at()).is_some_and(|attributes| attributes.unidentified)
    }

    /// The party with an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<PartyIndex> {
        let by_id = &self.parts.by_id;
        let place = by_id.binary_search_by(|(known, _)| self.parts.ids.get(*known).cmp(id)).ok()?;
        by_id.get(place).map(|(_, party)| *party)
    }

    /// Every id of a party: sources that name the same identifier are one party with several.
    pub fn ids_of(&self, party: PartyIndex) -> impl Iterator<Item = &str> {
        let ids = self.parts.by_id.iter().filter(move |(_, known)| *known == party);
        ids.map(|(id, _)| self.parts.ids.get(*id))
    }

    /// Every id, in order, with its party.
    pub fn every_id(&self) -> impl Iterator<Item = (&str, PartyIndex)> {
        self.parts.by_id.iter().map(|(id, party)| (self.parts.ids.get(*id), *party))
    }

    /// The id at a place of [`Self::every_id`].
    pub(crate) fn id_at(&self, place: u32) -> Option<&str> {
        self.parts.by_id.get(place as usize).map(|(id, _)| self.parts.ids.get(*id))
    }

    /// The parties with a name; case and outer space are forgiven.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<PartyIndex> {
        let fold = |name: &str| name.trim().to_lowercase();
        let wanted = fold(name);
        self.parties().filter(|party| fold(self.party(*party).name) == wanted).collect()
    }

    /// The interests in a party, whenever they hold, by owner.
    pub fn interests_in(&self, party: PartyIndex) -> impl Iterator<Item = Interest<'_>> {
        self.edges_in(party).iter().map(|edge| self.interest(edge))
    }

    /// The interests that a party has, whenever they hold.
    pub fn interests_of(&self, party: PartyIndex) -> impl Iterator<Item = Interest<'_>> {
        self.edges_of(party).map(|edge| self.interest(edge))
    }

    /// Every interest.
    pub fn interests(&self) -> impl Iterator<Item = Interest<'_>> {
        self.edges.iter().map(|edge| self.interest(edge))
    }

    pub(crate) fn edges_in(&self, party: PartyIndex) -> &[Edge] {
        self.edges.get(range(&self.in_starts, party)).unwrap_or_default()
    }

    pub(crate) fn edges_of(&self, party: PartyIndex) -> impl Iterator<Item = &Edge> {
        let places = self.out_edges.get(range(&self.out_starts, party)).unwrap_or_default();
        places.iter().filter_map(|place| self.edges.get(*place as usize))
    }

    pub(crate) fn share(&self, edge: &Edge) -> Share {
        self.parts.shares.get(edge.share as usize).copied().unwrap_or(Share::UNKNOWN)
    }

    pub(crate) fn interest(&self, edge: &Edge) -> Interest<'_> {
        Interest {
            owner: PartyIndex(edge.owner),
            owned: PartyIndex(edge.owned),
            nature: edge.nature,
            share: self.share(edge),
            held: edge.held,
            from: (edge.from != Date::MIN).then_some(edge.from),
            to: (edge.to != Date::MAX).then_some(edge.to),
            document: self.parts.documents.get(edge.document as usize).map_or("", String::as_str),
            statement: self.parts.statements.get(edge.statement),
            stated: (edge.stated != Date::MIN).then_some(edge.stated),
        }
    }

    /// Bytes in memory, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let parts = &self.parts;
        let texts = parts.ids.bytes() + parts.names.bytes() + parts.statements.bytes();
        let parties = parts.parties.capacity() * size_of::<Attributes>()
            + parts.by_id.capacity() * size_of::<(u32, PartyIndex)>()
            + parts.first_ids.capacity() * size_of::<u32>();
        let edges = self.edges.capacity() * size_of::<Edge>() + parts.shares.capacity() * size_of::<Share>();
        let places = self.in_starts.capacity() + self.out_starts.capacity() + self.out_edges.capacity();
        texts + parties + edges + places * size_of::<u32>()
    }
}

/// The order of interests: nothing in it depends on the order of reading.
fn compare(parts: &GraphParts, a: &Edge, b: &Edge) -> Ordering {
    let key = |edge: &Edge| (edge.owned, edge.owner, edge.nature, edge.held, edge.from, edge.to);
    let share = |edge: &Edge| parts.shares.get(edge.share as usize);
    key(a)
        .cmp(&key(b))
        .then_with(|| share(a).cmp(&share(b)))
        .then_with(|| (a.document, a.stated).cmp(&(b.document, b.stated)))
        .then_with(|| parts.statements.get(a.statement).cmp(parts.statements.get(b.statement)))
}

/// Where each party's edges begin, and at the end where the last one's stop.
fn starts(parties: usize, of: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0_u32; parties + 1];
    for party in of {
        if let Some(count) = counts.get_mut(party as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut counts {
        sum += *count;
        *count = sum;
    }
    counts
}

fn range(starts: &[u32], party: PartyIndex) -> std::ops::Range<usize> {
    let at = |place: usize| starts.get(place).map_or(0, |start| *start as usize);
    at(party.at())..at(party.at().saturating_add(1))
}

//! Putting a graph together from statements, in any order.

use crate::graph::{Attributes, Edge, Graph, GraphParts};
use crate::model::{Holding, Kind, Nature, PartyIndex};
use crate::share::Share;
use crate::strings::{Interner, NONE, Strings};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use portcullis_catalog::Country;
use std::collections::HashMap;

/// What a source states about a party. What is left out stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct PartyStatement<'a> {
    /// The source's id.
    pub id: &'a str,
    /// The name.
    pub name: Option<&'a str>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it is headquartered.
    pub headquarters: Option<Country>,
    /// Under which law it was formed.
    pub jurisdiction: Option<Country>,
    /// Whether it is stated to exist without being identified.
    pub unidentified: bool,
    /// The day of the statement: of two that differ, the later counts.
    pub stated: Option<Date>,
}

/// What a source states about an interest.
#[derive(Debug, Clone, Copy)]
pub struct InterestStatement<'a> {
    /// The id of who has it.
    pub owner: &'a str,
    /// The id of whom it is in.
    pub owned: &'a str,
    /// What it is.
    pub nature: Nature,
    /// How much.
    pub share: Share,
    /// How it is held.
    pub held: Holding,
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which it is held no more.
    pub to: Option<Date>,
    /// The source's name for the statement.
    pub statement: &'a str,
    /// The day of the statement.
    pub stated: Option<Date>,
}

/// Why a statement cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// A party without an id.
    #[error("the id of a party is empty")]
    EmptyId,
    /// It ends before it begins.
    #[error("the interest ends before it begins")]
    EndsBeforeItBegins,
    /// Memory for ids or statements is full.
    #[error("the graph is full: it holds four gigabytes of ids and four of names")]
    Full,
}

/// A graph in the making.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    ids: Interner,
    // By id; an id that stands for the party of another points there.
    same_as: Vec<u32>,
    attributes: Vec<Attributes>,
    names: Strings,
    documents: Vec<String>,
    document: u32,
    statements: Strings,
    edges: Vec<Edge>,
    shares: Vec<Share>,
    share_places: HashMap<Share, u32, FixedState>,
}

impl GraphBuilder {
    /// An empty graph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What follows comes from this document.
    pub fn document(&mut self, name: &str) {
        let known = self.documents.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.documents.push(name.to_owned());
            self.documents.len() - 1
        });
        self.document = u32::try_from(place).unwrap_or(NONE);
    }

    fn id(&mut self, id: &str) -> Result<u32, StatementError> {
        if id.is_empty() {
            return Err(StatementError::EmptyId);
        }
        let place = self.ids.intern(id).ok_or(StatementError::Full)?;
        if place as usize == self.same_as.len() {
            self.same_as.push(place);
            self.attributes.push(Attributes::default());
        }
        Ok(place)
    }

    fn root(&self, mut place: u32) -> u32 {
        while let Some(next) = self.same_as.get(place as usize).filter(|next| **next != place) {
            place = *next;
        }
        place
    }

    /// States something about a party.
    ///
    /// # Errors
    /// When the id is empty, or the graph is full.
    pub fn party(&mut self, statement: &PartyStatement<'_>) -> Result<(), StatementError> {
        let id = self.id(statement.id)?;
        let stated = statement.stated.unwrap_or(Date::MIN);
        let name = match statement.name.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => Some(self.names.push(name).ok_or(StatementError::Full)?),
            None => None,
        };
        let Some(attributes) = self.attributes.get_mut(id as usize) else { return Err(StatementError::Full) };
        let new = Attributes::stated(statement, name, stated);
        attributes.merge(&new, &self.names);
        Ok(())
    }

    /// States that two ids stand for one party.
    ///
    /// # Errors
    /// When an id is empty, or the graph is full.
    pub fn same(&mut self, id: &str, other: &str) -> Result<(), StatementError> {
        let (first, second) = (self.id(id)?, self.id(other)?);
        let (first, second) = (self.root(first), self.root(second));
        let (low, high) = (first.min(second), first.max(second));
        if let Some(same) = self.same_as.get_mut(high as usize) {
            *same = low;
        }
        Ok(())
    }

    /// States an interest. Parties that were not stated before are there from now on.
    ///
    /// # Errors
    /// When an id is empty, the interest ends before it begins, or the graph is full.
    pub fn interest(&mut self, statement: &InterestStatement<'_>) -> Result<(), StatementError> {
        let (from, to) = (statement.from.unwrap_or(Date::MIN), statement.to.unwrap_or(Date::MAX));
        if to < from {
            return Err(StatementError::EndsBeforeItBegins);
        }
        let (owner, owned) = (self.id(statement.owner)?, self.id(statement.owned)?);
        let name = if statement.statement.is_empty() {
            NONE
        } else {
            self.statements.push(statement.statement).ok_or(StatementError::Full)?
        };
        let count = u32::try_from(self.shares.len()).map_err(|_| StatementError::Full)?;
        let share = *self.share_places.entry(statement.share).or_insert(count);
        if share == count {
            self.shares.push(statement.share);
        }
        if self.documents.is_empty() {
            self.document("");
        }
        self.edges.push(Edge {
            owner,
            owned,
            share,
            from,
            to,
            stated: statement.stated.unwrap_or(Date::MIN),
            document: self.document,
            statement: name,
            nature: statement.nature,
            held: statement.held,
        });
        Ok(())
    }

    /// The graph: the same statements give the same graph, in whatever order they came.
    #[must_use]
    pub fn finish(self) -> Graph {
        let roots: Vec<u32> = (0..self.same_as.len()).map(|id| self.root(u32::try_from(id).unwrap_or(NONE))).collect();
        let Self { ids, attributes, names, documents, statements, mut edges, shares, .. } = self;
        let ids = ids.into_strings();
        let mut sorted: Vec<u32> = (0..u32::try_from(ids.len()).unwrap_or(NONE)).collect();
        sorted.sort_unstable_by(|a, b| ids.get(*a).cmp(ids.get(*b)));

        // A party takes its place at the first of its ids.
        let mut place_of_root = vec![NONE; roots.len()];
        let (mut parties, mut first_ids, mut by_id) = (Vec::new(), Vec::new(), Vec::with_capacity(sorted.len()));
        for id in sorted {
            let root = roots.get(id as usize).copied().unwrap_or(id);
            let Some(place) = place_of_root.get_mut(root as usize) else { continue };
            if *place == NONE {
                *place = u32::try_from(parties.len()).unwrap_or(NONE);
                parties.push(Attributes::default());
                first_ids.push(id);
            }
            if let (Some(party), Some(stated)) = (parties.get_mut(*place as usize), attributes.get(id as usize)) {
                party.merge(stated, &names);
            }
            by_id.push((id, PartyIndex(*place)));
        }
        let place = |id: u32| {
            let root = roots.get(id as usize).copied().unwrap_or(id);
            place_of_root.get(root as usize).copied().unwrap_or(NONE)
        };
        let (documents, document_places) = sorted_documents(documents);
        for edge in &mut edges {
            (edge.owner, edge.owned) = (place(edge.owner), place(edge.owned));
            edge.document = document_places.get(edge.document as usize).copied().unwrap_or(NONE);
        }
        let parts = GraphParts { ids, by_id, first_ids, names, parties, documents, statements, shares };
        Graph::new(parts, edges)
    }
}

/// Documents in order, and where each went.
fn sorted_documents(documents: Vec<String>) -> (Vec<String>, Vec<u32>) {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|a, b| documents.get(*a).cmp(&documents.get(*b)));
    let mut places = vec![NONE; documents.len()];
    for (new, old) in order.into_iter().enumerate() {
        if let Some(place) = places.get_mut(old) {
            *place = u32::try_from(new).unwrap_or(NONE);
        }
    }
    let mut documents = documents;
    documents.sort();
    (documents, places)
}

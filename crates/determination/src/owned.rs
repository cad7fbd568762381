//! Who stands behind the parties: an ownership graph that is asked for what a request leaves out.
//!
//! A party is found by the identifiers that the request gives, or else by its very name. What the graph then says on
//! the date of the transaction is taken for the owners, the headquarters and the ultimate parent that the request does
//! not state; what it states is never overruled. A party that the graph does not have, or has twice, is not known, and
//! so are its owners: an absence from a graph says nothing. The owners above a party are looked up in the lists that
//! serve, like any name; only those who can be reached from a party that is asked for, and each once.

use crate::asker::Asker;
use crate::engine::{Engine, Memo};
use crate::entry_policy::EntryPolicy;
use crate::profile::TakenFor;
use crate::request::{ParentRequest, PartyRequest, Request};
use crate::screening::{ListedAs, LookedUp};
use crate::transaction::{Assumed, Transaction};
use jiff::civil::Date;
use portcullis_catalog::Country;
use portcullis_lists::Kind as ListedKind;
use portcullis_ownership::{Directory, Graph, Kind, PartyAnswers, PartyIndex, Standing, above, normalised};
use portcullis_party::{ListSet, Party, Stated, UltimateParent};
use portcullis_screening::{Finding, Query};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// A graph of owners, ready to be asked.
#[derive(Debug, Clone)]
pub struct ServedOwnership {
    graph: Arc<Graph>,
    pub(crate) directory: Arc<Directory>,
    documents: Arc<[GraphVersion]>,
}

/// A file of a graph that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphVersion {
    /// Its name, as the evidence of interests gives it.
    pub document: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What the graph said of one party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnedParty {
    /// Its field in the request: `parties[0]`.
    pub party: String,
    /// What was asked for: its identifiers, or its name.
    pub asked: String,
    /// Whether it was found, and by what.
    pub found: Found,
    /// The party of the graph; several where each may be the one, and none where the graph has none.
    pub parties: Vec<PartyShown>,
    /// The fields of the party that the graph settled, or that are unknown because it could not.
    pub takes: Vec<&'static str>,
    /// What the graph says of the one that was found.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Arc<OwnershipShown>>,
}

/// Whether a party was found in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// By an identifier.
    ByIdentifier,
    /// By its name.
    ByName,
    /// Several parties are as good: nobody knows which is meant.
    Several,
    /// The graph has no such party, or the request names none.
    NotFound,
}

/// A party of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyShown {
    /// Its first id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Where it is headquartered.
    pub headquarters: Option<String>,
}

/// What the graph says of a party on a date, with what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnershipShown {
    /// Where its ultimate parent is headquartered, where that is known.
    pub parent_headquarters: Option<String>,
    /// The steps up to those at the top.
    pub parent_path: Vec<String>,
    /// What owners on lists hold, certainly or possibly half or more.
    pub held: Vec<HeldShown>,
    /// Those above the party who are, or may be, on a list.
    pub owners: Vec<OwnerShown>,
    /// Every step, without its evidence.
    #[serde(skip)]
    pub(crate) steps: Vec<String>,
    #[serde(skip)]
    pub(crate) headquarters: Option<Country>,
    #[serde(skip)]
    pub(crate) parent_seat: Option<Country>,
}

/// What owners on the same lists hold together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldShown {
    /// The lists, by their codes.
    pub lists: Vec<String>,
    /// Whether owners on them hold half or more for certain.
    pub certain: bool,
    /// What they hold at least, in percent.
    pub at_least: String,
    /// What they can hold at most, in percent.
    pub at_most: String,
    /// The steps down from listed owners to the party: each rests on those before it.
    pub path: Vec<String>,
    #[serde(skip)]
    pub(crate) bits: ListSet,
    #[serde(skip)]
    pub(crate) together: bool,
}

/// Somebody above a party who is, or may be, on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerShown {
    /// Its first id in the graph.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What looking it up came to.
    pub finding: Finding,
    /// The entries it is, or may be.
    pub hits: Vec<ListedAs>,
}

impl ServedOwnership {
    /// A graph, with the files it was read from.
    #[must_use]
    pub fn new(graph: Graph, documents: Vec<GraphVersion>) -> Self {
        let directory = Arc::new(Directory::of(&graph));
        Self { graph: Arc::new(graph), directory, documents: documents.into() }
    }

    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The files it was read from.
    #[must_use]
    pub fn documents(&self) -> &[GraphVersion] {
        &self.documents
    }

    /// By what a party of the graph is looked up in the lists: its name and its numbers.
    #[must_use]
    pub fn query(&self, place: PartyIndex) -> Query<'_> {
        let party = self.graph.party(place);
        Query {
            kind: match party.kind {
                Kind::Person => Some(ListedKind::Person),
                Kind::Organization => Some(ListedKind::Organization),
                Kind::Arrangement | Kind::Unknown => None,
            },
            identifiers: self.directory.identifiers(&self.graph, place).map(Cow::Borrowed).collect(),
            // Where an owner has its seat says little: a listed party may hold through one anywhere.
            ..Query::named(party.name)
        }
    }

    /// What a party of a request is in the graph; none where the request does not say who it is.
    fn find(&self, written: &PartyRequest<'_>) -> Option<(String, Found, Vec<PartyIndex>)> {
        let numbers = written.identifiers();
        let (asked, by, mut found) = if numbers.is_empty() {
            let name = written.name.as_deref()?;
            (name.to_owned(), Found::ByName, self.directory.named(&self.graph, name))
        } else {
            let one = |number: &Cow<'_, str>| {
                let number = number.trim();
                self.graph.find(number).or_else(|| self.graph.find(&number.to_uppercase()))
            };
            (numbers.join(", "), Found::ByIdentifier, numbers.iter().filter_map(one).collect())
        };
        found.sort_unstable();
        found.dedup();
        let how = match found.len() {
            0 => Found::NotFound,
            1 => by,
            _ => Found::Several,
        };
        Some((asked, how, found))
    }

    pub(crate) fn shown(&self, party: PartyIndex) -> PartyShown {
        let party = self.graph.party(party);
        PartyShown {
            id: party.id.to_owned(),
            name: party.label().to_owned(),
            headquarters: party.headquarters.known().map(|country| country.to_string()),
        }
    }
}

/// What a request leaves for the graph to say of a party.
#[derive(Debug, Clone, Copy)]
struct Wanted<'a> {
    owners: bool,
    headquarters: bool,
    parent: bool,
    /// The parent that the request names without saying where it is.
    parent_named: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(written: &'a PartyRequest<'_>) -> Self {
        let (parent, parent_named) = match &written.ultimate_parent {
            None => (true, None),
            Some(ParentRequest::Company(parent)) if parent.headquarters.is_none() => (true, parent.name.as_deref()),
            Some(_) => (false, None),
        };
        let owners = !matches!(written.owners, Some(Some(_)));
        Self { owners, headquarters: written.headquarters.is_none(), parent, parent_named }
    }

    fn fields(self) -> Vec<&'static str> {
        let fields = [(self.owners, "owners"), (self.headquarters, "headquarters"), (self.parent, "ultimate_parent")];
        fields.into_iter().filter(|(wanted, _)| *wanted).map(|(_, field)| field).collect()
    }

    /// What is left out and not known.
    fn leave_unknown(self, party: &mut Party) {
        if self.owners {
            party.owners = Stated::Unknown;
        }
        if self.parent {
            party.ultimate_parent = UltimateParent::Other(Stated::Unknown);
        }
    }

    fn take(self, party: &mut Party, answers: &PartyAnswers, graph: &Graph) {
        if self.owners {
            party.owners = answers.owners.clone();
        }
        if self.headquarters {
            party.headquarters = answers.headquarters;
        }
        // A parent that the request names, and the graph does not, is nobody whom the graph knows.
        let is_named = |name: &str| match answers.parentage.tops.as_slice() {
            [top] => normalised(graph.party(top.party).name) == normalised(name),
            _ => false,
        };
        if self.parent && self.parent_named.is_none_or(is_named) {
            party.ultimate_parent = answers.ultimate_parent;
        }
    }
}

impl Engine {
    /// Asks the graph for what the request does not say of owners, headquarters and ultimate parents.
    pub(crate) fn ask_graph(&self, request: &Request<'_>, transaction: &mut Transaction, memo: &mut Memo) {
        let Some(served) = self.served_ownership() else { return };
        let asker = Asker { engine: self, served, on: transaction.on };
        let (mut owners_assumed, mut parents_assumed) = (false, false);
        for (at, (party, written)) in transaction.parties.iter_mut().zip(&request.parties).enumerate() {
            let wanted = Wanted::of(written);
            let takes = wanted.fields();
            if takes.is_empty() {
                continue;
            }
            let Some((asked, found, parties)) = served.find(written) else {
                // Nobody who receives is passed over for having no name. A provider asks about others, not itself.
                if party.role.receives() {
                    wanted.leave_unknown(party);
                } else {
                    owners_assumed |= written.owners.is_none();
                    parents_assumed |= written.ultimate_parent.is_none();
                }
                continue;
            };
            let answers = match (found, parties.as_slice()) {
                (Found::ByIdentifier | Found::ByName, [one]) => {
                    let answered = asker.answered(*one, memo);
                    wanted.take(party, &answered.answers, served.graph());
                    if wanted.owners {
                        let policies = answered.policies.iter().map(|policy| EntryPolicy { party: at, ..*policy });
                        transaction.entry_policies.extend(policies);
                    }
                    // What the graph calls a party may be listed, though the name that the request gives is not.
                    let other_name = normalised(written.name.as_deref().unwrap_or_default())
                        != normalised(served.graph().party(*one).name);
                    if other_name && !matches!(written.lists, Some(Some(_))) && self.served_lists().is_some() {
                        let itself = &answered.itself;
                        party.lists = party.lists.union(itself.lists);
                        let codes = &self.law().codes;
                        transaction.entry_policies.extend(EntryPolicy::of_hits(&itself.hits, codes, at, false));
                        let looked_up =
                            LookedUp { lists: itself.lists, finding: itself.finding, hits: itself.hits.clone() };
                        let name = served.graph().party(*one).label();
                        transaction.screened.push(looked_up.of(format!("parties[{at}]"), name));
                    }
                    Some(answered.shown.clone())
                }
                _ => {
                    wanted.leave_unknown(party);
                    None
                }
            };
            let parties = parties.into_iter().map(|party| served.shown(party)).collect();
            let party = format!("parties[{at}]");
            transaction.owned.push(OwnedParty { party, asked, found, parties, takes, answers });
        }
        if !owners_assumed {
            transaction.assumed.remove(Assumed::Owners);
        }
        if !parents_assumed {
            transaction.assumed.remove(Assumed::ProviderParent);
        }
        let nobody_looked = self.served_lists().is_none() && self.profile().unstated.lists == TakenFor::None;
        if nobody_looked && transaction.owned.iter().any(|owned| owned.answers.is_some()) {
            transaction.assumed.insert(Assumed::Lists);
        }
    }

    /// Who of a graph may be above a party by ownership on a date, and is or may be on one of the lists that serve:
    /// the party first. `chosen` tells which lists count.
    #[must_use]
    pub fn listed_above(
        &self,
        served: &ServedOwnership,
        party: PartyIndex,
        on: Date,
        chosen: impl Fn(&str) -> bool,
    ) -> Vec<(PartyIndex, Standing, OwnerShown)> {
        let asker = Asker { engine: self, served, on };
        let mut memo = Memo::default();
        let found = above(served.graph(), party, on).into_iter().filter_map(|party| {
            let looked_up = asker.on_lists(party, &mut memo.owners, &mut memo.searcher);
            let hits: Vec<ListedAs> = looked_up.hits.iter().filter(|hit| chosen(&hit.list)).cloned().collect();
            let verdict = hits.iter().map(|hit| Finding::from(hit.verdict)).max().unwrap_or(Finding::Clear);
            let nameless = looked_up.finding == Finding::Unscreenable;
            let standing = match verdict {
                Finding::Listed => Standing::Certainly,
                Finding::Possible => Standing::Possibly,
                _ if nameless => Standing::Possibly,
                _ => return None,
            };
            let finding = if standing == Standing::Possibly && nameless { Finding::Unscreenable } else { verdict };
            let shown = served.shown(party);
            Some((party, standing, OwnerShown { id: shown.id, name: shown.name, finding, hits }))
        });
        found.collect()
    }
}

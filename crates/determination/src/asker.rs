//! What a graph answers of one party on one date: owners looked up where they can be reached, and each once.

use crate::engine::{Engine, Memo};
use crate::entry_policy::EntryPolicy;
use crate::owned::{HeldShown, OwnerShown, OwnershipShown, PartyShown, ServedOwnership};
use crate::profile::TakenFor;
use crate::proof::{Evidence, held_told, parent_told};
use crate::screening::{ListedAs, Look, LookedUp};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use portcullis_law::{CodeTable, CodeType};
use portcullis_ownership::{Aggregate, Listed, PartyAnswers, PartyIndex, Standing, above, normalised, party_answers};
use portcullis_party::{Held, ListSet, OnLists, UltimateParent};
use portcullis_screening::{Finding, Searcher, Verdict};
use std::collections::HashMap;
use std::sync::Arc;

/// Parties and answers that are remembered before all are forgotten.
const REMEMBERED: usize = 65_536;

/// How a party of the graph stands on the lists.
#[derive(Debug, Clone)]
pub(crate) struct OnGraph {
    pub lists: OnLists,
    pub finding: Finding,
    pub hits: Vec<ListedAs>,
}

/// What the graph answers of one party on one date.
#[derive(Debug)]
pub(crate) struct Answered {
    pub answers: PartyAnswers,
    pub shown: Arc<OwnershipShown>,
    /// The policies that entries of owners state, who count; the party's place is filled in later.
    pub policies: Vec<EntryPolicy>,
    pub itself: Arc<OnGraph>,
}

/// What the graph said so far. One a thread.
#[derive(Debug, Default)]
pub(crate) struct OwnershipMemo {
    /// By party, and by day where resolutions can lapse.
    on_lists: HashMap<(PartyIndex, Option<Date>), Arc<OnGraph>, FixedState>,
    answered: HashMap<(PartyIndex, Date), Arc<Answered>, FixedState>,
}

/// Asks one graph on one date.
pub(crate) struct Asker<'a> {
    pub engine: &'a Engine,
    pub served: &'a ServedOwnership,
    pub on: Date,
}

impl Asker<'_> {
    /// How a party of the graph stands on the lists, by its name and its identifiers.
    pub fn on_lists(&self, party: PartyIndex, memo: &mut OwnershipMemo, searcher: &mut Searcher) -> Arc<OnGraph> {
        let lists = self.engine.served_lists();
        let day = lists.filter(|served| !served.resolutions.is_empty()).map(|_| self.on);
        if let Some(known) = memo.on_lists.get(&(party, day)) {
            return Arc::clone(known);
        }
        let found = Arc::new(match lists {
            Some(served) => self.look_up(&Look::of(self.engine, served, self.on), party, searcher),
            None => {
                let unknown = self.engine.profile().unstated.lists == TakenFor::Unknown;
                let lists = if unknown { OnLists::UNKNOWN } else { OnLists::NONE };
                OnGraph { lists, finding: Finding::Clear, hits: Vec::new() }
            }
        });
        if memo.on_lists.len() >= REMEMBERED {
            memo.on_lists.clear();
        }
        memo.on_lists.insert((party, day), Arc::clone(&found));
        found
    }

    fn look_up(&self, look: &Look<'_>, place: PartyIndex, searcher: &mut Searcher) -> OnGraph {
        let query = self.served.query(place);
        let LookedUp { lists, finding, hits } = look.up(&query, searcher);
        // An owner without a name may be anybody, whatever its numbers say.
        let lists = if normalised(&query.name).is_empty() { lists.union(OnLists::UNKNOWN) } else { lists };
        OnGraph { lists, finding, hits }
    }

    pub fn answered(&self, party: PartyIndex, memo: &mut Memo) -> Arc<Answered> {
        let Memo { owners: memo, searcher, .. } = memo;
        if let Some(known) = memo.answered.get(&(party, self.on)) {
            return Arc::clone(known);
        }
        let answered = Arc::new(self.answer(party, memo, searcher));
        if memo.answered.len() >= REMEMBERED {
            memo.answered.clear();
        }
        memo.answered.insert((party, self.on), Arc::clone(&answered));
        answered
    }

    fn answer(&self, party: PartyIndex, memo: &mut OwnershipMemo, searcher: &mut Searcher) -> Answered {
        let graph = self.served.graph();
        let all_lists = self.engine.law().codes.table(CodeType::List).all_bits();
        let itself = self.on_lists(party, memo, searcher);
        let (mut owners, mut possible) = (HashMap::<PartyIndex, Arc<OnGraph>, FixedState>::default(), 0);
        // Whether the party is itself listed is a test of its own.
        for owner in above(graph, party, self.on).into_iter().filter(|owner| *owner != party) {
            let on_lists = self.on_lists(owner, memo, searcher);
            let anybody = graph.party(owner).unidentified;
            possible |= if anybody { all_lists } else { on_lists.lists.possibly() & all_lists };
            if on_lists.lists != OnLists::NONE {
                owners.insert(owner, on_lists);
            }
        }
        let affiliates = self.engine.affiliate_lists() & possible;
        let single = (0..u64::BITS).map(|shift| 1 << shift).filter(|list| possible & list != 0);
        let several = (affiliates.count_ones() > 1).then_some(affiliates);
        let sets = single.chain(several).map(|set: ListSet| {
            let mut listed = Listed::nobody();
            for (owner, known) in &owners {
                match known.lists.any_of(set) {
                    Some(true) => listed.add(*owner, Standing::Certainly),
                    None => listed.add(*owner, Standing::Possibly),
                    Some(false) => {}
                }
            }
            (set, listed)
        });
        let sets: Vec<(ListSet, Listed)> = sets.collect();
        let answers = party_answers(graph, party, self.on, &sets);
        let shown = self.shown(&answers, &owners);
        let policies = self.policies(&answers, &owners);
        Answered { answers, shown: Arc::new(shown), policies, itself }
    }

    fn shown(&self, answers: &PartyAnswers, owners: &HashMap<PartyIndex, Arc<OnGraph>, FixedState>) -> OwnershipShown {
        let graph = self.served.graph();
        let codes = self.engine.law().codes.table(CodeType::List);
        let mut held: Vec<HeldShown> = Vec::new();
        for ((set, how), aggregate) in answers.held.iter().zip(&answers.aggregates) {
            if *how == Held::Not {
                continue;
            }
            let entry = |party: PartyIndex| entry_told(owners.get(&party).map(AsRef::as_ref), *set, codes);
            let one = HeldShown {
                lists: codes.names(*set).map(str::to_owned).collect(),
                certain: *how == Held::Certainly,
                at_least: aggregate.lower.to_string(),
                at_most: aggregate.upper.to_string(),
                path: held_told(graph, aggregate, Evidence::Named, &entry),
                bits: *set,
                together: set.count_ones() > 1,
            };
            let same = |known: &&mut HeldShown| {
                !one.together && !known.together && known.certain == one.certain && known.path == one.path
            };
            match held.iter_mut().find(same) {
                Some(known) => {
                    known.bits |= one.bits;
                    known.lists.extend(one.lists);
                }
                None => held.push(one),
            }
        }
        // What several lists hold together says nothing more where it is what one of them holds.
        let of_one = |one: &HeldShown, held: &[HeldShown]| {
            held.iter().any(|other| !other.together && (other.certain, &other.path) == (one.certain, &one.path))
        };
        let kept: Vec<bool> = held.iter().map(|one| !one.together || !of_one(one, &held)).collect();
        let mut kept = kept.into_iter();
        held.retain(|_| kept.next().unwrap_or(true));
        let mut listed: Vec<(&PartyIndex, &Arc<OnGraph>)> =
            owners.iter().filter(|(_, known)| !known.hits.is_empty()).collect();
        listed.sort_by_key(|(party, _)| **party);
        let owner = |(party, known): (&PartyIndex, &Arc<OnGraph>)| {
            let PartyShown { id, name, .. } = self.served.shown(*party);
            OwnerShown { id, name, finding: known.finding, hits: known.hits.clone() }
        };
        let parent_seat = match answers.ultimate_parent {
            UltimateParent::Itself => answers.headquarters.known(),
            UltimateParent::Other(headquarters) => headquarters.known(),
        };
        let unproven = Evidence::LeftOut;
        let mut steps = parent_told(graph, &answers.parentage, unproven);
        for aggregate in &answers.aggregates {
            steps.extend(held_told(graph, aggregate, unproven, &|_| String::new()));
        }
        OwnershipShown {
            steps,
            parent_headquarters: parent_seat.map(|country| country.to_string()),
            parent_path: parent_told(graph, &answers.parentage, Evidence::Named),
            held,
            owners: listed.into_iter().map(owner).collect(),
            headquarters: answers.headquarters.known(),
            parent_seat,
        }
    }

    /// The policies of the entries of those who count in a proof.
    fn policies(
        &self,
        answers: &PartyAnswers,
        owners: &HashMap<PartyIndex, Arc<OnGraph>, FixedState>,
    ) -> Vec<EntryPolicy> {
        let in_proof = |aggregate: &Aggregate| {
            let counted = aggregate.steps.iter().flat_map(|step| &step.owners);
            counted.filter(|owner| owner.itself != Standing::Free).map(|owner| owner.owner).collect::<Vec<_>>()
        };
        let mut counted: Vec<PartyIndex> = answers.aggregates.iter().flat_map(in_proof).collect();
        counted.sort_unstable();
        counted.dedup();
        let hits = counted.iter().filter_map(|party| owners.get(party)).map(|known| &known.hits);
        hits.flat_map(|hits| EntryPolicy::of_hits(hits, &self.engine.law().codes, 0, true)).collect()
    }
}

/// How a party is listed on some of these lists, in words; empty where no entry says so.
fn entry_told(known: Option<&OnGraph>, set: ListSet, codes: &CodeTable) -> String {
    let of_set = |hit: &&ListedAs| {
        let bit = hit.code.as_deref().and_then(|code| codes.bit(code)).unwrap_or(0);
        bit & set != 0 && hit.verdict != Verdict::Clear
    };
    let hits = known.into_iter().flat_map(|known| &known.hits).filter(of_set);
    let told = hits.map(|hit| format!("{} entry {}, score {}", hit.list, hit.entry, hit.score));
    told.collect::<Vec<_>>().join("; ")
}

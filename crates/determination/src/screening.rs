//! Who the parties are: names looked up in the lists that serve.
//!
//! A party whose lists a request leaves out, or gives as `null`, is looked up by its name. Over the high threshold
//! of the profile it is taken to be the listed party; between the two a person must say, so the list is in doubt
//! and the determination depends on it; under both it is clear. A name that holds nothing to match is neither:
//! every list is in doubt. What a request says of lists itself is never overruled. The review policy that an entry
//! states goes along with the list: see `entry_policy`.

use crate::determination::Determination;
use crate::engine::{Engine, Memo};
use crate::entry_policy::EntryPolicy;
use crate::request::{PartyRequest, Request, Words};
use crate::transaction::{Assumed, Transaction};
use jiff::civil::Date;
use portcullis_catalog::Country;
use portcullis_law::{CodeType, Codes, Fact, Provision};
use portcullis_ownership::above;
use portcullis_party::{ListSet, OnLists, Stated};
use portcullis_screening::{
    Conclusion, Finding, Judge, Judged, Lapse, Query, Resolution, Resolutions, Score, Screener, Searcher, Use, Verdict,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The lists that serve, and what people have found about names on them.
#[derive(Debug, Clone)]
pub struct ServedLists {
    /// The lists.
    pub screener: Arc<Screener>,
    /// What people have found.
    pub resolutions: Arc<Resolutions>,
    /// What screening is for.
    pub used_for: Use,
}

/// A snapshot that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotVersion {
    /// The source.
    pub source: String,
    /// The day of which it speaks.
    pub as_of: Date,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// What was found of one party or owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScreenedParty {
    /// Its field in the request: `parties[0]`, `parties[0].owners[1]`.
    pub field: String,
    /// The name asked for.
    pub name: String,
    /// What it comes to.
    pub finding: Finding,
    /// The entries that are it, may be it, or were resolved not to be it.
    pub hits: Vec<ListedAs>,
}

/// An entry that a party is, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedAs {
    /// The list, as its source abbreviates it.
    pub list: String,
    /// The list by its code in the law; none where no loaded provision knows it.
    pub code: Option<String>,
    /// The entry, by its source's own name for it.
    pub entry: String,
    /// The entry's primary name.
    pub name: String,
    /// The name of the entry that matched; none where a number alone matched.
    pub matched: Option<String>,
    /// How well.
    pub score: Score,
    /// What the score comes to, with what people have found.
    pub verdict: Verdict,
    /// The license requirement the entry states.
    pub license_requirement: Option<String>,
    /// The review policy the entry states.
    pub license_policy: Option<String>,
    /// The Federal Register citation of the entry.
    pub federal_register_notice: Option<String>,
    /// The source whose snapshot it is in.
    pub source: String,
    /// What a person found about it.
    pub resolution: Option<ResolutionShown>,
}

/// What a person found about a party and an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResolutionShown {
    /// What they came to.
    #[serde(skip_serializing_if = "Conclusion::is_somebody_else")]
    pub conclusion: Conclusion,
    /// Why.
    pub because: String,
    /// Who found it.
    pub author: String,
    /// Who checked it.
    pub second: String,
    /// The last day it applies.
    pub until: Date,
    /// Why it does not apply any more; none where it does.
    pub lapsed: Option<Lapse>,
}

impl ServedLists {
    /// The snapshots, as answers name them.
    #[must_use]
    pub fn versions(&self) -> Vec<SnapshotVersion> {
        let version = |header: &portcullis_lists::Header| SnapshotVersion {
            source: header.source.clone(),
            as_of: header.as_of,
            sha256: header.content.clone(),
        };
        self.screener.snapshots().map(version).collect()
    }
}

impl Engine {
    /// Looks up what a request leaves out: in the lists that serve, each named party and owner of which it does not
    /// say the lists; in the ownership graph, who stands behind each party.
    pub fn screen(&self, request: &Request<'_>, transaction: &mut Transaction, memo: &mut Memo) {
        if let Some(served) = self.served_lists() {
            let look = Look::of(self, served, transaction.on);
            screen_names(&look, request, transaction, &mut memo.searcher);
        }
        self.ask_graph(request, transaction, memo);
    }

    /// Who a party may be, by what is known of it; nothing where no lists serve.
    #[must_use]
    pub fn screen_party(&self, query: &Query<'_>, on: Date, memo: &mut Memo) -> Option<ScreenedParty> {
        let served = self.served_lists()?;
        Some(Look::of(self, served, on).up(query, &mut memo.searcher).of("name".to_owned(), &query.name))
    }

    /// What people have found of those whom a transaction names, and of those above them in the graph: all that a determination of it can rest on.
    #[must_use]
    pub fn resolutions_for(&self, request: &Request<'_>, transaction: &Transaction) -> Vec<Resolution> {
        let Some(served) = self.served_lists().filter(|served| !served.resolutions.is_empty()) else {
            return Vec::new();
        };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for party in &request.parties {
            names.extend(party.name.iter().map(ToString::to_string));
            let owners = party.owners.iter().flatten().flatten();
            names.extend(owners.filter_map(|owner| owner.name.as_ref()).map(ToString::to_string));
        }
        if let Some(ownership) = self.served_ownership() {
            let graph = ownership.graph();
            let found = transaction.owned.iter().flat_map(|owned| &owned.parties);
            for party in found.filter_map(|party| graph.find(&party.id)) {
                names.insert(graph.party(party).name.to_owned());
                names.extend(
                    above(graph, party, transaction.on).into_iter().map(|owner| graph.party(owner).name.to_owned()),
                );
            }
        }
        served.resolutions.of_names(&names).cloned().collect()
    }

    /// The provisions among the reasons that look for the list a hit is on.
    #[must_use]
    pub fn reasons_for(&self, hit: &ListedAs, determination: &Determination) -> Vec<&str> {
        let Some(list) = self.law().codes.published_list(&hit.list) else { return Vec::new() };
        let looks_for_it = |provision: &&Provision| {
            let mut found = false;
            let mut note = |fact: Fact, codes| found |= fact.code_type() == CodeType::List && codes & list != 0;
            provision.condition.visit_facts(&mut note);
            found
        };
        let provisions = determination.reasons.iter().filter_map(|reason| self.law().provisions.get(reason.provision));
        provisions.filter(looks_for_it).map(|provision| provision.id.as_str()).collect()
    }
}

/// Every named party, and every named owner that a request states.
fn screen_names(look: &Look<'_>, request: &Request<'_>, transaction: &mut Transaction, searcher: &mut Searcher) {
    let mut all_named = true;
    let (mut screened, mut policies) = (Vec::new(), Vec::new());
    for (at, (party, written)) in transaction.parties.iter_mut().zip(&request.parties).enumerate() {
        let field = format!("parties[{at}]");
        match to_screen(&written.name, &written.lists) {
            ToScreen::Name(name) => {
                let found = look.up(&query_of_party(name, written, party.country), searcher);
                party.lists = found.lists;
                policies.extend(EntryPolicy::of_hits(&found.hits, look.codes, at, false));
                screened.push(found.of(field.clone(), name));
            }
            ToScreen::Nameless => all_named = false,
            ToScreen::Stated => {}
        }
        let (Stated::Known(owners), Some(Some(written))) = (&mut party.owners, &written.owners) else { continue };
        for (place, (owner, written)) in owners.iter_mut().zip(written).enumerate() {
            match to_screen(&written.name, &written.lists) {
                ToScreen::Name(name) => {
                    let found = look.up(&Query::named(name), searcher);
                    owner.lists = found.lists;
                    policies.extend(EntryPolicy::of_hits(&found.hits, look.codes, at, true));
                    screened.push(found.of(format!("{field}.owners[{place}]"), name));
                }
                ToScreen::Nameless => all_named = false,
                ToScreen::Stated => {}
            }
        }
    }
    if all_named {
        transaction.assumed.remove(Assumed::Lists);
    }
    transaction.screened = screened;
    transaction.entry_policies = policies;
}

fn query_of_party<'a>(name: &'a str, written: &'a PartyRequest<'_>, country: Stated<Country>) -> Query<'a> {
    let countries = country.known().map(|country| Cow::Owned(country.code().to_owned()));
    let identifiers = written.identifiers().iter().map(|number| Cow::Borrowed(number.as_ref()));
    Query { countries: countries.into_iter().collect(), identifiers: identifiers.collect(), ..Query::named(name) }
}

/// What there is to look up.
enum ToScreen<'a> {
    Name(&'a str),
    Nameless,
    Stated,
}

fn to_screen<'a>(name: &'a Option<Cow<'_, str>>, lists: &Option<Option<Words<'_>>>) -> ToScreen<'a> {
    match (lists, name) {
        (Some(Some(_)), _) => ToScreen::Stated,
        (_, Some(name)) => ToScreen::Name(name),
        (_, None) => ToScreen::Nameless,
    }
}

/// Looks names up.
pub(crate) struct Look<'a> {
    screener: &'a Screener,
    judge: Judge<'a>,
    pub codes: &'a Codes,
}

/// What was found of a name.
#[derive(Debug, Clone)]
pub(crate) struct LookedUp {
    /// The lists it is on, certainly and possibly.
    pub lists: OnLists,
    pub finding: Finding,
    pub hits: Vec<ListedAs>,
}

impl LookedUp {
    /// What was found, of the party in a field of the request.
    pub fn of(self, field: String, name: &str) -> ScreenedParty {
        ScreenedParty { field, name: name.to_owned(), finding: self.finding, hits: self.hits }
    }
}

impl<'a> Look<'a> {
    pub fn of(engine: &'a Engine, served: &'a ServedLists, on: Date) -> Self {
        let judge = Judge {
            thresholds: &engine.profile().screening,
            used_for: served.used_for,
            resolutions: &served.resolutions,
            on,
        };
        Self { screener: &served.screener, judge, codes: &engine.law().codes }
    }

    pub fn up(&self, query: &Query<'_>, searcher: &mut Searcher) -> LookedUp {
        let judgment = self.judge.judge_all(self.screener, query, 1, searcher);
        let on = |least: Verdict| -> ListSet {
            let over = judgment.judged.iter().filter(|one| one.verdict >= least);
            over.filter_map(|one| self.codes.published_list(&one.candidate.entry.list)).fold(0, |all, list| all | list)
        };
        let lists = match judgment.finding {
            Finding::Unscreenable => OnLists::UNKNOWN,
            _ => OnLists::between(on(Verdict::Listed), on(Verdict::Possible)),
        };
        let shown = judgment.judged.iter().filter(|one| one.verdict != Verdict::Clear || one.resolution.is_some());
        LookedUp { lists, finding: judgment.finding, hits: shown.map(|one| self.listed_as(one)).collect() }
    }

    fn listed_as(&self, judged: &Judged<'_>) -> ListedAs {
        let (candidate, entry) = (&judged.candidate, judged.candidate.entry);
        let table = self.codes.table(CodeType::List);
        let code = self.codes.published_list(&entry.list).and_then(|bit| table.names(bit).next());
        ListedAs {
            list: entry.list.clone(),
            code: code.map(str::to_owned),
            entry: entry.id.clone(),
            name: entry.name.clone(),
            matched: candidate.name.map(str::to_owned),
            score: candidate.score,
            verdict: judged.verdict,
            license_requirement: entry.license_requirement.clone(),
            license_policy: entry.license_policy.clone(),
            federal_register_notice: entry.federal_register_notice.clone(),
            source: candidate.snapshot.source.clone(),
            resolution: judged.resolution.map(|(resolution, lapsed)| ResolutionShown {
                conclusion: resolution.conclusion,
                because: resolution.because.clone(),
                author: resolution.author.clone(),
                second: resolution.second.clone(),
                until: resolution.until,
                lapsed,
            }),
        }
    }
}

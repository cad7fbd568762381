//! The engine: loaded once, asked often.

use crate::answer::{self, Fragments};
use crate::asker::OwnershipMemo;
use crate::derive::{Deriver, Words};
use crate::determination::Determination;
use crate::entry_policy::EntryPolicies;
use crate::judge::Judge;
use crate::owned::ServedOwnership;
use crate::plan::{Epoch, Epochs, Plan};
use crate::profile::{Profile, ProfileError};
use crate::request::Request;
use crate::resolve::{RequestError, Resolver};
use crate::screening::ServedLists;
use crate::sentinel::Sentinel;
use crate::transaction::{Assumed, Transaction};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use portcullis_catalog::{Catalog, Country};
use portcullis_law::{Facts, Kind, Law, MembershipReading};
use portcullis_party::ListSet;
use portcullis_screening::Resolutions;
use portcullis_screening::Searcher;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Determinations a [`Memo`] keeps before it starts again: at 5 kB each with their JSON, some 80 MB.
const MEMO_ENTRIES_MAX: usize = 16_384;

/// The law, the catalog and a profile, ready to decide.
#[derive(Debug, Clone)]
pub struct Engine {
    law: Arc<Law>,
    catalog: Arc<Catalog>,
    profile: Profile,
    operator: Country,
    epochs: Arc<Epochs>,
    designers: Vec<Option<Country>>,
    words: Words,
    versions: Box<RawValue>,
    served: Option<ServedLists>,
    ownership: Option<ServedOwnership>,
}

/// What a determination depends on: the facts that some provision reads, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub epoch: usize,
    pub kind: Kind,
    pub licensed: u64,
    pub facts: Facts,
    /// The facts under the other reading of country groups, where membership is not known.
    pub other_facts: Option<Box<Facts>>,
    /// The review policies that entries of lists state, and could tighten one.
    pub stated: EntryPolicies,
}

/// A determination, with what of its JSON does not depend on the request.
#[derive(Debug)]
pub struct Decided {
    determination: Determination,
    pub(crate) fragments: OnceLock<Fragments>,
}

impl Decided {
    fn new(determination: Determination) -> Self {
        Self { determination, fragments: OnceLock::new() }
    }
}

impl Deref for Decided {
    type Target = Determination;

    fn deref(&self) -> &Determination {
        &self.determination
    }
}

/// Determinations made so far, by the facts they rest on. One a thread.
#[derive(Default)]
pub struct Memo {
    made: HashMap<Key, Arc<Decided>, FixedState>,
    sentinel: Sentinel,
    pub(crate) searcher: Searcher,
    pub(crate) owners: OwnershipMemo,
}

impl Memo {
    /// A memo that asks the Cedar authorizer for a second opinion on one in so many new determinations.
    /// Where it disagrees, the determination is withheld and the gate stays closed.
    #[must_use]
    pub fn watched(one_in: u32) -> Self {
        Self { sentinel: Sentinel::new(one_in), ..Self::default() }
    }

    /// How often the Cedar authorizer was asked, and how often it disagreed.
    #[must_use]
    pub fn second_opinions(&self) -> (u64, u64) {
        self.sentinel.asked_and_disagreed()
    }

    /// Determinations made, not counting those found again.
    #[must_use]
    pub fn len(&self) -> usize {
        self.made.len()
    }

    /// Whether nothing has been determined yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.made.clear();
    }
}

impl Engine {
    /// An engine for a profile.
    ///
    /// # Errors
    /// When the profile names something that does not exist.
    pub fn new(law: Arc<Law>, catalog: Arc<Catalog>, profile: Profile) -> Result<Self, ProfileError> {
        let dates = profile.check(&law)?;
        let operator = profile.operator_country(&catalog)?;
        let epochs = Arc::new(Epochs::new(&law, &catalog, &profile, dates));
        let vendor = |name: &str| catalog.vendor(name).map(|vendor| vendor.headquarters);
        let designers = catalog.accelerators().iter().map(|accelerator| vendor(&accelerator.vendor)).collect();
        let words = Words::new(&law);
        let versions = answer::versions(law.version(), catalog.version(), None, None);
        let (served, ownership) = (None, None);
        Ok(Self { law, catalog, profile, operator, epochs, designers, words, versions, served, ownership })
    }

    /// The same engine, with lists in which it looks up the names of parties.
    #[must_use]
    pub fn with_lists(mut self, served: ServedLists) -> Self {
        self.served = Some(served);
        self.with_versions()
    }

    /// The same engine, with what people have found about names on its lists; without lists it stays as it is.
    #[must_use]
    pub fn with_resolutions(mut self, resolutions: Resolutions) -> Self {
        if let Some(served) = &mut self.served {
            served.resolutions = Arc::new(resolutions);
        }
        self
    }

    /// The same engine, with a graph that it asks who owns the parties.
    #[must_use]
    pub fn with_ownership(mut self, ownership: ServedOwnership) -> Self {
        self.ownership = Some(ownership);
        self.with_versions()
    }

    fn with_versions(mut self) -> Self {
        let lists = self.served.as_ref().map(ServedLists::versions);
        let graph = self.ownership.as_ref().map(ServedOwnership::documents);
        self.versions = answer::versions(self.law.version(), self.catalog.version(), lists.as_deref(), graph);
        self
    }

    /// The graph that it asks who owns the parties.
    #[must_use]
    pub fn served_ownership(&self) -> Option<&ServedOwnership> {
        self.ownership.as_ref()
    }

    /// The lists that the Affiliates rule adds up over.
    pub(crate) fn affiliate_lists(&self) -> ListSet {
        self.words.affiliate_lists()
    }

    /// The lists in which it looks up the names of parties.
    #[must_use]
    pub fn served_lists(&self) -> Option<&ServedLists> {
        self.served.as_ref()
    }

    /// The law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(crate) fn versions(&self) -> &RawValue {
        &self.versions
    }

    pub(crate) fn epochs(&self) -> &Epochs {
        &self.epochs
    }

    /// What applies on a date to a kind of transaction.
    pub(crate) fn applying(&self, kind: Kind, on: Date) -> Option<(&Epoch, &Plan)> {
        self.epochs.get(self.epochs.place(on)).map(|epoch| (epoch, epoch.plan(kind)))
    }

    pub(crate) fn deriver(&self) -> Deriver<'_> {
        Deriver { law: &self.law, catalog: &self.catalog, designers: &self.designers, words: &self.words }
    }

    /// What was left out and taken for "none", and can matter for this kind of transaction on its date.
    pub fn assumptions(&self, transaction: &Transaction) -> impl Iterator<Item = Assumed> {
        let plan = self.applying(transaction.kind, transaction.on).map(|(_, plan)| plan);
        let matters =
            move |assumed: &Assumed| plan.is_none_or(|plan| assumed.facts().iter().any(|fact| plan.reads(*fact) != 0));
        transaction.assumed.iter().filter(matters)
    }

    /// Looks up every name of a request.
    ///
    /// # Errors
    /// When a field cannot be used; the error says which, why, and what to write instead.
    pub fn resolve(&self, request: &Request<'_>) -> Result<Transaction, RequestError> {
        Resolver { catalog: &self.catalog, law: &self.law, profile: &self.profile, operator: self.operator }
            .resolve(request)
    }

    /// What the law says of a transaction.
    #[must_use]
    pub fn determine(&self, transaction: &Transaction, memo: &mut Memo) -> Arc<Decided> {
        let epoch_place = self.epochs.place(transaction.on);
        let Some(epoch) = self.epochs.get(epoch_place) else {
            return Arc::new(Decided::new(Judge::undecided()));
        };
        let key = self.key(transaction, epoch_place, epoch);
        if let Some(made) = memo.made.get(&key) {
            return made.clone();
        }
        if memo.made.len() >= MEMO_ENTRIES_MAX {
            memo.made.clear();
        }
        let judge = Judge { law: &self.law, epoch, plan: epoch.plan(key.kind), key: &key };
        let agreed = memo.sentinel.agrees(&judge);
        let made = Arc::new(Decided::new(if agreed { judge.determine() } else { Judge::undecided() }));
        memo.made.insert(key, made.clone());
        made
    }

    pub(crate) fn key(&self, transaction: &Transaction, epoch_place: usize, epoch: &Epoch) -> Key {
        let plan = epoch.plan(transaction.kind);
        let deriver = self.deriver();
        let mut key = Key {
            epoch: epoch_place,
            kind: transaction.kind,
            licensed: transaction.licensed_regimes,
            facts: Facts::NONE,
            other_facts: None,
            stated: EntryPolicies::of(transaction, plan, self.words.affiliate_lists()),
        };
        if deriver.derive_into(&mut key.facts, transaction, epoch, plan, MembershipReading::In) {
            key.other_facts = Some(Box::new(deriver.derive(transaction, epoch, plan, MembershipReading::Out)));
        }
        key
    }
}

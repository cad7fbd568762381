//! A transaction: a request with every name looked up.

use crate::entry_policy::EntryPolicy;
use crate::owned::OwnedParty;
use crate::screening::ScreenedParty;
use jiff::civil::Date;
use portcullis_catalog::{Country, Exact, Figures, Measure};
use portcullis_law::{Fact, Form, Kind};
use portcullis_party::{Party, Stated};
use smallvec::SmallVec;

/// Parties of one transaction; two, as in most requests, without allocation.
pub type Parties = SmallVec<[Party; 2]>;

/// A transaction.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// What is done.
    pub kind: Kind,
    /// When.
    pub on: Date,
    /// With what.
    pub item: Item,
    /// How many units.
    pub quantity: u64,
    /// The country it leaves.
    pub from: Stated<Country>,
    /// The country it goes to.
    pub to: Stated<Country>,
    /// The country where the compute runs.
    pub site: Stated<Country>,
    /// Who takes part, in the order of the request.
    pub parties: Parties,
    /// The provider where the request names none: the cloud of the instance type, or the profile's operator.
    pub implied_provider: Option<Country>,
    /// End uses known: bits of the end-use codes.
    pub end_uses: Stated<u64>,
    /// Red flags seen: bits of the red-flag codes.
    pub red_flags: Stated<u64>,
    /// Whether a person resolved them.
    pub red_flags_resolved: bool,
    /// Operations of the training run.
    pub training_operations: Measure,
    /// TPP delivered to the same consignee earlier in the calendar year.
    pub prior_tpp_this_year: Measure,
    /// Regimes under which a license is on file that covers the date: one bit a regime.
    pub licensed_regimes: u64,
    /// What was left out and taken for "none".
    pub assumed: AssumedSet,
    /// What was found of the parties in the lists that serve.
    pub screened: Vec<ScreenedParty>,
    /// The review policies that the entries found state.
    pub entry_policies: Vec<EntryPolicy>,
    /// What the ownership graph says of the parties.
    pub owned: Vec<OwnedParty>,
}

impl Transaction {
    /// Whether a field of a party was settled by the ownership graph, or left unknown by it.
    #[must_use]
    pub fn takes_from_graph(&self, party: usize, field: &str) -> bool {
        let of_party = |owned: &&OwnedParty| owned.place() == Some(party);
        self.owned.iter().find(of_party).is_some_and(|owned| owned.takes.contains(&field))
    }
}

/// What a transaction is about.
#[derive(Debug, Clone)]
pub enum Item {
    /// An accelerator of the catalog, so many a unit; `None` where the number is not known.
    Accelerator(usize, Option<Exact>),
    /// An instance type of which the accelerator is not established.
    UnknownAccelerator,
    /// An item given by its figures.
    Figures(Box<FiguresItem>),
    /// Goods: bits of the goods codes.
    Goods(u64),
    /// Nothing was stated.
    Unstated,
}

/// An item given by its figures.
#[derive(Debug, Clone)]
pub struct FiguresItem {
    /// The figures.
    pub figures: Figures,
    /// What it is.
    pub form: Form,
    /// Where its designer is headquartered; `Known(None)`: no designer of concern.
    pub designer: Stated<Option<Country>>,
}

/// A kind of fact that was left out and taken for "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// No party is on a list.
    Lists,
    /// No party has owners of concern.
    Owners,
    /// No end use is known.
    EndUse,
    /// No red flag was seen.
    RedFlags,
    /// No model is trained.
    TrainingOperations,
    /// Nothing was delivered earlier in the year.
    PriorTpp,
    /// The designer is of no concern.
    Designer,
    /// The provider is the operator of this profile.
    Operator,
    /// The provider is the cloud of the instance type.
    CloudOfInstance,
    /// Support is about no item.
    Item,
    /// The provider, or the operator of its site, is its own ultimate parent.
    ProviderParent,
    /// A license was named without what it is under, so it covers nothing.
    LicenseScope,
}

impl Assumed {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Lists,
        Self::Owners,
        Self::EndUse,
        Self::RedFlags,
        Self::TrainingOperations,
        Self::PriorTpp,
        Self::Designer,
        Self::Operator,
        Self::CloudOfInstance,
        Self::Item,
        Self::ProviderParent,
        Self::LicenseScope,
    ];

    /// The facts that rest on it.
    #[must_use]
    pub fn facts(self) -> &'static [Fact] {
        match self {
            Self::Lists => &[Fact::PartyLists, Fact::RecipientsAllListed],
            Self::Owners => &[Fact::OwnerLists, Fact::AffiliateLists, Fact::MinorityOwnerLists],
            Self::EndUse => &[Fact::EndUses],
            Self::RedFlags => &[Fact::RedFlags],
            Self::TrainingOperations | Self::PriorTpp => &[Fact::Amounts],
            Self::Designer => &[Fact::Designer],
            Self::Item => &[Fact::Classes, Fact::Goods, Fact::Designer],
            Self::ProviderParent => &[Fact::ProviderHeadquartered, Fact::OperatorHeadquartered],
            Self::LicenseScope => &Fact::ALL,
            Self::Operator | Self::CloudOfInstance => &[Fact::ProviderLocated, Fact::ProviderHeadquartered],
        }
    }

    /// What the answer says.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Lists => "lists not given: no party is taken to be on a restricted-party list",
            Self::Owners => "owners not given: no listed owner is taken to hold a share",
            Self::EndUse => "end use not given: no barred end use is known to the provider",
            Self::RedFlags => "red flags not given: none is taken to have been seen",
            Self::TrainingOperations => "training operations not given: no large training run is known",
            Self::PriorTpp => "earlier deliveries not given: none in this calendar year",
            Self::Designer => "designer not given: not taken to be headquartered in China",
            Self::Operator => "provider not given: taken to be the operator of the profile",
            Self::Item => "item not given: the support is taken to be about none",
            Self::ProviderParent => "parent of the provider or operator not given: taken to be itself",
            Self::LicenseScope => "license without its regime: not known what it covers, so it opens nothing",
            Self::CloudOfInstance => "provider not given: taken to be the cloud of the instance type",
        }
    }
}

/// A set of [`Assumed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AssumedSet(u16);

impl AssumedSet {
    /// Adds one.
    pub fn insert(&mut self, assumed: Assumed) {
        self.0 |= 1 << assumed as u16;
    }

    /// Removes one.
    pub fn remove(&mut self, assumed: Assumed) {
        self.0 &= !(1 << assumed as u16);
    }

    /// The members.
    pub fn iter(self) -> impl Iterator<Item = Assumed> {
        Assumed::ALL.into_iter().filter(move |assumed| self.0 & (1 << *assumed as u16) != 0)
    }
}

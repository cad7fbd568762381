//! A party and its role.

use crate::ownership::Owner;
use portcullis_catalog::Country;

/// What a party does in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The one who orders.
    Customer,
    /// The one who uses the item or the compute in the end.
    EndUser,
    /// The principal abroad who receives the item.
    UltimateConsignee,
    /// An agent abroad on the way to the ultimate consignee.
    IntermediateConsignee,
    /// The one who buys, where that is not who receives.
    Purchaser,
    /// Someone who sells on.
    Reseller,
    /// The one who provides, exports or supports.
    Provider,
    /// A local partner who runs the provider's site.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Customer,
        Self::EndUser,
        Self::UltimateConsignee,
        Self::IntermediateConsignee,
        Self::Purchaser,
        Self::Reseller,
        Self::Provider,
        Self::Operator,
    ];

    /// The word that requests and provisions use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::EndUser => "end_user",
            Self::UltimateConsignee => "ultimate_consignee",
            Self::IntermediateConsignee => "intermediate_consignee",
            Self::Purchaser => "purchaser",
            Self::Reseller => "reseller",
            Self::Provider => "provider",
            Self::Operator => "operator",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether a party in this role is on the receiving side: everyone but the provider and the operator.
    #[must_use]
    pub fn receives(self) -> bool {
        !matches!(self, Self::Provider | Self::Operator)
    }
}

/// A stated fact, or the absence of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated<T> {
    /// Stated.
    Known(T),
    /// Not stated, or stated to be unknown.
    Unknown,
}

impl<T> Stated<T> {
    /// The value, where it is known.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown => None,
        }
    }
}

/// A set of lists, one bit a list.
pub type ListSet = u64;

/// The lists somebody is on: certainly, and possibly. A list apart from the others may be in doubt: a name was
/// found on it that is near enough to ask a person, and not near enough to be sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnLists {
    // INVARIANT: what is certain is possible.
    certainly: ListSet,
    possibly: ListSet,
}

impl OnLists {
    /// On none.
    pub const NONE: Self = Self::known(0);
    /// Nobody looked.
    pub const UNKNOWN: Self = Self { certainly: 0, possibly: ListSet::MAX };

    /// On exactly these.
    #[must_use]
    pub const fn known(lists: ListSet) -> Self {
        Self { certainly: lists, possibly: lists }
    }

    /// On `certainly`, and perhaps on `possibly` too.
    #[must_use]
    pub const fn between(certainly: ListSet, possibly: ListSet) -> Self {
        Self { certainly, possibly: certainly | possibly }
    }

    /// On the lists of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self { certainly: self.certainly | other.certainly, possibly: self.possibly | other.possibly }
    }

    /// The lists it is certainly on.
    #[must_use]
    pub const fn certainly(self) -> ListSet {
        self.certainly
    }

    /// The lists it may be on.
    #[must_use]
    pub const fn possibly(self) -> ListSet {
        self.possibly
    }

    /// Whether no list is in doubt.
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.certainly == self.possibly
    }

    /// Whether it is on any of these lists; none where that is in doubt.
    #[must_use]
    pub const fn any_of(self, lists: ListSet) -> Option<bool> {
        if self.certainly & lists != 0 {
            Some(true)
        } else if self.possibly & lists == 0 {
            Some(false)
        } else {
            None
        }
    }
}

/// The top of a party's chain of ownership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UltimateParent {
    /// The party is its own ultimate parent.
    Itself,
    /// Another company, headquartered there.
    Other(Stated<Country>),
}

/// A party to a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What it does.
    pub role: Role,
    /// Where it is located.
    pub country: Stated<Country>,
    /// Where it is headquartered.
    pub headquarters: Stated<Country>,
    /// Who stands at the top of its chain.
    pub ultimate_parent: UltimateParent,
    /// The lists it is itself on.
    pub lists: OnLists,
    /// Its owners; `Unknown` where nobody asked.
    pub owners: Stated<Vec<Owner>>,
}

impl Party {
    /// Where its ultimate parent is headquartered.
    #[must_use]
    pub fn parent_headquarters(&self) -> Stated<Country> {
        match self.ultimate_parent {
            UltimateParent::Itself => self.headquarters,
            UltimateParent::Other(headquarters) => headquarters,
        }
    }
}

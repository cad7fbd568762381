//! The facts that provisions speak of.
//!
//! Provisions see flat facts and nothing else: sets of codes, and flags. A code is a bit, so a fact is a
//! word of what certainly holds and a word of what possibly holds; where the two differ, something is not
//! known. Whoever derives the facts does the joins, the arithmetic and the dates.

use crate::codes::CodeType;

/// How many facts there are.
pub const FACT_COUNT: usize = Fact::ALL.len();

const _: () = assert!(FACT_COUNT <= 32, "the word of facts in error has 32 bits");

/// A fact about a transaction. What each means is in `law/README.md` and in [`Fact::about`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each fact is described in one place, `Fact::about`")]
pub enum Fact {
    Classes,
    Amounts,
    Goods,
    Designer,
    Origin,
    Destination,
    Site,
    EndUses,
    RedFlags,
    RedFlagsResolved,
    Roles,
    RecipientLocated,
    RecipientHeadquartered,
    RecipientParentHeadquartered,
    RecipientsAllHeadquartered,
    RecipientsAllListed,
    PartyLists,
    OwnerLists,
    AffiliateLists,
    MinorityOwnerLists,
    ProviderLocated,
    ProviderHeadquartered,
    OperatorHeadquartered,
}

impl Fact {
    /// Every fact, in the order of the schema.
    pub const ALL: [Self; 23] = [
        Self::Classes,
        Self::Amounts,
        Self::Goods,
        Self::Designer,
        Self::Origin,
        Self::Destination,
        Self::Site,
        Self::EndUses,
        Self::RedFlags,
        Self::RedFlagsResolved,
        Self::Roles,
        Self::RecipientLocated,
        Self::RecipientHeadquartered,
        Self::RecipientParentHeadquartered,
        Self::RecipientsAllHeadquartered,
        Self::RecipientsAllListed,
        Self::PartyLists,
        Self::OwnerLists,
        Self::AffiliateLists,
        Self::MinorityOwnerLists,
        Self::ProviderLocated,
        Self::ProviderHeadquartered,
        Self::OperatorHeadquartered,
    ];

    /// Its name in the schema, what its codes are, and what it says.
    #[must_use]
    pub fn describe(self) -> (&'static str, CodeType, &'static str) {
        use CodeType as T;
        match self {
            Self::Classes => ("classes", T::Class, "classes the item falls in on the date"),
            Self::Amounts => ("amounts", T::Amount, "amount classes this transaction falls in"),
            Self::Goods => ("goods", T::Goods, "goods other than accelerators"),
            Self::Designer => ("designer", T::CountryGroup, "where the designer of the item is headquartered"),
            Self::Origin => ("origin", T::CountryGroup, "the country the item leaves"),
            Self::Destination => ("destination", T::CountryGroup, "the country the item goes to"),
            Self::Site => ("site", T::CountryGroup, "where the compute runs"),
            Self::EndUses => ("end_uses", T::EndUse, "end uses the provider knows of"),
            Self::RedFlags => ("red_flags", T::RedFlag, "red flags seen"),
            Self::RedFlagsResolved => ("red_flags_resolved", T::Flag, "a person resolved the red flags"),
            Self::Roles => ("roles", T::Role, "roles that are filled"),
            Self::RecipientLocated => ("recipient_located", T::CountryGroup, "some recipient is located there"),
            Self::RecipientHeadquartered => {
                ("recipient_headquartered", T::CountryGroup, "some recipient is headquartered there")
            }
            Self::RecipientParentHeadquartered => (
                "recipient_parent_headquartered",
                T::CountryGroup,
                "the ultimate parent of some recipient is headquartered there",
            ),
            Self::RecipientsAllHeadquartered => (
                "recipients_all_headquartered",
                T::CountryGroup,
                "every recipient and every recipient's ultimate parent is headquartered there",
            ),
            Self::RecipientsAllListed => ("recipients_all_listed", T::List, "every recipient is on this list"),
            Self::PartyLists => ("party_lists", T::List, "some party is itself on this list"),
            Self::OwnerLists => ("owner_lists", T::List, "owners on this one list hold half or more of some party"),
            Self::AffiliateLists => (
                "affiliate_lists",
                T::List,
                "owners on the Entity, MEU or SDN list hold together half or more of some party",
            ),
            Self::MinorityOwnerLists => {
                ("minority_owner_lists", T::List, "some party has an owner on this list with less than half")
            }
            Self::ProviderLocated => ("provider_located", T::CountryGroup, "where the provider is located"),
            Self::ProviderHeadquartered => (
                "provider_headquartered",
                T::CountryGroup,
                "where the provider or its ultimate parent is headquartered",
            ),
            Self::OperatorHeadquartered => (
                "operator_headquartered",
                T::CountryGroup,
                "where a local partner who runs the site, or its ultimate parent, is headquartered",
            ),
        }
    }

    /// Its name in the schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.describe().0
    }

    /// What its codes are.
    #[must_use]
    pub fn code_type(self) -> CodeType {
        self.describe().1
    }

    /// What it says.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.describe().2
    }

    /// The fact with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.name() == name)
    }

    /// Its place in [`Fact::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What is known of one fact: the codes that certainly hold, and those that possibly hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bits {
    // INVARIANT: every certain bit is possible.
    certain: u64,
    possible: u64,
}

impl Bits {
    /// Known to be none.
    pub const NONE: Self = Self { certain: 0, possible: 0 };

    /// Known to be exactly these.
    #[must_use]
    pub const fn known(bits: u64) -> Self {
        Self { certain: bits, possible: bits }
    }

    /// Any of these may hold.
    #[must_use]
    pub const fn unknown(bits: u64) -> Self {
        Self { certain: 0, possible: bits }
    }

    /// Between `certain` and `possible`; what is certain is possible.
    #[must_use]
    pub const fn between(certain: u64, possible: u64) -> Self {
        Self { certain, possible: certain | possible }
    }

    /// What certainly holds.
    #[must_use]
    pub const fn certain(self) -> u64 {
        self.certain
    }

    /// What possibly holds.
    #[must_use]
    pub const fn possible(self) -> u64 {
        self.possible
    }

    /// The codes that may or may not hold.
    #[must_use]
    pub const fn open(self) -> u64 {
        self.possible & !self.certain
    }

    /// Holds in one or the other.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self { certain: self.certain | other.certain, possible: self.possible | other.possible }
    }

    /// Holds in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self { certain: self.certain & other.certain, possible: self.possible & other.possible }
    }
}

/// Every fact about one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Facts {
    bits: [Bits; FACT_COUNT],
    /// Facts that could not be derived because what was stated contradicts itself, one bit a fact.
    errors: u32,
}

impl Facts {
    /// No fact holds.
    pub const NONE: Self = Self { bits: [Bits::NONE; FACT_COUNT], errors: 0 };

    /// What is known of a fact.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Bits {
        self.bits.get(fact.index()).copied().unwrap_or(Bits::NONE)
    }

    /// Sets a fact.
    pub fn set(&mut self, fact: Fact, bits: Bits) {
        if let Some(place) = self.bits.get_mut(fact.index()) {
            *place = bits;
        }
    }

    /// Notes that a fact is in error: a provision that reads it is in error too.
    pub fn set_error(&mut self, fact: Fact) {
        self.errors |= 1 << fact.index();
    }

    /// Whether a fact is in error.
    #[must_use]
    pub const fn is_error(&self, fact: Fact) -> bool {
        self.errors & (1 << fact.index()) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_all_is_the_order_of_the_enum() {
        for (at, fact) in Fact::ALL.into_iter().enumerate() {
            assert_eq!(fact.index(), at);
            assert_eq!(Fact::from_name(fact.name()), Some(fact));
        }
    }
}

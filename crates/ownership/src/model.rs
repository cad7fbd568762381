//! The words of the graph: what a party is, and what one party can have in another.

use crate::share::Share;
use jiff::civil::Date;
use portcullis_catalog::Country;
use portcullis_party::Stated;

/// A party of one graph, by its rank among the ids: the same parties have the same places, whatever the order
/// they were read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyIndex(pub(crate) u32);

impl PartyIndex {
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Not stated.
    Unknown,
    /// A natural person.
    Person,
    /// A company, a state, an authority or any other body.
    Organization,
    /// A trust, a nomination, a joint holding: something people agree on and no body of its own.
    Arrangement,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Person, Self::Organization, Self::Arrangement];

    /// The word that our files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Arrangement => "arrangement",
        }
    }
}

/// What one party has in another.
///
/// Only [`Nature::Ownership`] counts toward a percentage; everything else is control, or less than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nature {
    /// A share of the whole.
    Ownership,
    /// The accounts of the owned are consolidated in those of the owner.
    Consolidation,
    /// The owner stands at the top of the consolidation.
    UltimateConsolidation,
    /// The owned is a branch of the owner abroad.
    Branch,
    /// Votes, which need not follow shares.
    VotingRights,
    /// A right to appoint the board.
    BoardAppointment,
    /// Any other influence or control: company rules, contract, law.
    OtherControl,
    /// A role in a trust or the like: settlor, trustee, protector, beneficiary.
    TrustRole,
    /// A right to profit, or to assets, that is no share.
    EconomicRight,
    /// An office: director, chair, manager.
    Position,
    /// Acting for another, or having another act.
    Nominee,
    /// The owner manages the owned, a fund.
    FundManagement,
    /// Parts of one fund: sub-fund, feeder.
    FundStructure,
}

impl Nature {
    /// Every nature.
    pub const ALL: [Self; 13] = [
        Self::Ownership,
        Self::Consolidation,
        Self::UltimateConsolidation,
        Self::Branch,
        Self::VotingRights,
        Self::BoardAppointment,
        Self::OtherControl,
        Self::TrustRole,
        Self::EconomicRight,
        Self::Position,
        Self::Nominee,
        Self::FundManagement,
        Self::FundStructure,
    ];

    /// The word that our files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ownership => "ownership",
            Self::Consolidation => "consolidation",
            Self::UltimateConsolidation => "ultimate_consolidation",
            Self::Branch => "branch",
            Self::VotingRights => "voting_rights",
            Self::BoardAppointment => "board_appointment",
            Self::OtherControl => "other_control",
            Self::TrustRole => "trust_role",
            Self::EconomicRight => "economic_right",
            Self::Position => "position",
            Self::Nominee => "nominee",
            Self::FundManagement => "fund_management",
            Self::FundStructure => "fund_structure",
        }
    }

    /// The nature with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.word() == word)
    }
}

/// How an interest is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holding {
    /// By the owner itself.
    Direct,
    /// Through others.
    Indirect,
    /// The source does not say.
    Unknown,
}

impl Holding {
    /// The word that our files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Unknown => "unknown",
        }
    }
}

/// A party, as the graph tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party<'a> {
    /// The first of its ids.
    pub id: &'a str,
    /// Its name; empty where none is stated.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// Where it is headquartered. Sources that contradict each other make it unknown.
    pub headquarters: Stated<Country>,
    /// Under which law it was formed; says nothing about headquarters.
    pub jurisdiction: Stated<Country>,
    /// Whether it is stated to exist without being identified. Anybody may stand behind it.
    pub unidentified: bool,
}

impl<'a> Party<'a> {
    /// The name, or the id where there is none; words for somebody who is not identified.
    #[must_use]
    pub fn label(&self) -> &'a str {
        match (self.name, self.unidentified) {
            ("", true) => "somebody not identified",
            ("", false) => self.id,
            (name, _) => name,
        }
    }
}

/// An interest of one party in another, with its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interest<'a> {
    /// Who has it.
    pub owner: PartyIndex,
    /// In whom.
    pub owned: PartyIndex,
    /// What it is.
    pub nature: Nature,
    /// How much; unknown for natures that have no measure.
    pub share: Share,
    /// How it is held.
    pub held: Holding,
    /// The first day; `None` where it is open.
    pub from: Option<Date>,
    /// The first day on which it is held no more; `None` where it is open.
    pub to: Option<Date>,
    /// The file or register.
    pub document: &'a str,
    /// The source's own name for the statement; empty where it has none.
    pub statement: &'a str,
    /// The day the statement was made.
    pub stated: Option<Date>,
}

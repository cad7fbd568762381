//! The places of the console, in the order of the navigation.

use crate::address::Address;

/// On which side of the desk somebody sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At a provider of compute: rents out, asks, reports.
    Provider,
    /// At the authority: decides on applications, oversees.
    Authority,
}

impl Side {
    /// What the header calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Provider => "Provider",
            Self::Authority => "Authority",
        }
    }

    /// The places of this side, in the order of the navigation; who may open which of them, says whoever serves the page.
    #[must_use]
    pub fn places(self) -> &'static [Place] {
        match self {
            Self::Provider => &[
                Place::Today,
                Place::Proposals,
                Place::Ask,
                Place::Customers,
                Place::Licenses,
                Place::Leases,
                Place::Applications,
                Place::Reports,
                Place::Law,
                Place::Atlas,
                Place::Log,
            ],
            Self::Authority => &[
                Place::Queue,
                Place::Cases,
                Place::Proposals,
                Place::Licenses,
                Place::NationalView,
                Place::Statistics,
                Place::Law,
                Place::Atlas,
                Place::Log,
            ],
        }
    }
}

/// A place of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What wants attention today.
    Today,
    /// What waits for a second person.
    Proposals,
    /// A question to the engine.
    Ask,
    /// Whom the provider serves.
    Customers,
    /// Licenses and their balances.
    Licenses,
    /// What runs.
    Leases,
    /// What was applied for.
    Applications,
    /// What is owed to the authority.
    Reports,
    /// What waits for a decision.
    Queue,
    /// Applications in work.
    Cases,
    /// All providers together.
    NationalView,
    /// How the desk works.
    Statistics,
    /// Instruments and provisions.
    Law,
    /// Accelerators and the lines of the law.
    Atlas,
    /// Records and their proofs.
    Log,
}

impl Place {
    /// The places for everybody, whoever they are.
    pub const OPEN: [Self; 2] = [Self::Law, Self::Atlas];

    /// Whether it is a place of both sides, and set apart in the navigation for that.
    pub(crate) fn is_shared(self) -> bool {
        matches!(self, Self::Law | Self::Atlas | Self::Log)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Today => ("today", "Today"),
            Self::Proposals => ("proposals", "Proposals"),
            Self::Ask => ("ask", "Ask"),
            Self::Customers => ("customers", "Customers"),
            Self::Licenses => ("licenses", "Licenses"),
            Self::Leases => ("leases", "Leases"),
            Self::Applications => ("applications", "Applications"),
            Self::Reports => ("reports", "Reports"),
            Self::Queue => ("queue", "Queue"),
            Self::Cases => ("cases", "Cases"),
            Self::NationalView => ("national-view", "National view"),
            Self::Statistics => ("statistics", "Statistics"),
            Self::Law => ("law", "Law"),
            Self::Atlas => ("atlas", "Atlas"),
            Self::Log => ("log", "Log"),
        }
    }

    /// Its first segment below the console.
    #[must_use]
    pub fn segment(self) -> &'static str {
        self.words().0
    }

    /// What the navigation calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.words().1
    }

    /// Its address.
    #[must_use]
    pub fn address(self) -> Address {
        Address::of([self.segment()])
    }
}

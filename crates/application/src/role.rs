//! What part somebody takes in what an application asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What part somebody takes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Who applies (block 14), and is answerable for what is said.
    Applicant,
    /// Somebody else who may receive the license for the applicant (block 15).
    OtherParty,
    /// Who runs the chips, where that is not the applicant: the licensee.
    Provider,
    /// A local partner who runs the provider's site.
    Operator,
    /// Who buys (block 16).
    Purchaser,
    /// Who passes it on.
    Reseller,
    /// Through whose hands it goes (block 17).
    IntermediateConsignee,
    /// For whom it is in the end (block 18).
    UltimateConsignee,
    /// Who uses it (block 19 and its appendix).
    EndUser,
}

impl PartyRole {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 9] = [
        Self::Applicant,
        Self::OtherParty,
        Self::Provider,
        Self::Operator,
        Self::Purchaser,
        Self::Reseller,
        Self::IntermediateConsignee,
        Self::UltimateConsignee,
        Self::EndUser,
    ];

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Applicant => "Applicant",
            Self::OtherParty => "Other party authorized to receive the license",
            Self::Provider => "Provider",
            Self::Operator => "Operator of the site",
            Self::Purchaser => "Purchaser",
            Self::Reseller => "Reseller",
            Self::IntermediateConsignee => "Intermediate consignee",
            Self::UltimateConsignee => "Ultimate consignee",
            Self::EndUser => "End user",
        }
    }

    /// Its block on form BIS-748P, where the form has one (15 CFR part 748, supp. 1).
    #[must_use]
    pub fn block(self) -> Option<&'static str> {
        match self {
            Self::Applicant => Some("14"),
            Self::OtherParty => Some("15"),
            Self::Purchaser => Some("16"),
            Self::IntermediateConsignee => Some("17"),
            Self::UltimateConsignee => Some("18"),
            Self::EndUser => Some("19"),
            Self::Provider | Self::Operator | Self::Reseller => None,
        }
    }

    /// Whether it is on the receiving side, so that the license has to cover it.
    #[must_use]
    pub fn receives(self) -> bool {
        !matches!(self, Self::Applicant | Self::OtherParty | Self::Provider | Self::Operator)
    }

    /// Whether the headquarters test (15 CFR 742.6(a)(6), 744.23(a)(3)) has to be able to look at it and above it. Those who only pass on papers or
    /// goods are named and addressed (15 CFR 748.5).
    #[must_use]
    pub fn states_its_owners(self) -> bool {
        !matches!(self, Self::OtherParty | Self::IntermediateConsignee)
    }
}

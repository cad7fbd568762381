//! The fields of an application.

use jiff::civil::Date;
use portcullis_law::Kind;
use portcullis_license::{Condition, Group, LineName, Site};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::role::PartyRole;

/// An application for a license, as far as it is filled in. What is left out is a gap or is not needed: `gaps` says which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    /// The applicant's own name for it.
    pub reference: String,
    /// What is done with the items (block 5), in the word that a request has for it.
    #[schemars(with = "Option<KindWord>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What kind of filing it is.
    pub purpose: Purpose,
    /// The regimes whose license requirement it is to meet, by their ids in the law.
    pub regimes: Vec<String>,
    /// The provisions that require the license, as the determination cites them.
    pub provisions: Vec<RequiredBy>,
    /// The determination it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub determination: Option<FromDetermination>,
    /// Whom the authority can ask (blocks 1 to 3).
    pub contact: Contact,
    /// Everybody who takes part (blocks 14 to 19), each with a role.
    pub parties: Vec<PartyEntry>,
    /// The end users are the ultimate consignees: nobody else receives for them (blocks 18 and 19).
    #[serde(skip_serializing_if = "is_false")]
    pub end_user_is_ultimate_consignee: bool,
    /// What it is for (block 21).
    pub end_use: EndUse,
    /// What is provided (block 22 and its appendix), each line with an amount of its own.
    pub items: Vec<ItemEntry>,
    /// Where the chips stand.
    pub sites: Vec<SiteEntry>,
    /// The first day asked for, in Coordinated Universal Time.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day asked for, all of it.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Conditions that the applicant offers.
    pub offered: Vec<Condition>,
    /// Whether the customer passes it on to others. Left out, nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resale: Option<bool>,
    /// From where people use it who are not at the site.
    pub remote_users: RemoteUsers,
    /// How weights, tools and accounts are kept secure.
    pub security: String,
    /// What the applicant certifies, by the names of the certifications.
    pub certifications: Vec<String>,
    /// Documents that go with it.
    pub documents: Vec<Document>,
    /// Anything else (block 24).
    pub additional_information: String,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The words of [`Kind`], for the JSON Schema.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
#[expect(dead_code, reason = "names the words of `Kind` in the JSON Schema, nothing else")]
enum KindWord {
    ProvideCompute,
    Export,
    Reexport,
    Transfer,
    ModelWeights,
    Support,
    Purchase,
}

/// What kind of filing it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Purpose {
    /// A first one.
    #[default]
    New,
    /// Filed again after it was returned without action (block 10).
    Resubmission {
        /// The case that was returned.
        case: String,
    },
    /// In place of a license that there is (block 11).
    Replacement {
        /// The license.
        license: String,
    },
}

/// A provision that requires the license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredBy {
    /// Its name in the law pack.
    pub provision: String,
    /// Its citation.
    pub citation: String,
    /// Whether it is in force or assumed, as the determination says.
    pub standing: String,
    /// The review policy it states, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_policy: Option<String>,
}

/// The determination that an application comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FromDetermination {
    /// The id under which it was recorded, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The day it is about.
    #[schemars(with = "String")]
    pub on: Date,
    /// The profile it was made with.
    pub profile: String,
    /// The law it was made under, by its hash.
    pub law: String,
    /// SHA-256 of the answer, 64 hexadecimal digits.
    pub answer: String,
}

/// Whom the authority can ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Telephone number.
    pub telephone: String,
    /// E-mail address.
    pub email: String,
}

/// A party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyEntry {
    /// What part it takes.
    pub role: PartyRole,
    /// Its name, as its register has it.
    pub name: String,
    /// Street and town.
    #[serde(default)]
    pub address: String,
    /// The country where it is located, by its ISO 3166-1 code.
    #[serde(default)]
    pub country: String,
    /// The country where it is headquartered.
    #[serde(default)]
    pub headquarters: String,
    /// Who stands at the top of its chain of ownership; its own name where it does itself.
    #[serde(default)]
    pub ultimate_parent: String,
    /// The country where the ultimate parent is headquartered.
    #[serde(default)]
    pub ultimate_parent_country: String,
    /// The customer group whose members share what any of them may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// Legal entity identifier or registration numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// Who owns it, as far as it is known, and from what that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<OwnerEntry>,
    /// For a reseller: to whom it passes on, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resells_to: Vec<String>,
}

/// A share in a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerEntry {
    /// Whose.
    pub name: String,
    /// The country where the owner is headquartered.
    #[serde(default)]
    pub country: String,
    /// How many hundredths of a percent; left out, it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis_points: Option<u16>,
    /// From what it is known.
    #[serde(default)]
    pub evidence: String,
    /// The day of that evidence.
    #[schemars(with = "Option<String>")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
}

/// What it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndUse {
    /// Codes of the law's `codes.toml`, as in a request; the license covers these.
    pub codes: Vec<String>,
    /// In the applicant's words.
    pub description: String,
    /// Operations of the largest training run, as a decimal number (`2.5e25`); `0` where nothing is trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training_operations: Option<String>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemEntry {
    /// The name of its line, in the application and in the license.
    pub line: LineName,
    /// The accelerator, by its name in the catalog (block 22c); empty where the catalog does not have it.
    #[serde(default)]
    pub model: String,
    /// Its classifications: ECCN paragraphs (block 22a).
    #[serde(default)]
    pub classifications: Vec<String>,
    /// Total processing performance of one chip, rounded up (block 22b).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tpp: Option<u32>,
    /// Performance density of one chip, as a decimal number; left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance_density: Option<String>,
    /// How many chips at once (blocks 22e and 22f: the unit is one chip).
    #[serde(default)]
    pub chips: u64,
    /// Chip-hours over the whole time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip_hours: Option<u64>,
    /// Price of one chip-hour (block 22g).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Who makes it (block 22i).
    #[serde(default)]
    pub manufacturer: String,
    /// What it is and does (block 22j).
    #[serde(default)]
    pub technical_description: String,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// ISO 4217 code.
    pub currency: String,
    /// Hundredths of the currency's unit.
    pub hundredths: u64,
}

/// A place where chips stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteEntry {
    /// Its name, as the license is to have it.
    pub site: Site,
    /// The country, by its ISO 3166-1 code.
    #[serde(default)]
    pub country: String,
    /// The provider's own name of the region.
    #[serde(default)]
    pub region: String,
    /// Chips of the largest interconnected cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_chips: Option<u64>,
    /// What connects them, with its speed.
    #[serde(default)]
    pub interconnect: String,
}

/// People who use it from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RemoteUsers {
    /// Whether there are any. Left out, nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<bool>,
    /// The countries they are in, by their ISO 3166-1 codes.
    pub countries: Vec<String>,
    /// How they are let in.
    pub access: String,
}

/// A document that goes with it. Its content is kept apart, by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// What it is: `contract`, `end_user_statement`, `technical_description`, …
    pub kind: String,
    /// Its media type (RFC 6838).
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// The last day on which it can be relied on; left out, it does not expire.
    #[schemars(with = "Option<String>")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

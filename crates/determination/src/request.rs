//! A request as it is written: in JSON, one a line or one a file, or in TOML.
//!
//! Fields that are left out are not stated; `null` means stated to be unknown. Which of the two a field is,
//! and what an unstated field is taken for, is settled in `resolve`.

mod owned;

use crate::decimal::Decimal;
use portcullis_law::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// One transaction to be decided.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request<'a> {
    /// The caller's name for the request; it comes back in the answer.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    /// What is done with the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "KindWord")]
    pub kind: Option<Kind>,
    /// The date of the transaction, `2026-11-21`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub on: Option<DateText<'a>>,
    /// What is provided, moved or bought.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemRequest<'a>>,
    /// How many: instances for an instance type, accelerators or units otherwise. One where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    /// The country it leaves.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub from: Option<Cow<'a, str>>,
    /// The country it goes to.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub to: Option<Cow<'a, str>>,
    /// The country where the compute runs.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub site: Option<Cow<'a, str>>,
    /// Who takes part.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyRequest<'a>>,
    /// End uses the provider knows of: codes of the law's `codes.toml`. Left out: none known; `null`: unknown.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Words<'a>>")]
    pub end_use: Option<Option<Words<'a>>>,
    /// Red flags seen: codes of the law's `codes.toml`. Left out: none seen; `null`: nobody looked.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Words<'a>>")]
    pub red_flags: Option<Option<Words<'a>>>,
    /// A person looked at the red flags and recorded why they are no obstacle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub red_flags_resolved: Option<bool>,
    /// Operations of the training run. Left out: no training; `null`: unknown.
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Decimal>")]
    pub training_operations: Option<Option<Decimal>>,
    /// TPP delivered to the same consignee earlier in the calendar year. Left out: none; `null`: unknown.
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Decimal>")]
    pub prior_tpp_this_year: Option<Option<Decimal>>,
    /// Licenses on file: the regime each is under, and its dates.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub licenses_held: Vec<LicenseHeld<'a>>,
}

/// A date as text.
pub type DateText<'a> = Cow<'a, str>;

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

/// One word, or several.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Words<'a> {
    /// One.
    One(Cow<'a, str>),
    /// Several.
    Many(Vec<Cow<'a, str>>),
}

impl<'a> Words<'a> {
    /// The words.
    #[must_use]
    pub fn as_slice(&self) -> &[Cow<'a, str>] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

/// An item: exactly one of these fields.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRequest<'a> {
    /// A name of the catalog: `H100 SXM5 80GB`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub accelerator: Option<Cow<'a, str>>,
    /// An instance type of a cloud: `aws:p5.48xlarge`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub instance: Option<Cow<'a, str>>,
    /// Figures of an item that the catalog does not have.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub figures: Option<FiguresRequest<'a>>,
    /// Goods other than accelerators: a code or customs code of the law's `goods.csv`, or `other`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub goods: Option<Cow<'a, str>>,
}

/// Figures of an item.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiguresRequest<'a> {
    /// Total processing performance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tpp: Option<Decimal>,
    /// TPP per square millimeter; `none` where no die is non-planar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance_density: Option<Decimal>,
    /// Aggregate bidirectional I/O in gigabytes per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub io_gb_s: Option<Decimal>,
    /// Total memory bandwidth in gigabytes per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bandwidth_gb_s: Option<Decimal>,
    /// For memory stacks: gigabytes per second per square millimeter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bandwidth_density: Option<Decimal>,
    /// Designed or marketed for data centers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_center: Option<bool>,
    /// All logic dies are made on a planar process, so that there is no performance density.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planar: Option<bool>,
    /// `accelerator` (where it is left out) or `hbm`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub form: Option<Cow<'a, str>>,
    /// Country where the designer is headquartered. Left out: no designer of concern; `null`: unknown.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub designer: Option<Option<Cow<'a, str>>>,
}

/// A party.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyRequest<'a> {
    /// `customer`, `end_user`, `ultimate_consignee`, `intermediate_consignee`, `purchaser`, `reseller`,
    /// `provider` or `operator`.
    #[serde(borrow)]
    pub role: Cow<'a, str>,
    /// Its name.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// Its legal entity identifier or registration numbers, or its id in the ownership graph. Where some are given,
    /// the graph is asked by them, and not by the name.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub identifiers: Option<Words<'a>>,
    /// Where it is located.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub country: Option<Cow<'a, str>>,
    /// Where it is headquartered.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub headquarters: Option<Cow<'a, str>>,
    /// Who stands at the top of its chain of ownership, or `self`.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<ParentRequest<'a>>,
    /// Its owners. Left out: as the ownership graph says, and none of concern where there is no graph; `null`: as the
    /// graph says, and unknown where there is none.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<OwnerRequest<'a>>>")]
    pub owners: Option<Option<Vec<OwnerRequest<'a>>>>,
    /// Lists it is on. Left out: none; `null`: not screened.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Words<'a>>")]
    pub lists: Option<Option<Words<'a>>>,
    /// Nationalities among its staff; recorded, and reached by no provision.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub staff_nationalities: Option<Words<'a>>,
}

impl<'a> PartyRequest<'a> {
    /// Its identifiers; none where they are left out.
    #[must_use]
    pub fn identifiers(&self) -> &[Cow<'a, str>] {
        self.identifiers.as_ref().map_or(&[], Words::as_slice)
    }
}

/// An ultimate parent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ParentRequest<'a> {
    /// `self`: the party is its own ultimate parent.
    Word(Cow<'a, str>),
    /// Another company.
    Company(ParentCompany<'a>),
}

/// A company at the top of a chain of ownership.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParentCompany<'a> {
    /// Its name.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// Where it is headquartered.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub headquarters: Option<Cow<'a, str>>,
}

/// An owner of a party.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerRequest<'a> {
    /// Its name.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// Its share, direct and indirect, as a number or a decimal text; unknown where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Decimal>,
    /// Lists it is on. Left out: none; `null`: not screened.
    #[serde(default, borrow, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Words<'a>>")]
    pub lists: Option<Option<Words<'a>>>,
}

/// A license on file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LicenseHeld<'a> {
    /// The name of the regime it is under; any other text covers nothing.
    Regime(Cow<'a, str>),
    /// Its particulars.
    License(License<'a>),
}

/// A license.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct License<'a> {
    /// Its number.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub number: Option<Cow<'a, str>>,
    /// The regime it is under.
    #[serde(borrow)]
    pub regime: Cow<'a, str>,
    /// First day.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateText<'a>>,
    /// Last day.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateText<'a>>,
}

/// Keeps apart what is left out (`None`), `null` (`Some(None)`) and a value.
fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// The JSON Schema of a request.
#[must_use]
pub fn request_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Request<'static>);
    // Read as optional, so that an error can say what is missing; required all the same.
    schema.insert("required".to_owned(), serde_json::json!(["kind", "on"]));
    schema.to_value()
}

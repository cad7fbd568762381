//! What every ask of an adapter says: the operator's words, once, beside what the other system says of each.
//!
//! ```toml
//! [request]                       # fields of a request that are the same each time
//! kind = "provide_compute"
//! site = "US"
//! [[request.parties]]
//! role = "provider"
//! name = "Example Cloud Inc."
//!
//! [placement]                     # what no law asks and a license does
//! site = "us-east-1a"
//!
//! [customers."a0b86a98"]          # who stands behind a project, an account or a workspace; several with [[customers."..."]]
//! name = "Northern Compute Ltd"
//! country = "SG"
//! ```

mod carried;
mod refused;

use std::collections::BTreeMap;

use portcullis_authorization::Placement;
use portcullis_determination::{ItemRequest, PartyRequest, Request};
use portcullis_gate::{Ask, Purpose};
use portcullis_law::Kind;
use portcullis_license::{Cluster, Instant, OperationId, Provider, Site};
use serde::Deserialize;

pub(crate) use carried::{Carried, CarriedBy, Carries};
pub use refused::{Mistake, Refused};

/// The part of a mapping that all asks have in common.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    base: Request<'static>,
    placement: Placement,
    customers: BTreeMap<String, Vec<PartyRequest<'static>>>,
}

/// `[placement]`, as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlacementText {
    provider: Option<Provider>,
    site: Option<Site>,
    cluster: Option<Cluster>,
    resale: Option<bool>,
}

/// What one ask says besides the template.
#[derive(Clone, Debug)]
pub(crate) struct Particulars<'a> {
    pub id: Option<OperationId>,
    pub customer: &'a str,
    pub item: &'a ItemRequest<'static>,
    pub quantity: u64,
    /// The moment whose law applies.
    pub at: Instant,
    pub purpose: Purpose,
}

impl Template {
    pub fn new(
        request: toml::Table,
        placement: PlacementText,
        customers: BTreeMap<String, toml::Value>,
    ) -> Result<Self, Mistake> {
        for made in ["id", "on", "item", "quantity"] {
            if request.contains_key(made) {
                return Err(Mistake::new(
                    format!("request.{made}"),
                    "is what the adapter says of each ask: leave it out",
                ));
            }
        }
        let mut base = Request::<'static>::deserialize(toml::Value::Table(request))
            .map_err(|error| Mistake::new("request", error.to_string()))?;
        base.kind = base.kind.or(Some(Kind::ProvideCompute));
        let customers = customers
            .into_iter()
            .map(|(key, value)| Ok((key.clone(), parties(&key, value)?)))
            .collect::<Result<BTreeMap<_, _>, Mistake>>()?;
        let PlacementText { provider, site, cluster, resale } = placement;
        Ok(Self { base, placement: Placement { provider, site, cluster, resale }, customers })
    }

    /// The customers' keys.
    pub fn customers(&self) -> impl Iterator<Item = &str> {
        self.customers.keys().map(String::as_str)
    }

    pub fn ask(&self, wanted: Particulars<'_>) -> Result<Ask, Refused> {
        let Particulars { id, customer, item, quantity, at, purpose } = wanted;
        let parties = self.customers.get(customer).ok_or_else(|| {
            Refused::of(format!("{} is no customer of the mapping: add it under [customers]", short(customer)))
        })?;
        let mut request = self.base.clone();
        request.on = Some(at.date().to_string().into());
        request.item = Some(item.clone());
        request.quantity = Some(quantity);
        // The customer first: it is the first party that a license is asked about.
        request.parties = parties.iter().chain(&self.base.parties).cloned().collect();
        Ok(Ask { id, request, placement: self.placement.clone(), purpose })
    }

    /// Asks that no law and no mapping may open: nobody asks for nothing, and nobody asks for what no catalog has. A gate that opens for one of
    /// them is not working.
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        let mut nobody = self.base.clone();
        nobody.on = Some(now.date().to_string().into());
        nobody.parties = Vec::new();
        let mut unknown = nobody.clone();
        unknown.item = Some(ItemRequest {
            accelerator: Some("portcullis self-test: no such accelerator".into()),
            ..Default::default()
        });
        [nobody, unknown]
            .map(|request| Ask { id: None, request, placement: self.placement.clone(), purpose: Purpose::Question })
            .into()
    }
}

/// One table, or an array of them; the role is `customer` where it is left out.
fn parties(key: &str, value: toml::Value) -> Result<Vec<PartyRequest<'static>>, Mistake> {
    let tables = match value {
        toml::Value::Array(tables) => tables,
        one => vec![one],
    };
    let parties = tables.into_iter().map(|table| party(key, table)).collect::<Result<Vec<_>, _>>()?;
    match parties.first() {
        Some(first) if !matches!(&*first.role, "provider" | "operator") => Ok(parties),
        _ => Err(Mistake::new(
            place(key),
            "names no customer first: a party with a role other than provider and operator",
        )),
    }
}

fn party(key: &str, mut value: toml::Value) -> Result<PartyRequest<'static>, Mistake> {
    if let Some(table) = value.as_table_mut() {
        table.entry("role").or_insert_with(|| "customer".into());
    }
    PartyRequest::<'static>::deserialize(value).map_err(|error| Mistake::new(place(key), error.to_string()))
}

fn place(key: &str) -> String {
    format!("customers.{key:?}")
}

/// What somebody else wrote, fit for a message: quoted, and cut.
pub(crate) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("{cut:?}")
}

//! A request, put to a license: who, what, how many, where.

use std::fmt;

use portcullis_catalog::{Exact, Measure};
use portcullis_determination::{Decimal, Engine, Item, PartyRequest, Request, Transaction, Words};
use portcullis_law::Subject;
use portcullis_license::{Asked, Cluster, Provider, Site};
use serde::Serialize;

/// What a request does not say because no law asks: who runs the chips, on which site, in which cluster.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    /// The provider; left out, the party of the request whose role it is.
    pub provider: Option<Provider>,
    /// The site; left out, the country where the compute runs.
    pub site: Option<Site>,
    /// The interconnected cluster.
    pub cluster: Option<Cluster>,
    /// Whether the customer passes it on.
    pub resale: Option<bool>,
}

/// What is missing for any license to be asked about. Not a matter of this license or that: nothing can be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotAskable {
    /// A field that must be stated.
    Unstated {
        /// Which.
        field: &'static str,
    },
    /// The item is not an accelerator that the catalog knows.
    NotCounted,
    /// Its performance is not known.
    NoPerformance,
    /// More chips than can be counted, or a part of one.
    Chips,
    /// A name that cannot be kept.
    Name {
        /// The field.
        field: &'static str,
    },
}

impl fmt::Display for NotAskable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unstated { field } => write!(out, "no license can be asked about without `{field}`: state it"),
            Self::NotCounted => out.write_str(
                "licenses count accelerators of the catalog: name one in `item.accelerator` or `item.instance`",
            ),
            Self::NoPerformance => out.write_str(
                "the accelerator's total processing performance is not known, so that no license can count it",
            ),
            Self::Chips => out.write_str(
                "the number of chips is not known, or not a whole number that can be counted: state `quantity`",
            ),
            Self::Name { field } => {
                write!(out, "`{field}` cannot be kept as a name: it has 1 to 200 bytes and no control characters")
            }
        }
    }
}

/// What a license is asked about.
///
/// # Errors
/// [`NotAskable`] where something is missing that every license has to know.
pub fn asked(
    engine: &Engine,
    request: &Request<'_>,
    transaction: &Transaction,
    placement: &Placement,
) -> Result<Asked, NotAskable> {
    let Item::Accelerator(place, each) = &transaction.item else { return Err(NotAskable::NotCounted) };
    let accelerator = engine.catalog().accelerators().get(*place).ok_or(NotAskable::NotCounted)?;
    let Measure::Known(tpp) = accelerator.figures.tpp else { return Err(NotAskable::NoPerformance) };
    let tpp = counted_tpp(tpp).ok_or(NotAskable::NoPerformance)?;
    let chips = each
        .and_then(|each| Exact::whole(transaction.quantity).times(each))
        .and_then(whole)
        .ok_or(NotAskable::Chips)?;
    let classified = engine.classify(Subject::of(accelerator), transaction.on);
    let classifications =
        classified.eccn.into_iter().chain(classified.classes).collect::<std::collections::BTreeSet<_>>();

    let mut parties = request
        .parties
        .iter()
        .filter(|party| !matches!(&*party.role, "provider" | "operator"))
        .map(|party| name_of(party));
    let customer = parties.next().flatten().ok_or(NotAskable::Unstated { field: "parties[0].name" })?;
    let others = parties
        .map(|name| name.ok_or(NotAskable::Unstated { field: "name of every party" }))
        .collect::<Result<Vec<_>, _>>()?;
    let site = match (&placement.site, &request.site) {
        (Some(site), _) => Some(site.clone()),
        (None, Some(country)) => Some(Site::new(country).map_err(|_| NotAskable::Name { field: "site" })?),
        (None, None) => None,
    };
    Ok(Asked {
        provider: provider(request, placement)?,
        customer,
        others,
        accelerator: accelerator.name.clone(),
        classifications: classifications.into_iter().collect(),
        tpp,
        chips,
        site,
        end_uses: request.end_use.iter().flatten().flat_map(Words::as_slice).map(ToString::to_string).collect(),
        cluster: placement.cluster.clone(),
        resale: placement.resale,
        training_operations: request.training_operations.flatten().map(|Decimal(operations)| operations.to_string()),
    })
}

fn name_of(party: &PartyRequest<'_>) -> Option<String> {
    party.name.as_ref().map(ToString::to_string)
}

fn provider(request: &Request<'_>, placement: &Placement) -> Result<Provider, NotAskable> {
    if let Some(provider) = &placement.provider {
        return Ok(provider.clone());
    }
    let stated = request.parties.iter().find(|party| party.role == "provider").and_then(name_of);
    let stated = stated.ok_or(NotAskable::Unstated { field: "provider" })?;
    Provider::new(&stated).map_err(|_| NotAskable::Name { field: "provider" })
}

/// Total processing performance as a license counts it: rounded up. Nothing where that passes 2^32.
#[must_use]
pub fn counted_tpp(tpp: Exact) -> Option<u32> {
    // Cut off after the point, and one more where anything was cut.
    let cut: u32 = tpp.to_decimal(0).parse().ok()?;
    if Exact::whole(cut.into()) < tpp { cut.checked_add(1) } else { Some(cut) }
}

fn whole(number: Exact) -> Option<u32> {
    let cut: u32 = number.to_decimal(0).parse().ok()?;
    (Exact::whole(cut.into()) == number).then_some(cut)
}

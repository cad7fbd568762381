//! What a pod, or the template of one, wants of the gate.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_determination::{ItemRequest, Words};
use portcullis_gate::{Ask, Purpose};
use portcullis_license::{Instant, OperationId};
use serde_json::Value;

use super::mapping::{Mapping, Written};
use super::tenant::Tenant;
use super::{accelerator, chips, node};
use crate::template::{Particulars, Refused, short};

/// So many chips of one accelerator, for one customer, in one country.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The customer's key in the mapping.
    pub customer: String,
    /// Codes of the law.
    pub end_uses: Vec<String>,
    /// A name of the catalog.
    pub accelerator: String,
    /// The country, where the node label says it.
    pub site: Option<String>,
    /// How many.
    pub chips: u64,
}

/// What a pod wants: nothing, or one for each accelerator and country that it may land on. Each must open.
pub fn wanted(mapping: &Mapping, tenant: Tenant<'_>, spec: &Value, at: &str) -> Result<BTreeSet<Wanted>, Refused> {
    let written = &mapping.written;
    let amounts = chips::of_pod(written, spec, at)?;
    if amounts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut labels: BTreeSet<&str> = written.site.iter().map(|site| site.label.as_str()).collect();
    for resource in amounts.keys() {
        labels.extend(accelerator::labels(written, resource));
    }
    let mut most: BTreeMap<(&str, Option<&str>), u64> = BTreeMap::new();
    for placing in node::placings(spec, &labels, at)? {
        let site = site(written, &placing, at)?;
        let mut here: BTreeMap<&str, u64> = BTreeMap::new();
        for (resource, amount) in &amounts {
            let lines = accelerator::possible(written, resource, &placing, at)?;
            let mut of_resource: BTreeMap<&str, u64> = BTreeMap::new();
            for line in lines {
                let chips = times(*amount, line.chips, at)?;
                let most = of_resource.entry(&line.accelerator).or_default();
                *most = (*most).max(chips);
            }
            for (name, chips) in of_resource {
                let sum = here.entry(name).or_default();
                *sum = sum.checked_add(chips).ok_or_else(|| too_many(at))?;
            }
        }
        for (name, chips) in here {
            let of = most.entry((name, site)).or_default();
            *of = (*of).max(chips);
        }
    }
    for_tenant(mapping, tenant, most, at)
}

/// Chips by accelerator and country, for whom the metadata names.
pub fn for_tenant(
    mapping: &Mapping,
    tenant: Tenant<'_>,
    chips: BTreeMap<(&str, Option<&str>), u64>,
    at: &str,
) -> Result<BTreeSet<Wanted>, Refused> {
    if chips.is_empty() {
        return Ok(BTreeSet::new());
    }
    let customer = tenant.customer(&mapping.written, at)?;
    let end_uses: Vec<_> = tenant.end_uses(&mapping.written, at)?.into_iter().map(str::to_owned).collect();
    Ok(chips
        .into_iter()
        .map(|((accelerator, site), chips)| Wanted {
            customer: customer.to_owned(),
            end_uses: end_uses.clone(),
            accelerator: accelerator.to_owned(),
            site: site.map(str::to_owned),
            chips,
        })
        .collect())
}

fn site<'a>(written: &'a Written, placing: &node::Placing, at: &str) -> Result<Option<&'a str>, Refused> {
    let Some(site) = &written.site else { return Ok(None) };
    match placing.get(&site.label) {
        Some(value) => site.values.get(value).map(|country| Some(country.as_str())).ok_or_else(|| {
            let (label, value) = (&site.label, short(value));
            Refused::of(format!(
                "{at}: no line of the mapping says in which country {label}={value} is: add it to site.values"
            ))
        }),
        None if written.request.contains_key("site") => Ok(None),
        None => {
            let values: Vec<_> = site.values.keys().take(8).map(String::as_str).collect();
            Err(Refused::of(format!(
                "{at}: it is not said where it runs: bind the pod with the node selector {} to one of {}",
                site.label,
                values.join(", ")
            )))
        }
    }
}

pub fn times(one: u64, other: u64, at: &str) -> Result<u64, Refused> {
    one.checked_mul(other).ok_or_else(|| too_many(at))
}

fn too_many(at: &str) -> Refused {
    Refused::of(format!("{at}: more chips than can be counted"))
}

/// Chips by everything else that is wanted.
pub(crate) type Sums = BTreeMap<Wanted, u64>;

/// The sums, with their chips; what has none is not wanted.
pub(crate) fn summed(sums: Sums) -> BTreeSet<Wanted> {
    sums.into_iter().filter(|(_, chips)| *chips > 0).map(|(wanted, chips)| Wanted { chips, ..wanted }).collect()
}

impl Wanted {
    /// The same, so many times.
    pub(crate) fn times(mut self, pods: u64, at: &str) -> Result<Self, Refused> {
        self.chips = times(self.chips, pods, at)?;
        Ok(self)
    }

    /// Adds to what others want of the same: the pods of one object run together.
    pub(crate) fn add_to(mut self, sums: &mut Sums, at: &str) -> Result<(), Refused> {
        let chips = std::mem::take(&mut self.chips);
        let sum = sums.entry(self).or_default();
        *sum = sum.checked_add(chips).ok_or_else(|| too_many(at))?;
        Ok(())
    }

    /// What is asked at the gate. A start says no date: it is now, and the gate knows when that is.
    pub(crate) fn ask(&self, mapping: &Mapping, id: OperationId, now: Instant, starts: bool) -> Result<Ask, Refused> {
        let item = ItemRequest { accelerator: Some(self.accelerator.clone().into()), ..Default::default() };
        let purpose = if starts { Purpose::Start { milliseconds: mapping.hold } } else { Purpose::Question };
        let mut ask = mapping.template.ask(Particulars {
            id: Some(id),
            customer: &self.customer,
            item: &item,
            quantity: self.chips,
            at: now,
            purpose,
        })?;
        if starts {
            ask.request.on = None;
        }
        if let Some(site) = &self.site {
            ask.request.site = Some(site.clone().into());
        }
        if !self.end_uses.is_empty() {
            ask.request.end_use = Some(Some(Words::Many(self.end_uses.iter().cloned().map(Into::into).collect())));
        }
        Ok(ask)
    }
}

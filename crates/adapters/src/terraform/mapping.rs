//! The operator's words for resources.

use std::collections::BTreeMap;

use portcullis_determination::ItemRequest;
use portcullis_gate::Ask;
use portcullis_license::Instant;
use serde::Deserialize;

use super::hosts::Hosts;
use crate::template::{CarriedBy, Carries, PlacementText, Template, short};
use crate::{Mistake, Refused};

/// The mapping of a Terraform: who a workspace is for, and where resources say what they start.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Who may be called.
    pub hosts: Hosts,
    pub(super) template: Template,
    pub(super) resources: Vec<Resource>,
}

/// One way a type of resources says what it starts; a type can have several.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub of: String,
    /// The list of blocks that each say it, as `guest_accelerator`; the resource itself where it is left out.
    pub each: Option<String>,
    /// The field with the machine type or the accelerator.
    pub field: String,
    /// Whether it may be left out, and starts nothing then.
    pub optional: bool,
    /// The field that says how many; one where it is left out.
    pub count: Option<String>,
    provider: Option<String>,
    without: Vec<String>,
    values: CarriedBy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    hosts: Hosts,
    #[serde(default)]
    request: toml::Table,
    #[serde(default)]
    placement: PlacementText,
    #[serde(default)]
    customers: BTreeMap<String, toml::Value>,
    resources: Vec<ResourceText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResourceText {
    #[serde(rename = "type")]
    of: String,
    each: Option<String>,
    field: String,
    #[serde(default)]
    optional: bool,
    count: Option<String>,
    /// The catalog's key of the cloud: values are instance types of it.
    provider: Option<String>,
    /// Beginnings of machine types that carry no accelerators: `t3.`, `Standard_D`.
    #[serde(default)]
    without: Vec<String>,
    /// Values in other words than the catalog's.
    #[serde(default)]
    values: BTreeMap<String, Carries>,
}

impl Mapping {
    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// [`Mistake`], with the place.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(&error))?;
        let resources = written.resources.into_iter().enumerate().map(|(place, resource)| resource.checked(place));
        Ok(Self {
            hosts: written.hosts,
            resources: resources.collect::<Result<_, _>>()?,
            template: Template::new(written.request, written.placement, written.customers)?,
        })
    }

    /// What the mapping names and the catalog does not have.
    #[must_use]
    pub fn check(&self, accelerator: impl Fn(&str) -> bool, instance: impl Fn(&str) -> bool) -> Vec<Mistake> {
        self.resources.iter().flat_map(|resource| resource.values.mistakes(&accelerator, &instance)).collect()
    }

    /// Asks that must stay closed, for the self-test at the start.
    #[must_use]
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        self.template.probe(now)
    }
}

impl ResourceText {
    fn checked(self, place: usize) -> Result<Resource, Mistake> {
        let place = format!("resources[{place}]");
        if self.without.iter().any(String::is_empty) {
            return Err(Mistake::new(
                format!("{place}.without"),
                "has an empty beginning, which every machine type has",
            ));
        }
        if self.provider.is_none() && self.values.is_empty() {
            return Err(Mistake::new(
                place,
                "says neither a `provider` of the catalog nor `values`: nothing could be understood",
            ));
        }
        let values = CarriedBy::checked(&format!("{place}.values"), self.values)?;
        let Self { of, each, field, optional, count, provider, without, .. } = self;
        Ok(Resource { of, each, field, optional, count, provider, without, values })
    }
}

impl Resource {
    /// What a value starts so many of. A machine type that is neither in the catalog nor said to be without accelerators stays closed: the gate
    /// asks about it, and nothing covers it.
    pub fn carried(&self, value: &str, many: u64) -> Result<Option<(ItemRequest<'static>, u64)>, Refused> {
        if let Some(carried) = self.values.get(value) {
            return Ok(carried.times(many)?.map(|(item, quantity)| (item.clone(), quantity)));
        }
        if self.without.iter().any(|beginning| value.starts_with(beginning)) {
            return Ok(None);
        }
        let provider = self.provider.as_ref().ok_or_else(|| {
            Refused::of(format!("no word says what {} of {} carries: add it to `values`", short(value), self.of))
        })?;
        Ok(Some((ItemRequest { instance: Some(format!("{provider}:{value}").into()), ..Default::default() }, many)))
    }
}

//! The operator's words for hosts and flavors.

use std::collections::BTreeMap;

use portcullis_gate::Ask;
use portcullis_license::Instant;
use serde::Deserialize;

use crate::Mistake;
use crate::template::{CarriedBy, Carries, PlacementText, Template};

/// The mapping of a Blazar: who a project is, and what hosts and flavors carry.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) template: Template,
    pub(super) licensed_ahead: bool,
    /// The property that says what a host carries, and its values.
    pub(super) hosts: Option<(String, CarriedBy)>,
    pub(super) flavors: CarriedBy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    licensed_ahead: bool,
    #[serde(default)]
    request: toml::Table,
    #[serde(default)]
    placement: PlacementText,
    #[serde(default)]
    customers: BTreeMap<String, toml::Value>,
    hosts: Option<Hosts>,
    #[serde(default)]
    flavors: BTreeMap<String, Carries>,
}

/// `[hosts]`: the property that says what a host carries, as leases filter by it (`["==", "$gpu_model", "h100"]`), and its values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    property: String,
    values: BTreeMap<String, Carries>,
}

impl Mapping {
    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// [`Mistake`], with the place.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(&error))?;
        let hosts = written
            .hosts
            .map(|Hosts { property, values }| Ok((property, CarriedBy::checked("hosts.values", values)?)))
            .transpose()?;
        Ok(Self {
            template: Template::new(written.request, written.placement, written.customers)?,
            licensed_ahead: written.licensed_ahead,
            hosts,
            flavors: CarriedBy::checked("flavors", written.flavors)?,
        })
    }

    /// What the mapping names and the catalog does not have.
    #[must_use]
    pub fn check(&self, accelerator: impl Fn(&str) -> bool, instance: impl Fn(&str) -> bool) -> Vec<Mistake> {
        let hosts = self.hosts.iter().map(|(_, values)| values);
        hosts.chain([&self.flavors]).flat_map(|table| table.mistakes(&accelerator, &instance)).collect()
    }

    /// Asks that must stay closed, for the self-test at the start.
    #[must_use]
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        self.template.probe(now)
    }
}

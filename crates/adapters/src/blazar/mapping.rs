//! The operator's words for hosts and flavors.

use std::collections::BTreeMap;

use portcullis_gate::Ask;
use portcullis_license::Instant;
use serde::Deserialize;

use crate::template::{Carried, Carries, PlacementText, Template, carried_by, check_item};
use crate::{Mistake, Refused};

/// The mapping of a Blazar: who a project is, and what hosts and flavors carry.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) template: Template,
    pub(super) licensed_ahead: bool,
    hosts: Option<(String, BTreeMap<String, Carried>)>,
    flavors: BTreeMap<String, Carried>,
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
            .map(|Hosts { property, values }| Ok((property, carried_by("hosts.values", values)?)))
            .transpose()?;
        Ok(Self {
            template: Template::new(written.request, written.placement, written.customers)?,
            licensed_ahead: written.licensed_ahead,
            hosts,
            flavors: carried_by("flavors", written.flavors)?,
        })
    }

    /// What the mapping names and the catalog does not have.
    #[must_use]
    pub fn check(&self, accelerator: impl Fn(&str) -> bool, instance: impl Fn(&str) -> bool) -> Vec<Mistake> {
        let hosts =
            self.hosts.iter().flat_map(|(_, values)| values).map(|(key, carried)| ("hosts.values", key, carried));
        let flavors = self.flavors.iter().map(|(key, carried)| ("flavors", key, carried));
        hosts
            .chain(flavors)
            .filter_map(|(table, key, carried)| {
                check_item(&format!("{table}.{key:?}"), carried, &accelerator, &instance)
            })
            .collect()
    }

    /// Asks that must stay closed, for the self-test at the start.
    #[must_use]
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        self.template.probe(now)
    }

    pub(super) fn property(&self) -> Option<&str> {
        self.hosts.as_ref().map(|(property, _)| property.as_str())
    }

    pub(super) fn host(&self, value: &str) -> Result<&Carried, Refused> {
        self.hosts.as_ref().and_then(|(_, values)| values.get(value)).ok_or_else(|| {
            Refused::new(format!("no word says what hosts with {value:?} carry: add it under [hosts.values]"))
        })
    }

    pub(super) fn flavor(&self, id: &str) -> Result<&Carried, Refused> {
        self.flavors
            .get(id)
            .ok_or_else(|| Refused::new(format!("no word says what flavor {id:?} carries: add it under [flavors]")))
    }
}

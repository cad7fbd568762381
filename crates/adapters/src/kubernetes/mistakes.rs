//! Mistakes in a mapping, each with its place and its mend.

use std::collections::BTreeSet;

use super::kind;
use super::mapping::{Mapping, WorkloadMapping, Written};
use super::name::{is_plain, listed};
use crate::template::Mistake;

/// What the catalog and the law know.
#[derive(Copy, Clone)]
pub struct Known<'a> {
    /// Whether a name is an accelerator of the catalog.
    pub accelerator: &'a dyn Fn(&str) -> bool,
    /// Whether a code is a country of the catalog.
    pub country: &'a dyn Fn(&str) -> bool,
    /// Whether a code is an end use of the law.
    pub end_use: &'a dyn Fn(&str) -> bool,
}

impl Mapping {
    /// What the mapping names and nobody knows.
    ///
    /// # Errors
    /// Every mistake.
    pub fn check(&self, known: Known<'_>) -> Result<(), Vec<Mistake>> {
        let written = &self.written;
        let mut mistakes = Vec::new();
        for (place, line) in written.accelerators.iter().enumerate() {
            if !(known.accelerator)(&line.accelerator) {
                let what = format!("the catalog has no {:?}: write a name of accelerators.csv", line.accelerator);
                mistakes.push(Mistake::new(format!("accelerators[{place}].accelerator"), what));
            }
        }
        for (value, country) in written.site.iter().flat_map(|site| &site.values) {
            if !(known.country)(country) {
                let what = format!("{country:?} is no country of the catalog: write a code such as \"US\"");
                mistakes.push(Mistake::new(format!("site.values.{value:?}"), what));
            }
        }
        for (value, code) in written.end_use.iter().flat_map(|end_use| &end_use.values) {
            if !(known.end_use)(code) {
                let what = format!("{code:?} is no end use of the law: write a code of codes.toml");
                mistakes.push(Mistake::new(format!("end_use.values.{value:?}"), what));
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
    }
}

impl Written {
    /// What does not hold together in itself.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        self.of_accelerators(&mut mistakes);
        self.of_customers(&mut mistakes);
        for (place, name) in self.not_accelerators.iter().enumerate() {
            let stem = name.strip_suffix("/*").unwrap_or(name);
            if !is_plain(stem) {
                let what = format!("{name:?} is no resource: write `rdma/hca`, or `rdma/*` for a whole domain");
                mistakes.push(Mistake::new(format!("not_accelerators[{place}]"), what));
            }
        }
        if self.site.is_none() && !self.request.contains_key("site") {
            let what = "no place says where the compute runs: write the country here, or a table [site] by node label";
            mistakes.push(Mistake::new("request.site", what));
        }
        for (place, name) in self.exempt_namespaces.iter().enumerate() {
            if !is_plain(name) {
                mistakes.push(Mistake::new(format!("exempt_namespaces[{place}]"), format!("{name:?} is no namespace")));
            }
        }
        for (place, workload) in self.workloads.iter().enumerate() {
            of_workload(place, workload, &mut mistakes);
        }
        mistakes
    }

    fn of_accelerators(&self, mistakes: &mut Vec<Mistake>) {
        if self.accelerators.is_empty() {
            mistakes
                .push(Mistake::new("accelerators", "is empty: write a line for each resource that is an accelerator"));
        }
        let mut seen = BTreeSet::new();
        for (place, line) in self.accelerators.iter().enumerate() {
            let at = |field: &str| format!("accelerators[{place}]{field}");
            let name = match (&line.resource, &line.device_class) {
                (Some(name), None) => name,
                (None, Some(name)) if line.node_selector.is_empty() => name,
                (None, Some(_)) => {
                    let what =
                        "a claim says nothing of nodes: leave it out, and make a device class for each accelerator";
                    mistakes.push(Mistake::new(at(".node_selector"), what));
                    continue;
                }
                _ => {
                    mistakes
                        .push(Mistake::new(at(""), "says one of `resource = \"...\"` and `device_class = \"...\"`"));
                    continue;
                }
            };
            if !is_plain(name) {
                mistakes.push(Mistake::new(at(""), format!("{name:?} is no name of a resource or a device class")));
            }
            if line.resource.is_some() && listed(&self.not_accelerators, name) {
                let what = format!("{name:?} is listed in not_accelerators too: it is one or the other");
                mistakes.push(Mistake::new(at(".resource"), what));
            }
            if line.chips == 0 {
                mistakes.push(Mistake::new(
                    at(".chips"),
                    "is 0: leave the line out, and list the resource in not_accelerators",
                ));
            }
            if !seen.insert((&line.resource, &line.device_class, &line.node_selector)) {
                mistakes.push(Mistake::new(at(""), "says the same resource on the same nodes as a line before it"));
            }
        }
    }

    fn of_customers(&self, mistakes: &mut Vec<Mistake>) {
        let customer = &self.customer;
        if customer.labels.is_empty() && customer.annotations.is_empty() && customer.namespaces.is_empty() {
            let what =
                "names no place where an object names its customer: write `labels`, `annotations` or `namespaces`";
            mistakes.push(Mistake::new("customer", what));
        }
        if self.customers.is_empty() {
            mistakes.push(Mistake::new("customers", "is empty: write a table [customers.\"...\"] for each customer"));
        }
        for (namespace, key) in &customer.namespaces {
            if !self.customers.contains_key(key) {
                let what = format!("{key:?} is no key of [customers]");
                mistakes.push(Mistake::new(format!("customer.namespaces.{namespace:?}"), what));
            }
        }
    }
}

fn of_workload(place: usize, workload: &WorkloadMapping, mistakes: &mut Vec<Mistake>) {
    let at = format!("workloads[{place}]");
    if kind::is_own(&workload.group, &workload.kind) {
        let what = format!("{} is read without being named: leave it out", workload.kind);
        mistakes.push(Mistake::new(format!("{at}.kind"), what));
    }
    for (field, text) in [("kind", &workload.kind), ("resource", &workload.resource), ("group", &workload.group)] {
        if !is_plain(text) {
            mistakes.push(Mistake::new(format!("{at}.{field}"), format!("{text:?} is no name of the API")));
        }
    }
    if workload.pods.is_empty() {
        mistakes.push(Mistake::new(format!("{at}.pods"), "is empty: say where the pod templates are"));
    }
    for (number, pods) in workload.pods.iter().enumerate() {
        for (field, pointer) in
            std::iter::once(("template", &pods.template)).chain(pods.times.iter().map(|pointer| ("times", pointer)))
        {
            if !pointer.starts_with('/') {
                let what = format!("{pointer:?} is no JSON pointer: it begins with a slash");
                mistakes.push(Mistake::new(format!("{at}.pods[{number}].{field}"), what));
            }
            if kind::stars(pointer) > kind::stars(&pods.template) {
                let what = format!("{pointer:?} has more `*` than the template");
                mistakes.push(Mistake::new(format!("{at}.pods[{number}].{field}"), what));
            }
        }
    }
}

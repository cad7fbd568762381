//! Which accelerators a resource can be on the nodes where a pod may run.

use std::collections::BTreeSet;

use super::mapping::{AcceleratorMapping, Written};
use super::name::DEVICE_CLASS;
use super::node::Placing;
use crate::template::{Refused, short};

/// The node labels that decide what a resource is.
pub fn labels<'a>(written: &'a Written, resource: &str) -> BTreeSet<&'a str> {
    lines(written, resource).flat_map(|line| line.node_selector.keys().map(String::as_str)).collect()
}

/// The lines that can hold for a pod that is placed so: each of them must open. There is at least one that certainly holds; what is only possible comes
/// on top, for a pod that leaves a label open may land on it.
pub fn possible<'a>(
    written: &'a Written,
    resource: &str,
    placing: &Placing,
    at: &str,
) -> Result<Vec<&'a AcceleratorMapping>, Refused> {
    let mut certain: Vec<&AcceleratorMapping> = Vec::new();
    let mut open = Vec::new();
    for line in lines(written, resource) {
        let says = |label: &String, value: &String| placing.get(label).map(|bound| bound == value);
        let mut answers = line.node_selector.iter().map(|(label, value)| says(label, value));
        if answers.clone().all(|answer| answer == Some(true)) {
            certain.push(line);
        } else if answers.all(|answer| answer != Some(false)) {
            open.push(line);
        }
    }
    // The line that says more about the node is the one that is meant.
    let meant: Vec<_> =
        certain.iter().filter(|line| !certain.iter().any(|other| says_more(other, line))).copied().collect();
    if meant.is_empty() { Err(unmapped(written, resource, placing, at)) } else { Ok([meant, open].concat()) }
}

/// The lines of a device class: as a claim names it.
pub fn of_class<'a>(written: &'a Written, class: &str) -> impl Iterator<Item = &'a AcceleratorMapping> {
    written.accelerators.iter().filter(move |line| line.device_class.as_deref() == Some(class))
}

/// A resource is named by itself, or is a device class under the API server's prefix.
fn lines<'a>(written: &'a Written, resource: &str) -> impl Iterator<Item = &'a AcceleratorMapping> {
    let class = resource.strip_prefix(DEVICE_CLASS);
    written.accelerators.iter().filter(move |line| {
        line.resource.as_deref() == Some(resource) || (class.is_some() && line.device_class.as_deref() == class)
    })
}

fn says_more(one: &AcceleratorMapping, other: &AcceleratorMapping) -> bool {
    one.node_selector.len() > other.node_selector.len()
        && other.node_selector.iter().all(|(label, value)| one.node_selector.get(label) == Some(value))
}

fn unmapped(written: &Written, resource: &str, placing: &Placing, at: &str) -> Refused {
    let labels = labels(written, resource);
    let open: Vec<_> = labels.iter().filter(|label| !placing.contains_key(**label)).collect();
    let name = short(resource);
    if labels.is_empty() {
        return Refused::of(format!(
            "{at}: no line of the mapping says what {name} is: add it under [[accelerators]], or to not_accelerators"
        ));
    }
    if let Some(label) = open.first() {
        let values: BTreeSet<_> = lines(written, resource).filter_map(|line| line.node_selector.get(**label)).collect();
        let values: Vec<_> = values.into_iter().take(8).map(String::as_str).collect();
        return Refused::of(format!(
            "{at}: {name} can be any of several accelerators: bind the pod to one with the node selector {label}, to one of {}",
            values.join(", ")
        ));
    }
    let bound: Vec<_> = labels.iter().filter_map(|label| Some(format!("{label}={}", placing.get(*label)?))).collect();
    Refused::of(format!(
        "{at}: no line of the mapping says what {name} is on nodes with {}: add it under [[accelerators]]",
        short(&bound.join(", "))
    ))
}

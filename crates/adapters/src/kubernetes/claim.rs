//! Claims of devices (`resource.k8s.io`): accelerators without an extended resource.
//!
//! A pod refers to claims by name, and each claim is an object of its own that is created and judged; so a pod is asked nothing for its claims.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::accelerator::of_class;
use super::mapping::{Mapping, Written};
use super::name::{DEVICE_CLASS, listed};
use super::pod::{self, Wanted};
use super::quantity::whole;
use super::tenant::Tenant;
use crate::template::{Refused, short};

/// What a claim wants. Of alternatives (`firstAvailable`) each must open, for the scheduler chooses.
pub fn wanted(mapping: &Mapping, tenant: Tenant<'_>, spec: &Value, at: &str) -> Result<BTreeSet<Wanted>, Refused> {
    let at = format!("{at}/devices/requests");
    let unread = || Refused::of(format!("{at}: it cannot be read"));
    let mut sums: BTreeMap<(&str, Option<&str>), u64> = BTreeMap::new();
    let requests = match spec.pointer("/devices/requests") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(requests)) => requests,
        Some(_) => return Err(unread()),
    };
    for (place, request) in requests.iter().enumerate() {
        let at = format!("{at}/{place}");
        let alternatives = match request.get("firstAvailable") {
            Some(Value::Array(alternatives)) => alternatives.iter().collect(),
            None | Some(Value::Null) => Vec::new(),
            Some(_) => return Err(unread()),
        };
        // `exactly` since v1beta2; in v1beta1 its fields are those of the request.
        let exactly = request.get("exactly").filter(|exactly| !exactly.is_null());
        let flat = request.get("deviceClassName").is_some().then_some(request);
        let devices: Vec<_> = exactly.into_iter().chain(flat).chain(alternatives).collect();
        if devices.is_empty() {
            return Err(unread());
        }
        let mut most: BTreeMap<&str, u64> = BTreeMap::new();
        for device in devices {
            for (name, chips) in of_device(&mapping.written, device, &at)? {
                let of = most.entry(name).or_default();
                *of = (*of).max(chips);
            }
        }
        for (name, chips) in most {
            let sum = sums.entry((name, None)).or_default();
            *sum = sum.checked_add(chips).ok_or_else(unread)?;
        }
    }
    no_place_needed(&mapping.written, !sums.is_empty(), &at)?;
    pod::for_tenant(mapping, tenant, sums, &at)
}

fn of_device<'a>(written: &'a Written, device: &Value, at: &str) -> Result<Vec<(&'a str, u64)>, Refused> {
    let class = device.get("deviceClassName").and_then(Value::as_str).filter(|class| !class.is_empty());
    let class = class.ok_or_else(|| Refused::of(format!("{at}: it names no device class")))?;
    let lines: Vec<_> = of_class(written, class).collect();
    if lines.is_empty() {
        if listed(&written.not_accelerators, &format!("{DEVICE_CLASS}{class}")) {
            return Ok(Vec::new());
        }
        return Err(Refused::of(format!(
            "{at}: no line of the mapping says what the device class {} is: add it under [[accelerators]], or as {DEVICE_CLASS}{class} to not_accelerators",
            short(class)
        )));
    }
    let count = match device.get("allocationMode") {
        None | Some(Value::Null) => count(device),
        Some(Value::String(mode)) if mode.is_empty() || mode == "ExactCount" => count(device),
        Some(mode) => {
            let mode = short(&mode.to_string());
            return Err(Refused::of(format!(
                "{at}: with allocationMode {mode} it is not said how many devices: write ExactCount and a count"
            )));
        }
    };
    let count = count.ok_or_else(|| Refused::of(format!("{at}: its count is no whole number of at least one")))?;
    lines.into_iter().map(|line| Ok((line.accelerator.as_str(), pod::times(count, line.chips, at)?))).collect()
}

/// One where it is left out.
fn count(device: &Value) -> Option<u64> {
    match device.get("count") {
        None | Some(Value::Null) => Some(1),
        Some(count) => whole(count).filter(|count| *count > 0),
    }
}

/// A claim is bound to no node.
fn no_place_needed(written: &Written, asks: bool, at: &str) -> Result<(), Refused> {
    if asks && !written.request.contains_key("site") {
        return Err(Refused::of(format!(
            "{at}: a claim does not say where it runs: write `site` under [request] of the mapping"
        )));
    }
    Ok(())
}

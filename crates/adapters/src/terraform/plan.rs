//! From a plan in JSON to questions (`terraform show -json`, `format_version` 1).

use portcullis_gate::Purpose;
use portcullis_license::Instant;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::Asked;
use super::mapping::{Mapping, Resource};
use super::task::Task;
use crate::Refused;
use crate::template::{Particulars, short};

#[derive(Deserialize)]
struct Plan {
    format_version: String,
    #[serde(default)]
    errored: bool,
    #[serde(default)]
    resource_changes: Vec<ResourceChange>,
}

#[derive(Deserialize)]
struct ResourceChange {
    address: String,
    mode: String,
    #[serde(rename = "type")]
    of: String,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    actions: Vec<String>,
    after: Option<Map<String, Value>>,
    #[serde(default)]
    after_unknown: Value,
}

/// What a plan starts: a question for each, with the address of its resource. The customer is the workspace's, `organization/workspace`.
///
/// # Errors
/// [`Refused`] where the plan, or what it says of a type of the mapping, is not understood.
pub fn asks(mapping: &Mapping, task: &Task, plan: &[u8], now: Instant) -> Result<Vec<Asked>, Refused> {
    let plan: Plan =
        serde_json::from_slice(plan).map_err(|error| Refused::of(format!("the plan is not understood: {error}")))?;
    if !plan.format_version.starts_with("1.") {
        return Err(Refused::of(format!("plans of version {} are not understood: 1 is", short(&plan.format_version))));
    }
    if plan.errored {
        return Err(Refused::of("the plan has errors, so it does not say all that it starts"));
    }
    let customer = format!("{}/{}", task.organization, task.workspace);
    let mut asked = Vec::new();
    for resource in
        plan.resource_changes.iter().filter(|resource| resource.mode != "data" && begins(&resource.change.actions))
    {
        for rule in mapping.resources.iter().filter(|rule| rule.of == resource.of) {
            let started = started(rule, &resource.change)
                .map_err(|refused| Refused::of(format!("{}: {refused}", resource.address)))?;
            for (item, quantity) in started {
                let wanted = Particulars {
                    id: None,
                    customer: &customer,
                    item: &item,
                    quantity,
                    at: now,
                    purpose: Purpose::Question,
                };
                asked.push(Asked { address: resource.address.clone(), ask: mapping.template.ask(wanted)? });
            }
        }
    }
    Ok(asked)
}

/// Whether something runs afterwards that did not run like this before. What is not known counts as if.
fn begins(actions: &[String]) -> bool {
    actions.iter().any(|action| !matches!(action.as_str(), "no-op" | "read" | "delete" | "forget"))
        || actions.is_empty()
}

type Started = Vec<(portcullis_determination::ItemRequest<'static>, u64)>;

fn started(rule: &Resource, change: &Change) -> Result<Started, Refused> {
    let after = change.after.as_ref().ok_or_else(|| Refused::of("the plan does not say what it will be"))?;
    let Some(list) = &rule.each else {
        return one(rule, after, &change.after_unknown);
    };
    let unknown = change.after_unknown.get(list).unwrap_or(&Value::Null);
    if *unknown == Value::Bool(true) {
        return Err(later(list));
    }
    let blocks = match after.get(list) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(blocks)) => blocks,
        Some(_) => return Err(Refused::of(format!("`{list}` is no list of blocks"))),
    };
    let mut started = Vec::new();
    for (place, block) in blocks.iter().enumerate() {
        let block = block.as_object().ok_or_else(|| Refused::of(format!("`{list}` is no list of blocks")))?;
        started.extend(one(rule, block, unknown.get(place).unwrap_or(&Value::Null))?);
    }
    Ok(started)
}

fn one(rule: &Resource, after: &Map<String, Value>, unknown: &Value) -> Result<Started, Refused> {
    for field in std::iter::once(&rule.field).chain(&rule.count) {
        if unknown.get(field) == Some(&Value::Bool(true)) || *unknown == Value::Bool(true) {
            return Err(later(field));
        }
    }
    let many = match rule.count.as_ref().map(|field| (field, after.get(field))) {
        None => 1,
        Some((field, value)) => {
            value.and_then(Value::as_u64).ok_or_else(|| Refused::of(format!("`{field}` does not say how many")))?
        }
    };
    if many == 0 {
        return Ok(Vec::new());
    }
    match after.get(&rule.field) {
        // A machine type may be written as the address of one: its last part is its name.
        Some(Value::String(value)) => {
            let name = value.rsplit('/').next().unwrap_or(value);
            Ok(rule.carried(name, many)?.into_iter().collect())
        }
        None | Some(Value::Null) if rule.optional => Ok(Vec::new()),
        _ => Err(Refused::of(format!("`{}` does not say what it is", rule.field))),
    }
}

fn later(field: &str) -> Refused {
    Refused::of(format!("`{field}` is known only after the apply: write it out"))
}

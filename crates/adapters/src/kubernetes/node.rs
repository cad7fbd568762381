//! On which nodes a pod may run, as far as the mapping reads node labels.
//!
//! A node selector and the terms of a required affinity say it together: the selector and one of the terms. Only `In` narrows a label to values; what excludes
//! values leaves open which remain, and counts as saying nothing. What is preferred binds nobody.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::template::Refused;

/// One way for a pod to be placed: the value of each label that it is bound to. A label that is absent is bound to none.
pub type Placing = BTreeMap<String, String>;

/// More ways than this are not looked at: the pod has to say more plainly where it runs.
const MOST: usize = 64;

/// Every way, in the labels of interest. There is at least one.
pub fn placings(spec: &Value, labels: &BTreeSet<&str>, at: &str) -> Result<BTreeSet<Placing>, Refused> {
    let mut selected = BTreeMap::new();
    match spec.get("nodeSelector") {
        None | Some(Value::Null) => {}
        Some(Value::Object(selector)) => {
            for (label, value) in selector {
                let value = value.as_str().ok_or_else(|| unread(at, "nodeSelector"))?;
                narrow(&mut selected, labels, label, BTreeSet::from([value.to_owned()]));
            }
        }
        Some(_) => return Err(unread(at, "nodeSelector")),
    }
    let mut found = BTreeSet::new();
    for term in terms(spec, at)? {
        let mut bound = selected.clone();
        for expression in list(term.as_ref().and_then(|term| term.get("matchExpressions")), at)? {
            let label = expression.get("key").and_then(Value::as_str).ok_or_else(|| unread(at, "matchExpressions"))?;
            if expression.get("operator").and_then(Value::as_str) == Some("In") {
                let values = list(expression.get("values"), at)?;
                let values = values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>();
                narrow(&mut bound, labels, label, values.ok_or_else(|| unread(at, "matchExpressions"))?);
            }
        }
        multiply(&bound, at, &mut found)?;
    }
    if found.is_empty() {
        return Err(Refused::of(format!(
            "{at}/spec: its node selector and affinity exclude each other: no node can match"
        )));
    }
    Ok(found)
}

/// The terms of the required affinity, one of which has to hold; where there is no affinity, one that says nothing.
fn terms<'a>(spec: &'a Value, at: &str) -> Result<Vec<Option<&'a Value>>, Refused> {
    let required = spec.pointer("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
    let Some(required) = required.filter(|required| !required.is_null()) else { return Ok(vec![None]) };
    let terms = list(required.get("nodeSelectorTerms"), at)?;
    Ok(if terms.is_empty() { vec![None] } else { terms.iter().map(Some).collect() })
}

fn list<'a>(value: Option<&'a Value>, at: &str) -> Result<&'a [Value], Refused> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(unread(at, "affinity")),
    }
}

fn narrow(
    bound: &mut BTreeMap<String, BTreeSet<String>>,
    labels: &BTreeSet<&str>,
    label: &str,
    values: BTreeSet<String>,
) {
    if !labels.contains(label) {
        return;
    }
    match bound.get_mut(label) {
        Some(before) => before.retain(|value| values.contains(value)),
        None => {
            bound.insert(label.to_owned(), values);
        }
    }
}

fn multiply(
    bound: &BTreeMap<String, BTreeSet<String>>,
    at: &str,
    found: &mut BTreeSet<Placing>,
) -> Result<(), Refused> {
    let mut ways = vec![Placing::new()];
    for (label, values) in bound {
        if ways.len().saturating_mul(values.len()) > MOST {
            return Err(too_many(at));
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                values.iter().map(|value| {
                    let mut way = way.clone();
                    way.insert(label.clone(), value.clone());
                    way
                })
            })
            .collect();
    }
    found.extend(ways);
    if found.len() > MOST { Err(too_many(at)) } else { Ok(()) }
}

fn too_many(at: &str) -> Refused {
    Refused::of(format!(
        "{at}/spec: more than {MOST} combinations of node labels: bind it to fewer in its node selector"
    ))
}

fn unread(at: &str, field: &str) -> Refused {
    Refused::of(format!("{at}/spec: its {field} cannot be read"))
}

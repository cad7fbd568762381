//! How many of each resource one pod needs at the same time.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::mapping::Written;
use super::name::{is_extended, listed};
use super::quantity::whole;
use crate::template::{Refused, short};

/// Amounts by resource name; none is zero.
pub type Amounts = BTreeMap<String, u64>;

/// Whether the mapping has to know what this resource is.
pub fn is_watched(written: &Written, name: &str) -> bool {
    let mapped = written.accelerators.iter().any(|line| line.resource.as_deref() == Some(name));
    mapped || (is_extended(name) && !listed(&written.not_accelerators, name))
}

/// What a pod needs, by Kubernetes' own rule (`k8s.io/component-helpers/resource`, `PodRequests`): the containers together with the sidecars, or the neediest step
/// of the initialization together with the sidecars started before it, whichever is more.
pub fn of_pod(written: &Written, spec: &Value, at: &str) -> Result<Amounts, Refused> {
    let each = |list: &str| of_list(written, spec, list, at);
    let mut running = Amounts::new();
    for (_, amounts) in each("containers")?.into_iter().chain(each("ephemeralContainers")?) {
        add(&mut running, &amounts, at)?;
    }
    let mut sidecars = Amounts::new();
    let mut neediest = Amounts::new();
    for (container, mut amounts) in each("initContainers")? {
        if container.get("restartPolicy").and_then(Value::as_str) == Some("Always") {
            add(&mut sidecars, &amounts, at)?;
            amounts = sidecars.clone();
        } else {
            add(&mut amounts, &sidecars, at)?;
        }
        raise(&mut neediest, &amounts);
    }
    add(&mut running, &sidecars, at)?;
    raise(&mut running, &neediest);
    // Resources of the whole pod, where they are given, stand for those of its containers.
    raise(&mut running, &of_container(written, spec, &format!("{at}/spec"))?);
    Ok(running)
}

fn of_list<'a>(written: &Written, spec: &'a Value, list: &str, at: &str) -> Result<Vec<(&'a Value, Amounts)>, Refused> {
    let containers = match spec.get(list) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(containers)) => containers,
        Some(_) => return Err(Refused::of(format!("{at}/spec/{list} is no list: it cannot be read"))),
    };
    containers
        .iter()
        .enumerate()
        .map(|(place, container)| {
            let amounts = of_container(written, container, &format!("{at}/spec/{list}/{place}"))?;
            Ok((container, amounts))
        })
        .collect()
}

fn of_container(written: &Written, container: &Value, at: &str) -> Result<Amounts, Refused> {
    let mut amounts = Amounts::new();
    if !container.is_object() {
        return Err(Refused::of(format!("{at} is no object: it cannot be read")));
    }
    let Some(resources) = fields(container, "resources", at)? else { return Ok(amounts) };
    let resources = Value::Object(resources.clone());
    for list in ["requests", "limits"] {
        for (name, value) in fields(&resources, list, &format!("{at}/resources"))?.into_iter().flatten() {
            if !is_watched(written, name) {
                continue;
            }
            let amount = whole(value).ok_or_else(|| {
                let value = short(&value.to_string());
                Refused::of(format!("{at}/resources/{list}: {} is {value}: write a whole number", short(name)))
            })?;
            if amount > 0 {
                raise(&mut amounts, &Amounts::from([(name.clone(), amount)]));
            }
        }
    }
    Ok(amounts)
}

/// The fields of an object inside an object; nothing where it is absent.
fn fields<'a>(of: &'a Value, name: &str, at: &str) -> Result<Option<&'a Map<String, Value>>, Refused> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(fields)) => Ok(Some(fields)),
        Some(_) => Err(Refused::of(format!("{at}/{name} is no object: it cannot be read"))),
    }
}

fn add(sum: &mut Amounts, more: &Amounts, at: &str) -> Result<(), Refused> {
    for (name, amount) in more {
        let of = sum.entry(name.clone()).or_default();
        *of = of
            .checked_add(*amount)
            .ok_or_else(|| Refused::of(format!("{at}: more of {} than can be counted", short(name))))?;
    }
    Ok(())
}

fn raise(most: &mut Amounts, other: &Amounts) {
    for (name, amount) in other {
        let of = most.entry(name.clone()).or_default();
        *of = (*of).max(*amount);
    }
}

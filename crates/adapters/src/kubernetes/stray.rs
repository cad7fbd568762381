//! Accelerators where nobody looked: the net under everything that is read by its place.
//!
//! Kinds are read where Kubernetes' types, or the mapping, say that pods are. What asks for an accelerator anywhere else is not understood, and what is not
//! understood keeps the gate closed.

use serde_json::Value;

use super::chips::is_watched;
use super::mapping::Written;
use super::quantity::whole;
use crate::template::{Refused, short};

/// Looks through an object for resources outside of the pod specs that were read.
pub fn none(written: &Written, object: &Value, kind: &str, specs: &[String]) -> Result<(), Refused> {
    // What the cluster says of an object is not what it asks for.
    let asked =
        object.as_object().into_iter().flatten().filter(|(name, _)| !matches!(name.as_str(), "metadata" | "status"));
    for (name, value) in asked {
        if let Some((at, resource)) = find(written, value, format!("{kind}/{name}"), specs) {
            let resource = short(&resource);
            return Err(Refused::of(format!(
                "{at} asks for {resource}, and no pod is known to be there: name the pod templates of {kind} under [[workloads]]"
            )));
        }
    }
    Ok(())
}

fn find(written: &Written, value: &Value, at: String, specs: &[String]) -> Option<(String, String)> {
    match value {
        Value::Object(fields) => {
            if !is_read(&at, specs) {
                let lists = ["requests", "limits"].into_iter().filter_map(|list| fields.get(list)?.as_object());
                let strays =
                    lists.flatten().find(|(name, amount)| is_watched(written, name) && whole(amount) != Some(0));
                if let Some((name, _)) = strays {
                    return Some((at, name.clone()));
                }
            }
            fields.iter().find_map(|(name, field)| find(written, field, format!("{at}/{name}"), specs))
        }
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(place, item)| find(written, item, format!("{at}/{place}"), specs))
        }
        _ => None,
    }
}

/// Whether `chips` reads the resources here.
fn is_read(at: &str, specs: &[String]) -> bool {
    specs.iter().any(|spec| {
        let Some(rest) = at.strip_prefix(spec.as_str()) else { return false };
        let parts: Vec<_> = rest.split('/').skip(1).collect();
        match parts.as_slice() {
            ["resources"] => true,
            ["containers" | "initContainers" | "ephemeralContainers", place, "resources"] => {
                place.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        }
    })
}

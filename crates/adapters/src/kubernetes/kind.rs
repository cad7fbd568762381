//! Kinds that make pods: where their templates are, and how many pods they want.

use serde_json::Value;

use super::mapping::Written;
use super::quantity::whole;
use crate::template::{Refused, short};

/// Where one sort of template is, and the numbers that make the number of pods.
pub struct Place<'a> {
    pub template: &'a str,
    pub times: Vec<&'a str>,
}

/// A template that was found.
pub struct Template<'a> {
    /// Where, for messages.
    pub at: String,
    pub value: &'a Value,
    pub pods: u64,
}

/// Kubernetes' own: group, kind, resource, template, number of pods. A daemon set says nothing of the number of nodes; it is asked about one pod.
pub const OWN: [(&str, &str, &str, &str, &str); 8] = [
    ("apps", "Deployment", "deployments", "/spec/template", "/spec/replicas"),
    ("apps", "ReplicaSet", "replicasets", "/spec/template", "/spec/replicas"),
    ("apps", "StatefulSet", "statefulsets", "/spec/template", "/spec/replicas"),
    ("apps", "DaemonSet", "daemonsets", "/spec/template", ""),
    ("batch", "Job", "jobs", "/spec/template", "/spec/parallelism"),
    ("batch", "CronJob", "cronjobs", "/spec/jobTemplate/spec/template", "/spec/jobTemplate/spec/parallelism"),
    ("", "ReplicationController", "replicationcontrollers", "/spec/template", "/spec/replicas"),
    ("", "PodTemplate", "podtemplates", "/template", ""),
];

/// Whether a kind is read without the mapping.
pub fn is_own(group: &str, kind: &str) -> bool {
    OWN.iter().any(|own| own.0 == group && own.1 == kind)
        || matches!((group, kind), ("", "Pod") | ("resource.k8s.io", "ResourceClaim" | "ResourceClaimTemplate"))
}

/// The places of a kind's templates; nothing where the kind is not known.
pub fn places<'a>(written: &'a Written, group: &str, kind: &str) -> Option<Vec<Place<'a>>> {
    if let Some((.., template, times)) = OWN.iter().find(|own| own.0 == group && own.1 == kind) {
        let times = if times.is_empty() { Vec::new() } else { vec![*times] };
        return Some(vec![Place { template, times }]);
    }
    let workload = written.workloads.iter().find(|workload| workload.group == group && workload.kind == kind)?;
    let place = |pods: &'a super::PodsMapping| Place {
        template: &pods.template,
        times: pods.times.iter().map(String::as_str).collect(),
    };
    Some(workload.pods.iter().map(place).collect())
}

/// How many segments of a pointer stand for every item.
pub fn stars(pointer: &str) -> usize {
    pointer.split('/').filter(|segment| *segment == "*").count()
}

/// The templates of an object at a place. One that is absent is none: what is found outside of them is found by `stray`.
pub fn templates<'a>(object: &'a Value, place: &Place<'_>, at: &str) -> Result<Vec<Template<'a>>, Refused> {
    let mut found = Vec::new();
    walk(object, &segments(place.template), at.to_owned(), &mut Vec::new(), &mut found);
    found
        .into_iter()
        .map(|(at, chosen, value)| {
            let mut pods: u64 = 1;
            for pointer in &place.times {
                let number = number(object, pointer, &chosen, &at)?;
                pods = super::pod::times(pods, number, &at)?;
            }
            Ok(Template { at, value, pods })
        })
        .collect()
}

type Found<'a> = (String, Vec<String>, &'a Value);

fn walk<'a>(value: &'a Value, rest: &[String], at: String, chosen: &mut Vec<String>, found: &mut Vec<Found<'a>>) {
    let Some((segment, rest)) = rest.split_first() else {
        if !value.is_null() {
            found.push((at, chosen.clone(), value));
        }
        return;
    };
    if segment != "*" {
        if let Some(child) = child(value, segment) {
            walk(child, rest, format!("{at}/{segment}"), chosen, found);
        }
        return;
    }
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), field)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        chosen.push(name.clone());
        walk(child, rest, format!("{at}/{name}"), chosen, found);
        chosen.pop();
    }
}

fn child<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => value.get(segment),
    }
}

/// RFC 6901 section 4.
fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect()
}

fn number(object: &Value, pointer: &str, chosen: &[String], at: &str) -> Result<u64, Refused> {
    let mut chosen = chosen.iter();
    let mut value = Some(object);
    for segment in segments(pointer) {
        let segment = if segment == "*" { chosen.next().cloned().unwrap_or(segment) } else { segment };
        value = value.and_then(|value| child(value, &segment));
    }
    match value {
        None | Some(Value::Null) => Ok(1),
        Some(value) => whole(value).filter(|_| value.is_number()).ok_or_else(|| {
            let value = short(&value.to_string());
            Refused::of(format!("{at}: the number of pods at {pointer} is {value}: it cannot be read"))
        }),
    }
}

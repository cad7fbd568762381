//! Expressions (CEL) for the API server: whether an object asks for what the mapping watches.

use super::mapping::Mapping;
use super::name::is_extended;

/// Whether the pod spec at a path asks for anything that the gate has to decide. The same rule as `chips::is_watched`.
pub fn asks(mapping: &Mapping, spec: &str) -> String {
    let lists = ["containers", "initContainers", "ephemeralContainers"]
        .map(|list| format!("(has({spec}.{list}) && {spec}.{list}.exists(c, {}))", of_resources(mapping, "c")));
    let pod = of_resources(mapping, spec);
    format!("{} && ({} || ({pod}))", present(spec), lists.join(" || "))
}

/// Every step of a path is there: to read a field of what is absent is an error.
fn present(path: &str) -> String {
    let mut steps = Vec::new();
    let mut at = String::new();
    for step in path.split('.') {
        if at.is_empty() {
            at.push_str(step);
            continue;
        }
        at = format!("{at}.{step}");
        steps.push(format!("has({at})"));
    }
    steps.join(" && ")
}

fn of_resources(mapping: &Mapping, of: &str) -> String {
    let watched = watched(mapping);
    let list = |list: &str| {
        let at = format!("{of}.resources.{list}");
        format!("(has({at}) && {at}.exists(n, {watched} && string({at}[n]) != '0'))")
    };
    format!("has({of}.resources) && ({} || {})", list("requests"), list("limits"))
}

/// Whether a resource name `n` is watched.
fn watched(mapping: &Mapping) -> String {
    let written = &mapping.written;
    let quoted = |names: Vec<&str>| {
        let names: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
        format!("[{}]", names.join(", "))
    };
    let mapped: Vec<_> = written.accelerators.iter().filter_map(|line| line.resource.as_deref()).collect();
    let bare: Vec<_> = mapped.iter().copied().filter(|name| !is_extended(name)).collect();
    let mut rule = "n.contains('/')".to_owned();
    let whole: Vec<_> =
        written.not_accelerators.iter().map(String::as_str).filter(|name| !name.ends_with('*')).collect();
    if !whole.is_empty() {
        rule = format!("{rule} && !(n in {})", quoted(whole));
    }
    for prefix in written.not_accelerators.iter().filter_map(|name| name.strip_suffix('*')) {
        rule = format!("{rule} && !n.startsWith('{prefix}')");
    }
    if bare.is_empty() { format!("({rule})") } else { format!("(n in {} || ({rule}))", quoted(bare)) }
}

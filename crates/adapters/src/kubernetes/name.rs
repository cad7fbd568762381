//! Names of resources: which of them may be an accelerator.

/// What the API server puts before a device class that is asked for as an extended resource (`resource/v1/types.go`, `ResourceDeviceClassPrefix`).
pub const DEVICE_CLASS: &str = "deviceclass.resource.kubernetes.io/";

/// Whether a name can be one of the catalog's accelerators at all. Kubernetes' own countable resources have no domain; every other has.
pub fn is_extended(name: &str) -> bool {
    name.contains('/')
}

/// Whether a name is on a list of names and of prefixes that end in `/*`.
pub fn listed(names: &[String], name: &str) -> bool {
    names.iter().any(|listed| match listed.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => listed == name,
    })
}

/// Whether a text can stand in a resource name. It is written into expressions of the generated policies, so nothing else may.
pub fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./-_".contains(&byte))
}

//! The backstop: a `ValidatingAdmissionPolicy` (`admissionregistration.k8s.io/v1`) that holds when the webhooks are gone.
//!
//! It runs in the API server after all mutating webhooks, and refuses pods and resource claims that ask for accelerators and bear no grant. What its language
//! (CEL) cannot do decides what it can promise:
//!
//! - It has no signatures. A grant's **form** is checked, and that it is bound to nothing else is not: somebody who may create pods and forges an annotation
//!   passes, as long as both webhooks are gone. The validating webhook verifies every signature.
//! - It has no clock: there is no function for the present. But the API server sets `metadata.creationTimestamp` before it validates, whatever a client writes, so
//!   on creation the **age** of a grant is measured against it. A grant of yesterday opens nothing today.
//! - It does not know **who wrote** the annotation, for a mutating webhook acts in the name of whoever sent the request. The webhook overwrites what a client
//!   sends; on an update the policy allows an annotation to change only to a grant that is issued later.
//!
//! A dry run has no grant and is let through.

use serde_json::{Value, json};

use super::grant::{FRESH, GRANT, SKEW};
use super::mapping::{Holds, Mapping};
use super::name::DEVICE_CLASS;
use super::{cel, webhook};

/// The form of a grant, as a regular expression (RE2).
const FORM: &str = "^v1[.].+[.][0-9]{10}[.][0-9]{10}[.][A-Za-z0-9_-]{86}$";

/// The policies for pods and for resource claims, with their bindings.
#[must_use]
pub fn backstop(mapping: &Mapping) -> Vec<Value> {
    let pods = policy(mapping, "portcullis-pods", ("", "pods"), &cel::asks(mapping, "object.spec"));
    let claims = policy(mapping, "portcullis-claims", ("resource.k8s.io", "resourceclaims"), &claims(mapping));
    vec![pods, binding("portcullis-pods"), claims, binding("portcullis-claims")]
}

/// A claim asks where it has a request for a device class that is not listed as something else. The scheduler's own claims are of pods that were judged.
fn claims(mapping: &Mapping) -> String {
    let classes = mapping.written.not_accelerators.iter().filter_map(|name| name.strip_prefix(DEVICE_CLASS));
    let classes: Vec<_> = classes.map(|class| format!("'{class}'")).collect();
    let harmless = format!("has(r.exactly) && r.exactly.deviceClassName in [{}]", classes.join(", "));
    let scheduler = "request.userInfo.username == 'system:kube-scheduler' && has(object.metadata.annotations) \
                     && 'resource.kubernetes.io/extended-resource-claim' in object.metadata.annotations";
    format!(
        "has(object.spec.devices) && has(object.spec.devices.requests) && object.spec.devices.requests.exists(r, !({harmless})) && !({scheduler})"
    )
}

fn variable(name: &str, expression: &str) -> Value {
    json!({ "name": name, "expression": expression })
}

fn validation(expression: &str, message: &str) -> Value {
    json!({ "expression": expression, "message": format!("portcullis: {message}"), "reason": "Forbidden" })
}

fn policy(mapping: &Mapping, name: &str, (group, resource): (&str, &str), asks: &str) -> Value {
    let grant = |of: &str| {
        format!(
            "has({of}.metadata.annotations) && '{GRANT}' in {of}.metadata.annotations ? {of}.metadata.annotations['{GRANT}'] : ''"
        )
    };
    let formed = |of: &str| format!("variables.{of}.matches('{FORM}')");
    let part = |of: &str, from_end: u8| {
        format!("int(variables.{of}.split('.')[size(variables.{of}.split('.')) - {from_end}])")
    };
    let old = format!("oldObject == null ? '' : ({})", grant("oldObject"));
    let age = match mapping.written.kueue.holds {
        Holds::Pods => format!("&& variables.issued >= variables.created - {FRESH}"),
        // A workload's grant is older than its pods.
        Holds::Workload => String::new(),
    };
    let fresh = format!(
        "!variables.decides || (variables.issued <= variables.created + {SKEW} && variables.expires > variables.created {age})"
    );
    let mut constraints = json!({
        "matchPolicy": "Equivalent",
        "resourceRules": [{
            "apiGroups": [group],
            "apiVersions": ["v1"],
            "operations": ["CREATE", "UPDATE"],
            "resources": [resource],
            "scope": "Namespaced",
        }],
    });
    if let (Some(selector), Some(constraints)) = (webhook::exempt(mapping), constraints.as_object_mut()) {
        constraints.insert("namespaceSelector".to_owned(), selector);
    }
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": { "name": name },
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": constraints,
            "matchConditions": [
                { "name": "is-kept", "expression": "!(has(request.dryRun) && request.dryRun)" },
                { "name": "asks-for-accelerators", "expression": asks },
            ],
            "variables": [
                variable("grant", &grant("object")),
                variable("old", &old),
                variable("formed", &formed("grant")),
                variable("issued", &format!("variables.formed ? {} : 0", part("grant", 3))),
                variable("expires", &format!("variables.formed ? {} : 0", part("grant", 2))),
                variable("oldIssued", &format!("{} ? {} : 0", formed("old"), part("old", 3))),
                variable("created", "int(timestamp(object.metadata.creationTimestamp))"),
                variable("decides", "request.operation == 'CREATE'"),
            ],
            "validations": [
                validation("!variables.decides || variables.formed", "it asks for accelerators and bears no grant: is the webhook of the gate there?"),
                validation(&fresh, "its grant was not issued for this request: remove the annotation, and ask again"),
                validation(
                    "variables.decides || variables.grant == variables.old || (variables.formed && variables.issued >= variables.oldIssued)",
                    "its grant was changed: leave the annotation as it is",
                ),
            ],
        },
    })
}

fn binding(name: &str) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": { "name": name },
        "spec": { "policyName": name, "validationActions": ["Deny", "Audit"] },
    })
}

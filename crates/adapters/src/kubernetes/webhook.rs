//! The webhook configurations of a mapping (`admissionregistration.k8s.io/v1`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::mapping::{Mapping, Scale};
use super::{cel, kind};

/// Where the mutating webhook is served.
pub const MUTATE_PATH: &str = "/adapters/kubernetes/mutate";
/// Where the validating webhook is served.
pub const VALIDATE_PATH: &str = "/adapters/kubernetes/validate";

/// How the API server reaches the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A service of the cluster.
    Service {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Its port.
        port: u16,
        /// The certificate authority, PEM in base64; left out where something else fills it in.
        authority: Option<String>,
    },
    /// A URL without the path: `https://gate.example.com`.
    Url {
        /// The URL.
        url: String,
        /// The certificate authority, PEM in base64; left out for those that the API server trusts.
        authority: Option<String>,
    },
}

impl Reach {
    fn client(&self, path: &str) -> Value {
        let (mut client, authority) = match self {
            Self::Service { namespace, name, port, authority } => {
                let service = json!({ "namespace": namespace, "name": name, "path": path, "port": port });
                (json!({ "service": service }), authority)
            }
            Self::Url { url, authority } => {
                (json!({ "url": format!("{}{path}", url.trim_end_matches('/')) }), authority)
            }
        };
        if let (Some(authority), Some(client)) = (authority, client.as_object_mut()) {
            client.insert("caBundle".to_owned(), json!(authority));
        }
        client
    }
}

/// Seconds that the API server waits. A gate that does not answer is closed.
const PATIENCE: u8 = 10;

/// A mutating and a validating configuration. What a match condition tells apart never leaves the API server, so that a cluster whose gate is down
/// starts everything but accelerators, the gate itself first of all.
#[must_use]
pub fn webhook(mapping: &Mapping, reach: &Reach) -> Vec<Value> {
    let pods = cel::asks(mapping, "object.spec");
    let mut validating = vec![
        hook(
            "pods",
            rules("", &["pods", "pods/ephemeralcontainers"]),
            Some(&pods),
            mapping,
            reach.client(VALIDATE_PATH),
        ),
        hook(
            "claims",
            rules("resource.k8s.io", &["resourceclaims", "resourceclaimtemplates"]),
            None,
            mapping,
            reach.client(VALIDATE_PATH),
        ),
    ];
    for (template, rules) in own_workloads() {
        let spec = format!("object{}.spec", template.replace('/', "."));
        let name = template.trim_matches('/').to_ascii_lowercase().replace('/', "-");
        let condition = cel::asks(mapping, &spec);
        validating.push(hook(&name, rules, Some(&condition), mapping, reach.client(VALIDATE_PATH)));
    }
    for workload in &mapping.written.workloads {
        let rules = rules(&workload.group, &[&workload.resource]);
        let name = format!("{}.{}", workload.resource, workload.group);
        validating.push(hook(&name, rules, None, mapping, reach.client(VALIDATE_PATH)));
    }
    if mapping.written.scale == Scale::Deny {
        let mut all = rules("apps", &["deployments/scale", "replicasets/scale", "statefulsets/scale"]);
        all.extend(rules("", &["replicationcontrollers/scale"]));
        validating.push(hook("scale", all, None, mapping, reach.client(VALIDATE_PATH)));
    }
    let mut mutating = vec![
        hook("pods", rules("", &["pods"]), Some(&pods), mapping, reach.client(MUTATE_PATH)),
        hook("claims", rules("resource.k8s.io", &["resourceclaims"]), None, mapping, reach.client(MUTATE_PATH)),
    ];
    for hook in mutating.iter_mut().filter_map(Value::as_object_mut) {
        // Asked twice in one request, the gate would hold twice. Who changes an object after its grant makes the grant void.
        hook.insert("reinvocationPolicy".to_owned(), json!("Never"));
    }
    // Configurations are called in the order of their names: the grant comes last.
    vec![
        configuration("MutatingWebhookConfiguration", "zz-portcullis", &mutating),
        configuration("ValidatingWebhookConfiguration", "portcullis", &validating),
    ]
}

fn configuration(kind: &str, name: &str, webhooks: &[Value]) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": { "name": name },
        "webhooks": webhooks,
    })
}

/// Kubernetes' own kinds by the place of their template.
fn own_workloads() -> BTreeMap<&'static str, Vec<Value>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (group, _, resource, template, _) in kind::OWN {
        groups.entry((template, group)).or_default().push(resource);
    }
    let mut places: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for ((template, group), resources) in groups {
        places.entry(template).or_default().extend(rules(group, &resources));
    }
    places
}

fn rules(group: &str, resources: &[&str]) -> Vec<Value> {
    vec![json!({
        "apiGroups": [group],
        "apiVersions": ["*"],
        "operations": ["CREATE", "UPDATE"],
        "resources": resources,
        "scope": "Namespaced",
    })]
}

fn hook(name: &str, rules: Vec<Value>, condition: Option<&str>, mapping: &Mapping, client: Value) -> Value {
    let mut hook = Map::new();
    hook.insert("name".to_owned(), json!(format!("{name}.portcullis.dev")));
    hook.insert("admissionReviewVersions".to_owned(), json!(["v1"]));
    hook.insert("clientConfig".to_owned(), client);
    hook.insert("failurePolicy".to_owned(), json!("Fail"));
    hook.insert("matchPolicy".to_owned(), json!("Equivalent"));
    hook.insert("sideEffects".to_owned(), json!("NoneOnDryRun"));
    hook.insert("timeoutSeconds".to_owned(), json!(PATIENCE));
    if let Some(selector) = exempt(mapping) {
        hook.insert("namespaceSelector".to_owned(), selector);
    }
    hook.insert("rules".to_owned(), Value::Array(rules));
    if let Some(condition) = condition {
        let condition = json!([{ "name": "asks-for-accelerators", "expression": condition }]);
        hook.insert("matchConditions".to_owned(), condition);
    }
    Value::Object(hook)
}

/// The namespaces that are passed over, by the label that the API server itself keeps on each.
pub fn exempt(mapping: &Mapping) -> Option<Value> {
    let names = &mapping.written.exempt_namespaces;
    let expression = json!({ "key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": names });
    (!names.is_empty()).then(|| json!({ "matchExpressions": [expression] }))
}

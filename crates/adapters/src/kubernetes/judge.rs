//! What of a request the gate has to decide.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::grant::GRANT;
use super::mapping::{Mapping, Scale};
use super::pod::{self, Wanted};
use super::request::{Request, grant_of};
use super::tenant::Tenant;
use super::{claim, kind, stray};
use crate::template::{Refused, short};

/// What was found, or why it cannot be asked; with what is worth telling.
pub type Judged = (Result<BTreeSet<Wanted>, Refused>, Vec<String>);

fn nothing() -> Judged {
    (Ok(BTreeSet::new()), Vec::new())
}

fn refused(sentence: impl Into<String>) -> Judged {
    (Err(Refused::of(sentence)), Vec::new())
}

impl Request {
    /// Judges the request.
    pub fn judge(&self, mapping: &Mapping) -> Judged {
        match self.operation.as_str() {
            "DELETE" | "CONNECT" => return nothing(),
            "CREATE" | "UPDATE" => {}
            other => {
                return refused(format!("the operation {} is not known", short(other)));
            }
        }
        if self.sub_resource.as_deref() == Some("scale") {
            return self.judge_scale(mapping.written.scale);
        }
        if self.is_own_claim_of_scheduler() {
            return nothing();
        }
        let wanted = self.wanted(mapping, &self.object);
        if self.operation == "UPDATE" && self.old_object.is_object() {
            let before = self.wanted(mapping, &self.old_object);
            // What was there before the webhook and cannot be read may still lose a finalizer: only a change is judged.
            let same = match (&before, &wanted) {
                (Ok(before), Ok(wanted)) => before == wanted,
                (Err(before), Err(refused)) => {
                    before == refused && self.old_object.get("spec") == self.object.get("spec")
                }
                _ => false,
            };
            if same {
                return self.unchanged(&wanted);
            }
        }
        (wanted, Vec::new())
    }

    fn unchanged(&self, wanted: &Result<BTreeSet<Wanted>, Refused>) -> Judged {
        let matters = self.is_start() && !wanted.as_ref().is_ok_and(BTreeSet::is_empty);
        if matters && grant_of(&self.old_object) != grant_of(&self.object) {
            return refused(format!("the annotation {GRANT} is written by Portcullis alone: leave it as it is"));
        }
        nothing()
    }

    /// A claim that the scheduler makes for a pod that asks by an extended resource: the pod was judged.
    fn is_own_claim_of_scheduler(&self) -> bool {
        let user = self.user_info.as_ref().and_then(|user| user.username.as_deref());
        let made = self.object.pointer("/metadata/annotations/resource.kubernetes.io~1extended-resource-claim");
        (self.kind.group.as_str(), self.kind.kind.as_str()) == ("resource.k8s.io", "ResourceClaim")
            && self.operation == "CREATE"
            && user == Some("system:kube-scheduler")
            && made.and_then(Value::as_str) == Some("true")
    }

    /// A `Scale` has the numbers and not the template (`autoscaling/v1`).
    fn judge_scale(&self, scale: Scale) -> Judged {
        let number = |object: &Value| object.pointer("/spec/replicas").and_then(Value::as_u64).unwrap_or(0);
        if number(&self.object) <= number(&self.old_object) && self.old_object.is_object() {
            return nothing();
        }
        match scale {
            Scale::Pods => {
                let warning = "portcullis: the gate decides on each new pod; there may be fewer pods than wanted";
                (Ok(BTreeSet::new()), vec![warning.to_owned()])
            }
            Scale::Deny => refused("a scale-up does not say of what: change the number in the workload itself"),
        }
    }

    fn wanted(&self, mapping: &Mapping, object: &Value) -> Result<BTreeSet<Wanted>, Refused> {
        let kind = self.kind.kind.as_str();
        let null = Value::Null;
        let part = |pointer: &str| object.pointer(pointer).unwrap_or(&null);
        let tenant = |metadata| Tenant { namespace: self.namespace(), metadata };
        match (self.kind.group.as_str(), kind) {
            ("", "Pod") => {
                let wanted = pod::wanted(mapping, tenant(part("/metadata")), part("/spec"), kind)?;
                stray::none(&mapping.written, object, kind, &[format!("{kind}/spec")])?;
                Ok(wanted)
            }
            ("resource.k8s.io", "ResourceClaim") => {
                claim::wanted(mapping, tenant(part("/metadata")), part("/spec"), &format!("{kind}/spec"))
            }
            ("resource.k8s.io", "ResourceClaimTemplate") => {
                claim::wanted(mapping, tenant(part("/spec/metadata")), part("/spec/spec"), &format!("{kind}/spec/spec"))
            }
            (group, _) => self.of_templates(mapping, object, group),
        }
    }

    fn of_templates(&self, mapping: &Mapping, object: &Value, group: &str) -> Result<BTreeSet<Wanted>, Refused> {
        let kind = self.kind.kind.as_str();
        let mut sums = BTreeMap::new();
        let mut specs = Vec::new();
        for place in kind::places(&mapping.written, group, kind).into_iter().flatten() {
            for template in kind::templates(object, &place, kind)? {
                let spec = template.value.get("spec").unwrap_or(&Value::Null);
                let metadata = template.value.get("metadata").unwrap_or(&Value::Null);
                let tenant = Tenant { namespace: self.namespace(), metadata };
                for wanted in pod::wanted(mapping, tenant, spec, &template.at)? {
                    wanted.times(template.pods, &template.at)?.add_to(&mut sums, &template.at)?;
                }
                specs.push(format!("{}/spec", template.at));
            }
        }
        stray::none(&mapping.written, object, kind, &specs)?;
        Ok(pod::summed(sums))
    }
}

//! One round: what was listed, and what has to be patched.

use portcullis_gate::{Ask, Verdict};
use portcullis_license::{Instant, OperationId};
use serde_json::Value;

use super::CONTROLLER;
use super::next::{Heard, asks, next};
use super::patch::{self, Patch};
use super::workload::{Stage, Workload, flavors};
use crate::kubernetes::{Granter, Mapping};

/// The `items` of three lists of the Kubernetes API. Items of a list bear no version of their own; give them the one that was listed.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// `AdmissionCheck`s.
    pub checks: Vec<Value>,
    /// `ResourceFlavor`s.
    pub flavors: Vec<Value>,
    /// `Workload`s.
    pub workloads: Vec<Value>,
}

/// One round over everything. `decide` puts asks to the gate; `stopped` says why a lease has to end, if it has to. A workload that cannot be read is left as it is:
/// its check stays Pending, and it does not start. Without a granter, none gets ready that holds for its pods.
pub fn reconcile(
    listed: &Listed,
    mapping: &Mapping,
    granter: Option<&Granter>,
    now: Instant,
    mut decide: impl FnMut(&[Ask]) -> Vec<Verdict>,
    mut stopped: impl FnMut(&OperationId) -> Option<String>,
) -> Vec<Patch> {
    let flavors = flavors(&listed.flavors);
    let own = listed.checks.iter().filter(|check| text(check, "/spec/controllerName") == Some(CONTROLLER));
    let workloads: Vec<_> = listed.workloads.iter().filter_map(|item| Workload::read(item).ok()).collect();
    let mut patches = Vec::new();
    for check in own {
        if !is_active(check) {
            patches.extend(patch::active(check, now));
        }
        let Some(name) = text(check, "/metadata/name") else { continue };
        for workload in &workloads {
            let stage = workload.stage(name);
            if stage == Stage::Elsewhere {
                continue;
            }
            let asked = asks(workload, &flavors, mapping, now);
            let stop = asked.asks.iter().filter_map(|ask| stopped(ask.id.as_ref()?)).next();
            if let Some(why) = stop {
                patches.extend(next(workload, name, &asked, Heard::Stop(&why), granter, now));
                continue;
            }
            let verdicts = if asked.worth_asking(stage) { decide(&asked.asks) } else { Vec::new() };
            patches.extend(next(workload, name, &asked, Heard::Verdicts(&verdicts), granter, now));
        }
    }
    patches
}

fn is_active(check: &Value) -> bool {
    let conditions = check.pointer("/status/conditions").and_then(Value::as_array);
    conditions
        .into_iter()
        .flatten()
        .any(|condition| text(condition, "/type") == Some("Active") && text(condition, "/status") == Some("True"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

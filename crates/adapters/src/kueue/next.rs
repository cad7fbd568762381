//! What a workload is asked about, and the next state of its check.

use std::collections::BTreeSet;

use portcullis_gate::{Ask, Verdict};
use portcullis_license::Instant;
use serde_json::{Value, json};

use super::patch::{self, Patch};
use super::workload::{CheckState, Flavors, PodSet, Stage, Workload};
use crate::kubernetes::pod::{self, Sums};
use crate::kubernetes::{GRANT, Granter, Holds, Mapping, Subject, Tenant, Wanted, ask_all, granted_until, seconds_of};
use crate::template::{Refused, short};

/// Kueue gives the quota back and queues the workload again after so many seconds.
const BACK_OFF: u32 = 60;

/// What a workload asks.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Each must open.
    pub asks: Vec<Ask>,
    /// Why the gate stays closed, whatever it would say.
    pub refused: Option<Refused>,
    /// What one pod of each set wants, and the number of its asks.
    podsets: Vec<(String, BTreeSet<Wanted>, usize)>,
    /// Whether the asks are starts.
    starts: bool,
}

/// What came back.
#[derive(Copy, Clone, Debug)]
pub enum Heard<'a> {
    /// The gate's word on each ask.
    Verdicts(&'a [Verdict]),
    /// It has to stop: why.
    Stop(&'a str),
}

/// What a workload asks, with the flavors that it was assigned.
#[must_use]
pub fn asks(workload: &Workload, flavors: &Flavors, mapping: &Mapping, now: Instant) -> Asked {
    let starts = mapping.written.kueue.holds == Holds::Workload;
    let mut asked = Asked { starts, ..Asked::default() };
    for podset in &workload.spec.pod_sets {
        if let Err(refused) = asked.podset(workload, podset, flavors, mapping, now) {
            return Asked { refused: Some(refused), starts, ..Asked::default() };
        }
    }
    asked
}

impl Asked {
    /// Whether the gate has to be asked: what waits always, what is open only where asking again is the same start.
    pub(super) fn worth_asking(&self, stage: Stage) -> bool {
        self.refused.is_none() && !self.asks.is_empty() && (stage == Stage::Waits || self.starts)
    }

    fn podset(
        &mut self,
        workload: &Workload,
        podset: &PodSet,
        flavors: &Flavors,
        mapping: &Mapping,
        now: Instant,
    ) -> Result<(), Refused> {
        let at = format!("Workload/spec/podSets/{}/template", podset.name);
        let template = placed(workload, podset, flavors, &at)?;
        let metadata = template.get("metadata").unwrap_or(&Value::Null);
        let tenant = Tenant { namespace: &workload.metadata.namespace, metadata };
        let each = pod::wanted(mapping, tenant, template.get("spec").unwrap_or(&Value::Null), &at)?;
        if self.starts && !each.is_empty() && metadata.get("annotations").is_some_and(|all| all.get(GRANT).is_some()) {
            return Err(Refused::of(format!("{at}: the annotation {GRANT} is written by Portcullis alone: remove it")));
        }
        let pods = workload.assignment(&podset.name).and_then(|assignment| assignment.count).unwrap_or(podset.count);
        let mut sums = Sums::new();
        for wanted in &each {
            wanted.clone().times(pods, &at)?.add_to(&mut sums, &at)?;
        }
        let name = format!("{}/{}/{}", workload.metadata.uid, podset.name, workload.reserved());
        let asks = ask_all(mapping, &pod::summed(sums), &name, now, self.starts)?;
        self.podsets.push((podset.name.clone(), each, asks.len()));
        self.asks.extend(asks);
        Ok(())
    }
}

/// The template as its pods will be: with the node labels of the flavors that the set was assigned.
fn placed(workload: &Workload, podset: &PodSet, flavors: &Flavors, at: &str) -> Result<Value, Refused> {
    let mut template = podset.template.clone();
    let assigned = workload.assignment(&podset.name).map(|assignment| &assignment.flavors);
    let Some(spec) = template.get_mut("spec").and_then(Value::as_object_mut) else {
        return Err(Refused::of(format!("{at} has no spec: it cannot be read")));
    };
    let selector = spec.entry("nodeSelector").or_insert(Value::Null);
    if selector.is_null() {
        *selector = json!({});
    }
    let unread = || Refused::of(format!("{at}/spec: its nodeSelector cannot be read"));
    let selector = selector.as_object_mut().ok_or_else(unread)?;
    for flavor in assigned.into_iter().flat_map(|flavors| flavors.values()) {
        let labels = flavors.get(flavor).ok_or_else(|| {
            Refused::of(format!("{at}: the flavor {} is not there, or cannot be read", short(flavor)))
        })?;
        for (label, value) in labels {
            let before = selector.insert(label.clone(), json!(value));
            if before.is_some_and(|before| before != json!(value)) {
                let (label, flavor) = (short(label), short(flavor));
                return Err(Refused::of(format!(
                    "{at}: the label {label} of the flavor {flavor} is bound to another value"
                )));
            }
        }
    }
    Ok(template)
}

/// The next state of a check, as a patch; nothing where it stays as it is.
#[must_use]
pub fn next(
    workload: &Workload,
    check: &str,
    asked: &Asked,
    heard: Heard<'_>,
    granter: Option<&Granter>,
    now: Instant,
) -> Option<Patch> {
    let stage = workload.stage(check);
    let set = |state, message: String| patch::check(workload, check, state, &message, now);
    let verdicts = match (stage, heard) {
        (Stage::Elsewhere, _) => return None,
        (_, Heard::Stop(why)) => return set(CheckState::Rejected, format!("stop ordered: {why}")),
        (_, Heard::Verdicts(verdicts)) => verdicts,
    };
    if let Some(refused) = &asked.refused {
        // Nothing starts that cannot be read; what runs was read when it started.
        return if stage == Stage::Waits { set(CheckState::Rejected, refused.to_string()) } else { None };
    }
    if verdicts.len() != asked.asks.len() {
        return None;
    }
    let closed: Vec<_> = verdicts.iter().filter(|verdict| !verdict.opens).collect();
    let message = || sentences(closed.iter().copied());
    let out_of_order = closed.iter().all(|verdict| verdict.again);
    match stage {
        Stage::Waits if closed.is_empty() => {
            let opened = match verdicts.len() {
                0 => "nothing that the gate decides".to_owned(),
                _ => sentences(verdicts),
            };
            let ready = set(CheckState::Ready, opened)?;
            if !asked.starts {
                return Some(ready);
            }
            // Pods whose workload holds for them need its grant: without a key nothing gets ready.
            Some(ready.with("podSetUpdates", updates(workload, asked, verdicts, granter?, now)))
        }
        Stage::Waits if out_of_order => {
            Some(set(CheckState::Retry, message())?.with("requeueAfterSeconds", Some(json!(BACK_OFF))))
        }
        Stage::Waits => set(CheckState::Rejected, message()),
        // A question about what already holds its part would count it twice: only a start, asked again under its own name, is the same start.
        Stage::Open if asked.starts && !closed.is_empty() && !out_of_order => set(CheckState::Rejected, message()),
        Stage::Open | Stage::Elsewhere => None,
    }
}

fn sentences<'v>(verdicts: impl IntoIterator<Item = &'v Verdict>) -> String {
    verdicts.into_iter().map(|verdict| verdict.sentence.as_str()).collect::<Vec<_>>().join(" | ")
}

/// The workload's grant for each set, where the workload holds for its pods.
fn updates(workload: &Workload, asked: &Asked, verdicts: &[Verdict], granter: &Granter, now: Instant) -> Option<Value> {
    let mut rest = verdicts;
    let mut updates = Vec::new();
    for (name, each, asks) in &asked.podsets {
        let (own, others) = rest.split_at_checked(*asks)?;
        rest = others;
        let Some(first) = own.first() else { continue };
        let subject = Subject::workload(&workload.metadata.namespace, &workload.metadata.name, name);
        let until = granted_until(&asked.asks, own, now);
        let grant = granter.grant(&first.id, &subject, each, seconds_of(now), until);
        updates.push(json!({ "name": name, "annotations": { GRANT: grant } }));
    }
    Some(Value::Array(updates))
}

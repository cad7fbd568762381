//! One round.

use portcullis_adapters::kueue::{Listed, reconcile};
use portcullis_gate::{Ask, Verdict};
use portcullis_law::Outcome;
use portcullis_license::{Instant, OperationId};
use serde_json::Value;

use super::Setup;
use crate::asked::{outcome, placement, request};
use crate::{Client, Trouble};

/// Lists, asks and patches once. Goes on past what fails, and tells it.
pub fn round(setup: &Setup, now: Instant) -> Vec<Trouble> {
    let listed = match listed(setup) {
        Ok(listed) => listed,
        Err(trouble) => return vec![trouble],
    };
    let mut troubles = Vec::new();
    let decide = |asks: &[Ask]| {
        // A service that is not there is not waited for again and again: what is not decided stays as it is.
        if !troubles.is_empty() {
            return Vec::new();
        }
        let verdicts: Result<Vec<_>, _> = asks.iter().map(|ask| decided(&setup.client, ask)).collect();
        verdicts.unwrap_or_else(|trouble| {
            troubles.push(trouble);
            Vec::new()
        })
    };
    // Questions hold nothing, so that there is nothing to stop; what pods hold is stopped with the pods.
    let patches = reconcile(&listed, &setup.mapping, None, now, decide, |_| None);
    troubles.extend(patches.iter().filter_map(|patch| setup.cluster.apply(patch).err()));
    troubles
}

fn listed(setup: &Setup) -> Result<Listed, Trouble> {
    let cluster = &setup.cluster;
    Ok(Listed {
        checks: cluster.list("admissionchecks")?,
        flavors: cluster.list("resourceflavors")?,
        workloads: cluster.list("workloads")?,
    })
}

fn decided(client: &Client, ask: &Ask) -> Result<Verdict, Trouble> {
    let id = ask.id.clone().ok_or_else(|| Trouble::new("a question without a name"))?;
    match client.determine(&request(ask)?, &placement(ask)) {
        Ok(answer) => verdict(id, &answer),
        Err(error) if error.is_refusal() => Ok(Verdict::closed(id, None, error.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// The answer as a verdict. Where a license is required, it may come on file: it is worth asking again.
fn verdict(id: OperationId, answer: &Value) -> Result<Verdict, Trouble> {
    let outcome = outcome(answer)?;
    let list = |field: &str| answer.get(field).and_then(Value::as_array).into_iter().flatten();
    let first = list("reasons").next().and_then(|reason| reason.get("citation")).and_then(Value::as_str);
    let missing: Vec<_> = list("missing").filter_map(Value::as_str).collect();
    let mut sentence = format!("the law says {}", outcome.word());
    if let Some(citation) = first.filter(|_| outcome != Outcome::NotRequired) {
        sentence.push_str(&format!(" ({citation})"));
    }
    if !missing.is_empty() {
        sentence.push_str(&format!("; not known: {}", missing.join(", ")));
    }
    let again = outcome == Outcome::LicenseRequired;
    Ok(Verdict { id, opens: outcome.opens(), outcome: Some(outcome), sentence, held: Vec::new(), again })
}

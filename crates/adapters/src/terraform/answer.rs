//! The result of a run task.

use portcullis_gate::{Ask, Verdict};
use serde_json::{Value, json};

use super::task::Task;
use crate::Refused;

/// A question, and the resource it is about.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The resource's address in the plan: `module.cluster.aws_instance.node[0]`.
    pub address: String,
    /// The question.
    pub ask: Ask,
}

/// The body of the callback, JSON:API (`application/vnd.api+json`), for questions that got these verdicts, in order. It passes only where all open.
#[must_use]
pub fn callback(task: &Task, asked: &[Asked], verdicts: &[Verdict]) -> String {
    if asked.len() != verdicts.len() {
        return body("failed", "not every resource was decided: run it again", Vec::new());
    }
    let closed = verdicts.iter().filter(|verdict| !verdict.opens).count();
    let status = if closed == 0 { "passed" } else { "failed" };
    let message = match verdicts.iter().find(|verdict| !verdict.opens) {
        _ if asked.is_empty() => "nothing that the mapping knows carries accelerators".to_owned(),
        None => format!("{} may start", resources(asked.len())),
        Some(first) => format!("{closed} of {} may not start. The first: {}", resources(asked.len()), first.sentence),
    };
    let outcomes = if task.outcomes { asked.iter().zip(verdicts).map(outcome).collect() } else { Vec::new() };
    body(status, &message, outcomes)
}

/// The body of the callback for what could not be asked.
#[must_use]
pub fn failed(refused: &Refused) -> String {
    body("failed", refused.sentence(), Vec::new())
}

fn body(status: &str, message: &str, outcomes: Vec<Value>) -> String {
    let mut data = json!({ "type": "task-results", "attributes": { "status": status, "message": message } });
    if let (Some(data), false) = (data.as_object_mut(), outcomes.is_empty()) {
        data.insert("relationships".to_owned(), json!({ "outcomes": { "data": outcomes } }));
    }
    json!({ "data": data }).to_string()
}

fn outcome((asked, verdict): (&Asked, &Verdict)) -> Value {
    let (label, level) = match (verdict.opens, verdict.again) {
        (true, _) => ("Permitted", "info"),
        (false, true) => ("Not decided", "warning"),
        (false, false) => ("Not permitted", "error"),
    };
    json!({
        "type": "task-result-outcomes",
        "attributes": {
            "outcome-id": verdict.id.as_str(),
            "description": format!("{}: {label}", asked.address),
            "body": verdict.sentence,
            "tags": { "Status": [{ "label": label, "level": level }] },
        },
    })
}

fn resources(many: usize) -> String {
    if many == 1 { "1 resource".to_owned() } else { format!("{many} resources") }
}

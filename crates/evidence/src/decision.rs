//! A determination as a record.

use portcullis_determination::{
    Decided, Engine, GraphVersion, Memo, Request, RequestError, SnapshotVersion, Transaction,
};
use portcullis_journal::submission::Request as Submitted;
use portcullis_journal::{NoteKind, Submission};
use portcullis_law::Outcome;
use portcullis_license::OperationId;
use portcullis_screening::Resolution;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::edition::{Edition, name_of};
use crate::resolving;

/// The fields of a party that say who somebody is: withheld from the leaf.
pub const PERSONAL: [&str; 3] = ["name", "identifiers", "staff_nationalities"];

/// What a record keeps of a determination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What it was made under.
    pub edition: Edition,
    /// The snapshots of lists that were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<SnapshotVersion>,
    /// The files of owners that were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ownership: Vec<GraphVersion>,
    /// What people had found of the parties and those above them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolutions: Vec<Resolution>,
    /// The facts it was made from, as they were asked.
    pub request: Value,
    /// What it came to.
    pub outcome: Outcome,
    /// SHA-256 of the bytes of the answer.
    pub answer: String,
}

impl Decision {
    /// Makes a determination: the bytes of its answer, JSON on one line, and what it came to. The request must name its date: a record that depends on
    /// the day on which it is read again proves nothing.
    ///
    /// # Errors
    /// [`RequestError`] where the request cannot be decided.
    pub fn answer(engine: &Engine, request: &Request<'_>, memo: &mut Memo) -> Result<(Vec<u8>, Outcome), RequestError> {
        let mut transaction = engine.resolve(request)?;
        engine.screen(request, &mut transaction, memo);
        let decided = engine.determine(&transaction, memo);
        Ok((bytes(engine, request, &transaction, &decided), decided.outcome))
    }

    /// What is recorded of a determination that was made.
    #[must_use]
    pub fn of(
        engine: &Engine,
        edition: &Edition,
        request: &Request<'_>,
        transaction: &Transaction,
        decided: &Decided,
    ) -> Self {
        let mut facts = serde_json::to_value(request).unwrap_or_default();
        exact(&mut facts);
        let lists = engine.served_lists().map(|served| served.versions().to_vec()).unwrap_or_default();
        let ownership = engine.served_ownership().map(|served| served.documents().to_vec()).unwrap_or_default();
        let answer = name_of(&bytes(engine, request, transaction, decided));
        let resolutions = engine.resolutions_for(request, transaction);
        Self {
            edition: edition.clone(),
            lists,
            ownership,
            resolutions,
            request: facts,
            outcome: decided.outcome,
            answer,
        }
    }

    /// The decision as something to record under an id.
    #[must_use]
    pub fn submission(&self, id: OperationId) -> Submission {
        let body = serde_json::to_value(self).unwrap_or_default();
        let mut personal = Vec::new();
        mark("/request/parties", self.request.get("parties"), &mut personal);
        for place in 0..self.resolutions.len() {
            personal.extend(resolving::PERSONAL.iter().map(|field| format!("/resolutions/{place}/{field}")));
        }
        Submission { id, request: Submitted::Note { note: NoteKind::Decision, body, personal, license: None } }
    }
}

/// Writing to memory cannot fail.
fn bytes(engine: &Engine, request: &Request<'_>, transaction: &Transaction, decided: &Decided) -> Vec<u8> {
    serde_json::to_vec(&engine.answer(request.id.as_deref(), transaction, decided)).unwrap_or_default()
}

/// The pointers to every personal field below a place: of the parties, their parents and their owners.
fn mark(at: &str, value: Option<&Value>, personal: &mut Vec<String>) {
    match value {
        Some(Value::Array(values)) => {
            for (index, value) in values.iter().enumerate() {
                mark(&format!("{at}/{index}"), Some(value), personal);
            }
        }
        Some(Value::Object(fields)) => {
            for (field, value) in fields {
                let below = format!("{at}/{field}");
                if PERSONAL.contains(&field.as_str()) {
                    personal.push(below);
                } else {
                    mark(&below, Some(value), personal);
                }
            }
        }
        _ => {}
    }
}

/// Numbers that are not whole, or too large for JSON to hold exactly, as the decimal text that a request may have in their place.
fn exact(value: &mut Value) {
    match value {
        Value::Number(number)
            if number.as_u64().is_none_or(|number| number > portcullis_log::canonical::MOST_NUMBER) =>
        {
            *value = Value::String(number.to_string());
        }
        Value::Array(values) => values.iter_mut().for_each(exact),
        Value::Object(fields) => fields.values_mut().for_each(exact),
        _ => {}
    }
}

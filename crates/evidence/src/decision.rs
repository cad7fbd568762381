//! A determination as a record.

use portcullis_determination::{Decided, Engine, GraphVersion, Memo, Request, RequestError, SnapshotVersion, Transaction};
use portcullis_journal::submission::Request as Submitted;
use portcullis_journal::{NoteKind, Submission};
use portcullis_law::Outcome;
use portcullis_license::OperationId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::edition::{Edition, name_of};

/// The fields of a party that say who somebody is: withheld from the leaf.
pub const PERSONAL: [&str; 2] = ["name", "staff_nationalities"];

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
    /// The facts it was made from, as they were asked.
    pub request: Value,
    /// What it came to.
    pub outcome: Outcome,
    /// SHA-256 of the bytes of the answer.
    pub answer: String,
}

/// A determination, made and ready to be recorded.
pub struct Made {
    /// The answer, as JSON on one line.
    pub answer: Vec<u8>,
    /// What is recorded of it.
    pub decision: Decision,
}

impl Decision {
    /// Makes a determination. The request must name its date: a record that depends on the day on which it is read again proves nothing.
    ///
    /// # Errors
    /// [`RequestError`] where the request cannot be decided.
    pub fn make(engine: &Engine, edition: &Edition, request: &Request<'_>, memo: &mut Memo) -> Result<Made, RequestError> {
        let mut transaction = engine.resolve(request)?;
        engine.screen(request, &mut transaction, memo);
        let decided = engine.determine(&transaction, memo);
        Ok(Self::of(engine, edition, request, &transaction, &decided))
    }

    /// What is recorded of a determination that was made.
    #[must_use]
    pub fn of(engine: &Engine, edition: &Edition, request: &Request<'_>, transaction: &Transaction, decided: &Decided) -> Made {
        // Writing to memory cannot fail.
        let answer = serde_json::to_vec(&engine.answer(request.id.as_deref(), transaction, decided)).unwrap_or_default();
        let mut facts = serde_json::to_value(request).unwrap_or_default();
        exact(&mut facts);
        let lists = engine.served_lists().map(|served| served.versions().to_vec()).unwrap_or_default();
        let ownership = engine.served_ownership().map(|served| served.documents().to_vec()).unwrap_or_default();
        let decision = Self { edition: edition.clone(), lists, ownership, request: facts, outcome: decided.outcome, answer: name_of(&answer) };
        Made { answer, decision }
    }

    /// The decision as something to record under an id.
    #[must_use]
    pub fn submission(&self, id: OperationId) -> Submission {
        let body = serde_json::to_value(self).unwrap_or_default();
        let mut personal = Vec::new();
        mark("/request/parties", self.request.get("parties"), &mut personal);
        Submission { id, request: Submitted::Note { note: NoteKind::Decision, body, personal, license: None } }
    }
}

/// The pointers to every personal field below a place: of the parties, their parents and their owners.
fn mark(at: &str, value: Option<&Value>, personal: &mut Vec<String>) {
    match value {
        Some(Value::Array(values)) => values.iter().enumerate().for_each(|(index, value)| mark(&format!("{at}/{index}"), Some(value), personal)),
        Some(Value::Object(fields)) => fields.iter().for_each(|(field, value)| {
            let below = format!("{at}/{field}");
            if PERSONAL.contains(&field.as_str()) { personal.push(below) } else { mark(&below, Some(value), personal) }
        }),
        _ => {}
    }
}

/// Numbers that are not whole, or too large for JSON to hold exactly, as the decimal text that a request may have in their place.
fn exact(value: &mut Value) {
    match value {
        Value::Number(number) if number.as_u64().is_none_or(|number| number > portcullis_log::canonical::MOST_NUMBER) => {
            *value = Value::String(number.to_string());
        }
        Value::Array(values) => values.iter_mut().for_each(exact),
        Value::Object(fields) => fields.values_mut().for_each(exact),
        _ => {}
    }
}

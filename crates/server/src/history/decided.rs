//! A determination that was recorded, in short.

use portcullis_journal::Record;
use portcullis_law::Outcome;
use portcullis_license::{Instant, OperationId};
use portcullis_log::commitment::{Openings, disclose};
use serde_json::Value;

/// A determination.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    /// Its place in the journal.
    pub sequence: u64,
    /// The id of its record.
    pub id: OperationId,
    /// When it was recorded.
    pub at: Instant,
    /// What the law said.
    pub outcome: Outcome,
    /// What was asked for: `4 × aws:p5.48xlarge`.
    pub item: String,
    /// For whom; empty where nobody was named, or the name was erased.
    pub customer: String,
    /// Where the customer is located, as the request said; empty where it did not.
    pub country: String,
    /// Where it is headquartered.
    pub headquarters: String,
    /// Where its ultimate parent is headquartered.
    pub parent_country: String,
}

impl Decided {
    /// Of a record; nothing where it says no outcome.
    pub fn of(record: &Record, body: &Value, opening: Option<&[u8]>) -> Option<Self> {
        let outcome = serde_json::from_value(body.get("outcome")?.clone()).ok()?;
        let opened = opening
            .and_then(|opening| serde_json::from_slice::<Openings>(opening).ok())
            .and_then(|openings| disclose(body, &openings).ok());
        let request = opened.as_ref().unwrap_or(body).get("request")?;
        let customer = request.get("parties").and_then(Value::as_array).into_iter().flatten();
        let customer = customer.into_iter().find(|party| text(party.get("role")) == "customer");
        let of_customer = |pointer: &str| text(customer.and_then(|party| party.pointer(pointer)));
        let headquarters = of_customer("/headquarters");
        let parent_country = match of_customer("/ultimate_parent").as_str() {
            "self" => headquarters.clone(),
            _ => of_customer("/ultimate_parent/headquarters"),
        };
        Some(Self {
            sequence: record.sequence,
            id: record.id.clone(),
            at: record.at,
            outcome,
            item: item(request),
            customer: of_customer("/name"),
            country: of_customer("/country"),
            headquarters,
            parent_country,
        })
    }

    /// Forgets for whom it was.
    pub fn forget(&mut self) {
        self.customer.clear();
    }
}

/// A text, or a number as it is written; empty where there is neither.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// What a request asks for, in short.
pub(crate) fn item(request: &Value) -> String {
    let of = |name: &str| request.get("item").and_then(|item| item.get(name));
    let name = ["instance", "accelerator", "goods"].into_iter().find_map(of).map(|name| text(Some(name)));
    let name = name.or_else(|| of("figures").map(|_| "an item by its figures".to_owned())).unwrap_or_default();
    match text(request.get("quantity")).as_str() {
        "" | "1" => name,
        quantity => format!("{quantity} × {name}"),
    }
}

//! Requests: what a provider asks the engine about a customer.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::customer::{Customer, Tie};
use crate::people::ProviderOf;

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    pub(crate) model: &'a str,
    pub(crate) chips: u64,
    pub(crate) end_use: &'a str,
    /// Operations of the largest training run.
    pub(crate) training: &'a str,
}

/// A request in JSON, as a caller would send it.
pub(crate) fn request(id: &str, on: Date, provider: &ProviderOf, customer: &Customer, wanted: &Wanted<'_>) -> String {
    let request = json!({
        "id": id, "kind": "provide_compute", "on": on, "item": {"accelerator": wanted.model}, "quantity": wanted.chips, "site": "US",
        "parties": [
            {
                "role": "provider", "name": provider.name, "country": "US", "headquarters": "US",
                "ultimate_parent": {"name": provider.name, "headquarters": "US"},
            },
            party(customer),
        ],
        "end_use": [wanted.end_use], "training_operations": wanted.training,
    });
    request.to_string()
}

fn party(customer: &Customer) -> Value {
    let Customer { name, country, tie, parent, parent_country, share } = customer;
    let mut party = json!({
        "role": "customer", "name": name, "country": country, "headquarters": country,
        "identifiers": [identifier(customer)],
    });
    let Some(fields) = party.as_object_mut() else { return party };
    let mut state = |field: &str, value: Value| drop(fields.insert(field.to_owned(), value));
    let founders = json!({"name": "Example Founders", "percent": (100 - share).to_string(), "lists": []});
    match tie {
        Tie::Parent => {
            state("ultimate_parent", json!({"name": parent, "headquarters": parent_country}));
            state("owners", json!([{"name": parent, "percent": share.to_string(), "lists": []}, founders]));
        }
        Tie::Headquarters | Tie::None => state("ultimate_parent", json!("self")),
        Tie::Unknown => state("ultimate_parent", json!({"name": parent})),
        Tie::Unscreened => {
            state("ultimate_parent", json!("self"));
            state("lists", Value::Null);
        }
        Tie::Blocked => {
            state("ultimate_parent", json!("self"));
            let half = json!({"name": "Example Blocked Holding", "percent": "50", "lists": ["sdn"]});
            state("owners", json!([half, {"name": "Example Founders", "percent": "50", "lists": []}]));
        }
    }
    party
}

/// A number in a register that there is not.
pub(crate) fn identifier(customer: &Customer) -> String {
    let digits: u32 = customer.name.bytes().fold(7, |sum: u32, byte| (sum * 31 + u32::from(byte)) % 1_000_000);
    format!("REG-{}-{digits:06}", customer.country)
}

//! What an adapter asks, as the client sends it, and what comes back.

use portcullis_gate::Ask;
use portcullis_law::Outcome;
use serde::Deserialize;
use serde_json::Value;

use crate::{Placement, Trouble};

/// The transaction.
pub(crate) fn request(ask: &Ask) -> Result<Value, Trouble> {
    serde_json::to_value(&ask.request).map_err(|error| Trouble::new(error.to_string()))
}

/// What the law says, of an answer to a question.
pub(crate) fn outcome(answer: &Value) -> Result<Outcome, Trouble> {
    let outcome = answer.get("outcome").and_then(|outcome| Outcome::deserialize(outcome).ok());
    outcome.ok_or_else(|| Trouble::new("the service did not say what the law says"))
}

/// Who runs the chips, and where.
pub(crate) fn placement(ask: &Ask) -> Placement {
    let placement = &ask.placement;
    Placement {
        provider: placement.provider.as_ref().map(ToString::to_string),
        at_site: placement.site.as_ref().map(ToString::to_string),
        cluster: placement.cluster.as_ref().map(ToString::to_string),
        resale: placement.resale,
    }
}

//! Verdicts in the words of `AdmissionResponse` (`admission.k8s.io/v1`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portcullis_gate::{Ask, Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::Instant;
use serde_json::{Map, Value, json};

use super::grant::{GRANT, Granter};
use super::review::Reviewed;

/// What a client may be shown of a warning (`admission/v1/types.go`: over 256 characters it may be cut).
const WARNING: usize = 240;

/// The answer: allowed where every ask opens; status 503 where asking again soon may help, and 403 where it will not.
#[must_use]
pub fn answer(reviewed: &Reviewed, verdicts: &[Verdict]) -> Value {
    response(reviewed, closed(reviewed, verdicts), verdicts, None)
}

/// The answer of the mutating webhook: as [`answer`], and where the gate opened for a start, a JSON patch (RFC 6902) that writes the grant over whatever is there.
#[must_use]
pub fn grant_patch(reviewed: &Reviewed, verdicts: &[Verdict], granter: &Granter, now: Instant) -> Value {
    let granted = verdicts.first().filter(|_| reviewed.starts && closed(reviewed, verdicts).is_none());
    let Some(first) = granted else { return answer(reviewed, verdicts) };
    let issued = seconds_of(now);
    let grant = granter.grant(
        &first.id,
        &reviewed.subject,
        &reviewed.wanted,
        issued,
        granted_until(&reviewed.asks, verdicts, now),
    );
    let mut patch = Vec::new();
    if !reviewed.annotated {
        patch.push(json!({ "op": "add", "path": "/metadata/annotations", "value": {} }));
    }
    let name = GRANT.replace('~', "~0").replace('/', "~1");
    patch.push(json!({ "op": "add", "path": format!("/metadata/annotations/{name}"), "value": grant }));
    response(reviewed, None, verdicts, Some(&Value::Array(patch)))
}

/// When the first of what is held ends; where nothing had to be held, as long as it would have been.
pub fn granted_until(asks: &[Ask], verdicts: &[Verdict], now: Instant) -> u64 {
    let held = verdicts.iter().flat_map(|verdict| &verdict.held).map(|held| held.until).min();
    let asked = asks.iter().filter_map(|ask| match ask.purpose {
        Purpose::Start { milliseconds } => Some(milliseconds),
        Purpose::Question => None,
    });
    let unheld = || now.plus(asked.min().and_then(|milliseconds| i64::try_from(milliseconds).ok()).unwrap_or(0));
    seconds_of(held.unwrap_or_else(unheld))
}

/// Seconds since 1970.
pub fn seconds_of(instant: Instant) -> u64 {
    u64::try_from(instant.0.div_euclid(1000)).unwrap_or(0)
}

/// The status code and the message of a closed gate; nothing where it is open.
fn closed(reviewed: &Reviewed, verdicts: &[Verdict]) -> Option<(u16, String)> {
    if let Some(refused) = &reviewed.refused {
        return Some((403, format!("portcullis: {refused}")));
    }
    if reviewed.asks.len() != verdicts.len() {
        return Some((503, "portcullis: the gate did not answer everything that was asked: try again".to_owned()));
    }
    let closed: Vec<_> = verdicts.iter().filter(|verdict| !verdict.opens).collect();
    let code = if closed.iter().all(|verdict| verdict.again) { 503 } else { 403 };
    let sentences: Vec<_> =
        closed.iter().map(|verdict| format!("{} (decision {})", verdict.sentence, verdict.id)).collect();
    (!closed.is_empty()).then(|| (code, format!("portcullis: {}", sentences.join(" | "))))
}

fn response(reviewed: &Reviewed, closed: Option<(u16, String)>, verdicts: &[Verdict], patch: Option<&Value>) -> Value {
    let mut response = Map::new();
    response.insert("uid".to_owned(), json!(reviewed.uid));
    response.insert("allowed".to_owned(), json!(closed.is_none()));
    let open = closed.is_none();
    if let Some((code, message)) = closed {
        let reason = if code == 503 { "ServiceUnavailable" } else { "Forbidden" };
        let status = json!({ "status": "Failure", "code": code, "reason": reason, "message": message });
        response.insert("status".to_owned(), status);
    }
    let mut warnings = reviewed.warnings.clone();
    // An open gate with a word of the law on it has obligations.
    let obliged =
        verdicts.iter().filter(|verdict| open && verdict.outcome.is_some_and(|outcome| outcome > Outcome::NotRequired));
    warnings.extend(obliged.map(|verdict| format!("portcullis: {}", verdict.sentence)));
    if !warnings.is_empty() {
        let warnings: Vec<String> = warnings.iter().map(|warning| warning.chars().take(WARNING).collect()).collect();
        response.insert("warnings".to_owned(), json!(warnings));
    }
    if !verdicts.is_empty() {
        let ids: Vec<_> = verdicts.iter().map(|verdict| verdict.id.as_str()).collect();
        let outcomes: Vec<_> = verdicts.iter().map(|verdict| verdict.outcome.map_or("none", Outcome::word)).collect();
        let annotations = json!({ "decision": ids.join(","), "outcome": outcomes.join(",") });
        response.insert("auditAnnotations".to_owned(), annotations);
    }
    if let Some(patch) = patch {
        response.insert("patchType".to_owned(), json!("JSONPatch"));
        response.insert("patch".to_owned(), json!(STANDARD.encode(patch.to_string())));
    }
    json!({ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response })
}

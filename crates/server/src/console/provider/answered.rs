//! What was decided, as its page shows it: the answer in the form in which it is published.

use portcullis_access::Action;
use portcullis_console::FormKeys;
use portcullis_console::provider::{AnswerError, DeterminationView, PublishedAnswer};
use portcullis_gate::{Served, Told};
use serde_json::{Value, json};

use super::question::Question;
use crate::caller::Caller;
use crate::v1::determinations::written;

/// An answer with everything behind it: every fact, and how long it stays so.
///
/// # Errors
/// [`AnswerError`] where it is not as it is published.
pub fn view(served: &Served, told: &Told<'_>) -> Result<DeterminationView, AnswerError> {
    let mut answer: Value = serde_json::from_slice(&written(told)).unwrap_or_default();
    let transaction = &told.authorized.transaction;
    let span = served.with_memo(|memo| served.engine.span(transaction, memo));
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("facts".to_owned(), json!(served.engine.facts_shown(transaction)));
        fields.insert("span".to_owned(), json!(span));
    }
    let chosen = told.authorized.authorization.as_ref().and_then(|one| one.licenses(None).ok()).unwrap_or_default();
    let licenses = chosen.iter().map(ToString::to_string).collect();
    Ok(DeterminationView {
        answer: PublishedAnswer::read(answer)?,
        gate: Some(format!("{}.", told.sentence())),
        opens: told.opens(),
        customer: String::new(),
        asked: Vec::new(),
        recorded: None,
        licenses,
        may_record: false,
        may_apply: false,
        keys: FormKeys::default(),
    })
}

/// With the question that it answers, and what its reader may do with it.
pub fn with(view: DeterminationView, asked: Question, caller: &Caller, keys: FormKeys) -> DeterminationView {
    let customer = asked.get("customer").unwrap_or_default().to_owned();
    let [may_record, may_apply] =
        [Action::RecordDetermination, Action::DraftApplication].map(|action| caller.doing_own(action).is_some());
    DeterminationView { customer, asked: asked.0, may_record, may_apply, keys, ..view }
}

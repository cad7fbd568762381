//! The keys of forms, and the ids of what they do.

use axum::http::HeaderMap;
use portcullis_console::FormKeys;
use portcullis_license::OperationId;

use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::visit::Visit;
use crate::problem::Problem;

/// What stands between the made-up part of a page's key and the version that the page shows.
const VERSION: char = '.';

/// The keys of a page.
pub fn keys(app: &App, visit: &Visit) -> FormKeys {
    FormKeys { form_key: visit.form_key(), page_key: app.gate().fresh_id().to_string() }
}

/// The keys of a page that shows a version of something: what its forms do, they do to that version.
pub fn keys_of_version(app: &App, visit: &Visit, version: u64) -> FormKeys {
    let keys = keys(app, visit);
    FormKeys { page_key: format!("{}{VERSION}{version}", keys.page_key), ..keys }
}

/// The version that the page showed from which a form was sent.
///
/// # Errors
/// [`Problem`] where the form says none.
pub fn version(fields: &Fields) -> Result<u64, Problem> {
    let key = fields.needed("idempotency_key")?;
    let digits = key.rsplit_once(VERSION).map(|(_, rest)| rest.split('-').next().unwrap_or_default());
    let version = digits.and_then(|digits| digits.parse().ok());
    version.ok_or_else(|| Problem::malformed("the form does not say which version it saw: load the page again"))
}

/// The id of what a form does: that of its page and button, so that it is one operation however often it is sent.
///
/// # Errors
/// [`Problem`] where the form has none, or it cannot be one.
pub fn operation(caller: &Caller, fields: &Fields) -> Result<OperationId, Problem> {
    let key = fields.needed("idempotency_key")?;
    let id = caller.operation_id(&HeaderMap::new(), Some(key))?;
    id.ok_or_else(|| Problem::malformed("idempotency_key: it is empty; load the page again"))
}

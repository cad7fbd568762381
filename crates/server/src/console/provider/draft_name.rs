//! Drafts that come of an answer and that nobody has named: by the customer, the item and the day, so that people know them again.
//!
//! A filing has the name of its draft, and names of filings are one house's. So that of a tenant's draft ends in the tenant: two tenants who ask for one
//! customer on one day do not learn of one another by a name that is taken.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use jiff::civil::Date;
use portcullis_access::TenantName;
use portcullis_application::Application;

use crate::app::App;
use crate::caller::Caller;
use crate::office::drafts::{self, Draft};
use crate::office::filings;
use crate::problem::Problem;

/// Bytes of a customer's name and of an item's. With a day, the longest name of a tenant and a number they fit in the name of a document.
const MOST_OF_CUSTOMER: usize = 36;
const MOST_OF_ITEM: usize = 20;
/// How often another name is tried where somebody took one in this moment.
const TRIES: usize = 4;

/// Saves a new draft under a name that is free.
///
/// # Errors
/// [`Problem`] where it cannot be saved.
pub async fn begun(app: &Arc<App>, caller: &Caller, application: &Application) -> Result<Draft, Problem> {
    let name = name(application, app.gate().now().date(), caller.principal.tenant.as_ref());
    let mut taken: BTreeSet<String> =
        drafts::list(app, caller).await?.into_iter().map(|draft| draft.reference.to_string()).collect();
    if let Ok(office) = app.office() {
        let counter = office.counter();
        let own = counter.filings().values().filter(|filing| filings::is_own(caller, filing));
        taken.extend(own.map(|filing| filing.reference.to_string()));
    }
    let mut tried = 0;
    loop {
        let free = free(&name, &taken);
        tried += 1;
        match drafts::save(app, caller, &drafts::reference(&free)?, None, application.clone()).await {
            Err(problem) if problem.status() == StatusCode::CONFLICT && tried < TRIES => taken.insert(free),
            saved => return saved,
        };
    }
}

/// What a draft is called where the name is free: for whom it is, what for, and the day it was begun.
fn name(application: &Application, on: Date, tenant: Option<&TenantName>) -> String {
    let customer = application.parties.iter().find(|party| party.role.receives());
    let item = application.items.first();
    let parts = [
        customer.map(|party| words(&party.name, MOST_OF_CUSTOMER)),
        item.map(|item| words(&item.model, MOST_OF_ITEM)),
        Some(on.to_string()),
        tenant.map(ToString::to_string),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The name, or the first with a number that is free.
fn free(name: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(name) {
        return name.to_owned();
    }
    let numbered = (2..=taken.len().saturating_add(1)).map(|number| format!("{name}-{number}"));
    { numbered }.find(|one| !taken.contains(one)).unwrap_or_else(|| name.to_owned())
}

/// The first words of a text, of letters and digits alone: whatever else somebody wrote has no place in an address. A word that is too long is cut.
fn words(text: &str, most: usize) -> String {
    let mut all = String::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if all.is_empty() {
            let fits = |(at, letter): &(usize, char)| at + letter.len_utf8() <= most;
            all.extend(word.char_indices().take_while(fits).map(|(_, letter)| letter));
        } else if all.len() + 1 + word.len() <= most {
            all.push('-');
            all.push_str(word);
        } else {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_exchange::Reference;
    use portcullis_journal::store::MOST_DOCUMENT_NAME;
    use serde_json::json;

    fn application(customer: &str, model: &str) -> Application {
        serde_json::from_value(json!({
            "parties": [
                { "role": "applicant", "name": "Example Cloud Inc" },
                { "role": "end_user", "name": customer },
            ],
            "items": [{ "line": "a", "model": model }],
        }))
        .unwrap()
    }

    fn named(customer: &str, model: &str) -> String {
        name(&application(customer, model), Date::constant(2026, 11, 22), None)
    }

    #[test]
    fn it_says_for_whom_what_and_when() {
        assert_eq!(named("Northern Compute Ltd.", "h100"), "Northern-Compute-Ltd-h100-2026-11-22");
        assert_eq!(named("北方计算有限公司", "mi300x"), "北方计算有限公司-mi300x-2026-11-22");
        assert_eq!(name(&Application::default(), Date::constant(2026, 11, 22), None), "2026-11-22");
        let tenant = TenantName::new("example").unwrap();
        let theirs = name(&application("N", "h100"), Date::constant(2026, 11, 22), Some(&tenant));
        assert_eq!(theirs, "N-h100-2026-11-22-example");
    }

    #[test]
    fn whatever_somebody_is_called_it_is_a_name_that_fits() {
        let tenant = TenantName::new(&"t".repeat(63)).unwrap();
        let long = ["公".repeat(100), "x".repeat(300), "word ".repeat(100), "\u{202e}/../<b>\u{0}\n=1+1".to_owned()];
        for customer in long {
            let whole = name(&application(&customer, &"m".repeat(99)), Date::constant(2026, 11, 22), Some(&tenant));
            assert!(Reference::new(&whole).is_ok(), "{whole}");
            assert!(whole.chars().all(|letter| letter.is_alphanumeric() || letter == '-'), "{whole}");
            let room = portcullis_counter::application_draft::room(Some(&tenant));
            assert!(room.len() + whole.len() + "-999".len() <= MOST_DOCUMENT_NAME, "{whole}");
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut taken = BTreeSet::new();
        for expected in ["a", "a-2", "a-3"] {
            let next = free("a", &taken);
            assert_eq!(next, expected);
            taken.insert(next);
        }
        taken.remove("a-2");
        assert_eq!(free("a", &taken), "a-2");
    }
}

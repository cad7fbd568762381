//! Filings as far as they are whoever calls' own, the same for the API and for pages.

use std::sync::Arc;

use portcullis_access::{Action, TenantName};
use portcullis_application::licensee;
use portcullis_counter::content::Room;
use portcullis_counter::{Counter, Filing, FilingEvent};
use portcullis_exchange::Reference;

use super::{Acted, documents};
use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};

/// Whose a filing is: of whoever the license would be for. One that was erased names nobody, and is the house's.
fn owner<'a>(caller: &'a Caller, filing: &Filing) -> Option<&'a TenantName> {
    let provider = filing.application().and_then(licensee)?;
    caller.access.tenants.owner(&provider)
}

/// Whether a filing is the caller's to speak of.
#[must_use]
pub fn is_own(caller: &Caller, filing: &Filing) -> bool {
    caller.reaches(owner(caller, filing))
}

/// The room of what goes with a filing: of those alone who may bring something for it, because nobody else files it. Nothing where the caller may not read
/// the filing, or not draft applications, for whoever it is of.
#[must_use]
pub fn room(caller: &Caller, filing: &Filing) -> Option<Room> {
    let owner = owner(caller, filing);
    let may = |action| caller.doing(action).is_some_and(|caller| caller.reaches(owner));
    (may(Action::ReadFilings) && may(Action::DraftApplication)).then(|| Room::Own(owner.cloned()))
}

/// A filing that is the caller's to speak of.
///
/// # Errors
/// [`Problem`] where there is none, or it is another tenant's: nobody is told which.
pub fn find<'a>(caller: &Caller, counter: &'a Counter, filing: &str) -> Result<&'a Filing, Problem> {
    let reference = Reference::new(filing).ok();
    let found = reference.and_then(|reference| counter.filings().get(&reference));
    let found = found.filter(|filing| is_own(caller, filing));
    found.ok_or_else(|| Problem::not_found(format!("filing {filing}")))
}

/// Does something in a filing, or begins one, as the person who calls: for a provider that is theirs, in a filing that is theirs.
///
/// # Errors
/// [`Problem`] where it is not, the filing does not take it, or somebody else was first.
pub async fn act(
    app: &Arc<App>,
    caller: &Caller,
    filing: &str,
    number: Option<u32>,
    event: FilingEvent,
) -> Result<Acted, Problem> {
    let reference = Reference::new(filing).map_err(Problem::malformed)?;
    let office = app.office()?;
    if let Some(filed) = event.filed() {
        let provider = licensee(filed.application());
        if !provider.is_some_and(|provider| caller.sees(&provider)) {
            let why = "the license would be for a provider whose callers alone apply for it: name your own as provider";
            return Err(Problem::new(Kind::Forbidden, why));
        }
    }
    let is_new = matches!(event, FilingEvent::Filed { .. });
    {
        let counter = office.counter();
        let others = counter.filings().get(&reference).is_some_and(|filing| !is_own(caller, filing));
        if others && is_new {
            let why = format!("the name {reference} is taken: file it under another");
            return Err(Problem::new(Kind::Conflict, why));
        }
        if others {
            return Err(Problem::not_found(format!("filing {reference}")));
        }
    }
    let named = event.documents().to_vec();
    documents::all_here(app, documents::own_room(caller)?, named).await?;
    office.act_in_filing(app, caller, reference, number, event).await
}

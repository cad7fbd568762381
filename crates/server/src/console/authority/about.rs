//! What a case is about, in short: as far as whoever reads it may see the application at all.

use std::collections::BTreeSet;

use jiff::civil::Date;
use portcullis_access::Role;
use portcullis_application::Application;
use portcullis_application::form::{PartyEntry, PartyRole};
use portcullis_desk::case::Case;
use portcullis_desk::clock::{self, Clock, ClockName, ClockState};

use crate::caller::Caller;
use crate::office::agency;

/// Names that are written out.
const MOST_NAMES: usize = 2;

/// In which part somebody reads lists of cases: the same order as for a case itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Reads what is public of each event.
    Auditor,
    /// Reads all.
    Officer,
    /// Reads the application and what agencies say.
    Chair,
    /// Reads the application.
    Adviser,
    /// Reads the license alone.
    Inspector,
}

impl Reader {
    /// The part of a caller.
    pub fn of(caller: &Caller) -> Self {
        let has = |role| caller.principal.roles.has(role);
        if has(Role::Auditor) {
            Self::Auditor
        } else if has(Role::Licensing) {
            Self::Officer
        } else if has(Role::Chair) {
            Self::Chair
        } else if has(Role::Adviser) {
            Self::Adviser
        } else {
            Self::Inspector
        }
    }

    /// The application, if the reader may see it.
    pub fn application(self, case: &Case) -> Option<&Application> {
        case.application().filter(|_| matches!(self, Self::Officer | Self::Chair | Self::Adviser))
    }

    /// The open clock that is due first, of those that the reader may see.
    pub fn clock(self, caller: &Caller, case: &Case, on: Date) -> Option<Clock> {
        if self == Self::Inspector {
            return None;
        }
        let own = agency(caller).ok();
        let is_seen = |clock: &Clock| match (self, clock.name) {
            (Self::Adviser, ClockName::Recommendation | ClockName::InformationRequest) => clock.agency == own,
            (Self::Adviser, name) => name == ClockName::Resolution,
            _ => true,
        };
        let open = clock::clocks(case.course(), on).into_iter().filter(|clock| clock.is_open() && is_seen(clock));
        open.min_by_key(|clock| (stands_still(clock), clock.due))
    }
}

/// Whether a clock stands still.
pub(super) fn stands_still(clock: &Clock) -> bool {
    matches!(clock.state, ClockState::Stopped { .. })
}

/// Who receives what is applied for: end users and consignees, or whoever buys where none is named.
fn receivers(application: &Application) -> impl Iterator<Item = &PartyEntry> {
    let receives = |party: &&PartyEntry| matches!(party.role, PartyRole::EndUser | PartyRole::UltimateConsignee);
    let has_receiver = application.parties.iter().any(|party| receives(&party));
    application.parties.iter().filter(
        move |party| {
            if has_receiver { receives(party) } else { party.role == PartyRole::Purchaser }
        },
    )
}

/// What is asked for, and for whom: `512 H100 SXM5 80GB for Example Robotics Ltd`.
pub(super) fn about(application: &Application) -> String {
    let items: Vec<String> = application.items.iter().map(|item| format!("{} {}", item.chips, item.model)).collect();
    let names: BTreeSet<&str> = receivers(application).map(|party| party.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match (short(&items), short(&names)) {
        (items, names) if names.is_empty() => items,
        (items, names) => format!("{items} for {names}"),
    }
}

/// The first of some names, and how many more there are.
pub(super) fn short<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(AsRef::as_ref).collect();
    let more = names.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// The countries in which the ultimate parents of those who receive it are headquartered, as far as the application states them.
pub(super) fn parent_countries(application: &Application) -> BTreeSet<&str> {
    let stated = receivers(application).map(|party| party.ultimate_parent_country.trim());
    stated.filter(|country| !country.is_empty()).collect()
}

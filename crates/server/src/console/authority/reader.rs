//! In which part somebody reads lists of cases, and what they may see of each.

use jiff::civil::Date;
use portcullis_access::Role;
use portcullis_application::Application;
use portcullis_desk::case::Case;
use portcullis_desk::clock::{self, Clock, ClockName, ClockState};

use crate::caller::Caller;
use crate::office::agency;

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

//! How long records are kept: five years from the latest event (15 CFR 762.6(a)), and longer while somebody asked that they be preserved (762.6(b)).
//!
//! The section counts from the latest of the export, a known diversion, and any other end of the transaction. All of these are events of the case, and a
//! case is closed only after its license has ended; so the latest event of any kind is never earlier than what the section means.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;

use super::phase::{Phase, PhaseKind};
use super::review::{not_open, nth_mut, numbered};
use super::state::{Request, State, count};
use super::why::Why;

impl State {
    /// The last day on which the records are kept in any case; nothing where the case is not closed.
    #[must_use]
    pub fn kept_until(&self) -> Option<Date> {
        let is_closed = self.phase.kind() == PhaseKind::Closed;
        is_closed.then(|| self.latest.date().checked_add(Span::new().years(5)).unwrap_or(Date::MAX))
    }

    pub(super) fn may_erase(&self, on: Date) -> Result<(), Why> {
        let open = self.requests.iter().enumerate().filter(|(_, request)| request.to.is_none());
        let requests: BTreeSet<u32> = open.map(|(at, _)| count(at).saturating_add(1)).collect();
        if !requests.is_empty() {
            return Err(Why::Preserved { requests });
        }
        match self.kept_until() {
            Some(until) if on <= until => Err(Why::Retention { until }),
            _ => Ok(()),
        }
    }

    pub(super) fn preservation_requested(&mut self, request: u32, on: Date) -> Result<(), Why> {
        numbered("request", request, self.requests.len())?;
        self.requests.push(Request { from: on, to: None });
        Ok(())
    }

    pub(super) fn preservation_ended(&mut self, request: u32, on: Date) -> Result<(), Why> {
        let open = nth_mut(&mut self.requests, request).filter(|request| request.to.is_none());
        open.ok_or_else(|| not_open("request", request))?.to = Some(on);
        Ok(())
    }

    pub(super) fn closed(&mut self, on: Date) {
        self.phase = Phase::Closed { on };
    }

    pub(super) fn erased(&mut self, on: Date) {
        self.phase = Phase::Erased { on };
    }
}

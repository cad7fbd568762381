//! Orders to stop, and their confirmations.

use super::{Halt, Ledger};
use crate::instant::Instant;
use crate::name::{LicenseNumber, OperationId};
use crate::objection::Objection;
use crate::operation::Reply;
use crate::reservation::StopOrder;

impl Ledger {
    pub(super) fn stop(&mut self, id: &OperationId, lease: &OperationId, due: Instant) -> Result<Reply, Halt> {
        let at = self.at;
        let lease =
            self.leases.get_mut(lease).ok_or_else(|| Objection::NoSuchReservation { reservation: lease.clone() })?;
        order(&mut lease.stop, StopOrder { by: id.clone(), at, due, confirmed: None });
        Ok(Reply::StopOrdered)
    }

    /// Tells every lease under a license to stop; how many were told anew.
    pub(super) fn stop_all(&mut self, id: &OperationId, license: &LicenseNumber, due: Instant) -> u64 {
        let at = self.at;
        let under = self.leases.iter_mut().filter(|(_, lease)| lease.path.license == *license);
        let told =
            under.map(|(_, lease)| order(&mut lease.stop, StopOrder { by: id.clone(), at, due, confirmed: None }));
        told.filter(|is_new| *is_new).count() as u64
    }

    pub(super) fn confirm_stop(&mut self, lease_id: &OperationId) -> Result<Reply, Halt> {
        let at = self.at;
        let lease = self
            .leases
            .get_mut(lease_id)
            .ok_or_else(|| Objection::NoSuchReservation { reservation: lease_id.clone() })?;
        let Some(stop) = &mut lease.stop else { return Err(Objection::NotStopping { lease: lease_id.clone() }.into()) };
        stop.confirmed.get_or_insert(at);
        if lease.open.is_empty() {
            self.leases.remove(lease_id);
        }
        Ok(Reply::StopConfirmed)
    }
}

/// The order that is due first stands; one that was confirmed stays confirmed.
fn order(standing: &mut Option<StopOrder>, new: StopOrder) -> bool {
    let stands = standing.as_ref().is_some_and(|old| old.confirmed.is_some() || old.due <= new.due);
    if !stands {
        *standing = Some(new);
    }
    !stands
}

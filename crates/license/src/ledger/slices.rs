//! Reserving and renewing: slices of leases.

use std::collections::BTreeSet;

use super::{Fault, Halt, Held, Ledger, MOST_SLICE, refuse};
use crate::account::Account;
use crate::amount::Amount;
use crate::instant::{HOUR, Instant};
use crate::name::{LicenseNumber, LineName, OperationId};
use crate::objection::Objection;
use crate::operation::Reply;
use crate::reservation::{Lease, Path, Reservation};
use crate::terms::Asked;

impl Ledger {
    pub(super) fn reserve(
        &mut self,
        id: &OperationId,
        number: &LicenseNumber,
        line: Option<&LineName>,
        asked: &Asked,
        until: Instant,
    ) -> Result<Reply, Halt> {
        self.advance(number)?;
        let held = self.licenses.get(number).ok_or_else(|| Objection::NoSuchLicense { license: number.clone() })?;
        let amount = slice(held, asked, (self.at, until), self.at);
        let chosen = self.line_for(held, line, asked, amount.as_ref().ok().copied(), self.at);
        let mut objections: Vec<_> = self.id_in_use(id).into_iter().collect();
        objections.extend(held.objections(asked, asked.chips, self.at));
        objections.extend(amount.as_ref().err().cloned());
        objections.extend(chosen.as_ref().err().into_iter().flatten().cloned());
        refuse(objections)?;
        let (amount, line) = (amount?, chosen.map_err(Halt::Refused)?);
        let covered = held.license.group_of(&asked.customer);
        let group = covered.ok_or_else(|| Objection::PartyNotCovered { party: asked.customer.clone() })?;
        let path = Path { license: number.clone(), line, group, provider: asked.provider.clone(), tpp: asked.tpp };
        let reply = self.hold(id, id, &path, amount, (self.at, until))?;

        let lease = Lease { path, asked: asked.clone(), until, open: BTreeSet::from([id.clone()]), stop: None };
        self.count_chips(&lease, u64::checked_add, u128::checked_add)?;
        self.leases.insert(id.clone(), lease);
        Ok(reply)
    }

    /// The next slice counts in the same line, which must still cover the item, and in the group that the version in force
    /// has for the customer.
    pub(super) fn renew(&mut self, id: &OperationId, last: &OperationId, until: Instant) -> Result<Reply, Halt> {
        let reservation = self.unresolved(last)?;
        let unknown = || Objection::NoSuchReservation { reservation: last.clone() };
        let (lease_id, mut path, from) = (reservation.lease.clone(), reservation.path.clone(), reservation.until);
        self.advance(&path.license)?;
        let held = self.licenses.get(&path.license).ok_or_else(unknown)?;
        let lease = self.leases.get(&lease_id).ok_or_else(unknown)?;
        path.group = held.license.group_of(&lease.asked.customer).unwrap_or(path.group);
        let amount = slice(held, &lease.asked, (from, until), self.at);
        let mut objections: Vec<_> = self.id_in_use(id).into_iter().collect();
        objections.extend(held.objections(&lease.asked, 0, self.at));
        if lease.stop.is_some() {
            objections.push(Objection::Stopping { lease: lease_id.clone() });
        }
        if from != lease.until || self.at > from {
            objections.push(Objection::NotLatest { lease: lease_id.clone(), until: lease.until });
        }
        objections.extend(amount.as_ref().err().cloned());
        let line = self.line_for(held, Some(&path.line), &lease.asked, amount.as_ref().ok().copied(), self.at);
        objections.extend(line.err().into_iter().flatten());
        refuse(objections)?;
        let reply = self.hold(id, &lease_id, &path, amount?, (from, until))?;
        if let Some(lease) = self.leases.get_mut(&lease_id) {
            lease.open.insert(id.clone());
            lease.until = until;
            lease.path = path;
        }
        Ok(reply)
    }

    /// Something that is kept under an id would be lost if another were kept under it.
    fn id_in_use(&self, id: &OperationId) -> Option<Objection> {
        (self.open.contains_key(id) || self.leases.contains_key(id)).then(|| Objection::IdInUse { id: id.clone() })
    }

    /// Takes an amount from every account on the path, and keeps the reservation.
    fn hold(
        &mut self,
        id: &OperationId,
        lease: &OperationId,
        path: &Path,
        amount: Amount,
        (from, until): (Instant, Instant),
    ) -> Result<Reply, Fault> {
        self.groups.entry(path.group.clone()).or_default();
        self.providers.entry(path.provider.clone()).or_default();
        self.on_path(path, |account| {
            account.reserved = account.reserved.plus(amount)?;
            Some(())
        })?;
        let Some(held) = self.licenses.get_mut(&path.license) else { return Err(Fault::overflow()) };
        held.windows.add(until, amount).ok_or_else(Fault::overflow)?;
        let settle_until = until.plus(i64::from(held.license.settle_within_hours) * HOUR);
        let reservation = Reservation {
            lease: lease.clone(),
            from,
            until,
            settle_until,
            amount,
            resolution: None,
            path: path.clone(),
        };
        self.open.insert(id.clone(), reservation);
        Ok(Reply::Reserved { lease: lease.clone(), path: path.clone(), amount, from, until, settle_until })
    }

    /// Changes every account on a path.
    pub(super) fn on_path(&mut self, path: &Path, change: impl Fn(&mut Account) -> Option<()>) -> Result<(), Fault> {
        let held = self.licenses.get_mut(&path.license);
        let (line, license) = held.map(|held| (held.lines.get_mut(&path.line), &mut held.account)).unzip();
        let accounts =
            [line.flatten(), license, self.groups.get_mut(&path.group), self.providers.get_mut(&path.provider)];
        for account in accounts {
            let Some(account) = account else {
                return Err(Fault { what: format!("an account of license {} is gone", path.license) });
            };
            change(account).ok_or_else(Fault::overflow)?;
        }
        Ok(())
    }

    /// Adds or takes the chips of a lease to or from what runs under its license.
    pub(super) fn count_chips(
        &mut self,
        lease: &Lease,
        chips: fn(u64, u64) -> Option<u64>,
        tpp: fn(u128, u128) -> Option<u128>,
    ) -> Result<(), Fault> {
        let Some(held) = self.licenses.get_mut(&lease.path.license) else { return Ok(()) };
        held.running_chips = chips(held.running_chips, lease.asked.chips.into()).ok_or_else(Fault::overflow)?;
        if let Some(cluster) = &lease.asked.cluster {
            let running = held.clusters.entry(cluster.clone()).or_default();
            *running = tpp(*running, lease.tpp().into()).ok_or_else(Fault::overflow)?;
            if *running == 0 {
                held.clusters.remove(cluster);
            }
        }
        Ok(())
    }

    pub(super) fn advance(&mut self, number: &LicenseNumber) -> Result<(), Fault> {
        let at = self.at;
        self.licenses.get_mut(number).map_or(Some(()), |held| held.windows.advance(at)).ok_or_else(Fault::overflow)
    }
}

/// What a slice holds, if there can be one. However many slices are renewed ahead, the last ends within [`MOST_SLICE`].
fn slice(held: &Held, asked: &Asked, (from, until): (Instant, Instant), now: Instant) -> Result<Amount, Objection> {
    let latest = held.license.end().min(now.plus(MOST_SLICE));
    if until <= from || until > latest {
        return Err(Objection::Slice { from, until, latest });
    }
    // At most 2^32 chips for 31 days: below 2^64.
    Ok(Amount::of(u64::from(asked.chips).saturating_mul(until.since(from)), asked.tpp))
}

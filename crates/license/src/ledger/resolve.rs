//! Post, void, expire: each slice is resolved once; and corrections of what was said.

use super::{Fault, Halt, Ledger, refuse};
use crate::amount::{Amount, Limit};
use crate::name::OperationId;
use crate::objection::Objection;
use crate::operation::{Reply, Signed};
use crate::reservation::{Path, Reservation, Resolution};

impl Ledger {
    pub(super) fn post(
        &mut self,
        id: &OperationId,
        slice: &OperationId,
        chip_milliseconds: u64,
    ) -> Result<Reply, Halt> {
        let tpp = self.in_time(slice)?.path.tpp;
        self.resolve(id, slice, Amount::of(chip_milliseconds, tpp))
    }

    pub(super) fn void(&mut self, id: &OperationId, slice: &OperationId) -> Result<Reply, Halt> {
        self.in_time(slice)?;
        self.resolve(id, slice, Amount::ZERO)
    }

    pub(super) fn expire(&mut self, id: &OperationId, slice: &OperationId) -> Result<Reply, Halt> {
        let reservation = self.unresolved(slice)?;
        if self.at <= reservation.settle_until {
            return Err(Objection::NotExpired { until: reservation.settle_until }.into());
        }
        let all = reservation.amount;
        self.resolve(id, slice, all)
    }

    /// A reservation whose use can still be posted. Were it taken later too, what counts would hang on who comes first, the
    /// one who posts or the one who calls it expired.
    fn in_time(&self, slice: &OperationId) -> Result<&Reservation, Objection> {
        let reservation = self.unresolved(slice)?;
        if self.at > reservation.settle_until {
            return Err(Objection::TooLate { until: reservation.settle_until });
        }
        Ok(reservation)
    }

    pub(super) fn unresolved(&self, slice: &OperationId) -> Result<&Reservation, Objection> {
        if let Some(reservation) = self.open.get(slice) {
            return Ok(reservation);
        }
        match self.resolved.get(slice).and_then(|reservation| reservation.resolution.as_ref()) {
            Some(resolution) => Err(Objection::Resolved { reservation: slice.clone(), by: resolution.by.clone() }),
            None => Err(Objection::NoSuchReservation { reservation: slice.clone() }),
        }
    }

    fn resolve(&mut self, id: &OperationId, slice: &OperationId, actual: Amount) -> Result<Reply, Halt> {
        let Some(mut reservation) = self.open.remove(slice) else {
            return Err(Objection::NoSuchReservation { reservation: slice.clone() }.into());
        };
        let held = reservation.amount;
        let (used, breach) = (actual.least(held), actual.over(held));
        let returned = held.over(used);
        let path = reservation.path.clone();
        self.on_path(&path, |account| {
            account.reserved = account.reserved.minus(held)?;
            account.used = account.used.plus(used)?;
            account.breach = account.breach.plus(breach)?;
            Some(())
        })?;
        self.in_windows(&reservation, (returned, Amount::ZERO), (Amount::ZERO, breach))?;
        self.end_slice(&reservation.lease, slice)?;
        reservation.resolution = Some(Resolution { by: id.clone(), used, breach });
        self.resolved.insert(slice.clone(), reservation);
        Ok(self.resolved_reply(&path, used, returned, breach))
    }

    /// The lease has one slice less; without any it has ended, and is only remembered while it owes a confirmation.
    fn end_slice(&mut self, lease_id: &OperationId, slice: &OperationId) -> Result<(), Fault> {
        let Some(lease) = self.leases.get_mut(lease_id) else { return Ok(()) };
        lease.open.remove(slice);
        if !lease.open.is_empty() {
            return Ok(());
        }
        let owes = lease.stop.as_ref().is_some_and(|stop| stop.confirmed.is_none());
        let lease = lease.clone();
        if !owes {
            self.leases.remove(lease_id);
        }
        self.count_chips(&lease, u64::checked_sub, u128::checked_sub)
    }

    /// A correction replaces what was said. More than what was said counts as used as far as there is room for it now, for what went back may have
    /// been taken by others; the rest is a breach.
    pub(super) fn correct(
        &mut self,
        id: &OperationId,
        slice: &OperationId,
        chip_milliseconds: u64,
        signed: &Signed,
    ) -> Result<Reply, Halt> {
        let mut objections = Vec::new();
        if !signed.by_two() {
            objections.push(Objection::SecondPerson { change: "correct".to_owned() });
        }
        let resolved = match self.unresolved(slice) {
            Ok(_) => Err(Objection::NotResolved { reservation: slice.clone() }),
            Err(Objection::Resolved { .. }) => self.correctable(slice),
            Err(unknown) => Err(unknown),
        };
        objections.extend(resolved.as_ref().err().cloned());
        refuse(objections)?;
        let (mut reservation, before) = resolved?;
        let path = reservation.path.clone();
        let actual = Amount::of(chip_milliseconds, path.tpp);
        let wanted = actual.least(reservation.amount);
        let more = self.least_room(&path)?.cut(wanted.over(before.used));
        let less = before.used.over(wanted);
        let used = before.used.plus(more).and_then(|used| used.minus(less)).ok_or_else(Fault::overflow)?;
        let breach = actual.over(used);
        self.on_path(&path, |account| {
            account.used = account.used.plus(more)?.minus(less)?;
            account.breach = account.breach.plus(breach)?.minus(before.breach)?;
            Some(())
        })?;
        self.in_windows(&reservation, (less, more), (before.breach, breach))?;
        reservation.resolution = Some(Resolution { by: id.clone(), used, breach });
        self.resolved.insert(slice.clone(), reservation);
        Ok(self.resolved_reply(&path, used, less, breach))
    }

    /// A resolved reservation with what was said of it last, whose line the license still has.
    fn correctable(&self, slice: &OperationId) -> Result<(Reservation, Resolution), Objection> {
        let resolved = self.resolved.get(slice).and_then(|slice| Some((slice.clone(), slice.resolution.clone()?)));
        let (reservation, before) =
            resolved.ok_or_else(|| Objection::NoSuchReservation { reservation: slice.clone() })?;
        let Path { license, line, .. } = &reservation.path;
        if !self.licenses.get(license).is_some_and(|held| held.lines.contains_key(line)) {
            return Err(Objection::NoSuchLine { line: line.clone() });
        }
        Ok((reservation, before))
    }

    /// The least that is left on a path, unit by unit.
    fn least_room(&self, path: &Path) -> Result<Limit, Fault> {
        let held = self.licenses.get(&path.license);
        let accounts = [
            held.and_then(|held| held.lines.get(&path.line)),
            held.map(|held| &held.account),
            self.groups.get(&path.group),
            self.providers.get(&path.provider),
        ];
        let mut least = Limit::default();
        for account in accounts.into_iter().flatten() {
            let room = account.available().ok_or_else(Fault::overflow)?;
            least.chip_milliseconds = [least.chip_milliseconds, room.chip_milliseconds].into_iter().flatten().min();
            least.tpp_chip_seconds = [least.tpp_chip_seconds, room.tpp_chip_seconds].into_iter().flatten().min();
        }
        Ok(least)
    }

    /// Changes what the windows hold of a slice: takes the first of each pair back and adds the second. A breach is in the windows too: it ran.
    fn in_windows(
        &mut self,
        reservation: &Reservation,
        used: (Amount, Amount),
        breach: (Amount, Amount),
    ) -> Result<(), Fault> {
        let Some(held) = self.licenses.get_mut(&reservation.path.license) else { return Ok(()) };
        let end = reservation.until;
        for (less, more) in [used, breach] {
            if more != Amount::ZERO {
                held.windows.add(end, more).ok_or_else(Fault::overflow)?;
            }
            if less != Amount::ZERO {
                held.windows.take_back(end, less).ok_or_else(Fault::overflow)?;
            }
        }
        Ok(())
    }

    fn resolved_reply(&self, path: &Path, used: Amount, returned: Amount, breach: Amount) -> Reply {
        let exhausted = self.licenses.get(&path.license).is_some_and(super::Held::is_exhausted);
        Reply::Resolved { used, returned, breach, exhausted }
    }
}

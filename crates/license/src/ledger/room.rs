//! What the state of things says against running more: what is running, what is in the windows, what the accounts hold.

use super::{Held, Ledger};
use crate::account::Account;
use crate::amount::{Amount, Limit, Unit};
use crate::change::Standing;
use crate::condition::Rule;
use crate::instant::{DAY, Instant};
use crate::name::{Group, LineName, Provider};
use crate::objection::Objection;
use crate::terms::Asked;

impl Held {
    /// What stands against running this under the license at a moment, whatever the amount. `more` chips are added to those that run: all that are
    /// asked for, or none where they run already.
    pub(super) fn objections(&self, asked: &Asked, more: u32, at: Instant) -> Vec<Objection> {
        let mut objections = Vec::new();
        if self.standing != Standing::Issued {
            objections.push(Objection::NotInForce { standing: self.standing });
        }
        objections.extend(self.license.objections(asked, at));
        objections.extend(self.license.conditions.iter().filter_map(|condition| {
            let (condition, rule) = (condition.id.clone(), &condition.rule);
            match rule {
                Rule::MostConcurrentChips { chips: most } => {
                    let (most, running, more) = (*most, self.running_chips, u64::from(more));
                    (running.saturating_add(more) > most).then_some(Objection::Concurrency {
                        condition,
                        most: most.into(),
                        running: running.into(),
                        asked: more.into(),
                    })
                }
                Rule::MostClusterTpp { tpp: most } => {
                    let cluster = asked.cluster.clone()?;
                    let running = self.clusters.get(&cluster).copied().unwrap_or(0);
                    let more = u64::from(more) * u64::from(asked.tpp);
                    let is_over = running.saturating_add(more.into()) > u128::from(*most);
                    let (most, asked) = (u128::from(*most), u128::from(more));
                    is_over.then_some(Objection::ClusterTpp { condition, cluster, most, running, asked })
                }
                Rule::ReportEvery { days } => {
                    let since = self.reported.plus(i64::from(*days) * DAY);
                    (at > since).then_some(Objection::ReportOverdue { condition, since })
                }
                _ => None,
            }
        }));
        objections
    }

    /// The windows in which an amount has no room.
    fn window_objections(&self, amount: Amount, at: Instant) -> impl Iterator<Item = Objection> {
        let conditions =
            self.license.conditions.iter().filter(|condition| matches!(condition.rule, Rule::MostInWindow { .. }));
        conditions.zip(self.windows.at(at)).flat_map(move |(condition, (limit, sum))| {
            no_room(limit.room(sum), amount).map(|(unit, asked, available)| Objection::Window {
                condition: condition.id.clone(),
                unit,
                asked,
                available,
            })
        })
    }
}

/// The units in which an amount has no room, each with what is asked and what there is.
fn no_room(room: Limit, amount: Amount) -> impl Iterator<Item = (Unit, u128, u128)> {
    room.exceeded_in(amount).map(move |unit| (unit, amount.in_unit(unit), room.in_unit(unit).unwrap_or(0)))
}

/// The accounts that something counts in, as far as they are known.
pub(super) struct Place<'a> {
    pub(super) line: Option<&'a LineName>,
    pub(super) group: Option<&'a Group>,
    pub(super) provider: &'a Provider,
}

impl Ledger {
    /// Where an amount has no room at a moment.
    pub(super) fn room_objections(
        &self,
        held: &Held,
        place: &Place<'_>,
        amount: Amount,
        at: Instant,
    ) -> Vec<Objection> {
        let number = &held.license.number;
        let line = place.line.map(|line| (held.lines.get(line), format!("line {line} of {number}")));
        let group = place.group.map(|group| (self.groups.get(group), format!("group {group}")));
        let license = (Some(&held.account), format!("license {number}"));
        let provider = (self.providers.get(place.provider), format!("provider {}", place.provider));
        let accounts = line.into_iter().chain([license]).chain(group).chain([provider]);
        let full =
            accounts.flat_map(|(account, name)| {
                let room = account.map_or(Some(Limit::default()), Account::available).into_iter();
                room.flat_map(move |room| no_room(room, amount)).map(move |(unit, asked, available)| {
                    Objection::NoRoom { account: name.clone(), unit, asked, available }
                })
            });
        full.chain(held.window_objections(amount, at)).collect()
    }

    /// The first line that covers the item and has room for an amount, or everything that stands against the line that
    /// comes nearest. Without an amount any line that covers the item does; where none covers it, that is an objection of
    /// the license's terms, and only the room beside the lines is looked at here.
    pub(super) fn line_for(
        &self,
        held: &Held,
        wanted: Option<&LineName>,
        asked: &Asked,
        amount: Option<Amount>,
        at: Instant,
    ) -> Result<LineName, Vec<Objection>> {
        let group = held.license.group_of(&asked.customer);
        let against = |line: Option<&LineName>| {
            let place = Place { line, group: group.as_ref(), provider: &asked.provider };
            amount.map(|amount| self.room_objections(held, &place, amount, at)).unwrap_or_default()
        };
        let mut nearest: Option<Vec<Objection>> = None;
        for line in held.license.lines_for(asked).filter(|line| wanted.is_none_or(|wanted| line.name == *wanted)) {
            let objections = against(Some(&line.name));
            if objections.is_empty() {
                return Ok(line.name.clone());
            }
            if nearest.as_ref().is_none_or(|nearest| objections.len() < nearest.len()) {
                nearest = Some(objections);
            }
        }
        Err(nearest.unwrap_or_else(|| {
            let wanted = wanted.filter(|_| held.license.lines_for(asked).next().is_some());
            wanted.map(|line| Objection::NoSuchLine { line: line.clone() }).into_iter().chain(against(None)).collect()
        }))
    }
}

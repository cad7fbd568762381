//! Healing, and what both houses say of each other afterwards.

use portcullis_exchange::{Body, Difference, Side, Statement, compare};

use super::house::Record;
use super::world::World;

/// The most rounds in which a healed wire brings everything across.
const ROUNDS: usize = 200;

impl World {
    /// The wire is well again; everything that is open is sent and taken.
    pub fn heal(&mut self) -> Result<(), String> {
        self.network.is_cut = false;
        self.network.is_healed = true;
        for _ in 0..ROUNDS {
            self.now = self.now.plus(10_000);
            for (house, node) in self.everybody() {
                self.send(house, node);
            }
            while !self.network.packets.is_empty() {
                self.deliver();
            }
            if !self.conflicts.is_empty() || !self.alarms.is_empty() || self.is_quiet() {
                return Ok(());
            }
        }
        Err("a healed wire does not bring everything across".to_owned())
    }

    fn everybody(&self) -> Vec<(usize, usize)> {
        (0..2).flat_map(|house| (0..self.houses[house].nodes.len()).map(move |node| (house, node))).collect()
    }

    /// Every node knows that everything its house said was taken.
    fn is_quiet(&self) -> bool {
        self.houses.iter().all(|house| {
            let said = house.journal.said().count() as u64;
            house.nodes.iter().all(|node| node.outbox.acknowledged() == said)
        })
    }

    /// The house states what it has; the other one takes the statement and compares.
    pub fn reconcile(&mut self, house: usize) -> Result<Vec<Difference>, String> {
        let day = self.now.date();
        let us = &mut self.houses[house];
        let statement = us.reader(usize::MAX).statement(day);
        us.journal.say(self.now, Body::Reconciliation(Box::new(statement)));
        self.heal()?;
        let other = &self.houses[1 - house];
        let Some((place, theirs)) = last_statement(other.side.other(), &other.journal.records) else {
            return Ok(Vec::new());
        };
        let before = other.reader(place);
        Ok(compare(&before.statement(day), &theirs, other.side, &before).differences)
    }
}

fn last_statement(sender: Side, records: &[Record]) -> Option<(usize, Statement)> {
    records.iter().enumerate().rev().find_map(|(place, record)| {
        let Record::Took { text, .. } = record else { return None };
        match Body::read(&portcullis_exchange::Message::parse(text).unwrap(), sender) {
            Ok(Body::Reconciliation(statement)) => Some((place, *statement)),
            _ => None,
        }
    })
}

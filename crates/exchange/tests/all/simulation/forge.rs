//! A house that changes what it said or took, and signs as if nothing had been.

use portcullis_exchange::Message;
use portcullis_log::Hash;

use super::house::Record;
use super::world::World;
use crate::samples;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// Says something else in place of what was taken.
    Edits,
    /// Drops what was taken, and numbers what follows anew.
    Drops,
    /// Puts something in before what was taken.
    Inserts,
    /// Says two things the other way round.
    Swaps,
    /// Comes back without the last of what was taken.
    LosesTail,
    /// Says that it took something else, and chains what follows anew.
    RewritesTaken,
}

impl Forgery {
    pub const ALL: [Self; 6] =
        [Self::Edits, Self::Drops, Self::Inserts, Self::Swaps, Self::LosesTail, Self::RewritesTaken];
}

impl World {
    /// Forges the history of a house; nothing where not enough was exchanged for it.
    pub fn forge(&mut self, house: usize, forgery: Forgery) -> Option<()> {
        let taken_of_ours = self.houses[1 - house].journal.took().count();
        let records = &mut self.houses[house].journal.records;
        let places = |said: bool| {
            let of =
                |(place, record): (usize, &Record)| (matches!(record, Record::Said { .. }) == said).then_some(place);
            records.iter().enumerate().filter_map(of).collect::<Vec<usize>>()
        };
        let said = places(true);
        let (taken, took) = (said.get(..taken_of_ours)?, places(false));
        let any = |draw: &mut super::draw::Draw, places: &[usize]| Some(*places.get(draw.below(places.len().max(1)))?);
        let at = samples::NOW;
        match forgery {
            Forgery::Edits => {
                let place = any(&mut self.draw, taken)?;
                records[place] = Record::Said { at, body: samples::withdrawal("forged") };
            }
            Forgery::Drops => {
                let place = any(&mut self.draw, taken)?;
                records.remove(place);
            }
            Forgery::Inserts => {
                let place = any(&mut self.draw, taken)?;
                records.insert(place, Record::Said { at, body: samples::withdrawal("forged") });
            }
            Forgery::Swaps => {
                let [first, second] = *taken.last_chunk::<2>()?;
                records.swap(first, second);
            }
            Forgery::LosesTail => {
                let place = *taken.last()?;
                records.truncate(place);
            }
            Forgery::RewritesTaken => {
                let place = any(&mut self.draw, &took)?;
                rewrite(&mut records[place..]);
            }
        }
        self.come_back(house);
        Some(())
    }
}

impl World {
    /// Loses what a house took since it last said something; whether that was anything.
    pub fn lose_taken(&mut self, house: usize) -> bool {
        let journal = &mut self.houses[house].journal;
        let kept = journal.records.iter().rposition(|record| matches!(record, Record::Said { .. }));
        let (kept, before) = (kept.map_or(0, |last| last + 1), journal.records.len());
        journal.records.truncate(kept);
        self.come_back(house);
        kept < before
    }

    /// With the records as they are now, on every node.
    fn come_back(&mut self, house: usize) {
        let peer = self.houses[house].peer.house().clone();
        self.houses[house].journal.renew_ids(&peer);
        (0..self.houses[house].nodes.len()).for_each(|node| self.restart(house, node));
    }
}

/// Changes the moment of the first message taken, and gives each that follows the hash of the one before.
fn rewrite(records: &mut [Record]) {
    let mut before: Option<(Hash, Hash)> = None;
    for record in records {
        let Record::Took { text, hash, .. } = record else { continue };
        let changed = match before {
            None => {
                let at = format!("\"at\":{},", Message::parse(text).unwrap().at().0);
                text.replacen(&at, "\"at\":1,", 1)
            }
            Some((old, new)) => text.replacen(&old.to_base64(), &new.to_base64(), 1),
        };
        let old = *hash;
        *hash = Hash::of(changed.as_bytes());
        *text = changed;
        before = Some((old, *hash));
    }
}

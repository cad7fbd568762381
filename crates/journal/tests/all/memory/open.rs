//! A transaction on the store in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use portcullis_journal::store::{
    Blobs, CheckpointRow, Checkpoints, Document, Documents, Images, Job, Jobs, Journal, Openings, Row, StoreError,
};

use super::{Data, Fault, Shared};

pub enum Trouble {
    Conflict,
    Refused(StoreError),
}

/// A transaction.
pub struct Open<'a> {
    shared: &'a Shared,
    name: &'static str,
    may_write: bool,
    fault: Fault,
    calls: u32,
    pub trouble: Option<Trouble>,
    holds_head: bool,
    /// As it began.
    records: usize,
    openings: Arc<BTreeMap<u64, Vec<u8>>>,
    images: Arc<BTreeMap<u64, Vec<u8>>>,
    checkpoints: Arc<BTreeMap<u64, CheckpointRow>>,
    tiles: Arc<BTreeMap<(u8, u64), Vec<u8>>>,
    /// What it did.
    new_rows: Vec<Row>,
    new_openings: Vec<(u64, Option<Vec<u8>>)>,
    new_images: Vec<(u64, Vec<u8>)>,
    new_checkpoints: Vec<CheckpointRow>,
    new_tiles: Vec<(u8, u64, Vec<u8>)>,
}

impl<'a> Open<'a> {
    pub fn begin(shared: &'a Shared, name: &'static str, may_write: bool, fault: Fault) -> Self {
        let data = shared.data();
        Self {
            shared,
            name,
            may_write,
            fault,
            calls: 0,
            trouble: None,
            holds_head: false,
            records: data.rows.len(),
            openings: Arc::clone(&data.openings),
            images: Arc::clone(&data.images),
            checkpoints: Arc::clone(&data.checkpoints),
            tiles: Arc::clone(&data.tiles),
            new_rows: Vec::new(),
            new_openings: Vec::new(),
            new_images: Vec::new(),
            new_checkpoints: Vec::new(),
            new_tiles: Vec::new(),
        }
    }

    fn refuse<T>(&mut self, error: StoreError) -> Result<T, StoreError> {
        self.trouble.get_or_insert_with(|| Trouble::Refused(error.clone()));
        Err(error)
    }

    /// Each call comes here first: nothing is answered once something went wrong.
    fn call(&mut self, writes: bool) -> Result<(), StoreError> {
        match &self.trouble {
            Some(Trouble::Refused(error)) => return Err(error.clone()),
            Some(Trouble::Conflict) => return Err(StoreError::Conflict { name: self.name, tries: 1 }),
            None => {}
        }
        if writes && !self.may_write {
            return self.refuse(StoreError::unavailable("a transaction that only reads was asked to change something"));
        }
        if self.fault == Fault::LostAt(self.calls) {
            return self.refuse(StoreError::unavailable("the connection was lost"));
        }
        if writes && self.shared.data().is_full {
            return self.refuse(StoreError::unavailable("the disk is full"));
        }
        self.calls += 1;
        Ok(())
    }

    /// Makes durable what was done; false where others did the same meanwhile.
    pub fn keep(&mut self) -> bool {
        // Dropped first, so that nothing has to be copied.
        let (openings, images) = (std::mem::take(&mut self.openings), std::mem::take(&mut self.images));
        let (checkpoints, tiles) = (std::mem::take(&mut self.checkpoints), std::mem::take(&mut self.tiles));
        let mut data = self.shared.data();
        let overtaken = (!self.new_checkpoints.is_empty() && !Arc::ptr_eq(&checkpoints, &data.checkpoints))
            || (!self.new_images.is_empty() && !Arc::ptr_eq(&images, &data.images));
        drop((openings, images, checkpoints, tiles));
        if overtaken {
            return false;
        }
        let data = &mut *data;
        data.commits += u64::from(!self.new_rows.is_empty());
        for row in self.new_rows.drain(..) {
            let sequence = row.sequence;
            data.ids.insert(row.id.clone(), sequence);
            if let Some(about) = &row.reservation {
                data.about.entry(about.clone()).or_default().push(sequence);
            }
            if let Some(license) = &row.license {
                data.of_license.entry(license.clone()).or_default().push(sequence);
            }
            data.rows.push(row);
        }
        replaced(&mut data.openings, self.new_openings.drain(..));
        if !self.new_images.is_empty() {
            let mut images = (*data.images).clone();
            images.extend(self.new_images.drain(..));
            while images.len() > 2 {
                images.pop_first();
            }
            data.images = Arc::new(images);
        }
        if !self.new_checkpoints.is_empty() {
            let mut checkpoints = (*data.checkpoints).clone();
            checkpoints.extend(self.new_checkpoints.drain(..).map(|row| (row.size, row)));
            data.checkpoints = Arc::new(checkpoints);
        }
        if !self.new_tiles.is_empty() {
            let tiles = Arc::make_mut(&mut data.tiles);
            for (level, index, bytes) in self.new_tiles.drain(..) {
                tiles.entry((level, index)).or_insert(bytes);
            }
        }
        true
    }

    fn is_there(&self, data: &Data, id: &str) -> bool {
        data.ids.get(id).is_some_and(|at| (*at as usize) < self.records)
    }

    fn at(&self, data: &Data, places: Option<&Vec<u64>>) -> Vec<Row> {
        let places = places.into_iter().flatten().filter(|at| (**at as usize) < self.records);
        places.map(|at| data.rows[*at as usize].clone()).collect()
    }
}

fn replaced(kept: &mut Arc<BTreeMap<u64, Vec<u8>>>, changes: impl ExactSizeIterator<Item = (u64, Option<Vec<u8>>)>) {
    if changes.len() == 0 {
        return;
    }
    let kept = Arc::make_mut(kept);
    for (at, change) in changes {
        match change {
            Some(bytes) => drop(kept.insert(at, bytes)),
            None => drop(kept.remove(&at)),
        }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if self.holds_head {
            self.shared.data().head_is_held = false;
            self.shared.released.notify_all();
        }
    }
}

impl Journal for Open<'_> {
    fn head(&mut self) -> Result<u64, StoreError> {
        self.call(false)?;
        Ok((self.records + self.new_rows.len()) as u64)
    }

    fn take_head(&mut self) -> Result<u64, StoreError> {
        self.call(true)?;
        if !self.holds_head {
            let mut data = self.shared.data();
            while data.head_is_held {
                data = self.shared.released.wait(data).unwrap();
            }
            let overtaken = data.rows.len() != self.records;
            data.head_is_held = !overtaken;
            self.holds_head = !overtaken;
            if overtaken {
                self.trouble = Some(Trouble::Conflict);
                return Err(StoreError::Conflict { name: self.name, tries: 1 });
            }
        }
        Ok((self.records + self.new_rows.len()) as u64)
    }

    fn rows(&mut self, from: u64, most: usize) -> Result<Vec<Row>, StoreError> {
        self.call(false)?;
        let from = usize::try_from(from).unwrap().min(self.records + self.new_rows.len());
        let data = self.shared.data();
        let kept = data.rows.get(from..self.records).unwrap_or_default();
        let new = self.new_rows.iter().skip(from.saturating_sub(self.records));
        Ok(kept.iter().chain(new).take(most).cloned().collect())
    }

    fn rows_by_id(&mut self, ids: &[&str]) -> Result<Vec<Row>, StoreError> {
        self.call(false)?;
        let data = self.shared.data();
        let kept = ids.iter().filter(|id| self.is_there(&data, id)).map(|id| &data.rows[data.ids[*id] as usize]);
        let new = self.new_rows.iter().filter(|row| ids.contains(&row.id.as_str()));
        Ok(kept.chain(new).cloned().collect())
    }

    fn rows_about(&mut self, reservations: &[&str]) -> Result<Vec<Row>, StoreError> {
        self.call(false)?;
        let data = self.shared.data();
        let mut rows: Vec<_> = reservations.iter().flat_map(|about| self.at(&data, data.about.get(*about))).collect();
        let is_about =
            |row: &&Row| row.reservation.as_ref().is_some_and(|about| reservations.contains(&about.as_str()));
        rows.extend(self.new_rows.iter().filter(is_about).cloned());
        rows.sort_unstable_by_key(|row| row.sequence);
        rows.dedup_by_key(|row| row.sequence);
        Ok(rows)
    }

    fn rows_of_license(&mut self, license: &str, from: u64, most: usize) -> Result<Vec<Row>, StoreError> {
        self.call(false)?;
        let data = self.shared.data();
        let kept = self.at(&data, data.of_license.get(license));
        let new = self.new_rows.iter().filter(|row| row.license.as_deref() == Some(license)).cloned();
        Ok(kept.into_iter().chain(new).filter(|row| row.sequence >= from).take(most).collect())
    }

    fn append(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        self.take_head()?;
        for row in rows {
            let expected = (self.records + self.new_rows.len()) as u64;
            if row.sequence != expected {
                return self.refuse(StoreError::OutOfOrder { what: "a row", expected, found: row.sequence });
            }
            let (before, is_taken) = {
                let data = self.shared.data();
                let last = self.new_rows.last().or_else(|| data.rows.get(self.records.wrapping_sub(1)));
                let is_new = self.new_rows.iter().any(|other| other.id == row.id);
                (last.map_or(i64::MIN, |last| last.at), is_new || self.is_there(&data, &row.id))
            };
            if row.at < before {
                let (expected, found) = (before as u64, row.at as u64);
                return self.refuse(StoreError::OutOfOrder { what: "the time of a row", expected, found });
            }
            if is_taken {
                return self.refuse(StoreError::Taken { id: row.id.clone() });
            }
            self.new_rows.push(row.clone());
        }
        Ok(())
    }
}

impl Openings for Open<'_> {
    fn put_opening(&mut self, sequence: u64, opening: &[u8]) -> Result<(), StoreError> {
        self.call(true)?;
        self.new_openings.push((sequence, Some(opening.to_vec())));
        Ok(())
    }

    fn opening(&mut self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(false)?;
        let new = self.new_openings.iter().rev().find(|(at, _)| *at == sequence).map(|(_, opening)| opening.clone());
        Ok(new.unwrap_or_else(|| self.openings.get(&sequence).cloned()))
    }

    fn openings(&mut self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.call(false)?;
        Ok(self.openings.range(from..).take(most).map(|(at, opening)| (*at, opening.clone())).collect())
    }

    fn erase_opening(&mut self, sequence: u64) -> Result<bool, StoreError> {
        let there = self.opening(sequence)?.is_some();
        self.call(true)?;
        self.new_openings.push((sequence, None));
        Ok(there)
    }
}

impl Images for Open<'_> {
    fn latest_image(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        self.call(false)?;
        Ok(self.images.last_key_value().map(|(head, image)| (*head, image.clone())))
    }

    fn put_image(&mut self, head: u64, image: &[u8]) -> Result<(), StoreError> {
        self.call(true)?;
        self.new_images.push((head, image.to_vec()));
        Ok(())
    }
}

impl Checkpoints for Open<'_> {
    fn latest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError> {
        self.call(false)?;
        Ok(self.new_checkpoints.last().or_else(|| self.checkpoints.values().next_back()).cloned())
    }

    fn checkpoints(&mut self, from_size: u64, most: usize) -> Result<Vec<CheckpointRow>, StoreError> {
        self.call(false)?;
        Ok(self.checkpoints.range(from_size..).take(most).map(|(_, row)| row.clone()).collect())
    }

    fn put_checkpoint(&mut self, checkpoint: &CheckpointRow) -> Result<(), StoreError> {
        let latest = self.latest_checkpoint()?;
        self.call(true)?;
        match latest {
            Some(latest) if checkpoint.size < latest.size => {
                let (expected, found) = (latest.size, checkpoint.size);
                self.refuse(StoreError::OutOfOrder { what: "a checkpoint", expected, found })
            }
            Some(latest) if checkpoint.size == latest.size && checkpoint.frontier != latest.frontier => {
                let place = format!("the checkpoint of size {}", latest.size);
                self.refuse(StoreError::Damaged {
                    place,
                    why: "the stored tree of this size is another one".to_owned(),
                })
            }
            _ => {
                self.new_checkpoints.push(checkpoint.clone());
                Ok(())
            }
        }
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(false)?;
        Ok(self.tiles.get(&(level, index)).cloned())
    }

    fn put_tiles(&mut self, tiles: &[(u8, u64, Vec<u8>)]) -> Result<(), StoreError> {
        self.call(true)?;
        assert!(tiles.iter().all(|(_, _, bytes)| bytes.len() == 8_192), "only full tiles are kept");
        self.new_tiles.extend_from_slice(tiles);
        Ok(())
    }
}

/// The journal keeps no content by name; a store does.
impl Blobs for Open<'_> {
    fn put_blob(&mut self, _: &str, _: &[u8]) -> Result<(), StoreError> {
        self.refuse(StoreError::unavailable("no blobs are kept here"))
    }

    fn blob(&mut self, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.refuse(StoreError::unavailable("no blobs are kept here"))
    }

    fn blob_names(&mut self) -> Result<Vec<String>, StoreError> {
        self.refuse(StoreError::unavailable("no blobs are kept here"))
    }
}

/// The journal puts nothing off; a store does.
impl Jobs for Open<'_> {
    fn put_jobs(&mut self, _: &[Job]) -> Result<(), StoreError> {
        self.refuse(StoreError::unavailable("no jobs are kept here"))
    }

    fn take_jobs(&mut self, _: &str, _: &str, _: i64, _: i64, _: usize) -> Result<Vec<Job>, StoreError> {
        self.refuse(StoreError::unavailable("no jobs are kept here"))
    }

    fn finish_job(&mut self, _: &str, _: &str) -> Result<bool, StoreError> {
        self.refuse(StoreError::unavailable("no jobs are kept here"))
    }

    fn put_back_job(&mut self, _: &str, _: &str, _: i64) -> Result<bool, StoreError> {
        self.refuse(StoreError::unavailable("no jobs are kept here"))
    }

    fn jobs(&mut self) -> Result<Vec<Job>, StoreError> {
        self.refuse(StoreError::unavailable("no jobs are kept here"))
    }
}

/// The journal remembers nothing for itself; a service does.
impl Documents for Open<'_> {
    fn document(&mut self, _: &str, _: &str) -> Result<Option<Document>, StoreError> {
        self.refuse(StoreError::unavailable("no documents are kept here"))
    }

    fn documents(&mut self, _: &str, _: &str, _: usize) -> Result<Vec<Document>, StoreError> {
        self.refuse(StoreError::unavailable("no documents are kept here"))
    }

    fn put_document(&mut self, _: &str, _: &str, _: Option<u64>, _: &str) -> Result<bool, StoreError> {
        self.refuse(StoreError::unavailable("no documents are kept here"))
    }

    fn remove_document(&mut self, _: &str, _: &str, _: u64) -> Result<bool, StoreError> {
        self.refuse(StoreError::unavailable("no documents are kept here"))
    }
}

//! The check of a folder: every entry is hashed, every tile compared, and the root with what the log signed.
//!
//! A hash is known twice, from what lies below it and from the tile. Where the two differ the tile above, or at the
//! right edge the signed root, says which of them is right, so that one changed byte gives one finding at its place.
//! What was found right goes on upwards. If there is no finding, each tile was equal to what its entries hash to, and
//! their root to the signed one: nothing then depends on which file was believed.

use super::compare::{Found, compare};
use super::report::{Fault, Finding, MOST_FINDINGS, Report};
use super::row::{Right, Row};
use super::walk::{Met, judge_surplus, size_of_entries, walk};
use super::{CHECKPOINT, Directory, MOST_BUNDLE_BYTES, MOST_TILE_BYTES, read_file};
use crate::checkpoint::Checkpoint;
use crate::hash::{HASH_BYTES, Hash, leaf_hash};
use crate::note::Verifier;
use crate::receipt::Quorum;
use crate::tile::{Bundle, TILE_WIDTH, Tile, entries};
use crate::tree::{Frontier, join_right};
use std::io;
use std::path::Path;

/// Checks a log in a folder against the key of the log and the witnesses: all that is wrong with it is in the report.
///
/// Where the checkpoint is not the log's, the rest is checked as far as the files vouch for each other.
#[must_use]
pub fn check(folder: &Path, log: &Verifier, quorum: &Quorum) -> Report {
    let mut report = Report { files: 1, ..Report::default() };
    match open_checkpoint(folder, log, quorum) {
        Ok(checkpoint) => report.checkpoint = Some(checkpoint),
        Err(fault) => report.findings.push(Finding { path: CHECKPOINT.to_owned(), fault }),
    }
    let size = report.checkpoint.as_ref().map_or_else(|| size_of_entries(folder), Checkpoint::size);
    let mut checker = Checker { folder, size, report, levels: Vec::new() };
    checker.check_tree();
    checker.check_surplus();
    checker.report
}

fn open_checkpoint(folder: &Path, log: &Verifier, quorum: &Quorum) -> Result<Checkpoint, Fault> {
    if folder.join(CHECKPOINT).symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Err(Fault::Missing);
    }
    let note = Directory::new(folder).checkpoint().map_err(|error| Fault::Checkpoint(error.to_string()))?;
    let checkpoint = Checkpoint::open(&note, log).map_err(|error| Fault::Checkpoint(error.to_string()))?;
    quorum.check(&note).map_err(|error| Fault::Checkpoint(error.to_string()))?;
    Ok(checkpoint)
}

struct Checker<'a> {
    folder: &'a Path,
    size: u64,
    report: Report,
    /// The tile that is open at each level above 0.
    levels: Vec<Row>,
}

impl Checker<'_> {
    fn find(&mut self, path: &str, fault: Fault) {
        if self.report.findings.len() >= MOST_FINDINGS {
            self.report.stopped = true;
        } else {
            self.report.findings.push(Finding { path: path.to_owned(), fault });
        }
    }

    /// Reads a file; what hinders is a finding.
    fn read(&mut self, path: &str, most: usize) -> Option<Vec<u8>> {
        self.report.files += 1;
        match read_file(&self.folder.join(path), most) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.find(path, Fault::Missing);
                None
            }
            Err(error) => {
                self.find(path, Fault::Unreadable(error.to_string()));
                None
            }
        }
    }

    fn read_tile(&mut self, tile: Tile) -> Option<Vec<Hash>> {
        let path = tile.path();
        let bytes = self.read(&path, MOST_TILE_BYTES)?;
        let expected = usize::from(tile.width()) * HASH_BYTES;
        if bytes.len() != expected {
            self.find(&path, Fault::Length { found: bytes.len(), expected });
            return None;
        }
        Hash::row(&bytes)
    }

    fn read_bundle(&mut self, bundle: Bundle) -> Option<Found> {
        let bytes = self.read(&bundle.path(), MOST_BUNDLE_BYTES)?;
        let mut found = Found::default();
        for entry in entries(&bytes) {
            match entry {
                Ok(leaf) => found.hashes.push(leaf_hash(leaf)),
                Err(error) => found.cut = Some(error),
            }
        }
        self.report.entries += found.hashes.len() as u64;
        Some(found)
    }

    fn check_tree(&mut self) {
        let mut last = None;
        for index in 0..self.size.div_ceil(u64::from(TILE_WIDTH)) {
            if self.report.stopped {
                return;
            }
            let (Some(bundle), Some(tile)) = (Bundle::of_tree(index, self.size), Tile::of_tree(0, index, self.size))
            else {
                return;
            };
            let found = self.read_bundle(bundle);
            let below = found.iter().flat_map(|found| found.hashes.iter().copied().map(Some)).collect();
            let row = Row { opened: true, file: self.read_tile(tile), below };
            if tile.is_partial() {
                last = Some((tile, row, found));
            } else {
                let above = self.above(tile);
                self.close(tile, &row, found.as_ref(), above);
            }
        }
        self.check_edge(last);
    }

    /// The open tile of a level, whose file is read when its first hash comes.
    fn open(&mut self, level: u8, index: u64) -> Option<&mut Row> {
        let at = usize::from(level).checked_sub(1)?;
        if self.levels.len() <= at {
            self.levels.push(Row::default());
        }
        if !self.levels.get(at)?.opened {
            let tile = Tile::of_tree(level, index, self.size)?;
            let file = self.read_tile(tile);
            *self.levels.get_mut(at)? = Row { opened: true, file, below: Vec::new() };
        }
        self.levels.get_mut(at)
    }

    /// What the file above has for a full tile.
    fn above(&mut self, tile: Tile) -> Option<Hash> {
        let within = (tile.index() % u64::from(TILE_WIDTH)) as usize;
        self.open(tile.level() + 1, tile.index() / u64::from(TILE_WIDTH))?.file.as_ref()?.get(within).copied()
    }

    /// Judges a full tile and passes its hash on; a tile above that is full with it is closed in turn.
    fn close(&mut self, tile: Tile, row: &Row, found: Option<&Found>, above: Option<Hash>) {
        let width = usize::from(tile.width());
        let root = |hashes: Vec<Hash>| Frontier::over(hashes).root();
        let (below, file) = (row.known(width).map(root), row.file.clone().map(root));
        let right = match (below, file) {
            _ if above.is_some() && file == above => Right::File,
            _ if above.is_some() && below == above => Right::Below,
            // Too little lies below to be right.
            (None, Some(_)) => Right::File,
            _ => Right::Neither,
        };
        self.judge(tile, row, found, right);
        let hash = match right {
            Right::File => file,
            Right::Below => below,
            // Where both say the same, the tile above is to be judged by it.
            Right::Neither if row.differs() => above,
            Right::Neither => below.or(file).or(above),
        };
        let parent = tile.index() / u64::from(TILE_WIDTH);
        let Some(open) = self.open(tile.level() + 1, parent) else { return };
        open.below.push(hash);
        if open.below.len() == usize::from(TILE_WIDTH) {
            let row = std::mem::take(open);
            if let Some(tile) = Tile::new(tile.level() + 1, parent, TILE_WIDTH) {
                let above = self.above(tile);
                self.close(tile, &row, None, above);
            }
        }
    }

    /// The partial tiles: no tile is above them, and together they make the root.
    fn check_edge(&mut self, last: Option<(Tile, Row, Option<Found>)>) {
        let mut edge: Vec<(Tile, Row, Option<Found>)> = last.into_iter().collect();
        for (row, level) in std::mem::take(&mut self.levels).into_iter().zip(1_u8..) {
            let index = self.size.checked_shr(u32::from(level) * 8 + 8).unwrap_or(0);
            edge.extend(Tile::of_tree(level, index, self.size).map(|tile| (tile, row, None)));
        }
        let signed = self.report.checkpoint.as_ref().map(Checkpoint::root);
        // Each bit says of a tile whether its file is taken; what lies below, as far as it can be, comes first.
        let root = |taken: u32| {
            let subtrees = edge.iter().enumerate().map(|(at, (tile, row, _))| {
                let known = row.known(usize::from(tile.width()));
                let (one, other) =
                    if taken >> at & 1 == 0 { (known, row.file.clone()) } else { (row.file.clone(), known) };
                one.or(other).map(Frontier::over)
            });
            let joined =
                subtrees.into_iter().try_fold(None, |right, subtree| Some(join_right(subtree?.hashes(), right)));
            joined.map(|root| root.unwrap_or(Hash::EMPTY_ROOT))
        };
        let taken = (0..1_u32 << edge.len()).find(|taken| signed.is_some() && root(*taken) == signed);
        let found_root = root(0);
        for (at, (tile, row, found)) in edge.iter().enumerate() {
            let right = match taken {
                Some(taken) if taken >> at & 1 == 1 || row.known(usize::from(tile.width())).is_none() => Right::File,
                Some(_) => Right::Below,
                None => Right::Neither,
            };
            self.judge(*tile, row, found.as_ref(), right);
        }
        if let (Some(expected), None, Some(found)) = (signed, taken, found_root) {
            self.find(CHECKPOINT, Fault::Root { found, expected });
        }
    }

    /// Names what differs between a tile and what lies below it.
    fn judge(&mut self, tile: Tile, row: &Row, found: Option<&Found>, right: Right) {
        let path = tile.path();
        let Some((first, _)) = tile.leaves() else { return };
        let bundle = Bundle::new(tile.index(), tile.width()).map(|bundle| bundle.path()).unwrap_or_default();
        let Some(file) = &row.file else {
            // Without hashes only their number can be told.
            let width = usize::from(tile.width());
            if let Some(found) = found.filter(|found| found.hashes.len() != width || found.cut.is_some()) {
                let many = first + found.hashes.len().min(width) as u64;
                self.find(&bundle, Fault::Garbled { first: many, end: first + u64::from(tile.width()) });
            }
            return;
        };
        if let Some(found) =
            found.filter(|found| right == Right::File || found.hashes.len() != file.len() || found.cut.is_some())
        {
            for fault in compare(found, file, first) {
                self.find(&bundle, fault);
            }
            return;
        }
        let differing = |(position, (below, file)): (usize, (&Option<Hash>, &Hash))| {
            below.filter(|below| below != file).map(|below| (position, below, *file))
        };
        let wrong: Vec<(usize, Hash, Hash)> = row.below.iter().zip(file).enumerate().filter_map(differing).collect();
        match right {
            Right::Below => {
                if let Some((position, expected, found)) = wrong.first().copied() {
                    self.find(&path, Fault::Hash { position, found, expected, others: wrong.len() - 1 });
                }
            }
            Right::File => {
                for (position, found, expected) in wrong {
                    let child = tile.level().checked_sub(1).and_then(|level| {
                        Tile::new(level, tile.index() * u64::from(TILE_WIDTH) + position as u64, TILE_WIDTH)
                    });
                    if let Some((first, end)) = child.and_then(|child| child.leaves()) {
                        self.find(&path, Fault::Beneath { first, end, found, expected });
                    }
                }
            }
            Right::Neither => {
                for (position, _, _) in wrong {
                    let (at, index) =
                        if tile.level() == 0 { (&bundle, first + position as u64) } else { (&path, position as u64) };
                    self.find(at, Fault::Disagree { index, other: path.clone() });
                }
            }
        }
    }

    fn check_surplus(&mut self) {
        let (folder, size) = (self.folder, self.size);
        walk(folder, &mut |path, met| {
            let fault = match met {
                Met::File(resource) if resource.is_of_tree(size) => return !self.report.stopped,
                Met::File(resource) => judge_surplus(folder, &resource, size),
                Met::Stranger => Some(Fault::Surplus { size }),
                Met::Unreadable(problem) => Some(Fault::Unreadable(problem)),
            };
            match fault {
                Some(fault) => self.find(path, fault),
                None => self.report.older += 1,
            }
            !self.report.stopped
        });
    }
}

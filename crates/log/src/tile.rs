//! Tiles: the rows of the tree cut into files that never change once they are full
//! (<https://c2sp.org/tlog-tiles>).
//!
//! A tile of level `l` holds 256 neighbouring hashes of the row at height `8 l`. What lies between two levels is hashed
//! again when it is needed, which costs less than reading it. The last tile of a level may be partial; a partial
//! tile is another file than the full one, so that a file, once written, is never written again.

mod bundle;
mod path;
mod writer;

pub use bundle::{BundleError, Entries, MOST_LEAF_BYTES, entries, push_entry};
pub use path::{Bundle, PathError, Resource};
pub use writer::{TileData, TileWriter};

use crate::hash::Hash;
use crate::tree::Frontier;

/// How many rows of the tree a tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// How many hashes a full tile holds, and how many entries a full bundle.
pub const TILE_WIDTH: u16 = 1 << TILE_HEIGHT;
/// The highest level that a path may name.
pub const MOST_LEVEL: u8 = 63;
/// Levels that a tree of at most 2^64 - 1 leaves can fill.
const LEVELS: u8 = 8;

/// A tile of hashes: where it lies, and how many hashes of it there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// A tile; `None` when the level is above [`MOST_LEVEL`] or the width is not from 1 to [`TILE_WIDTH`].
    #[must_use]
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        (level <= MOST_LEVEL && (1..=TILE_WIDTH).contains(&width)).then_some(Self { level, index, width })
    }

    /// The tile at this place as a tree of `size` leaves has it; `None` where that tree has none.
    #[must_use]
    pub fn of_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let rest = row_length(level, size).checked_sub(index.checked_mul(u64::from(TILE_WIDTH))?)?;
        Self::new(level, index, u16::try_from(rest).unwrap_or(TILE_WIDTH).min(TILE_WIDTH))
    }

    /// 0 for leaf hashes; each level above has one hash for a full tile below.
    #[must_use]
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// Its place among the tiles of its level, from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes it holds, 1 to [`TILE_WIDTH`].
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// It holds fewer than [`TILE_WIDTH`] hashes.
    #[must_use]
    pub const fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The path below the log: `tile/0/x001/234.p/5`.
    #[must_use]
    pub fn path(&self) -> String {
        path::write(&self.level.to_string(), self.index, self.width)
    }

    /// Reads a path, in its one spelling.
    ///
    /// # Errors
    /// When the path is not one that [`Tile::path`] writes.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        match Resource::parse(path)? {
            Resource::Tile(tile) => Ok(tile),
            Resource::Checkpoint | Resource::Entries(_) => Err(PathError::of(path)),
        }
    }

    /// The first leaf under it and the first one after; `None` when no tree is that large.
    #[must_use]
    pub fn leaves(&self) -> Option<(u64, u64)> {
        let per_hash = 1_u64.checked_shl(u32::from(self.level) * u32::from(TILE_HEIGHT))?;
        let first = self.index.checked_mul(u64::from(TILE_WIDTH))?;
        let end = first.checked_add(u64::from(self.width))?;
        Some((first.checked_mul(per_hash)?, end.checked_mul(per_hash)?))
    }
}

/// How many hashes a tree of `size` leaves has in the row of a level.
fn row_length(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0)
}

/// The tiles that appear or grow when a tree grows from `old_size` to `new_size` leaves, level by level.
pub fn tiles_for_growth(old_size: u64, new_size: u64) -> impl Iterator<Item = Tile> {
    (0..LEVELS).flat_map(move |level| {
        let (old, new) = (row_length(level, old_size), row_length(level, new_size));
        let tiles = old / u64::from(TILE_WIDTH)..new.div_ceil(u64::from(TILE_WIDTH));
        let tiles = if old < new { tiles } else { 0..0 };
        tiles.filter_map(move |index| Tile::of_tree(level, index, new_size))
    })
}

/// Where the hashes of a tree are read.
pub trait Hashes {
    /// The hashes of a tile: its width or more, of which the first are used; so a full tile may stand for a partial
    /// one that is gone, as <https://c2sp.org/tlog-tiles> allows.
    ///
    /// # Errors
    /// When the tile cannot be read.
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError>;
}

impl<T: Hashes + ?Sized> Hashes for &T {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        (**self).tile(tile)
    }
}

/// Why hashes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ReadError {
    /// The path of the tile.
    pub path: String,
    /// What is wrong, and the mend.
    pub problem: String,
}

impl ReadError {
    /// A tile could not be read.
    #[must_use]
    pub fn new(tile: Tile, problem: impl Into<String>) -> Self {
        Self { path: tile.path(), problem: problem.into() }
    }
}

/// Reads nodes of a tree of a known size, each tile once.
pub(crate) struct Nodes<'a, H> {
    hashes: &'a H,
    size: u64,
    read: Vec<(Tile, Vec<Hash>)>,
}

impl<'a, H: Hashes> Nodes<'a, H> {
    pub fn new(hashes: &'a H, size: u64) -> Self {
        Self { hashes, size, read: Vec::new() }
    }

    /// All hashes of a tile, and no more.
    pub fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], ReadError> {
        let Some(tile) = Tile::of_tree(level, index, self.size) else {
            let path = path::write(&level.to_string(), index, TILE_WIDTH);
            return Err(ReadError { path, problem: format!("a tree of {} leaves has no such tile", self.size) });
        };
        let at = match self.read.iter().position(|(read, _)| *read == tile) {
            Some(at) => at,
            None => {
                let mut hashes = self.hashes.tile(tile)?;
                let given = hashes.len();
                hashes.truncate(usize::from(tile.width));
                if hashes.len() < usize::from(tile.width) {
                    let problem = format!("has {given} hashes, not {}: write it again from the leaves", tile.width);
                    return Err(ReadError::new(tile, problem));
                }
                self.read.push((tile, hashes));
                self.read.len() - 1
            }
        };
        Ok(self.read.get(at).map_or(&[], |(_, hashes)| hashes))
    }

    /// The hash of a complete node: the `index`-th of its height.
    pub fn node(&mut self, height: u8, index: u64) -> Result<Hash, ReadError> {
        let (level, below) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        // Tiles hold every eighth row; rows between are hashed from the one below.
        let per_tile = u32::from(TILE_HEIGHT - below);
        let (tile, within) = (index >> per_tile, index & ((1 << per_tile) - 1));
        let first = (within << below) as usize;
        let hashes = self.tile(level, tile)?;
        match hashes.get(first..first + (1 << below)) {
            Some(hashes) => Ok(Frontier::over(hashes.iter().copied()).root()),
            None => {
                let path = path::write(&level.to_string(), tile, TILE_WIDTH);
                Err(ReadError { path, problem: format!("a tree of {} leaves is not that wide", self.size) })
            }
        }
    }
}

//! The paths of a log's files. Each file has one path, and each path one spelling.
//!
//! An index is written in groups of three digits, all but the last with an `x` before it, so that no folder has more
//! than a few thousand names and no file is named like a folder.

use super::{MOST_LEVEL, TILE_WIDTH, Tile};
use crate::text::{decimal, shown};

/// The longest path that is read: 7 groups for the largest index, and a width.
pub const MOST_PATH_BYTES: usize = 64;
const GROUP: u64 = 1000;
const ENTRIES: &str = "entries";

/// A bundle of entries: the leaves whose hashes are in the tile of level 0 at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bundle {
    index: u64,
    width: u16,
}

/// A file of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// `checkpoint`
    Checkpoint,
    /// `tile/0/x001/234`
    Tile(Tile),
    /// `tile/entries/x001/234`
    Entries(Bundle),
}

/// A path that names no file of a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no path of a log: `checkpoint`, `tile/<level>/<index>` or `tile/entries/<index>`, as in tile/0/x001/234.p/5"
)]
pub struct PathError(String);

impl PathError {
    pub(super) fn of(path: &str) -> Self {
        Self(shown(path))
    }
}

impl Bundle {
    /// A bundle; `None` when the width is not from 1 to [`TILE_WIDTH`].
    #[must_use]
    pub fn new(index: u64, width: u16) -> Option<Self> {
        (1..=TILE_WIDTH).contains(&width).then_some(Self { index, width })
    }

    /// The bundle at this place as a tree of `size` leaves has it; `None` where that tree has none.
    #[must_use]
    pub fn of_tree(index: u64, size: u64) -> Option<Self> {
        Tile::of_tree(0, index, size).map(|tile| Self { index, width: tile.width() })
    }

    /// Its place among the bundles, from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many entries it holds, 1 to [`TILE_WIDTH`].
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// The path below the log: `tile/entries/x001/234.p/5`.
    #[must_use]
    pub fn path(&self) -> String {
        write(ENTRIES, self.index, self.width)
    }
}

impl Resource {
    /// Reads a path below the log, in its one spelling.
    ///
    /// # Errors
    /// When it names no file of a log.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        if path == "checkpoint" {
            return Ok(Self::Checkpoint);
        }
        if path.len() > MOST_PATH_BYTES {
            return Err(PathError::of(path));
        }
        parse(path).ok_or_else(|| PathError::of(path))
    }

    /// The path below the log.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Checkpoint => "checkpoint".to_owned(),
            Self::Tile(tile) => tile.path(),
            Self::Entries(bundle) => bundle.path(),
        }
    }

    /// A log of `size` leaves has this file, this wide.
    #[must_use]
    pub fn is_of_tree(&self, size: u64) -> bool {
        match self {
            Self::Checkpoint => true,
            Self::Tile(tile) => Tile::of_tree(tile.level(), tile.index(), size) == Some(*tile),
            Self::Entries(bundle) => Bundle::of_tree(bundle.index, size) == Some(*bundle),
        }
    }

    /// This file as a log of `size` leaves has it, perhaps wider or narrower; `None` where that log has none.
    #[must_use]
    pub fn in_tree(&self, size: u64) -> Option<Self> {
        match self {
            Self::Checkpoint => Some(Self::Checkpoint),
            Self::Tile(tile) => Tile::of_tree(tile.level(), tile.index(), size).map(Self::Tile),
            Self::Entries(bundle) => Bundle::of_tree(bundle.index, size).map(Self::Entries),
        }
    }

    /// How many hashes or entries it holds; 0 for the checkpoint.
    #[must_use]
    pub const fn width(&self) -> u16 {
        match self {
            Self::Checkpoint => 0,
            Self::Tile(tile) => tile.width(),
            Self::Entries(bundle) => bundle.width,
        }
    }
}

pub(super) fn write(level: &str, index: u64, width: u16) -> String {
    let mut groups = format!("{:03}", index % GROUP);
    let mut rest = index / GROUP;
    while rest > 0 {
        groups = format!("x{:03}/{groups}", rest % GROUP);
        rest /= GROUP;
    }
    if width < TILE_WIDTH { format!("tile/{level}/{groups}.p/{width}") } else { format!("tile/{level}/{groups}") }
}

fn parse(path: &str) -> Option<Resource> {
    let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
    let (groups, width) = match place.split_once(".p/") {
        Some((groups, width)) => (groups, u16::try_from(decimal(width)?).ok()?),
        None => (place, TILE_WIDTH),
    };
    let mut index = 0_u64;
    for group in groups.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let all_digits = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value = if all_digits { digits.parse::<u64>().ok()? } else { return None };
        index = index.checked_mul(GROUP)?.checked_add(value)?;
    }
    let resource = if level == ENTRIES {
        Resource::Entries(Bundle::new(index, width)?)
    } else {
        let level = u8::try_from(decimal(level)?).ok().filter(|level| *level <= MOST_LEVEL)?;
        Resource::Tile(Tile::new(level, index, width)?)
    };
    // Groups of zeroes in front, an `x` too many or too few, `.p/256`: whatever is not written so is not read.
    (resource.path() == path).then_some(resource)
}

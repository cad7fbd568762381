//! A log as a folder of files, as <https://c2sp.org/tlog-tiles> lays it out: what is exported, served and audited.
//!
//! ```text
//! checkpoint                  the signed size and root, written last
//! tile/0/x001/234             hashes of leaves, 256 to a file
//! tile/0/x001/235.p/17        the last ones
//! tile/1/004.p/210            a hash for each full file below
//! tile/entries/x001/234       the leaves themselves
//! ```
//!
//! [`Writer`] makes such a folder, [`Directory`] reads it to make proofs, and [`check`] finds whatever is wrong with it,
//! from the leaves up to the signature. This is the only module that touches files.

mod check;
mod compare;
mod report;
mod row;
mod walk;

pub use check::check;
pub use report::{Fault, Finding, MOST_FINDINGS, Report};

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::{HASH_BYTES, Hash, leaf_hash};
use crate::note::{MOST_NOTE_BYTES, SignedNote};
use crate::tile::{
    Bundle, BundleError, Hashes, MOST_LEAF_BYTES, ReadError, Resource, TILE_WIDTH, Tile, TileData, TileWriter, entries,
    push_entry,
};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The longest bundle in bytes: 256 of the longest leaves, each with its length.
pub const MOST_BUNDLE_BYTES: usize = TILE_WIDTH as usize * (MOST_LEAF_BYTES + 2);
/// The longest tile in bytes.
pub const MOST_TILE_BYTES: usize = TILE_WIDTH as usize * HASH_BYTES;
const CHECKPOINT: &str = "checkpoint";

/// Why a folder cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something is there already.
    #[error("{} is not empty: a log is exported into a folder of its own, name another", .0.display())]
    NotEmpty(PathBuf),
    /// A leaf does not fit.
    #[error("leaf {index}: {source}")]
    Leaf {
        /// Which.
        index: u64,
        /// What is wrong.
        source: BundleError,
    },
    /// There is no such leaf.
    #[error("a log of {size} leaves has no leaf {index}")]
    NoLeaf {
        /// Which.
        index: u64,
        /// Leaves in the log.
        size: u64,
    },
    /// The checkpoint is of another tree.
    #[error(
        "the checkpoint is of {size} leaves with root {root}, but the leaves given are {given} with root {given_root}"
    )]
    OtherTree {
        /// The size it states.
        size: u64,
        /// The root it states.
        root: Hash,
        /// How many leaves were given.
        given: u64,
        /// Their root.
        given_root: Hash,
    },
    /// The checkpoint cannot be signed or read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl DirectoryError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// Writes a log into a folder, leaf by leaf.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    tiles: TileWriter,
    bundle: Vec<u8>,
}

impl Writer {
    /// Begins a folder, which must not be there or be empty.
    ///
    /// # Errors
    /// When it is not empty or cannot be made.
    pub fn create(folder: impl Into<PathBuf>) -> Result<Self, DirectoryError> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(DirectoryError::io("make", &folder))?;
        let mut there = fs::read_dir(&folder).map_err(DirectoryError::io("read", &folder))?;
        if there.next().is_some() {
            return Err(DirectoryError::NotEmpty(folder));
        }
        Ok(Self { folder, tiles: TileWriter::new(), bundle: Vec::new() })
    }

    /// Adds a leaf.
    ///
    /// # Errors
    /// When it is too long, or a file cannot be written.
    pub fn append(&mut self, leaf: &[u8]) -> Result<(), DirectoryError> {
        let index = self.tiles.size();
        push_entry(&mut self.bundle, leaf).map_err(|source| DirectoryError::Leaf { index, source })?;
        self.tiles.append(leaf_hash(leaf));
        let full = self.tiles.take_full();
        if !full.is_empty() {
            self.write_bundle()?;
            self.write_tiles(&full)?;
        }
        Ok(())
    }

    /// Writes what is left, then the checkpoint, which is signed for the size and root that the leaves have. It is the
    /// last file, so a folder that was left unfinished has none.
    ///
    /// # Errors
    /// When it cannot be signed, is of another tree, or a file cannot be written.
    pub fn finish(
        mut self,
        sign: impl FnOnce(u64, Hash) -> Result<SignedNote, CheckpointError>,
    ) -> Result<Checkpoint, DirectoryError> {
        let (given, given_root) = (self.tiles.size(), self.tiles.root());
        let note = sign(given, given_root)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let (size, root) = (checkpoint.size(), checkpoint.root());
        if (size, root) != (given, given_root) {
            return Err(DirectoryError::OtherTree { size, root, given, given_root });
        }
        if !self.bundle.is_empty() {
            self.write_bundle()?;
        }
        let tiles = self.tiles.take();
        self.write_tiles(&tiles)?;
        write_file(&self.folder, CHECKPOINT, note.to_string().as_bytes())?;
        Ok(checkpoint)
    }

    fn write_tiles(&self, tiles: &[TileData]) -> Result<(), DirectoryError> {
        tiles.iter().try_for_each(|data| write_file(&self.folder, &data.tile.path(), &data.bytes()))
    }

    /// Writes the bundle that ends with the last leaf.
    fn write_bundle(&mut self) -> Result<(), DirectoryError> {
        let size = self.tiles.size();
        let last = size.saturating_sub(1) / u64::from(TILE_WIDTH);
        if let Some(bundle) = Bundle::of_tree(last, size) {
            write_file(&self.folder, &bundle.path(), &self.bundle)?;
        }
        self.bundle.clear();
        Ok(())
    }
}

/// Writes a whole log into a folder of its own.
///
/// # Errors
/// As [`Writer::create`], [`Writer::append`] and [`Writer::finish`].
pub fn write<L: AsRef<[u8]>>(
    folder: &Path,
    leaves: impl IntoIterator<Item = L>,
    sign: impl FnOnce(u64, Hash) -> Result<SignedNote, CheckpointError>,
) -> Result<Checkpoint, DirectoryError> {
    let mut writer = Writer::create(folder)?;
    for leaf in leaves {
        writer.append(leaf.as_ref())?;
    }
    writer.finish(sign)
}

fn write_file(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), DirectoryError> {
    let path = folder.join(path);
    let written = match fs::write(&path, bytes) {
        // Most files go where one was written before.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes))
        }
        other => other,
    };
    written.map_err(DirectoryError::io("write", &path))
}

/// At most one byte more than allowed, so that the reader of a file that is too long can tell. What is no plain file is
/// not opened: a pipe would be waited for, a device never end.
fn read_file(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A log in a folder, read to make proofs. Nothing read is believed: check what is made of it, or [`check`] all of it.
#[derive(Debug, Clone)]
pub struct Directory(PathBuf);

impl Directory {
    /// The log in this folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The checkpoint, whose signatures are not checked.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn checkpoint(&self) -> Result<SignedNote, DirectoryError> {
        let path = self.0.join(CHECKPOINT);
        let bytes = read_file(&path, MOST_NOTE_BYTES).map_err(DirectoryError::io("read", &path))?;
        Ok(SignedNote::parse(&bytes).map_err(CheckpointError::from)?)
    }

    /// A leaf of a log of `size` leaves.
    ///
    /// # Errors
    /// When there is no such leaf, or its bundle cannot be read.
    pub fn leaf(&self, index: u64, size: u64) -> Result<Vec<u8>, DirectoryError> {
        let place = index / u64::from(TILE_WIDTH);
        let bundle = Bundle::of_tree(place, size).filter(|_| index < size);
        let bundle = bundle.ok_or(DirectoryError::NoLeaf { index, size })?;
        let bytes = self.read(&Resource::Entries(bundle), MOST_BUNDLE_BYTES)?;
        let within = (index % u64::from(TILE_WIDTH)) as usize;
        match entries(&bytes).nth(within) {
            Some(leaf) => leaf.map(<[u8]>::to_vec).map_err(|source| DirectoryError::Leaf { index, source }),
            None => Err(DirectoryError::NoLeaf { index, size }),
        }
    }

    /// Reads a file; the full one where the partial one is gone.
    fn read(&self, resource: &Resource, most: usize) -> Result<Vec<u8>, DirectoryError> {
        let path = self.0.join(resource.path());
        let full = match resource {
            Resource::Tile(tile) => Tile::new(tile.level(), tile.index(), TILE_WIDTH).map(Resource::Tile),
            Resource::Entries(bundle) => Bundle::new(bundle.index(), TILE_WIDTH).map(Resource::Entries),
            Resource::Checkpoint => None,
        };
        let read = match (read_file(&path, most), full) {
            (Err(error), Some(full)) if error.kind() == io::ErrorKind::NotFound => {
                read_file(&self.0.join(full.path()), most)
            }
            (read, _) => read,
        };
        read.map_err(DirectoryError::io("read", &path))
    }
}

impl Hashes for Directory {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        let bytes = self.read(&Resource::Tile(tile), MOST_TILE_BYTES);
        let bytes = bytes.map_err(|error| ReadError::new(tile, error.to_string()))?;
        Hash::row(&bytes).ok_or_else(|| ReadError::new(tile, "its length is not that of whole hashes: write it again"))
    }
}

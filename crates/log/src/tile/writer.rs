//! From leaf hashes to tiles. The frontier tells each node as it is completed; those at the heights of tiles are kept
//! until their tile is full. Nothing is hashed twice.

use super::{Hashes, Nodes, ReadError, TILE_HEIGHT, TILE_WIDTH, Tile, row_length};
use crate::hash::{HASH_BYTES, Hash};
use crate::tree::{Frontier, FrontierError, MOST_LEAVES};

/// A tile with its hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileData {
    /// Which.
    pub tile: Tile,
    /// As many as the tile is wide.
    pub hashes: Vec<Hash>,
}

impl TileData {
    /// The content of its file: the hashes one after another.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.hashes.len() * HASH_BYTES);
        for hash in &self.hashes {
            bytes.extend_from_slice(&hash.0);
        }
        bytes
    }
}

/// Makes the tiles of a growing log.
#[derive(Debug, Clone, Default)]
pub struct TileWriter {
    frontier: Frontier,
    /// The last tile of each level as far as it has come, never full.
    edge: Vec<Vec<Hash>>,
    full: Vec<TileData>,
    /// The size of the tree when tiles were taken last.
    taken: u64,
}

impl TileWriter {
    /// For a log without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a log of `size` leaves again, from its partial tiles.
    ///
    /// The hashes read are not checked here: compare [`TileWriter::root`] with a checkpoint.
    ///
    /// # Errors
    /// When a tile cannot be read, or `size` is above [`MOST_LEAVES`].
    pub fn resume(hashes: &impl Hashes, size: u64) -> Result<Self, ReadError> {
        let large = |error: FrontierError| ReadError { path: "tile".to_owned(), problem: error.to_string() };
        if size > MOST_LEAVES {
            return Err(large(FrontierError::TooLarge(size)));
        }
        let mut nodes = Nodes::new(hashes, size);
        let mut edge = Vec::new();
        let mut subtrees = Vec::new();
        for level in (0..).take_while(|level| row_length(*level, size) > 0) {
            let row = row_length(level, size);
            let (index, width) = (row / u64::from(TILE_WIDTH), row % u64::from(TILE_WIDTH));
            let tile = if width > 0 { nodes.tile(level, index)?.to_vec() } else { Vec::new() };
            // Levels come from below; the frontier begins with the largest subtree.
            subtrees.splice(0..0, Frontier::over(tile.iter().copied()).hashes().iter().copied());
            edge.push(tile);
        }
        let frontier = Frontier::from_parts(size, subtrees).map_err(large)?;
        Ok(Self { frontier, edge, full: Vec::new(), taken: size })
    }

    /// How many leaves the log has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree as it is now.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The right edge of the tree.
    #[must_use]
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Adds a leaf by its hash.
    pub fn append(&mut self, leaf_hash: Hash) {
        let Self { frontier, edge, full, .. } = self;
        let size = frontier.size() + 1;
        frontier.append_with(leaf_hash, |height, hash| {
            if height % TILE_HEIGHT == 0 {
                let level = height / TILE_HEIGHT;
                if edge.len() <= usize::from(level) {
                    edge.push(Vec::new());
                }
                let Some(hashes) = edge.get_mut(usize::from(level)) else { return };
                hashes.push(hash);
                if hashes.len() == usize::from(TILE_WIDTH) {
                    let hashes = std::mem::take(hashes);
                    let index = row_length(level + 1, size).saturating_sub(1);
                    full.extend(Tile::new(level, index, TILE_WIDTH).map(|tile| TileData { tile, hashes }));
                }
            }
        });
    }

    /// The tiles that were filled since they were last taken: what a writer of many leaves takes now and then.
    pub fn take_full(&mut self) -> Vec<TileData> {
        std::mem::take(&mut self.full)
    }

    /// The tiles to write for a checkpoint of the size as it is now: those filled since they were last taken, and the
    /// partial ones that are new or wider.
    pub fn take(&mut self) -> Vec<TileData> {
        let mut tiles = self.take_full();
        let (taken, size) = (self.taken, self.size());
        for (level, hashes) in (0..).zip(&self.edge) {
            let row = row_length(level, size);
            if row_length(level, taken) < row {
                let tile = Tile::of_tree(level, row / u64::from(TILE_WIDTH), size);
                tiles.extend(tile.map(|tile| TileData { tile, hashes: hashes.clone() }));
            }
        }
        self.taken = size;
        tiles
    }
}

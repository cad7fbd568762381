//! A log in memory, and keys from known seeds.

use portcullis_log::checkpoint::Checkpoint;
use portcullis_log::note::{Cosigner, KeyName, Signer};
use portcullis_log::tile::{Hashes, ReadError, TileWriter};
use portcullis_log::{Hash, SignedNote, Tile, leaf_hash};
use std::collections::BTreeMap;

pub const ORIGIN: &str = "log.example/portcullis";

pub fn name(text: &str) -> KeyName {
    KeyName::new(text).unwrap()
}

pub fn signer() -> Signer {
    Signer::from_seed(name(ORIGIN), &[7; 32])
}

pub fn cosigner(number: u8) -> Cosigner {
    Cosigner::from_seed(name(&format!("witness{number}.example/w")), &[100 + number; 32])
}

pub fn leaf(index: u64) -> Vec<u8> {
    format!("leaf {index}").into_bytes()
}

/// Tiles in memory, as a writer gives them.
#[derive(Default)]
pub struct Memory {
    pub writer: TileWriter,
    pub tiles: BTreeMap<Tile, Vec<Hash>>,
    pub roots: Vec<Hash>,
}

impl Memory {
    pub fn new() -> Self {
        Self { roots: vec![Hash::EMPTY_ROOT], ..Self::default() }
    }

    pub fn of(leaves: u64) -> Self {
        let mut memory = Self::new();
        (0..leaves).for_each(|index| memory.append(leaf_hash(&leaf(index))));
        memory
    }

    pub fn append(&mut self, hash: Hash) {
        self.writer.append(hash);
        for data in self.writer.take() {
            assert_eq!(usize::from(data.tile.width()), data.hashes.len());
            let known = self.tiles.insert(data.tile, data.hashes);
            assert_eq!(known, None, "{} is written once", data.tile.path());
        }
        self.roots.push(self.writer.root());
    }

    pub fn size(&self) -> u64 {
        self.writer.size()
    }

    pub fn root(&self) -> Hash {
        self.writer.root()
    }

    pub fn checkpoint(&self) -> SignedNote {
        Checkpoint::new(ORIGIN, self.size(), self.root()).unwrap().sign(&signer()).unwrap()
    }
}

impl Hashes for Memory {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        self.tiles.get(&tile).cloned().ok_or_else(|| ReadError::new(tile, "was never written"))
    }
}

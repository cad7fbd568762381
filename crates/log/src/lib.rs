//! The tamper-evident log: what was written cannot be changed, removed or reordered without anyone being able to
//! show it.
//!
//! A *leaf* is bytes. Leaves are hashed into the tree of RFC 6962, whose rows are kept as *tiles*. A *checkpoint* is a
//! signed statement of the size and root of the tree; *witnesses* cosign it after they have checked that it grew
//! from the last one they saw. A *promise* is given the instant a leaf is committed, a *receipt* when a checkpoint
//! covers it; both are checked offline, with nothing but public keys.
//!
//! This crate knows nothing of what leaves mean, nor of storage, the network, the clock or chance: times, seeds and
//! salts are given to it. Only [`directory`] touches files. The formats are those of <https://c2sp.org>, so that
//! tools that we did not write can read and check all of it; what is ours alone begins with `portcullis.`.
//!
//! Reading order: [`hash`], [`tree`], [`tile`], [`proof`]; then [`note`], [`checkpoint`], [`receipt`], [`promise`],
//! [`witness`]; then what goes into leaves, [`canonical`] and [`commitment`]; last [`directory`].

pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod directory;
pub mod hash;
pub mod note;
pub mod promise;
pub mod proof;
pub mod receipt;
mod text;
pub mod tile;
pub mod tree;
pub mod witness;

pub use checkpoint::Checkpoint;
pub use hash::{Hash, leaf_hash, node_hash};
pub use note::{CosignatureVerifier, Cosigner, SignedNote, Signer, Verifier};
pub use promise::Promise;
pub use receipt::{Quorum, Receipt};
pub use tile::Tile;
pub use tree::Frontier;

//! Receipts: that a leaf is in the log, checked without asking anyone (<https://c2sp.org/tlog-proof>).
//!
//! A receipt holds a checkpoint with its signatures and the proof that leads from the leaf to its root. Who checks it
//! needs the leaf, the key of the log, and the keys of the witnesses it trusts: a log alone could show each reader
//! another tree, and witnesses are what keeps it from that.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::{Hash, leaf_hash};
use crate::note::{CosignatureVerifier, NoteError, SignedNote, Verifier};
use crate::proof::{MOST_PROOF_HASHES, ProofError, verify_inclusion};
use crate::text::{decimal, from_base64, to_base64};
use std::fmt;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// The longest receipt in bytes.
pub const MOST_RECEIPT_BYTES: usize = 2_000_000;

/// Why a text is no receipt, or a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not in the form.
    #[error("line {line} of the receipt: {problem}")]
    Form {
        /// From 1.
        line: usize,
        /// What is wrong, and the mend.
        problem: String,
    },
    /// Too long.
    #[error("a receipt of {0} bytes is longer than {MOST_RECEIPT_BYTES}: it is none, ask the log for it again")]
    TooLong(usize),
    /// The checkpoint in it.
    #[error("the checkpoint of the receipt: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// A cosignature in it.
    #[error("the cosignatures of the receipt: {0}")]
    Cosignature(NoteError),
    /// Too few witnesses.
    #[error("{found} of the known witnesses cosigned and {needed} must have: ask the log for a receipt with more")]
    Quorum {
        /// How many did.
        found: usize,
        /// How many must.
        needed: usize,
    },
    /// The proof in it.
    #[error("the proof of the receipt: {0}")]
    Proof(#[from] ProofError),
}

/// Why witnesses and their number are no quorum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// More are needed than there are.
    #[error("{needed} of {known} witnesses can never have signed: name more witnesses, or ask for fewer")]
    Unreachable {
        /// How many must have signed.
        needed: usize,
        /// How many are known.
        known: usize,
    },
    /// One key under two names would count twice.
    #[error("`{0}` and `{1}` are one key, which would count as two witnesses: name it once")]
    SameKey(String, String),
}

/// The witnesses that are trusted, and how many of them must have cosigned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quorum {
    witnesses: Vec<CosignatureVerifier>,
    needed: usize,
}

impl Quorum {
    /// `needed` of these witnesses.
    ///
    /// # Errors
    /// When there are fewer, or when two of them are one key.
    pub fn new(witnesses: Vec<CosignatureVerifier>, needed: usize) -> Result<Self, QuorumError> {
        if needed > witnesses.len() {
            return Err(QuorumError::Unreachable { needed, known: witnesses.len() });
        }
        for (at, one) in witnesses.iter().enumerate() {
            if let Some(same) = witnesses.iter().skip(at + 1).find(|other| other.key_bytes() == one.key_bytes()) {
                return Err(QuorumError::SameKey(one.name().to_string(), same.name().to_string()));
            }
        }
        Ok(Self { witnesses, needed })
    }

    /// No witness: the log is taken at its word.
    #[must_use]
    pub const fn none() -> Self {
        Self { witnesses: Vec::new(), needed: 0 }
    }

    /// Who cosigned the checkpoint and when; enough of them.
    ///
    /// # Errors
    /// When too few did, or when a cosignature that is said to be of a known witness is wrong.
    pub fn check(&self, note: &SignedNote) -> Result<Vec<Cosigned>, ReceiptError> {
        let mut cosigned = Vec::new();
        for witness in &self.witnesses {
            let seconds = note.cosigned(witness).map_err(ReceiptError::Cosignature)?;
            cosigned.extend(seconds.map(|seconds| Cosigned { witness: witness.name().to_string(), seconds }));
        }
        if cosigned.len() < self.needed {
            return Err(ReceiptError::Quorum { found: cosigned.len(), needed: self.needed });
        }
        Ok(cosigned)
    }
}

/// A cosignature that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The name of the witness.
    pub witness: String,
    /// When it cosigned, in seconds since 1970.
    pub seconds: u64,
}

/// A receipt, of which nothing is known until it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The place of the leaf in the log, from 0.
    pub index: u64,
    /// From the leaf's sibling up to the root's child.
    pub proof: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub checkpoint: SignedNote,
    /// Bytes that nothing vouches for; not empty where they are there.
    pub extra: Option<Vec<u8>>,
}

/// What a verified receipt shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The place of the leaf in the log, from 0.
    pub index: u64,
    /// The hash of the leaf.
    pub leaf_hash: Hash,
    /// The checkpoint that covers it.
    pub checkpoint: Checkpoint,
    /// The known witnesses that cosigned the checkpoint.
    pub cosigned: Vec<Cosigned>,
}

impl Receipt {
    /// Reads a receipt, and checks no signature and no proof.
    ///
    /// # Errors
    /// When the bytes are no receipt.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let form = |line: usize, problem: &str| ReceiptError::Form { line, problem: problem.to_owned() };
        if bytes.len() > MOST_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| form(1, "it is not UTF-8, ask the log for it again"))?;
        // No line before the checkpoint is empty, so the first empty one ends them.
        let (head, note) =
            text.split_once("\n\n").ok_or_else(|| form(1, "no empty line followed by a checkpoint, take it whole"))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        if lines.next().map(|(_, line)| line) != Some(HEADER) {
            return Err(form(1, &format!("it must be `{HEADER}`")));
        }
        let mut extra = None;
        if let Some((at, bytes)) = lines.peek().and_then(|(at, line)| Some((*at, line.strip_prefix("extra ")?))) {
            let bytes = from_base64(bytes).filter(|bytes| !bytes.is_empty());
            extra = Some(bytes.ok_or_else(|| form(at, "extra data is base64 with padding, and not empty"))?);
            lines.next();
        }
        let index = lines.next().and_then(|(_, line)| decimal(line.strip_prefix("index ")?));
        let at = if extra.is_some() { 3 } else { 2 };
        let index = index.ok_or_else(|| form(at, "it must be `index ` and the index without leading zeroes"))?;
        let mut proof = Vec::new();
        for (at, line) in lines {
            if proof.len() == MOST_PROOF_HASHES {
                return Err(form(at, &format!("a proof has {MOST_PROOF_HASHES} hashes at most")));
            }
            proof.push(Hash::from_base64(line).map_err(|error| form(at, &error.to_string()))?);
        }
        let checkpoint = SignedNote::parse(note.as_bytes()).map_err(CheckpointError::from)?;
        Ok(Self { index, proof, checkpoint, extra })
    }

    /// Checks that this very leaf is in the log, under a checkpoint that the log signed and enough witnesses cosigned.
    /// The log's origin is the name of its key.
    ///
    /// # Errors
    /// When the receipt does not show it.
    pub fn verify(&self, leaf: &[u8], log: &Verifier, quorum: &Quorum) -> Result<Proven, ReceiptError> {
        self.verify_hash(leaf_hash(leaf), log, quorum)
    }

    /// As [`Receipt::verify`], where only the hash of the leaf is known.
    ///
    /// # Errors
    /// As [`Receipt::verify`].
    pub fn verify_hash(&self, leaf_hash: Hash, log: &Verifier, quorum: &Quorum) -> Result<Proven, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, log)?;
        let cosigned = quorum.check(&self.checkpoint)?;
        verify_inclusion(leaf_hash, self.index, checkpoint.size(), &self.proof, checkpoint.root())?;
        Ok(Proven { index: self.index, leaf_hash, checkpoint, cosigned })
    }
}

/// The bytes of the receipt.
impl fmt::Display for Receipt {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "{HEADER}")?;
        if let Some(extra) = self.extra.as_ref().filter(|extra| !extra.is_empty()) {
            writeln!(to, "extra {}", to_base64(extra))?;
        }
        writeln!(to, "index {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(to, "{hash}"))?;
        write!(to, "\n{}", self.checkpoint)
    }
}

impl std::str::FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        Self::parse(text.as_bytes())
    }
}

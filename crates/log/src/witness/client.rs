//! The log's half: what it makes of a witness's answer.

use super::verdict::SIZE_CONTENT_TYPE;
use crate::checkpoint::CheckpointError;
use crate::note::{CosignatureVerifier, NoteError, Signature, SignedNote, parse_signatures};
use crate::proof::ProofError;
use crate::text::{decimal, shown};

/// The longest answer that is read, in bytes.
pub const MOST_ANSWER_BYTES: usize = 100_000;

/// Why a request cannot be made, or an answer not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// What should be shown is no checkpoint.
    #[error("the checkpoint to cosign: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The proof cannot be made.
    #[error("the proof for the witness: {0}")]
    Proof(#[from] ProofError),
    /// The answer is too long.
    #[error("an answer of {0} bytes is longer than {MOST_ANSWER_BYTES}: it is no witness that answers there")]
    TooLong(usize),
    /// The answer is not what its status promises.
    #[error("the answer of the witness: {0}")]
    Lines(#[from] NoteError),
    /// No line is by a witness that is known.
    #[error("no cosignature in the answer is by {0}: check the witness's key")]
    NobodyKnown(String),
    /// The size of a conflict is no number.
    #[error("the witness says the old size is wrong and `{0}` is right, which is no size")]
    Size(String),
}

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It cosigned; the signatures are checked.
    Cosigned(Vec<Signature>),
    /// It saw another tree last: make the request again from that size. A size above the log's own means that someone
    /// else signs for the log, or that the log was rolled back.
    Saw {
        /// The size of the tree that it saw last.
        size: u64,
    },
    /// It refused.
    Refused {
        /// The status.
        status: u16,
        /// The beginning of what it said.
        reason: String,
    },
}

impl Answer {
    /// Reads an answer: status, content type and body. Cosignatures by keys that are not known are passed over.
    ///
    /// # Errors
    /// When the answer is not what its status promises, has no cosignature by a known witness, or a wrong one.
    pub fn read(
        status: u16,
        content_type: &str,
        body: &[u8],
        note: &SignedNote,
        witnesses: &[CosignatureVerifier],
    ) -> Result<Self, ClientError> {
        if body.len() > MOST_ANSWER_BYTES {
            return Err(ClientError::TooLong(body.len()));
        }
        let text = String::from_utf8_lossy(body);
        match status {
            200 => cosignatures(&text, note, witnesses).map(Self::Cosigned),
            409 if content_type == SIZE_CONTENT_TYPE => {
                let size = text.strip_suffix('\n').and_then(decimal);
                Ok(Self::Saw { size: size.ok_or_else(|| ClientError::Size(shown(&text)))? })
            }
            _ => Ok(Self::Refused { status, reason: shown(text.trim_end()) }),
        }
    }
}

/// Adds cosignatures to a checkpoint; one by the same key gives way.
///
/// # Errors
/// When the note has as many signatures as it may.
pub fn merge(note: &mut SignedNote, cosignatures: Vec<Signature>) -> Result<(), NoteError> {
    cosignatures.into_iter().try_for_each(|signature| note.add(signature))
}

fn cosignatures(
    lines: &str,
    note: &SignedNote,
    witnesses: &[CosignatureVerifier],
) -> Result<Vec<Signature>, ClientError> {
    // The lines are checked on the text alone: what others signed before is not this witness's doing.
    let mut signed = SignedNote::new(note.text())?;
    for signature in parse_signatures(lines)? {
        if witnesses.iter().any(|known| known.name() == signature.name() && known.id() == signature.id()) {
            signed.add(signature)?;
        }
    }
    for witness in witnesses {
        signed.cosigned(witness)?;
    }
    if signed.signatures().is_empty() {
        let names: Vec<&str> = witnesses.iter().map(|witness| witness.name().as_str()).collect();
        return Err(ClientError::NobodyKnown(names.join(" or ")));
    }
    Ok(signed.signatures().to_vec())
}

//! What an authority was told of a provider's log: how far it has grown, by which proof, and where it contradicts itself.
//!
//! The message that brings a checkpoint bears the provider's own signature and place in the chain, so whatever it says the provider has said: the key of its
//! log need not be known here to hold one checkpoint against another. Whoever has that key checks the notes themselves, which are kept word for word.
//!
//! All of it follows from messages on record, in their order; so every node finds the same, also after a restart.

use portcullis_exchange::{CheckpointRefusal, Code, Grown, KeptCheckpoint, Refusal, body};
use portcullis_license::Instant;

/// A checkpoint that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCheckpoint {
    /// The number of the message that brought it.
    pub number: u64,
    /// When it came.
    pub at: Instant,
    /// Why.
    pub why: CheckpointRefusal,
    /// The number of the message that brought the checkpoint which it was held against; nothing where there was none.
    pub against: Option<u64>,
}

/// The checkpoints of one provider's log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoints {
    kept: Option<KeptCheckpoint>,
    /// The message that brought the latest one that was accepted, and when it came.
    latest: Option<(u64, Instant)>,
    refused: Vec<RefusedCheckpoint>,
}

impl Checkpoints {
    /// What is kept of the log; nothing before its first checkpoint.
    #[must_use]
    pub fn kept(&self) -> Option<&KeptCheckpoint> {
        self.kept.as_ref()
    }

    /// The number of the message that brought the latest checkpoint which was accepted, and when it came.
    #[must_use]
    pub fn latest(&self) -> Option<(u64, Instant)> {
        self.latest
    }

    /// What was refused, the earliest first: with the message it was held against, each is evidence.
    #[must_use]
    pub fn refused(&self) -> &[RefusedCheckpoint] {
        &self.refused
    }

    /// Takes a checkpoint that a message brought, or keeps why not.
    pub(crate) fn told(
        &mut self,
        told: &body::Checkpoint,
        number: u64,
        at: Instant,
    ) -> Result<Grown, CheckpointRefusal> {
        let kept = match &self.kept {
            Some(kept) => kept.stated(told),
            None => KeptCheckpoint::begun(told),
        };
        match kept {
            Ok((kept, grown)) => {
                (self.kept, self.latest) = (Some(kept), Some((number, at)));
                Ok(grown)
            }
            Err(why) => {
                let against = self.latest.map(|(number, _)| number);
                self.refused.push(RefusedCheckpoint { number, at, why: why.clone(), against });
                Err(why)
            }
        }
    }

    /// Why the checkpoint of a message is refused, as the provider is told; nothing where it is not.
    #[must_use]
    pub fn refusal(&self, number: u64) -> Option<Refusal> {
        let refused = self.refused.iter().find(|refused| refused.number == number)?;
        let code = if refused.why.is_evidence() { Code::Contradiction } else { Code::RefusedByDesk };
        Some(Refusal::new(Some(number), code, &refused.why))
    }
}

//! What takes two people: one proposes it, another agrees to what was proposed, each with credentials of their own.
//!
//! ```text
//! propose --> open --agree, by another person, to what they read--> agreed --> carried out under the proposal's id
//!               |--withdraw, by anyone who may do such a thing--> withdrawn
//!               '--its time passes--> nothing comes of it
//! ```
//!
//! A proposal has a digest of all it says. Who agrees names the digest of what they read; the digest is computed again from what is kept. So nobody agrees
//! to anything but what was on their screen. To agree again is the same agreement, so that it can be carried out after an interruption, under
//! the same id, which the journal takes once.

mod parts;

pub use parts::{Digest, ProposalId, ProposalIdError, Signer};

use portcullis_license::{Instant, instant::DAY};
use portcullis_log::canonical;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::Action;
use crate::principal::Principal;
use crate::tenant::TenantName;

/// The longest that a proposal waits for a second person: 7 days.
pub const MOST_LIFE: i64 = 7 * DAY;
/// The longest reason, in bytes.
pub const MOST_REASON: usize = 1_000;

/// Where a proposal is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// It waits for a second person.
    Open,
    /// Two people stand behind it.
    Agreed {
        /// The second.
        second: Signer,
        /// When they agreed.
        at: Instant,
    },
    /// Nothing comes of it.
    Withdrawn {
        /// Who said so.
        by: Signer,
        /// When.
        at: Instant,
        /// Why; empty where they did not say.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

/// Something that takes two people, proposed by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Its name.
    pub id: ProposalId,
    /// What is to be done.
    pub action: Action,
    /// To what belongs to whom.
    pub tenant: Option<TenantName>,
    /// All that is to be done, as it will be carried out.
    pub body: Value,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: Signer,
    /// When it was proposed.
    pub at: Instant,
    /// The first moment at which nobody can agree any more.
    pub expires: Instant,
    /// SHA-256 of all that stands above.
    pub digest: Digest,
    /// Where it is.
    pub state: State,
}

/// What is to be proposed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// What is to be done.
    pub action: Action,
    /// To what belongs to whom.
    pub tenant: Option<TenantName>,
    /// All that is to be done.
    pub body: Value,
    /// Why.
    pub reason: String,
    /// How long it waits, in milliseconds: [`MOST_LIFE`] at most.
    pub lasts: i64,
}

/// Two people stand behind this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The proposal, and the operation when it is carried out.
    pub id: ProposalId,
    /// What is to be done.
    pub action: Action,
    /// Who proposed it.
    pub by: Signer,
    /// Who agreed.
    pub second: Signer,
    /// Why.
    pub reason: String,
    /// All that is to be done.
    pub body: Value,
}

/// Why a proposal was not made, agreed to or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    /// One person is enough.
    #[error("`{0}` takes one person: do it instead of proposing it")]
    NotNeeded(Action),
    /// Only people sign.
    #[error("`{0}` is no person, and two people are needed; sign in, or use a key of kind `person`")]
    NoPerson(String),
    /// The reason is missing or too long.
    #[error("a proposal has a reason of 1 to {MOST_REASON} bytes")]
    Reason,
    /// The time is not one that can be waited.
    #[error("a proposal waits at least a millisecond and at most {MOST_LIFE} (7 days)")]
    Life,
    /// What is proposed cannot be hashed.
    #[error("the proposal cannot be kept exactly: {0}")]
    Unfit(String),
    /// There is no such proposal.
    #[error("there is no proposal `{0}`; list the proposals to find it")]
    Unknown(String),
    /// It is the same person, or may be.
    #[error("`{0}` proposed this, and another person has to agree")]
    SamePerson(String),
    /// What was read is not what is proposed.
    #[error("what you agree to ({seen}) is not what is proposed ({proposed}): read it again")]
    Other {
        /// The digest that was named.
        seen: Digest,
        /// The digest of the proposal.
        proposed: Digest,
    },
    /// What is kept is not what was proposed.
    #[error("the proposal was altered where it is kept; propose it again, and find out who did that")]
    Altered,
    /// Its time is over.
    #[error("its time was over on {0}; propose it again")]
    Expired(Instant),
    /// It was withdrawn.
    #[error("`{0}` withdrew it; propose it again")]
    Withdrawn(String),
    /// Somebody agreed to it.
    #[error("`{0}` agreed to it already")]
    Agreed(String),
}

impl Proposal {
    /// Proposes something.
    ///
    /// # Errors
    /// [`ProposalError`] where no second person is needed, or the first is no person, or it cannot be kept.
    pub fn new(id: ProposalId, proposed: Proposed, by: &Principal, now: Instant) -> Result<Self, ProposalError> {
        let Proposed { action, tenant, body, reason, lasts } = proposed;
        if !action.needs_second_person() {
            return Err(ProposalError::NotNeeded(action));
        }
        person(by)?;
        if reason.trim().is_empty() || reason.len() > MOST_REASON {
            return Err(ProposalError::Reason);
        }
        if !(1..=MOST_LIFE).contains(&lasts) {
            return Err(ProposalError::Life);
        }
        let mut proposal = Self {
            id,
            action,
            tenant,
            body,
            reason,
            by: Signer::of(by),
            at: now,
            expires: now.plus(lasts),
            digest: Digest::read(""),
            state: State::Open,
        };
        proposal.digest = proposal.computed()?;
        Ok(proposal)
    }

    /// Agrees to it, as another person who read what has this digest.
    ///
    /// # Errors
    /// [`ProposalError`] where it is not another person, or not what they read, or too late.
    pub fn agree(&self, second: &Principal, seen: &Digest, now: Instant) -> Result<(Self, Agreement), ProposalError> {
        self.is_intact()?;
        person(second)?;
        if self.by.may_be(&Signer::of(second)) {
            return Err(ProposalError::SamePerson(self.by.name.clone()));
        }
        if *seen != self.digest {
            return Err(ProposalError::Other { seen: seen.clone(), proposed: self.digest.clone() });
        }
        if self.expires <= now {
            return Err(ProposalError::Expired(self.expires));
        }
        let state = match &self.state {
            State::Open => State::Agreed { second: Signer::of(second), at: now },
            State::Agreed { second: before, .. } if before.credential == second.credential => self.state.clone(),
            State::Agreed { second: before, .. } => return Err(ProposalError::Agreed(before.name.clone())),
            State::Withdrawn { by, .. } => return Err(ProposalError::Withdrawn(by.name.clone())),
        };
        let agreement = Agreement {
            id: self.id.clone(),
            action: self.action,
            by: self.by.clone(),
            second: Signer::of(second),
            reason: self.reason.clone(),
            body: self.body.clone(),
        };
        Ok((Self { state, ..self.clone() }, agreement))
    }

    /// Withdraws it: the person who proposed it, or another who will not agree, and says why. To do so again changes nothing.
    ///
    /// # Errors
    /// [`ProposalError`] where it is no person, the reason is too long, or somebody agreed already.
    pub fn withdraw(&self, by: &Principal, reason: &str, now: Instant) -> Result<Self, ProposalError> {
        person(by)?;
        if reason.len() > MOST_REASON {
            return Err(ProposalError::Reason);
        }
        let state = match &self.state {
            State::Open => State::Withdrawn { by: Signer::of(by), at: now, reason: reason.trim().to_owned() },
            State::Agreed { second, .. } => return Err(ProposalError::Agreed(second.name.clone())),
            State::Withdrawn { .. } => self.state.clone(),
        };
        Ok(Self { state, ..self.clone() })
    }

    /// Whether it waits for a second person at a moment.
    #[must_use]
    pub fn is_waiting(&self, now: Instant) -> bool {
        self.state == State::Open && now < self.expires
    }

    fn is_intact(&self) -> Result<(), ProposalError> {
        match self.computed() {
            Ok(digest) if digest == self.digest => Ok(()),
            _ => Err(ProposalError::Altered),
        }
    }

    /// The digest of all that does not change.
    fn computed(&self) -> Result<Digest, ProposalError> {
        let Self { id, action, tenant, body, reason, by, at, expires, digest: _, state: _ } = self;
        let value = json!({
            "portcullis": "proposal", "id": id, "action": action, "tenant": tenant, "body": body, "reason": reason,
            "by": by, "at": at, "expires": expires,
        });
        let bytes = canonical::to_canonical(&value).map_err(|error| ProposalError::Unfit(error.to_string()))?;
        Ok(Digest::of(&bytes))
    }
}

fn person(principal: &Principal) -> Result<(), ProposalError> {
    if principal.is_person() { Ok(()) } else { Err(ProposalError::NoPerson(principal.name.to_string())) }
}

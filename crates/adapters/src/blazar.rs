//! OpenStack Blazar: leases of hosts and instances, checked before they are made or changed.
//!
//! Blazar's `ExternalServiceFilter` posts to `check-create`, `check-update` and `on-end` (`blazar/enforcement/filters/external_service_filter.py`,
//! `doc/source/admin/usage-enforcement.rst`). 204 lets the lease be, 403 with a `message` refuses it and shows the message; anything else, 200 too,
//! refuses it and shows nothing. So what closes this gate is always a 403.
//!
//! **What is held.** A lease that begins now is a start: what a license has to cover is held from now to its end. Of a lease that begins later,
//! Blazar tells nobody when it begins; so it is a question about the law of its first day, and where the answer rests on a license, or on an exception to one, the lease is refused:
//! nothing could be held for it. `licensed_ahead = true` lets such a lease be, for operators who hold by other means.
//!
//! **What an update asks.** The lease as it will be, as a whole; once that is open, what the lease held before is released. A running lease that
//! only shrinks asks nothing, since refusing it would keep more running; what it held stays held and counts.
//!
//! **The end.** Blazar does not promise to tell. A hold that nobody releases counts as used to its end. A lease has no id when it is
//! checked, so its hold is named by project, name, dates and sizes; one that was renamed is not found again, and counts to its end as well.

mod asked;
mod lease;
mod mapping;

use portcullis_gate::{Ask, Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::OperationId;

pub use asked::{check_create, check_update, on_end};
pub use mapping::Mapping;

use crate::Refused;

/// What a check asks the gate.
#[derive(Clone, Debug)]
pub struct Asked {
    /// All must open.
    pub asks: Vec<Ask>,
    /// Released once they are open: what the lease held before.
    pub replaces: Vec<Release>,
}

/// A hold that is over: post what was used of each reservation that the start held, or void it where nothing ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The start: the id of its [`Ask`]. There is none where the lease carried nothing, or asked only a question.
    pub id: OperationId,
    /// How long it ran, in milliseconds. Times the chips of the reservation, that is what was used.
    pub milliseconds: u64,
}

/// What Blazar is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 204 or 403.
    pub status: u16,
    /// JSON, with a 403.
    pub body: Option<String>,
}

/// The answer to a check whose asks got these verdicts, in order. Whatever is held of the others is to be voided where it is not a 204.
#[must_use]
pub fn answer(mapping: &Mapping, asked: &Asked, verdicts: &[Verdict]) -> Answer {
    if asked.asks.len() != verdicts.len() {
        return closed("not every reservation of the lease was decided: try again");
    }
    for (ask, verdict) in asked.asks.iter().zip(verdicts) {
        if !verdict.opens {
            return closed(&verdict.sentence);
        }
        let ahead = ask.purpose == Purpose::Question && verdict.outcome != Some(Outcome::NotRequired);
        if ahead && !mapping.licensed_ahead {
            return closed(
                "this rests on a license or a license exception, and nothing can be held for a lease that begins later: create it when it begins, with `--start-date now`",
            );
        }
    }
    Answer { status: 204, body: None }
}

/// The answer to what could not be asked.
#[must_use]
pub fn refused(refused: &Refused) -> Answer {
    closed(refused.sentence())
}

/// The answer to `on-end`, which has nothing to refuse.
#[must_use]
pub fn ended() -> Answer {
    Answer { status: 204, body: None }
}

fn closed(sentence: &str) -> Answer {
    Answer { status: 403, body: Some(serde_json::json!({ "message": sentence }).to_string()) }
}

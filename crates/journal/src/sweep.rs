//! What time alone brings about: slices that nobody posted, licenses past their last day, months that are over.
//!
//! Each has an id made from what it is about, so that it happens once however many nodes notice. Ids that begin with [`SYSTEM`] are kept for these;
//! a caller who could choose one could keep a slice from ever expiring.

use portcullis_license::operation::Signed;
use portcullis_license::{Change, Instant, Ledger, Operation, OperationId, Person, Standing};
use portcullis_log::Hash;

use crate::answer::{Answer, NodeError};
use crate::node::{MOST_BATCH, Node};
use crate::replay::Replay;
use crate::store::Store;
use crate::submission::{Request, Submission};
use crate::writer;

/// How ids begin that no caller may choose.
pub const SYSTEM: &str = "system/";

/// Records what is due, and gives what came of it.
///
/// What is due at a moment is decided at that moment, never at an earlier one that a clock which was set back shows: refused as too early, it would
/// stay refused, for its id is used.
///
/// # Errors
/// [`NodeError`]; what is still due is due the next time.
pub fn run(node: &mut Node, store: &mut dyn Store, now: Instant) -> Result<Vec<Answer>, NodeError> {
    node.refresh(store)?;
    let mut answers = Vec::new();
    for batch in due(node.replay().ledger(), now).chunks(MOST_BATCH) {
        answers.extend(writer::commit(node, store, batch, &|| now)?);
    }
    // Months come last: what is due belongs to this one.
    for batch in months(node.replay(), now).chunks(MOST_BATCH) {
        answers.extend(writer::commit(node, store, batch, &|| now)?);
    }
    Ok(answers)
}

/// The months that are over and not sealed, oldest first for each license.
fn months(replay: &Replay, now: Instant) -> Vec<Submission> {
    let seals = replay.months_over(now).filter_map(|(license, month)| {
        let id = system_id("seal", &format!("{month}/{license}"))?;
        Some(Submission { id, request: Request::Seal { license: license.clone(), month } })
    });
    seals.collect()
}

/// What is due at a moment, in an order that is the same on every node.
#[must_use]
pub fn due(ledger: &Ledger, now: Instant) -> Vec<Submission> {
    let slices = ledger.open_reservations().filter(|(_, slice)| slice.settle_until < now).filter_map(|(id, _)| {
        let operation = Operation::Expire { reservation: id.clone() };
        Some(Submission::operation(system_id("expire", id.as_str())?, operation))
    });
    let licenses = ledger.licenses().filter(|(_, held)| {
        let lives = matches!(held.standing, Standing::Issued | Standing::Suspended);
        lives && held.license.end() <= now
    });
    let lapses = licenses.filter_map(|(number, held)| {
        let signed = Signed {
            by: Person::new("portcullis").ok()?,
            second: None,
            reason: format!("its last day was {}", held.license.until),
        };
        let operation = Operation::License { license: number.clone(), change: Change::Lapse, signed };
        // The version is part of the id: a variation can move the last day, and the license lapses again.
        Some(Submission::operation(system_id("lapse", &format!("{number}/{}", held.version))?, operation))
    });
    slices.chain(lapses).collect()
}

/// An id of the system's own for something about something.
#[must_use]
pub fn system_id(what: &str, about: &str) -> Option<OperationId> {
    let plain = OperationId::new(&format!("{SYSTEM}{what}/{about}"));
    // What is too long is named by its hash, and apart: who may choose a name could choose the hash of another.
    plain.or_else(|_| OperationId::new(&format!("{SYSTEM}{what}-sha256/{}", Hash::of(about.as_bytes()).to_hex()))).ok()
}

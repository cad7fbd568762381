//! Runs a transaction: begin, work, commit; again where that is right, and never too often.

use crate::backend::{Backend, Mode, Trouble};
use crate::open::Open;
use portcullis_journal::store::StoreError;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// How often a transaction is tried that others get in the way of. Taking the head comes first and is all that a lost try wastes. Of eight nodes that
/// never rest, one wins each round: that one node loses 64 rounds in a row happens once in (8/7)^64, about five thousand times.
const TRIES: u32 = 64;
/// How often a connection that is lost before the commit is made again.
const RECONNECTIONS: u32 = 4;
/// The longest wait before a second try; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// 64 tries wait 64 × 16 ms / 2, half a second, on average.
const LONGEST_PAUSE: Duration = Duration::from_millis(16);
/// Before connections: 50, 100, 200 and 400 ms at most, so that a server that is being started again is met when it is up.
const FIRST_RECONNECTION: Duration = Duration::from_millis(50);
const LONGEST_RECONNECTION: Duration = Duration::from_millis(400);

/// Does work in one transaction, again where it conflicted or the connection was lost before the commit.
pub(crate) fn drive(
    backend: &mut dyn Backend,
    name: &'static str,
    mode: Mode,
    work: &mut dyn FnMut(&mut Open<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut tries = 0;
    let mut losses = 0;
    loop {
        tries += 1;
        match attempt(backend, name, mode, work) {
            Ok(()) => return Ok(()),
            Err(Trouble::Conflict) if tries < TRIES => pause(FIRST_PAUSE, LONGEST_PAUSE, tries),
            Err(Trouble::Lost(_)) if losses < RECONNECTIONS => {
                losses += 1;
                pause(FIRST_RECONNECTION, LONGEST_RECONNECTION, losses);
            }
            Err(trouble) => return Err(last_word(name, tries, trouble)),
        }
    }
}

/// Does work in one transaction and never again: for work that reads or writes a stream, which cannot be gone through twice.
pub(crate) fn drive_once<T>(
    backend: &mut dyn Backend,
    name: &'static str,
    mode: Mode,
    work: impl FnOnce(&mut Open<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut work = Some(work);
    let mut result = None;
    let mut once = |open: &mut Open<'_>| match work.take() {
        Some(work) => work(open).map(|value| result = Some(value)),
        None => Err(StoreError::Conflict { name, tries: 1 }),
    };
    attempt(backend, name, mode, &mut once).map_err(|trouble| last_word(name, 1, trouble))?;
    result.ok_or(StoreError::Conflict { name, tries: 1 })
}

fn attempt(
    backend: &mut dyn Backend,
    name: &'static str,
    mode: Mode,
    work: &mut dyn FnMut(&mut Open<'_>) -> Result<(), StoreError>,
) -> Result<(), Trouble> {
    backend.begin(name, mode)?;
    let mut open = Open::new(backend, mode);
    let done = work(&mut open).and_then(|()| open.finish());
    // A call that failed has spoilt the transaction, whatever the work made of it: some databases would answer its commit by a silent rollback.
    let spoilt = open.into_trouble();
    let outcome = match (spoilt, done) {
        (Some(trouble), _) => Err(trouble),
        (None, Err(error)) => Err(Trouble::Refused(error)),
        (None, Ok(())) => backend.commit(name),
    };
    if outcome.is_err() {
        backend.rollback();
    }
    outcome
}

pub(crate) fn last_word(name: &'static str, tries: u32, trouble: Trouble) -> StoreError {
    match trouble {
        Trouble::Conflict | Trouble::Waited => StoreError::Conflict { name, tries },
        Trouble::Lost(why) => StoreError::Unavailable { why },
        Trouble::Uncertain(why) => StoreError::Uncertain { name, why },
        Trouble::Refused(error) => error,
    }
}

/// Waits some part of a time that doubles, so that those who collided do not collide again. The part is a fresh hash: no clock is asked.
fn pause(first: Duration, longest: Duration, times: u32) {
    let doubled = first.saturating_mul(1_u32.checked_shl(times.saturating_sub(1).min(16)).unwrap_or(u32::MAX));
    let longest = u64::try_from(doubled.min(longest).as_micros()).unwrap_or(0);
    let part = RandomState::new().hash_one(times) % (longest + 1);
    std::thread::sleep(Duration::from_micros(part));
}

#[cfg(test)]
mod tests;

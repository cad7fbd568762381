//! The store, asked for one thing at a time. All of it blocks.

use portcullis_gate::Gate;
use portcullis_journal::store::{StoreError, Transaction};

/// What a transaction that only reads finds.
///
/// # Errors
/// [`StoreError`] where the store cannot be read, or the work says so.
pub fn read<R>(
    gate: &Gate,
    name: &'static str,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<R, StoreError>,
) -> Result<R, StoreError> {
    let mut came = None;
    gate.register().pool().read(name, &mut |open| {
        came = Some(work(open)?);
        Ok(())
    })?;
    came.ok_or_else(silent)
}

/// What a transaction comes to.
///
/// # Errors
/// [`StoreError`] where the store does not take it, or the work says so.
pub fn transact<R>(
    gate: &Gate,
    name: &'static str,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<R, StoreError>,
) -> Result<R, StoreError> {
    let mut came = None;
    gate.register().pool().transact(name, &mut |open| {
        came = Some(work(open)?);
        Ok(())
    })?;
    came.ok_or_else(silent)
}

fn silent() -> StoreError {
    StoreError::unavailable("the store gave no answer")
}

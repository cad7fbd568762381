//! The keys of the store, kept fresh in memory: what is revoked anywhere is known here within a second.

use std::sync::Arc;
use std::time::Duration;

use portcullis_access::{Access, FreshKey, Keys, keys, proposals};
use portcullis_gate::Gate;
use portcullis_journal::StoreError;
use tokio::sync::watch;

use crate::app::App;
use crate::caller::Entry;
use crate::config::{Config, ConfigError};

/// How often they are read.
const EVERY: Duration = Duration::from_millis(500);
/// After how many readings proposals that ended long ago are removed: an hour.
const SWEEP_EVERY: u32 = 7_200;

/// Who may call, as it is configured.
///
/// # Errors
/// [`ConfigError`] where a field of it cannot be used.
pub fn entry(config: &Config) -> Result<Entry, ConfigError> {
    let access = Access::new(&config.access).map_err(|mistake| ConfigError(mistake.to_string()))?;
    Ok(Entry { access })
}

/// The keys as the store has them. Where there is none at all, an administrator's is made, and given to be shown once.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn read(gate: &Gate) -> Result<(Keys, Option<FreshKey>), StoreError> {
    let pool = gate.register().pool();
    let fresh = FreshKey::generate().map_err(StoreError::unavailable)?;
    let (mut is_first, now) = (false, gate.now());
    pool.transact("keys_first", &mut |open| {
        is_first = keys::first(open, &fresh, now)?;
        Ok(())
    })?;
    Ok((again(gate)?, is_first.then_some(fresh)))
}

/// The keys as the store has them now.
///
/// # Errors
/// [`StoreError`] where it cannot be read.
pub fn again(gate: &Gate) -> Result<Keys, StoreError> {
    let mut read = None;
    gate.register().pool().read("keys", &mut |open| {
        read = Some(Keys::read(open)?);
        Ok(())
    })?;
    let (keys, problems) = read.ok_or_else(|| StoreError::unavailable("the store gave no answer"))?;
    for problem in problems {
        tracing::error!("{problem}");
    }
    Ok(keys)
}

/// Reads them again and again. While the store does not answer the last ones hold: a key that ends, ends all the same.
pub async fn follow(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut is_answering = true;
    for round in 1_u32.. {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        let reader = app.clone();
        let read = tokio::task::spawn_blocking(move || {
            if round.is_multiple_of(SWEEP_EVERY) {
                sweep(reader.gate())?;
            }
            again(reader.gate())
        });
        match read.await {
            Ok(Ok(keys)) => {
                app.keys().store(Arc::new(keys));
                is_answering = true;
            }
            Ok(Err(error)) => {
                if is_answering {
                    tracing::warn!(%error, "the keys cannot be read: the last ones hold until they can");
                }
                is_answering = false;
            }
            Err(_) => return,
        }
    }
}

/// Removes proposals that ended long ago.
fn sweep(gate: &Gate) -> Result<(), StoreError> {
    let now = gate.now();
    gate.register().pool().transact("proposals_sweep", &mut |open| proposals::sweep(open, now).map(|_| ()))
}

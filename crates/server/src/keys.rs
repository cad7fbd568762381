//! The keys of the store, kept fresh in memory: what is revoked anywhere is known here within a second.

use std::sync::Arc;
use std::time::Duration;

use portcullis_access::{Access, FreshKey, Keys, keys, proposals, session};
use portcullis_gate::Gate;
use portcullis_journal::StoreError;
use tokio::sync::watch;

use crate::app::App;
use crate::config::{Config, ConfigError};
use crate::store;

/// How often they are read.
const EVERY: Duration = Duration::from_millis(500);
/// After how many readings what ended is removed, proposals and sessions: an hour.
const SWEEP_EVERY: u32 = 7_200;

/// Who may call, as it is configured.
///
/// # Errors
/// [`ConfigError`] where a field of it cannot be used.
pub fn access(config: &Config) -> Result<Access, ConfigError> {
    Access::new(&config.access).map_err(|mistake| ConfigError(mistake.to_string()))
}

/// The keys as the store has them. Where there is none at all, an administrator's is made, and given to be shown once.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn read(gate: &Gate) -> Result<(Keys, Option<FreshKey>), StoreError> {
    let (fresh, now) = (FreshKey::generate().map_err(StoreError::unavailable)?, gate.now());
    let is_first = store::transact(gate, "keys_first", |open| keys::first(open, &fresh, now))?;
    Ok((again(gate)?, is_first.then_some(fresh)))
}

/// The keys as the store has them now.
///
/// # Errors
/// [`StoreError`] where it cannot be read.
pub fn again(gate: &Gate) -> Result<Keys, StoreError> {
    let (keys, problems) = store::read(gate, "keys", |open| Keys::read(open))?;
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

/// Removes proposals that ended long ago, and sessions that are over.
fn sweep(gate: &Gate) -> Result<(), StoreError> {
    let now = gate.now();
    store::transact(gate, "proposals_sweep", |open| proposals::sweep(open, now))?;
    store::transact(gate, "sessions_sweep", |open| session::sweep(open, now)).map(|_| ())
}

//! The keys of the store, kept fresh in memory: what is revoked anywhere is known here within a second.

use std::sync::Arc;
use std::time::Duration;

use portcullis_access::{Access, FreshKey, Keys, keys};
use portcullis_gate::Gate;
use portcullis_journal::StoreError;
use tokio::sync::watch;

use crate::app::App;
use crate::caller::Entry;
use crate::config::{Config, ConfigError};

/// How often they are read.
const EVERY: Duration = Duration::from_millis(500);

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
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        let reader = app.clone();
        match tokio::task::spawn_blocking(move || again(reader.gate())).await {
            Ok(Ok(keys)) => app.keys().store(Arc::new(keys)),
            Ok(Err(error)) => tracing::warn!(%error, "the keys cannot be read: the last ones hold"),
            Err(_) => return,
        }
    }
}

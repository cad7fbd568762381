//! Covers the records by checkpoints meanwhile, as a node does: one more writer that can be killed anywhere.

use std::time::Duration;

use portcullis_journal::sealer::SealError;
use portcullis_journal::{Sealer, StoreError};
use portcullis_log::note::{KeyName, Signer};
use portcullis_store::{Address, connect};

use crate::{Failure, now};

const BETWEEN: Duration = Duration::from_millis(50);

/// Seals for ever; a store that does not answer is asked again.
pub fn run(address: &Address) -> Result<(), Failure> {
    let name = KeyName::new("example.com/log").map_err(|error| error.to_string())?;
    let mut sealer = Sealer::new(Signer::from_seed(name, &[9; 32]));
    let mut store = None;
    loop {
        let mut connection = match store.take() {
            Some(connection) => Ok(connection),
            None => connect(address),
        };
        let sealed = match &mut connection {
            Ok(connection) => sealer.seal(connection, now()).map(drop),
            Err(error) => Err(error.clone().into()),
        };
        if let Err(error) = sealed {
            is_passing(&error)?;
        }
        store = connection.ok();
        std::thread::sleep(BETWEEN);
    }
}

fn is_passing(error: &SealError) -> Result<(), Failure> {
    use StoreError::{Conflict, Unavailable, Uncertain};
    match error {
        SealError::Store(Conflict { .. } | Unavailable { .. } | Uncertain { .. }) => Ok(()),
        error => Err(format!("sealing: {error}")),
    }
}

//! Changes to the keys that are kept. Each is one change of one document, by the version that was read.

use portcullis_journal::store::{StoreError, Transaction};
use portcullis_license::{Instant, Person};

use super::{KIND, understood};
use crate::Outcome;
use crate::key::{Grant, GrantError, KeyChange, KeyRecord};
use crate::principal::Kind;
use crate::role::Role;
use crate::secret::{FreshKey, KeyId};
use crate::tenant::Tenants;

/// The first holder of a key.
const FIRST_HOLDER: &str = "administrator";

/// Why keys were left as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// Such a key cannot be made.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// There is one of this id already: chance has it that another has to be made up.
    #[error("there is a key `{0}` already; make up another")]
    Taken(KeyId),
    /// There is no such key.
    #[error("there is no key `{0}`; list the keys to find it")]
    Unknown(KeyId),
    /// It was revoked.
    #[error("key `{0}` was revoked, which is for good; make another")]
    Revoked(KeyId),
    /// Somebody else changed it at the same moment.
    #[error("key `{0}` was changed by somebody else just now; look at it again")]
    Overtaken(KeyId),
}

/// Keeps a key that was made up.
///
/// # Errors
/// When the store does not do its part, or refused.
pub fn make(
    open: &mut dyn Transaction,
    fresh: &FreshKey,
    grant: &Grant,
    made: &KeyChange,
    tenants: &Tenants,
) -> Outcome<(), KeyRefused> {
    if let Err(error) = grant.check(tenants) {
        return Ok(Err(error.into()));
    }
    let record = KeyRecord::new(fresh, grant.clone(), made.clone());
    let kept = open.put_document(KIND, &fresh.id.to_string(), None, &written(&record)?)?;
    Ok(if kept { Ok(()) } else { Err(KeyRefused::Taken(fresh.id)) })
}

/// Gives a key another secret; the one before stays valid until a moment.
///
/// # Errors
/// When the store does not do its part, or refused.
pub fn rotate(
    open: &mut dyn Transaction,
    fresh: &FreshKey,
    change: &KeyChange,
    overlap_until: Instant,
) -> Outcome<(), KeyRefused> {
    alter(open, fresh.id, |record| match record.revoked {
        Some(_) => Err(KeyRefused::Revoked(fresh.id)),
        None => Ok(record.rotated(fresh, change.clone(), overlap_until)),
    })
}

/// Revokes a key, for good. To do so again changes nothing.
///
/// # Errors
/// When the store does not do its part, or refused.
pub fn revoke(open: &mut dyn Transaction, id: KeyId, change: &KeyChange) -> Outcome<(), KeyRefused> {
    alter(open, id, |record| Ok(record.revoked(change.clone())))
}

/// Keeps the first key, an administrator's, where there is no key at all; false where there is one. Whoever starts the service is shown it once.
///
/// # Errors
/// When the store does not do its part.
pub fn first(open: &mut dyn Transaction, fresh: &FreshKey, now: Instant) -> Result<bool, StoreError> {
    if !open.documents(KIND, "", 1)?.is_empty() {
        return Ok(false);
    }
    let holder = Person::new(FIRST_HOLDER).map_err(StoreError::unavailable)?;
    let grant = Grant {
        name: holder.clone(),
        kind: Kind::Person,
        tenant: None,
        roles: Role::Administrator.into(),
        from: now,
        until: None,
    };
    let record = KeyRecord::new(fresh, grant, KeyChange { at: now, by: holder });
    open.put_document(KIND, &fresh.id.to_string(), None, &written(&record)?)
}

fn alter(
    open: &mut dyn Transaction,
    id: KeyId,
    change: impl FnOnce(KeyRecord) -> Result<KeyRecord, KeyRefused>,
) -> Outcome<(), KeyRefused> {
    let name = id.to_string();
    let Some(document) = open.document(KIND, &name)? else { return Ok(Err(KeyRefused::Unknown(id))) };
    let (_, record) =
        understood(&document).map_err(|why| StoreError::Damaged { place: format!("the key `{id}`"), why })?;
    let changed = match change(record) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Err(refused)),
    };
    let kept = open.put_document(KIND, &name, Some(document.version), &written(&changed)?)?;
    Ok(if kept { Ok(()) } else { Err(KeyRefused::Overtaken(id)) })
}

fn written(record: &KeyRecord) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(StoreError::unavailable)
}

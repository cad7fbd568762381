//! A key as it is kept, and the changes to it. Pure: where it is kept is [`crate::keys`].

use std::sync::Arc;

use portcullis_license::{Instant, Person, instant::DAY};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::principal::{Credential, Kind, Principal};
use crate::role::{Role, Roles};
use crate::secret::{FreshKey, KeyId, Secret, SecretDigest};
use crate::tenant::{TenantName, Tenants};

/// The longest that the secret before a rotation stays valid: 30 days.
pub const MOST_OVERLAP: i64 = 30 * DAY;

/// Who a key is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What its holder is called in records.
    pub name: Person,
    /// Whether its holder is a person, who can sign, or a machine.
    pub kind: Kind,
    /// Whose it is; left out, of the house that runs the service, or of the authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantName>,
    /// What it is for.
    pub roles: Roles,
    /// From when it is valid.
    pub from: Instant,
    /// The first moment at which it no longer is; left out, it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

/// Why no such key can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// It has no role.
    #[error("a key without roles opens nothing: name one of {}", Roles::EACH)]
    NoRole,
    /// There is no such tenant.
    #[error("there is no tenant `{name}`: {listed}")]
    NoTenant {
        /// What was named.
        name: TenantName,
        /// Those there are.
        listed: String,
    },
    /// The authority is no tenant.
    #[error("the role `licensing` is the authority's, which is no tenant: leave `tenant` out")]
    LicensingOfTenant,
    /// Its time is over before it begins.
    #[error("it would end ({until}) before it begins ({from})")]
    Dates {
        /// When it begins.
        from: Instant,
        /// When it ends.
        until: Instant,
    },
    /// Nobody holds it.
    #[error("a key is for a machine or a person")]
    Nobody,
}

impl Grant {
    /// Whether such a key can be made.
    ///
    /// # Errors
    /// [`GrantError`] where it would open nothing, or more than it seems to.
    pub fn check(&self, tenants: &Tenants) -> Result<(), GrantError> {
        if self.kind == Kind::Nobody {
            return Err(GrantError::Nobody);
        }
        if self.roles.is_empty() {
            return Err(GrantError::NoRole);
        }
        if let Some(tenant) = &self.tenant {
            if !tenants.has(tenant) {
                return Err(GrantError::NoTenant { name: tenant.clone(), listed: tenants.listed() });
            }
            if self.roles.has(Role::Licensing) {
                return Err(GrantError::LicensingOfTenant);
            }
        }
        match self.until {
            Some(until) if until <= self.from => Err(GrantError::Dates { from: self.from, until }),
            _ => Ok(()),
        }
    }

    /// Who it is for, after they proved themselves by something.
    pub(crate) fn holder(&self, credential: Credential) -> Arc<Principal> {
        let Self { name, kind, tenant, roles, .. } = self.clone();
        Arc::new(Principal { name: name.as_str().into(), kind, tenant, roles, credential })
    }
}

/// Something that was done to a key, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyChange {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Person,
}

/// The secret before the last rotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Previous {
    pub(crate) digest: SecretDigest,
    pub(crate) until: Instant,
}

/// A key as administrators see it: nothing that is derived from its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownKey<'a> {
    /// Which key: 12 hexadecimal digits.
    #[schemars(with = "String")]
    pub id: KeyId,
    /// Who it is for.
    #[serde(flatten)]
    pub grant: &'a Grant,
    /// When and by whom it was made.
    pub made: &'a KeyChange,
    /// The last rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotated: Option<&'a KeyChange>,
    /// Until when the secret before that rotation is valid too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap_until: Option<Instant>,
    /// When it was revoked: it is valid no more, whatever else is said here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<&'a KeyChange>,
}

/// A key as it is kept: all but its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRecord {
    pub(crate) grant: Grant,
    pub(crate) made: KeyChange,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rotated: Option<KeyChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revoked: Option<KeyChange>,
    pub(crate) digest: SecretDigest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) previous: Option<Previous>,
}

/// How a key stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyStanding {
    Valid,
    NotYet,
    Ended,
    Revoked,
}

impl KeyRecord {
    /// A key that was just made.
    pub(crate) fn new(fresh: &FreshKey, grant: Grant, made: KeyChange) -> Self {
        Self { grant, made, rotated: None, revoked: None, digest: fresh.secret.digest(), previous: None }
    }

    /// Another secret; the one before stays valid until a moment, [`MOST_OVERLAP`] from now at most. Of the one before that nothing is left.
    pub(crate) fn rotated(self, fresh: &FreshKey, change: KeyChange, overlap_until: Instant) -> Self {
        let until = overlap_until.min(change.at.plus(MOST_OVERLAP));
        let previous = (until > change.at).then_some(Previous { digest: self.digest, until });
        Self { digest: fresh.secret.digest(), previous, rotated: Some(change), ..self }
    }

    /// Revoked, for good; what was revoked before stays as it was.
    pub(crate) fn revoked(self, change: KeyChange) -> Self {
        let revoked = self.revoked.or(Some(change));
        Self { revoked, previous: None, ..self }
    }

    /// How it stands at a moment.
    pub(crate) fn standing(&self, now: Instant) -> KeyStanding {
        if self.revoked.is_some() {
            KeyStanding::Revoked
        } else if now < self.grant.from {
            KeyStanding::NotYet
        } else if self.grant.until.is_some_and(|until| until <= now) {
            KeyStanding::Ended
        } else {
            KeyStanding::Valid
        }
    }

    /// Whether a secret is this key's, at a moment. Both comparisons are made whatever comes of the first.
    pub(crate) fn opens_with(&self, secret: &Secret, now: Instant) -> bool {
        let presented = secret.digest();
        let is_latest = self.digest.is(&presented);
        let is_previous = match &self.previous {
            Some(previous) => previous.digest.is(&presented) & u8::from(now < previous.until).into(),
            None => 0.into(),
        };
        bool::from(is_latest | is_previous)
    }

    /// For administrators.
    pub(crate) fn shown(&self, id: KeyId) -> ShownKey<'_> {
        ShownKey {
            id,
            grant: &self.grant,
            made: &self.made,
            rotated: self.rotated.as_ref(),
            overlap_until: self.previous.as_ref().map(|previous| previous.until),
            revoked: self.revoked.as_ref(),
        }
    }

    /// Its holder.
    pub(crate) fn principal(&self, id: KeyId) -> Arc<Principal> {
        self.grant.holder(Credential::new(&format!("key:{id}")))
    }
}

//! Sessions: people who signed in with a browser, and what their cookie stands for.
//!
//! The cookie is 32 bytes of chance; the store keeps its SHA-256 as the name of a document, so that who reads the store can open nothing. A session that
//! began with a key lasts no longer than the key; one that began with a token is whoever the token said, as long as the configuration would read it so.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_license::{Instant, instant::HOUR};
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::access::Access;
use crate::keys::{KeyError, Keys};
use crate::oidc::Oidc;
use crate::principal::{Credential, Kind, Principal};
use crate::role::Roles;
use crate::secret::{KeyId, NoRandomness};
use crate::tenant::TenantName;

/// The kind of document that is a session; its name is SHA-256 of the cookie.
pub const KIND: &str = "session";
/// The longest a session lasts: 12 hours.
pub const LASTS: i64 = 12 * HOUR;
/// How long a session lasts that nobody uses: 1 hour.
pub const IDLE: i64 = HOUR;
/// How often it is written down that a session is used: every 5 minutes.
const TOUCHED_EVERY: i64 = HOUR / 12;
/// Bytes of a cookie.
const BYTES: usize = 32;
/// What the key of forms is made with, so that it is not the name of the session.
const FORMS: &[u8] = b"portcullis.forms/v1\0";
/// Sessions that are read at once.
const PAGE: usize = 100;

/// Who a session is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Holder {
    /// Whoever holds a key, as long as it is valid.
    Key {
        /// Which.
        id: KeyId,
    },
    /// Whom the identity provider named, as long as its tokens would name them so.
    Token {
        /// The rules that made them of a token ([`Oidc::rules`]).
        #[serde(default)]
        rules: String,
        /// What they are called in records.
        name: String,
        /// Their tenant.
        #[serde(default)]
        tenant: Option<TenantName>,
        /// What they are here for.
        roles: Roles,
        /// What they proved themselves by.
        credential: Credential,
    },
}

/// Why somebody who signed in is nobody any more.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The key opens nothing.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What makes a caller of a token has changed.
    #[error("what accounts of the identity provider may do here has changed; sign in again")]
    Rules,
    /// The tenant is gone.
    #[error("the tenant of this account is not known here any more; sign in again")]
    Tenant,
    /// Its time is over, or nobody used it for too long.
    #[error("the time of this session is over, or nobody used it for an hour; sign in again")]
    Over,
}

impl Holder {
    /// A person whom the identity provider named.
    #[must_use]
    pub fn of(person: &Principal, provider: &Oidc) -> Self {
        Self::Token {
            rules: provider.rules().to_owned(),
            name: person.name.to_string(),
            tenant: person.tenant.clone(),
            roles: person.roles,
            credential: person.credential.clone(),
        }
    }

    /// Who it is, now.
    ///
    /// # Errors
    /// [`SessionError`] where it began with a key that opens nothing any more, or with a token that would be read otherwise now.
    pub fn principal(&self, keys: &Keys, access: &Access, now: Instant) -> Result<Arc<Principal>, SessionError> {
        let (rules, name, tenant, roles, credential) = match self {
            Self::Key { id } => return Ok(keys.holder(*id, now)?),
            Self::Token { rules, name, tenant, roles, credential } => (rules, name, tenant, roles, credential),
        };
        if access.oidc.as_ref().is_none_or(|provider| provider.rules() != rules) {
            return Err(SessionError::Rules);
        }
        if tenant.as_ref().is_some_and(|tenant| !access.tenants.has(tenant)) {
            return Err(SessionError::Tenant);
        }
        Ok(Arc::new(Principal {
            name: name.as_str().into(),
            kind: Kind::Person,
            tenant: tenant.clone(),
            roles: *roles,
            credential: credential.clone(),
        }))
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Of whom.
    pub holder: Holder,
    /// The first moment at which it is over, whether it is used or not.
    pub until: Instant,
    /// When it was last written down that it is used.
    pub used: Instant,
}

impl Session {
    /// A session that begins now.
    #[must_use]
    pub fn begun(holder: Holder, now: Instant) -> Self {
        Self { holder, until: now.plus(LASTS), used: now }
    }

    /// The same, over at a moment at the latest.
    #[must_use]
    pub fn ending_by(self, end: Instant) -> Self {
        Self { until: self.until.min(end), ..self }
    }

    fn is_over(&self, now: Instant) -> bool {
        now >= self.until || now >= self.used.plus(IDLE)
    }
}

/// The cookie of a session. It is never printed.
pub struct Cookie([u8; BYTES]);

impl Cookie {
    /// Makes one up.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Self(bytes))
    }

    /// As a browser sends it; nothing where it is none of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The value of the cookie.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What forms of the session have in a hidden field: whoever knows it has seen a page of the session, and still not the cookie.
    #[must_use]
    pub fn form_key(&self) -> String {
        Hash(Sha256::new().chain_update(FORMS).chain_update(self.0).finalize().into()).to_hex()
    }

    /// Whether this is it, in a time that does not depend on where it differs.
    #[must_use]
    pub fn is_form_key(&self, sent: &str) -> bool {
        self.form_key().as_bytes().ct_eq(sent.as_bytes()).into()
    }

    fn name(&self) -> String {
        Hash::of(&self.0).to_hex()
    }
}

/// Begins a session.
///
/// # Errors
/// When the store does not do its part.
pub fn begin(open: &mut dyn Transaction, cookie: &Cookie, session: &Session) -> Result<(), StoreError> {
    match open.put_document(KIND, &cookie.name(), None, &written(session)?)? {
        true => Ok(()),
        false => Err(StoreError::Taken { id: cookie.name() }),
    }
}

/// The session that a cookie stands for, and whether it has to be written down that it is used ([`touch`]); or that it is over.
pub type Found = Result<(Session, bool), SessionError>;

/// The session of a cookie, if there is one.
///
/// # Errors
/// When the store cannot be read.
pub fn find(open: &mut dyn Transaction, cookie: &Cookie, now: Instant) -> Result<Option<Found>, StoreError> {
    let Some(document) = open.document(KIND, &cookie.name())? else { return Ok(None) };
    // What cannot be understood lets nobody in.
    let Ok(session) = serde_json::from_str::<Session>(&document.body) else { return Ok(None) };
    if session.is_over(now) {
        return Ok(Some(Err(SessionError::Over)));
    }
    let is_due = now >= session.used.plus(TOUCHED_EVERY);
    Ok(Some(Ok((session, is_due))))
}

/// Writes down that a session is used.
///
/// # Errors
/// When the store does not do its part.
pub fn touch(open: &mut dyn Transaction, cookie: &Cookie, now: Instant) -> Result<(), StoreError> {
    let name = cookie.name();
    let Some(document) = open.document(KIND, &name)? else { return Ok(()) };
    let Ok(session) = serde_json::from_str::<Session>(&document.body) else { return Ok(()) };
    // Of two who write it down at once, one is enough.
    open.put_document(KIND, &name, Some(document.version), &written(&Session { used: now, ..session })?).map(drop)
}

/// Ends a session; whoever has its cookie is nobody from here on.
///
/// # Errors
/// When the store does not do its part.
pub fn end(open: &mut dyn Transaction, cookie: &Cookie) -> Result<(), StoreError> {
    let name = cookie.name();
    while let Some(document) = open.document(KIND, &name)? {
        if open.remove_document(KIND, &name, document.version)? {
            break;
        }
    }
    Ok(())
}

/// Removes sessions that are over; how many.
///
/// # Errors
/// When the store does not do its part.
pub fn sweep(open: &mut dyn Transaction, now: Instant) -> Result<u64, StoreError> {
    let (mut after, mut removed) = (String::new(), 0);
    loop {
        let page = open.documents(KIND, &after, PAGE)?;
        for document in &page {
            let is_over = serde_json::from_str::<Session>(&document.body).map_or(true, |session| session.is_over(now));
            if is_over {
                removed += u64::from(open.remove_document(KIND, &document.name, document.version)?);
            }
        }
        match page.into_iter().last() {
            Some(last) => after = last.name,
            None => return Ok(removed),
        }
    }
}

fn written(session: &Session) -> Result<String, StoreError> {
    serde_json::to_string(session).map_err(StoreError::unavailable)
}

//! People who sign in with an identity provider: tokens of OpenID Connect, checked against its published keys.
//!
//! ```text
//! token --> header: which key --> signature --> issuer, audience, times --> claims --> name, tenant, roles
//!              '-- not known? --> discovery document --> keys, fetched at most so often
//! ```
//!
//! A browser is sent to the provider and comes back with a code, which becomes such a token ([`Journey`], [`Oidc::begin`], [`Oidc::complete`]). That is the one
//! step which verifying tokens does not need; a library for all of it would have brought a second verifier of tokens beside this one.
//!
//! Followed: OpenID Connect Core 1.0, Discovery 1.0, RFC 7517 (keys), RFC 7519 (tokens), RFC 9068 (access tokens), RFC 8725 (what goes wrong). The algorithm is the
//! key's, never the token's; `none` and shared secrets are not known here.

mod claims;
mod client;
mod discovery;
mod journey;
mod jwks;
mod rules;
mod sign_in;
mod web;

pub use discovery::FetchError;
pub use journey::Journey;
pub use jwks::KeySet;
pub use sign_in::{Returned, SignInError, SignedIn};
pub use web::Fetch;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use portcullis_license::Instant;

use crate::config::{Mistake, OidcConfig};
use crate::principal::Principal;
use crate::tenant::Tenants;
use claims::Claims;
use client::Client;
use discovery::Metadata;
use web::Web;

/// How far the clocks of the provider and of this machine may lie apart, in seconds.
pub const LEEWAY: i64 = 60;
/// Keys are not fetched more often than this, whatever tokens are presented: 30 seconds.
pub const LEAST_BETWEEN_FETCHES: i64 = 30_000;
/// Keys older than this are fetched anew before they are believed again: 1 hour.
pub const FRESH: i64 = 3_600_000;
/// Keys older than this are believed no more, whether or not the provider can be reached: 24 hours.
pub const STALE: i64 = 24 * FRESH;
/// The page of the console that browsers come back to from the provider.
pub const BACK: &str = "/console/sign-in/back";
/// The longest token, in bytes: what fits into a header of common servers.
pub const MOST_TOKEN: usize = 16 * 1_024;

/// Why a token says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a signed token at all.
    #[error("this is no token that can be read: {0}")]
    Unreadable(String),
    /// It is signed with a key that is not known: [`Oidc::refresh`] may find it.
    #[error("the token is signed with a key that the identity provider does not publish; sign in again")]
    UnknownKey,
    /// The keys are too old.
    #[error("the identity provider's keys could not be fetched for a day; see to the connection to it")]
    NoKeys,
    /// The signature is wrong, or made by another algorithm than the key's.
    #[error("the token's signature is wrong")]
    Signature,
    /// It is of another issuer.
    #[error("the token is of another issuer, {0:?}")]
    Issuer(String),
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// Its time is over.
    #[error("the token is no longer valid; sign in again")]
    Ended,
    /// Its time has not come.
    #[error("the token is not valid yet; see to the clocks of the identity provider and of this service")]
    NotYet,
    /// A claim is missing or of another form.
    #[error("the token's claim `{claim}` {why}")]
    Claim {
        /// Which.
        claim: String,
        /// What is wrong with it.
        why: String,
    },
}

impl TokenError {
    fn claim(claim: &str, why: impl Into<String>) -> Self {
        Self::Claim { claim: claim.to_owned(), why: why.into() }
    }
}

/// The keys and the endpoints, and when they were fetched.
#[derive(Clone, Default)]
struct Fetched {
    keys: Arc<KeySet>,
    metadata: Option<Arc<Metadata>>,
    at: Option<Instant>,
}

/// The identity provider.
pub struct Oidc {
    claims: Claims,
    issuer: String,
    audience: Vec<String>,
    client: Option<Client>,
    rules: String,
    fetch: Box<dyn Fetch>,
    fetched: RwLock<Fetched>,
    /// When keys were last asked for; held while they are.
    asked: Mutex<Option<Instant>>,
}

impl Oidc {
    /// The provider of a configuration. Its authorities are read; nothing is fetched yet.
    ///
    /// # Errors
    /// [`Mistake`]: the first thing that is wrong.
    pub fn new(config: &OidcConfig, tenants: &Tenants) -> Result<Self, Mistake> {
        discovery::check_address(&config.issuer).map_err(|why| Mistake::at("oidc.issuer", why))?;
        let web = Web::new(config.authorities.as_deref()).map_err(|why| Mistake::at("oidc.authorities", why))?;
        Self::with_fetch(config, tenants, Box::new(web))
    }

    /// As [`Oidc::new`], fetching in another way.
    ///
    /// # Errors
    /// [`Mistake`]: the first thing that is wrong.
    pub fn with_fetch(config: &OidcConfig, tenants: &Tenants, fetch: Box<dyn Fetch>) -> Result<Self, Mistake> {
        jwks::use_one_provider();
        Ok(Self {
            claims: Claims::new(config, tenants)?,
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            client: config.sign_in.as_ref().map(Client::new).transpose()?,
            rules: rules::digest(config)?,
            fetch,
            fetched: RwLock::default(),
            asked: Mutex::default(),
        })
    }

    /// Whose token this is. Never waits: where the key is not known, [`Oidc::refresh`] and ask again.
    ///
    /// # Errors
    /// [`TokenError`] where it says nothing at this moment.
    pub fn authenticate(&self, token: &str, now: Instant) -> Result<Arc<Principal>, TokenError> {
        self.claims.principal(&self.signed(token, now)?, &self.audience, now).map(Arc::new)
    }

    /// As [`Oidc::authenticate`]; fetches the keys where they are old or do not have the token's, and waits for that.
    ///
    /// # Errors
    /// [`TokenError`] where it says nothing at this moment.
    pub fn authenticate_fetching(&self, token: &str, now: Instant) -> Result<Arc<Principal>, TokenError> {
        self.claims.principal(&self.signed_fetching(token, now)?, &self.audience, now).map(Arc::new)
    }

    /// What stands for the rules that make a caller of claims: whoever signed in under others has to sign in again.
    #[must_use]
    pub fn rules(&self) -> &str {
        &self.rules
    }

    /// The claims of a token that the provider signed.
    fn signed(&self, token: &str, now: Instant) -> Result<serde_json::Value, TokenError> {
        if token.len() > MOST_TOKEN {
            return Err(TokenError::Unreadable(format!("it has more than {MOST_TOKEN} bytes")));
        }
        let Fetched { keys, at, .. } = self.fetched();
        match at {
            None => return Err(TokenError::UnknownKey),
            Some(at) if at.plus(STALE) <= now => return Err(TokenError::NoKeys),
            Some(_) => {}
        }
        keys.signed_claims(token)
    }

    fn signed_fetching(&self, token: &str, now: Instant) -> Result<serde_json::Value, TokenError> {
        if self.is_old(now) {
            // Where that fails the keys before are believed until they are stale.
            let _ = self.refresh(now);
        }
        match self.signed(token, now) {
            Err(TokenError::UnknownKey) => match self.refresh(now) {
                Ok(true) => self.signed(token, now),
                Ok(false) | Err(_) => Err(TokenError::UnknownKey),
            },
            other => other,
        }
    }

    fn fetched(&self) -> Fetched {
        self.fetched.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the keys should be fetched.
    #[must_use]
    pub fn is_old(&self, now: Instant) -> bool {
        self.fetched().at.is_none_or(|at| at.plus(FRESH) <= now)
    }

    /// Fetches the keys, and waits for them; false where that was done or tried [`LEAST_BETWEEN_FETCHES`] ago or less.
    ///
    /// # Errors
    /// [`FetchError`] where the provider does not answer as it should; the keys before stay.
    pub fn refresh(&self, now: Instant) -> Result<bool, FetchError> {
        // Others who want the same wait here, and then find that it was done.
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.is_some_and(|before| before <= now && now < before.plus(LEAST_BETWEEN_FETCHES)) {
            return Ok(false);
        }
        *asked = Some(now);
        let (metadata, keys) = discovery::provider(&*self.fetch, &self.issuer)?;
        *self.fetched.write().unwrap_or_else(PoisonError::into_inner) =
            Fetched { keys: Arc::new(keys), metadata: Some(Arc::new(metadata)), at: Some(now) };
        Ok(true)
    }
}

impl fmt::Debug for Oidc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Oidc({})", self.issuer)
    }
}

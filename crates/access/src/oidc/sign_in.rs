//! Signing in: the authorization code flow (OpenID Connect Core 1.0 section 3.1) with PKCE (RFC 7636), and what keeps providers apart (RFC 9207).

use std::sync::Arc;

use form_urlencoded::Serializer;
use portcullis_license::Instant;
use serde::Deserialize;
use serde_json::Value;

use super::client::Client;
use super::discovery::{FetchError, Metadata};
use super::journey::{Journey, challenge};
use super::{Fetched, Oidc, STALE, TokenError, claims};
use crate::principal::Principal;
use crate::role::Roles;
use crate::session::{Holder, Session};

/// The longest code or name of an issuer that is brought back, in bytes.
const MOST_RETURNED: usize = 4_096;
/// The longest error code of a provider that is repeated, in bytes.
const MOST_CODE: usize = 64;

/// What a browser brings back from the provider, in the query of its address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    /// What it was sent with.
    pub state: String,
    /// What becomes a token.
    pub code: Option<String>,
    /// Who says so.
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Whoever signed in.
pub struct SignedIn {
    /// Who it is: a person with a role.
    pub person: Arc<Principal>,
    /// The session that begins.
    pub session: Session,
}

/// Why nobody signed in. The words are for the person: what happened, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// No provider is configured for it.
    #[error("people sign in with a key here: no identity provider is configured for the console")]
    NotHere,
    /// This browser did not set out, or set out again since.
    #[error(
        "this sign-in was not begun in this browser, or was begun once more since: begin again here, in one window, at the address that people use"
    )]
    NotBegun,
    /// It was away for too long.
    #[error("the sign-in took longer than 10 minutes; begin again")]
    TooLate,
    /// Another provider answers, or one that does not say who it is.
    #[error(
        "another identity provider answered than the one that was asked; begin again, and tell whoever runs this service if it happens again"
    )]
    OtherIssuer,
    /// The provider let nobody in.
    #[error("the identity provider did not let you in ({0}): try again, or ask whoever looks after your account there")]
    Refused(String),
    /// It brought nothing back.
    #[error("the identity provider sent no code; begin again")]
    NoCode,
    /// The provider does not answer as it should.
    #[error("the identity provider does not answer as it should ({0}); try again in a minute, or sign in with a key")]
    Provider(String),
    /// The code is worth nothing.
    #[error(
        "the identity provider does not take the code that it gave ({0}): begin again; if that does not help, whoever runs this service sees to `access.oidc.sign_in`"
    )]
    Exchange(String),
    /// The token is not for this sign-in.
    #[error("the token is of another sign-in; begin again")]
    OtherSignIn,
    /// The token says nothing.
    #[error("the identity provider's token cannot be used: {0}")]
    Token(#[from] TokenError),
    /// No person is behind it.
    #[error("this account is a system's; people sign in")]
    NoPerson,
    /// It would open nothing.
    #[error(
        "your account {0} has no role here: whoever looks after it at the identity provider gives it one; then sign in again"
    )]
    NoRole(String),
}

impl From<FetchError> for SignInError {
    fn from(error: FetchError) -> Self {
        Self::Provider(error.to_string())
    }
}

impl Oidc {
    /// What people call the provider, where they can sign in with it.
    #[must_use]
    pub fn sign_in_name(&self) -> Option<&str> {
        self.client.as_ref().map(|client| client.config.name.as_str())
    }

    /// Whether browsers come back over a connection that is secret, so that their cookies can be.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.client.as_ref().is_some_and(|client| client.config.redirect_uri.starts_with("https://"))
    }

    /// Where to send a browser that sets out. It may fetch, and waits for that.
    ///
    /// # Errors
    /// [`SignInError`] where it cannot be sent anywhere.
    pub fn begin(&self, journey: &Journey, now: Instant) -> Result<String, SignInError> {
        let client = self.client()?;
        let metadata = self.metadata(now)?;
        let endpoint = named(metadata.authorization_endpoint.as_deref(), "authorization_endpoint")?;
        if metadata
            .code_challenge_methods_supported
            .as_ref()
            .is_some_and(|known| !known.iter().any(|one| one == "S256"))
        {
            return Err(SignInError::Provider("it does not know PKCE with S256".to_owned()));
        }
        let challenge = challenge(&journey.verifier());
        Ok(with_query(
            endpoint,
            &[
                ("response_type", "code"),
                ("client_id", &client.config.client_id),
                ("redirect_uri", &client.config.redirect_uri),
                ("scope", &client.scope),
                ("state", &journey.state()),
                ("nonce", &journey.nonce()),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        ))
    }

    /// Who a browser is that comes back. It asks the provider, and waits for that.
    ///
    /// # Errors
    /// [`SignInError`] where nobody signed in.
    pub fn complete(
        &self,
        journey: Option<&Journey>,
        returned: &Returned,
        now: Instant,
    ) -> Result<SignedIn, SignInError> {
        let client = self.client()?;
        // Nothing that is brought back is looked at before it is known who brings it.
        let journey = journey.filter(|journey| journey.is_state(&returned.state)).ok_or(SignInError::NotBegun)?;
        if journey.is_over(now) {
            return Err(SignInError::TooLate);
        }
        let metadata = self.metadata(now)?;
        match returned.iss.as_deref() {
            Some(issuer) if issuer != self.issuer => return Err(SignInError::OtherIssuer),
            None if metadata.authorization_response_iss_parameter_supported => return Err(SignInError::OtherIssuer),
            _ => {}
        }
        if let Some(error) = &returned.error {
            return Err(SignInError::Refused(error_code(error)));
        }
        let code = returned.code.as_deref().filter(|code| !code.is_empty() && code.len() <= MOST_RETURNED);
        let token = self.exchange(client, &metadata, journey, code.ok_or(SignInError::NoCode)?, now)?;
        let claims = self.signed_fetching(&token, now)?;
        is_of_this_sign_in(&claims, client, journey)?;
        let person = self.claims.principal(&claims, &client.audience, now)?;
        self.signed_in(client, person, &claims, now)
    }

    /// Where to send a browser that signs out, so that it is signed out at the provider too; nothing where the provider has no such place, or cannot be asked.
    ///
    /// The provider is told the client and not the person: an ID token that is kept for that would be something to steal.
    #[must_use]
    pub fn leave(&self, now: Instant) -> Option<String> {
        let client = self.client.as_ref()?;
        let metadata = self.metadata(now).ok()?;
        let back = client.signed_out_uri();
        let asked = [("client_id", client.config.client_id.as_str()), ("post_logout_redirect_uri", back)];
        metadata.end_session_endpoint.as_deref().map(|endpoint| with_query(endpoint, &asked))
    }

    fn client(&self) -> Result<&Client, SignInError> {
        self.client.as_ref().ok_or(SignInError::NotHere)
    }

    /// What the provider says of itself; fetched where it is old, and believed as long as its keys are.
    fn metadata(&self, now: Instant) -> Result<Arc<Metadata>, SignInError> {
        let failed = if self.is_old(now) { self.refresh(now).err() } else { None };
        let Fetched { metadata, at, .. } = self.fetched();
        let is_believed = at.is_some_and(|at| now < at.plus(STALE));
        let why = || SignInError::Provider("it did not answer a moment ago".to_owned());
        metadata.filter(|_| is_believed).ok_or_else(|| failed.map_or_else(why, Into::into))
    }

    /// The ID token for a code (section 3.1.3).
    fn exchange(
        &self,
        client: &Client,
        metadata: &Metadata,
        journey: &Journey,
        code: &str,
        now: Instant,
    ) -> Result<String, SignInError> {
        #[derive(Deserialize)]
        struct Answer {
            id_token: Option<String>,
            error: Option<String>,
        }
        let endpoint = named(metadata.token_endpoint.as_deref(), "token_endpoint")?;
        let proved = client.proved(metadata, endpoint, now).map_err(SignInError::Provider)?;
        let verifier = journey.verifier();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", client.config.redirect_uri.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        form.extend(proved.fields.iter().map(|(name, value)| (*name, value.as_str())));
        let (status, document) = self
            .fetch
            .post(endpoint, proved.authorization.as_deref(), &form)
            .map_err(|why| SignInError::Provider(format!("{endpoint}: {why}")))?;
        let answer: Option<Answer> = serde_json::from_slice(&document).ok();
        match (status, answer) {
            (200, Some(Answer { id_token: Some(token), .. })) => Ok(token),
            (200, _) => Err(SignInError::Provider("it gave no ID token".to_owned())),
            (_, Some(Answer { error: Some(error), .. })) => Err(SignInError::Exchange(error_code(&error))),
            (status, _) => Err(SignInError::Provider(format!("{endpoint}: it answers {status}"))),
        }
    }

    fn signed_in(
        &self,
        client: &Client,
        person: Principal,
        token: &Value,
        now: Instant,
    ) -> Result<SignedIn, SignInError> {
        if !person.is_person() {
            return Err(SignInError::NoPerson);
        }
        if person.roles == Roles::NONE {
            return Err(SignInError::NoRole(person.name.to_string()));
        }
        let session = Session::begun(Holder::of(&person, self), now);
        let end = if client.config.ends_with_token { claims::seconds(token, "exp")? } else { None };
        let session = match end {
            Some(end) => session.ending_by(Instant(end.saturating_mul(1_000))),
            None => session,
        };
        Ok(SignedIn { person: Arc::new(person), session })
    }
}

/// Section 3.1.3.7, points 3 to 5 and 11: for this client, and for this browser's way. That it is for the client at all is asked with its other claims.
fn is_of_this_sign_in(claims: &Value, client: &Client, journey: &Journey) -> Result<(), SignInError> {
    if claims.get("nonce").and_then(Value::as_str) != Some(&journey.nonce()) {
        return Err(SignInError::OtherSignIn);
    }
    let party = match claims.get("azp") {
        None => None,
        Some(party) => Some(party.as_str().ok_or(TokenError::Audience)?),
    };
    let is_for_several = claims.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    match party {
        Some(party) if party != client.config.client_id => Err(TokenError::Audience.into()),
        None if is_for_several => Err(TokenError::Audience.into()),
        _ => Ok(()),
    }
}

/// A code of RFC 6749 section 4.1.2.1; what is none is not repeated.
fn error_code(error: &str) -> String {
    let is_code = error.len() <= MOST_CODE && error.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_code && !error.is_empty() { error.to_owned() } else { "no reason that can be read".to_owned() }
}

fn named<'a>(endpoint: Option<&'a str>, name: &str) -> Result<&'a str, SignInError> {
    endpoint.ok_or_else(|| SignInError::Provider(format!("it names no `{name}`: people cannot sign in with it")))
}

/// RFC 6749 section 3.1: an endpoint may have a query of its own.
fn with_query(endpoint: &str, pairs: &[(&str, &str)]) -> String {
    let endpoint = endpoint.split_once('#').map_or(endpoint, |(before, _)| before);
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{endpoint}{}{query}", if endpoint.contains('?') { '&' } else { '?' })
}

//! The console as a client of the identity provider: who it is there, and how it proves that (OpenID Connect Core 1.0 section 9).

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use form_urlencoded::byte_serialize;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use portcullis_license::Instant;
use serde_json::json;

use super::discovery::{Metadata, check_address};
use crate::config::{Mistake, SignInConfig};

/// How long a proof of the client is good for, in seconds.
const PROOF_LASTS: i64 = 60;
/// What is asked for, always.
const OPENID: &str = "openid";

/// The client.
pub(super) struct Client {
    pub(super) config: SignInConfig,
    /// For whom its ID tokens are.
    pub(super) audience: [String; 1],
    pub(super) scope: String,
    proof: Proof,
}

/// How it proves itself.
enum Proof {
    /// Not at all, but for PKCE.
    Public,
    Secret(String),
    Key(Algorithm, EncodingKey),
}

/// What goes with a form that the client sends.
#[derive(Default)]
pub(super) struct Proved {
    pub(super) authorization: Option<String>,
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Client {
    pub(super) fn new(config: &SignInConfig) -> Result<Self, Mistake> {
        let wrong = |field: &str, why: String| Mistake::at(format!("oidc.sign_in.{field}"), why);
        for (field, text) in [("name", &config.name), ("client_id", &config.client_id)] {
            if text.trim().is_empty() || text.chars().any(char::is_control) {
                return Err(wrong(field, "it is empty, or has a control character; write it in one line".to_owned()));
            }
        }
        check_redirect(&config.redirect_uri).map_err(|why| wrong("redirect_uri", why))?;
        // RFC 6749 section 3.3.
        let is_scope = |scope: &String| {
            !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte))
        };
        if let Some(scope) = config.scopes.iter().find(|scope| !is_scope(scope)) {
            return Err(wrong("scopes", format!("{scope:?} is no scope: one word without quotes each")));
        }
        let proof = match (&config.secret, &config.key) {
            (Some(_), Some(_)) => return Err(wrong("secret", "state `secret` or `key`, not both".to_owned())),
            (Some(path), None) => Proof::Secret(secret(path).map_err(|why| wrong("secret", why))?),
            (None, Some(path)) => key(path).map_err(|why| wrong("key", why))?,
            (None, None) => Proof::Public,
        };
        if config.key_id.is_some() && config.key.is_none() {
            return Err(wrong("key_id", "there is no `key` that it names; leave it out".to_owned()));
        }
        let asked = config.scopes.iter().map(String::as_str).filter(|scope| *scope != OPENID);
        let scope = [OPENID].into_iter().chain(asked).collect::<Vec<_>>().join(" ");
        Ok(Self { config: config.clone(), audience: [config.client_id.clone()], scope, proof })
    }

    /// Where browsers come to that have signed out at the provider.
    pub(super) fn signed_out_uri(&self) -> &str {
        self.config.redirect_uri.strip_suffix("/back").unwrap_or(&self.config.redirect_uri)
    }

    /// What proves the client to a token endpoint.
    ///
    /// # Errors
    /// Where the provider takes no such proof, or none can be made, in words.
    pub(super) fn proved(&self, metadata: &Metadata, endpoint: &str, now: Instant) -> Result<Proved, String> {
        let takes = |method: &str| match &metadata.token_endpoint_auth_methods_supported {
            Some(methods) => methods.iter().any(|known| known == method),
            None => method == "client_secret_basic",
        };
        let id = ("client_id", self.config.client_id.clone());
        match &self.proof {
            Proof::Public => Ok(Proved { authorization: None, fields: vec![id] }),
            Proof::Secret(secret) if takes("client_secret_basic") => {
                // RFC 6749 section 2.3.1: both are encoded as in a form before they are joined.
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encoded(&self.config.client_id), encoded(secret));
                let authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
                Ok(Proved { authorization, fields: Vec::new() })
            }
            Proof::Secret(secret) if takes("client_secret_post") => {
                Ok(Proved { authorization: None, fields: vec![id, ("client_secret", secret.clone())] })
            }
            Proof::Secret(_) => {
                Err("it takes no secret of clients; register a key there, and name `key` instead".to_owned())
            }
            Proof::Key(algorithm, key) => {
                let assertion = self.assertion(*algorithm, key, endpoint, now)?;
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
                let fields = vec![id, ("client_assertion_type", kind), ("client_assertion", assertion)];
                Ok(Proved { authorization: None, fields })
            }
        }
    }

    /// RFC 7523 section 3, for one use.
    fn assertion(
        &self,
        algorithm: Algorithm,
        key: &EncodingKey,
        endpoint: &str,
        now: Instant,
    ) -> Result<String, String> {
        let mut once = [0; 16];
        getrandom::fill(&mut once).map_err(|_| crate::secret::NoRandomness.to_string())?;
        let (client, seconds) = (&self.config.client_id, now.0.div_euclid(1_000));
        let claims = json!({
            "iss": client, "sub": client, "aud": endpoint, "jti": URL_SAFE_NO_PAD.encode(once),
            "iat": seconds, "exp": seconds.saturating_add(PROOF_LASTS),
        });
        let header = Header { kid: self.config.key_id.clone(), ..Header::new(algorithm) };
        jsonwebtoken::encode(&header, &claims, key).map_err(|error| format!("`key` cannot sign: {error}"))
    }
}

/// Browsers come back to this one page, over a connection that can be trusted.
fn check_redirect(address: &str) -> Result<(), String> {
    check_address(address)?;
    let (_, rest) = address.split_once("://").unwrap_or_default();
    match rest.split_once('/') {
        Some((_, path)) if format!("/{path}") == crate::oidc::BACK => Ok(()),
        _ => Err(format!("{address:?} does not lead back: it is `https://HOST{}`", crate::oidc::BACK)),
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn secret(path: &Path) -> Result<String, String> {
    let text = read(path)?;
    let secret = text.trim();
    if secret.is_empty() || secret.chars().any(char::is_control) {
        return Err(format!("{}: it has no secret; write it there in one line, and nothing else", path.display()));
    }
    Ok(secret.to_owned())
}

/// A key says by its kind how it signs: as those of the provider do.
fn key(path: &Path) -> Result<Proof, String> {
    let text = read(path)?;
    let pem = text.as_bytes();
    super::jwks::use_one_provider();
    let made = EncodingKey::from_ec_pem(pem).map(|key| (Algorithm::ES256, key));
    let made = made.or_else(|_| EncodingKey::from_ed_pem(pem).map(|key| (Algorithm::EdDSA, key)));
    let made = made.or_else(|_| EncodingKey::from_rsa_pem(pem).map(|key| (Algorithm::RS256, key)));
    let unfit = || format!("{}: it has no private key in PEM (PKCS #8): P-256, Ed25519 or RSA", path.display());
    let (algorithm, key) = made.map_err(|_| unfit())?;
    // A key of another curve is noticed here, and not when somebody signs in.
    jsonwebtoken::encode(&Header::new(algorithm), &json!({}), &key).map_err(|_| unfit())?;
    Ok(Proof::Key(algorithm, key))
}

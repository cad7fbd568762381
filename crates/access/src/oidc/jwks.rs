//! Published keys (RFC 7517), and tokens signed with them (RFC 7515).
//!
//! Three algorithms, one for each kind of key: RS256, ES256 and EdDSA with Ed25519. A key of any other kind is passed over, and what is signed with it is
//! signed with a key that is not known.

use std::sync::Once;

use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::TokenError;

/// The most keys of a provider.
const MOST_KEYS: usize = 100;

/// Keys of a provider.
#[derive(Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

/// Signatures are checked by one library, whatever else is built into the program.
pub(super) fn use_one_provider() {
    static ONCE: Once = Once::new();
    // Where somebody was first, theirs is used.
    ONCE.call_once(|| {
        let _ = aws_lc::DEFAULT_PROVIDER.install_default();
    });
}

impl KeySet {
    /// Reads a set of keys; those that cannot be used are passed over.
    ///
    /// # Errors
    /// Where it is no set of keys, or has none that can be used.
    pub fn read(document: &[u8]) -> Result<Self, String> {
        let Document { keys } =
            serde_json::from_slice(document).map_err(|error| format!("it is no set of keys: {error}"))?;
        if keys.len() > MOST_KEYS {
            return Err(format!("it has {} keys; a provider has {MOST_KEYS} at most", keys.len()));
        }
        let keys: Vec<Key> = keys.iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err("it has no key that can be used: RSA (RS256), P-256 (ES256) or Ed25519 (EdDSA)".to_owned());
        }
        Ok(Self { keys })
    }

    /// The claims of a token, if one of the keys signed it.
    ///
    /// # Errors
    /// [`TokenError`] where it cannot be read, or none did.
    pub fn signed_claims(&self, token: &str) -> Result<Value, TokenError> {
        use_one_provider();
        let header = jsonwebtoken::decode_header(token).map_err(|error| TokenError::Unreadable(error.to_string()))?;
        // RFC 7515 section 4.1.11: what must be understood, and is not.
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(TokenError::Unreadable("its header demands what is not known here".to_owned()));
        }
        let key = self.find(header.kid.as_deref()).ok_or(TokenError::UnknownKey)?;
        if header.alg != key.algorithm {
            return Err(TokenError::Signature);
        }
        let mut validation = Validation::new(key.algorithm);
        // Who, whom for and when is looked at later, by the caller's clock.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        jsonwebtoken::decode(token, &key.key, &validation)
            .map(|decoded| decoded.claims)
            .map_err(|_| TokenError::Signature)
    }

    /// The key of an id; without one, the only key there is.
    fn find(&self, id: Option<&str>) -> Option<&Key> {
        match (id, self.keys.as_slice()) {
            (Some(id), keys) => {
                let mut found = keys.iter().filter(|key| key.id.as_deref() == Some(id));
                // Two keys of one id are none.
                found.next().filter(|_| found.next().is_none())
            }
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

fn usable(key: &Value) -> Option<Key> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    if key.get("use").is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    if let Some(operations) = key.get("key_ops") {
        operations.as_array()?.iter().find(|operation| *operation == "verify")?;
    }
    let (algorithm, made) = match (text("kty")?, text("crv")) {
        ("RSA", _) => (Algorithm::RS256, DecodingKey::from_rsa_components(text("n")?, text("e")?)),
        ("EC", Some("P-256")) => (Algorithm::ES256, DecodingKey::from_ec_components(text("x")?, text("y")?)),
        ("OKP", Some("Ed25519")) => (Algorithm::EdDSA, DecodingKey::from_ed_components(text("x")?)),
        _ => return None,
    };
    // `Ed25519` is the name of RFC 9864.
    let named = match (key.get("alg"), algorithm) {
        (None, _) => true,
        (Some(name), Algorithm::RS256) => name == "RS256",
        (Some(name), Algorithm::ES256) => name == "ES256",
        (Some(name), _) => name == "EdDSA" || name == "Ed25519",
    };
    named.then_some(())?;
    Some(Key { id: text("kid").map(str::to_owned), algorithm, key: made.ok()? })
}

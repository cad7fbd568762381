//! Where a provider's endpoints and keys are: OpenID Connect Discovery 1.0 sections 3 and 4, RFC 8414.

use serde::Deserialize;

use super::jwks::KeySet;
use super::web::Fetch;

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Why keys were not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address}: {why}")]
pub struct FetchError {
    /// What was fetched.
    pub address: String,
    /// What went wrong.
    pub why: String,
}

/// What a provider says of itself. Whoever only sends tokens needs nothing but its keys.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    jwks_uri: String,
    /// Where browsers are sent to sign in.
    pub(super) authorization_endpoint: Option<String>,
    /// Where a code becomes a token.
    pub(super) token_endpoint: Option<String>,
    /// Where browsers are sent to sign out (RP-Initiated Logout 1.0 section 2.1).
    pub(super) end_session_endpoint: Option<String>,
    /// How clients prove themselves; `client_secret_basic` where it is left out (RFC 8414 section 2).
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// How a code is tied to who asked for it (RFC 7636).
    pub(super) code_challenge_methods_supported: Option<Vec<String>>,
    /// Whether it says its name when it sends a browser back (RFC 9207 section 3).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// What an issuer says of itself, and its keys.
pub(super) fn provider(fetch: &dyn Fetch, issuer: &str) -> Result<(Metadata, KeySet), FetchError> {
    let address = format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'));
    let wrong = |address: &str, why: String| FetchError { address: address.to_owned(), why };
    let document = fetch.get(&address).map_err(|why| wrong(&address, why))?;
    let metadata: Metadata = serde_json::from_slice(&document)
        .map_err(|error| wrong(&address, format!("it is no discovery document: {error}")))?;
    // Section 4.3: otherwise one provider could speak for another.
    if metadata.issuer != issuer {
        let why = format!("its issuer is {:?}; `oidc.issuer` must be the same, letter by letter", metadata.issuer);
        return Err(wrong(&address, why));
    }
    let named = [
        ("jwks_uri", Some(&metadata.jwks_uri)),
        ("authorization_endpoint", metadata.authorization_endpoint.as_ref()),
        ("token_endpoint", metadata.token_endpoint.as_ref()),
        ("end_session_endpoint", metadata.end_session_endpoint.as_ref()),
    ];
    for (name, named) in named {
        named
            .map_or(Ok(()), |named| check_address(named))
            .map_err(|why| wrong(&address, format!("its `{name}` {why}")))?;
    }
    let document = fetch.get(&metadata.jwks_uri).map_err(|why| wrong(&metadata.jwks_uri, why))?;
    let keys = KeySet::read(&document).map_err(|why| wrong(&metadata.jwks_uri, why))?;
    Ok((metadata, keys))
}

/// Whether an address can be trusted: encrypted, or on this machine.
pub(super) fn check_address(address: &str) -> Result<(), String> {
    let is_local = |rest: &str| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "0"));
        matches!(name, "localhost" | "127.0.0.1" | "[::1]") && port.parse::<u16>().is_ok()
    };
    match address.split_once("://") {
        Some(("https", rest)) if !rest.is_empty() && !rest.contains('@') => Ok(()),
        Some(("http", rest)) if is_local(rest) => Ok(()),
        _ => Err(format!("{address:?} is no address that can be trusted: it begins with `https://`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_encrypted_or_near() {
        for good in [
            "https://id.example",
            "https://id.example:8443/realms/a",
            "http://localhost:3000",
            "http://127.0.0.1:9/x",
            "http://[::1]:80",
        ] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "http://localhost.example",
            "http://localhost:80@id.example",
            "https://",
            "https://a@b",
            "ftp://localhost",
            "HTTPS://id.example",
            "http://127.0.0.1.example/",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}

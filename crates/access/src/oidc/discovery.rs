//! Where a provider's keys are, and the keys: OpenID Connect Discovery 1.0 section 4.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::jwks::KeySet;

/// The largest document, in bytes.
const MOST_DOCUMENT: u64 = 1 << 20;
/// A provider that does not answer in this time is not there.
const PATIENCE: Duration = Duration::from_secs(5);
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

/// Fetches documents.
pub trait Fetch: Send + Sync {
    /// The document at an address.
    ///
    /// # Errors
    /// What went wrong, in words.
    fn get(&self, address: &str) -> Result<Vec<u8>, String>;
}

/// The web.
pub(super) struct Web(Agent);

impl Web {
    pub(super) fn new(authorities: Option<&Path>) -> Result<Self, String> {
        let roots = authorities.map(read_authorities).transpose()?.unwrap_or(RootCerts::WebPki);
        // An address that was checked does not lead on to another.
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Ok(Self(config.build().new_agent()))
    }
}

fn read_authorities(path: &Path) -> Result<RootCerts, String> {
    let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read(path).map_err(|error| wrong(&error))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        match item.map_err(|error| wrong(&error))? {
            PemItem::Certificate(certificate) => certificates.push(certificate),
            _ => return Err(wrong(&"it has something that is no certificate; a private key does not belong here")),
        }
    }
    if certificates.is_empty() {
        return Err(wrong(&"it has no certificate in PEM (`-----BEGIN CERTIFICATE-----`)"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

impl Fetch for Web {
    fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        let mut answer = self.0.get(address).call().map_err(|error| error.to_string())?;
        if answer.status() != 200 {
            return Err(format!("it answers {}", answer.status()));
        }
        answer.body_mut().with_config().limit(MOST_DOCUMENT).read_to_vec().map_err(|error| error.to_string())
    }
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// The keys of an issuer.
pub(super) fn keys(fetch: &dyn Fetch, issuer: &str) -> Result<KeySet, FetchError> {
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
    check_address(&metadata.jwks_uri).map_err(|why| wrong(&address, format!("its `jwks_uri` {why}")))?;
    let document = fetch.get(&metadata.jwks_uri).map_err(|why| wrong(&metadata.jwks_uri, why))?;
    KeySet::read(&document).map_err(|why| wrong(&metadata.jwks_uri, why))
}

/// Whether keys may be fetched from an address: encrypted, or on this machine.
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

//! How documents of a provider are fetched: one client, which follows nothing and does not wait for long.

use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// The largest document, in bytes.
const MOST_DOCUMENT: u64 = 1 << 20;
/// A provider that does not answer in this time is not there.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fetches documents.
pub trait Fetch: Send + Sync {
    /// The document at an address.
    ///
    /// # Errors
    /// What went wrong, in words.
    fn get(&self, address: &str) -> Result<Vec<u8>, String>;

    /// What is answered to a form, whatever its status: the status and the document.
    ///
    /// # Errors
    /// What went wrong, in words, where nothing is answered.
    fn post(&self, address: &str, authorization: Option<&str>, form: &[(&str, &str)])
    -> Result<(u16, Vec<u8>), String>;
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

    fn post(
        &self,
        address: &str,
        authorization: Option<&str>,
        form: &[(&str, &str)],
    ) -> Result<(u16, Vec<u8>), String> {
        let asked = self.0.post(address).header("accept", "application/json");
        let asked = match authorization {
            Some(authorization) => asked.header("authorization", authorization),
            None => asked,
        };
        // What is wrong stands in the document.
        let asked = asked.config().http_status_as_error(false).build();
        let mut answer = asked.send_form(form.iter().copied()).map_err(|error| error.to_string())?;
        let document = answer.body_mut().with_config().limit(MOST_DOCUMENT).read_to_vec();
        Ok((answer.status().as_u16(), document.map_err(|error| error.to_string())?))
    }
}

//! TLS, by rustls: the service's own certificate, and whose certificates machines may call with.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::config::{ConfigError, Tls};

/// The protocols that are offered (RFC 7301): HTTP/2 first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// As rustls is told.
///
/// # Errors
/// [`ConfigError`] where a file cannot be read, or is not what it should be.
pub fn server_config(tls: &Tls) -> Result<ServerConfig, ConfigError> {
    let chain = certificates("tls.certificate", &tls.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| unread("tls.key", &tls.key, &error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError(format!("tls: {error}")))?;
    let builder = match &tls.client_authorities {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates("tls.client_authorities", path)? {
                roots.add(authority).map_err(|error| unread("tls.client_authorities", path, &error))?;
            }
            // Whoever has none may still call with a key.
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .allow_unauthenticated()
                .build()
                .map_err(|error| unread("tls.client_authorities", path, &error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| ConfigError(format!("tls.certificate, tls.key: they do not belong together: {error}")))?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

fn certificates(field: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let read = CertificateDer::pem_file_iter(path).map_err(|error| unread(field, path, &error))?;
    let certificates = read.collect::<Result<Vec<_>, _>>().map_err(|error| unread(field, path, &error))?;
    if certificates.is_empty() {
        return Err(ConfigError(format!("{field}: {} has no certificate in PEM", path.display())));
    }
    Ok(certificates)
}

fn unread(field: &str, path: &Path, error: &dyn std::fmt::Display) -> ConfigError {
    ConfigError(format!("{field}: {}: {error}", path.display()))
}

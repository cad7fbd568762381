//! Callers who prove themselves by a certificate (mutual TLS, RFC 8446 section 4.4.2).
//!
//! That the certificate leads to an authority which is trusted, and is valid today, was found by whoever ended the connection. Here is found whose it is:
//! by its SHA-256 fingerprint, or by a name among its subject alternative names (RFC 5280 section 4.2.1.6). The subject's common name says nothing:
//! authorities do not check it (RFC 9525 section 2).

use std::fmt;
use std::sync::Arc;

use portcullis_log::Hash;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

use crate::config::{CertificateConfig, Mistake};
use crate::key::Grant;
use crate::principal::{Credential, Principal};
use crate::tenant::Tenants;

/// Why a certificate is nobody's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It cannot be read.
    #[error("the certificate cannot be read: {0}")]
    Unreadable(String),
    /// Nobody is configured to have it.
    #[error("no caller has this certificate (SHA-256 {fingerprint}): name it in `[[access.certificates]]`")]
    Unknown {
        /// Its fingerprint.
        fingerprint: Fingerprint,
    },
    /// More than one is.
    #[error(
        "more than one caller has this certificate, `{one}` and `{other}`: name it once in `[[access.certificates]]`"
    )]
    Several {
        /// One of them.
        one: String,
        /// Another.
        other: String,
    },
}

/// SHA-256 of a certificate in DER.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Fingerprint(Hash);

impl Fingerprint {
    /// Of a certificate in DER.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        Self(Hash::of(der))
    }

    /// Reads 64 hexadecimal digits, with or without colons, as tools write it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Hash::from_hex(&text.replace(':', "").to_ascii_lowercase()).ok().map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.to_hex())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// What a certificate is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    Fingerprint(Fingerprint),
    /// In small letters: names of hosts are the same in any case (RFC 4343).
    Dns(String),
    Uri(String),
    Email(String),
}

/// Who has which certificate.
#[derive(Debug, Default)]
pub struct Certificates {
    holders: Vec<(Mark, Arc<Principal>)>,
}

impl Certificates {
    /// The holders of the configuration.
    ///
    /// # Errors
    /// Where one is not known by exactly one thing, or could not have a key either.
    pub fn new(configs: &[CertificateConfig], tenants: &Tenants) -> Result<Self, Mistake> {
        let mut holders: Vec<(Mark, Arc<Principal>)> = Vec::new();
        for (place, config) in configs.iter().enumerate() {
            let place = format!("certificates[{place}]");
            let mark = mark(config).map_err(|why| Mistake::at(&*place, why))?;
            if holders.iter().any(|(other, _)| *other == mark) {
                return Err(Mistake::at(place, "another caller is known by the same; name it once".to_owned()));
            }
            let grant = grant(config);
            grant.check(tenants).map_err(|error| Mistake::at(&*place, error.to_string()))?;
            // What is configured, so that a renewed certificate of the same name is the same caller.
            holders.push((mark, grant.holder(Credential::new(&format!("certificate:{}", grant.name)))));
        }
        Ok(Self { holders })
    }

    /// Whether nobody is configured to have one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.holders.is_empty()
    }

    /// Whose certificate this is, from its DER. Its chain was verified before.
    ///
    /// # Errors
    /// [`CertificateError`] where it cannot be read, or is nobody's, or of more than one.
    pub fn authenticate(&self, der: &[u8]) -> Result<Arc<Principal>, CertificateError> {
        let fingerprint = Fingerprint::of(der);
        let mut marks = vec![Mark::Fingerprint(fingerprint)];
        marks.extend(names(der)?);
        let mut found: Option<&Arc<Principal>> = None;
        for (_, principal) in self.holders.iter().filter(|(mark, _)| marks.contains(mark)) {
            match found {
                Some(one) => {
                    let (one, other) = (one.name.to_string(), principal.name.to_string());
                    return Err(CertificateError::Several { one, other });
                }
                None => found = Some(principal),
            }
        }
        found.cloned().ok_or(CertificateError::Unknown { fingerprint })
    }
}

/// The subject alternative names of the kinds that callers are known by.
fn names(der: &[u8]) -> Result<Vec<Mark>, CertificateError> {
    let unreadable = |error: &dyn fmt::Display| CertificateError::Unreadable(error.to_string());
    let (rest, certificate) = X509Certificate::from_der(der).map_err(|error| unreadable(&error))?;
    if !rest.is_empty() {
        return Err(CertificateError::Unreadable("something follows it".to_owned()));
    }
    let extension = certificate.subject_alternative_name().map_err(|error| unreadable(&error))?;
    let names = extension.iter().flat_map(|extension| &extension.value.general_names);
    Ok(names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(Mark::Dns(name.to_ascii_lowercase())),
            GeneralName::URI(uri) => Some(Mark::Uri((*uri).to_owned())),
            GeneralName::RFC822Name(address) => Some(Mark::Email((*address).to_owned())),
            _ => None,
        })
        .collect())
}

fn mark(config: &CertificateConfig) -> Result<Mark, String> {
    let CertificateConfig { fingerprint, dns, uri, email, .. } = config;
    let mark = match (fingerprint, dns, uri, email) {
        (Some(text), None, None, None) => Fingerprint::read(text).map(Mark::Fingerprint).ok_or_else(|| {
            "`fingerprint` is no SHA-256: write 64 hexadecimal digits, as `openssl x509 -fingerprint -sha256` does"
                .to_owned()
        }),
        (None, Some(name), None, None) if name.contains('*') => {
            Err("`dns` has a `*`: a caller is known by a whole name".to_owned())
        }
        (None, Some(name), None, None) => Ok(Mark::Dns(name.to_ascii_lowercase())),
        (None, None, Some(uri), None) => Ok(Mark::Uri(uri.clone())),
        (None, None, None, Some(address)) => Ok(Mark::Email(address.clone())),
        _ => Err("state exactly one of `fingerprint`, `dns`, `uri` and `email`".to_owned()),
    }?;
    match &mark {
        Mark::Dns(text) | Mark::Uri(text) | Mark::Email(text) if text.is_empty() => {
            Err("the name is empty; a certificate without it would be anybody's".to_owned())
        }
        _ => Ok(mark),
    }
}

fn grant(config: &CertificateConfig) -> Grant {
    let CertificateConfig { name, kind, tenant, roles, .. } = config.clone();
    Grant { name, kind, tenant, roles, from: Default::default(), until: None }
}

//! The configuration of who may call, as it is written: `[access]` of the service's file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use portcullis_license::{Person, Provider};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::limit::LimitsConfig;
use crate::principal::Kind;
use crate::role::{Role, Roles};
use crate::tenant::TenantName;

/// Who may call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccessConfig {
    /// Who shares the service without seeing one another. Left out: all belongs to the house that runs it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<TenantConfig>,
    /// The identity provider of people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcConfig>,
    /// Callers who prove themselves by a certificate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateConfig>,
    /// How often callers may call.
    pub limits: LimitsConfig,
    /// Policies that forbid more.
    pub policies: PoliciesConfig,
}

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantConfig {
    /// Its name: a to z, 0 to 9 and `-`.
    pub name: TenantName,
    /// The providers that are its, by the names that licenses and requests have for them.
    pub providers: Vec<Provider>,
}

/// A caller who proves itself by a certificate. Exactly one of `fingerprint`, `dns`, `uri` and `email` says which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateConfig {
    /// What it is called in records.
    pub name: Person,
    /// `machine` (where it is left out) or `person`.
    #[serde(default = "machine")]
    pub kind: Kind,
    /// Its tenant; left out, it is of the house that runs the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantName>,
    /// What it is for.
    pub roles: Roles,
    /// SHA-256 of the certificate in DER, 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// A host name among its subject alternative names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<String>,
    /// A URI among them, `spiffe://cluster.example/ns/kube-system/sa/apiserver` for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// An address among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

fn machine() -> Kind {
    Kind::Machine
}

/// The identity provider of people (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OidcConfig {
    /// Its issuer, an `https` address exactly as its tokens have it. `http` only where it is this machine.
    pub issuer: String,
    /// A file of certificates (PEM) of the authorities that its connection is trusted by, instead of those that browsers trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
    /// Whom tokens must be for: any of these.
    pub audience: Vec<String>,
    /// The claim that names a person in records; it must never be given to another person. `sub` where it is left out.
    #[serde(default = "subject")]
    pub name_claim: String,
    /// The claim that has a person's roles, a list or words with spaces between: a name, or a JSON pointer (RFC 6901) as `/realm_access/roles`.
    pub roles_claim: String,
    /// What the words of that claim mean here. Other words mean nothing.
    pub roles: BTreeMap<String, Vec<Role>>,
    /// The tenant of all people of this provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantName>,
    /// The claim that has a person's tenant, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_claim: Option<String>,
    /// Whether people without a tenant are let in: of an authority, or of the house that runs the service. They see what belongs to all tenants, as far as
    /// their roles go.
    #[serde(default)]
    pub without_tenant: bool,
}

fn subject() -> String {
    "sub".to_owned()
}

/// Policies of an operator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PoliciesConfig {
    /// A folder with files `*.cedar` that forbid more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The field, from `access` on.
    pub place: String,
    /// What is wrong with it, and the mend.
    pub why: String,
}

impl Mistake {
    pub(crate) fn at(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "access.{}: {}", self.place, self.why)
    }
}

impl std::error::Error for Mistake {}

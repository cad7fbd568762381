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
    /// How people sign in to the console with it; without this they sign in with a key, and tokens are for the API alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInConfig>,
}

/// Signing in with a browser: the console as a client of the identity provider, registered there for the authorization code flow.
///
/// With neither `secret` nor `key` it is a public client, which proves itself by PKCE (RFC 7636) alone, as the other two do besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInConfig {
    /// What people call the provider: `Example Identity`.
    pub name: String,
    /// The console's name there.
    pub client_id: String,
    /// Where the provider sends browsers back to, as it is registered there: `https://HOST/console/sign-in/back`. Whoever signs out there comes back to the same
    /// without `/back`, which is registered as well.
    pub redirect_uri: String,
    /// File with the secret of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<PathBuf>,
    /// File with its private key instead (PEM, PKCS #8; P-256, Ed25519 or RSA), for `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// The id of that key at the provider (`kid`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// What is asked for besides `openid`, so that the ID token has the claims that are named above: `["groups"]` for example.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Whether a session ends with its ID token (`exp`), at the latest; otherwise as one that began with a key.
    #[serde(default)]
    pub ends_with_token: bool,
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

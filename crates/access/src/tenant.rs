//! Tenants: who shares the service without seeing one another. A tenant owns providers by their names, and with them what is about them.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use portcullis_license::Provider;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Mistake, TenantConfig};

/// The longest name of a tenant: a label of the Domain Name System (RFC 1035 section 2.3.4), so that it can be one.
const MOST_BYTES: usize = 63;

/// The name of a tenant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct TenantName(Arc<str>);

/// Why a text is not the name of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of a tenant: it has 1 to {MOST_BYTES} characters of a to z, 0 to 9 and `-`")]
pub struct TenantNameError(String);

impl TenantName {
    /// Checks and makes the name.
    ///
    /// # Errors
    /// [`TenantNameError`] where it has other characters or another length.
    pub fn new(text: &str) -> Result<Self, TenantNameError> {
        let fits = (1..=MOST_BYTES).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.into())) } else { Err(TenantNameError(text.chars().take(MOST_BYTES).collect())) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TenantName {
    type Error = TenantNameError;
    fn try_from(text: String) -> Result<Self, TenantNameError> {
        Self::new(&text)
    }
}

impl From<TenantName> for String {
    fn from(name: TenantName) -> Self {
        name.as_str().to_owned()
    }
}

impl Borrow<str> for TenantName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for TenantName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", &*self.0)
    }
}

/// All tenants, and which provider is whose.
#[derive(Clone, Debug, Default)]
pub struct Tenants {
    providers: BTreeMap<TenantName, Vec<Provider>>,
    owners: BTreeMap<Provider, TenantName>,
}

impl Tenants {
    /// The tenants of the configuration.
    ///
    /// # Errors
    /// Where a tenant or a provider is named twice: what belongs to two tenants would be seen by both.
    pub fn new(configs: &[TenantConfig]) -> Result<Self, Mistake> {
        let mut tenants = Self::default();
        for (place, config) in configs.iter().enumerate() {
            if tenants.providers.insert(config.name.clone(), config.providers.clone()).is_some() {
                let why = format!("`{}` is named twice: put its providers together", config.name);
                return Err(Mistake::at(format!("tenants[{place}].name"), why));
            }
            for provider in &config.providers {
                if let Some(other) = tenants.owners.insert(provider.clone(), config.name.clone()) {
                    let why = format!("`{provider}` is named twice, by tenant `{other}` too: name it once");
                    return Err(Mistake::at(format!("tenants[{place}].providers"), why));
                }
            }
        }
        Ok(tenants)
    }

    /// Whose a provider is; nothing where no tenant names it.
    #[must_use]
    pub fn owner(&self, provider: &Provider) -> Option<&TenantName> {
        self.owners.get(provider)
    }

    /// The providers of a tenant.
    #[must_use]
    pub fn providers(&self, tenant: &TenantName) -> &[Provider] {
        self.providers.get(tenant).map_or(&[], Vec::as_slice)
    }

    /// Whether there is such a tenant.
    #[must_use]
    pub fn has(&self, tenant: &TenantName) -> bool {
        self.providers.contains_key(tenant)
    }

    /// A tenant by its name as text.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&TenantName> {
        self.providers.get_key_value(name).map(|(name, _)| name)
    }

    /// Whether there is none: then everything belongs to the one house that runs the service.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.providers.is_empty()
    }

    /// Their names, for a mistake's mend.
    pub(crate) fn listed(&self) -> String {
        let names: Vec<&str> = self.providers.keys().map(TenantName::as_str).collect();
        if names.is_empty() { "there are none".to_owned() } else { format!("there are {}", names.join(", ")) }
    }
}

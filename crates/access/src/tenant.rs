//! Tenants: who shares the service without seeing one another. A tenant owns providers by their names, and with them what is about them.

use std::collections::BTreeMap;

use portcullis_license::name::NameRule;
use portcullis_license::{Provider, names};

use crate::config::{Mistake, TenantConfig};

/// A label of the Domain Name System (RFC 1035 section 2.3.4), so that it can be one.
const TENANT_NAME: NameRule = NameRule {
    is_not: "not the name of a tenant: it has",
    most: 63,
    of: "characters of a to z, 0 to 9 and `-`",
    fits: is_tenant_name,
};

fn is_tenant_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

names! {
    TENANT_NAME;
    /// The name of a tenant.
    TenantName
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

//! Callers and stores for tests.

use std::sync::Arc;

use portcullis_access::{Credential, Kind, Principal, Role, TenantName, Tenants};
use portcullis_journal::store::{Store as _, StoreError, Transaction};
use portcullis_store::Connection;

/// A caller whose credential is made of its name.
pub fn caller(name: &str, kind: Kind, tenant: Option<&str>, roles: &[Role]) -> Principal {
    known_by(name, &format!("key:{name}"), kind, tenant, roles)
}

/// A caller.
pub fn known_by(name: &str, credential: &str, kind: Kind, tenant: Option<&str>, roles: &[Role]) -> Principal {
    let credential: Credential = serde_json::from_value(credential.into()).unwrap();
    let (tenant, roles) = (tenant.map(tenant_name), roles.iter().copied().collect());
    Principal { name: name.into(), kind, tenant, roles, credential }
}

pub fn person(name: &str) -> Principal {
    caller(name, Kind::Person, None, &[Role::Licensing])
}

pub fn tenant_name(name: &str) -> TenantName {
    TenantName::new(name).unwrap()
}

/// `northern` and `example`.
pub fn tenants() -> Tenants {
    let config = "[[tenants]]\nname = \"northern\"\nproviders = [\"Northern Compute Ltd\"]\n\
                  [[tenants]]\nname = \"example\"\nproviders = [\"Example Cloud Inc\", \"Example Cloud Europe\"]\n";
    Tenants::new(&toml::from_str::<portcullis_access::AccessConfig>(config).unwrap().tenants).unwrap()
}

/// A store that is gone after the test.
pub struct Fresh {
    pub store: Connection,
    folder: Arc<tempfile::TempDir>,
}

impl Fresh {
    pub fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = portcullis_store::open(&folder.path().join("store.db").display().to_string()).unwrap();
        Self { store, folder }
    }

    /// Another connection to it.
    pub fn beside(&self) -> Self {
        let store = portcullis_store::connect(self.store.address()).unwrap();
        Self { store, folder: Arc::clone(&self.folder) }
    }

    /// What a transaction came to.
    pub fn done<T>(&mut self, mut work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
        let mut answer = None;
        self.store
            .transact("test", &mut |open| {
                answer = Some(work(open)?);
                Ok(())
            })
            .unwrap();
        answer.unwrap()
    }
}

//! Who calls, after it was found out.

use std::fmt;
use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::role::Roles;
use crate::tenant::TenantName;

/// What kind of caller.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A system.
    Machine,
    /// A person, who can sign.
    Person,
    /// Not known: nothing was presented.
    #[serde(skip)]
    Nobody,
}

/// What somebody proved themselves by: `key:0123456789ab`, `certificate:<name>`, `oidc:<subject>`. The same one is the same caller, whatever
/// they are called.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Credential(Arc<str>);

impl Credential {
    /// What a credential is called.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The credential as text. It names a secret and is none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// What it is called in records; a [`Person`](portcullis_license::Person) by its form.
    pub name: Arc<str>,
    /// What kind it is.
    pub kind: Kind,
    /// Its tenant; without one it is of the house that runs the service, or of the authority.
    pub tenant: Option<TenantName>,
    /// What it is here for.
    pub roles: Roles,
    /// What it proved itself by.
    pub credential: Credential,
}

static NOBODY: LazyLock<Arc<Principal>> = LazyLock::new(|| {
    let credential = Credential::new("nobody");
    Arc::new(Principal { name: "nobody".into(), kind: Kind::Nobody, tenant: None, roles: Roles::NONE, credential })
});

impl Principal {
    /// Whoever presents nothing. Nothing but the health of the service is shown to it.
    #[must_use]
    pub fn nobody() -> Arc<Self> {
        Arc::clone(&NOBODY)
    }

    /// Whether it is a person.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == Kind::Person
    }
}

/// A name as it is compared with another: without its spaces and its case.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().flat_map(str::chars).flat_map(char::to_lowercase).collect()
}

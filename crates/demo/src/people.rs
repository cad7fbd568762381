//! Who works in the houses. All of them are made up, and their names say so.

use std::iter;

use portcullis_access::key::{Grant, KeyChange};
use portcullis_access::proposal::Signer;
use portcullis_access::secret::FreshKey;
use portcullis_access::{Credential, Kind, Role, Roles, TenantName, Tenants, keys};
use portcullis_desk::agency::AgencyName;
use portcullis_exchange::House;
use portcullis_journal::StoreError;
use portcullis_journal::store::Transaction;
use portcullis_license::{Instant, Person as Name, Provider};

use crate::error::{DemoError, broken};

/// The authority's house.
pub const AUTHORITY: &str = "exports.example";
/// What the authority is called.
pub const AUTHORITY_NAME: &str = "Bureau of Fictitious Controls";
/// The providers there can be, the one whose console is shown first.
pub const PROVIDERS: [ProviderOf; 2] = [
    ProviderOf { house: "northern.example", name: "Northern Compute Ltd", short: "northern", letters: "NC" },
    ProviderOf { house: "example-cloud.example", name: "Example Cloud Inc", short: "example-cloud", letters: "EC" },
];

/// How many of the authority's officers sign.
const OFFICERS: usize = 6;
const ORDINALS: [&str; OFFICERS] = ["one", "two", "three", "four", "five", "six"];
/// The agencies that speak; each has two advisers.
const AGENCIES: [&str; 4] = ["state", "defense", "energy", "treasury"];
/// How many of a provider's officers sign.
const COMPLIANCE: usize = 3;

/// A provider of the demo.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ProviderOf {
    /// Its house.
    pub house: &'static str,
    /// What it is called in applications and licenses.
    pub name: &'static str,
    /// What the names of its people begin with.
    pub short: &'static str,
    /// What its references begin with.
    pub letters: &'static str,
}

/// Somebody, or a system, who can be given a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are called in records.
    pub name: Name,
    /// As what they sign.
    pub title: String,
    /// Where they work.
    pub house: House,
    /// Person or machine.
    pub kind: Kind,
    /// The agency that an adviser speaks for; nothing for all others.
    pub tenant: Option<TenantName>,
    /// What they are here for.
    pub roles: Roles,
}

/// Somebody, and the key that lets them in. The key is shown once and kept nowhere.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who.
    pub person: Person,
    /// The key as its holder has it.
    pub key: String,
}

/// Everybody of the authority and of the first so many providers.
///
/// # Errors
/// [`DemoError::World`] never: the names are constants.
pub fn people(providers: usize) -> Result<Vec<Person>, DemoError> {
    let mut people = Vec::new();
    let mut add = |house: &str, name: &str, title: &str, role: Role, agency: Option<&str>| -> Result<(), DemoError> {
        people.push(Person {
            name: Name::new(name).map_err(broken)?,
            title: title.to_owned(),
            house: House::new(house).map_err(broken)?,
            kind: if role == Role::Gate { Kind::Machine } else { Kind::Person },
            tenant: agency.map(TenantName::new).transpose().map_err(broken)?,
            roles: role.into(),
        });
        Ok(())
    };
    for number in 0..OFFICERS {
        add(AUTHORITY, &officer_name(number), "Licensing officer", Role::Licensing, None)?;
    }
    for agency in AGENCIES {
        for number in 0..2 {
            add(AUTHORITY, &adviser_name(agency, number), &format!("Adviser, {agency}"), Role::Adviser, Some(agency))?;
        }
    }
    add(AUTHORITY, CHAIR, "Chair of the operating committee", Role::Chair, None)?;
    add(AUTHORITY, INSPECTOR, "Inspector", Role::Inspector, None)?;
    add(AUTHORITY, "auditor.one", "Auditor", Role::Auditor, None)?;
    add(AUTHORITY, "administrator.one", "Administrator", Role::Administrator, None)?;
    for provider in PROVIDERS.iter().take(providers) {
        for number in 0..COMPLIANCE {
            add(provider.house, &compliance_name(provider, number), "Compliance officer", Role::Officer, None)?;
        }
        for (word, title, role) in [
            ("auditor.one", "Auditor", Role::Auditor),
            ("administrator.one", "Administrator", Role::Administrator),
            ("gate", "Scheduler that asks at the gate", Role::Gate),
        ] {
            add(provider.house, &format!("{}.{word}", provider.short), title, role, None)?;
        }
    }
    Ok(people)
}

/// Makes a key for each of these people, and keeps what is kept of it; of an adviser the tenant has to be configured. The keys are made up by chance,
/// anew each time: nobody can know the key of a demo from its seed.
///
/// # Errors
/// [`StoreError`] where the store does not do its part, the system has no chance to give, or a tenant is not configured.
pub fn keys(
    open: &mut dyn Transaction,
    people: &[Person],
    tenants: &Tenants,
    from: Instant,
) -> Result<Vec<SignIn>, StoreError> {
    let by = Name::new("demo").map_err(StoreError::unavailable)?;
    let made = KeyChange { at: from, by };
    let key = |person: &Person| {
        let fresh = FreshKey::generate().map_err(StoreError::unavailable)?;
        let Person { name, kind, tenant, roles, .. } = person.clone();
        let grant = Grant { name, kind, tenant, roles, from, until: None };
        keys::make(open, &fresh, &grant, &made, tenants)?.map_err(StoreError::unavailable)?;
        Ok(SignIn { person: person.clone(), key: fresh.reveal() })
    };
    people.iter().map(key).collect()
}

pub(crate) const CHAIR: &str = "chair.one";
pub(crate) const INSPECTOR: &str = "inspector.one";

fn ordinal(number: usize) -> &'static str {
    ORDINALS.iter().cycle().nth(number % OFFICERS).copied().unwrap_or("one")
}

/// An officer of the authority.
pub(crate) fn officer_name(number: usize) -> String {
    format!("officer.{}", ordinal(number))
}

/// One of an agency's two advisers.
fn adviser_name(agency: &str, number: usize) -> String {
    format!("adviser.{agency}.{}", ordinal(number % 2))
}

/// An officer of a provider.
pub(crate) fn compliance_name(provider: &ProviderOf, number: usize) -> String {
    format!("{}.officer.{}", provider.short, ordinal(number % COMPLIANCE))
}

/// Somebody as a signer. What they proved themselves by is said to be the demo: the keys of the demo are made after its history.
pub(crate) fn signer(name: &str) -> Signer {
    Signer { name: name.to_owned(), credential: Credential::new(&format!("demo:{name}")) }
}

/// An adviser of an agency as a signer.
pub(crate) fn adviser(agency: &AgencyName, number: usize) -> Signer {
    signer(&adviser_name(agency.as_str(), number))
}

/// The sides that the houses of the demo have across: the authority's, then those of so many providers.
///
/// # Errors
/// [`DemoError::World`] never: the names are constants.
pub fn sides(providers: usize) -> Result<Vec<(House, portcullis_counter::Sides)>, DemoError> {
    let authority = House::new(AUTHORITY).map_err(broken)?;
    let mut across = portcullis_counter::Sides::default();
    let mut houses = Vec::new();
    for provider in PROVIDERS.iter().take(providers) {
        let house = House::new(provider.house).map_err(broken)?;
        across = across.with_provider(house.clone(), Provider::new(provider.name).map_err(broken)?);
        houses.push((house, portcullis_counter::Sides::default().with_authority(authority.clone())));
    }
    Ok(iter::once((authority, across)).chain(houses).collect())
}

//! Who works in the houses, and their keys.

use std::collections::BTreeSet;

use jiff::civil::date;
use portcullis_access::config::TenantConfig;
use portcullis_access::{Keys, Kind, Role, TenantName, Tenants};
use portcullis_demo::{keys, people};
use portcullis_journal::store::Store as _;
use portcullis_license::Instant;

use crate::common::fresh;

#[test]
fn everybody_has_a_name_and_a_part_of_their_own() {
    let everybody = people(2).unwrap();
    let names: BTreeSet<String> = everybody.iter().map(|person| person.name.as_str().to_lowercase()).collect();
    assert_eq!(names.len(), everybody.len());
    for role in [Role::Licensing, Role::Adviser, Role::Chair, Role::Inspector, Role::Auditor, Role::Officer, Role::Gate]
    {
        assert!(everybody.iter().any(|person| person.roles.has(role)), "{role}");
    }
    assert!(everybody.iter().all(|person| person.roles.has(Role::Adviser) == person.tenant.is_some()));
}

#[test]
fn a_key_lets_in_whom_it_is_for_and_no_two_demos_have_the_same() {
    let tenant = |name| TenantConfig { name: TenantName::new(name).unwrap(), providers: Vec::new() };
    let tenants = Tenants::new(&["state", "defense", "energy", "treasury"].map(tenant)).unwrap();
    let now = Instant::start_of(date(2026, 11, 1));
    let everybody = people(1).unwrap();
    let (mut store, _folder) = fresh();
    let mut made = Vec::new();
    let mut all = Keys::default();
    for _ in 0..2 {
        store
            .transact("test_keys", &mut |open| {
                made.extend(keys(open, &everybody, &tenants, now)?);
                all = Keys::read(open)?.0;
                Ok(())
            })
            .unwrap();
    }
    let texts: BTreeSet<&String> = made.iter().map(|sign_in| &sign_in.key).collect();
    assert_eq!(texts.len(), 2 * everybody.len());
    for sign_in in &made {
        let holder = all.authenticate(&sign_in.key, now).unwrap();
        assert_eq!(&*holder.name, sign_in.person.name.as_str());
        assert_eq!((holder.roles, holder.is_person()), (sign_in.person.roles, sign_in.person.kind == Kind::Person));
    }
    // An adviser of an agency that nobody configured gets no key.
    let refused = store.transact("test_keys", &mut |open| keys(open, &everybody, &Tenants::default(), now).map(drop));
    assert!(refused.unwrap_err().to_string().contains("there is no tenant"));
}

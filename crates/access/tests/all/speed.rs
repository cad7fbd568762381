//! How long it takes; `cargo nextest run -p portcullis-access speed --run-ignored only --no-capture` prints it.

use crate::people::{Fresh, tenant_name, tenants};
use portcullis_access::limit::LimitsConfig;
use portcullis_access::{Action, FreshKey, Grant, KeyChange, Keys, Kind, Limits, Policy, Role, keys};
use portcullis_license::{Instant, Person};

#[test]
#[ignore = "a measurement"]
fn speed_of_a_call() {
    let began = std::time::Instant::now();
    let policy = Policy::built_in().unwrap();
    println!("policies: {:?} once", began.elapsed());
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    let (name, tenant) = (Person::new("gate").unwrap(), tenant_name("northern"));
    let made = KeyChange { at: Instant(1), by: name.clone() };
    let grant = Grant {
        name,
        kind: Kind::Machine,
        tenant: Some(tenant.clone()),
        roles: Role::Gate.into(),
        from: Instant(1),
        until: None,
    };
    fresh.done(|open| keys::make(open, &key, &grant, &made, &tenants())).unwrap();
    let (keys, _) = fresh.done(|open| Keys::read(open));
    let limits = Limits::new(LimitsConfig::default());
    let text = key.reveal();
    let calls: u32 = 200_000;
    let began = std::time::Instant::now();
    for _ in 0..calls {
        let principal = keys.authenticate(&text, Instant(5)).unwrap();
        policy.decide(&principal, Action::EvaluateAccess, Some(&tenant)).unwrap();
        let _ = limits.check(&principal, 1);
    }
    println!("key, policy and limit: {:?} a call", began.elapsed() / calls);
}

//! Keys: made, presented, rotated, revoked.

use crate::people::{Fresh, tenant_name, tenants};
use portcullis_access::key::{GrantError, MOST_OVERLAP};
use portcullis_access::keys::{self, KeyRefused};
use portcullis_access::{FreshKey, Grant, KeyChange, KeyError, Keys, Kind, Principal, Role};
use portcullis_license::{Instant, Person};
use proptest::prelude::*;
use std::sync::Arc;

fn grant(name: &str) -> Grant {
    let (name, tenant) = (Person::new(name).unwrap(), Some(tenant_name("northern")));
    Grant {
        name,
        kind: Kind::Machine,
        tenant,
        roles: Role::Gate.into(),
        from: Instant(100),
        until: Some(Instant(1_000)),
    }
}

fn change(at: i64) -> KeyChange {
    KeyChange { at: Instant(at), by: Person::new("administrator").unwrap() }
}

fn read(fresh: &mut Fresh) -> Keys {
    let (keys, problems) = fresh.done(|open| Keys::read(open));
    assert_eq!(problems, [""; 0]);
    keys
}

fn asked(fresh: &mut Fresh, key: &FreshKey, now: i64) -> Result<Arc<Principal>, KeyError> {
    read(fresh).authenticate(&key.reveal(), Instant(now))
}

#[test]
fn a_key_opens_in_its_time() {
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    fresh.done(|open| keys::make(open, &key, &grant("gate 1"), &change(50), &tenants())).unwrap();
    let keys = read(&mut fresh);
    let principal = keys.authenticate(&key.reveal(), Instant(100)).unwrap();
    assert_eq!((&*principal.name, principal.kind), ("gate 1", Kind::Machine));
    assert_eq!(principal.tenant, Some(tenant_name("northern")));
    assert_eq!(principal.credential.as_str(), format!("key:{}", key.id()));
    let same = keys.authenticate(&key.reveal(), Instant(999)).unwrap();
    assert!(Arc::ptr_eq(&principal, &same), "nothing is made anew");
    assert_eq!(keys.authenticate(&key.reveal(), Instant(99)), Err(KeyError::NotYet));
    assert_eq!(keys.authenticate(&key.reveal(), Instant(1_000)), Err(KeyError::Ended));
    let (other, again) = (FreshKey::generate().unwrap(), FreshKey::again(key.id()).unwrap());
    assert_eq!(keys.authenticate(&other.reveal(), Instant(100)), Err(KeyError::Unknown));
    assert_eq!(keys.authenticate(&again.reveal(), Instant(100)), Err(KeyError::Wrong));
    assert_eq!(KeyError::Unknown.to_string(), KeyError::Wrong.to_string(), "a stranger learns nothing");
    assert_eq!(keys.authenticate(&again.reveal(), Instant(1)), Err(KeyError::Wrong), "not even when it begins");
    assert_eq!(keys.authenticate("", Instant(100)), Err(KeyError::NoKey));
    assert_eq!(keys.authenticate(&key.reveal()[..71], Instant(100)), Err(KeyError::NoKey));
    let taken = fresh.done(|open| keys::make(open, &again, &grant("gate 2"), &change(60), &tenants()));
    assert_eq!(taken, Err(KeyRefused::Taken(key.id())));
}

#[test]
fn what_is_kept_is_no_secret() {
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    fresh.done(|open| keys::make(open, &key, &grant("gate 1"), &change(50), &tenants())).unwrap();
    let body = fresh.done(|open| open.document(keys::KIND, &key.id().to_string())).unwrap().body;
    let tail = &key.reveal()[24..];
    assert!(!body.contains(tail) && !body.contains(&tail[..40]), "{body}");
    let keys = read(&mut fresh);
    assert!(!format!("{keys:?}").contains(&tail[..40]));
    let digest = serde_json::from_str::<serde_json::Value>(&body).unwrap()["digest"].as_str().unwrap().to_owned();
    let shown = serde_json::to_value(keys.get(key.id()).unwrap()).unwrap();
    assert!(!shown.to_string().contains(&digest) && !format!("{keys:?}").contains(&digest));
    let expected = serde_json::json!({
        "id": key.id().to_string(), "name": "gate 1", "kind": "machine", "tenant": "northern", "roles": ["gate"], "from": 100, "until": 1_000,
        "made": {"at": 50, "by": "administrator"},
    });
    assert_eq!(shown, expected);
}

#[test]
fn a_rotation_overlaps() {
    let mut fresh = Fresh::new();
    let first = FreshKey::generate().unwrap();
    fresh.done(|open| keys::make(open, &first, &grant("gate 1"), &change(50), &tenants())).unwrap();
    let second = FreshKey::again(first.id()).unwrap();
    fresh.done(|open| keys::rotate(open, &second, &change(200), Instant(300))).unwrap();
    assert!(asked(&mut fresh, &first, 299).is_ok() && asked(&mut fresh, &second, 200).is_ok());
    assert_eq!(asked(&mut fresh, &first, 300), Err(KeyError::Wrong));
    assert!(asked(&mut fresh, &second, 300).is_ok());
    assert_eq!(asked(&mut fresh, &second, 1_000), Err(KeyError::Ended), "its end stays");
    let third = FreshKey::again(first.id()).unwrap();
    fresh.done(|open| keys::rotate(open, &third, &change(250), Instant(250))).unwrap();
    assert_eq!(asked(&mut fresh, &first, 251), Err(KeyError::Wrong), "of the one before nothing is left");
    assert_eq!(asked(&mut fresh, &second, 250), Err(KeyError::Wrong), "at once");
    let late = FreshKey::again(first.id()).unwrap();
    let unknown = FreshKey::generate().unwrap();
    let refused = fresh.done(|open| keys::rotate(open, &unknown, &change(300), Instant(i64::MAX)));
    assert_eq!(refused, Err(KeyRefused::Unknown(unknown.id())));
    fresh.done(|open| keys::rotate(open, &late, &change(300), Instant(i64::MAX))).unwrap();
    assert!(read(&mut fresh).authenticate(&third.reveal(), Instant(300 + MOST_OVERLAP)).is_err(), "30 days at most");
}

#[test]
fn what_is_revoked_stays_so() {
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    let forever = Grant { until: None, ..grant("gate 1") };
    fresh.done(|open| keys::make(open, &key, &forever, &change(50), &tenants())).unwrap();
    let next = FreshKey::again(key.id()).unwrap();
    fresh.done(|open| keys::rotate(open, &next, &change(200), Instant(900))).unwrap();
    fresh.done(|open| keys::revoke(open, key.id(), &change(250))).unwrap();
    fresh.done(|open| keys::revoke(open, key.id(), &change(260))).unwrap();
    assert_eq!(asked(&mut fresh, &next, 100), Err(KeyError::Revoked), "whatever the time");
    assert_eq!(asked(&mut fresh, &key, 300), Err(KeyError::Wrong));
    assert_eq!(read(&mut fresh).get(key.id()).unwrap().revoked, Some(&change(250)));
    let again = FreshKey::again(key.id()).unwrap();
    let refused = fresh.done(|open| keys::rotate(open, &again, &change(300), Instant(900)));
    assert_eq!(refused, Err(KeyRefused::Revoked(key.id())));
}

#[test]
fn the_first_key_is_made_once() {
    let mut fresh = Fresh::new();
    let made: Vec<(bool, FreshKey)> = std::thread::scope(|scope| {
        let start = || {
            let mut fresh = fresh.beside();
            scope.spawn(move || {
                let key = FreshKey::generate().unwrap();
                (fresh.done(|open| keys::first(open, &key, Instant(5))), key)
            })
        };
        let threads: Vec<_> = (0..4).map(|_| start()).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|(is_made, _)| *is_made).count(), 1);
    let (_, key) = made.iter().find(|(is_made, _)| *is_made).unwrap();
    let principal = asked(&mut fresh, key, 5).unwrap();
    assert_eq!((&*principal.name, principal.tenant.as_ref()), ("administrator", None));
    assert!(principal.roles.iter().eq([Role::Administrator]));
    assert_eq!(read(&mut fresh).len(), 1);
}

#[test]
fn keys_that_open_too_little_or_too_much_are_not_made() {
    let tenants = tenants();
    let cases = [
        (Grant { roles: [].into_iter().collect(), ..grant("a") }, GrantError::NoRole),
        (Grant { kind: Kind::Nobody, ..grant("a") }, GrantError::Nobody),
        (Grant { roles: Role::Licensing.into(), ..grant("a") }, GrantError::LicensingOfTenant),
        (
            Grant { until: Some(Instant(100)), ..grant("a") },
            GrantError::Dates { from: Instant(100), until: Instant(100) },
        ),
    ];
    for (grant, why) in cases {
        assert_eq!(grant.check(&tenants), Err(why));
    }
    let stranger = Grant { tenant: Some(tenant_name("southern")), ..grant("a") };
    assert_eq!(
        stranger.check(&tenants).unwrap_err().to_string(),
        "there is no tenant `southern`: there are example, northern"
    );
}

#[test]
fn what_cannot_be_understood_is_no_key() {
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    fresh.done(|open| keys::make(open, &key, &grant("gate 1"), &change(50), &tenants())).unwrap();
    let body = fresh.done(|open| open.document(keys::KIND, &key.id().to_string())).unwrap().body;
    fresh.done(|open| {
        open.put_document(keys::KIND, "000000000001", None, &body.replacen('{', "{\"always\":true,", 1))?;
        open.put_document(keys::KIND, "not an id", None, &body)?;
        open.put_document(keys::KIND, "000000000002", None, &body.replace("\"gate\"", "\"root\""))
    });
    let (keys, problems) = fresh.done(|open| Keys::read(open));
    assert_eq!(keys.len(), 1);
    assert_eq!(problems.len(), 3);
    assert!(problems[0].contains("`000000000001` is left out") && problems[0].contains("always"), "{problems:?}");
}

#[test]
fn more_keys_than_a_page() {
    let mut fresh = Fresh::new();
    let made: Vec<FreshKey> = (0..1_001).map(|_| FreshKey::generate().unwrap()).collect();
    let tenants = tenants();
    fresh.done(|open| {
        for key in &made {
            keys::make(open, key, &grant("gate 1"), &change(50), &tenants)?.unwrap();
        }
        Ok(())
    });
    let keys = read(&mut fresh);
    assert_eq!(keys.len(), made.len());
    assert!(made.iter().all(|key| keys.authenticate(&key.reveal(), Instant(500)).is_ok()));
}

proptest! {
    /// Whatever is presented, only the key itself opens.
    #[test]
    fn only_the_key_itself_opens(at in 0_usize..72, to in "[0-9a-zA-Z_-]") {
        static KEYS: std::sync::LazyLock<(Keys, String)> = std::sync::LazyLock::new(|| {
            let mut fresh = Fresh::new();
            let key = FreshKey::generate().unwrap();
            fresh.done(|open| keys::make(open, &key, &grant("gate 1"), &change(50), &tenants())).unwrap();
            (read(&mut fresh), key.reveal())
        });
        let (keys, text) = &*KEYS;
        let mut changed = text.clone();
        changed.replace_range(at..=at, &to);
        prop_assert_eq!(keys.authenticate(&changed, Instant(500)).is_ok(), changed == *text);
    }
}

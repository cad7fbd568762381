//! Sessions: as long as they last, and no longer than whoever they are of.

use crate::people::{Fresh, known_by, tenant_name, tenants};
use portcullis_access::session::{self, Cookie, Holder, IDLE, LASTS, Session};
use portcullis_access::{FreshKey, Grant, KeyChange, KeyError, Keys, Kind, Role, keys};
use portcullis_license::{Instant, Person};
use proptest::prelude::*;

const BEGUN: Instant = Instant(1_000_000);

fn of_a_token() -> Holder {
    Holder::of(&known_by("Officer One", "oidc:one", Kind::Person, Some("northern"), &[Role::Officer]))
}

#[test]
fn whoever_has_the_cookie_is_who_signed_in() {
    let mut fresh = Fresh::new();
    let cookie = Cookie::generate().unwrap();
    fresh.done(|open| session::begin(open, &cookie, of_a_token(), BEGUN));
    let found = fresh.done(|open| session::find(open, &Cookie::read(&cookie.reveal()).unwrap(), BEGUN));
    let principal = found.unwrap().0.holder.principal(&Keys::default(), BEGUN).unwrap();
    assert_eq!((&*principal.name, principal.kind), ("Officer One", Kind::Person));
    assert_eq!(principal.tenant, Some(tenant_name("northern")));
    assert!(principal.roles.has(Role::Officer) && principal.credential.as_str() == "oidc:one");
    assert!(fresh.done(|open| session::find(open, &Cookie::generate().unwrap(), BEGUN)).is_none());
    // What is kept opens nothing.
    let kept = fresh.done(|open| open.documents(session::KIND, "", 10)).remove(0);
    assert!(!format!("{kept:?}").contains(&cookie.reveal()) && Cookie::read(&kept.name).is_none());
    fresh.done(|open| session::end(open, &cookie));
    assert!(fresh.done(|open| session::find(open, &cookie, BEGUN)).is_none());
    fresh.done(|open| session::end(open, &cookie));
}

#[test]
fn a_session_of_a_key_ends_with_the_key() {
    let mut fresh = Fresh::new();
    let key = FreshKey::generate().unwrap();
    let change = KeyChange { at: Instant(1), by: Person::new("Administrator").unwrap() };
    let grant = Grant {
        name: Person::new("Officer One").unwrap(),
        kind: Kind::Person,
        tenant: None,
        roles: Role::Licensing.into(),
        from: Instant(1),
        until: None,
    };
    fresh.done(|open| keys::make(open, &key, &grant, &change, &tenants())).unwrap();
    let holder = Holder::Key { id: key.id() };
    let (known, _) = fresh.done(|open| Keys::read(open));
    assert_eq!(&*holder.principal(&known, BEGUN).unwrap().name, "Officer One");
    fresh.done(|open| keys::revoke(open, key.id(), &KeyChange { at: Instant(2), ..change.clone() })).unwrap();
    let (known, _) = fresh.done(|open| Keys::read(open));
    assert_eq!(holder.principal(&known, BEGUN), Err(KeyError::Revoked));
    assert_eq!(holder.principal(&Keys::default(), BEGUN), Err(KeyError::Unknown));
}

#[test]
fn only_what_is_over_is_swept() {
    let mut fresh = Fresh::new();
    let [old, new] = [Cookie::generate().unwrap(), Cookie::generate().unwrap()];
    fresh.done(|open| session::begin(open, &old, of_a_token(), BEGUN));
    fresh.done(|open| session::begin(open, &new, of_a_token(), BEGUN.plus(IDLE)));
    fresh.done(|open| open.put_document(session::KIND, "unreadable", None, "{}"));
    assert_eq!(fresh.done(|open| session::sweep(open, BEGUN.plus(IDLE))), 2);
    assert!(fresh.done(|open| session::find(open, &new, BEGUN.plus(IDLE))).is_some());
    assert_eq!(fresh.done(|open| session::sweep(open, BEGUN.plus(IDLE))), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A session that is used goes on until it has lasted its time; one that is not ends an hour after it was last written down.
    #[test]
    fn a_session_lasts_while_it_is_used(steps in prop::collection::vec(1..IDLE * 3 / 2, 1..40)) {
        let mut fresh = Fresh::new();
        let cookie = Cookie::generate().unwrap();
        fresh.done(|open| session::begin(open, &cookie, of_a_token(), BEGUN));
        let (mut now, mut used, mut over) = (BEGUN, BEGUN, false);
        for step in steps {
            now = now.plus(step);
            over |= now >= BEGUN.plus(LASTS) || now >= used.plus(IDLE);
            let found: Option<(Session, bool)> = fresh.done(|open| session::find(open, &cookie, now));
            prop_assert_eq!(found.is_none(), over);
            if let Some((_, true)) = found {
                fresh.done(|open| session::touch(open, &cookie, now));
                used = now;
            }
        }
    }

    #[test]
    fn anything_may_be_sent_as_a_cookie(text in "\\PC*") {
        if let Some(cookie) = Cookie::read(&text) {
            prop_assert_eq!(cookie.reveal(), text);
        }
    }
}

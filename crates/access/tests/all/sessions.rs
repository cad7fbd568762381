//! Sessions: as long as they last, and no longer than whoever they are of.

use crate::people::{Fresh, known_by, tenant_name, tenants};
use portcullis_access::session::{self, Cookie, Holder, IDLE, LASTS, Session, SessionError};
use portcullis_access::{Access, FreshKey, Grant, KeyChange, KeyError, Keys, Kind, Role, keys};
use portcullis_license::{Instant, Person};
use proptest::prelude::*;
use std::sync::LazyLock;

const BEGUN: Instant = Instant(1_000_000);

/// A house whose people of `compliance` are officers.
const HOUSE: &str = r#"
[[tenants]]
name = "northern"
providers = ["Northern Compute Ltd"]
[oidc]
issuer = "https://id.example"
audience = ["portcullis"]
tenant_claim = "tenant"
roles_claim = "groups"
roles = { compliance = ["officer"] }
"#;

fn access(text: &str) -> Access {
    Access::new(&toml::from_str(text).unwrap()).unwrap()
}

fn of_a_token() -> Session {
    static OF_HOUSE: LazyLock<Access> = LazyLock::new(|| access(HOUSE));
    let person = known_by("Officer One", "oidc:one", Kind::Person, Some("northern"), &[Role::Officer]);
    Session::begun(Holder::of(&person, OF_HOUSE.oidc.as_ref().unwrap()), BEGUN)
}

#[test]
fn whoever_has_the_cookie_is_who_signed_in() {
    let mut fresh = Fresh::new();
    let (cookie, begun) = (Cookie::generate().unwrap(), of_a_token());
    fresh.done(|open| session::begin(open, &cookie, &begun));
    let found = fresh.done(|open| session::find(open, &Cookie::read(&cookie.reveal()).unwrap(), BEGUN));
    let principal = found.unwrap().unwrap().0.holder.principal(&Keys::default(), &access(HOUSE), BEGUN).unwrap();
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
    let (holder, house) = (Holder::Key { id: key.id() }, access(""));
    let (known, _) = fresh.done(|open| Keys::read(open));
    assert_eq!(&*holder.principal(&known, &house, BEGUN).unwrap().name, "Officer One");
    fresh.done(|open| keys::revoke(open, key.id(), &KeyChange { at: Instant(2), ..change.clone() })).unwrap();
    let (known, _) = fresh.done(|open| Keys::read(open));
    assert_eq!(holder.principal(&known, &house, BEGUN), Err(SessionError::Key(KeyError::Revoked)));
    assert_eq!(holder.principal(&Keys::default(), &house, BEGUN), Err(SessionError::Key(KeyError::Unknown)));
}

#[test]
fn a_session_of_a_token_ends_when_the_token_would_be_read_otherwise() {
    let Session { holder, .. } = of_a_token();
    let now = |text: &str| holder.principal(&Keys::default(), &access(text), BEGUN).map(drop);
    assert_eq!(now(HOUSE), Ok(()));
    let southern = "[[tenants]]\nname = \"southern\"\nproviders = []\n";
    assert_eq!(now(&format!("{southern}{HOUSE}")), Ok(()), "another tenant changes nothing for them");
    assert_eq!(now(&HOUSE.replace("\"northern\"", "\"other\"")), Err(SessionError::Tenant));
    for changed in [
        String::new(),
        HOUSE.replace("https://id.example", "https://other.example"),
        HOUSE.replace("\"officer\"", "\"auditor\""),
        HOUSE.replace("compliance", "audit"),
        HOUSE.replace("\"groups\"", "\"roles\""),
        HOUSE.replace("tenant_claim = \"tenant\"", "tenant = \"northern\""),
        format!("{HOUSE}name_claim = \"email\""),
        format!("{HOUSE}without_tenant = true"),
    ] {
        assert_eq!(now(&changed), Err(SessionError::Rules), "{changed}");
    }
    // As it was kept before sessions remembered their rules.
    let mut kept = serde_json::to_value(&holder).unwrap();
    kept.as_object_mut().unwrap().shift_remove("rules");
    let before: Holder = serde_json::from_value(kept).unwrap();
    assert_eq!(before.principal(&Keys::default(), &access(HOUSE), BEGUN), Err(SessionError::Rules));
}

#[test]
fn a_session_may_end_before() {
    let mut fresh = Fresh::new();
    let end = BEGUN.plus(IDLE / 2);
    for (end, is_over) in [(end, true), (BEGUN.plus(2 * LASTS), false)] {
        let (cookie, begun) = (Cookie::generate().unwrap(), of_a_token().ending_by(end));
        assert!(begun.until <= BEGUN.plus(LASTS), "never later than any other");
        fresh.done(|open| session::begin(open, &cookie, &begun));
        let at = |fresh: &mut Fresh, now| fresh.done(|open| session::find(open, &cookie, now)).unwrap().map(drop);
        assert_eq!(at(&mut fresh, BEGUN.plus(IDLE / 2 - 1)), Ok(()));
        let expected = if is_over { Err(SessionError::Over) } else { Ok(()) };
        assert_eq!(at(&mut fresh, BEGUN.plus(IDLE / 2)), expected);
    }
}

#[test]
fn only_what_is_over_is_swept() {
    let mut fresh = Fresh::new();
    let [old, new] = [Cookie::generate().unwrap(), Cookie::generate().unwrap()];
    let first = of_a_token();
    let second = Session::begun(first.holder.clone(), BEGUN.plus(IDLE));
    fresh.done(|open| session::begin(open, &old, &first));
    fresh.done(|open| session::begin(open, &new, &second));
    fresh.done(|open| open.put_document(session::KIND, "unreadable", None, "{}"));
    assert_eq!(fresh.done(|open| session::sweep(open, BEGUN.plus(IDLE))), 2);
    assert!(fresh.done(|open| session::find(open, &new, BEGUN.plus(IDLE))).unwrap().is_ok());
    assert!(
        fresh.done(|open| session::find(open, &old, BEGUN.plus(IDLE))).is_none(),
        "nothing is known of it any more"
    );
    assert_eq!(fresh.done(|open| session::sweep(open, BEGUN.plus(IDLE))), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A session that is used goes on until it has lasted its time; one that is not ends an hour after it was last written down.
    #[test]
    fn a_session_lasts_while_it_is_used(steps in prop::collection::vec(1..IDLE * 3 / 2, 1..40)) {
        let mut fresh = Fresh::new();
        let (cookie, begun) = (Cookie::generate().unwrap(), of_a_token());
        fresh.done(|open| session::begin(open, &cookie, &begun));
        let (mut now, mut used, mut over) = (BEGUN, BEGUN, false);
        for step in steps {
            now = now.plus(step);
            over |= now >= BEGUN.plus(LASTS) || now >= used.plus(IDLE);
            let found = fresh.done(|open| session::find(open, &cookie, now)).unwrap();
            prop_assert_eq!(found.as_ref().err(), over.then_some(&SessionError::Over));
            if let Ok((_, true)) = found {
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

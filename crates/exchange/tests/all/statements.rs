//! Statements side by side.

use portcullis_exchange::{Chain, Difference, Side, Statement, compare};
use portcullis_license::Standing;
use portcullis_log::Hash;
use std::collections::BTreeMap;

use crate::samples::{self, Lists, amount, number, totals};

fn hash(who: &str, number: u64) -> Hash {
    Hash::of(format!("{who} {number}").as_bytes())
}

fn chain(who: &str, count: u64) -> Chain {
    if count == 0 { Chain::START } else { Chain { count, last: hash(who, count) } }
}

/// The provider sent `up` messages and the authority `down`; the authority took all, the provider as many as it says.
fn houses(up: u64, down: u64, provider_took: u64) -> (Statement, Statement, Lists) {
    let licenses = BTreeMap::from([(number("D-1"), totals(7)), (number("D-2"), totals(0))]);
    let provider = samples::statement(chain("up", up), chain("down", provider_took), licenses.clone());
    let authority = samples::statement(chain("down", down), chain("up", up), licenses);
    let books = Lists {
        sent: (1..=down).map(|number| hash("down", number)).collect(),
        taken: (1..=up).map(|number| hash("up", number)).collect(),
    };
    (provider, authority, books)
}

/// As the authority sees it.
fn differences(provider: &Statement, authority: &Statement, books: &Lists) -> Vec<Difference> {
    compare(authority, provider, Side::Authority, books).differences
}

#[test]
fn nothing_differs_between_equals() {
    let (provider, authority, books) = houses(4, 3, 3);
    assert_eq!(differences(&provider, &authority, &books), []);
    let other_side = Lists { sent: books.taken, taken: books.sent };
    assert_eq!(compare(&provider, &authority, Side::Provider, &other_side).differences, []);
    let (provider, authority, books) = houses(0, 0, 0);
    assert_eq!(differences(&provider, &authority, &books), []);
}

#[test]
fn what_is_on_its_way_is_no_lie() {
    let (provider, mut authority, books) = houses(4, 3, 1);
    authority.licenses.get_mut(&number("D-1")).unwrap().version = 2;
    authority.licenses.insert(number("D-3"), totals(0));
    assert_eq!(differences(&provider, &authority, &books), [Difference::NotYetTaken { first: 2, last: 3 }]);
    assert!(!differences(&provider, &authority, &books)[0].is_serious());
    let (mut provider, authority, books) = houses(4, 3, 3);
    provider.sent = chain("up", 6);
    provider.licenses.get_mut(&number("D-1")).unwrap().used = amount(9);
    assert_eq!(differences(&provider, &authority, &books), [Difference::NotYetArrived { first: 5, last: 6 }]);
}

#[test]
fn other_histories_are_found() {
    let (provider, authority, books) = houses(4, 3, 3);
    let forged = |change: fn(&mut Statement)| {
        let mut provider = provider.clone();
        change(&mut provider);
        differences(&provider, &authority, &books)
    };
    let found = forged(|provider| provider.received.last = Hash::of(b"x"));
    assert!(matches!(found[..], [Difference::TheyTookOthers { .. }]) && found[0].is_serious(), "{found:?}");
    // They say they took more than was ever sent.
    assert!(matches!(forged(|provider| provider.received.count = 9)[..], [Difference::TheyTookOthers { .. }]));
    // An earlier number with a later hash.
    assert!(matches!(forged(|provider| provider.received.count = 2)[..], [Difference::TheyTookOthers { .. }]));
    assert!(matches!(forged(|provider| provider.sent.last = Hash::of(b"x"))[..], [Difference::TheySentOthers { .. }]));
    assert!(matches!(forged(|provider| provider.sent.count = 3)[..], [Difference::TheySentOthers { .. }]));
}

#[test]
fn facts_that_were_told_must_be_known() {
    let (provider, authority, books) = houses(4, 3, 3);
    let license = number("D-1");
    let told = |change: &dyn Fn(&mut Statement)| {
        let mut provider = provider.clone();
        change(&mut provider);
        differences(&provider, &authority, &books)
    };
    let of = |statement: &mut Statement| *statement.licenses.get(&number("D-1")).unwrap();
    let set = |statement: &mut Statement, totals| {
        statement.licenses.insert(number("D-1"), totals);
    };
    let found = told(&|it| {
        let mut now = of(it);
        now.version = 2;
        set(it, now);
    });
    assert_eq!(found, [Difference::Version { license: license.clone(), ours: 1, theirs: 2 }]);
    let found = told(&|it| {
        let mut now = of(it);
        now.standing = Standing::Suspended;
        set(it, now);
    });
    let (ours, theirs) = (Standing::Issued, Standing::Suspended);
    assert_eq!(found, [Difference::Standing { license: license.clone(), ours, theirs }]);
    let found = told(&|it| {
        let mut now = of(it);
        now.used = amount(6);
        set(it, now);
    });
    let (ours, theirs) = (amount(7), amount(6));
    assert_eq!(found, [Difference::Used { license: license.clone(), ours, theirs }]);
    let found = told(&|it| {
        let mut now = of(it);
        now.breach = amount(1);
        set(it, now);
    });
    assert!(matches!(found[..], [Difference::Breach { .. }]));
    let found = told(&|it| it.licenses.retain(|license, _| *license != number("D-1")));
    assert_eq!(found, [Difference::MissingThere { license }]);
    let found = told(&|it| it.licenses.extend([(number("D-9"), totals(0))]));
    assert_eq!(found, [Difference::MissingHere { license: number("D-9") }]);
    assert!(found[0].is_serious());
}

#[test]
fn a_part_speaks_for_its_licenses_alone() {
    let (mut provider, authority, books) = houses(4, 3, 3);
    provider.licenses.remove(&number("D-1"));
    provider.after = Some(number("D-1"));
    assert_eq!(differences(&provider, &authority, &books), []);
    provider.after = None;
    provider.through = Some(number("D-1"));
    provider.licenses.clear();
    assert_eq!(differences(&provider, &authority, &books), [Difference::MissingThere { license: number("D-1") }]);
}

#[test]
fn statements_of_two_days_are_not_compared() {
    let (mut provider, authority, books) = houses(4, 3, 3);
    provider.day = provider.day.tomorrow().unwrap();
    let found = differences(&provider, &authority, &books);
    assert!(matches!(found[..], [Difference::OtherDay { .. }]) && found[0].is_serious());
}

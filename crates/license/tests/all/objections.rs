//! Every objection, each raised by the ledger at least once, in full and alone.

use std::collections::BTreeSet;

use jiff::civil::date;
use portcullis_license::license::LicenseError;
use portcullis_license::{
    Asked, Change, Cluster, Grant, Instant, License, LineName, Objection, Operation, Provider, Reply, Rule, Standing,
    Unit,
};

use crate::world::{
    D1, DAY, HOUR, TPP, World, asked, by_two, chip_hours, condition, held, id, license, line, number, refused,
    resolved, signed, site,
};

/// How many objections there are.
const OBJECTIONS: usize = 35;

/// The place of each; the compiler refuses a list that is not complete.
fn place(objection: &Objection) -> usize {
    match objection {
        Objection::NoSuchLicense { .. } => 0,
        Objection::NoSuchReservation { .. } => 1,
        Objection::NoSuchLine { .. } => 2,
        Objection::NotInForce { .. } => 3,
        Objection::NotYetValid { .. } => 4,
        Objection::NoLongerValid { .. } => 5,
        Objection::OtherLicensee { .. } => 6,
        Objection::PartyNotCovered { .. } => 7,
        Objection::ItemNotCovered { .. } => 8,
        Objection::SiteNotCovered { .. } => 9,
        Objection::EndUseNotCovered { .. } => 10,
        Objection::NoChips => 11,
        Objection::Unstated { .. } => 12,
        Objection::Resale { .. } => 13,
        Objection::TrainingRun { .. } => 14,
        Objection::ReportOverdue { .. } => 15,
        Objection::Concurrency { .. } => 16,
        Objection::ClusterTpp { .. } => 17,
        Objection::Window { .. } => 18,
        Objection::NoRoom { .. } => 19,
        Objection::Slice { .. } => 20,
        Objection::NotLatest { .. } => 21,
        Objection::IdInUse { .. } => 22,
        Objection::Resolved { .. } => 23,
        Objection::TooLate { .. } => 24,
        Objection::NotResolved { .. } => 25,
        Objection::NotExpired { .. } => 26,
        Objection::Stopping { .. } => 27,
        Objection::NotStopping { .. } => 28,
        Objection::SecondPerson { .. } => 29,
        Objection::NoSuchChange { .. } => 30,
        Objection::Unfit { .. } => 31,
        Objection::BelowTaken { .. } => 32,
        Objection::LineInUse { .. } => 33,
        // The last place is that of a license written under another number.
        Objection::OtherNumber { .. } => 34,
    }
}

/// What was raised, and what should have been.
type Case = (Vec<Objection>, Vec<Objection>);

fn limited(rule: Rule) -> License {
    License { conditions: vec![condition("c", rule)], ..license(D1, 100) }
}

fn asks(of: License, asked: Asked, expected: Objection) -> Case {
    (refused(World::with(of).reserve("a", asked, HOUR)), vec![expected])
}

fn terms() -> Vec<Case> {
    let c = || "c".to_owned();
    let plain = || license(D1, 100);
    let birch = Provider::new("Birch Cloud").unwrap();
    let sites = License { sites: vec![site("hall 1")], ..plain() };
    let elsewhere = Asked { site: Some(site("hall 2")), ..asked(1) };
    let uses = License { end_uses: vec!["research".to_owned()], ..plain() };
    vec![
        asks(
            License { from: date(2026, 6, 1), ..plain() },
            asked(1),
            Objection::NotYetValid { from: date(2026, 6, 1) },
        ),
        asks(
            plain(),
            Asked { provider: birch.clone(), ..asked(1) },
            Objection::OtherLicensee { licensee: Provider::new("Alder Compute").unwrap(), asked: birch },
        ),
        asks(
            plain(),
            Asked { customer: "X".to_owned(), ..asked(1) },
            Objection::PartyNotCovered { party: "X".to_owned() },
        ),
        asks(
            plain(),
            Asked { accelerator: "B200".to_owned(), ..asked(1) },
            Objection::ItemNotCovered { accelerator: "B200".to_owned(), tpp: TPP },
        ),
        asks(sites.clone(), asked(1), Objection::SiteNotCovered { site: None, condition: None }),
        asks(sites, elsewhere.clone(), Objection::SiteNotCovered { site: elsewhere.site.clone(), condition: None }),
        asks(
            limited(Rule::NamedSites { sites: vec![site("hall 1")] }),
            elsewhere.clone(),
            Objection::SiteNotCovered { site: elsewhere.site, condition: Some(c()) },
        ),
        asks(
            uses.clone(),
            Asked { end_uses: vec!["research".to_owned(), "mining".to_owned()], ..asked(1) },
            Objection::EndUseNotCovered { end_use: Some("mining".to_owned()) },
        ),
        asks(uses, asked(1), Objection::EndUseNotCovered { end_use: None }),
        asks(
            plain(),
            Asked { others: vec!["Nobody".to_owned()], ..asked(1) },
            Objection::PartyNotCovered { party: "Nobody".to_owned() },
        ),
        asks(plain(), asked(0), Objection::NoChips),
        asks(limited(Rule::NoResale), asked(1), Objection::Unstated { condition: c(), fact: "resale".to_owned() }),
        asks(limited(Rule::NoResale), Asked { resale: Some(true), ..asked(1) }, Objection::Resale { condition: c() }),
        asks(
            limited(Rule::MostTrainingOperations { power_of_ten: 24 }),
            Asked { training_operations: Some("2e24".to_owned()), ..asked(1) },
            Objection::TrainingRun { condition: c(), power_of_ten: 24, asked: "2e24".to_owned() },
        ),
    ]
}

fn room() -> Vec<Case> {
    let c = || "c".to_owned();
    let north = Cluster::new("north").unwrap();
    let in_north = Asked { cluster: Some(north.clone()), ..asked(2) };
    let (tpp, hours) = (u64::from(TPP), HOUR as u128);
    let unit = Unit::ChipMilliseconds;
    let small = License { lines: vec![line("small", &["H20"], chip_hours(1))], ..license(D1, 1) };
    let both = License { total: Grant { chip_hours: Some(1), tpp_hours: Some(1) }, ..license(D1, 100) };
    let of_both = |unit, asked| Objection::NoRoom {
        account: "license D-1".to_owned(),
        unit,
        asked,
        available: if unit == Unit::ChipMilliseconds { hours } else { 3_600 },
    };
    vec![
        asks(
            limited(Rule::MostConcurrentChips { chips: 1 }),
            asked(2),
            Objection::Concurrency { condition: c(), most: 1, running: 0, asked: 2 },
        ),
        asks(
            limited(Rule::MostClusterTpp { tpp }),
            in_north,
            Objection::ClusterTpp {
                condition: c(),
                cluster: north,
                most: tpp.into(),
                running: 0,
                asked: u128::from(2 * tpp),
            },
        ),
        asks(
            limited(Rule::MostInWindow { days: 1, amount: chip_hours(1) }),
            asked(2),
            Objection::Window { condition: c(), unit, asked: 2 * hours, available: hours },
        ),
        asks(
            small,
            asked(2),
            Objection::NoRoom { account: "line small of D-1".to_owned(), unit, asked: 2 * hours, available: hours },
        ),
        (
            refused(World::with(both).reserve("a", asked(2), HOUR)),
            vec![of_both(unit, 2 * hours), of_both(Unit::TppChipSeconds, 2 * 3_600 * u128::from(TPP))],
        ),
    ]
}

fn slices() -> Vec<Case> {
    let mut world = World::with(license(D1, 100));
    let now = world.now;
    let mut cases = Vec::new();
    let mut case = |reply: Reply, expected: Objection| cases.push((refused(reply), vec![expected]));

    case(world.reserve_under("D-2", "a", asked(1), HOUR), Objection::NoSuchLicense { license: number("D-2") });
    let wanted = LineName::new("large").unwrap();
    let reserve =
        Operation::Reserve { license: number(D1), line: Some(wanted.clone()), asked: asked(1), until: now.plus(1) };
    case(world.apply("a", &reserve).reply, Objection::NoSuchLine { line: wanted });
    case(world.reserve("a", asked(1), 0), Objection::Slice { from: now, until: now, latest: now.plus(31 * DAY) });

    held(&world.reserve("a", asked(1), HOUR));
    case(world.reserve("a", asked(1), HOUR), Objection::IdInUse { id: id("a") });
    case(world.correct("a", 1), Objection::NotResolved { reservation: id("a") });
    case(world.correct("b", 1), Objection::NoSuchReservation { reservation: id("b") });
    case(world.expire("a"), Objection::NotExpired { until: now.plus(25 * HOUR) });
    let stop = |lease: &str| Operation::Stop { lease: id(lease), due: now, signed: signed(None) };
    case(world.reply(&stop("b")), Objection::NoSuchReservation { reservation: id("b") });
    case(world.reply(&Operation::ConfirmStop { lease: id("a") }), Objection::NotStopping { lease: id("a") });
    held(&world.renew("b", "a", 2 * HOUR));
    case(world.reply(&stop("b")), Objection::NoSuchReservation { reservation: id("b") });
    case(world.renew("c", "a", 3 * HOUR), Objection::NotLatest { lease: id("a"), until: now.plus(2 * HOUR) });
    world.reply(&stop("a"));
    case(world.renew("c", "b", 3 * HOUR), Objection::Stopping { lease: id("a") });
    resolved(&world.apply("post", &Operation::Post { reservation: id("b"), chip_milliseconds: 0 }).reply);
    for again in [
        Operation::Void { reservation: id("b"), reason: String::new() },
        Operation::Renew { reservation: id("b"), until: now.plus(DAY) },
    ] {
        case(world.reply(&again), Objection::Resolved { reservation: id("b"), by: id("post") });
    }
    world.wait(25 * HOUR + 1);
    case(world.void("a"), Objection::TooLate { until: now.plus(25 * HOUR) });
    cases
}

fn changes() -> Vec<Case> {
    let mut world = World::with(limited(Rule::ReportEvery { days: 1 }));
    held(&world.reserve("a", asked(1), HOUR));
    let since = world.now.plus(DAY);
    world.now = Instant(since.0 + 1);
    let mut cases = Vec::new();
    let mut case = |reply: Reply, expected: Vec<Objection>| cases.push((refused(reply), expected));

    case(world.reserve("b", asked(1), HOUR), vec![Objection::ReportOverdue { condition: "c".to_owned(), since }]);
    case(
        world.reply(&Operation::Report { license: number("D-2"), reference: String::new() }),
        vec![Objection::NoSuchLicense { license: number("D-2") }],
    );
    let alone = Operation::License { license: number(D1), change: Change::Revoke, signed: signed(None) };
    case(world.reply(&alone), vec![Objection::SecondPerson { change: "revoke".to_owned() }]);
    let backwards = License { until: date(2025, 1, 1), ..license(D1, 100) };
    let why = LicenseError::Backwards { from: backwards.from, until: backwards.until };
    case(world.vary(backwards), vec![Objection::Unfit { why }]);
    let below = |account: &str| Objection::BelowTaken { account: account.to_owned(), unit: Unit::ChipMilliseconds };
    let less = License { total: chip_hours(0), ..license(D1, 0) };
    case(world.vary(less), vec![below("license D-1"), below("line small of D-1")]);
    let other = License { lines: vec![line("large", &["B200"], chip_hours(1))], ..license(D1, 1) };
    case(world.vary(other), vec![Objection::LineInUse { line: LineName::new("small").unwrap() }]);
    let renamed = Operation::License {
        license: number(D1),
        change: Change::Vary { license: Box::new(license("D-2", 100)) },
        signed: by_two(),
    };
    case(world.reply(&renamed), vec![Objection::OtherNumber { license: number(D1), written: number("D-2") }]);
    case(
        world.change(&number(D1), Change::Reinstate),
        vec![Objection::NoSuchChange { change: "reinstate".to_owned(), standing: Some(Standing::Issued) }],
    );
    case(
        world.change(&number("D-2"), Change::Revoke),
        vec![Objection::NoSuchChange { change: "revoke".to_owned(), standing: None }],
    );
    world.change(&number(D1), Change::Revoke);
    let report = Operation::Report { license: number(D1), reference: String::new() };
    assert_eq!(world.reply(&report), Reply::Reported);
    case(world.reserve("b", asked(1), HOUR), vec![Objection::NotInForce { standing: Standing::Revoked }]);
    world.now = license(D1, 1).end();
    world.reply(&report);
    let (from, latest) = (world.now, license(D1, 1).end());
    case(
        world.reserve("b", asked(1), HOUR),
        vec![
            Objection::NotInForce { standing: Standing::Revoked },
            Objection::NoLongerValid { until: date(2026, 12, 31) },
            Objection::Slice { from, until: from.plus(HOUR), latest },
        ],
    );
    cases
}

#[test]
fn every_objection_is_raised_is_written_and_says_something() {
    let mut places = BTreeSet::new();
    for (raised, expected) in [terms(), room(), slices(), changes()].concat() {
        assert_eq!(raised, expected);
        for objection in raised {
            places.insert(place(&objection));
            let text = serde_json::to_string(&objection).unwrap();
            assert_eq!(serde_json::from_str::<Objection>(&text).unwrap(), objection, "{text}");
            let sentence = objection.to_string();
            assert!(sentence.len() > 10 && !sentence.contains(['{', '}', '"']), "{sentence}");
        }
    }
    assert_eq!(places, (0..OBJECTIONS).collect());
}

#[test]
fn all_that_stands_against_it_is_said_at_once() {
    let mut license = license(D1, 1);
    license.from = date(2026, 6, 1);
    license.sites = vec![site("hall 1")];
    license.end_uses = vec!["research".to_owned()];
    license.total = chip_hours(1);
    license.conditions = vec![
        condition("1", Rule::NoResale),
        condition("2", Rule::MostConcurrentChips { chips: 1 }),
        condition("3", Rule::MostInWindow { days: 1, amount: Grant { chip_hours: Some(1), tpp_hours: Some(1) } }),
        condition("4", Rule::MostTrainingOperations { power_of_ten: 1 }),
        condition("5", Rule::MostClusterTpp { tpp: 1 }),
    ];
    let mut world = World::with(license);
    let objections = refused(world.reserve("a", asked(2), HOUR));
    let places: Vec<_> = objections.iter().map(place).collect();
    // Dates, site, end use; three facts unstated; concurrency; line and license; both units of the window.
    assert_eq!(places, [4, 9, 10, 12, 12, 12, 16, 19, 19, 18, 18], "{objections:?}");
    // What can be known of an item that no line covers, too.
    let objections = refused(world.reserve("a", Asked { accelerator: "B200".to_owned(), ..asked(2) }, HOUR));
    let places: Vec<_> = objections.iter().map(place).collect();
    assert_eq!(places, [4, 8, 9, 10, 12, 12, 12, 16, 19, 18, 18], "{objections:?}");
}

//! What is written can be read again: operations, answers, licenses.

use portcullis_license::operation::LimitOf;
use portcullis_license::{Change, Cluster, Condition, Grant, Instant, License, LineName, Operation, Reply, Rule};
use serde_json::{Value, json};

use crate::world::{D1, HOUR, World, asked, by_two, chip_hours, condition, group, id, license, number, signed, site};

/// A license that uses every field, and every rule.
fn full() -> License {
    let mut license = license(D1, 100);
    license.end_uses = vec!["research".to_owned()];
    license.sites = vec![site("hall 1")];
    license.total = Grant { chip_hours: Some(u64::MAX), tpp_hours: Some(1) };
    license.lines[0].items.classifications = vec!["4A090.a".to_owned()];
    license.lines[0].items.most_tpp = Some(u32::MAX);
    let rules = [
        Rule::MostConcurrentChips { chips: u64::MAX },
        Rule::MostClusterTpp { tpp: u64::MAX },
        Rule::MostInWindow { days: 30, amount: Grant { chip_hours: Some(u64::MAX), tpp_hours: None } },
        Rule::NamedSites { sites: vec![site("hall 1")] },
        Rule::NoResale,
        Rule::ReportEvery { days: 30 },
        Rule::MostTrainingOperations { power_of_ten: 26 },
        Rule::Text { text: "Keep a log.".to_owned() },
    ];
    license.conditions =
        rules.into_iter().enumerate().map(|(place, rule)| condition(&place.to_string(), rule)).collect();
    license
}

fn operations() -> Vec<Operation> {
    let changes = [
        Change::Issue { license: Box::new(full()) },
        Change::Vary { license: Box::new(full()) },
        Change::Suspend { drain_until: Some(Instant(1)) },
        Change::Suspend { drain_until: None },
        Change::Reinstate,
        Change::Revoke,
        Change::Surrender,
        Change::Lapse,
    ];
    let mut operations: Vec<_> = changes
        .into_iter()
        .map(|change| Operation::License { license: number(D1), change, signed: by_two() })
        .collect();
    let asked = portcullis_license::Asked {
        classifications: vec!["4A090.a".to_owned()],
        site: Some(site("hall 1")),
        others: vec!["Pine Street Labs".to_owned()],
        end_uses: vec!["research".to_owned()],
        cluster: Some(Cluster::new("north").unwrap()),
        resale: Some(false),
        training_operations: Some("1e26".to_owned()),
        ..asked(u32::MAX)
    };
    operations.extend([
        Operation::Limit { of: LimitOf::Group(group("Harbour")), limit: chip_hours(1), signed: by_two() },
        Operation::Limit {
            of: LimitOf::Provider(asked.provider.clone()),
            limit: Grant::default(),
            signed: signed(None),
        },
        Operation::Reserve {
            license: number(D1),
            line: Some(LineName::new("small").unwrap()),
            asked,
            until: Instant(7),
        },
        Operation::Renew { reservation: id("a"), until: Instant(8) },
        Operation::Post { reservation: id("a"), chip_milliseconds: u64::MAX },
        Operation::Void { reservation: id("a"), reason: "none ran".to_owned() },
        Operation::Expire { reservation: id("a") },
        Operation::Correct { reservation: id("a"), chip_milliseconds: u64::MAX, signed: by_two() },
        Operation::Stop { lease: id("a"), due: Instant(9), signed: by_two() },
        Operation::ConfirmStop { lease: id("a") },
        Operation::Report { license: number(D1), reference: "here".to_owned() },
    ]);
    operations
}

#[test]
fn every_operation_is_read_as_it_was_written() {
    for operation in operations() {
        let text = serde_json::to_string(&operation).unwrap();
        assert_eq!(serde_json::from_str::<Operation>(&text).unwrap(), operation, "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text, "a key stands twice");
        assert_eq!(serde_json::from_value::<Operation>(value).unwrap(), operation);
    }
}

#[test]
fn every_answer_is_read_as_it_was_written() {
    let mut world = World::with(license(D1, 1_000));
    let until = world.now.plus(HOUR);
    let operations = [
        Operation::Reserve { license: number(D1), line: None, asked: asked(1), until },
        Operation::Stop { lease: id("0"), due: until, signed: signed(None) },
        Operation::ConfirmStop { lease: id("0") },
        Operation::Post { reservation: id("0"), chip_milliseconds: u64::MAX },
        Operation::Limit { of: LimitOf::Group(group("Harbour")), limit: chip_hours(7), signed: by_two() },
        Operation::Report { license: number(D1), reference: "here".to_owned() },
        Operation::License { license: number(D1), change: Change::Revoke, signed: by_two() },
        Operation::Expire { reservation: id("0") },
    ];
    let mut kinds = Vec::new();
    for (place, operation) in operations.iter().enumerate() {
        let applied = world.apply(&place.to_string(), operation);
        let text = serde_json::to_string(&applied.reply).unwrap();
        assert_eq!(serde_json::from_str::<Reply>(&text).unwrap(), applied.reply, "{text}");
        let after = serde_json::to_string(&applied.after).unwrap();
        assert_eq!(serde_json::from_str::<portcullis_license::operation::After>(&after).unwrap(), applied.after);
        kinds.push(serde_json::to_value(&applied.reply).unwrap()["reply"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        kinds,
        ["reserved", "stop_ordered", "stop_confirmed", "resolved", "limited", "reported", "changed", "refused"]
    );
}

#[test]
fn a_word_misspelt_in_a_condition_is_refused_and_not_passed_over() {
    let read = |rule: Value| {
        let mut whole = json!({"id": "c", "owner": "Bureau"});
        whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        serde_json::from_value::<Condition>(whole)
    };
    assert!(read(json!({"rule": "most_in_window", "days": 30, "chip_hours": 7})).is_ok());
    for wrong in [
        json!({"rule": "most_in_window", "days": 30, "chip_hour": 7}),
        json!({"rule": "most_concurrent_chips", "chips": 30, "chip": 7}),
        json!({"rule": "most_concurrent_chips", "chips": -1}),
        json!({"rule": "most_windows"}),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn every_rule_reads_as_a_sentence() {
    let sentences: Vec<_> = full().conditions.iter().map(|condition| condition.rule.to_string()).collect();
    assert_eq!(
        sentences,
        [
            "No more than 18446744073709551615 chips at once.",
            "No more than 18446744073709551615 TPP in one interconnected cluster.",
            "No more than 18446744073709551615 chip-hours in any 30 days.",
            "Only at hall 1.",
            "No resale: the customer uses it itself.",
            "A report of use every 30 days.",
            "No training run of more than 10^26 operations.",
            "Keep a log.",
        ]
    );
    let unenforced: Vec<_> =
        full().conditions.into_iter().filter(|condition| !condition.rule.is_enforced()).map(|one| one.id).collect();
    assert_eq!(unenforced, ["7"]);
}

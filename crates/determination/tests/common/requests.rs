//! Random requests as JSON: few countries, items and lists, but those that the law tells apart.

use crate::common::{catalog, law};
use crate::dates::dates;
use portcullis_law::CodeType;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// Countries of every group, and of those whose membership changed or is not known.
pub const COUNTRIES: [&str; 20] = [
    "CN", "HK", "MO", "SG", "US", "RU", "SA", "AE", "MY", "DE", "IL", "CY", "KH", "NI", "TW", "GB", "IN", "NL", "JP",
    "IR",
];

/// Accelerators of every class, near a line, or without a figure that decides.
const ACCELERATORS: [&str; 16] = [
    "A100 SXM4 80GB",
    "A800 SXM4 80GB",
    "H100 SXM5 80GB",
    "H800 SXM5",
    "H20 96GB",
    "H200 SXM",
    "B200",
    "L4",
    "L20",
    "A30",
    "A10",
    "GeForce RTX 4090",
    "RTX 6000 Ada",
    "Instinct MI250",
    "Ascend 910B1",
    "Ascend 910C",
];

/// The codes of a type.
pub fn codes(code_type: CodeType) -> Vec<String> {
    law().codes.table(code_type).iter().map(|(_, code, _)| code.to_owned()).collect()
}

/// A field that is left out, `null` or has a value; mostly left out.
fn stated(value: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![3 => Just(None), 1 => Just(Some(Value::Null)), 2 => value.prop_map(Some)]
}

/// A field that is left out or has a value; mostly a value.
fn given(value: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![1 => Just(None), 6 => value.prop_map(Some)]
}

fn country() -> impl Strategy<Value = Value> {
    select(&COUNTRIES[..]).prop_map(|code| json!(code))
}

fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    select(values).prop_map(|value| json!(value))
}

fn some_of(code_type: CodeType, most: usize) -> impl Strategy<Value = Value> {
    let codes = codes(code_type);
    let most = most.min(codes.len());
    subsequence(codes, 0..=most).prop_map(|codes| json!(codes))
}

fn object(fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    let kept = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(kept.collect::<Map<_, _>>())
}

fn figures() -> impl Strategy<Value = Value> {
    (
        given(one_of(&["0", "1599", "1600", "2399.99", "2400", "4799", "4800", "4992", "16000", "20999", "21000"])),
        given(one_of(&["0", "1.5999", "1.6", "3.199", "3.2", "5.9199", "5.92", "8"])),
        given(one_of(&["0", "599.9", "600", "900"])),
        given(one_of(&["2000", "4800", "6000", "6499", "6500"])),
        prop::option::of(one_of(&["2", "2.001", "3.3", "4"])),
        given(any::<bool>().prop_map(|value| json!(value))),
        prop_oneof![6 => Just(None), 1 => Just(Some(json!(true)))],
        prop_oneof![5 => Just(None), 1 => one_of(&["accelerator", "hbm"]).prop_map(Some)],
        stated(country()),
    )
        .prop_map(|(tpp, density, io, bandwidth, hbm, data_center, planar, form, designer)| {
            object([
                ("tpp", tpp),
                ("performance_density", density),
                ("io_gb_s", io),
                ("memory_bandwidth_gb_s", bandwidth),
                ("memory_bandwidth_density", hbm),
                ("data_center", data_center),
                ("planar", planar),
                ("form", form),
                ("designer", designer),
            ])
        })
}

fn item() -> impl Strategy<Value = Option<Value>> {
    let catalog = catalog();
    let accelerators: Vec<String> = catalog.accelerators().iter().map(|row| row.name.clone()).collect();
    let instances: Vec<String> = catalog.instances().iter().map(|row| row.key()).collect();
    let mut goods = codes(CodeType::Goods);
    goods.extend(["other", "8112929090"].map(str::to_owned));
    prop_oneof![
        1 => Just(None),
        6 => select(&ACCELERATORS[..]).prop_map(|name| Some(json!({ "accelerator": name }))),
        2 => select(accelerators).prop_map(|name| Some(json!({ "accelerator": name }))),
        2 => select(instances).prop_map(|key| Some(json!({ "instance": key }))),
        6 => figures().prop_map(|figures| Some(json!({ "figures": figures }))),
        3 => select(goods).prop_map(|code| Some(json!({ "goods": code }))),
    ]
}

fn owner() -> impl Strategy<Value = Value> {
    let percent = prop_oneof![
        1 => Just(None),
        5 => one_of(&["0", "10", "24.99", "25", "49.99", "50", "50.01", "75", "100"]).prop_map(Some),
    ];
    (percent, stated(some_of(CodeType::List, 2)))
        .prop_map(|(percent, lists)| object([("percent", percent), ("lists", lists)]))
}

fn party() -> impl Strategy<Value = Value> {
    let role = prop_oneof![
        4 => Just("ultimate_consignee"), 4 => Just("customer"), 2 => Just("provider"),
        3 => select(codes(CodeType::Role)).prop_map(|role| Box::leak(role.into_boxed_str()) as &str),
    ];
    let parent = prop_oneof![
        1 => Just(None),
        2 => Just(Some(json!("self"))),
        1 => Just(Some(json!({}))),
        4 => country().prop_map(|code| Some(json!({ "headquarters": code }))),
    ];
    let lists =
        prop_oneof![4 => Just(None), 1 => Just(Some(Value::Null)), 2 => some_of(CodeType::List, 2).prop_map(Some)];
    let owners = prop::collection::vec(owner(), 0..=3).prop_map(Value::from);
    (role, given(country()), given(country()), parent, lists, stated(owners)).prop_map(
        |(role, country, headquarters, parent, lists, owners)| {
            object([
                ("role", Some(json!(role))),
                ("country", country),
                ("headquarters", headquarters),
                ("ultimate_parent", parent),
                ("lists", lists),
                ("owners", owners),
            ])
        },
    )
}

fn license() -> impl Strategy<Value = Value> {
    let regimes: Vec<String> = law().regimes.iter().map(|regime| regime.id.clone()).collect();
    let period = prop_oneof![Just(None), Just(Some(json!("2025-06-01")))];
    (select(regimes), period.clone(), period).prop_map(|(regime, from, until)| match (&from, &until) {
        (None, None) => json!(regime),
        _ => object([("regime", Some(json!(regime))), ("from", from), ("until", until)]),
    })
}

/// A request of any kind on any date.
pub fn requests() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        4 => Just("export"), 3 => Just("provide_compute"), 1 => Just("reexport"), 1 => Just("transfer"),
        1 => Just("model_weights"), 1 => Just("support"), 1 => Just("purchase"),
    ];
    let what = (kind, dates(), item(), select(vec![1_u64, 8, 300, 3000, 60_000]));
    let route = (given(country()), given(country()), given(country()));
    let parties = prop::collection::vec(party(), 0..=3);
    let uses = (
        stated(some_of(CodeType::EndUse, 3)),
        stated(some_of(CodeType::RedFlag, 2)),
        prop::option::of(any::<bool>().prop_map(|value| json!(value))),
        stated(one_of(&["1e22", "1e23", "1.1e23", "1e26", "1.1e26"])),
        stated(one_of(&["0", "26900000", "26900001", "253000000"])),
    );
    let licenses = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(license(), 1..=2)];
    (what, route, parties, uses, licenses).prop_map(|(what, route, parties, uses, licenses)| {
        object([
            ("kind", Some(json!(what.0))),
            ("on", Some(json!(what.1.to_string()))),
            ("item", what.2),
            ("quantity", Some(json!(what.3))),
            ("from", route.0),
            ("to", route.1),
            ("site", route.2),
            ("parties", Some(Value::from(parties))),
            ("end_use", uses.0),
            ("red_flags", uses.1),
            ("red_flags_resolved", uses.2),
            ("training_operations", uses.3),
            ("prior_tpp_this_year", uses.4),
            ("licenses_held", Some(Value::from(licenses))),
        ])
    })
}

//! How an answer may change when its request changes in a known way.
#![cfg(test)]

mod common;
#[path = "common/dates.rs"]
mod dates;
#[path = "common/engines.rs"]
mod engines;
#[path = "common/requests.rs"]
mod requests;

use dates::dates;
use engines::{PROFILES, engine, resolve};
use portcullis_catalog::{Exact, Figures, Measure};
use portcullis_determination::{Decided, Engine, Memo};
use portcullis_law::{CodeType, Form, Outcome, Subject};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use requests::{COUNTRIES, codes, requests};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lists that restrict who is on them. The other lists take recipients out of a requirement.
const RESTRICTING: [&str; 8] = [
    "entity_list",
    "meu_list",
    "unverified_list",
    "denied_persons",
    "sdn",
    "ns_cmic",
    "section_1260h",
    "cn_critical_infrastructure_operator",
];

const CASES: u32 = 4000;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_global_rejects: 100_000, ..ProptestConfig::default() }
}

fn decide(engine: &Engine, request: &Value) -> Arc<Decided> {
    engine.determine(&resolve(engine, request), &mut Memo::default())
}

/// How closed a gate is. Both "depends" and "unverified" are closed, to a person: where two readings of the law differ
/// the outcome is unverified, and a change that closes the looser of them makes them agree on "depends".
fn closed(outcome: Outcome) -> Outcome {
    if outcome == Outcome::Unverified { Outcome::Depends } else { outcome }
}

/// The outcome of every regime, and of all together under the name "".
fn outcomes(engine: &Engine, decided: &Decided) -> BTreeMap<String, Outcome> {
    let regimes = decided.regimes.iter().map(|regime| (engine.law().regimes[regime.regime].id.clone(), regime.outcome));
    regimes.chain([(String::new(), decided.outcome)]).collect()
}

fn missing(engine: &Engine, request: &Value, decided: &Decided) -> Vec<String> {
    engine.missing_fields(&decided.missing, &resolve(engine, request))
}

/// The JSON pointer for a path as answers write it: `parties[0].country`.
fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

/// The request with a field set, or taken away.
fn with(request: &Value, path: &str, value: Option<Value>) -> Value {
    let mut changed = request.clone();
    let pointer = pointer(path);
    let (parent, name) = pointer.rsplit_once('/').expect("a path");
    // `ultimate_parent` may be missing while its headquarters is filled in.
    if changed.pointer(parent).is_none() {
        let (outer, inner) = parent.rsplit_once('/').expect("a path");
        changed.pointer_mut(outer).expect("only one level is missing")[inner] = json!({});
    }
    let parent = changed.pointer_mut(parent).expect("the parent of the field");
    match (value, parent) {
        (Some(value), Value::Array(items)) => items[name.parse::<usize>().expect("a place")] = value,
        (Some(value), parent) => parent[name] = value,
        (None, parent) => {
            parent.as_object_mut().expect("an object").remove(name);
        }
    }
    changed
}

fn at<'a>(request: &'a Value, path: &str) -> Option<&'a Value> {
    request.pointer(&pointer(path))
}

/// The sum of the shares of a party that are known, in hundredths of a percent.
fn hundredths(party: &Value) -> u64 {
    let owners = party["owners"].as_array().map_or(&[][..], Vec::as_slice);
    let share = |owner: &Value| {
        let percent = owner["percent"].as_str()?;
        let (whole, part) = percent.split_once('.').unwrap_or((percent, ""));
        Some(whole.parse::<u64>().unwrap() * 100 + format!("{part:0<2}").parse::<u64>().unwrap())
    };
    owners.iter().filter_map(share).sum()
}

fn makes_sense(request: &Value) -> bool {
    request["parties"].as_array().expect("parties").iter().all(|party| hundredths(party) <= 10_000)
}

fn places(request: &Value) -> std::ops::Range<usize> {
    0..request["parties"].as_array().expect("parties").len()
}

proptest! {
    #![proptest_config(config(CASES))]

    /// A party that turns out to be on one more restricting list has no better outcome, in any regime.
    #[test]
    fn one_more_list_never_loosens(
        request in requests(), profile in 0..PROFILES.len(), which in any::<Index>(), list in select(&RESTRICTING[..]),
    ) {
        prop_assume!(!places(&request).is_empty());
        let path = format!("parties[{}].lists", which.index(places(&request).len()));
        let mut lists = match at(&request, &path) {
            None => Vec::new(),
            Some(Value::Array(lists)) => lists.clone(),
            // Unknown: the list would be new knowledge, and the others would be ruled out.
            Some(_) => return Err(TestCaseError::reject("lists unknown")),
        };
        lists.push(json!(list));
        let engine = engine(profile);
        let before = outcomes(engine, &decide(engine, &request));
        let after = outcomes(engine, &decide(engine, &with(&request, &path, Some(json!(lists)))));
        for (regime, outcome) in &before {
            let after = after[regime];
            let tighter = closed(after) >= closed(*outcome);
            prop_assert!(tighter, "{regime}: {outcome} to {after} by {list} at {path}: {request}");
        }
    }

    /// One more owner on a restricting list does not loosen either, while the shares add up to the whole at most.
    #[test]
    fn one_more_listed_owner_never_loosens(
        request in requests(), profile in 0..PROFILES.len(), which in any::<Index>(),
        list in select(&RESTRICTING[..]), percent in select(&["1", "10", "25", "49.99", "50", "60", "100"][..]),
    ) {
        prop_assume!(!places(&request).is_empty() && makes_sense(&request));
        let path = format!("parties[{}].owners", which.index(places(&request).len()));
        let mut owners = match at(&request, &path) {
            None => Vec::new(),
            Some(Value::Array(owners)) => owners.clone(),
            Some(_) => return Err(TestCaseError::reject("owners unknown")),
        };
        // A share that is open is bounded by what the others leave: more for one is less for another.
        prop_assume!(owners.iter().all(|owner| owner.get("percent").is_some()));
        owners.push(json!({ "percent": percent, "lists": [list] }));
        let changed = with(&request, &path, Some(json!(owners)));
        prop_assume!(makes_sense(&changed));
        let engine = engine(profile);
        let before = outcomes(engine, &decide(engine, &request));
        let after = outcomes(engine, &decide(engine, &changed));
        for (regime, outcome) in &before {
            let after = after[regime];
            prop_assert!(closed(after) >= closed(*outcome), "{regime}: {outcome} to {after} at {path}: {changed}");
        }
    }

    /// What is forgotten opens no gate: neither a closed one, nor one that depends or is unverified.
    #[test]
    fn forgetting_a_fact_never_opens(request in requests(), profile in 0..PROFILES.len()) {
        // To forget a share may resolve a contradiction between shares.
        prop_assume!(makes_sense(&request));
        let engine = engine(profile);
        let before = outcomes(engine, &decide(engine, &request));
        for (path, unknown) in forgettable(&request) {
            let changed = with(&request, &path, unknown);
            let after = outcomes(engine, &decide(engine, &changed));
            for (regime, outcome) in &before {
                // A regime that no longer says anything says that nothing is required.
                let after = after.get(regime).copied().unwrap_or(Outcome::NotRequired);
                let opened = after.opens() && !outcome.opens();
                prop_assert!(!opened, "{regime}: {outcome} to {after} without {path}: {request}");
            }
        }
    }
}

/// A provider or operator with a seat that names no parent is taken to be its own parent: it knows who it is. So its
/// parent is never unknown, only unsaid.
fn is_own_parent(party: &Value) -> bool {
    (party["role"] == "provider" || party["role"] == "operator") && party["headquarters"].is_string()
}

/// Fields of a request that are known, and what to write for "unknown".
fn forgettable(request: &Value) -> Vec<(String, Option<Value>)> {
    let mut paths: Vec<(String, Option<Value>)> = Vec::new();
    let dropped = ["item", "from", "to", "site"].map(|field| (field.to_owned(), None));
    let nulled = ["end_use", "red_flags", "training_operations", "prior_tpp_this_year"];
    paths.extend(dropped);
    paths.extend(nulled.map(|field| (field.to_owned(), Some(Value::Null))));
    for field in
        ["tpp", "performance_density", "io_gb_s", "memory_bandwidth_gb_s", "memory_bandwidth_density", "data_center"]
    {
        paths.push((format!("item.figures.{field}"), None));
    }
    paths.push(("item.figures.designer".to_owned(), Some(Value::Null)));
    for place in places(request) {
        let party = format!("parties[{place}]");
        paths.push((format!("{party}.country"), None));
        paths.push((format!("{party}.headquarters"), None));
        if !is_own_parent(&request["parties"][place]) {
            paths.push((format!("{party}.ultimate_parent"), None));
        }
        paths.push((format!("{party}.lists"), Some(Value::Null)));
        paths.push((format!("{party}.owners"), Some(Value::Null)));
        for owner in 0..request["parties"][place]["owners"].as_array().map_or(0, Vec::len) {
            paths.push((format!("{party}.owners[{owner}].percent"), None));
            paths.push((format!("{party}.owners[{owner}].lists"), Some(Value::Null)));
        }
    }
    // Support by a person needs no item: none was involved where none is named.
    paths.retain(|(path, _)| path != "item" || request["kind"] != "support");
    paths.retain(|(path, _)| at(request, path).is_some_and(|value| !value.is_null()));
    paths
}

/// How far an item is controlled: not, as 3A090.b, or as 3A090.a and its forerunner of 2022; certainly, and possibly.
fn level(engine: &Engine, figures: &Figures, on: jiff::civil::Date) -> [(u8, u8); 2] {
    let subject = Subject { figures, vendor: Some("NVIDIA"), name: None, form: Form::Accelerator };
    let classification = engine.classify(subject, on);
    let paragraph = |classes: &[String]| match classes {
        classes if classes.iter().any(|class| class == "3A090.a" || class == "3A090") => 2,
        classes if classes.iter().any(|class| class == "3A090.b") => 1,
        _ => 0,
    };
    let letter = |classes: &[String]| u8::from(classes.iter().any(|class| class == "letter-2022-08-26"));
    let possible: Vec<String> = classification.classes.iter().chain(&classification.open).cloned().collect();
    let certain = &classification.classes;
    [(paragraph(certain), paragraph(&possible)), (letter(certain), letter(&possible))]
}

proptest! {
    #![proptest_config(config(CASES))]

    /// With everything else the same, more processing performance never leaves control.
    #[test]
    fn more_tpp_never_leaves_control(
        on in dates(),
        tpp in (tpp_near_a_line(), tpp_near_a_line()),
        density in prop::option::of(select(&["0", "1.59", "1.6", "3.19", "3.2", "5.91", "5.92", "9"][..])),
        io in prop::option::of(select(&["0", "599", "600", "900"][..])),
        data_center in any::<Option<bool>>(),
    ) {
        let measure = |text: Option<&str>| text.map_or(Measure::Unknown, |text| Measure::Known(text.parse().unwrap()));
        let figures = |tpp: u64| Figures {
            tpp: Measure::Known(Exact::whole(tpp)),
            performance_density: measure(density),
            io_gb_s: measure(io),
            data_center,
            ..Figures::UNKNOWN
        };
        let engine = engine(0);
        let less = level(engine, &figures(tpp.0.min(tpp.1)), on);
        let more = level(engine, &figures(tpp.0.max(tpp.1)), on);
        for ((less_certain, less_possible), (more_certain, more_possible)) in less.into_iter().zip(more) {
            prop_assert!(less_certain <= more_certain && less_possible <= more_possible, "{less:?} to {more:?}");
        }
    }
}

fn tpp_near_a_line() -> impl Strategy<Value = u64> {
    let lines = select(&[1600_u64, 2400, 4800, 4992, 14_000, 21_000][..]);
    prop_oneof![(lines, 0_u64..3).prop_map(|(line, more)| line - 1 + more), 0_u64..30_000]
}

proptest! {
    #![proptest_config(config(200))]

    /// The answer to a request is the same bytes, whatever was asked before it, and however often.
    #[test]
    fn the_memo_changes_nothing(
        (asked, again) in asked_twice(),
        profile in 0..PROFILES.len(),
    ) {
        let engine = engine(profile);
        let answer = |request: &Value, memo: &mut Memo| {
            let transaction = resolve(engine, request);
            let decided = engine.determine(&transaction, memo);
            serde_json::to_string(&engine.answer(None, &transaction, &decided)).unwrap()
        };
        let cold: Vec<String> = asked.iter().map(|request| answer(request, &mut Memo::default())).collect();
        let mut memo = Memo::watched(3);
        let first: Vec<String> = asked.iter().map(|request| answer(request, &mut memo)).collect();
        prop_assert_eq!(&first, &cold);
        let made = memo.len();
        for place in again {
            prop_assert_eq!(&answer(&asked[place], &mut memo), &cold[place]);
        }
        prop_assert_eq!(memo.len(), made, "nothing new was determined");
        prop_assert_eq!(memo.second_opinions().1, 0, "Cedar disagreed");
    }
}

/// Some requests, and an order in which they are asked again.
fn asked_twice() -> impl Strategy<Value = (Vec<Value>, Vec<usize>)> {
    prop::collection::vec(requests(), 1..30).prop_flat_map(|asked| {
        let places: Vec<usize> = (0..asked.len()).collect();
        (Just(asked), Just(places).prop_shuffle())
    })
}

/// Unknown fields of a request, as the answer names them, each with values it could have.
fn fillable(request: &Value) -> Vec<(String, Vec<Value>)> {
    let countries: Vec<Value> = COUNTRIES.iter().map(|code| json!(code)).collect();
    let singles = |code_type| -> Vec<Value> {
        [json!([])].into_iter().chain(codes(code_type).into_iter().map(|code| json!([code]))).collect()
    };
    let texts = |values: &[&str]| -> Vec<Value> { values.iter().map(|value| json!(value)).collect() };
    let mut fields: Vec<(String, Vec<Value>)> = Vec::new();
    let mut add = |path: String, null_only: bool, values: &[Value]| {
        let open = match at(request, &path) {
            None => !null_only,
            Some(value) => value.is_null(),
        };
        if open {
            fields.push((path, values.to_vec()));
        }
    };
    for field in ["from", "to", "site"] {
        add(field.to_owned(), false, &countries);
    }
    add("end_use".to_owned(), true, &singles(CodeType::EndUse));
    add("red_flags".to_owned(), true, &singles(CodeType::RedFlag));
    add("training_operations".to_owned(), true, &texts(&["0", "1e23", "2e23", "1e26", "2e26"]));
    add("prior_tpp_this_year".to_owned(), true, &texts(&["0", "26900000", "26900001", "253000000"]));
    if let Some(figures) = request.pointer("/item/figures") {
        let hbm = figures["form"] == "hbm";
        let planar = figures["planar"] == json!(true);
        add("item.figures.designer".to_owned(), true, &countries);
        add("item.figures.data_center".to_owned(), false, &[json!(true), json!(false)]);
        if hbm {
            add("item.figures.memory_bandwidth_density".to_owned(), false, &texts(&["2", "2.1", "3.3", "4"]));
        } else {
            add("item.figures.tpp".to_owned(), false, &texts(&["0", "1600", "2400", "4799", "4800", "16000", "21000"]));
            add("item.figures.io_gb_s".to_owned(), false, &texts(&["0", "599", "600"]));
            add("item.figures.memory_bandwidth_gb_s".to_owned(), false, &texts(&["0", "4800", "6000", "6499", "6500"]));
            if !planar {
                add("item.figures.performance_density".to_owned(), false, &texts(&["0", "1.6", "3.2", "5.92", "9"]));
            }
        }
    }
    // Support by a person needs no item: where none is named, none was involved, and nothing is unknown.
    if request.get("item").is_none() && request["kind"] != "support" {
        let item = |name: &str| json!({ "accelerator": name });
        let goods = codes(CodeType::Goods).into_iter().map(|code| json!({ "goods": code }));
        let known = ["A100 SXM4 80GB", "H100 SXM5 80GB", "H20 96GB", "L4", "A10", "Ascend 910B1"].map(item);
        add("item".to_owned(), false, &known.into_iter().chain(goods).collect::<Vec<_>>());
    }
    if places(request).is_empty() {
        // Somebody who receives, of whom everything is known. Lists and owners that are left out are none already.
        let seated = json!({ "role": "end_user", "ultimate_parent": "self" });
        let party =
            |code: &str| json!([with(&with(&seated, "country", Some(json!(code))), "headquarters", Some(json!(code)))]);
        fields.push(("parties".to_owned(), COUNTRIES.iter().map(|code| party(code)).collect()));
        return fields;
    }
    for place in places(request) {
        let party = &request["parties"][place];
        let path = format!("parties[{place}]");
        let mut add = |path: String, null_only: bool, values: &[Value]| {
            let open = at(request, &path).map_or(!null_only, Value::is_null);
            if open {
                fields.push((path, values.to_vec()));
            }
        };
        add(format!("{path}.country"), false, &countries);
        add(format!("{path}.headquarters"), false, &countries);
        if party["ultimate_parent"] != "self" && !is_own_parent(party) {
            add(format!("{path}.ultimate_parent.headquarters"), false, &countries);
        }
        add(format!("{path}.lists"), true, &singles(CodeType::List));
        let owned = |percent: &str, list: &str| json!([{ "percent": percent, "lists": [list] }]);
        let mut owners = vec![json!([])];
        owners.extend(codes(CodeType::List).iter().flat_map(|list| [owned("20", list), owned("60", list)]));
        add(format!("{path}.owners"), true, &owners);
        for owner in 0..party["owners"].as_array().map_or(0, Vec::len) {
            let shares = texts(&["0", "10", "25", "49.99", "50", "75", "100"]);
            add(format!("{path}.owners[{owner}].percent"), false, &shares);
            add(format!("{path}.owners[{owner}].lists"), true, &singles(CodeType::List));
        }
    }
    fields
}

proptest! {
    #![proptest_config(config(CASES))]

    /// `missing` is exact: a field that is listed matters for some value, and one that is not matters for none.
    #[test]
    fn missing_names_what_matters_and_nothing_else(
        request in requests(), profile in 0..PROFILES.len(),
    ) {
        prop_assume!(makes_sense(&request));
        let engine = engine(profile);
        let decided = decide(engine, &request);
        prop_assume!(decided.outcome == Outcome::Depends);
        let listed = missing(engine, &request, &decided);
        prop_assert!(!listed.is_empty(), "depends, and nothing is missing: {request}");
        for (path, values) in fillable(&request) {
            let filled = values.iter().map(|value| with(&request, &path, Some(value.clone()))).filter(makes_sense);
            let mut matters = false;
            for filled in filled {
                let after = decide(engine, &filled);
                let changed = closed(after.outcome) != closed(decided.outcome);
                matters = matters || changed || missing(engine, &filled, &after) != listed;
                let gives = after.outcome;
                let allowed = !changed || listed.contains(&path);
                prop_assert!(allowed, "{path} is not listed in {listed:?} and gives {gives}: {filled}");
            }
            prop_assert!(matters || !listed.contains(&path), "{path} is listed, and changes nothing: {request}");
        }
    }
}

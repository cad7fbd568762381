//! The example, the repository's own law and catalog, and applications made from the example.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};
use portcullis_application::form::{Application, Document, ItemEntry, Money};
use portcullis_application::{Certifier, Gap, from_toml};
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Profile};
use portcullis_law::{Law, LawSource};
use portcullis_license::{Instant, LineName, Person};
use proptest::prelude::*;
use serde_json::Value;

pub fn root(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", name].iter().collect()
}

pub fn example_text() -> String {
    std::fs::read_to_string(root("examples/desk/application.toml")).unwrap()
}

pub fn example() -> Application {
    from_toml(&example_text()).unwrap_or_else(|error| panic!("{error}"))
}

pub fn catalog() -> &'static Arc<Catalog> {
    static CATALOG: LazyLock<Arc<Catalog>> =
        LazyLock::new(|| Arc::new(Catalog::load_directory(&root("catalog")).unwrap()));
    &CATALOG
}

pub fn law() -> &'static Arc<Law> {
    static LAW: LazyLock<Arc<Law>> = LazyLock::new(|| {
        let source = LawSource::from_directory(&root("law")).unwrap();
        Arc::new(Law::load(&source, catalog().countries()).unwrap())
    });
    &LAW
}

pub fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        Engine::new(law().clone(), catalog().clone(), Profile::built_in(Profile::DEFAULT).unwrap()).unwrap()
    });
    &ENGINE
}

pub fn certifier() -> Certifier {
    Certifier {
        name: Person::new("officer.one").unwrap(),
        capacity: "officer".to_owned(),
        at: Instant::start_of(date(2026, 11, 21)),
    }
}

pub fn paths(gaps: &[Gap]) -> Vec<&str> {
    gaps.iter().map(|gap| gap.path.as_str()).collect()
}

pub fn document(kind: &str) -> Document {
    Document {
        name: format!("Fictitious {kind}"),
        kind: kind.to_owned(),
        expires: None,
        ..example().documents.remove(0)
    }
}

/// The value at a path such as `parties[2].name`.
pub fn at<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let pointer: String = path.replace('[', ".").replace(']', "").split('.').map(|step| format!("/{step}")).collect();
    value.pointer_mut(&pointer)
}

/// Every value without parts, by path.
pub fn leaves(value: &Value) -> Vec<(String, Value)> {
    fn walk(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Array(values) => {
                values.iter().enumerate().for_each(|(place, value)| walk(value, &format!("{path}[{place}]"), found));
            }
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let dot = if path.is_empty() { "" } else { "." };
                walk(value, &format!("{path}{dot}{name}"), found);
            }),
            leaf => found.push((path.to_owned(), leaf.clone())),
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// Complete applications: the example with other items, days and numbers.
pub fn complete() -> impl Strategy<Value = Application> {
    let item = (1_u64..5_000, 1_u32..40_000, 1_u64..=100, 0_u64..100_000, any::<bool>());
    let days = (0_i32..20_000, 0_i32..365);
    (prop::collection::vec(item, 1..6), days, any::<bool>(), any::<bool>()).prop_map(
        |(items, (start, length), offers, remote)| {
            let day = |days: i32| date(2024, 3, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let mut application = example();
            let (from, until): (Date, Date) = (day(start), day(start + length));
            (application.from, application.until) = (Some(from), Some(until));
            application.items = items
                .into_iter()
                .enumerate()
                .map(|(place, (chips, tpp, share, hundredths, named))| ItemEntry {
                    line: LineName::new(&format!("line {place}")).unwrap(),
                    model: if named { "H100 SXM5 80GB".to_owned() } else { String::new() },
                    tpp: Some(tpp),
                    chips,
                    chip_hours: Some((chips * 24 * (u64::try_from(length).unwrap() + 1) * share / 100).max(1)),
                    price: Some(Money { currency: "EUR".to_owned(), hundredths }),
                    ..example().items.remove(0)
                })
                .collect();
            if !offers {
                application.offered.clear();
            }
            if !remote {
                application.remote_users.any = Some(false);
                application.remote_users.countries.clear();
                application.remote_users.access.clear();
            }
            application
        },
    )
}

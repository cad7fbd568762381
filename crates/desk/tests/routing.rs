//! Who is asked about an application, and that nothing said or left unsaid spares an agency.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use portcullis_application::Application;
use portcullis_application::form::{EndUse, ItemEntry, Money, PartyEntry, SiteEntry};
use portcullis_catalog::Catalog;
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::mistake::Mistake;
use portcullis_desk::routing::{Referral, Routing, Vocabulary};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::load_directory(&root().join("catalog")).unwrap());

static END_USES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(root().join("law/codes.toml")).unwrap();
    let codes: toml::Table = toml::from_str(&text).unwrap();
    let ids = codes.get("end_use").unwrap().as_array().unwrap().iter();
    ids.map(|code| code.get("id").unwrap().as_str().unwrap().to_owned()).collect()
});

/// Rules of the kind that spares the usual agencies, beside all of the default ones.
static SPARING: LazyLock<Routing> = LazyLock::new(|| {
    let rule = r#"
[[no_referral]]
id = "small-and-near"
why = "small chips for nearby parties"
citation = "operator's choice"
evidence = "operator's choice"
unless = [
    { item = { tpp_at_least = 2000 } },
    { party = { countries = ["CN", "RU", "DE"] } },
    { end_uses = ["military", "government"] },
    { chips_at_least = 100 },
]
"#;
    read(&format!("{}{rule}", Routing::UNITED_STATES)).unwrap()
});

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(text: &str) -> Result<Routing, Mistake> {
    let countries = CATALOG.countries();
    Routing::parse(text, &Vocabulary { agencies: Agencies::united_states(), countries, end_uses: &END_USES })
}

fn agencies(referral: &Referral) -> Vec<&str> {
    referral.agencies.keys().map(AgencyName::as_str).collect()
}

fn item() -> impl Strategy<Value = ItemEntry> {
    let classification = prop::sample::select(vec!["3A090.a", "4A090", "EAR99", "5A992.z", "3a090.B"]);
    let price = prop::sample::select(vec!["USD", "EUR"]);
    let parts = (vec(classification, 1..3), 1_u32..20_000, 1_u64..30_000, 1_u64..10_000_000, price, 1_u64..100_000);
    parts.prop_map(|(classifications, tpp, chips, chip_hours, currency, hundredths)| ItemEntry {
        line: portcullis_license::LineName::new("one").unwrap(),
        model: String::new(),
        classifications: classifications.into_iter().map(str::to_owned).collect(),
        tpp: Some(tpp),
        performance_density: None,
        chips,
        chip_hours: Some(chip_hours),
        price: Some(Money { currency: currency.to_owned(), hundredths }),
        manufacturer: String::new(),
        technical_description: String::new(),
    })
}

fn country() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["CN", "US", "NL", "MO", "DE", "JP"]).prop_map(str::to_owned)
}

fn party() -> impl Strategy<Value = PartyEntry> {
    let role = prop::sample::select(vec!["applicant", "end_user", "reseller"]);
    (role, country(), country(), country()).prop_map(|(role, country, headquarters, parent)| {
        let json = serde_json::json!({
            "role": role, "name": "Northern Compute Ltd", "country": country, "headquarters": headquarters, "ultimate_parent_country": parent,
        });
        serde_json::from_value(json).unwrap()
    })
}

fn site() -> impl Strategy<Value = SiteEntry> {
    country().prop_map(|country| {
        serde_json::from_value(serde_json::json!({ "site": "hall-1", "country": country })).unwrap()
    })
}

fn end_use() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["commercial", "research", "military", "wmd", "government"]).prop_map(str::to_owned)
}

/// An application that leaves nothing out that a rule asks for.
fn application() -> impl Strategy<Value = Application> {
    let training = prop::sample::select(vec!["0", "3e24", "1e26", "5.5e27"]);
    (vec(item(), 1..3), vec(party(), 1..3), vec(site(), 1..3), vec(end_use(), 1..3), training).prop_map(
        |(items, parties, sites, codes, training)| Application {
            items,
            parties,
            sites,
            end_use: EndUse { codes, training_operations: Some(training.to_owned()), ..EndUse::default() },
            ..Application::default()
        },
    )
}

/// What may be added, raised or forgotten.
#[derive(Clone, Debug)]
enum More {
    Item(ItemEntry),
    Party(PartyEntry),
    Site(SiteEntry),
    EndUse(String),
    Chips(u64),
    Tpp(Option<u32>),
    Hours(Option<u64>),
    ForgetCountries,
    ForgetTraining,
    ForgetClassifications,
}

fn more() -> impl Strategy<Value = More> {
    prop_oneof![
        item().prop_map(More::Item),
        party().prop_map(More::Party),
        site().prop_map(More::Site),
        end_use().prop_map(More::EndUse),
        (0_u64..20_000).prop_map(More::Chips),
        option::of(0_u32..9_000).prop_map(More::Tpp),
        option::of(0_u64..9_000_000).prop_map(More::Hours),
        Just(More::ForgetCountries),
        Just(More::ForgetTraining),
        Just(More::ForgetClassifications),
    ]
}

fn add(application: &mut Application, more: More) {
    let first = application.items.first_mut().unwrap();
    match more {
        More::Item(item) => application.items.push(item),
        More::Party(party) => application.parties.push(party),
        More::Site(site) => application.sites.push(site),
        More::EndUse(code) => application.end_use.codes.push(code),
        More::Chips(chips) => first.chips += chips,
        More::Tpp(tpp) => first.tpp = first.tpp.zip(tpp).map(|(had, tpp)| had + tpp),
        More::Hours(hours) => first.chip_hours = first.chip_hours.zip(hours).map(|(had, hours)| had + hours),
        More::ForgetCountries => application.parties.first_mut().unwrap().headquarters.clear(),
        More::ForgetTraining => application.end_use.training_operations = None,
        More::ForgetClassifications => first.classifications.clear(),
    }
}

proptest! {
    #[test]
    fn neither_more_facts_nor_fewer_known_ones_spare_an_agency(base in application(), more in vec(more(), 1..5)) {
        let mut raised = base.clone();
        for more in more {
            add(&mut raised, more);
        }
        let (before, after) = (SPARING.refer(&base), SPARING.refer(&raised));
        prop_assert!(before.agencies.keys().all(|agency| after.agencies.contains_key(agency)), "{before:?}\n{after:?}");
        prop_assert!(after.none_needed.len() <= before.none_needed.len());
    }

    #[test]
    fn somebody_is_asked_or_a_rule_says_that_nobody_need_be(application in application()) {
        let referral = SPARING.refer(&application);
        prop_assert!(!referral.agencies.is_empty() || !referral.none_needed.is_empty());
        prop_assert!(referral.agencies.values().all(|whys| !whys.is_empty()));
        prop_assert!(!agencies(&referral).contains(&"commerce"));
        let usual = ["defense", "energy", "state"].iter().all(|name| agencies(&referral).contains(name));
        prop_assert!(usual || !referral.none_needed.is_empty());
    }

    #[test]
    fn a_sum_of_money_is_what_the_lines_cost_in_its_own_currency(application in application()) {
        let routing = read(Routing::UNITED_STATES).unwrap();
        let dollars: u128 = application.items.iter().filter_map(|item| {
            let price = item.price.as_ref().filter(|price| price.currency == "USD")?;
            Some(u128::from(item.chip_hours?) * u128::from(price.hundredths))
        }).sum();
        let is_known = application.items.iter().all(|item| item.price.as_ref().unwrap().currency == "USD");
        let asked = agencies(&routing.refer(&application)).contains(&"treasury");
        prop_assert_eq!(asked, dollars >= 10_000_000_000 || !is_known);
    }
}

#[test]
fn what_is_left_out_counts_and_the_reason_says_so() {
    let referral = read(Routing::UNITED_STATES).unwrap().refer(&Application::default());
    assert_eq!(agencies(&referral), ["defense", "energy", "state", "treasury"]);
    let treasury = referral.agencies.get(&AgencyName::new("treasury").unwrap()).unwrap();
    assert!(treasury.iter().all(|why| !why.open.is_empty()));
    assert_eq!(referral.version, portcullis_catalog::sha256(Routing::UNITED_STATES.as_bytes()));
}

#[test]
fn a_rule_that_could_never_hold_or_always_would_is_refused_with_its_place() {
    for (written, wrong, says) in [
        ("\"AF\"", "\"ZZ\"", "arms-embargoed-countries: `when`: `ZZ` is the code of no country"),
        ("\"wmd\"", "\"weapons\"", "weapons-and-supercomputers: `when`: `weapons` is no end use"),
        ("\"4A090\"", "\"4A90\"", "advanced-computing-items: `when`: `4A90` is no classification"),
        ("\"USD\"", "\"dollars\"", "large-transaction: `when`: `dollars` is no ISO 4217 code"),
        ("chips_at_least = 10_000", "chips_at_least = 0", "very-many-chips: `when`: at least 0"),
        ("{ chips_at_least = 10_000 }", "{}", "very-many-chips: `when`: asks nothing"),
        ("{ chips_at_least = 10_000 }", "{ cores_at_least = 1 }", "unknown field `cores_at_least`"),
        ("\"1e26\"", "\"many\"", "`many` is not a non-negative decimal"),
        ("refer = [\"treasury\"]", "refer = [\"trade\"]", "large-transaction: `refer`: there is no agency `trade`"),
        ("refer = [\"treasury\"]", "refer = [\"commerce\"]", "large-transaction: `refer`: `commerce` decides"),
        ("refer = [\"treasury\"]", "refer = []", "large-transaction: `refer` names nobody"),
        ("refer = [\"state\", \"defense\", \"energy\"]", "refer = []", "always: `refer` names nobody"),
        ("id = \"very-many-chips\"", "id = \"large-training-run\"", "large-training-run: is there twice"),
        ("evidence = \"operator's choice\"", "evidence = \"surely\"", "large-training-run: `evidence` must begin with"),
    ] {
        assert!(Routing::UNITED_STATES.contains(written), "{written}");
        let said = read(&Routing::UNITED_STATES.replacen(written, wrong, 1)).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_rule_that_spares_everybody_always_is_refused() {
    let rule = "[[no_referral]]\nid = \"never\"\nwhy = \"haste\"\ncitation = \"none\"\nevidence = \"operator's choice\"\nunless = []\n";
    let said = read(&format!("{}{rule}", Routing::UNITED_STATES)).unwrap_err().to_string();
    assert!(said.contains("never: `unless` is empty"), "{said}");
}

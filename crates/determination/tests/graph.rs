//! What a determination takes from an ownership graph, against the rules asked of the graph directly.
#![cfg(test)]

mod common;

use common::{catalog, law};
use jiff::civil::{Date, date};
use portcullis_determination::{
    Engine, GraphVersion, Memo, Profile, ServedLists, ServedOwnership, Transaction, parse_line,
};
use portcullis_law::{CodeType, Outcome};
use portcullis_lists::{Entry, Snapshot};
use portcullis_ownership::{
    Graph, GraphBuilder, Holding, InterestStatement, Listed, Nature, PartyStatement, Share, aggregate, parentage,
};
use portcullis_party::{Held, Stated};
use portcullis_screening::{Lexicon, Resolutions, Screener, Use};
use proptest::prelude::*;
use serde_json::json;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// A day on which the Affiliates rule was in force.
const ON: Date = date(2025, 10, 15);

/// Names of which none is near another.
const NAMES: [&str; 6] = [
    "Alderwyn Foundry",
    "Brimstow Textiles",
    "Corvane Shipping",
    "Dunmarrow Optics",
    "Elverton Grain",
    "Farnholt Ceramics",
];

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "names"].iter().collect();
    Arc::new(Lexicon::load_directory(&folder).expect("the tables of names load"))
});

/// Owner, owned, the share at least and at most.
type Line = (usize, usize, u32, u32);

fn graph(lines: &[Line]) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.document("made");
    for (place, name) in NAMES.iter().enumerate() {
        let statement = PartyStatement { id: &place.to_string(), name: Some(name), ..PartyStatement::default() };
        builder.party(&statement).expect("it has an id");
    }
    for (owner, owned, low, high) in lines.iter().filter(|line| line.0 != line.1) {
        let share = Share::parse(&format!("{low}-{high}")).expect("a range");
        let statement = InterestStatement {
            owner: &owner.to_string(),
            owned: &owned.to_string(),
            nature: Nature::Ownership,
            share,
            held: Holding::Direct,
            from: None,
            to: None,
            statement: "",
            stated: None,
        };
        builder.interest(&statement).expect("it names both");
    }
    builder.finish()
}

/// Lists with these parties on them.
fn lists(listed: &[(usize, &str)]) -> ServedLists {
    let entry = |(place, list): &(usize, &str)| Entry {
        id: format!("{list}-{place}"),
        list: (*list).to_owned(),
        name: NAMES[*place].to_owned(),
        ..Entry::default()
    };
    let entries: Vec<Entry> = listed.iter().map(entry).collect();
    let snapshot = Snapshot::unpublished("made".to_owned(), ON, entries);
    ServedLists {
        screener: Arc::new(Screener::new(Arc::clone(&LEXICON), vec![snapshot])),
        resolutions: Arc::new(Resolutions::default()),
        used_for: Use::Decision,
    }
}

/// What an engine with this graph and these lists says of an export to a party: its fired provisions and the outcome.
fn decide(graph: Graph, lists: ServedLists, party: usize) -> (Transaction, Vec<String>, Outcome) {
    let profile = Profile::built_in("enacted").expect("a built-in profile");
    let version = GraphVersion { document: "made".to_owned(), sha256: String::new() };
    let engine = Engine::new(law().clone(), catalog().clone(), profile).expect("the engine starts");
    let engine = engine.with_lists(lists).with_ownership(ServedOwnership::new(graph, vec![version]));
    let request = json!({
        "kind": "export", "on": ON.to_string(), "item": {"goods": "other"}, "from": "US", "to": "MY",
        "parties": [{"role": "ultimate_consignee", "name": NAMES[party], "country": "MY"}],
    })
    .to_string();
    let request = parse_line(request.as_bytes()).expect("a request");
    let mut transaction = engine.resolve(&request).expect("it resolves");
    let mut memo = Memo::default();
    engine.screen(&request, &mut transaction, &mut memo);
    let decided = engine.determine(&transaction, &mut memo);
    let fired = engine.fired(&transaction).into_iter().map(|at| law().provisions[at].id.clone()).collect();
    (transaction, fired, decided.outcome)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the rule says of the graph, list by list and together, a determination never says less of.
    #[test]
    fn a_determination_is_never_laxer_than_the_rule(
        lines in prop::collection::vec((0..6_usize, 0..6_usize, 0..=10_u32, 0..=4_u32), 0..8),
        sdn in prop::collection::btree_set(0..6_usize, 0..2), el in prop::collection::btree_set(0..6_usize, 0..2),
        party in 0..6_usize,
    ) {
        prop_assume!(!sdn.contains(&party) && !el.contains(&party));
        let lines: Vec<Line> = lines
            .into_iter()
            .map(|(owner, owned, low, more)| (owner, owned, low * 10, (low * 10 + more * 15).min(100)))
            .collect();
        let listed: Vec<(usize, &str)> =
            sdn.iter().map(|place| (*place, "SDN")).chain(el.iter().map(|place| (*place, "EL"))).collect();
        let made = graph(&lines);
        let index = |place: usize| made.find(&place.to_string()).expect("every party is there");
        let on = |lists: &[&str]| {
            let those = listed.iter().filter(|(_, list)| lists.contains(list)).map(|(place, _)| index(*place));
            aggregate(&made, index(party), ON, &Listed::certainly(those))
        };
        // Shares over the whole prove nothing, and go to a person.
        let contradictory = !on(&[]).contradictions.is_empty();
        let (blocked, together) = (on(&["SDN"]).held, on(&["SDN", "EL"]).held);
        let stated = made.interests_in(index(party)).next().is_some();
        let parent = parentage(&made, index(party), ON).headquarters();
        let (transaction, fired, outcome) = decide(graph(&lines), lists(&listed), party);
        let fires = |provision: &str| fired.iter().any(|id| id == provision);

        prop_assert_eq!(transaction.parties[0].parent_headquarters(), parent);
        if !stated {
            prop_assert_eq!(&transaction.parties[0].owners, &Stated::Unknown);
            prop_assert_eq!(outcome, Outcome::Depends);
        }
        match blocked {
            Held::Certainly => prop_assert_eq!(outcome, Outcome::Prohibited),
            Held::Possibly => prop_assert!(outcome >= Outcome::Depends),
            // Who does not hold half for certain bars nobody, whatever others hold beside them.
            Held::Not => {}
        }
        prop_assert!(blocked == Held::Certainly || !fires("us-parties-sdn-owned"), "{:?}", transaction.owned);
        match together {
            Held::Certainly => {
                prop_assert!(outcome >= Outcome::LicenseRequired, "{:?}", transaction.owned);
                let fired = [fires("us-parties-affiliates-sdn"), fires("us-parties-affiliates-entity-list")];
                prop_assert!(fired.contains(&true), "{:?}", transaction.owned);
            }
            Held::Possibly => prop_assert!(outcome >= Outcome::Depends, "{:?}", transaction.owned),
            Held::Not => prop_assert!(!fires("us-parties-affiliates-sdn") && !fires("us-parties-affiliates-entity-list")),
        }
        let open = stated && !contradictory && blocked == Held::Not && together == Held::Not;
        prop_assert!(!open || outcome.opens(), "{} {:?}", outcome, transaction.owned);
    }
}

/// The names are told apart, so that the test above is about the graph alone.
#[test]
fn no_name_is_taken_for_another() {
    let all: Vec<(usize, &str)> = (0..NAMES.len()).map(|place| (place, "SDN")).collect();
    let sdn = law().codes.bit(CodeType::List, "sdn").expect("a list");
    for (place, name) in NAMES.iter().enumerate() {
        let one: Vec<(usize, &str)> = all.iter().copied().filter(|(other, _)| *other != place).collect();
        let (transaction, ..) = decide(graph(&[]), lists(&one), place);
        assert_eq!(transaction.parties[0].lists.possibly() & sdn, 0, "{name}");
        let (transaction, ..) = decide(graph(&[]), lists(&all), place);
        assert_eq!(transaction.parties[0].lists.certainly() & sdn, sdn, "{name}");
    }
}

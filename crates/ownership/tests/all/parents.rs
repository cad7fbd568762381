//! The headquarters test.

use crate::common::{ON, countries, graph, party};
use portcullis_ownership::{Graph, Parentage, parentage};
use portcullis_party::{Stated, UltimateParent};

fn parent(graph: &Graph, id: &str) -> Parentage {
    parentage(graph, party(graph, id), ON)
}

fn tops(graph: &Graph, id: &str) -> Vec<String> {
    parent(graph, id).tops.iter().map(|top| graph.party(top.party).id.to_owned()).collect()
}

fn headquarters(text: &str, id: &str) -> Option<String> {
    parent(&graph(text), id).headquarters().known().map(|country| country.to_string())
}

#[test]
fn the_top_of_the_chain_is_the_ultimate_parent() {
    let text = "T @CN; M @SG; T 51 M; M !consolidation C; C @SG";
    let graph = graph(text);
    let answer = parent(&graph, "C");
    assert_eq!(tops(&graph, "C"), ["T"]);
    assert!(answer.certain && answer.cycles.is_empty());
    assert_eq!(answer.ultimate_parent(), UltimateParent::Other(Stated::Known(countries().parse("CN").unwrap())));
}

#[test]
fn half_is_no_majority_and_control_needs_no_share() {
    assert_eq!(headquarters("T @CN; T 51 C; C @SG", "C").as_deref(), Some("CN"));
    // Exactly half may be control, and may not.
    assert_eq!(headquarters("T @CN; T 50 C; C @SG", "C"), None);
    assert_eq!(headquarters("T @CN; T 49 C; C @SG", "C").as_deref(), Some("SG"));
    assert_eq!(headquarters("T @CN; T 1 C; T !consolidation C; C @SG", "C").as_deref(), Some("CN"));
    assert_eq!(headquarters("T @CN; T !branch C; C @SG", "C").as_deref(), Some("CN"));
    assert_eq!(headquarters("T @CN; T !fund_management C; C @SG", "C").as_deref(), Some("SG"));
    assert_eq!(headquarters("T @CN; T !position C; C @SG", "C").as_deref(), Some("SG"));
}

#[test]
fn who_says_who_is_at_the_top_says_more_than_who_comes_next() {
    let text = "U @US; D @IE; U !ultimate_consolidation C; D !consolidation C";
    assert_eq!(headquarters(text, "C").as_deref(), Some("US"));
    // Somebody may stand above the top of the accounts.
    assert_eq!(headquarters(&format!("{text}; S @CN; S 70 U"), "C").as_deref(), Some("CN"));
}

#[test]
fn what_is_open_stays_open() {
    // No headquarters, no statement, several tops.
    assert_eq!(headquarters("T 60 C; C @SG", "C"), None);
    assert_eq!(headquarters("C @SG; C 60 D", "C"), None);
    assert_eq!(headquarters("U unidentified; U any C; C @SG", "C"), None);
    assert_eq!(headquarters("T @CN; S @JP; T any C; S any C; C @SG", "C"), None);
    assert_eq!(headquarters("T @CN; S @CN; T any C; S any C; C @CN", "C").as_deref(), Some("CN"));
    // An unknown share that others leave no room for is no majority.
    assert_eq!(headquarters("T @CN; S @JP; T any C; S 60 C; C @SG", "C").as_deref(), Some("JP"));
}

#[test]
fn natural_persons_are_named_and_not_followed() {
    let graph = graph("P person; P 100 C; C @SG");
    let answer = parent(&graph, "C");
    assert_eq!(answer.ultimate_parent(), UltimateParent::Itself);
    assert_eq!(answer.persons, [party(&graph, "P")]);
}

#[test]
fn a_circle_has_no_top_but_all_its_members() {
    let circle = graph("A @CN; B @CN; A 60 B; B 60 A; B 60 C; C @SG");
    let answer = parent(&circle, "C");
    assert_eq!(tops(&circle, "C"), ["A", "B"]);
    assert!(!answer.certain && answer.tops.iter().all(|top| top.in_cycle));
    assert_eq!(answer.cycles, [[party(&circle, "A"), party(&circle, "B")]]);
    assert_eq!(answer.headquarters().known().map(|country| country.to_string()).as_deref(), Some("CN"));
    // A way out of the circle is followed.
    assert_eq!(tops(&graph("A 60 B; B 60 A; B 60 C; T !ultimate_consolidation A"), "C"), ["T"]);
}

#[test]
fn contradictory_shares_make_no_certain_parent() {
    let graph = graph("T @CN; S @SG; T 60 C; S 60 C; C @SG");
    let answer = parent(&graph, "C");
    assert_eq!(tops(&graph, "C"), ["C", "S", "T"]);
    assert!(!answer.certain);
}

#[test]
fn a_holding_that_is_split_among_companies_of_one_parent_is_the_parents() {
    let text = "T @CN; C @SG; T 60 A; T 70 B; A 30 C; B 25 C; O @NL; O 45 C";
    let graph = graph(text);
    let answer = parent(&graph, "C");
    assert!(answer.certain, "{answer:?}");
    assert_eq!(tops(&graph, "C"), ["T"]);
    assert_eq!(headquarters(&text.replace("B 25 C", "B 20 C"), "C"), None);
    assert_eq!(headquarters(&text.replace("B 25 C", "B 19 C"), "C").as_deref(), Some("SG"));
    // Not every step is known.
    assert_eq!(headquarters(&text.replace("T 70 B", "T any B"), "C"), None);
    // A link that needs no share joins the group, too.
    assert_eq!(headquarters(&text.replace("T 70 B", "T !consolidation B"), "C").as_deref(), Some("CN"));
}

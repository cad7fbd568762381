//! The 50 percent rule: the authority's own examples, then what data do to it.

use crate::common::{ON, graph, listed, party};
use portcullis_catalog::Exact;
use portcullis_ownership::{Aggregate, Graph, Listed, Standing, aggregate};
use portcullis_party::Held;

fn answer(graph: &Graph, id: &str, on_list: &[&str]) -> Aggregate {
    aggregate(graph, party(graph, id), ON, &listed(graph, on_list))
}

fn held(text: &str, id: &str, on_list: &[&str]) -> Held {
    answer(&graph(text), id, on_list).held
}

/// OFAC, FAQ 401, its examples in its order: X is blocked, and so is C or B, or not.
#[test]
fn examples_of_the_authority() {
    assert_eq!(held("X 50 A; A 50 B", "B", &["X"]), Held::Certainly);
    assert_eq!(held("X 50 A; X 50 B; A 25 C; B 25 C", "C", &["X"]), Held::Certainly);
    assert_eq!(held("X 50 A; X 10 B; A 40 B", "B", &["X"]), Held::Certainly);
    assert_eq!(held("X 50 A; X 25 B; A 25 C; B 25 C", "C", &["X"]), Held::Not);
    assert_eq!(held("X 25 A; X 25 B; A 50 C; B 50 C", "C", &["X"]), Held::Not);
}

/// OFAC, FAQ 399: holdings of several blocked persons are added up.
#[test]
fn holdings_of_several_listed_parties_add_up() {
    assert_eq!(held("X 25 A; Y 25 A", "A", &["X", "Y"]), Held::Certainly);
    assert_eq!(held("X 25 A; Y 25 A", "A", &["X"]), Held::Not);
    assert_eq!(held("X 25 A; Y 24.999999999999 A", "A", &["X", "Y"]), Held::Not);
}

/// OFAC, FAQ 398: control is not ownership.
#[test]
fn control_takes_no_part() {
    assert_eq!(held("X !consolidation A; X !voting_rights A; X !board_appointment A; X 49 A", "A", &["X"]), Held::Not);
}

#[test]
fn shares_are_not_multiplied_and_the_product_is_shown_beside() {
    let graph = graph("X 50 A; A 50 B; B 50 C");
    let answer = answer(&graph, "C", &["X"]);
    assert_eq!((answer.held, answer.lower), (Held::Certainly, Exact::whole(50)));
    assert_eq!(answer.multiplied.to_string(), "12.5");
    let steps: Vec<&str> = answer.steps.iter().map(|step| graph.party(step.owned).id).collect();
    assert_eq!(steps, ["A", "B", "C"]);
}

#[test]
fn two_companies_that_own_each_other_do_not_list_themselves() {
    let text = "A 60 B; B 60 A; X 10 A; A 100 C";
    assert_eq!(held(text, "C", &["X"]), Held::Not);
    assert_eq!(held(text, "B", &["A"]), Held::Certainly);
    assert_eq!(held("A 90 A; X 10 A", "A", &["X"]), Held::Not);
}

#[test]
fn what_is_not_known_is_bounded_by_what_others_leave_over() {
    assert_eq!(held("X any A", "A", &["X"]), Held::Possibly);
    assert_eq!(held("X any A; Y 50 A", "A", &["X"]), Held::Possibly);
    assert_eq!(held("X any A; Y 50.1 A", "A", &["X"]), Held::Not);
    assert_eq!(held("X any A; Y >50 A", "A", &["X"]), Held::Not);
    assert_eq!(held("X 25-50 A", "A", &["X"]), Held::Possibly);
    let below = answer(&graph("X <50 A"), "A", &["X"]);
    assert!(below.held == Held::Not && below.below_upper && below.upper == Exact::whole(50));
    // The rest of a company belongs to nobody that is stated.
    assert_eq!(held("X 49 A", "A", &["X"]), Held::Not);
}

#[test]
fn an_owner_without_a_name_may_be_anybody() {
    assert_eq!(held("U unidentified; U 60 A; X 1 A", "A", &["X"]), Held::Possibly);
    assert_eq!(held("U unidentified; U 30 A; X 20 A", "A", &["X"]), Held::Possibly);
    assert_eq!(held("U unidentified; U 30 A; X 19 A", "A", &["X"]), Held::Not);
}

#[test]
fn a_possible_match_is_possibly_listed() {
    let graph = graph("X 60 A; A 60 B");
    let mut on_list = Listed::nobody();
    on_list.add(party(&graph, "X"), Standing::Possibly);
    assert_eq!(aggregate(&graph, party(&graph, "B"), ON, &on_list).held, Held::Possibly);
}

#[test]
fn more_than_the_whole_is_a_contradiction_that_closes() {
    let contradictory = graph("X 20 A; Y 60 A; Z 60 A; A 100 B");
    let answer_a = answer(&contradictory, "A", &["X"]);
    assert_eq!(answer_a.held, Held::Possibly);
    assert_eq!(answer_a.contradictions[0].total, Exact::whole(140));
    assert_eq!(answer(&contradictory, "B", &["X"]).held, Held::Possibly);
    // It proves nothing against anybody either.
    assert_eq!(answer(&contradictory, "A", &["Y"]).held, Held::Possibly);
    assert_eq!(answer(&contradictory, "A", &[]).held, Held::Not);
}

#[test]
fn an_indirect_statement_repeats_the_chain_or_shows_one_that_nobody_stated() {
    // Attributed: the last company's share. Multiplied: 60 percent of 60.
    for stated in ["60", "36"] {
        let graph = graph(&format!("X 60 A; A 60 B; Y 40 B; X ~{stated} B"));
        let answer = answer(&graph, "B", &["X"]);
        assert_eq!((answer.held, answer.lower, answer.repeats), (Held::Certainly, Exact::whole(60), 1), "{stated}");
        assert!(answer.contradictions.is_empty());
    }
    // More than the chain accounts for: there is another one.
    let more = answer(&graph("X 60 A; A 40 B; X ~60 B"), "B", &["X"]);
    assert_eq!((more.held, more.lower, more.repeats), (Held::Certainly, Exact::whole(60), 0));
    // No chain at all: the statement is what is known, and through what it is held is not.
    assert_eq!(held("X ~60 B; Y 100 B", "B", &["X"]), Held::Certainly);
    assert_eq!(held("X ~10 B; Y 100 B", "B", &["X"]), Held::Possibly);
    // A step that is not known is no chain.
    let open = answer(&graph("X any A; A 60 B; X ~30 B"), "B", &["X"]);
    assert_eq!((open.held, open.repeats), (Held::Possibly, 0));
    // What is held directly beside it is added: nothing is held through itself.
    assert_eq!(held("X ~30 B; X 20 B", "B", &["X"]), Held::Certainly);
}

#[test]
fn what_may_be_direct_or_indirect_is_direct_unless_that_is_too_much() {
    assert_eq!(answer(&graph("X ?60 A; Y 40 A"), "A", &["X"]).held, Held::Certainly);
    let both = answer(&graph("X 60 H; H 100 A; X ?60 A"), "A", &["X"]);
    assert_eq!((both.lower, both.repeats), (Exact::whole(100), 1));
    assert!(both.contradictions.is_empty());
}

//! Laws that every answer obeys, whatever the graph.

use crate::common::{ON, graph, holds, listed, party};
use jiff::civil::date;
use portcullis_ownership::{
    Graph, GraphBuilder, Holding, InterestStatement, Listed, Nature, PartyStatement, Share, Standing, aggregate,
    difference, owners_of, parentage, party_answers, touched,
};
use portcullis_party::{Held, Stated, held_by};
use proptest::prelude::*;

const PARTIES: usize = 7;

#[derive(Debug, Clone)]
struct Line {
    owner: usize,
    owned: usize,
    nature: Nature,
    held: Holding,
    low: u64,
    high: u64,
}

fn line() -> impl Strategy<Value = Line> {
    let nature = prop_oneof![6 => Just(Nature::Ownership), 1 => prop::sample::select(Nature::ALL.to_vec())];
    let held = prop_oneof![4 => Just(Holding::Direct), 1 => Just(Holding::Indirect), 1 => Just(Holding::Unknown)];
    let share = prop_oneof![3 => (0_u64..=60).prop_map(|share| (share, share)), 2 => (0_u64..=50, 0_u64..=50).prop_map(|(low, more)| (low, low + more))];
    (0..PARTIES, 0..PARTIES, nature, held, share).prop_map(|(owner, owned, nature, held, (low, high))| Line {
        owner,
        owned,
        nature,
        held,
        low,
        high,
    })
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(), 0..14)
}

fn build(lines: &[Line]) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.document("test");
    for id in 0..PARTIES {
        // One of them is stated without being identified.
        let statement = PartyStatement { id: &id.to_string(), unidentified: id == 6, ..PartyStatement::default() };
        builder.party(&statement).unwrap();
    }
    for line in lines {
        let (low, high) = (line.low, line.high);
        let share = Share::between(Some((exact(low), false)), Some((exact(high), false))).unwrap();
        let (owner, owned) = (line.owner.to_string(), line.owned.to_string());
        let (nature, held) = (line.nature, line.held);
        builder.interest(&InterestStatement { nature, held, ..holds(&owner, &owned, share) }).unwrap();
    }
    builder.finish()
}

fn exact(percent: u64) -> portcullis_catalog::Exact {
    portcullis_catalog::Exact::whole(percent)
}

fn rank(held: Held) -> u8 {
    match held {
        Held::Not => 0,
        Held::Possibly => 1,
        Held::Certainly => 2,
    }
}

fn one_a_pair(mut lines: Vec<Line>) -> Vec<Line> {
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|line| seen.insert((line.owner, line.owned)));
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn one_more_listed_party_never_lowers(lines in lines(), few in prop::collection::btree_set(0..PARTIES, 0..2), more in 0..PARTIES) {
        let graph = build(&lines);
        let index = |party: usize| graph.find(&party.to_string()).unwrap();
        let mut on_list = Listed::certainly(few.iter().map(|party| index(*party)));
        let before: Vec<_> = graph.parties().map(|party| aggregate(&graph, party, ON, &on_list)).collect();
        for standing in [Standing::Possibly, Standing::Certainly] {
            on_list.add(index(more), standing);
            for before in &before {
                let after = aggregate(&graph, before.party, ON, &on_list);
                prop_assert!(rank(before.held) <= rank(after.held), "{:?} then {:?}", before, after);
                prop_assert!(before.lower <= after.lower && before.upper <= after.upper);
            }
        }
    }

    /// On statements that do not contradict each other, knowing less never closes a possibility.
    #[test]
    fn a_wider_range_never_removes_what_is_possible(
        lines in lines(), listed in 0..PARTIES, at in any::<prop::sample::Index>(), low in 0_u64..=60, high in 0_u64..=100,
    ) {
        let mut lines = one_a_pair(lines);
        lines.iter_mut().for_each(|line| line.held = Holding::Direct);
        prop_assume!(!lines.is_empty());
        let narrow = build(&lines);
        let at = at.index(lines.len());
        (lines[at].low, lines[at].high) = (lines[at].low.min(low), lines[at].high.max(high));
        let wide = build(&lines);
        for party in narrow.parties() {
            let answer = |graph: &Graph| aggregate(graph, party, ON, &Listed::certainly(graph.find(&listed.to_string())));
            let (before, after) = (answer(&narrow), answer(&wide));
            prop_assume!(before.contradictions.is_empty());
            prop_assert!(before.held == Held::Not || after.held != Held::Not, "{:?} then {:?}", before, after);
            prop_assert!(after.lower <= before.lower && before.upper <= after.upper);
        }
    }

    /// Owners that are handed to a determination never say less than the answer itself.
    #[test]
    fn owners_of_a_determination_are_never_laxer(
        lines in lines(), first in prop::collection::btree_set(0..PARTIES, 0..3), second in 0..PARTIES,
    ) {
        let graph = build(&lines);
        let index = |party: usize| graph.find(&party.to_string()).unwrap();
        let mut possible = Listed::nobody();
        possible.add(index(second), Standing::Possibly);
        let lists = [(1, Listed::certainly(first.iter().map(|party| index(*party)))), (2, possible)];
        for party in graph.parties() {
            let answers = party_answers(&graph, party, ON, &lists);
            let Stated::Known(owners) = &answers.owners else {
                prop_assert!(answers.held.iter().all(|(_, held)| *held == Held::Not));
                continue;
            };
            for (set, held) in &answers.held {
                match held_by(owners, *set) {
                    Ok(said) => prop_assert!(rank(said) >= rank(*held), "{:?} for {:?}", said, answers),
                    Err(_) => prop_assert!(*held != Held::Certainly),
                }
            }
        }
    }

    /// Who is not touched keeps every answer.
    #[test]
    fn answers_change_only_where_they_are_touched(
        lines in lines(), drop in any::<prop::sample::Index>(), listed in 0..PARTIES, moved in 0..PARTIES,
    ) {
        prop_assume!(!lines.is_empty());
        let old = build(&lines);
        let mut fewer = lines.clone();
        fewer.remove(drop.index(lines.len()));
        let new = build(&fewer);
        let found = difference(&old, &new);
        let index = |graph: &Graph, id: usize| graph.find(&id.to_string()).unwrap();
        let below = touched(&new, found.starts(&new));
        let moved_below = touched(&new, [index(&new, listed), index(&new, moved)]);
        for id in 0..PARTIES {
            let answer = |graph: &Graph, on_list: usize| {
                let on_list = Listed::certainly([index(graph, on_list)]);
                let party = index(graph, id);
                (format!("{:?}", aggregate(graph, party, ON, &on_list)), format!("{:?}", parentage(graph, party, ON)), owners_of(graph, party, ON))
            };
            if !below.contains(&index(&new, id)) {
                prop_assert_eq!(answer(&old, listed), answer(&new, listed), "{} in {:?}", id, found);
            }
            if !moved_below.contains(&index(&new, id)) {
                prop_assert_eq!(answer(&new, listed), answer(&new, moved));
            }
        }
    }
}

#[test]
fn a_difference_names_what_changed() {
    let old = graph("A 60 B; B 60 C; A @SG");
    let new = graph("A 60 B; B 70 C; A @CN; D 5 C");
    let found = difference(&old, &new);
    let said = |interests: &[portcullis_ownership::ChangedInterest]| {
        interests.iter().map(|one| format!("{} {} {}", one.owner, one.share, one.owned)).collect::<Vec<_>>()
    };
    assert_eq!(
        (said(&found.added), said(&found.removed)),
        (vec!["B 70% C".to_owned(), "D 5% C".to_owned()], vec!["B 60% C".to_owned()])
    );
    assert_eq!(found.parties, ["A", "D"]);
    assert!(difference(&new, &new).is_empty());
    let ids: Vec<&str> = touched(&new, found.starts(&new)).into_iter().map(|index| new.party(index).id).collect();
    assert_eq!(ids, ["A", "B", "C", "D"]);
}

#[test]
fn interests_hold_from_their_first_day_until_the_day_they_ended() {
    let mut builder = GraphBuilder::new();
    let (from, to) = (Some(date(2021, 4, 3)), Some(date(2022, 1, 21)));
    let statement = InterestStatement { from, to, ..holds("A", "B", Share::WHOLE) };
    builder.interest(&statement).unwrap();
    assert!(builder.interest(&InterestStatement { from: to, to: from, ..statement }).is_err());
    let graph = builder.finish();
    let held = |on| aggregate(&graph, party(&graph, "B"), on, &listed(&graph, &["A"])).held;
    assert_eq!(
        [date(2021, 4, 2), date(2021, 4, 3), date(2022, 1, 20), date(2022, 1, 21)].map(held),
        [Held::Not, Held::Certainly, Held::Certainly, Held::Not]
    );
}

//! The rule a second time, slowly: every way the unknowns can be, each settled by scanning until nothing changes.
//!
//! Shares are whole numbers of 2.5 percent here, bounds whole numbers of 10 percent: what lies strictly between
//! two bounds can be tried.

use crate::common::{ON, holds};
use portcullis_catalog::Exact;
use portcullis_ownership::{Graph, GraphBuilder, Listed, Share, Standing, aggregate};
use portcullis_party::Held;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const WHOLE: u32 = 40;
const PARTIES: usize = 6;

/// What one party holds in another: at least, at most, and whether it does not reach either.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: u32,
    high: u32,
    above: bool,
    below: bool,
}

type Holdings = BTreeMap<(usize, usize), Range>;

fn values(range: Range) -> Vec<u32> {
    let excluded = |value: &u32| (range.above && *value == range.low) || (range.below && *value == range.high);
    (range.low..=range.high).filter(|value| !excluded(value)).collect()
}

/// Every way the shares can be, nobody being held by more than the whole.
fn worlds(holdings: &Holdings) -> Vec<BTreeMap<(usize, usize), u32>> {
    let mut worlds: Vec<BTreeMap<(usize, usize), u32>> = vec![BTreeMap::new()];
    for (pair, range) in holdings {
        let mut next = Vec::new();
        for world in &worlds {
            let taken: u32 = world.iter().filter(|((_, owned), _)| *owned == pair.1).map(|(_, share)| share).sum();
            for value in values(*range).into_iter().filter(|value| taken + value <= WHOLE) {
                let mut world = world.clone();
                world.insert(*pair, value);
                next.push(world);
            }
        }
        worlds = next;
    }
    worlds
}

/// Who is treated as listed in one world.
fn treated(world: &BTreeMap<(usize, usize), u32>, listed: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut treated = listed.clone();
    loop {
        let more: Vec<usize> = (0..PARTIES)
            .filter(|party| !treated.contains(party) && held(world, &treated, *party) * 2 >= WHOLE)
            .collect();
        if more.is_empty() {
            return treated;
        }
        treated.extend(more);
    }
}

fn held(world: &BTreeMap<(usize, usize), u32>, treated: &BTreeSet<usize>, party: usize) -> u32 {
    let by = |owner: &usize, owned: &usize| *owned == party && owner != owned && treated.contains(owner);
    world.iter().filter(|((owner, owned), _)| by(owner, owned)).map(|(_, share)| share).sum()
}

fn percent(units: u32) -> Exact {
    Exact::whole(u64::from(units) * 5).over(Exact::whole(2)).unwrap()
}

fn build(holdings: &Holdings, reversed: bool) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.document("test");
    let mut pairs: Vec<_> = holdings.iter().collect();
    if reversed {
        pairs.reverse();
    }
    for id in 0..PARTIES {
        let id = if reversed { PARTIES - 1 - id } else { id };
        builder.party(&portcullis_ownership::PartyStatement { id: &id.to_string(), ..Default::default() }).unwrap();
    }
    for ((owner, owned), range) in pairs {
        let share = Share::between(Some((percent(range.low), range.above)), Some((percent(range.high), range.below)));
        builder.interest(&holds(&owner.to_string(), &owned.to_string(), share.unwrap())).unwrap();
    }
    builder.finish()
}

fn range() -> impl Strategy<Value = Range> {
    let tens = (0_u32..=10, 0_u32..=10, any::<bool>(), any::<bool>());
    let ranges = tens.prop_map(|(a, b, above, below)| {
        let (low, high) = (a.min(b) * 4, a.max(b) * 4);
        let open = low < high;
        Range { low, high, above: above && open, below: below && open }
    });
    prop_oneof![
        2 => ranges,
        1 => Just(Range { low: 0, high: WHOLE, above: false, below: false }),
    ]
}

fn holdings() -> impl Strategy<Value = Holdings> {
    let pair = (0..PARTIES, 0..PARTIES);
    let known = prop::collection::btree_map(pair.clone(), 0_u32..=6, 0..9);
    let unknown = prop::collection::btree_map(pair, range(), 0..4);
    (known, unknown).prop_map(|(known, unknown)| {
        let exact = |share: u32| Range { low: share * 4, high: share * 4, above: false, below: false };
        let mut holdings: Holdings = known.into_iter().map(|(pair, share)| (pair, exact(share))).collect();
        holdings.extend(unknown);
        holdings
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    /// The bounds are exact: what is certain holds in every world, and what is possible in some.
    #[test]
    fn bounds_are_what_every_world_and_some_world_say(
        holdings in holdings(), listed in prop::collection::btree_set(0..PARTIES, 0..3),
    ) {
        let worlds = worlds(&holdings);
        prop_assume!(!worlds.is_empty());
        let graph = build(&holdings, false);
        let index = |party: usize| graph.find(&party.to_string()).unwrap();
        let on_list = Listed::certainly(listed.iter().map(|party| index(*party)));
        let settled: Vec<BTreeSet<usize>> = worlds.iter().map(|world| treated(world, &listed)).collect();
        for party in 0..PARTIES {
            let shares: Vec<u32> =
                worlds.iter().zip(&settled).map(|(world, treated)| held(world, treated, party)).collect();
            let (least, most) = (*shares.iter().min().unwrap(), *shares.iter().max().unwrap());
            let expected = if least * 2 >= WHOLE {
                Held::Certainly
            } else if most * 2 >= WHOLE {
                Held::Possibly
            } else {
                Held::Not
            };
            let answer = aggregate(&graph, index(party), ON, &on_list);
            prop_assert_eq!(answer.held, expected, "party {} of {:?}, listed {:?}", party, holdings, listed);
            prop_assert!(answer.contradictions.is_empty());
            if answer.below_upper {
                // The end itself is not reached; with three open ends at most three units are missing.
                prop_assert!(percent(most) < answer.upper && answer.upper <= percent(most + 3), "{:?}", answer);
            } else {
                prop_assert_eq!(answer.upper, percent(most), "party {} of {:?}, listed {:?}", party, holdings, listed);
            }
            // An open lower end is written as the bound that is not reached.
            prop_assert!(answer.lower <= percent(least) && percent(least) <= answer.lower.plus(percent(3)).unwrap());
        }
    }

    /// The proof holds by itself: each step rests on listed parties and on the steps before it.
    #[test]
    fn each_step_rests_on_those_before_it(
        holdings in holdings(), listed in prop::collection::btree_set(0..PARTIES, 0..3),
    ) {
        let graph = build(&holdings, false);
        let on_list = Listed::certainly(listed.iter().filter_map(|party| graph.find(&party.to_string())));
        for party in graph.parties() {
            let answer = aggregate(&graph, party, ON, &on_list);
            prop_assert_eq!(answer.steps.is_empty(), answer.held == Held::Not);
            let mut proven = BTreeSet::new();
            for step in &answer.steps {
                for owner in &step.owners {
                    let known = owner.itself != Standing::Free || proven.contains(&owner.owner);
                    prop_assert!(known || owner.standing < step.standing, "{:?}", answer);
                }
                if step.standing == Standing::Certainly {
                    let low = step.owners.iter().filter_map(|owner| owner.direct).map(|share| share.least());
                    let low = low.fold(Exact::ZERO, |sum, share| sum.plus(share).unwrap());
                    prop_assert!(low >= Exact::whole(50), "{:?}", answer);
                }
                proven.insert(step.owned);
            }
            if let Some(last) = answer.steps.last() {
                prop_assert_eq!(last.owned, party);
            }
        }
    }

    /// The order in which statements come changes nothing, to the byte.
    #[test]
    fn order_does_not_matter(holdings in holdings(), listed in 0..PARTIES) {
        let answers = |reversed: bool| {
            let graph = build(&holdings, reversed);
            let on_list = Listed::certainly(graph.find(&listed.to_string()));
            let one = |party| format!("{:?}", aggregate(&graph, party, ON, &on_list));
            let interests: Vec<String> = graph.interests().map(|interest| format!("{interest:?}")).collect();
            (graph.parties().map(one).collect::<Vec<_>>(), interests)
        };
        prop_assert_eq!(answers(false), answers(true));
    }
}

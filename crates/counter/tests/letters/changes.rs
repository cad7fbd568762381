//! What changes from one license to the next.

use portcullis_counter::letters::changes;
use portcullis_license::{Condition, CoveredParty, Grant, Group, License, Line, Rule, Site};
use proptest::prelude::*;

use crate::office::license;

const NAMES: [&str; 5] = ["a", "b", "a, items", "b, amount", "x (y)"];

fn pick<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = Vec<T>> + use<T> {
    Just(all.to_vec()).prop_shuffle().prop_flat_map(|all| {
        let len = all.len();
        (Just(all), 0..=len).prop_map(|(all, count)| all.into_iter().take(count).collect())
    })
}

fn grant() -> impl Strategy<Value = Grant> {
    (prop::option::of(0_u64..3), prop::option::of(0_u64..3))
        .prop_map(|(chip_hours, tpp_hours)| Grant { chip_hours, tpp_hours })
}

prop_compose! {
    fn licenses()(
        days in (0_i8..3, 0_i8..3), total in grant(), hours in 24_u16..26,
        parties in pick(&NAMES), groups in prop::collection::vec(prop::option::of(0_usize..2), 5),
        end_uses in pick(&NAMES), sites in pick(&NAMES),
        lines in pick(&NAMES), amounts in prop::collection::vec(grant(), 5), bounds in prop::collection::vec(prop::option::of(0_u32..2), 5),
        conditions in pick(&NAMES), owners in prop::collection::vec(0_usize..2, 5), chips in prop::collection::vec(0_u64..2, 5),
    ) -> License {
        let mut made = license();
        let first = made.lines.first().unwrap().clone();
        made.from = made.from.checked_add(jiff::Span::new().days(i64::from(days.0))).unwrap();
        made.until = made.until.checked_add(jiff::Span::new().days(i64::from(days.1))).unwrap();
        (made.total, made.settle_within_hours) = (total, hours);
        made.parties = parties.iter().zip(groups).map(|(name, group)| CoveredParty {
            name: (*name).to_owned(), group: group.map(|group| Group::new(["g", "h"].get(group).unwrap()).unwrap()),
        }).collect();
        made.end_uses = end_uses.iter().map(|name| (*name).to_owned()).collect();
        made.sites = sites.iter().map(|name| Site::new(name).unwrap()).collect();
        made.lines = lines.iter().zip(amounts).zip(bounds).map(|((name, amount), bound)| {
            let mut line = Line { name: (*name).to_owned().try_into().unwrap(), amount, ..first.clone() };
            line.items.most_tpp = bound;
            line
        }).collect();
        made.conditions = conditions.iter().zip(owners).zip(chips).map(|((id, owner), chips)| Condition {
            id: (*id).to_owned(), owner: ["defense", "state"].get(owner).unwrap().to_string(), rule: Rule::MostConcurrentChips { chips },
        }).collect();
        made
    }
}

/// Slowly: for each part by itself, whether the two differ in it.
fn differing(before: &License, after: &License) -> Vec<&'static str> {
    fn named<T: PartialEq, K: PartialEq>(before: &[T], after: &[T], name: impl Fn(&T) -> K) -> bool {
        let one_way = |ones: &[T], others: &[T]| {
            ones.iter().all(|one| others.iter().any(|it| name(it) == name(one) && it == one))
        };
        !(one_way(before, after) && one_way(after, before))
    }
    [
        ("First day", before.from != after.from),
        ("Last day", before.until != after.until),
        ("Party", named(&before.parties, &after.parties, |it| it.name.clone())),
        ("Line", named(&before.lines, &after.lines, |it| it.name.clone())),
        ("All lines together", before.total != after.total),
        ("Condition", named(&before.conditions, &after.conditions, |it| it.id.clone())),
        ("Use is posted within", before.settle_within_hours != after.settle_within_hours),
    ]
    .into_iter()
    .filter_map(|(what, differs)| differs.then_some(what))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn there_are_changes_where_there_is_a_difference(before in licenses(), after in licenses()) {
        let found = changes(&before, &after);
        prop_assert_eq!(found.is_empty(), before == after);
        prop_assert!(changes(&before, &before).is_empty());
        for what in differing(&before, &after) {
            prop_assert!(found.iter().any(|change| change.what.starts_with(what)), "{what}: {found:?}");
        }
        for change in &found {
            let is_sorted = change.what.starts_with("End uses") || change.what.starts_with("Sites") || change.what.starts_with("Order");
            prop_assert!(is_sorted || differing(&before, &after).iter().any(|what| change.what.starts_with(what)), "{change:?}");
            prop_assert_ne!(&change.before, &change.after);
        }
        // The way back is the same the other way round.
        let mut back: Vec<_> = changes(&after, &before).into_iter().map(|it| (it.what, it.after, it.before)).collect();
        let mut there: Vec<_> = found.into_iter().map(|it| (it.what, it.before, it.after)).collect();
        back.sort();
        there.sort();
        prop_assert!(back == there || there.iter().any(|(what, ..)| what.starts_with("Order")));
    }
}

//! How columns share a width.

/// The width of each column, of `total` together at most: each as wide as it would like to be, where that is less than its share of
/// what the narrower ones leave.
pub(crate) fn shares(wanted: &[usize], total: usize) -> Vec<usize> {
    let mut order: Vec<(usize, usize)> = wanted.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, width)| *width);
    let mut left = total;
    let mut given = vec![0; wanted.len()];
    for (done, (column, width)) in order.into_iter().enumerate() {
        let share = left / wanted.len().saturating_sub(done).max(1);
        let width = width.min(share);
        left = left.saturating_sub(width);
        if let Some(given) = given.get_mut(column) {
            *given = width;
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nobody_gets_more_than_asked_and_nothing_needed_is_left(wanted in prop::collection::vec(0_usize..500, 1..9), total in 0_usize..1000) {
            let given = shares(&wanted, total);
            let sum: usize = given.iter().sum();
            prop_assert!(sum <= total);
            for (given, wanted) in given.iter().zip(&wanted) {
                prop_assert!(given <= wanted);
            }
            let all: usize = wanted.iter().sum();
            if all <= total {
                prop_assert_eq!(&given, &wanted);
            } else {
                prop_assert!(total - sum < wanted.len());
            }
        }
    }
}

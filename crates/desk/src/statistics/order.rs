//! The middle of some times, and their slow end.

/// The least of the values that at least so many percent of them do not pass: one of them, never a mean of two. Nothing of none.
///
/// `sorted` is in order, the least first; `percent` is 1 to 100.
#[must_use]
pub fn percentile(sorted: &[u32], percent: usize) -> Option<u32> {
    let rank = (sorted.len() * percent.clamp(1, 100)).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

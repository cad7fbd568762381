//! A logic with true, false, unknown and error.
//!
//! A [`Possible`] is the set of results that a condition can still have: true, false, or an evaluation
//! error. A known condition has one; "unknown" is {true, false}. The operators follow Cedar, which stops at
//! the first operand that settles the matter and turns an error into the result: `false && error` is false,
//! `error && false` is an error. Working on sets of results keeps that order and stays sound when a fact is
//! unknown: whatever the fact turns out to be, Cedar's result is in the set.

/// The results a condition can still have; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possible(u8);

impl Possible {
    /// Certainly true.
    pub const TRUE: Self = Self(1);
    /// Certainly false.
    pub const FALSE: Self = Self(2);
    /// Certainly an error.
    pub const ERROR: Self = Self(4);
    /// True or false.
    pub const UNKNOWN: Self = Self(1 | 2);

    /// The one result `value`.
    #[must_use]
    pub const fn of(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// Whether it is certainly true.
    #[must_use]
    pub const fn is_true(self) -> bool {
        self.0 == Self::TRUE.0
    }

    /// Whether it is certainly false.
    #[must_use]
    pub const fn is_false(self) -> bool {
        self.0 == Self::FALSE.0
    }

    /// Whether it can be true.
    #[must_use]
    pub const fn can_be_true(self) -> bool {
        self.0 & Self::TRUE.0 != 0
    }

    /// Whether it can be an error.
    #[must_use]
    pub const fn can_be_error(self) -> bool {
        self.0 & Self::ERROR.0 != 0
    }

    /// Whether `other` has no result that this has not.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The results of either.
    #[must_use]
    pub const fn or_else(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `!self`
    #[must_use]
    pub const fn not(self) -> Self {
        Self(((self.0 & 1) << 1) | ((self.0 & 2) >> 1) | (self.0 & 4))
    }

    /// `self && right`, where `right` is evaluated only if `self` is true.
    #[must_use]
    pub fn and(self, right: impl FnOnce() -> Self) -> Self {
        let settled = self.0 & !Self::TRUE.0;
        if self.can_be_true() { Self(settled | right().0) } else { Self(settled) }
    }

    /// `self || right`, where `right` is evaluated only if `self` is false.
    #[must_use]
    pub fn or(self, right: impl FnOnce() -> Self) -> Self {
        let settled = self.0 & !Self::FALSE.0;
        if self.0 & Self::FALSE.0 != 0 { Self(settled | right().0) } else { Self(settled) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Possible; 7] =
        [Possible(1), Possible(2), Possible(3), Possible(4), Possible(5), Possible(6), Possible(7)];
    const SINGLE: [Possible; 3] = [Possible::TRUE, Possible::FALSE, Possible::ERROR];

    #[test]
    fn errors_follow_the_order_of_evaluation() {
        assert_eq!(Possible::FALSE.and(|| Possible::ERROR), Possible::FALSE);
        assert_eq!(Possible::ERROR.and(|| Possible::FALSE), Possible::ERROR);
        assert_eq!(Possible::TRUE.or(|| Possible::ERROR), Possible::TRUE);
        assert_eq!(Possible::ERROR.or(|| Possible::TRUE), Possible::ERROR);
    }

    /// Every operator on sets is the union of the operator on the members.
    #[test]
    fn sets_of_results_are_exact() {
        for left in ALL {
            let members = |set: Possible| SINGLE.into_iter().filter(move |one| set.covers(*one));
            let not = members(left).map(Possible::not).reduce(Possible::or_else);
            assert_eq!(Some(left.not()), not);
            for right in ALL {
                let pairs = || members(left).flat_map(|a| members(right).map(move |b| (a, b)));
                let and = pairs().map(|(a, b)| a.and(|| b)).reduce(Possible::or_else);
                assert_eq!(Some(left.and(|| right)), and);
                let or = pairs().map(|(a, b)| a.or(|| b)).reduce(Possible::or_else);
                assert_eq!(Some(left.or(|| right)), or);
            }
        }
    }
}

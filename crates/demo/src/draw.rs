//! Numbers that look drawn at random and are the same for the same seed (SplitMix64, Steele, Lea and Flood 2014).
//!
//! What is drawn for one purpose is a stream of its own, so that one draw more in one place changes nothing in another.

/// A source of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Draw(u64);

impl Draw {
    /// The numbers of a seed for one purpose.
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        Self(purpose.bytes().fold(seed, |state, byte| mixed(state ^ u64::from(byte))))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        let drawn = mixed(self.0);
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        drawn
    }

    /// A number below a bound; 0 where there is none below it.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// A number from the least to the most, both included.
    pub(crate) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these; nothing where there are none.
    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let place = self.below(things.len() as u64);
        usize::try_from(place).ok().and_then(|place| things.get(place))
    }
}

const fn mixed(state: u64) -> u64 {
    let mixed = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

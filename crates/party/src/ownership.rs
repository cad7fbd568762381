//! What share of a party a group of owners holds together.

use crate::party::{ListSet, OnLists, Stated};
use portcullis_catalog::Exact;

/// An owner of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The share in percent, direct and indirect.
    pub percent: Stated<Exact>,
    /// The lists the owner is on.
    pub lists: OnLists,
    /// The lists whose parties hold half of the owner only together with those of another list: it counts as theirs
    /// where several lists are added up, and never for one list alone.
    pub together: OnLists,
}

impl Owner {
    /// An owner that counts for the lists it is on, and for no others.
    #[must_use]
    pub const fn new(percent: Stated<Exact>, lists: OnLists) -> Self {
        Self { percent, lists, together: OnLists::NONE }
    }

    /// The lists it counts for where `lists` are asked for together.
    #[must_use]
    pub const fn counts_for(&self, lists: ListSet) -> OnLists {
        if lists.count_ones() > 1 { self.lists.union(self.together) } else { self.lists }
    }
}

/// Whether a group of owners holds at least half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// They hold 50 percent or more, whatever is unknown.
    Certainly,
    /// They may, depending on what is unknown.
    Possibly,
    /// They hold less than 50 percent, whatever is unknown.
    Not,
}

/// Shares that cannot be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldingError;

/// Whether the owners on any of `lists` hold together 50 percent or more.
///
/// Bounds: an owner with an unknown share holds between nothing and all that the others leave over; an owner
/// whose lists are unknown may or may not be on one.
///
/// # Errors
/// When the known shares add up to more than 100 percent.
pub fn held_by(owners: &[Owner], lists: ListSet) -> Result<Held, HoldingError> {
    let half = Exact::whole(50);
    let whole = Exact::whole(100);
    let (mut listed, mut maybe_listed, mut others) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
    let mut unknown_share_of_listed = false;
    for owner in owners {
        let on_list = owner.counts_for(lists).any_of(lists);
        match (owner.percent, on_list) {
            (Stated::Known(share), Some(true)) => listed = listed.plus(share).ok_or(HoldingError)?,
            (Stated::Known(share), Some(false)) => others = others.plus(share).ok_or(HoldingError)?,
            (Stated::Known(share), None) => maybe_listed = maybe_listed.plus(share).ok_or(HoldingError)?,
            (Stated::Unknown, Some(false)) => {}
            (Stated::Unknown, Some(true) | None) => unknown_share_of_listed = true,
        }
    }
    let most = listed.plus(maybe_listed).ok_or(HoldingError)?;
    if most.plus(others).ok_or(HoldingError)? > whole {
        return Err(HoldingError);
    }
    // An unknown share can take all that the stated others leave over, but no more.
    let room_for_half = others <= half;
    Ok(if listed >= half {
        Held::Certainly
    } else if most >= half || (unknown_share_of_listed && room_for_half) {
        Held::Possibly
    } else {
        Held::Not
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn owner(percent: &str, lists: ListSet) -> Owner {
        Owner::new(Stated::Known(percent.parse().unwrap()), OnLists::known(lists))
    }

    #[test]
    fn the_line_is_fifty_percent_exactly() {
        assert_eq!(held_by(&[owner("49.99", 1)], 1), Ok(Held::Not));
        assert_eq!(held_by(&[owner("50", 1)], 1), Ok(Held::Certainly));
        assert_eq!(held_by(&[owner("25", 1), owner("25", 2)], 3), Ok(Held::Certainly));
        assert_eq!(held_by(&[owner("25", 1), owner("25", 2)], 1), Ok(Held::Not));
    }

    #[test]
    fn what_several_lists_hold_together_counts_for_none_alone() {
        let both = Owner { together: OnLists::known(3), ..owner("50", 0) };
        assert_eq!(held_by(std::slice::from_ref(&both), 3), Ok(Held::Certainly));
        assert_eq!((held_by(std::slice::from_ref(&both), 1), held_by(&[both], 2)), (Ok(Held::Not), Ok(Held::Not)));
    }

    #[test]
    fn an_unknown_share_is_bounded_by_what_the_others_leave() {
        let unknown = Owner::new(Stated::Unknown, OnLists::known(1));
        assert_eq!(held_by(std::slice::from_ref(&unknown), 1), Ok(Held::Possibly));
        assert_eq!(held_by(&[unknown.clone(), owner("50", 0)], 1), Ok(Held::Possibly));
        assert_eq!(held_by(&[unknown, owner("50.01", 0)], 1), Ok(Held::Not));
    }

    #[test]
    fn more_than_the_whole_is_an_error() {
        assert_eq!(held_by(&[owner("60", 1), owner("41", 0)], 1), Err(HoldingError));
    }

    proptest! {
        /// Bounds hold: settle each unknown one way or the other, and the answer lies within.
        #[test]
        fn settling_what_is_unknown_stays_within_the_bounds(
            owners in prop::collection::vec((prop::option::of(0_u64..40), prop::option::of(0_u64..2)), 0..4),
            shares in prop::collection::vec(0_u64..40, 4), lists in prop::collection::vec(0_u64..2, 4),
        ) {
            let open: Vec<Owner> = owners.iter().map(|(share, on)| Owner::new(
                match share { Some(share) => Stated::Known(Exact::whole(*share)), None => Stated::Unknown },
                on.map_or(OnLists::UNKNOWN, OnLists::known),
            )).collect();
            let settled: Vec<Owner> = owners.iter().zip(shares.iter().zip(&lists)).map(|((share, on), (other_share, other_on))| Owner::new(
                Stated::Known(Exact::whole(share.unwrap_or(*other_share))),
                OnLists::known(on.unwrap_or(*other_on)),
            )).collect();
            if let (Ok(bounds), Ok(settled)) = (held_by(&open, 1), held_by(&settled, 1)) {
                prop_assert!(bounds == Held::Possibly || bounds == settled);
            }
        }
    }
}

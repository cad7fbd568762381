//! Which entries of a bundle are wrong, told from their hashes.

use super::report::Fault;
use crate::hash::Hash;
use crate::tile::BundleError;

/// The hashes of the entries of a bundle, as far as it can be read.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub hashes: Vec<Hash>,
    /// What follows the last entry is cut.
    pub cut: Option<BundleError>,
}

/// Compares what is there with what the tree has; `first` is the index of the first entry in the log.
///
/// What is equal at the beginning and at the end is set aside. An entry that was dropped or put in shifts all others, and
/// then nothing or little is left on one side; so the faults are few and each has its name.
pub(super) fn compare(found: &Found, expected: &[Hash], first: u64) -> Vec<Fault> {
    let place = |at: usize| first + at as u64;
    let end = place(expected.len());
    let (hashes, missing) = (&found.hashes, cut_bytes(found));
    let before = hashes.iter().zip(expected).take_while(|(one, other)| one == other).count();
    let (new, old) = (hashes.get(before..).unwrap_or_default(), expected.get(before..).unwrap_or_default());
    let after = new.iter().rev().zip(old.iter().rev()).take_while(|(one, other)| one == other).count();
    let (new, old) =
        (new.get(..new.len() - after).unwrap_or_default(), old.get(..old.len() - after).unwrap_or_default());
    match (new.len(), old.len(), missing) {
        (0, 0, None) => Vec::new(),
        (0, 0, Some(_)) => vec![Fault::Trailing { after: end.saturating_sub(1) }],
        (0, _, Some(missing)) => vec![Fault::Cut { index: place(before), missing, end }],
        (0, many, None) => vec![Fault::Absent { first: place(before), end: place(before + many) }],
        (many, 0, _) => vec![Fault::Inserted { before: place(before), many }],
        (one, other, None) if one == other => changed(new, old, place(before)),
        (_, many, _) => vec![Fault::Garbled { first: place(before), end: place(before + many) }],
    }
}

fn changed(new: &[Hash], old: &[Hash], first: u64) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut moved = false;
    for ((found, expected), index) in new.iter().zip(old).zip(first..).filter(|((one, other), _)| one != other) {
        match old.iter().zip(first..).find(|(hash, _)| *hash == found) {
            Some((_, belongs)) => {
                moved = true;
                faults.push(Fault::Moved { index, belongs });
            }
            None => faults.push(Fault::Entry { index, found: *found, expected: *expected }),
        }
    }
    // Not one as it should be: the file is another's.
    if faults.len() > 1 && faults.len() == new.len() && !moved {
        return vec![Fault::Garbled { first, end: first + new.len() as u64 }];
    }
    faults
}

const fn cut_bytes(found: &Found) -> Option<usize> {
    match found.cut {
        Some(BundleError::Cut { missing, .. }) => Some(missing),
        Some(BundleError::TooLong(_)) => Some(0),
        None => None,
    }
}

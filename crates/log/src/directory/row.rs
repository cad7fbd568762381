//! What is known of a tile twice: from its file, and from what lies below it.

use crate::hash::Hash;

/// A tile while it is read: its file, and what lies below it.
#[derive(Default)]
pub(super) struct Row {
    /// The file was asked for.
    pub opened: bool,
    /// The file, if it is there and as long as it should be.
    pub file: Option<Vec<Hash>>,
    /// From below; `None` where it is not known.
    pub below: Vec<Option<Hash>>,
}

impl Row {
    /// From below, if all of it is known.
    pub fn known(&self, width: usize) -> Option<Vec<Hash>> {
        self.below.iter().copied().collect::<Option<Vec<Hash>>>().filter(|hashes| hashes.len() == width)
    }

    pub fn differs(&self) -> bool {
        let differing = |file: &Vec<Hash>| {
            self.below.len() != file.len()
                || self.below.iter().zip(file).any(|(one, other)| one.is_some_and(|one| one != *other))
        };
        self.file.as_ref().is_some_and(differing)
    }
}

/// Which of two is right: what lies below a tile, or its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    Below,
    File,
    Neither,
}

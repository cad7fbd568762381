//! Bundles of entries: the leaves themselves, 256 to a file, each with its length before it
//! (<https://c2sp.org/tlog-tiles>, "Log entries").

/// The longest leaf in bytes: its length has two bytes.
pub const MOST_LEAF_BYTES: usize = 65_535;

/// Why a leaf cannot go into a bundle, or bytes are no bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A leaf is too long.
    #[error("a leaf of {0} bytes is longer than {MOST_LEAF_BYTES}: split it, or log its hash")]
    TooLong(usize),
    /// The bytes end within an entry.
    #[error("entry {entry} of the bundle is cut: {missing} bytes are missing; fetch the bundle again")]
    Cut {
        /// Its place in the bundle, from 0.
        entry: usize,
        /// How many bytes there should have been more.
        missing: usize,
    },
}

/// Adds a leaf to the bytes of a bundle.
///
/// # Errors
/// When it is longer than [`MOST_LEAF_BYTES`]; the bundle is then as it was.
pub fn push_entry(bundle: &mut Vec<u8>, leaf: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(leaf.len()).map_err(|_| BundleError::TooLong(leaf.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(leaf);
    Ok(())
}

/// The entries of a bundle, one after another; an error is the last that comes.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    rest: &'a [u8],
    entry: usize,
}

/// Reads the entries of a bundle.
#[must_use]
pub const fn entries(bundle: &[u8]) -> Entries<'_> {
    Entries { rest: bundle, entry: 0 }
}

impl Entries<'_> {
    fn cut(&mut self, missing: usize) -> BundleError {
        self.rest = &[];
        BundleError::Cut { entry: self.entry, missing }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<&'a [u8], BundleError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((length, after)) = self.rest.split_first_chunk::<2>() else {
            return Some(Err(self.cut(1)));
        };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((leaf, rest)) = after.split_at_checked(length) else {
            return Some(Err(self.cut(length - after.len())));
        };
        self.rest = rest;
        self.entry += 1;
        Some(Ok(leaf))
    }
}

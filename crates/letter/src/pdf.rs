//! A letter as PDF: PDF/A-2a and PDF/UA-1, so that it can be kept and be read aloud.
//!
//! Three steps, each a pure function of the one before: words become lines of glyphs and the tree that a screen reader follows (`compose`),
//! lines are put on pages (`paginate`), pages are drawn (`draw`). All sums are in thousandths of a point and whole numbers; what a word says
//! reaches the file only as glyphs and as an encoded text, never as part of the language of the page.

mod compose;
mod draw;
mod font;
mod line;
mod paginate;
mod table;
mod tree;

use crate::letter::Letter;

pub use font::{Font, FontError, Fonts};

/// Thousandths of a point.
type Milli = i64;

/// A point.
const POINT: Milli = 1000;

/// What a letter is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// US Letter, 8.5 by 11 inches.
    #[default]
    Letter,
    /// A4, 210 by 297 millimeters (ISO 216).
    A4,
}

impl Paper {
    /// Width and height.
    fn size(self) -> (Milli, Milli) {
        match self {
            Self::Letter => (612 * POINT, 792 * POINT),
            Self::A4 => (595_276, 841_890),
        }
    }
}

/// Why a letter could not be written as PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the letter cannot be written as PDF ({0}): leave out fonts that the operator added, or send the text, which says the same"
)]
pub struct PdfError(String);

/// Writes a letter.
pub(crate) fn pdf(letter: &Letter, fonts: &Fonts, paper: Paper) -> Result<Vec<u8>, PdfError> {
    let (strips, tree) = compose::compose(letter, fonts, paper)?;
    let pages = paginate::paginate(strips, paper);
    draw::draw(letter, fonts, paper, &pages, tree)
}

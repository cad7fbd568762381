//! Fonts: three that come with this crate, and those that an operator adds for other scripts.
//!
//! The built-in ones are Noto Sans (regular, bold) and Noto Sans Mono, cut down to Latin, Greek and Cyrillic letters (`fonts/README.md`).

use std::sync::Arc;

use krilla::Data;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;

/// A font.
#[derive(Clone)]
pub struct Font {
    data: Data,
    index: u32,
    krilla: krilla::text::Font,
}

/// Why a file is no font that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the font cannot be used (face {index}): {problem}")]
pub struct FontError {
    /// Which font of the file.
    pub index: u32,
    /// Why, with the mend.
    pub problem: String,
}

impl Font {
    /// Reads a font: an OpenType or TrueType file, or one of a collection by its index (0 where the file has one font).
    ///
    /// Font files are trusted as programs are: take them from where the operator takes software.
    ///
    /// # Errors
    /// [`FontError`] where the file has no such font, or forbids to be embedded.
    pub fn read(bytes: Vec<u8>, index: u32) -> Result<Self, FontError> {
        Self::open(Data::from(Arc::new(bytes)), index)
    }

    fn open(data: Data, index: u32) -> Result<Self, FontError> {
        let fails = |problem: &str| FontError { index, problem: problem.to_owned() };
        let font = skrifa::FontRef::from_index(data.as_ref(), index)
            .map_err(|_| fails("the file has no such OpenType font: name another face or file"))?;
        let (head, os2) = (font.head(), font.os2());
        let (Ok(head), Ok(os2)) = (head, os2) else { return Err(fails("it lacks the tables head and OS/2")) };
        if head.units_per_em() == 0 {
            return Err(fails("its unit is zero"));
        }
        // OpenType, OS/2 fsType: the value 2 alone is "restricted license embedding".
        if os2.fs_type() & 0x000F == 2 {
            return Err(fails("its license forbids to embed it: choose another font"));
        }
        let krilla = krilla::text::Font::new(data.clone(), index).ok_or_else(|| fails("it cannot be read"))?;
        Ok(Self { data, index, krilla })
    }

    /// The font as the writer of the document takes it.
    pub(super) fn krilla(&self) -> krilla::text::Font {
        self.krilla.clone()
    }
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Regular,
    Bold,
    Mono,
}

/// The fonts that letters are set in.
#[derive(Clone)]
pub struct Fonts {
    regular: Font,
    bold: Font,
    mono: Font,
    others: Vec<Font>,
}

impl Fonts {
    /// Those that come with this crate: Latin, Greek and Cyrillic.
    ///
    /// # Errors
    /// [`FontError`] where one of them cannot be read, which is a mistake of the crate.
    pub fn builtin() -> Result<Self, FontError> {
        let open = |bytes: &'static [u8]| Font::open(Data::from(bytes), 0);
        Ok(Self {
            regular: open(include_bytes!("../../fonts/NotoSans-Regular.ttf"))?,
            bold: open(include_bytes!("../../fonts/NotoSans-Bold.ttf"))?,
            mono: open(include_bytes!("../../fonts/NotoSansMono-Regular.ttf"))?,
            others: Vec::new(),
        })
    }

    /// Adds fonts for characters that those before them do not have; the first that has one is taken.
    #[must_use]
    pub fn with(mut self, fonts: &[Font]) -> Self {
        self.others.extend_from_slice(fonts);
        self
    }

    /// All fonts, by their numbers.
    pub(super) fn get(&self, number: usize) -> Option<&Font> {
        [&self.regular, &self.bold, &self.mono].into_iter().chain(&self.others).nth(number)
    }

    /// The fonts, opened to look characters up.
    pub(super) fn faces(&self) -> Vec<Face<'_>> {
        let all = [&self.regular, &self.bold, &self.mono].into_iter().chain(&self.others);
        all.filter_map(Face::open).collect()
    }
}

/// A font, opened.
pub(super) struct Face<'a> {
    letters: skrifa::charmap::Charmap<'a>,
    metrics: skrifa::metrics::GlyphMetrics<'a>,
    pub(super) units: u16,
}

/// Where a character is found: the number of the font, the glyph, and its advance in the font's units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) font: usize,
    pub(super) glyph: u32,
    pub(super) advance: u32,
    pub(super) units: u16,
}

impl<'a> Face<'a> {
    fn open(font: &'a Font) -> Option<Self> {
        let opened = skrifa::FontRef::from_index(font.data.as_ref(), font.index).ok()?;
        let units = opened.head().ok()?.units_per_em();
        let metrics = opened.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { letters: opened.charmap(), metrics, units })
    }
}

/// Looks a character up: in the font of the style, then in the others.
pub(super) fn find(faces: &[Face<'_>], style: Style, letter: char) -> Option<Found> {
    let own = match style {
        Style::Regular => 0,
        Style::Bold => 1,
        Style::Mono => 2,
    };
    let others = (0..faces.len()).filter(|number| *number != own);
    [own].into_iter().chain(others).find_map(|number| {
        let face = faces.get(number)?;
        let glyph = face.letters.map(letter).filter(|glyph| glyph.to_u32() != 0)?;
        let advance = whole(face.metrics.advance_width(glyph)?);
        Some(Found { font: number, glyph: glyph.to_u32(), advance, units: face.units })
    })
}

/// An advance in the font's units, which fonts state as a whole number below 65,536.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from a font that is 0 to 65,535; others saturate"
)]
fn whole(advance: f32) -> u32 {
    advance as u32
}

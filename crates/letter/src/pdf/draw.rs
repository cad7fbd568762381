//! Pages, drawn and written.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::{GlyphId, KrillaGlyph};

use super::compose::{Drawn, MARGIN, MOST_TITLE, SMALL};
use super::font::{Fonts, Style};
use super::line::{Line, Run, Setter};
use super::paginate::Page;
use super::tree::{Node, Tree};
use super::{Milli, POINT, Paper, PdfError};
use crate::letter::Letter;

/// How thick lines are.
const THIN: Milli = 500;

/// Draws the pages and writes the document.
pub(super) fn draw(
    letter: &Letter,
    fonts: &Fonts,
    paper: Paper,
    pages: &[Page],
    tree: Tree,
) -> Result<Vec<u8>, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let (width, height) = paper.size();
    let setter = Setter { faces: fonts.faces() };
    let mut leaves = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(points(width), points(height));
        let settings = settings.ok_or_else(|| PdfError("the paper has no size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for (down, drawn) in &page.drawn {
            leaves.extend(draw_one(&mut surface, fonts, *down, drawn));
        }
        let number = format!("{}, page {} of {}", letter.number.shortened(60), at + 1, pages.len());
        for line in setter.lines(&number, Style::Regular, SMALL, width).into_iter().take(1) {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)));
            draw_line(&mut surface, fonts, &line, SMALL, (MARGIN, height - 40 * POINT));
            surface.end_tagged();
        }
        surface.finish();
        sheet.finish();
    }
    let title = letter.subject.shortened(MOST_TITLE);
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(0, Point::from_xy(points(0), points(0)))));
    document.set_outline(outline);
    document.set_metadata(metadata(letter, title));
    document.set_tag_tree(tree.with(leaves));
    document.finish().map_err(|error| PdfError(format!("{error:?}").chars().take(300).collect()))
}

/// The properties of the document. Its date is the letter's, so that the same letter is the same bytes.
fn metadata(letter: &Letter, title: String) -> Metadata {
    let unsigned = |number: i8| u8::try_from(number).unwrap_or(1);
    let date = DateTime::new(u16::try_from(letter.date.year()).unwrap_or(0))
        .month(unsigned(letter.date.month()))
        .day(unsigned(letter.date.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0);
    let author = letter.letterhead.first().map(|name| name.shortened(MOST_TITLE)).unwrap_or_default();
    Metadata::new().title(title).authors(vec![author]).language("en-US".to_owned()).creation_date(date)
}

/// Draws one thing, and says where it hangs in the tree.
fn draw_one(surface: &mut Surface<'_>, fonts: &Fonts, strip: Milli, drawn: &Drawn) -> Option<(Node, Identifier)> {
    let layout = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
    match drawn {
        Drawn::Words { line, .. } if line.runs.is_empty() => None,
        Drawn::Words { right, down, size, line, node } => {
            let tag = if node.is_some() { ContentTag::Span(SpanTag::empty()) } else { layout };
            let identifier = surface.start_tagged(tag);
            draw_line(surface, fonts, line, *size, (MARGIN + right, strip + down));
            surface.end_tagged();
            node.map(|node| (node, identifier))
        }
        Drawn::Rule { right, down, width } => {
            let (x, y) = (points(MARGIN + right), points(strip + down));
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_xywh(x, y, points(*width), points(THIN))?);
            let path = path.finish()?;
            surface.start_tagged(layout);
            surface.draw_path(&path);
            surface.end_tagged();
            None
        }
    }
}

fn draw_line(surface: &mut Surface<'_>, fonts: &Fonts, line: &Line, size: Milli, (mut right, down): (Milli, Milli)) {
    for run in &line.runs {
        if let Some(font) = fonts.get(run.font) {
            let start = Point::from_xy(points(right), points(down));
            surface.draw_glyphs(start, &glyphs(run), font.krilla(), &run.text, points(size), false);
        }
        right += run.width;
    }
}

fn glyphs(run: &Run) -> Vec<KrillaGlyph> {
    let glyph = |glyph: &super::line::Glyph| {
        let advance = ratio(Milli::from(glyph.advance), Milli::from(run.units).max(1));
        KrillaGlyph::new(GlyphId::new(glyph.id), advance, 0.0, 0.0, 0.0, glyph.bytes.clone(), None)
    };
    run.glyphs.iter().map(glyph).collect()
}

/// Points, as the page takes them.
fn points(milli: Milli) -> f32 {
    ratio(milli, POINT)
}

/// The last step before the page, after which nothing is computed.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a place on a page, never a figure of law")]
fn ratio(part: Milli, whole: Milli) -> f32 {
    part as f32 / whole as f32
}

//! A letter as strips of a page, from top to bottom, and the tree that is read aloud.

use std::num::NonZeroU16;
use std::rc::Rc;

use krilla::tagging::{ListNumbering, Tag, TagKind};

use super::font::{Fonts, Style};
use super::line::{Line, Setter};
use super::tree::{Node, Tree};
use super::{Milli, POINT, Paper, PdfError, table};
use crate::letter::{Letter, Part, long};
use crate::safe::Text;

/// Space at the left and the right of a page.
pub(super) const MARGIN: Milli = 72 * POINT;
/// The size of words.
pub(super) const SIZE: Milli = 10 * POINT;
/// The size of annexes, tables and the footer.
pub(super) const SMALL: Milli = 8_500;
/// The most characters of a title in the document's properties.
pub(super) const MOST_TITLE: usize = 200;

/// A strip of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Strip {
    pub(super) height: Milli,
    pub(super) drawn: Vec<Drawn>,
    /// Whether it stays on the page of the next strip.
    pub(super) keep: bool,
    /// What is repeated above it where it opens a page: the head of its table.
    pub(super) head: Option<Rc<Vec<Strip>>>,
}

/// Something on a strip. Places are from its left upper corner.
#[derive(Clone, Debug)]
pub(super) enum Drawn {
    /// A line of words; `down` is where its letters stand. Without a node it is decoration, which is not read aloud.
    Words { right: Milli, down: Milli, size: Milli, line: Line, node: Option<Node> },
    /// A thin line across.
    Rule { right: Milli, down: Milli, width: Milli },
}

/// Sets a letter.
pub(super) struct Composer<'a> {
    pub(super) setter: Setter<'a>,
    pub(super) tree: Tree,
    pub(super) strips: Vec<Strip>,
    pub(super) width: Milli,
}

/// Words in their place on the page.
#[derive(Clone, Copy)]
struct Set {
    style: Style,
    size: Milli,
    right: Milli,
}

const WORDS: Set = Set { style: Style::Regular, size: SIZE, right: 0 };
const BOLD: Set = Set { style: Style::Bold, size: SIZE, right: 0 };
const NOTE: Set = Set { style: Style::Regular, size: SMALL, right: 0 };

/// Sets a letter.
pub(super) fn compose(letter: &Letter, fonts: &Fonts, paper: Paper) -> Result<(Vec<Strip>, Tree), PdfError> {
    let width = paper.size().0 - 2 * MARGIN;
    let setter = Setter { faces: fonts.faces() };
    let mut page = Composer { setter, tree: Tree::default(), strips: Vec::new(), width };
    page.opening(letter);
    for part in &letter.parts {
        page.part(part)?;
    }
    page.signatures(letter);
    page.footer(letter);
    Ok((page.strips, page.tree))
}

impl Composer<'_> {
    fn opening(&mut self, letter: &Letter) {
        for (at, line) in letter.letterhead.iter().enumerate() {
            let look = if at == 0 { Set { size: 13 * POINT, ..BOLD } } else { NOTE };
            self.paragraph(line, look, Tag::P);
        }
        self.space(6 * POINT);
        self.rule();
        self.space(18 * POINT);
        self.paragraph(&Text::new(&long(letter.date)), WORDS, Tag::P);
        self.space(12 * POINT);
        for line in &letter.addressee {
            self.paragraph(line, WORDS, Tag::P);
        }
        self.space(12 * POINT);
        for reference in &letter.references {
            self.paragraph(&Text::new(&format!("{}: {}", reference.label, reference.value)), WORDS, Tag::P);
        }
        self.space(12 * POINT);
        let title = Some(letter.subject.shortened(MOST_TITLE));
        self.paragraph(&letter.subject, Set { size: 12 * POINT, ..BOLD }, Tag::Hn(level(1), title));
        self.space(8 * POINT);
    }

    fn part(&mut self, part: &Part) -> Result<(), PdfError> {
        match part {
            Part::Heading(heading) => {
                self.space(4 * POINT);
                self.paragraph(heading, BOLD, Tag::Hn(level(2), Some(heading.shortened(MOST_TITLE))));
                self.keep(1);
                self.space(4 * POINT);
                self.keep(1);
            }
            Part::Paragraph(words) => self.paragraph(words, WORDS, Tag::P),
            Part::Numbered(items) => self.numbered(items),
            Part::Table(rows) => table::compose(self, rows),
            Part::Preformatted(lines) => self.preformatted(lines),
        }
        if !matches!(part, Part::Heading(_)) {
            self.space(8 * POINT);
        }
        Ok(())
    }

    fn numbered(&mut self, items: &[Text]) {
        let list = self.tree.node(Tag::L(ListNumbering::Decimal), None);
        let indent = 24 * POINT;
        for (at, item) in items.iter().enumerate() {
            let entry = self.tree.node(Tag::LI, Some(list));
            let label = self.tree.node(Tag::Lbl, Some(entry));
            let body = self.tree.node(Tag::LBody, Some(entry));
            let number = self.setter.lines(&format!("{}. ", at + 1), Style::Regular, SIZE, indent);
            let first = self.strips.len();
            self.words(item, Set { right: indent, ..WORDS }, body);
            if let (Some(strip), Some(line)) = (self.strips.get_mut(first), number.into_iter().next()) {
                let number = Drawn::Words { right: 0, down: baseline(SIZE), size: SIZE, line, node: Some(label) };
                strip.drawn.insert(0, number);
            }
            self.space(3 * POINT);
        }
    }

    fn preformatted(&mut self, lines: &[Text]) {
        let node = self.tree.node(Tag::P, None);
        for line in lines {
            self.words(line, Set { style: Style::Mono, size: SMALL, right: 12 * POINT }, node);
        }
    }

    fn signatures(&mut self, letter: &Letter) {
        self.space(10 * POINT);
        for signature in &letter.signatures {
            let first = self.strips.len();
            self.rule();
            self.space(3 * POINT);
            self.paragraph(&signature.name, BOLD, Tag::P);
            self.paragraph(&signature.capacity, WORDS, Tag::P);
            self.paragraph(&signature.signed(), NOTE, Tag::P);
            self.keep(self.strips.len() - first);
            self.space(12 * POINT);
        }
    }

    fn footer(&mut self, letter: &Letter) {
        let first = self.strips.len();
        self.rule();
        self.space(3 * POINT);
        for line in letter.footer() {
            self.paragraph(&line, NOTE, Tag::P);
        }
        self.keep(self.strips.len() - first);
    }

    /// Words with a node of their own.
    fn paragraph(&mut self, words: &Text, look: Set, tag: impl Into<TagKind>) {
        let node = self.tree.node(tag, None);
        let first = self.strips.len();
        self.words(words, look, node);
        // No line alone at the foot or the head of a page.
        let lines = self.strips.len() - first;
        for at in [first, (first + lines).saturating_sub(2)] {
            if let (true, Some(strip)) = (lines > 1, self.strips.get_mut(at)) {
                strip.keep = true;
            }
        }
    }

    fn words(&mut self, words: &Text, look: Set, node: Node) {
        for line in self.setter.lines(words.as_str(), look.style, look.size, self.width - look.right) {
            let words =
                Drawn::Words { right: look.right, down: baseline(look.size), size: look.size, line, node: Some(node) };
            self.strips.push(Strip { height: leading(look.size), drawn: vec![words], ..Strip::default() });
        }
    }

    pub(super) fn rule(&mut self) {
        let rule = Drawn::Rule { right: 0, down: 0, width: self.width };
        self.strips.push(Strip { height: POINT, drawn: vec![rule], ..Strip::default() });
    }

    pub(super) fn space(&mut self, height: Milli) {
        self.strips.push(Strip { height, ..Strip::default() });
    }

    /// Keeps the last strips together, and with what follows unless more than the last is kept.
    fn keep(&mut self, count: usize) {
        let last = self.strips.len();
        let kept = if count == 1 { last } else { last.saturating_sub(1) };
        let kept = self.strips.get_mut(last.saturating_sub(count)..kept);
        for strip in kept.into_iter().flatten() {
            strip.keep = true;
        }
    }
}

/// From one line of a size to the next.
pub(super) fn leading(size: Milli) -> Milli {
    size * 14 / 10
}

/// Where letters of a size stand in their line.
pub(super) fn baseline(size: Milli) -> Milli {
    size * 11 / 10
}

fn level(level: u16) -> NonZeroU16 {
    NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN)
}

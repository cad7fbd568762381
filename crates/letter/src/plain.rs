//! A letter as text: lines of at most 78 columns, by what a terminal or a mail program takes a character to be wide.

mod table;

use textwrap::Options;
use textwrap::core::display_width;

use crate::letter::{Letter, Part, Reference, long};
use crate::safe::Text;

/// Columns of a line.
pub(crate) const WIDTH: usize = 78;

/// What stands before each line that is not the letter's own.
const BAR: &str = "| ";

/// The letter with its footer.
pub(crate) fn text(letter: &Letter) -> String {
    let mut page = Page(body(letter));
    page.line(&"-".repeat(WIDTH));
    for line in letter.footer() {
        page.wrapped(&line, "", "");
    }
    page.0
}

/// The letter without its footer: what the digest is made of.
pub(crate) fn body(letter: &Letter) -> String {
    let mut page = Page(String::new());
    page.block(&letter.letterhead);
    page.line(&long(letter.date));
    page.line("");
    page.block(&letter.addressee);
    references(&mut page, &letter.references);
    page.wrapped(&letter.subject, "Subject: ", "         ");
    page.line("");
    for part in &letter.parts {
        write_part(&mut page, part);
    }
    for signature in &letter.signatures {
        page.wrapped(&signature.name, "  ", "  ");
        page.wrapped(&signature.capacity, "  ", "  ");
        page.wrapped(&signature.signed(), "  ", "  ");
        page.line("");
    }
    page.0
}

fn references(page: &mut Page, references: &[Reference]) {
    for Reference { label, value } in references {
        page.wrapped(&Text::new(&format!("{label}: {value}")), "", "    ");
    }
    if !references.is_empty() {
        page.line("");
    }
}

fn write_part(page: &mut Page, part: &Part) {
    match part {
        Part::Heading(heading) => {
            page.wrapped(heading, "", "");
            page.line(&"-".repeat(display_width(heading.as_str()).min(WIDTH)));
        }
        Part::Paragraph(words) => page.wrapped(words, "", ""),
        Part::Numbered(items) => {
            for (at, item) in items.iter().enumerate() {
                let number = format!("{:>3}. ", at + 1);
                page.wrapped(item, &number, &" ".repeat(number.len()));
            }
        }
        Part::Table(table) => table::write(page, table),
        Part::Preformatted(lines) => {
            for line in lines {
                page.preformatted(line);
            }
        }
    }
    page.line("");
}

/// Lines, written one below the other.
struct Page(String);

impl Page {
    /// One line, which is no wider than the page. Spaces at its end are left out.
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end_matches(' '));
        self.0.push('\n');
    }

    /// Words in as many lines as they need; a word that is wider than a line is broken.
    fn wrapped(&mut self, words: &Text, first: &str, next: &str) {
        for line in wrap(words, WIDTH, first, next) {
            self.line(&line);
        }
    }

    /// A line of which every space counts: broken at the width, not at words.
    fn preformatted(&mut self, line: &Text) {
        let mut part = String::from(BAR);
        let mut width = BAR.len();
        for letter in line.as_str().chars() {
            let wide = display_width(letter.encode_utf8(&mut [0; 4]));
            if width + wide > WIDTH {
                self.line(&part);
                part = String::from(BAR);
                width = BAR.len();
            }
            part.push(letter);
            width += wide;
        }
        self.line(&part);
    }

    /// Lines, and an empty one after them.
    fn block(&mut self, lines: &[Text]) {
        for line in lines {
            self.wrapped(line, "", "    ");
        }
        self.line("");
    }
}

/// Words wrapped to a width.
fn wrap(words: &Text, width: usize, first: &str, next: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(next)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(true);
    textwrap::wrap(words.as_str(), options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

//! A letter: words in their places, before anybody decides what it looks like.

use jiff::Timestamp;
use jiff::civil::Date;
use portcullis_catalog::sha256;

use crate::pdf::{Fonts, Paper, PdfError};
use crate::plain;
use crate::safe::Text;

/// The most columns of a table: more do not fit beside each other on a page.
pub(crate) const MOST_COLUMNS: usize = 8;

/// A letter, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter's own number, which stands at the foot of each page.
    pub number: Text,
    /// Who sends it: name, unit and address, a line each.
    pub letterhead: Vec<Text>,
    /// The date it bears. Deadlines count from it, so it is the sender's, never a clock's.
    pub date: Date,
    /// To whom: name and address, a line each.
    pub addressee: Vec<Text>,
    /// What it refers to.
    pub references: Vec<Reference>,
    /// What it is about.
    pub subject: Text,
    /// What it says.
    pub parts: Vec<Part>,
    /// Who signed it.
    pub signatures: Vec<Signature>,
    /// Where it can be checked, as an address or a sentence. The digest beside it is made from the text.
    pub check_at: Option<Text>,
}

/// A line of reference: "Application: A-2026-0017".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it is.
    pub label: Text,
    /// Which.
    pub value: Text,
}

/// A piece of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading over what follows.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A list whose items are numbered from 1.
    Numbered(Vec<Text>),
    /// A table.
    Table(Table),
    /// Lines whose breaks are their own, set apart from the letter's words: a machine-readable annex, or what somebody wrote, quoted.
    Preformatted(Vec<Text>),
}

/// A table of a letter: each row as wide as the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    head: Vec<Text>,
    rows: Vec<Vec<Text>>,
}

/// Why rows are not a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No columns, or more than a page is wide.
    #[error("a table of a letter has 1 to {MOST_COLUMNS} columns, this one {0}: leave columns out, or make two tables")]
    Columns(usize),
    /// A row of another width.
    #[error("row {row} of the table has {cells} cells under a head of {columns}: give it one for each column")]
    Row {
        /// Which, from 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many the head has.
        columns: usize,
    },
}

impl Table {
    /// A table of a head and rows.
    ///
    /// # Errors
    /// [`TableError`] where the head is empty or too wide, or a row has another width.
    pub fn new(head: Vec<Text>, rows: Vec<Vec<Text>>) -> Result<Self, TableError> {
        let columns = head.len();
        if columns == 0 || columns > MOST_COLUMNS {
            return Err(TableError::Columns(columns));
        }
        match rows.iter().position(|row| row.len() != columns) {
            Some(at) => Err(TableError::Row { row: at + 1, cells: rows.get(at).map_or(0, Vec::len), columns }),
            None => Ok(Self { head, rows }),
        }
    }

    /// The names of the columns.
    #[must_use]
    pub fn head(&self) -> &[Text] {
        &self.head
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Text>] {
        &self.rows
    }
}

/// One person's signature: who, in what capacity, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name.
    pub name: Text,
    /// The office the person signs in.
    pub capacity: Text,
    /// When, in UTC.
    pub at: Timestamp,
}

impl Signature {
    /// What stands under the name: when it was signed.
    pub(crate) fn signed(&self) -> Text {
        Text::new(&format!("Signed electronically on {} UTC", self.at.strftime("%Y-%m-%d at %H:%M:%S")))
    }
}

impl Letter {
    /// The letter as UTF-8 text of lines of at most 78 columns. Its only control character is the line feed.
    #[must_use]
    pub fn text(&self) -> String {
        plain::text(self)
    }

    /// The SHA-256 of the text above its footer, in hexadecimal: all bytes before the line of dashes that opens the footer.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256(plain::body(self).as_bytes())
    }

    /// The letter as PDF, tagged for screen readers (PDF/UA-1) and fit to be kept (PDF/A-2a). The same letter, fonts and paper give the same
    /// bytes.
    ///
    /// Characters that no font has are shown as code points, and so are those of scripts that are written from right to left or need shaping,
    /// which it does not do; the text has them.
    ///
    /// # Errors
    /// [`PdfError`] where the document cannot be written in that standard, or a font given by the operator cannot be embedded.
    pub fn pdf(&self, fonts: &Fonts, paper: Paper) -> Result<Vec<u8>, PdfError> {
        crate::pdf::pdf(self, fonts, paper)
    }

    /// The lines of the footer: the digest, and where the letter can be checked.
    pub(crate) fn footer(&self) -> Vec<Text> {
        let digest = ["SHA-256 of this letter as text, without this footer:".into(), self.digest()];
        let check = self.check_at.iter().map(|place| format!("It can be checked at {place}"));
        digest.into_iter().chain(check).map(|line| Text::new(&line)).collect()
    }
}

/// A date as letters say it: March 12, 2026.
pub(crate) fn long(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

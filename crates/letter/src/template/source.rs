//! A template as its file says it.

use serde::Deserialize;
use toml::Spanned;

use super::engine::{Engine, Leaf};
use super::error::{Place, TemplateError};
use crate::content::Kind;
use crate::letter::MOST_COLUMNS;

/// A template that was read: its structure, and an engine that holds its leaves.
pub(crate) struct Template {
    pub(crate) engine: Engine,
    pub(crate) subject: Leaf,
    pub(crate) references: Vec<Reference>,
    pub(crate) parts: Vec<Part>,
}

/// A line of reference.
pub(crate) struct Reference {
    pub(crate) when: Option<Leaf>,
    pub(crate) label: Leaf,
    pub(crate) value: Leaf,
}

/// A part, and when and how often it stands.
pub(crate) struct Part {
    pub(crate) when: Option<Leaf>,
    pub(crate) each: Option<Leaf>,
    pub(crate) body: Body,
}

/// What a part is.
pub(crate) enum Body {
    Heading(Leaf),
    Paragraph(Leaf),
    Numbered(Vec<Leaf>),
    Table { head: Vec<Leaf>, row: Vec<Leaf> },
    Preformatted(Leaf),
}

impl Part {
    /// The texts of the part, other than `when` and `each`.
    pub(crate) fn texts(&self) -> Vec<&Leaf> {
        match &self.body {
            Body::Heading(leaf) | Body::Paragraph(leaf) | Body::Preformatted(leaf) => vec![leaf],
            Body::Numbered(leaves) => leaves.iter().collect(),
            Body::Table { head, row } => head.iter().chain(row).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    subject: Spanned<String>,
    #[serde(default, rename = "reference")]
    references: Vec<FileReference>,
    #[serde(default, rename = "part")]
    parts: Vec<Spanned<FilePart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileReference {
    when: Option<Spanned<String>>,
    label: Spanned<String>,
    value: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePart {
    when: Option<Spanned<String>>,
    each: Option<Spanned<String>>,
    heading: Option<Spanned<String>>,
    paragraph: Option<Spanned<String>>,
    numbered: Option<Vec<Spanned<String>>>,
    head: Option<Vec<Spanned<String>>>,
    row: Option<Vec<Spanned<String>>>,
    preformatted: Option<Spanned<String>>,
}

impl Template {
    /// Reads a template.
    pub(crate) fn read(kind: Kind, text: &str) -> Result<Self, TemplateError> {
        let file: File =
            toml::from_str(text).map_err(|source| TemplateError::Toml { kind, source: Box::new(source) })?;
        let mut reader = Reader { kind, text, engine: Engine::new() };
        let subject = reader.text(file.subject, "subject")?;
        let mut references = Vec::new();
        for (at, line) in file.references.into_iter().enumerate() {
            let name = |part: &str| format!("reference {}, {part}", at + 1);
            let when = line.when.map(|when| reader.expression(when, &name("when"))).transpose()?;
            let (label, value) = (reader.text(line.label, &name("label"))?, reader.text(line.value, &name("value"))?);
            references.push(Reference { when, label, value });
        }
        let mut parts = Vec::new();
        for (at, part) in file.parts.into_iter().enumerate() {
            parts.push(reader.part(part, at + 1)?);
        }
        Ok(Self { engine: reader.engine, subject, references, parts })
    }
}

/// Reads parts and gives their leaves to the engine.
struct Reader<'a> {
    kind: Kind,
    text: &'a str,
    engine: Engine,
}

impl Reader<'_> {
    fn part(&mut self, part: Spanned<FilePart>, number: usize) -> Result<Part, TemplateError> {
        let line = self.line(part.span().start);
        let name = |key: &str| format!("part {number}, {key}");
        let wrong = |problem: &str| {
            let place = Place { line, what: format!("part {number}") };
            TemplateError::Part { kind: self.kind, place, problem: problem.to_owned() }
        };
        let part = part.into_inner();
        let is_table = part.head.is_some() || part.row.is_some();
        let bodies = [part.heading.is_some(), part.paragraph.is_some(), part.numbered.is_some(), is_table];
        let bodies = bodies.into_iter().filter(|is| *is).count() + usize::from(part.preformatted.is_some());
        if bodies != 1 {
            return Err(wrong(
                "a part is exactly one of heading, paragraph, numbered, head with row, and preformatted: make it several parts",
            ));
        }
        if is_table {
            let columns = part.head.as_ref().map_or(0, Vec::len);
            if part.row.as_ref().map_or(0, Vec::len) != columns || columns == 0 || columns > MOST_COLUMNS {
                return Err(wrong(&format!(
                    "a table has a head and a row of equally many columns, 1 to {MOST_COLUMNS}: give both"
                )));
            }
        }
        let when = part.when.map(|when| self.expression(when, &name("when"))).transpose()?;
        let each = part.each.map(|each| self.expression(each, &name("each"))).transpose()?;
        let body = if let Some(words) = part.heading {
            Body::Heading(self.text(words, &name("heading"))?)
        } else if let Some(words) = part.paragraph {
            Body::Paragraph(self.text(words, &name("paragraph"))?)
        } else if let Some(items) = part.numbered {
            Body::Numbered(self.texts(items, &name("numbered"))?)
        } else if let Some(lines) = part.preformatted {
            Body::Preformatted(self.text(lines, &name("preformatted"))?)
        } else {
            let head = self.texts(part.head.unwrap_or_default(), &name("head"))?;
            Body::Table { head, row: self.texts(part.row.unwrap_or_default(), &name("row"))? }
        };
        Ok(Part { when, each, body })
    }

    fn texts(&mut self, texts: Vec<Spanned<String>>, what: &str) -> Result<Vec<Leaf>, TemplateError> {
        texts.into_iter().map(|text| self.text(text, what)).collect()
    }

    fn text(&mut self, text: Spanned<String>, what: &str) -> Result<Leaf, TemplateError> {
        let place = Place { line: self.line(text.span().start), what: what.to_owned() };
        self.engine.text(place, text.into_inner()).map_err(|problem| self.refused(problem))
    }

    fn expression(&self, text: Spanned<String>, what: &str) -> Result<Leaf, TemplateError> {
        let place = Place { line: self.line(text.span().start), what: what.to_owned() };
        self.engine.expression(place, text.into_inner()).map_err(|problem| self.refused(problem))
    }

    fn refused(&self, problem: super::error::FillError) -> TemplateError {
        TemplateError::Fill { kind: self.kind, problem, bare: false }
    }

    /// The line of an offset, from 1.
    fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }
}

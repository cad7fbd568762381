//! A template, filled.

use minijinja::Value;
use minijinja::value::{Serde, ValueKind};

use super::engine::Leaf;
use super::error::FillError;
use super::source::{Body, Template};
use crate::content::Content;
use crate::frame::Frame;
use crate::letter::{Part, Reference, Table};
use crate::safe::Text;

/// What a template says of a letter.
pub(crate) struct Filled {
    pub(crate) subject: Text,
    pub(crate) references: Vec<Reference>,
    pub(crate) parts: Vec<Part>,
}

/// All fields of a letter: those of its frame, and those of its kind.
pub(crate) fn context(frame: &Frame, content: &Content) -> Value {
    let frame: Value = Serde(frame.fields()).into();
    minijinja::context! { ..frame, ..content.fields() }
}

/// Fills a template. Each leaf becomes one text, whatever is written into its fields.
pub(crate) fn fill(template: &Template, context: &Value) -> Result<Filled, FillError> {
    let filler = Filler { template };
    let mut references = Vec::new();
    for line in &template.references {
        if filler.stands(line.when.as_ref(), context)? {
            let (label, value) = (filler.text(&line.label, context)?, filler.text(&line.value, context)?);
            references.push(Reference { label, value });
        }
    }
    let mut parts = Vec::new();
    for part in &template.parts {
        if filler.stands(part.when.as_ref(), context)? {
            let contexts = filler.contexts(part.each.as_ref(), context)?;
            parts.extend(filler.body(&part.body, context, &contexts)?);
        }
    }
    Ok(Filled { subject: filler.text(&template.subject, context)?, references, parts })
}

struct Filler<'a> {
    template: &'a Template,
}

impl Filler<'_> {
    fn stands(&self, when: Option<&Leaf>, context: &Value) -> Result<bool, FillError> {
        when.map_or(Ok(true), |when| self.template.engine.value(when, context).map(|value| value.is_true()))
    }

    /// The context of each time that a part stands.
    fn contexts(&self, each: Option<&Leaf>, context: &Value) -> Result<Vec<Value>, FillError> {
        let Some(each) = each else { return Ok(vec![context.clone()]) };
        let list = self.template.engine.value(each, context)?;
        let items = match list.kind() {
            ValueKind::Seq | ValueKind::Iterable => list.try_iter().ok(),
            _ => None,
        };
        let none =
            || FillError { place: each.place.clone(), problem: "`each` names a list, and this is none".to_owned() };
        let items = items.ok_or_else(none)?;
        Ok(items.map(|item| minijinja::context! { item => item, ..context.clone() }).collect())
    }

    /// The parts that a body becomes: a heading or a paragraph for each context, one list or table of all.
    fn body(&self, body: &Body, context: &Value, contexts: &[Value]) -> Result<Vec<Part>, FillError> {
        let each = |leaf: &Leaf| contexts.iter().map(|it| self.text(leaf, it)).collect::<Result<Vec<_>, _>>();
        Ok(match body {
            Body::Heading(leaf) => each(leaf)?.into_iter().map(Part::Heading).collect(),
            Body::Paragraph(leaf) => each(leaf)?.into_iter().map(Part::Paragraph).collect(),
            Body::Preformatted(leaf) => {
                let filled: Result<Vec<String>, _> =
                    contexts.iter().map(|it| self.template.engine.fill(leaf, it)).collect();
                filled?.iter().map(|lines| Part::Preformatted(Text::lines(lines))).collect()
            }
            Body::Numbered(leaves) => {
                let items = self.rows(leaves, contexts)?.concat();
                if items.is_empty() { Vec::new() } else { vec![Part::Numbered(items)] }
            }
            Body::Table { head, row } => {
                let rows = self.rows(row, contexts)?;
                let first = head.first().map(|leaf| leaf.place.clone());
                let head = self.texts(head, context)?;
                match (rows.is_empty(), Table::new(head, rows), first) {
                    (true, ..) => Vec::new(),
                    (_, Ok(table), _) => vec![Part::Table(table)],
                    (_, Err(error), Some(place)) => return Err(FillError { place, problem: error.to_string() }),
                    (_, Err(_), None) => Vec::new(),
                }
            }
        })
    }

    fn rows(&self, leaves: &[Leaf], contexts: &[Value]) -> Result<Vec<Vec<Text>>, FillError> {
        contexts.iter().map(|context| self.texts(leaves, context)).collect()
    }

    fn texts(&self, leaves: &[Leaf], context: &Value) -> Result<Vec<Text>, FillError> {
        leaves.iter().map(|leaf| self.text(leaf, context)).collect()
    }

    fn text(&self, leaf: &Leaf, context: &Value) -> Result<Text, FillError> {
        self.template.engine.fill(leaf, context).map(|words| Text::new(&words))
    }
}

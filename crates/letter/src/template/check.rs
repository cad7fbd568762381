//! A template against the fields of its kind of letter, before any letter is made.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::engine::Leaf;
use super::error::TemplateError;
use super::filled::{context, fill};
use super::source::Template;
use crate::content::{Content, Kind};
use crate::frame::Frame;

/// What stands for the one at hand where a part stands once for each of a list.
const ITEM: &str = "item";

/// Checks that each field named is one of the letter's, and fills the template with the fullest letter and the barest.
pub(crate) fn check(kind: Kind, template: &Template) -> Result<(), TemplateError> {
    let sample = |source| TemplateError::Sample { kind, source };
    let frame = Frame::sample().map_err(sample)?;
    let full = Content::sample(kind).map_err(sample)?;
    let mut letter = full.to_json().map_err(sample)?;
    if let (Json::Object(letter), Json::Object(own)) =
        (&mut letter, serde_json::to_value(frame.fields()).map_err(sample)?)
    {
        letter.extend(own);
    }
    names(kind, template, &letter)?;
    let bare = Content::bare(kind).map_err(sample)?;
    for (content, bare) in [(full, false), (bare, true)] {
        fill(template, &context(&frame, &content)).map_err(|problem| TemplateError::Fill { kind, problem, bare })?;
    }
    Ok(())
}

/// Checks the names, also of what a sample would not reach.
fn names(kind: Kind, template: &Template, letter: &Json) -> Result<(), TemplateError> {
    let mut fields = BTreeSet::new();
    collect(&mut fields, "", letter);
    let lines = template.references.iter();
    let lines = lines.flat_map(|line| line.when.iter().chain([&line.label, &line.value]));
    for leaf in lines.chain([&template.subject]) {
        named(kind, leaf, &fields)?;
    }
    for part in &template.parts {
        for leaf in part.when.iter().chain(&part.each) {
            named(kind, leaf, &fields)?;
        }
        let mut inner = fields.clone();
        if let Some(each) = &part.each {
            let pointer: String = each.fields.iter().map(|path| format!("/{}/0", path.replace('.', "/"))).collect();
            inner.insert(ITEM.to_owned());
            collect(&mut inner, ITEM, letter.pointer(&pointer).unwrap_or(&Json::Null));
        }
        for leaf in part.texts() {
            named(kind, leaf, &inner)?;
        }
    }
    Ok(())
}

/// All fields of a value, by their paths.
fn collect(fields: &mut BTreeSet<String>, at: &str, value: &Json) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        collect(fields, &path, value);
        fields.insert(path);
    }
}

/// Checks the fields that a leaf names.
fn named(kind: Kind, leaf: &Leaf, fields: &BTreeSet<String>) -> Result<(), TemplateError> {
    let Some(field) = leaf.fields.iter().find(|field| !fields.contains(*field)) else { return Ok(()) };
    let near = fields.iter().min_by_key(|known| strsim::damerau_levenshtein(known, field));
    let mend = match near {
        Some(near) if strsim::damerau_levenshtein(near, field) <= 3 => format!(": did you mean {near:?}?"),
        _ => format!(": it has {}", listed(fields, field)),
    };
    Err(TemplateError::Field { kind, place: leaf.place.clone(), field: field.clone(), mend })
}

/// The fields that somebody may have meant: those of the same family, or all.
fn listed(fields: &BTreeSet<String>, field: &str) -> String {
    let family = |field: &str| field.split('.').next().map(str::to_owned);
    let kin: Vec<&str> = fields.iter().map(String::as_str).filter(|known| family(known) == family(field)).collect();
    if kin.is_empty() { fields.iter().map(String::as_str).collect::<Vec<_>>().join(", ") } else { kin.join(", ") }
}

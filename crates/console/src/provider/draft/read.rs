//! Texts to an application, and an application to texts. The one undoes the other.

use crate::provider::draft::leaf::{Belongs, LEAVES, Leaf, Written, belongs, chooser, leaf_at};
use crate::provider::draft::values::Values;
use portcullis_application::Application;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A field that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWrong {
    /// The field, by its name.
    pub field: String,
    /// What is wrong, and the mend.
    pub says: String,
}

/// Texts by the steps to them.
enum Tree {
    Texts(Vec<String>),
    Fields(BTreeMap<String, Tree>),
    Rows(BTreeMap<usize, Tree>),
}

/// The application that stands in a form.
///
/// # Errors
/// Every field that cannot be read, with what is wrong and the mend.
pub fn application_of(values: &Values) -> Result<Application, Vec<DraftWrong>> {
    let mut root = Tree::Fields(BTreeMap::new());
    for (name, text) in values.pairs() {
        insert(&mut root, name, text);
    }
    let mut reader = Reader { wrong: Vec::new() };
    let value = reader.value(&root, "", "").unwrap_or_else(|| Value::Object(Map::new()));
    if !reader.wrong.is_empty() {
        return Err(reader.wrong);
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let says = format!("{}; write it as the label says", error.inner());
        vec![DraftWrong { field: if path == "." { String::new() } else { path }, says }]
    })
}

/// Puts a text at its place. A name that contradicts the others (no form of ours has one) is left out.
fn insert(tree: &mut Tree, path: &str, text: &str) {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    match tree {
        Tree::Texts(texts) if path.is_empty() => texts.push(text.to_owned()),
        Tree::Fields(fields) if end > 0 => {
            let (field, rest) = path.split_at(end);
            let rest = rest.strip_prefix('.').unwrap_or(rest);
            let child = fields.entry(field.to_owned()).or_insert_with(|| fresh(rest));
            insert(child, rest, text);
        }
        Tree::Rows(rows) => {
            let Some((place, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) else { return };
            let Ok(place) = place.parse() else { return };
            let rest = rest.strip_prefix('.').unwrap_or(rest);
            let child = rows.entry(place).or_insert_with(|| fresh(rest));
            insert(child, rest, text);
        }
        Tree::Texts(_) | Tree::Fields(_) => {}
    }
}

fn fresh(rest: &str) -> Tree {
    match rest.chars().next() {
        None => Tree::Texts(Vec::new()),
        Some('[') => Tree::Rows(BTreeMap::new()),
        Some(_) => Tree::Fields(BTreeMap::new()),
    }
}

struct Reader {
    wrong: Vec<DraftWrong>,
}

impl Reader {
    /// The value of a part; `None` where nothing is stated. `key` is its path without places.
    fn value(&mut self, tree: &Tree, path: &str, key: &str) -> Option<Value> {
        match tree {
            Tree::Texts(texts) => self.leaf(leaf_at(path)?, path, texts),
            Tree::Rows(rows) => {
                let list: Vec<Value> = rows
                    .iter()
                    .map(|(place, row)| {
                        let (path, key) = (format!("{path}[{place}]"), format!("{key}[]"));
                        self.part(row, &path, &key, true).unwrap_or_else(|| Value::Object(Map::new()))
                    })
                    .collect();
                (!list.is_empty()).then_some(Value::Array(list))
            }
            Tree::Fields(_) => self.part(tree, path, key, false),
        }
    }

    /// A part with fields. A row is there as soon as it stands in the form; another part where something is stated in it.
    fn part(&mut self, tree: &Tree, path: &str, key: &str, is_row: bool) -> Option<Value> {
        let Tree::Fields(fields) = tree else { return None };
        let chosen = chooser(key).and_then(|name| match fields.get(name) {
            Some(Tree::Texts(texts)) => texts.first().cloned(),
            _ => None,
        });
        let mut object = Map::new();
        for (field, child) in fields {
            let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
            let own_key = if key.is_empty() { field.clone() } else { format!("{key}.{field}") };
            let Some(value) = self.value(child, &path, &own_key) else { continue };
            if chosen.as_deref().is_some_and(|chosen| belongs(key, field, chosen) == Belongs::Not) {
                let says = "it has no place beside what is chosen above; clear it, or choose something else";
                self.wrong.push(DraftWrong { field: path, says: says.to_owned() });
            }
            object.insert(field.clone(), value);
        }
        if object.is_empty() && !is_row {
            return None;
        }
        self.complete(&mut object, path, key, chosen.as_deref());
        Some(Value::Object(object))
    }

    /// What cannot be left out: a text is then empty, and a number has to be written.
    fn complete(&mut self, object: &mut Map<String, Value>, path: &str, key: &str, chosen: Option<&str>) {
        let start = if key.is_empty() { String::new() } else { format!("{key}.") };
        let own = LEAVES.iter().filter_map(|leaf| {
            let field = leaf.key.strip_prefix(&start)?;
            (!field.contains(['.', '['])).then_some((leaf, field))
        });
        for (leaf, field) in own {
            let place = chosen.map_or(Belongs::Always, |chosen| belongs(key, field, chosen));
            let needed = place == Belongs::Needed || (place == Belongs::Always && leaf.needed);
            if !needed || object.contains_key(field) {
                continue;
            }
            match leaf.written {
                Written::Line | Written::Text => {
                    object.insert(field.to_owned(), Value::String(String::new()));
                }
                Written::Lines => {
                    object.insert(field.to_owned(), Value::Array(Vec::new()));
                }
                _ => self
                    .wrong
                    .push(DraftWrong { field: format!("{path}.{field}"), says: mend(leaf.written).to_owned() }),
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, path: &str, texts: &[String]) -> Option<Value> {
        let text = texts.first()?;
        let list = |texts: Vec<&str>| (!texts.is_empty()).then(|| Value::from(texts));
        match leaf.written {
            Written::Line | Written::Country | Written::Model | Written::Date | Written::Word | Written::Kept => {
                let text = text.trim();
                (!text.is_empty()).then(|| Value::from(text))
            }
            Written::Text => {
                // Forms send lines with CR LF (WHATWG HTML section 4.10.22.4).
                let text = text.replace("\r\n", "\n");
                (!text.is_empty()).then(|| Value::from(text))
            }
            Written::Digits => self.digits(path, text),
            Written::Lines => list(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()),
            Written::Words => list(texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect()),
            Written::YesNo => match text.as_str() {
                "yes" => Some(Value::Bool(true)),
                "no" => Some(Value::Bool(false)),
                _ => None,
            },
            Written::Tick => (text == "yes").then_some(Value::Bool(true)),
        }
    }

    /// A number; digits may be grouped.
    fn digits(&mut self, path: &str, text: &str) -> Option<Value> {
        let digits: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
        if digits.is_empty() {
            return None;
        }
        let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
        if number.is_none() {
            let says = format!("{text:?} is no number; {}", mend(Written::Digits));
            self.wrong.push(DraftWrong { field: path.to_owned(), says });
        }
        number.map(Value::from)
    }
}

fn mend(written: Written) -> &'static str {
    match written {
        Written::Digits => "write a whole number in digits",
        Written::Word => "choose one",
        _ => "write it",
    }
}

/// The texts that a form of an application begins with.
#[must_use]
pub fn values_of(application: &Application) -> Values {
    // An application has texts, numbers and lists of them; none of them fails to be written.
    let value = serde_json::to_value(application).unwrap_or_default();
    let mut values = Values::default();
    flatten(&value, "", &mut values);
    values
}

fn flatten(value: &Value, path: &str, values: &mut Values) {
    if let Some(leaf) = leaf_at(path) {
        return write(leaf, value, path, values);
    }
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                flatten(value, &path, values);
            }
        }
        Value::Array(rows) => {
            for (place, row) in rows.iter().enumerate() {
                flatten(row, &format!("{path}[{place}]"), values);
            }
        }
        _ => {}
    }
}

fn write(leaf: &Leaf, value: &Value, path: &str, values: &mut Values) {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    };
    match (leaf.written, value) {
        (Written::Words, Value::Array(words)) => {
            for word in words {
                values.push(path.to_owned(), text(word));
            }
        }
        (Written::Lines, Value::Array(lines)) => {
            values.push(path.to_owned(), lines.iter().map(text).collect::<Vec<_>>().join("\n"));
        }
        (_, value) => values.push(path.to_owned(), text(value)),
    }
}

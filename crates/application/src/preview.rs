//! An application as a person reads it before it is filed: sections of rows, the same for a page, a letter and plain text.

mod rows;

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use rows::sections;

/// A part of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// What it is called.
    pub title: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A field with what is stated there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The field, as a gap names it; empty where the value follows from other fields.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What it is called.
    pub label: String,
    /// Its block on form BIS-748P, where the form has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// What is stated, with letters that a reader would not see spelled out; empty where nothing is.
    pub value: String,
}

/// What stands where nothing is stated.
pub const NOT_STATED: &str = "not stated";
/// The width of the column of labels, in letters.
const LABELS: usize = 44;
/// The width of a line, in letters.
const WIDTH: usize = 120;

/// The sections as plain text.
#[must_use]
pub fn text(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{}\n", if text.is_empty() { "" } else { "\n" }, section.title);
        for row in &section.rows {
            let block = row.block.as_ref().map(|block| format!(" ({block})")).unwrap_or_default();
            let label = format!("{}{block}", row.label);
            let value = if row.value.is_empty() { NOT_STATED } else { &row.value };
            push_row(&mut text, &label, value);
        }
    }
    text
}

fn push_row(text: &mut String, label: &str, value: &str) {
    let labels = textwrap::wrap(label, LABELS - 2);
    let values: Vec<_> = value.lines().flat_map(|line| textwrap::wrap(line, WIDTH - LABELS - 2)).collect();
    for line in 0..labels.len().max(values.len()) {
        let (label, value) = (labels.get(line).map_or("", |line| line), values.get(line).map_or("", |line| line));
        let padding = " ".repeat(LABELS.saturating_sub(textwrap::core::display_width(label)));
        let line = format!("  {label}{padding}{value}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

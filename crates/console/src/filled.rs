//! What stands in a form: nothing yet, or what was sent and what is wrong with it.

use crate::components::{Control, Field, InputKind, Problem, error_summary};
use crate::number::identifier;
use maud::Markup;

/// The values of a form by the names of its fields, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    values: Vec<(String, String)>,
    problems: Vec<(String, String)>,
}

impl Filled {
    /// With these values; a name may stand more than once.
    #[must_use]
    pub fn of(values: Vec<(String, String)>) -> Self {
        Self { values, problems: Vec::new() }
    }

    /// With one more problem: the name of the field, or nothing where it is about none, and what is wrong with the mend.
    #[must_use]
    pub fn with_problem(mut self, field: &str, says: &str) -> Self {
        self.problems.push((field.to_owned(), says.to_owned()));
        self
    }

    /// The values, as they were sent.
    #[must_use]
    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// The first value of a field; empty where it has none.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// Whether this is one of the values of a field.
    #[must_use]
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.values.iter().any(|(name, own)| name == field && own == value)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|(name, _)| name == field).map(|(_, says)| says.as_str())
    }

    /// All that is wrong, each with the id of its field.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let problem = |(field, says): &(String, String)| Problem {
            field: (!field.is_empty()).then(|| format!("field-{}", identifier(field))),
            says: says.clone(),
        };
        self.problems.iter().map(problem).collect()
    }

    /// All that is wrong, for the top of the page.
    pub(crate) fn summary(&self) -> Markup {
        error_summary(&self.problems())
    }

    /// A field of one line with what stands in it.
    pub(crate) fn line<'a>(&'a self, name: &'a str, label: &'a str, kind: InputKind) -> Field<'a> {
        self.field(name, label, Control::Input(kind, self.value(name)))
    }

    /// A field of several lines with what stands in it.
    pub(crate) fn text<'a>(&'a self, name: &'a str, label: &'a str, rows: u32) -> Field<'a> {
        self.field(name, label, Control::Text(rows, self.value(name)))
    }

    /// A field with what is wrong with it.
    pub(crate) fn field<'a>(&'a self, name: &'a str, label: &'a str, control: Control<'a>) -> Field<'a> {
        Field { error: self.problem(name), ..Field::of(name, label, control) }
    }
}

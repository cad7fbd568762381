//! What fills a leaf: Jinja's expressions, without escaping, with fields that must be there.

use std::collections::BTreeSet;

use jiff::civil::Date;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use super::error::{FillError, Place};
use crate::letter::long;

/// Steps of one leaf: far more than any sentence needs, far less than anybody would notice.
const MOST_STEPS: u64 = 20_000;

/// Bytes of one leaf, filled.
const MOST_BYTES: usize = 1 << 20;

/// A text or an expression of a template.
pub(crate) struct Leaf {
    pub(crate) place: Place,
    /// The name under which the engine has a text; the expression itself.
    source: String,
    /// The fields that it names.
    pub(crate) fields: BTreeSet<String>,
}

/// Holds the texts of a template.
pub(crate) struct Engine {
    environment: Environment<'static>,
    texts: usize,
}

impl Engine {
    /// An engine that knows three filters and nothing else: no functions, no files, no other templates.
    pub(crate) fn new() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(write);
        environment.set_fuel(Some(MOST_STEPS));
        environment.add_filter("long", written_out);
        environment.add_filter("join", minijinja::filters::join);
        environment.add_filter("length", minijinja::filters::length);
        Self { environment, texts: 0 }
    }

    /// Takes a text.
    pub(crate) fn text(&mut self, place: Place, text: String) -> Result<Leaf, FillError> {
        let name = format!("text {}", self.texts);
        self.texts += 1;
        let taken = self.environment.add_template_owned(name.clone(), text);
        let template = taken.and_then(|()| self.environment.get_template(&name));
        let fields = match template {
            Ok(template) => template.undeclared_variables(true).into_iter().collect(),
            Err(error) => return Err(failed(&place, &error)),
        };
        Ok(Leaf { place, source: name, fields })
    }

    /// Takes an expression.
    pub(crate) fn expression(&self, place: Place, source: String) -> Result<Leaf, FillError> {
        let fields = match self.environment.compile_expression(&source) {
            Ok(expression) => expression.undeclared_variables(true).into_iter().collect(),
            Err(error) => return Err(failed(&place, &error)),
        };
        Ok(Leaf { place, source, fields })
    }

    /// Fills a text.
    pub(crate) fn fill(&self, leaf: &Leaf, context: &Value) -> Result<String, FillError> {
        let filled = self.environment.get_template(&leaf.source).and_then(|text| text.render(context.clone()));
        let filled = filled.map_err(|error| failed(&leaf.place, &error))?;
        if filled.len() > MOST_BYTES {
            let problem = format!("it becomes longer than {MOST_BYTES} bytes: shorten what fills it");
            return Err(FillError { place: leaf.place.clone(), problem });
        }
        Ok(filled)
    }

    /// The value of an expression.
    pub(crate) fn value(&self, leaf: &Leaf, context: &Value) -> Result<Value, FillError> {
        let value = self.environment.compile_expression(&leaf.source).and_then(|it| it.eval(context.clone()));
        value.map_err(|error| failed(&leaf.place, &error))
    }
}

/// Writes a value into a text: words and numbers, nothing else.
fn write(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let refuse = |problem| Err(Error::new(ErrorKind::InvalidOperation, problem));
    match value.kind() {
        ValueKind::String | ValueKind::Number => out.write_str(&value.to_string()).map_err(Error::from),
        ValueKind::None | ValueKind::Undefined => refuse("a field has no value here: put what names it under `when`"),
        _ => refuse(
            "a field with parts, a list or a yes-or-no is no word: name one of its parts, or use `each` or `join`",
        ),
    }
}

/// The filter `long`: March 12, 2026.
fn written_out(date: &str) -> Result<String, Error> {
    let parsed = date.parse::<Date>();
    parsed.map(long).map_err(|_| Error::new(ErrorKind::InvalidOperation, "`long` writes dates out, and this is none"))
}

fn failed(place: &Place, error: &Error) -> FillError {
    let problem = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    FillError { place: place.clone(), problem }
}

//! What was typed, read into the types of the domain: all that is wrong is found at once, each beside its field, with the mend.

use crate::filled::Filled;
use jiff::civil::Date;
use std::str::FromStr;

/// Reads the fields of a form whose names begin alike.
pub(crate) struct Reader<'a> {
    filled: &'a Filled,
    prefix: &'a str,
    wrong: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    /// Of the fields that begin with this and a dot.
    pub(crate) fn of(filled: &'a Filled, prefix: &'a str) -> Self {
        Self { filled, prefix, wrong: Vec::new() }
    }

    fn name(&self, field: &str) -> String {
        if self.prefix.is_empty() { field.to_owned() } else { format!("{}.{field}", self.prefix) }
    }

    /// Notes what is wrong with a field.
    pub(crate) fn problem(&mut self, field: &str, says: impl Into<String>) {
        self.wrong.push((self.name(field), says.into()));
    }

    /// What stands in a field, without spaces around it and with line breaks of one kind; empty where it has nothing.
    pub(crate) fn value(&self, field: &str) -> String {
        self.filled.value(&self.name(field)).trim().replace("\r\n", "\n")
    }

    /// Whether a value of a field is among those sent.
    pub(crate) fn has(&self, field: &str, value: &str) -> bool {
        self.filled.has(&self.name(field), value)
    }

    /// All values of a field.
    pub(crate) fn values(&self, field: &str) -> Vec<String> {
        let name = self.name(field);
        self.filled.values().iter().filter(|(own, _)| *own == name).map(|(_, value)| value.clone()).collect()
    }

    /// How many rows a list has.
    pub(crate) fn count(&self, list: &str) -> usize {
        super::rows::count(self.filled.values(), &self.name(list))
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, field: &str, what: &str) -> Option<String> {
        let value = self.value(field);
        if value.is_empty() {
            self.problem(field, format!("Write {what}."));
            return None;
        }
        Some(value)
    }

    /// A name of the domain that must be there; what is wrong with it, it says itself.
    pub(crate) fn named<N>(&mut self, field: &str, what: &str) -> Option<N>
    where
        N: TryFrom<String>,
        N::Error: std::fmt::Display,
    {
        let text = self.text(field, what)?;
        N::try_from(text).map_err(|error| self.problem(field, error.to_string())).ok()
    }

    /// Names, one a line.
    pub(crate) fn lines<N>(&mut self, field: &str) -> Option<Vec<N>>
    where
        N: TryFrom<String>,
        N::Error: std::fmt::Display,
    {
        let text = self.value(field);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let read: Result<Vec<N>, N::Error> = lines.map(|line| N::try_from(line.to_owned())).collect();
        read.map_err(|error| self.problem(field, error.to_string())).ok()
    }

    /// A number that must be there.
    pub(crate) fn number<N: FromStr>(&mut self, field: &str, what: &str) -> Option<N> {
        if self.value(field).is_empty() {
            self.problem(field, format!("Write {what}, in digits."));
            return None;
        }
        self.maybe_number(field, what)?
    }

    /// A number, if there is one. The outer nothing is a text that is none.
    pub(crate) fn maybe_number<N: FromStr>(&mut self, field: &str, what: &str) -> Option<Option<N>> {
        let value = self.value(field);
        if value.is_empty() {
            return Some(None);
        }
        let digits: String = value.chars().filter(|letter| !matches!(letter, ',' | ' ' | '\u{202f}' | '_')).collect();
        match digits.parse() {
            Ok(number) => Some(Some(number)),
            Err(_) => {
                self.problem(field, format!("{value:?} is not {what}: write it in digits, as 1000 or 1,000."));
                None
            }
        }
    }

    /// A day that must be there.
    pub(crate) fn day(&mut self, field: &str, what: &str) -> Option<Date> {
        if self.value(field).is_empty() {
            self.problem(field, format!("Choose {what}."));
            return None;
        }
        self.maybe_day(field)?
    }

    /// A day, if there is one. The outer nothing is a text that is none.
    pub(crate) fn maybe_day(&mut self, field: &str) -> Option<Option<Date>> {
        let value = self.value(field);
        if value.is_empty() {
            return Some(None);
        }
        match value.parse() {
            Ok(day) => Some(Some(day)),
            Err(_) => {
                self.problem(field, format!("{value:?} is no day: write it as 2026-01-31."));
                None
            }
        }
    }

    /// One of several words.
    pub(crate) fn choice<T>(&mut self, field: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let chosen = read(&self.value(field));
        if chosen.is_none() {
            self.problem(field, format!("Choose {what}."));
        }
        chosen
    }

    /// Takes what another reader found wrong.
    pub(crate) fn join(&mut self, wrong: Vec<(String, String)>) {
        self.wrong.extend(wrong);
    }

    /// What was found wrong.
    pub(crate) fn into_wrong(self) -> Vec<(String, String)> {
        self.wrong
    }

    /// What was read, or the form with what is wrong.
    ///
    /// # Errors
    /// The form with its problems, of which there is one at least.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Filled> {
        let wrong = |mut filled: Filled| {
            for (field, says) in &self.wrong {
                filled = filled.with_problem(field, says);
            }
            filled
        };
        match read {
            Some(read) if self.wrong.is_empty() => Ok(read),
            _ if self.wrong.is_empty() => {
                Err(self.filled.clone().with_problem("", "It could not be read: fill it in again."))
            }
            _ => Err(wrong(self.filled.clone())),
        }
    }
}

//! Errors for a person: what is wrong, where in the text it stands, and the mend.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use portcullis_determination::RequestError;
use std::fmt;
use std::io::{self, IsTerminal as _};

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Report {
    problem: String,
    help: Option<String>,
    place: Option<Box<Place>>,
}

/// Where in which text.
#[derive(Debug)]
struct Place {
    source: NamedSource<String>,
    label: Option<LabeledSpan>,
}

impl Report {
    pub fn new(problem: impl fmt::Display) -> Self {
        Self { problem: problem.to_string(), help: None, place: None }
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// An error in a field of a request, shown where the field stands in its text.
    pub fn in_request(error: &RequestError, name: &str, text: &str) -> Self {
        let leaf = error.field.rsplit('.').next().unwrap_or(&error.field);
        let span = find(text, leaf, error.written.as_deref());
        let mut report = Self::new(format!("{}: {}", error.field, error.problem)).with_help(error.mend.clone());
        let label = span.map(|(start, length)| LabeledSpan::new(Some(error.problem.clone()), start, length));
        report.place = Some(Box::new(Place { source: NamedSource::new(name, text.to_owned()), label }));
        report
    }

    /// An error at a line and a column, both counted from one.
    pub fn at(problem: impl fmt::Display, name: &str, text: &str, line: usize, column: usize) -> Self {
        let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let start = (before + column.saturating_sub(1)).min(text.len());
        let mut report = Self::new(problem);
        let label = Some(LabeledSpan::new(Some("here".to_owned()), start, usize::from(start < text.len())));
        report.place = Some(Box::new(Place { source: NamedSource::new(name, text.to_owned()), label }));
        report
    }

    pub fn print(&self) {
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let mut text = String::new();
        // Rendering to a text cannot fail; if it did, the plain message is left.
        if GraphicalReportHandler::new_themed(theme).render_report(&mut text, self).is_err() {
            text = self.problem.clone();
        }
        anstream::eprintln!("{}", text.trim_end());
    }
}

/// What was done, or nothing where whoever read the answers has seen enough and gone.
pub(crate) fn unless_gone<T>(done: io::Result<T>) -> Result<Option<T>, Report> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        done => done.map(Some).map_err(Report::new),
    }
}

/// Where a value stands in a text: the quoted value after its key, or else the value, or else the key.
fn find(text: &str, key: &str, written: Option<&str>) -> Option<(usize, usize)> {
    let value = written.filter(|value| !value.is_empty());
    let keys = text.match_indices(key).map(|(at, _)| at);
    let after_key = value.and_then(|value| {
        let near = |at: usize| text.get(at..)?.find(value).map(|offset| (at + offset, value.len()));
        keys.filter_map(near).min_by_key(|(at, _)| *at)
    });
    after_key
        .or_else(|| value.and_then(|value| text.find(value).map(|at| (at, value.len()))))
        .or_else(|| text.find(key).map(|at| (at, key.len())))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|place| &place.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.place.as_ref()?.label.clone()?;
        Some(Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

//! Errors for a person: what is wrong, and the mend.

use std::fmt;
use std::io::{self, IsTerminal as _};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Report {
    problem: String,
    help: Option<String>,
}

impl Report {
    pub fn new(problem: impl fmt::Display) -> Self {
        Self { problem: problem.to_string(), help: None }
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn print(&self) {
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let mut text = String::new();
        // Rendering to a text cannot fail; if it did, the plain message is left.
        if GraphicalReportHandler::new_themed(theme).render_report(&mut text, self).is_err() {
            text.clone_from(&self.problem);
        }
        anstream::eprintln!("{}", text.trim_end());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.problem)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

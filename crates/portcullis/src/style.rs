//! Colors, few and with a meaning; the text says everything without them.

use anstyle::{AnsiColor, Color, Style};
use portcullis_law::Outcome;
use std::fmt::Display;

/// What stands out.
pub(crate) const STRONG: Style = Style::new().bold();
/// What stands back.
pub(crate) const FAINT: Style = Style::new().dimmed();

const fn colored(color: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(Color::Ansi(color)))
}

/// Red: closed; yellow: closed, to a person; green: open.
pub(crate) fn of(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Prohibited | Outcome::LicenseRequired => colored(AnsiColor::Red),
        Outcome::Unverified | Outcome::Depends => colored(AnsiColor::Yellow),
        Outcome::Authorized | Outcome::NotRequired => colored(AnsiColor::Green),
    }
}

/// A text in a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Columns of the terminal, or of a page where there is none.
pub(crate) fn width() -> usize {
    const PAGE: usize = 100;
    terminal_size::terminal_size_of(std::io::stdout()).map_or(PAGE, |(width, _)| usize::from(width.0).clamp(60, 140))
}

//! Colors, few and with a meaning; the text says everything without them.

use std::fmt::Display;

use anstyle::{AnsiColor, Color, Style};
use portcullis_license::amount::grouped;

/// What holds.
pub(crate) const GOOD: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Green)));
/// What does not.
pub(crate) const BAD: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// A text in a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// `1 record`, `2 records`.
pub(crate) fn many(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{} {word}s", grouped(number)) }
}

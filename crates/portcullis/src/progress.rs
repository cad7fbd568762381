//! How far a command has come, for a person who waits.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Total {
    Bytes(u64),
    Rows(u64),
    Days(u64),
    /// Bytes, nobody knows how many.
    Unknown,
}

impl Total {
    /// The bytes of a file; `-` is standard input.
    pub fn of(file: &Path) -> Self {
        let size = if file.as_os_str() == "-" { None } else { file.metadata().ok().map(|metadata| metadata.len()) };
        size.map_or(Self::Unknown, Self::Bytes)
    }
}

/// Shown on a terminal.
pub(crate) fn bar(total: Total) -> ProgressBar {
    let (length, template) = match total {
        Total::Bytes(bytes) => (Some(bytes), "{bar:40} {percent}% of {total_bytes}, {bytes_per_sec}, {eta} left"),
        Total::Rows(rows) => (Some(rows), "{bar:40} {percent}% of {human_len} rows, {per_sec}, {eta} left"),
        Total::Days(days) => (Some(days), "{bar:40} {percent}% of {human_len} days, {eta} left"),
        Total::Unknown => (None, "{spinner} {bytes} read, {bytes_per_sec}"),
    };
    if !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
    }
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Shown on a terminal while answers go elsewhere: among answers it would be in the way.
pub(crate) fn bar_beside_answers(total: Total) -> ProgressBar {
    if io::stdout().is_terminal() { ProgressBar::hidden() } else { bar(total) }
}

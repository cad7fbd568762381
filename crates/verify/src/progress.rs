//! How far a check has come, for a person who waits.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shown on a terminal.
pub(crate) fn bar(records: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(records), ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(records);
    let style = ProgressStyle::with_template("{bar:40} {percent}% of {human_len} records, {per_sec}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

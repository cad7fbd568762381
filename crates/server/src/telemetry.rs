//! Log lines: text for a person, or one JSON document a line. No body of a request and no credential is ever logged.

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, LogFormat, Telemetry};

/// Begins to log, once a process.
///
/// # Errors
/// [`ConfigError`] where the filter cannot be read.
pub fn begin(telemetry: &Telemetry) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&telemetry.log)
        .map_err(|error| ConfigError(format!("telemetry.log: `{}`: {error}", telemetry.log)))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Begun already, by whoever runs this in a test: then everything goes there.
    let _ = match telemetry.format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
    Ok(())
}

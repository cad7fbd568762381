//! What is told of what happens: log lines, and traces for whoever collects them. No body of a request and no credential is ever told.

use std::io::IsTerminal as _;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry};

use crate::config::{ConfigError, LogFormat, Telemetry};

/// What still has to be sent when the service ends.
#[derive(Default)]
pub struct Told(Option<SdkTracerProvider>);

impl Drop for Told {
    fn drop(&mut self) {
        if let Some(provider) = &self.0 {
            // Where nobody collects, nobody misses it.
            let _ = provider.shutdown();
        }
    }
}

/// Begins to tell, once a process. Traces need the runtime of the service.
///
/// # Errors
/// [`ConfigError`] where the filter or the address cannot be used.
pub fn begin(telemetry: &Telemetry) -> Result<Told, ConfigError> {
    let filter = EnvFilter::try_new(&telemetry.log)
        .map_err(|error| ConfigError(format!("telemetry.log: `{}`: {error}", telemetry.log)))?;
    let is_for_a_person = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(is_for_a_person);
    let lines = match telemetry.format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    let provider = telemetry.otlp.as_deref().map(provider).transpose()?;
    let traces = provider.as_ref().map(|provider| {
        let spans = tracing_subscriber::filter::filter_fn(|of| of.is_span() && of.target().starts_with("portcullis"));
        tracing_opentelemetry::layer().with_tracer(provider.tracer("portcullis")).with_filter(spans)
    });
    // Begun already, by whoever runs this in a test: then everything goes there.
    let _ = Registry::default().with(lines.with_filter(filter)).with(traces).try_init();
    Ok(Told(provider))
}

fn provider(address: &str) -> Result<SdkTracerProvider, ConfigError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder().with_tonic().with_endpoint(address).build();
    let exporter = exporter.map_err(|error| ConfigError(format!("telemetry.otlp: `{address}`: {error}")))?;
    let resource = Resource::builder()
        .with_service_name("portcullis")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

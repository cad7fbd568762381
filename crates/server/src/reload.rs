//! Law, lists and configuration, loaded anew while requests are answered: all of it, or nothing.

use std::sync::Arc;

use tokio::signal::unix::Signal;
use tokio::sync::watch;

use crate::adapters::Adapters;
use crate::app::App;
use crate::config::{Config, Counter};
use crate::keys;
use crate::office::Desk;
use crate::run::{Load, Read};

/// What it takes to load everything again.
pub struct Again {
    /// The configuration that the process began with.
    pub config: Config,
    /// Reads the configuration again.
    pub read: Read,
    /// Loads what the gate decides with.
    pub load: Arc<Load>,
    /// The key of page tokens.
    pub secret: [u8; 32],
}

/// Reloads whenever the process gets a SIGHUP.
pub async fn on_signal(app: Arc<App>, again: Again, mut hangup: Signal, mut stopped: watch::Receiver<bool>) {
    let again = Arc::new(again);
    loop {
        tokio::select! {
            told = hangup.recv() => if told.is_none() { return },
            _ = stopped.changed() => return,
        }
        let (app, again) = (app.clone(), again.clone());
        let done = tokio::task::spawn_blocking(move || {
            let done = now(&app, &again);
            app.metrics().reloaded(if done.is_ok() { "done" } else { "refused" });
            done
        });
        match done.await {
            Ok(Ok(())) => tracing::info!("loaded anew"),
            Ok(Err(why)) => tracing::error!(%why, "not loaded anew: everything stays as it was"),
            Err(_) => tracing::error!("loading anew was cut off: everything stays as it was"),
        }
    }
}

/// Loads everything anew that can be. It blocks.
///
/// # Errors
/// What is wrong, with its place and the mend: then everything stays as it was.
pub fn now(app: &App, again: &Again) -> Result<(), String> {
    let config = (again.read)()?;
    let waiting = waiting_for_a_start(&again.config, &config);
    if !waiting.is_empty() {
        let fields = waiting.join(", ");
        tracing::warn!(%fields, "changed, and read at the start alone: start the process anew for them");
    }
    let served = (again.load)(&config)?;
    let desk = match (app.office(), &config.counter) {
        (Ok(office), Some(counter)) => {
            Some((office, Desk::of(counter, &served.engine).map_err(|error| error.to_string())?))
        }
        _ => None,
    };
    let access = keys::access(&config).map_err(|error| error.to_string())?;
    let authzen = crate::authzen::Served::new(&config.authzen, config.listen, config.applies(), &again.secret)
        .map_err(|error| error.to_string())?;
    let adapters =
        Adapters::load(&config.adapters, app.gate(), &served, &again.secret).map_err(|error| error.to_string())?;
    app.serve_anew(served).map_err(|error| error.to_string())?;
    app.adapters().store(Arc::new(adapters));
    app.access().store(Arc::new(access));
    app.authzen().store(Arc::new(authzen));
    if let Some((office, desk)) = desk {
        office.work_with(desk);
    }
    Ok(())
}

/// The fields that have changed since the process began, and that it reads when it begins alone.
fn waiting_for_a_start(before: &Config, after: &Config) -> Vec<&'static str> {
    let counter = |config: &Config| config.counter.as_ref().map(Counter::of_the_start);
    let changed = [
        ("listen", before.listen != after.listen),
        ("store", before.store != after.store),
        ("log_key", before.log_key != after.log_key),
        ("provider", before.provider != after.provider),
        ("tls", before.tls != after.tls),
        ("limits", before.limits != after.limits),
        ("telemetry", before.telemetry != after.telemetry),
        ("counter (house, key, authority, providers, documents)", counter(before) != counter(after)),
    ];
    changed.into_iter().filter(|(_, is_changed)| *is_changed).map(|(field, _)| field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[tls]\ncertificate = \"a\"\nkey = \"b\"\n[counter]\nhouse = \"exports.example\"\ncontact = \"c\"\nrouting = \"d\"\n";

    #[test]
    fn what_waits_for_a_start_is_named() {
        let waiting = |from: &str, to: &str| {
            let read = |text: &str| toml::from_str::<Config>(text).unwrap();
            waiting_for_a_start(&read(FILE), &read(&FILE.replace(from, to)))
        };
        assert!(waiting("", "").is_empty());
        let start = "counter (house, key, authority, providers, documents)";
        for (from, to, field) in [
            ("[tls]", "listen = \"127.0.0.1:1\"\n[tls]", "listen"),
            ("[tls]", "store = \"other.db\"\n[tls]", "store"),
            ("[tls]", "log_key = \"k\"\n[tls]", "log_key"),
            ("[tls]", "provider = \"Example Cloud Inc.\"\n[tls]", "provider"),
            ("key = \"b\"", "key = \"other\"", "tls"),
            ("[tls]", "[limits]\nbatches = 5\n[tls]", "limits"),
            ("[tls]", "[telemetry]\nlog = \"debug\"\n[tls]", "telemetry"),
            ("exports.example", "other.example", start),
            ("contact", "key = \"k\"\ncontact", start),
            ("contact", "documents = { most_bytes = 1 }\ncontact", start),
            ("[counter]\nhouse = \"exports.example\"\ncontact = \"c\"\nrouting = \"d\"\n", "", start),
        ] {
            assert_eq!(waiting(from, to), [field], "{to}");
        }
        for (from, to) in [
            ("contact = \"c\"", "contact = \"d\""),
            ("routing = \"d\"", "letters = \"l\""),
            ("[tls]", "profile = \"enacted\"\n[tls]"),
        ] {
            assert!(waiting(from, to).is_empty(), "{to}: a reload takes it");
        }
    }
}

//! Law, lists and configuration, loaded anew while requests are answered: all of it, or nothing.

use std::sync::Arc;

use tokio::signal::unix::Signal;
use tokio::sync::watch;

use crate::adapters::Adapters;
use crate::app::App;
use crate::config::Config;
use crate::keys;
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
            let done = reload(&app, &again);
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

fn reload(app: &App, again: &Again) -> Result<(), String> {
    let config = (again.read)()?;
    let of_the_start = &again.config;
    if (&config.listen, &config.store, &config.log_key)
        != (&of_the_start.listen, &of_the_start.store, &of_the_start.log_key)
    {
        tracing::warn!("listen, store and log_key are read at the start alone: start the process anew for them");
    }
    let served = (again.load)(&config)?;
    let access = keys::access(&config).map_err(|error| error.to_string())?;
    let authzen = crate::authzen::Served::new(&config.authzen, config.listen, config.applies(), &again.secret)
        .map_err(|error| error.to_string())?;
    let adapters =
        Adapters::load(&config.adapters, app.gate(), &served, &again.secret).map_err(|error| error.to_string())?;
    app.serve_anew(served).map_err(|error| error.to_string())?;
    app.adapters().store(Arc::new(adapters));
    app.access().store(Arc::new(access));
    app.authzen().store(Arc::new(authzen));
    Ok(())
}

//! From a configuration to a service, and to its end.

use std::sync::Arc;
use std::time::Duration;

use portcullis_determination::Engine;
use portcullis_evidence::Decision;
use portcullis_gate::{Clock, Gate, Ids, Register, Served};
use portcullis_journal::{NodeError, Salts, StoreError};
use portcullis_license::{Provider, name::NameError};
use portcullis_log::note::Signer;
use portcullis_store::Address;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::adapters::Adapters;
use crate::app::App;
use crate::config::{Config, ConfigError};
use crate::guard::Bounds;
use crate::listen::{self, Listening};
use crate::replaying::{self, Replaying};
use crate::{keys, office, reload, resolutions, routes, telemetry, tls};

/// Threads that wait for the store and for streams of lines, at most.
const WAITING_THREADS: usize = 64;
/// How long connections are still taken after SIGTERM, while it says that it is not ready: whoever spreads requests over several services has to learn it.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long the register may take to be closed, once nobody is served any more: what it recorded is sealed then. A store that says nothing does not keep
/// the process. With what comes before it is less than the 30 s after which Kubernetes kills.
const LEAVING: Duration = Duration::from_secs(5);

/// Reads the configuration.
pub type Read = Box<dyn Fn() -> Result<Config, String> + Send + Sync>;
/// Loads what the gate decides with.
pub type Load = Box<dyn Fn(&Config) -> Result<Served, String> + Send + Sync>;

/// Gives an engine the very lists and owners that a decision asked, or says why it cannot.
pub type Recall = Box<dyn Fn(&Config, Engine, &Decision) -> Result<Engine, String> + Send + Sync>;

/// What a service is made of. Whatever reads files, clocks and randomness is given, so that a test can give something else.
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// Reads the configuration again.
    pub read: Read,
    /// Loads what the gate decides with.
    pub load: Load,
    /// Gives an engine what a past decision asked.
    pub recall: Recall,
    /// The clock.
    pub clock: Clock,
    /// Salts for what records withhold.
    pub salts: Salts,
    /// Ids for what callers give none.
    pub ids: Ids,
    /// What all nodes of a register have in common: page tokens and grants are signed with keys made of it.
    pub secret: [u8; 32],
    /// What signs the log.
    pub signer: Signer,
    /// What signs messages to houses across, where there is a counter.
    pub house_key: Option<Signer>,
}

/// Why the service ended, or did not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A name in it.
    #[error("provider: {0}")]
    Name(#[from] NameError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The register.
    #[error(transparent)]
    Register(#[from] NodeError),
    /// What the gate decides with.
    #[error("{0}")]
    Load(String),
    /// The network, or the system.
    #[error("{what}: {error}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        error: std::io::Error,
    },
}

fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> ServeError {
    let what = what.into();
    move |error| ServeError::System { what, error }
}

/// Serves until the process is told to end.
///
/// # Errors
/// [`ServeError`] where it cannot begin, or cannot go on.
pub fn run(parts: Parts) -> Result<(), ServeError> {
    run_beside(parts, None)
}

/// Serves two houses in one process, for a demonstration: each has a register, an address and people of its own. What is logged is as the first says.
///
/// # Errors
/// [`ServeError`] where one cannot begin, or cannot go on; the other ends then too.
pub fn run_beside(parts: Parts, beside: Option<Parts>) -> Result<(), ServeError> {
    // One provider of cryptography for all that is called from here; one that is there already is the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(WAITING_THREADS)
        .build()
        .map_err(system("cannot start threads"))?;
    let served = runtime.block_on(async {
        let _told = telemetry::begin(&parts.config.telemetry)?;
        match beside {
            None => serve(parts).await,
            Some(beside) => tokio::try_join!(serve(parts), serve(beside)).map(drop),
        }
    });
    // Whatever waits for a store that says nothing is left behind.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

/// What ends the process.
struct Ends {
    terminate: Signal,
    interrupt: Signal,
}

impl Ends {
    fn listen() -> Result<Self, ServeError> {
        let terminate = signal(SignalKind::terminate()).map_err(system("cannot listen for SIGTERM"))?;
        let interrupt = signal(SignalKind::interrupt()).map_err(system("cannot listen for SIGINT"))?;
        Ok(Self { terminate, interrupt })
    }

    /// Waits until it is told to, and gives how long to go on taking connections: whoever sits before it waits for nothing.
    async fn told(&mut self) -> Duration {
        tokio::select! {
            _ = self.terminate.recv() => FAREWELL,
            _ = self.interrupt.recv() => Duration::ZERO,
        }
    }
}

async fn serve(parts: Parts) -> Result<(), ServeError> {
    let mut ends = Ends::listen()?;
    // Before it is ready, so that nobody who believes that it is ends it by this.
    let hangup = signal(SignalKind::hangup()).map_err(system("cannot listen for SIGHUP"))?;
    let config = parts.config.clone();
    let (stop, stopped) = watch::channel(false);
    let opened = tokio::select! {
        opened = tokio::task::spawn_blocking(|| open(parts)) => opened,
        _ = ends.told() => {
            tracing::info!("told to end before it was ready");
            return Ok(());
        }
    };
    let cut_off = |error| ServeError::Load(format!("the start was cut off: {error}"));
    let (app, again, replaying) = opened.map_err(cut_off)??;
    let listening = Listening {
        listener: TcpListener::bind(config.listen).await.map_err(system(format!("listen: {}", config.listen)))?,
        tls: config.tls.as_ref().map(tls::server_config).transpose()?.map(Arc::new),
        most: config.limits.connections,
        slowest_head: listen::SLOWEST_HEAD,
    };
    let scheme = if listening.tls.is_some() { "https" } else { "http" };
    let address = listening.listener.local_addr().map_err(system("listen"))?;
    tracing::info!("ready on {scheme}://{address}");
    tokio::spawn(keys::follow(app.clone(), stopped.clone()));
    tokio::spawn(reload::on_signal(app.clone(), again, hangup, stopped.clone()));
    tokio::spawn(replaying::follow(app.clone(), replaying, stopped.clone()));
    tokio::spawn(office::follow(app.clone(), stopped.clone()));
    tokio::spawn(resolutions::follow(app.clone(), stopped.clone()));
    office::carry(&app, &stopped);
    let ending = app.clone();
    tokio::spawn(async move {
        let farewell = ends.told().await;
        ending.end();
        tracing::info!("told to end: not ready any more, and finishing what has begun");
        // Told twice, it says goodbye to nobody.
        let _ = tokio::time::timeout(farewell, ends.told()).await;
        let _ = stop.send(true);
    });
    let router = routes::router(&app, Bounds::from(&config.limits));
    listen::serve(listening, router, stopped).await.map_err(system("cannot go on listening"))?;
    let closed = tokio::task::spawn_blocking(move || close(app));
    if tokio::time::timeout(LEAVING, closed).await.is_err() {
        tracing::warn!("the register does not answer: ended without waiting for it");
    }
    tracing::info!("ended");
    Ok(())
}

/// Lets go of the register, once the connections have.
fn close(app: Arc<App>) {
    while Arc::strong_count(&app) > 1 {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(app);
}

/// The service without its connections. It blocks until the register is read.
///
/// # Errors
/// [`ServeError`] where it cannot begin.
pub fn open(parts: Parts) -> Result<(Arc<App>, reload::Again, Replaying), ServeError> {
    let Parts { config, read, load, recall, clock, salts, ids, secret, signer, house_key } = parts;
    // What decides is loaded before the store is touched: a mistake in it leaves nothing behind.
    let served = load(&config).map_err(ServeError::Load)?;
    drop(portcullis_store::open(&config.store)?);
    let address: Address = config.store.parse()?;
    let connect = move || Ok(Box::new(portcullis_store::connect(&address)?) as Box<dyn portcullis_journal::Store>);
    let register = Register::open(Box::new(connect), signer, salts, &clock)?;
    let house = config.provider.as_deref().map(Provider::new).transpose()?;
    let gate = Gate::new(served, register, clock, ids)?;
    let access = keys::access(&config)?;
    let (known, first) = keys::read(&gate)?;
    if let Some(first) = first {
        // Shown once, to whoever starts the service, and neither kept nor logged.
        anstream::eprintln!("The key of the administrator, shown this once: {}", first.reveal());
    }
    let authzen = crate::authzen::Served::new(&config.authzen, config.listen, config.applies(), &secret)?;
    let adapters = Adapters::load(&config.adapters, &gate, &gate.served(), &secret)?;
    let engine = &gate.served().engine;
    let counter = config.counter.as_ref().zip(house_key);
    let office =
        counter.map(|(counter, key)| office::open(counter, key, engine, gate.fresh_id().to_string())).transpose()?;
    let app = App::new(gate, access, known, authzen, config.limits.batches, house)
        .with_office(office)
        .over_tls(config.tls.is_some());
    let app = Arc::new(app);
    app.adapters().store(Arc::new(adapters));
    app.serve_resolutions(None).map_err(|problem| ServeError::Load(problem.to_string()))?;
    let load = Arc::new(load);
    let replaying = Replaying { load: load.clone(), recall, config: config.clone() };
    Ok((app, reload::Again { config, read, load, secret }, replaying))
}

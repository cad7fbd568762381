//! `portcullis serve`: the gate as a service.

mod demo;

use crate::clock;
use crate::command::check::Asking;
use crate::exit::Status;
use crate::load::{Names, Sources};
use crate::register::{self, RegisterAt};
use crate::report::Report;
use clap::Args;
use demo::Demo;
use portcullis_gate::{Clock, Ids, Served};
use portcullis_log::Hash;
use portcullis_log::note::Signer;
use portcullis_server::run::Read;
use portcullis_server::{Config, Parts};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Configuration, in TOML; examples/serve has one with every field
    #[arg(long, value_name = "FILE", env = "PORTCULLIS_CONFIG", global = true)]
    config: Option<PathBuf>,

    /// The register, instead of where the configuration says: a file, or postgres://user@host/database
    #[arg(long, value_name = "STORE", env = "PORTCULLIS_STORE", global = true)]
    store: Option<String>,

    /// File with the key that signs the log, instead of the one that the configuration names
    #[arg(long, value_name = "FILE", env = "PORTCULLIS_LOG_KEY", global = true)]
    log_key: Option<PathBuf>,

    /// Listen here instead of where the configuration says
    #[arg(long, value_name = "ADDRESS", global = true)]
    listen: Option<SocketAddr>,

    /// Serve two houses that there are not, a provider and an authority, with half a year behind them; so many times as much of it, up to 10; 0 is a small one
    #[arg(long, value_name = "TIMES", num_args = 0..=1, default_missing_value = "1")]
    demo: Option<u16>,
}

impl Serve {
    pub fn run(self, sources: &Sources) -> Result<Status, Report> {
        let config = self.configuration()?;
        if let Some(times) = self.demo {
            let demo = Demo::new(&config, sources, times)?;
            let parts = |config: &Config| {
                let again = config.clone();
                parts(config.clone(), sources, Box::new(move || Ok(again.clone())))
            };
            let (provider, authority) = (parts(&demo.provider)?, parts(&demo.authority)?);
            demo.show();
            portcullis_server::run_beside(provider, Some(authority)).map_err(Report::new)?;
            return Ok(Status::Done);
        }
        let read = Box::new(move || self.configuration().map_err(|report| report.to_string()));
        portcullis_server::run(parts(config, sources, read)?).map_err(Report::new)?;
        Ok(Status::Done)
    }

    /// The configuration, as it would be served.
    pub fn configuration(&self) -> Result<Config, Report> {
        let mut config = match &self.config {
            Some(path) => Config::read(path).map_err(Report::new)?,
            None => Config::default(),
        };
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(store) = &self.store {
            config.store.clone_from(store);
        }
        config.log_key = self.log_key.clone().or(config.log_key);
        config.check().map_err(Report::new)?;
        Ok(config)
    }
}

/// What a service is made of: the register and the keys of a configuration, and this machine's clock and chance.
fn parts(config: Config, sources: &Sources, read: Read) -> Result<Parts, Report> {
    let at = RegisterAt { store: config.store.clone(), log_key: config.log_key.clone() };
    let store = at.connect()?;
    let signer = at.signer(store.address())?;
    let house_key = config
        .counter
        .as_ref()
        .map(|counter| register::house_key(counter.key.as_deref(), store.address(), counter.house.as_str()));
    let house_key = house_key.transpose()?;
    drop(store);
    let sources = sources.clone();
    Ok(Parts {
        config,
        read,
        load: Box::new(move |config| served(&sources, config).map_err(|report| report.to_string())),
        recall: Box::new(|config, engine, decision| asking(config).recorded(engine, decision)),
        clock: Clock::new(clock::steady()),
        salts: register::salts()?,
        ids: Ids::new(register::seed()?).map_err(Report::new)?,
        secret: secret_of(&signer),
        signer,
        house_key,
    })
}

/// What a past decision may have asked besides the law.
fn asking(config: &Config) -> Asking {
    Asking {
        lists: config.lists.clone(),
        resolutions: config.resolutions.clone(),
        ownership: config.ownership.clone(),
        names: Names { names: config.names.clone() },
    }
}

/// What all nodes have in common is the key of the log; what is signed with a key made of it tells nothing of it.
fn secret_of(signer: &Signer) -> [u8; 32] {
    Hash::of(format!("portcullis secret of nodes\n{}", signer.encode()).as_bytes()).0
}

/// What the gate decides with, as the configuration names it; what the command line names takes precedence.
pub(crate) fn served(sources: &Sources, config: &Config) -> Result<Served, Report> {
    let loaded = sources.or(config.law.as_deref(), config.catalog.as_deref()).load()?;
    let engine = asking(config).engine(&loaded, &config.profile)?;
    let editions = loaded.editions(&config.profile)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // Each thread that answers has a memory, and so has each that works on a batch.
    Ok(Served::new(engine, editions, threads * 2))
}

//! `portcullis serve --demo`: two houses that there are not, with half a year behind them, each with a register and a console of its own.

use crate::clock;
use crate::load::Sources;
use crate::progress::{self, Total};
use crate::register::{self, RegisterAt};
use crate::report::Report;
use jiff::Span;
use portcullis_access::{AccessConfig, Kind, Role, TenantName, Tenants};
use portcullis_counter::CaseLetters;
use portcullis_demo::people::{AUTHORITY, AUTHORITY_NAME, PROVIDERS};
use portcullis_demo::{Houses, Open, SignIn, Size, World, background, keys, people, salts};
use portcullis_exchange::House;
use portcullis_journal::Store as _;
use portcullis_letter::{Authority, Templates};
use portcullis_license::Provider;
use portcullis_lists::{Import, Input, Layout, Reading, Store as Lists};
use portcullis_server::Config;
use portcullis_server::config::{Across, Counter, Documents, KeyAcross, ProviderAcross};
use portcullis_store::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use tempfile::TempDir;

/// What the demo is drawn from: the same on every machine, so that people can speak of what they see.
const SEED: u64 = 20_230_704;
/// How many people of each kind are shown: two sign what takes two.
const MOST_SHOWN: usize = 2;
/// Days of history.
const DAYS: i64 = 182;

/// The demo, ready to be served.
pub(super) struct Demo {
    /// The provider's house.
    pub provider: Config,
    /// The authority's house.
    pub authority: Config,
    /// Who can sign in, with their keys.
    sign_ins: Vec<SignIn>,
    /// The registers; they are gone when the demo is.
    _folder: TempDir,
}

impl Demo {
    /// Simulates the half year up to today, with so many times as much of everything; with a bit of everything, where it is 0. The provider listens where the configuration says, and the authority at the port after it.
    pub fn new(config: &Config, sources: &Sources, times: u16) -> Result<Self, Report> {
        let folder = tempfile::tempdir().map_err(Report::new)?;
        let size = if times == 0 { Size::SMALL } else { Size::DEFAULT.times(times) };
        let config = &with_background(config, sources, folder.path(), size)?;
        let store = |name: &str| folder.path().join(name).display().to_string();
        let at = |name: &str| RegisterAt { store: store(name), log_key: None };
        let names = [AUTHORITY, PROVIDERS[0].house, PROVIDERS[1].house];
        let stores = names.iter().map(|name| at(name).connect()).collect::<Result<Vec<_>, _>>()?;
        let house_keys =
            names.iter().zip(&stores).map(|(name, store)| register::house_key(None, store.address(), name));
        let public = house_keys.map(|key| key.map(|key| key.verifier().to_string())).collect::<Result<Vec<_>, _>>()?;
        let [authority_key, provider_key, other_key] = public.as_slice() else {
            return Err(Report::new("a house of the demo has no key"));
        };
        let provider_at = config.listen;
        let authority_at = SocketAddr::new(provider_at.ip(), provider_at.port().wrapping_add(1).max(1));
        let across = |house: &str, at: SocketAddr, key: &str| -> Result<Across, Report> {
            let keys = vec![KeyAcross { key: key.to_owned(), from: None, until: None }];
            Ok(Across { house: house_of(house)?, address: format!("http://{at}"), authorities: None, keys })
        };
        let counter = |house: &str, name: &str| -> Result<Counter, Report> {
            let (house, name) = (house_of(house)?, Some(name.to_owned()));
            Ok(Counter {
                house,
                key: None,
                name,
                address: vec!["1 Example Square".to_owned(), "Example City".to_owned()],
                contact: None,
                authority: None,
                providers: Vec::new(),
                documents: Documents::default(),
                letters: None,
                routing: None,
            })
        };
        let provider = Config {
            listen: provider_at,
            store: store(PROVIDERS[0].house),
            provider: Some(PROVIDERS[0].name.to_owned()),
            counter: Some(Counter {
                authority: Some(across(AUTHORITY, authority_at, authority_key)?),
                ..counter(PROVIDERS[0].house, PROVIDERS[0].name)?
            }),
            ..config.clone()
        };
        let providers = [(provider_at, provider_key), (authority_at, other_key)];
        let providers = PROVIDERS.iter().zip(providers).map(|(of, (at, key))| {
            let provider = Provider::new(of.name).map_err(Report::new)?;
            Ok(ProviderAcross { provider, across: across(of.house, at, key)? })
        });
        let providers = providers.collect::<Result<Vec<_>, Report>>()?;
        let agencies = people(1).map_err(Report::new)?.into_iter().filter_map(|person| person.tenant);
        let authority = Config {
            listen: authority_at,
            store: store(AUTHORITY),
            provider: None,
            access: access(agencies)?,
            counter: Some(Counter { providers, ..counter(AUTHORITY, AUTHORITY_NAME)? }),
            ..config.clone()
        };
        let sign_ins = simulate(&provider, &authority, sources, size, stores)?;
        Ok(Self { provider, authority, sign_ins, _folder: folder })
    }

    /// What whoever started it wants to know: where to look, and the keys to sign in with.
    pub fn show(&self) {
        let line = |text: &str| anstream::eprintln!("{text}");
        line(
            "Two houses that there are not, with half a year behind them. All of it is made up, and gone when this ends.\n",
        );
        for (config, name) in [(&self.provider, PROVIDERS[0].name), (&self.authority, AUTHORITY_NAME)] {
            // A browser keeps the cookies of all ports of a host together: under another name each house has its own session.
            let is_second = config.listen == self.authority.listen;
            let at = match config.listen {
                at if is_second && at.ip().is_loopback() => format!("localhost:{}", at.port()),
                at => at.to_string(),
            };
            line(&format!("{name}: http://{at}/console"));
            let house = config.counter.as_ref().map(|counter| &counter.house);
            let mut shown = BTreeMap::<&str, usize>::new();
            for SignIn { person, key } in &self.sign_ins {
                let is_here = Some(&person.house) == house && person.kind == Kind::Person;
                if !is_here || person.roles.has(Role::Administrator) {
                    continue;
                }
                let count = shown.entry(&person.title).or_default();
                *count += 1;
                if *count <= MOST_SHOWN {
                    line(&format!("  {:<22} {:<32} {key}", person.name.as_str(), person.title));
                }
            }
            line("");
        }
    }
}

fn house_of(name: &str) -> Result<House, Report> {
    House::new(name).map_err(Report::new)
}

/// With owners of the customers, and a list of names: as files, as an operator has them. What the configuration names stays.
fn with_background(config: &Config, sources: &Sources, folder: &Path, size: Size) -> Result<Config, Report> {
    let mut config = config.clone();
    if config.ownership.is_empty() {
        for (name, table) in background::owners(size).map_err(Report::new)? {
            let path = folder.join(name);
            std::fs::write(&path, table).map_err(Report::new)?;
            config.ownership.push(path);
        }
    }
    if config.lists.is_none() {
        let lists = folder.join("lists");
        let input = Input::from_bytes("demo.jsonl", background::list(size)).map_err(Report::new)?;
        let catalog = sources.or(None, config.catalog.as_deref()).catalog()?;
        let reading = Reading { source: "demo", layout: Layout::Jsonl, countries: catalog.countries(), mapping: None };
        let today = clock::today();
        let order = Import { reading, delta: false, as_of: None, today, removed_max_percent: 0, force: false };
        Lists::new(&lists).import(&order, vec![input]).map_err(Report::new)?;
        config.lists = Some(lists);
    }
    Ok(config)
}

/// Agencies are tenants without providers of their own.
fn access(agencies: impl Iterator<Item = TenantName>) -> Result<AccessConfig, Report> {
    let names: BTreeSet<TenantName> = agencies.collect();
    let tenants = names.into_iter().map(|name| portcullis_access::config::TenantConfig { name, providers: Vec::new() });
    Ok(AccessConfig { tenants: tenants.collect(), ..AccessConfig::default() })
}

fn simulate(
    provider: &Config,
    authority: &Config,
    sources: &Sources,
    size: Size,
    mut stores: Vec<Connection>,
) -> Result<Vec<SignIn>, Report> {
    let served = super::served(sources, provider)?;
    // Leases of the demo run on into today.
    let to = clock::now().date().checked_sub(Span::new().days(1)).map_err(Report::new)?;
    let from = to.checked_sub(Span::new().days(DAYS)).map_err(Report::new)?;
    let sender = Authority {
        name: AUTHORITY_NAME.to_owned(),
        address: vec![AUTHORITY.to_owned()],
        contact: AUTHORITY.to_owned(),
    };
    let letters = CaseLetters::new(Templates::builtin().map_err(Report::new)?, sender);
    let bar = progress::bar(Total::Days(u64::try_from(DAYS).unwrap_or_default()));
    {
        let mut open = stores
            .iter_mut()
            .enumerate()
            .map(|(place, store)| Open::new(store, place, PROVIDERS.len(), salts(SEED)).map_err(Report::new));
        let missing = || Report::new("a house of the demo is missing");
        let first = open.next().ok_or_else(missing)??;
        let providers = open.collect::<Result<Vec<_>, _>>()?;
        let mut houses = Houses { authority: first, providers, letters: &letters };
        let world = World::new(size, SEED, from, to);
        let mut told = |progress: portcullis_demo::Progress| bar.set_position(u64::from(progress.done));
        world.run(&mut houses, &served.engine, &served.editions, &mut told).map_err(Report::new)?;
    }
    bar.finish_and_clear();
    let everybody = people(1).map_err(Report::new)?;
    let mut sign_ins = Vec::new();
    for (store, config) in stores.iter_mut().zip([authority, provider]) {
        let tenants = Tenants::new(&config.access.tenants).map_err(Report::new)?;
        let house = config.counter.as_ref().map(|counter| &counter.house);
        let own: Vec<_> = everybody.iter().filter(|person| Some(&person.house) == house).cloned().collect();
        let mut made = Vec::new();
        let keep = store.transact("demo_keys", &mut |open| {
            made = keys(open, &own, &tenants, clock::now())?;
            Ok(())
        });
        keep.map_err(Report::new)?;
        sign_ins.append(&mut made);
    }
    Ok(sign_ins)
}

//! A service for tests: a store of its own, the law as it is kept beside the program, and a clock that can be set forward.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Started};

use axum::Router;
use http_body_util::BodyExt as _;
use portcullis_access::keys::make;
use portcullis_access::{FreshKey, Grant, KeyChange, Kind, Role};
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Profile};
use portcullis_evidence::{Editions, edition::TABLES};
use portcullis_gate::{Clock, Ids, Served};
use portcullis_law::{Law, LawSource};
use portcullis_license::{Instant, Person};
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use portcullis_server::app::App;
use portcullis_server::config::TerraformAdapter;
use portcullis_server::guard::Bounds;
use portcullis_server::listen::{self, Listening, SLOWEST_HEAD};
use portcullis_server::{Config, Parts, keys, reload, replaying, routes, run};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt as _;

pub use crate::asked::{Answer, Asked, get, post, raw};

/// 2026-11-22T08:00:00Z.
const START: i64 = 1_795_334_400_000;

/// What all services of the tests have: two tenants beside the house, and budgets that no test uses up unless it wants to.
const CONFIG: &str = r#"
provider = "House Compute Ltd"
[[access.tenants]]
name = "northern"
providers = ["Northern Compute Ltd"]
[[access.tenants]]
name = "example"
providers = ["Example Cloud Inc."]
[access.limits]
gate = { per_second = 1000000 }
adapter = { per_second = 1000000 }
officer = { per_second = 1000000 }
licensing = { per_second = 1000000 }
auditor = { per_second = 1000000 }
administrator = { per_second = 1000000 }
metrics = { per_second = 1000000 }
nobody = { per_second = 1000000 }
"#;

/// A clock that goes on by itself, and can be set forward.
pub struct Time {
    began: Started,
    start: i64,
    ahead: AtomicI64,
}

impl Time {
    pub fn now(&self) -> Instant {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        Instant(self.start + passed + self.ahead.load(Ordering::SeqCst))
    }
}

/// A service.
pub struct Service {
    pub app: Arc<App>,
    pub config: Config,
    pub time: Arc<Time>,
    pub folder: Arc<tempfile::TempDir>,
    router: Router,
    stop: watch::Sender<bool>,
    again: reload::Again,
    next: Arc<Mutex<Config>>,
}

impl Service {
    /// As it is configured for tests.
    pub fn new() -> Self {
        Self::with(|_, _| ())
    }

    /// With another configuration; files that it names may be put into the folder.
    pub fn with(change: impl FnOnce(&mut Config, &Path)) -> Self {
        Self::beginning(START, change)
    }

    /// With all adapters by their examples, for a house without tenants that is the examples' provider.
    pub fn with_adapters(signing: &str) -> Self {
        Self::with(|config, folder| {
            let examples = project().join("examples");
            let key = folder.join("terraform.key");
            std::fs::write(&key, signing).unwrap();
            config.adapters.kubernetes = Some(examples.join("kubernetes/mapping.toml"));
            config.adapters.blazar = Some(examples.join("blazar/mapping.toml"));
            config.adapters.envoy = Some(examples.join("envoy/mapping.toml"));
            config.adapters.terraform =
                Some(TerraformAdapter { mapping: examples.join("terraform/mapping.toml"), key });
            config.provider = Some("Example Cloud Inc.".to_owned());
            config.access.tenants.clear();
        })
    }

    /// At another moment.
    pub fn beginning(start: i64, change: impl FnOnce(&mut Config, &Path)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut config: Config = toml::from_str(CONFIG).unwrap();
        config.store = folder.path().join("store.db").display().to_string();
        change(&mut config, folder.path());
        config.check().unwrap();
        let time = Arc::new(Time { began: Started::now(), start, ahead: AtomicI64::new(0) });
        let clock = {
            let time = time.clone();
            Clock::new(move || time.now())
        };
        let mut salt = 0_u8;
        let next = Arc::new(Mutex::new(config.clone()));
        let read = next.clone();
        let parts = Parts {
            config: config.clone(),
            read: Box::new(move || Ok(read.lock().unwrap().clone())),
            load: Box::new(|config| Ok(served(config))),
            recall: Box::new(|_, engine, _| Ok(engine)),
            clock,
            salts: Box::new(move || {
                salt = salt.wrapping_add(1);
                Salt([salt; 16])
            }),
            ids: Ids::new([5; 32]).unwrap(),
            house_key: config.counter.as_ref().map(|counter| house_key(counter.house.as_str())),
            secret: [6; 32],
            signer: Signer::from_seed(KeyName::new("log.example").unwrap(), &[9; 32]),
        };
        let (stop, stopped) = watch::channel(false);
        let (app, again, replaying) = run::open(parts).unwrap();
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(replaying::follow(app.clone(), replaying, stopped));
        }
        let router = routes::router(&app, Bounds::from(&config.limits));
        Self { app, config, time, folder, router, stop, again, next }
    }

    /// Loads everything anew, as the configuration is now.
    pub fn reload(&self, change: impl FnOnce(&mut Config)) -> Result<(), String> {
        change(&mut self.next.lock().unwrap());
        reload::now(&self.app, &self.again)
    }

    /// A key that opens this, of a holder of this name.
    pub fn key(&self, name: &str, kind: Kind, tenant: Option<&str>, roles: &[Role]) -> String {
        self.key_until(name, kind, tenant, roles, None)
    }

    /// A key with an end.
    pub fn key_until(
        &self,
        name: &str,
        kind: Kind,
        tenant: Option<&str>,
        roles: &[Role],
        until: Option<Instant>,
    ) -> String {
        let (fresh, now) = (FreshKey::generate().unwrap(), self.time.now());
        let grant = Grant {
            name: Person::new(name).unwrap(),
            kind,
            tenant: tenant.map(|tenant| portcullis_access::TenantName::new(tenant).unwrap()),
            roles: roles.iter().copied().collect(),
            from: now,
            until,
        };
        let made = KeyChange { at: now, by: Person::new("test").unwrap() };
        let gate = self.app.gate();
        let access = self.app.access().load_full();
        gate.register()
            .pool()
            .transact("test_key", &mut |open| {
                make(open, &fresh, &grant, &made, &access.tenants)?.unwrap();
                Ok(())
            })
            .unwrap();
        self.app.keys().store(Arc::new(keys::again(gate).unwrap()));
        fresh.reveal()
    }

    /// A key of a person.
    pub fn person(&self, name: &str, tenant: Option<&str>, role: Role) -> String {
        self.key(name, Kind::Person, tenant, &[role])
    }

    /// A key of a machine.
    pub fn machine(&self, name: &str, tenant: Option<&str>, role: Role) -> String {
        self.key(name, Kind::Machine, tenant, &[role])
    }

    /// What answers, for whoever reads an answer while it comes.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Asks, without a connection.
    pub async fn ask(&self, asked: Asked) -> Answer {
        let response = self.router.clone().oneshot(asked.into_request()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Waits until what is recorded is seen by those who only read.
    pub async fn seen(&self, sequence: u64) {
        let began = Started::now();
        while self.app.gate().register().view().look().replay().head() <= sequence {
            assert!(began.elapsed() < Duration::from_secs(20), "record {sequence} is never seen");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// How many records there are.
    pub fn head(&self) -> u64 {
        self.app.gate().register().view().look().replay().head()
    }

    /// Sets the clock forward, and waits until the register was read at the new time.
    pub async fn later(&self, milliseconds: i64) {
        self.time.ahead.fetch_add(milliseconds, Ordering::SeqCst);
        let began = Started::now();
        while self.app.gate().is_blind() {
            assert!(began.elapsed() < Duration::from_secs(20), "the register is not read");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Whether it is ready, and nothing has broken.
    pub async fn is_well(&self) {
        let ready = self.ask(get("/health/ready")).await;
        assert_eq!(ready.status, 200, "{}", ready.text());
    }

    /// Takes connections on a port of its own.
    pub async fn listen(&self) -> SocketAddr {
        self.listen_as(SLOWEST_HEAD).await
    }

    /// The same, with another patience.
    pub async fn listen_as(&self, slowest_head: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tls = self.config.tls.as_ref().map(|tls| Arc::new(portcullis_server::tls::server_config(tls).unwrap()));
        let listening = Listening { listener, tls, most: self.config.limits.connections, slowest_head };
        tokio::spawn(listen::serve(listening, self.router.clone(), self.stop.subscribe()));
        tokio::spawn(keys::follow(self.app.clone(), self.stop.subscribe()));
        address
    }

    /// Tells it to end.
    pub fn end(&self) {
        self.app.end();
        self.stop.send_replace(true);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// The key that signs messages of a house of the tests.
pub fn house_key(house: &str) -> Signer {
    Signer::from_seed(KeyName::new(house).unwrap(), &[2; 32])
}

/// The folder of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn served(config: &Config) -> Served {
    let profile = config.profile.as_str();
    let tables = project().join("catalog");
    let catalog = Arc::new(Catalog::load_directory(&tables).unwrap());
    let source = LawSource::from_directory(&project().join("law")).unwrap();
    let law = Arc::new(Law::load(&source, catalog.countries()).unwrap());
    let text = Profile::built_in_text(profile).unwrap();
    let engine = Engine::new(law, catalog, Profile::parse(profile, text).unwrap()).unwrap();
    let engine = match &config.lists {
        Some(folder) => engine.with_lists(crate::listed::served(folder)),
        None => engine,
    };
    let engine = match config.ownership.as_slice() {
        [] => engine,
        files => engine.with_ownership(crate::listed::owned(files)),
    };
    let texts = TABLES.map(|name| (name, std::fs::read_to_string(tables.join(name)).unwrap()));
    let texts: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Served::new(engine, Editions::of(&source, &texts, text), 4)
}

//! The configuration: a TOML file, every field with a meaning and a default, unknown fields refused.

mod counter;

pub use counter::{Across, Counter, Documents, KeyAcross, ProviderAcross};

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use portcullis_access::AccessConfig;
use portcullis_store::Address;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a service is told. Left out altogether, it listens on this machine alone and keeps its register in a file beside it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it listens: `127.0.0.1:8080` where it is left out. HTTP and gRPC share it.
    #[schemars(with = "String")]
    pub listen: SocketAddr,
    /// The register: a file, or `postgres://user@host/database`.
    pub store: String,
    /// The key that signs the log; beside the store's file, and made on first use, where it is left out.
    pub log_key: Option<PathBuf>,
    /// Who runs the chips, where a caller does not say.
    pub provider: Option<String>,
    /// Name of a profile (`permission` where it is left out, `enacted`, `proposed`), or a TOML file.
    pub profile: String,
    /// Folder of law packs to use instead of those built in.
    pub law: Option<PathBuf>,
    /// Folder of catalog tables to use instead of those built in.
    pub catalog: Option<PathBuf>,
    /// Folder of tables of names to use instead of those built in.
    pub names: Option<PathBuf>,
    /// Folder of restricted-party lists, as `portcullis lists import` keeps them; without one, names are not looked up.
    pub lists: Option<PathBuf>,
    /// File of resolutions, as `portcullis resolve` writes it.
    pub resolutions: Option<PathBuf>,
    /// Files that say who owns whom.
    pub ownership: Vec<PathBuf>,
    /// How connections are kept secret; without it, only an address of this machine may be listened on.
    pub tls: Option<Tls>,
    /// How much and how slow a caller may be.
    pub limits: Limits,
    /// Who may call.
    pub access: AccessConfig,
    /// The AuthZEN API.
    pub authzen: AuthZen,
    /// Where compute starts.
    pub adapters: Adapters,
    /// The counter between a provider and an authority; without it, licenses are entered by hand.
    pub counter: Option<Counter>,
    /// What is told of what happens.
    pub telemetry: Telemetry,
}

/// TLS.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// File with the certificate chain, PEM.
    pub certificate: PathBuf,
    /// File with its private key, PEM.
    pub key: PathBuf,
    /// File with the authorities whose certificates machines may call with, PEM; without it, nobody is asked for one.
    #[serde(default)]
    pub client_authorities: Option<PathBuf>,
}

/// Limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a body that is read whole.
    pub body_bytes: usize,
    /// Seconds in which a request must be answered; a stream of lines may take longer.
    pub request_seconds: u64,
    /// Connections at once.
    pub connections: usize,
    /// Streams of lines at once.
    pub batches: usize,
}

/// The AuthZEN API.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuthZen {
    /// The address by which callers know the service, for its metadata; the one it listens on where it is left out.
    pub base_url: Option<String>,
    /// Folder with `policies.cedar` and `entities.json`, which decide resources that are not Portcullis' own.
    pub policies: Option<PathBuf>,
    /// The licensing desk: where a license can be asked for.
    pub licensing_desk: Option<String>,
    /// File of customers, one name a line, among whom a search for subjects looks.
    pub customers: Option<PathBuf>,
}

/// Where compute starts: each adapter by the file of its mapping. One that is left out does not serve.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Adapters {
    /// Kubernetes admission: see `examples/kubernetes`.
    pub kubernetes: Option<PathBuf>,
    /// OpenStack Blazar external enforcement: see `examples/blazar`.
    pub blazar: Option<PathBuf>,
    /// Envoy `ext_authz`: see `examples/envoy`.
    pub envoy: Option<PathBuf>,
    /// Terraform run tasks: see `examples/terraform`.
    pub terraform: Option<TerraformAdapter>,
}

/// Terraform run tasks.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerraformAdapter {
    /// What its resources mean.
    pub mapping: PathBuf,
    /// File with the key that run tasks are signed with.
    pub key: PathBuf,
}

/// Telemetry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// What is logged, as `tracing-subscriber` filters it: `info`, or `portcullis_server=debug,info`.
    pub log: String,
    /// `text` or `json`.
    pub format: LogFormat,
    /// Where traces go, as OTLP over gRPC: `http://127.0.0.1:4317`; nowhere where it is left out.
    pub otlp: Option<String>,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a person.
    Text,
    /// One JSON document a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            store: "portcullis.db".to_owned(),
            log_key: None,
            provider: None,
            profile: portcullis_determination::Profile::DEFAULT.to_owned(),
            law: None,
            catalog: None,
            names: None,
            lists: None,
            resolutions: None,
            ownership: Vec::new(),
            tls: None,
            limits: Limits::default(),
            access: AccessConfig::default(),
            authzen: AuthZen::default(),
            adapters: Adapters::default(),
            counter: None,
            telemetry: Telemetry::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 4 * 1024 * 1024, request_seconds: 30, connections: 10_000, batches: 4 }
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { log: "info".to_owned(), format: LogFormat::Text, otlp: None }
    }
}

/// Why a configuration cannot be used: which file, which field, and the mend.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// The text of a file that a field names.
///
/// # Errors
/// [`ConfigError`] where it cannot be read.
pub(crate) fn text_of(field: &str, path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("{field}: cannot read {}: {error}", path.display())))
}

impl Config {
    /// Reads a file; paths in it are taken from its folder.
    ///
    /// # Errors
    /// [`ConfigError`] where it cannot be read, or a field of it cannot be used.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = text_of("configuration", path)?;
        let mut config: Self =
            toml::from_str(&text).map_err(|error| ConfigError(format!("{}: {error}", path.display())))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        config.paths(|path| *path = folder.join(&*path));
        // What is no address is said when it is opened.
        if let Some(file) = config.store.parse::<Address>().ok().as_ref().and_then(Address::file) {
            config.store = folder.join(file).display().to_string();
        }
        config.check()?;
        Ok(config)
    }

    /// Whether it can be served as it is written.
    ///
    /// # Errors
    /// [`ConfigError`] where it cannot.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.tls.is_none() && !self.listen.ip().is_loopback() {
            return Err(ConfigError(format!(
                "listen: {} can be reached by others, and keys would be sent in clear; set `tls`, or listen on 127.0.0.1",
                self.listen
            )));
        }
        for (field, value) in [
            ("limits.body_bytes", self.limits.body_bytes),
            ("limits.connections", self.limits.connections),
            ("limits.batches", self.limits.batches),
        ] {
            if value == 0 {
                return Err(ConfigError(format!("{field}: nothing could be served with 0; leave it out")));
            }
        }
        self.counter.as_ref().map_or(Ok(()), Counter::check)
    }

    /// Whether it applies to an authority across its counter.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.counter.as_ref().is_some_and(|counter| counter.authority.is_some())
    }

    fn paths(&mut self, mut each: impl FnMut(&mut PathBuf)) {
        let tls = self
            .tls
            .as_mut()
            .map(|tls| [Some(&mut tls.certificate), Some(&mut tls.key), tls.client_authorities.as_mut()]);
        let adapters = &mut self.adapters;
        if let Some(terraform) = &mut adapters.terraform {
            each(&mut terraform.mapping);
            each(&mut terraform.key);
        }
        let own = [
            &mut self.log_key,
            &mut self.law,
            &mut self.catalog,
            &mut self.names,
            &mut self.lists,
            &mut self.resolutions,
            &mut self.authzen.policies,
            &mut self.authzen.customers,
            &mut self.access.policies.folder,
            &mut adapters.kubernetes,
            &mut adapters.blazar,
            &mut adapters.envoy,
        ];
        own.into_iter().filter_map(Option::as_mut).for_each(&mut each);
        if let Some(oidc) = &mut self.access.oidc {
            let sign_in = oidc.sign_in.as_mut().map(|sign_in| [&mut sign_in.secret, &mut sign_in.key]);
            let named = sign_in.into_iter().flatten().chain([&mut oidc.authorities]);
            named.filter_map(Option::as_mut).for_each(&mut each);
        }
        tls.into_iter().flatten().flatten().for_each(&mut each);
        self.counter.iter_mut().flat_map(Counter::paths).for_each(&mut each);
        self.ownership.iter_mut().for_each(&mut each);
        // The name of a profile that is built in is no path.
        let file = PathBuf::from(&self.profile);
        if file.extension().is_some_and(|extension| extension == "toml") {
            let mut file = file;
            each(&mut file);
            self.profile = file.display().to_string();
        }
    }
}

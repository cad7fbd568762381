//! The configuration of the program.

use std::path::{Path, PathBuf};
use std::time::Duration;

use portcullis_adapters::kubernetes::{Holds, Mapping};
use serde::Deserialize;

use super::cluster::Cluster;
use crate::trouble::{client, text};
use crate::{Client, Trouble};

/// As written, in TOML.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address of the service.
    pub service: String,
    /// The file with the key.
    pub key_file: PathBuf,
    /// The file with the authorities (PEM) that sign the service's certificate; left out, those that browsers trust.
    pub authority: Option<PathBuf>,
    /// The file with the mapping: the one that the webhooks have.
    pub mapping: PathBuf,
    /// How long each call may take.
    #[serde(default = "Config::timeout_seconds")]
    pub timeout_seconds: u32,
    /// The Kubernetes API; left out, the one of the cluster that the program runs in.
    #[serde(default)]
    pub cluster: ClusterAt,
}

/// `[cluster]`: where the Kubernetes API is, and who calls it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterAt {
    /// Its address.
    pub server: String,
    /// The file with the token; read for each round, for it changes.
    pub token_file: PathBuf,
    /// The file with the authorities (PEM) that sign its certificate.
    pub authority: PathBuf,
    /// The version of Kueue's API.
    pub version: Version,
}

/// A version of Kueue's API.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Version {
    /// Of Kueue before 0.15.
    V1beta1,
    /// Of Kueue from 0.15 on.
    #[default]
    V1beta2,
}

impl Default for ClusterAt {
    /// Where a pod finds them (`kubernetes.io/docs/tasks/run-application/access-api-from-pod`).
    fn default() -> Self {
        Self {
            server: "https://kubernetes.default.svc".to_owned(),
            token_file: "/var/run/secrets/kubernetes.io/serviceaccount/token".into(),
            authority: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt".into(),
            version: Version::default(),
        }
    }
}

impl Config {
    fn timeout_seconds() -> u32 {
        10
    }
}

/// What a round works with.
#[derive(Debug)]
pub struct Setup {
    pub(super) mapping: Mapping,
    pub(super) client: Client,
    pub(super) cluster: Cluster,
}

impl Setup {
    /// Reads the configuration and the files that it names.
    ///
    /// # Errors
    /// [`Trouble`], with the file.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let config: Config = toml::from_str(&text(path)?).map_err(|error| Trouble::at(path, error))?;
        if config.timeout_seconds == 0 {
            return Err(Trouble::at(path, "`timeout_seconds` is at least 1"));
        }
        let timeout = Duration::from_secs(config.timeout_seconds.into());
        let mapping = Mapping::parse(&text(&config.mapping)?).map_err(|mistakes| {
            let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            Trouble::at(&config.mapping, mistakes.join("; "))
        })?;
        if mapping.holds() == Holds::Workload {
            let why =
                "kueue.holds: a workload's grant is signed with a key that is the service's alone; write \"pods\"";
            return Err(Trouble::at(&config.mapping, why));
        }
        let client = client(&config.service, &config.key_file, config.authority.as_deref(), timeout)?;
        Ok(Self { mapping, client, cluster: Cluster::new(config.cluster, timeout)? })
    }
}

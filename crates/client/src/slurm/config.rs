//! The configuration of the programs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use portcullis_adapters::slurm::Mapping;
use serde::Deserialize;

use super::{State, Trouble};
use crate::Client;
use crate::trouble::{client, text};

/// As written, in TOML.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address of the service.
    pub service: String,
    /// The file with the key, which nobody but the user of `slurmctld` can read.
    pub key_file: PathBuf,
    /// The file with the authorities (PEM) that sign the service's certificate; left out, those that browsers trust.
    pub authority: Option<PathBuf>,
    /// The file with the mapping.
    pub mapping: PathBuf,
    /// The folder with what is held for each job; shared where `slurmctld` has a backup on another machine.
    pub state: PathBuf,
    /// The file that `job_submit` reads.
    pub cache: PathBuf,
    /// How long the cache counts.
    #[serde(default = "Config::cache_seconds")]
    pub cache_seconds: u32,
    /// How long the service and each command may take.
    #[serde(default = "Config::timeout_seconds")]
    pub timeout_seconds: u32,
    /// `scontrol`, with its path: Slurm sets none.
    #[serde(default = "Config::scontrol")]
    pub scontrol: PathBuf,
    /// `scancel`, with its path.
    #[serde(default = "Config::scancel")]
    pub scancel: PathBuf,
}

impl Config {
    fn cache_seconds() -> u32 {
        900
    }

    fn timeout_seconds() -> u32 {
        20
    }

    fn scontrol() -> PathBuf {
        "/usr/bin/scontrol".into()
    }

    fn scancel() -> PathBuf {
        "/usr/bin/scancel".into()
    }

    /// How long the service and each command may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.into())
    }
}

/// What each program works with.
#[derive(Debug)]
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// The mapping.
    pub mapping: Mapping,
    /// The service.
    pub client: Client,
    /// What is held.
    pub state: State,
}

impl Setup {
    /// Reads the configuration and the files that it names.
    ///
    /// # Errors
    /// [`Trouble`], with the file.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let config: Config = toml::from_str(&text(path)?).map_err(|error| Trouble::at(path, error))?;
        let mapping =
            Mapping::read(&text(&config.mapping)?).map_err(|mistake| Trouble::at(&config.mapping, mistake))?;
        if config.timeout_seconds == 0 || config.cache_seconds == 0 {
            return Err(Trouble::at(path, "`timeout_seconds` and `cache_seconds` are at least 1"));
        }
        let client = client(&config.service, &config.key_file, config.authority.as_deref(), config.timeout())?;
        let state = State::open(&config.state)?;
        Ok(Self { config, mapping, client, state })
    }
}

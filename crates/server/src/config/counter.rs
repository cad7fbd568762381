//! The counter: who this house is, and who stands across.

use std::collections::BTreeSet;
use std::path::PathBuf;

use portcullis_application::content;
use portcullis_exchange::{House, Key, Peer, Side};
use portcullis_license::{Instant, Provider};
use portcullis_log::note::Verifier;
use schemars::JsonSchema;
use serde::Deserialize;

use super::ConfigError;

/// The counter. A house that has an authority across files applications; one that has providers across decides on them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// The name of this house, like that of a host: `exports.example`. Its key bears it.
    #[schemars(with = "String")]
    pub house: House,
    /// File with the key that signs messages; beside the store's file, and made on first use, where it is left out.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// What the house is called in letters; its name where it is left out.
    #[serde(default)]
    pub name: Option<String>,
    /// Unit and address in letters, a line each.
    #[serde(default)]
    pub address: Vec<String>,
    /// How letters are answered: a mail address, a page; the name of the house where it is left out.
    #[serde(default)]
    pub contact: Option<String>,
    /// The authority to which this house applies.
    #[serde(default)]
    pub authority: Option<Across>,
    /// The providers that apply to this house.
    #[serde(default)]
    pub providers: Vec<ProviderAcross>,
    /// Folder with letters in the house's own words, `KIND.toml`; those that are left out are in the words that come with the program.
    #[serde(default)]
    pub letters: Option<PathBuf>,
    /// How large documents may be.
    #[serde(default)]
    pub documents: Documents,
    /// File of rules that say which agencies are asked about what; those of the United States where it is left out.
    #[serde(default)]
    pub routing: Option<PathBuf>,
}

/// How large documents may be that go with applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// Bytes of one document; it is in memory once while it comes or goes.
    pub most_bytes: u64,
    /// Bytes of all documents of one application together.
    pub most_bytes_together: u64,
}

impl Default for Documents {
    fn default() -> Self {
        Self { most_bytes: content::MOST_BYTES, most_bytes_together: content::MOST_BYTES_TOGETHER }
    }
}

/// A house across the counter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Across {
    /// Its name.
    #[schemars(with = "String")]
    pub house: House,
    /// Where its service is: `https://exports.example`.
    pub address: String,
    /// File with the authorities by whom its certificate is trusted, PEM; those that browsers trust where it is left out.
    #[serde(default)]
    pub authorities: Option<PathBuf>,
    /// Its public keys, as `GET /v1/exchange` of its service shows them.
    pub keys: Vec<KeyAcross>,
}

/// A provider across the counter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderAcross {
    /// The name by which it applies, as licenses name their licensee.
    #[schemars(with = "String")]
    pub provider: Provider,
    /// The house.
    pub across: Across,
}

/// A public key, and when it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyAcross {
    /// The key: a verifier of signed notes, `name+hash+key`.
    pub key: String,
    /// From when, in milliseconds since 1970; always where it is left out.
    #[serde(default)]
    pub from: Option<Instant>,
    /// Until when; without end where it is left out.
    #[serde(default)]
    pub until: Option<Instant>,
}

impl Across {
    /// As the exchange knows it.
    ///
    /// # Errors
    /// [`ConfigError`] where a key of it cannot be used.
    pub fn peer(&self, side: Side) -> Result<Peer, ConfigError> {
        let place = format!("counter: house {}", self.house);
        let keys = self.keys.iter().map(|key| {
            let verifier = Verifier::parse(&key.key).map_err(|error| ConfigError(format!("{place}: keys: {error}")))?;
            Ok(Key { verifier, from: key.from.unwrap_or_default(), until: key.until })
        });
        let keys = keys.collect::<Result<Vec<_>, ConfigError>>()?;
        Peer::new(self.house.clone(), side, keys).map_err(|error| ConfigError(format!("{place}: {error}")))
    }
}

impl Counter {
    /// All houses across, each with its side.
    pub fn across(&self) -> impl Iterator<Item = (&Across, Side)> {
        let authority = self.authority.iter().map(|across| (across, Side::Authority));
        authority.chain(self.providers.iter().map(|provider| (&provider.across, Side::Provider)))
    }

    /// What of it is read at the start alone: who the house is, who stands across, and how large documents may be.
    pub(crate) fn of_the_start(&self) -> Self {
        Self { name: None, address: Vec::new(), contact: None, letters: None, routing: None, ..self.clone() }
    }

    /// The paths that it names.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let own = [&mut self.key, &mut self.letters, &mut self.routing];
        let authority = self.authority.iter_mut().map(|across| &mut across.authorities);
        let providers = self.providers.iter_mut().map(|provider| &mut provider.across.authorities);
        own.into_iter().chain(authority).chain(providers).filter_map(Option::as_mut)
    }

    /// Whether it can be served as it is written.
    ///
    /// # Errors
    /// [`ConfigError`] where it cannot.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.authority.is_none() && self.providers.is_empty() {
            let why = "counter: nobody stands across; name the `authority` that this house applies to, or the `providers` that apply to it";
            return Err(ConfigError(why.to_owned()));
        }
        let mut seen = BTreeSet::from([&self.house]);
        for (across, side) in self.across() {
            if !seen.insert(&across.house) {
                let why = format!("counter: `{}` is named twice: give each house a name of its own", across.house);
                return Err(ConfigError(why));
            }
            across.peer(side)?;
        }
        Ok(())
    }
}

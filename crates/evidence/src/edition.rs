//! What a determination is made under: law, catalog, profile and names, each content that is named by its hash.

use std::collections::BTreeMap;
use std::sync::Arc;

use portcullis_catalog::{Catalog, CatalogSource};
use portcullis_determination::{Engine, Profile};
use portcullis_journal::submission::Request;
use portcullis_journal::{NoteKind, Submission, sweep};
use portcullis_law::{Law, LawSource};
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The catalog's tables, in the order of [`CatalogSource`].
pub const TABLES: [&str; 5] = ["accelerators.csv", "instances.csv", "providers.csv", "vendors.csv", "countries.csv"];

/// The names of the parts of an edition: `sha256:` and the hash of their content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The version of this program.
    pub program: String,
    /// The law pack.
    pub law: String,
    /// The catalog.
    pub catalog: String,
    /// The profile.
    pub profile: String,
}

/// Why an edition cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// A part is not there.
    #[error("{part} {name} is not in the store: import it, or name another edition with --law and --profile")]
    Missing {
        /// Which part.
        part: &'static str,
        /// Its name.
        name: String,
    },
    /// A part is not what its name says, or cannot be read.
    #[error("{part} {name} cannot be used: {why}")]
    Unusable {
        /// Which part.
        part: &'static str,
        /// Its name.
        name: String,
        /// Why not.
        why: String,
    },
}

/// The content of an edition.
#[derive(Clone, Debug)]
pub struct Editions {
    /// What it is called.
    pub edition: Edition,
    /// Its parts by name.
    pub parts: BTreeMap<String, Vec<u8>>,
}

impl Editions {
    /// The edition that is made of these texts. What of the law cannot change an answer (its cases) is left out.
    #[must_use]
    pub fn of(law: &LawSource, catalog: &[(&str, &str)], profile: &str) -> Self {
        let law: BTreeMap<&str, &str> = law.files().filter(|(path, _)| !path.ends_with("cases.toml")).collect();
        let catalog: BTreeMap<&str, &str> = catalog.iter().copied().collect();
        let mut parts = BTreeMap::new();
        let mut keep = |content: Vec<u8>| {
            let name = name_of(&content);
            parts.insert(name.clone(), content);
            name
        };
        // Maps of texts in the order of their keys: the bytes are the same wherever they are made, and writing them cannot fail.
        let edition = Edition {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            law: keep(serde_json::to_vec(&law).unwrap_or_default()),
            catalog: keep(serde_json::to_vec(&catalog).unwrap_or_default()),
            profile: keep(profile.as_bytes().to_vec()),
        };
        Self { edition, parts }
    }

    /// What has to be recorded before anything is decided with an engine of it: the edition, and the snapshots of lists. Recorded twice, each is recorded
    /// once, for its id is made of what it names.
    #[must_use]
    pub fn notes(&self, engine: &Engine) -> Vec<Submission> {
        let edition = serde_json::to_value(&self.edition).unwrap_or_default();
        let mut notes = vec![note(NoteKind::Law, "edition", &name_of(edition.to_string().as_bytes()), edition)];
        let versions = engine.served_lists().map(|served| served.versions().to_vec()).unwrap_or_default();
        notes.extend(versions.iter().map(|version| {
            let name = format!("{}/{}", version.source, version.sha256);
            note(NoteKind::Lists, "lists", &name, serde_json::to_value(version).unwrap_or_default())
        }));
        notes.into_iter().flatten().collect()
    }
}

fn note(note: NoteKind, what: &str, name: &str, body: Value) -> Option<Submission> {
    let id = sweep::system_id(what, name)?;
    Some(Submission { id, request: Request::Note { note, body, personal: Vec::new(), license: None } })
}

impl Edition {
    /// An engine of this edition, its parts found by name.
    ///
    /// # Errors
    /// [`EditionError`] where a part is missing, is not what its name says, or cannot be loaded.
    pub fn engine(&self, part: &mut dyn FnMut(&str) -> Option<Vec<u8>>) -> Result<Engine, EditionError> {
        let law = self.part("the law pack", &self.law, part)?;
        let law: BTreeMap<String, String> =
            serde_json::from_slice(&law).map_err(|error| unusable("the law pack", &self.law, error))?;
        let tables = self.part("the catalog", &self.catalog, part)?;
        let tables: BTreeMap<String, String> =
            serde_json::from_slice(&tables).map_err(|error| unusable("the catalog", &self.catalog, error))?;
        let [accelerators, instances, providers, vendors, countries] =
            TABLES.map(|table| tables.get(table).map_or("", String::as_str));
        let catalog = Catalog::load(CatalogSource { accelerators, instances, providers, vendors, countries });
        let catalog = catalog.map_err(|error| unusable("the catalog", &self.catalog, error))?;
        let source = LawSource::from_files(law.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let law =
            Law::load(&source, catalog.countries()).map_err(|error| unusable("the law pack", &self.law, error))?;
        let profile = String::from_utf8(self.part("the profile", &self.profile, part)?);
        let profile = profile.map_err(|error| unusable("the profile", &self.profile, error))?;
        let profile =
            Profile::parse("recorded", &profile).map_err(|error| unusable("the profile", &self.profile, error))?;
        Engine::new(Arc::new(law), Arc::new(catalog), profile)
            .map_err(|error| unusable("the profile", &self.profile, error))
    }

    fn part(
        &self,
        part: &'static str,
        name: &str,
        find: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Vec<u8>, EditionError> {
        let content = find(name).ok_or_else(|| EditionError::Missing { part, name: name.to_owned() })?;
        if name_of(&content) == name { Ok(content) } else { Err(unusable(part, name, "its content has another hash")) }
    }
}

fn unusable(part: &'static str, name: &str, why: impl ToString) -> EditionError {
    EditionError::Unusable { part, name: name.to_owned(), why: why.to_string() }
}

/// The name of content: `sha256:` and its hash.
#[must_use]
pub fn name_of(content: &[u8]) -> String {
    format!("sha256:{}", Hash::of(content).to_hex())
}

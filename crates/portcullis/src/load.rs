//! The law, the catalog and the tables of names: built into the program, or from folders the operator names.

use crate::report::Report;
use clap::Args;
use include_dir::{Dir, include_dir};
use portcullis_catalog::{Catalog, CatalogSource};
use portcullis_determination::{Engine, Profile};
use portcullis_evidence::Editions;
use portcullis_evidence::edition::TABLES;
use portcullis_law::{Law, LawSource};
use portcullis_screening::{Lexicon, LexiconSource, Thresholds};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

static LAW: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../law");
const CATALOG: CatalogSource<'static> = CatalogSource {
    accelerators: include_str!("../../../catalog/accelerators.csv"),
    instances: include_str!("../../../catalog/instances.csv"),
    providers: include_str!("../../../catalog/providers.csv"),
    vendors: include_str!("../../../catalog/vendors.csv"),
    countries: include_str!("../../../catalog/countries.csv"),
};

const NAMES: LexiconSource<'static> = LexiconSource {
    legal_forms: include_str!("../../../names/legal_forms.csv"),
    stop_words: include_str!("../../../names/stop_words.csv"),
    places: include_str!("../../../names/places.csv"),
    abbreviations: include_str!("../../../names/abbreviations.csv"),
    translations: include_str!("../../../names/translations.csv"),
    words: include_str!("../../../names/words.csv"),
    dictionary: include_str!("../../../names/dictionary.csv"),
    han: include_str!("../../../names/han.csv"),
    bridge: include_str!("../../../names/bridge.csv"),
    trade_names: include_str!("../../../names/trade_names.csv"),
    trade_aliases: include_str!("../../../names/trade_aliases.csv"),
    cantonese: include_str!("../../../names/cantonese.csv"),
    wade_giles: include_str!("../../../names/wade_giles.csv"),
    homoglyphs: include_str!("../../../names/homoglyphs.csv"),
};

/// Where the law and the catalog come from.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Sources {
    /// Folder of law packs to use instead of those built in
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_LAW", global = true, help_heading = "Data")]
    law: Option<PathBuf>,

    /// Folder of catalog tables to use instead of those built in
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_CATALOG", global = true, help_heading = "Data")]
    catalog: Option<PathBuf>,
}

/// Where the tables of names come from: only commands that match names ask for them.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Names {
    /// Folder of tables of names to use instead of those built in
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_NAMES", help_heading = "Data")]
    pub names: Option<PathBuf>,
}

impl Names {
    pub fn load(&self) -> Result<Arc<Lexicon>, Report> {
        let lexicon = match &self.names {
            Some(directory) => Lexicon::load_directory(directory),
            None => Lexicon::load(&NAMES),
        };
        let described = |error| Report::new(error).with_help("the tables are described in names/README.md");
        lexicon.map(Arc::new).map_err(described)
    }
}

/// The law and the catalog, loaded.
pub(crate) struct Loaded {
    pub source: LawSource,
    /// The folder of the catalog, where it is not the one built in.
    tables: Option<PathBuf>,
    pub law: Arc<Law>,
    pub catalog: Arc<Catalog>,
}

impl Sources {
    /// These, and where they name none, those.
    pub fn or(&self, law: Option<&Path>, catalog: Option<&Path>) -> Self {
        let or = |own: &Option<PathBuf>, other: Option<&Path>| own.clone().or_else(|| other.map(Path::to_path_buf));
        Self { law: or(&self.law, law), catalog: or(&self.catalog, catalog) }
    }

    /// Whether the operator names any, instead of those built in.
    pub fn is_named(&self) -> bool {
        self.law.is_some() || self.catalog.is_some()
    }

    pub fn load(&self) -> Result<Loaded, Report> {
        let catalog = self.catalog()?;
        let source = match &self.law {
            Some(directory) => LawSource::from_directory(directory).map_err(law_report)?,
            None => built_in_law(),
        };
        let law = Law::load(&source, catalog.countries()).map_err(law_report)?;
        Ok(Loaded { source, tables: self.catalog.clone(), law: Arc::new(law), catalog: Arc::new(catalog) })
    }

    /// The catalog alone, where no law is asked.
    pub fn catalog(&self) -> Result<Catalog, Report> {
        let catalog = match &self.catalog {
            Some(directory) => Catalog::load_directory(directory),
            None => Catalog::load(CATALOG),
        };
        catalog.map_err(|error| Report::new(error).with_help("the columns are described in catalog/README.md"))
    }
}

fn law_report(error: portcullis_law::LawError) -> Report {
    Report::new(error).with_help("the format of a pack is described in law/README.md")
}

fn built_in_law() -> LawSource {
    let folders = LAW.dirs().flat_map(Dir::files);
    let files = LAW.files().chain(folders);
    LawSource::from_files(files.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))))
}

impl Loaded {
    /// An engine for a profile, by its name or by the path of its file.
    pub fn engine(&self, profile: &str) -> Result<Engine, Report> {
        let profile = load_profile(profile)?;
        Engine::new(self.law.clone(), self.catalog.clone(), profile).map_err(Report::new)
    }

    /// What an engine for a profile decides under, as it is recorded.
    pub fn editions(&self, profile: &str) -> Result<Editions, Report> {
        let built_in = [CATALOG.accelerators, CATALOG.instances, CATALOG.providers, CATALOG.vendors, CATALOG.countries];
        let mut tables = Vec::new();
        for (name, built_in) in TABLES.into_iter().zip(built_in) {
            let text =
                self.tables.as_ref().map_or_else(|| Ok(built_in.to_owned()), |folder| read(&folder.join(name)))?;
            tables.push((name, text));
        }
        let tables: Vec<_> = tables.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Ok(Editions::of(&self.source, &tables, &profile_text(profile)?))
    }
}

fn load_profile(name: &str) -> Result<Profile, Report> {
    Profile::parse(name, &profile_text(name)?).map_err(|error| Report::new(error).with_help(profile_help()))
}

fn profile_text(name: &str) -> Result<String, Report> {
    match Profile::built_in_text(name) {
        Some(text) => Ok(text.to_owned()),
        None if Path::new(name).exists() => read(Path::new(name)),
        None => {
            Err(Profile::built_in(name).err().map_or_else(|| Report::new(name), Report::new).with_help(profile_help()))
        }
    }
}

fn profile_help() -> String {
    let built_in = Profile::built_in_names().collect::<Vec<_>>().join(", ");
    format!("name one of {built_in}, or a TOML file; examples/profile.toml shows one")
}

/// The thresholds of screening of a profile.
pub(crate) fn thresholds(profile: &str) -> Result<Thresholds, Report> {
    load_profile(profile).map(|profile| profile.screening)
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Report> {
    std::fs::read_to_string(path).map_err(cannot_read(path))
}

/// A file that is read bit by bit.
pub(crate) fn open(path: &Path) -> Result<File, Report> {
    File::open(path).map_err(cannot_read(path))
}

/// The same, where `-` is standard input.
pub(crate) fn open_or_standard_input(path: &Path) -> Result<Box<dyn Read + Send>, Report> {
    Ok(if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(open(path)?) })
}

fn cannot_read(path: &Path) -> impl Fn(io::Error) -> Report {
    move |error| Report::new(format!("cannot read {}: {error}", path.display()))
}

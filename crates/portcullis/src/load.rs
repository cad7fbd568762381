//! The law and the catalog: built into the program, or from folders the operator names.

use crate::report::Report;
use clap::Args;
use include_dir::{Dir, include_dir};
use portcullis_catalog::{Catalog, CatalogSource};
use portcullis_determination::{Engine, Profile};
use portcullis_law::{Law, LawSource};
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

/// The law and the catalog, loaded.
pub(crate) struct Loaded {
    pub source: LawSource,
    pub law: Arc<Law>,
    pub catalog: Arc<Catalog>,
}

impl Sources {
    pub fn load(&self) -> Result<Loaded, Report> {
        let catalog = match &self.catalog {
            Some(directory) => Catalog::load_directory(directory),
            None => Catalog::load(CATALOG),
        };
        let catalog =
            catalog.map_err(|error| Report::new(error).with_help("the columns are described in catalog/README.md"))?;
        let source = match &self.law {
            Some(directory) => LawSource::from_directory(directory).map_err(law_report)?,
            None => built_in_law(),
        };
        let law = Law::load(&source, catalog.countries()).map_err(law_report)?;
        Ok(Loaded { source, law: Arc::new(law), catalog: Arc::new(catalog) })
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
}

fn load_profile(name: &str) -> Result<Profile, Report> {
    let built_in = Profile::built_in_names().collect::<Vec<_>>().join(", ");
    let help = format!("name one of {built_in}, or a TOML file; examples/profile.toml shows one");
    if Profile::built_in_names().any(|known| known == name) || !Path::new(name).exists() {
        return Profile::built_in(name).map_err(|error| Report::new(error).with_help(help));
    }
    let text = read(Path::new(name))?;
    Profile::parse(name, &text).map_err(|error| Report::new(error).with_help(help))
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Report> {
    std::fs::read_to_string(path).map_err(|error| Report::new(format!("cannot read {}: {error}", path.display())))
}

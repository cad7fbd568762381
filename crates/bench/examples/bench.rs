//! Measures everything and prints the table.

use portcullis_bench::{Options, run};
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Profile};
use portcullis_law::{Law, LawSource};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

fn start() -> Result<Engine, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalog = Arc::new(Catalog::load_directory(&root.join("catalog"))?);
    let law = Law::load(&LawSource::from_directory(&root.join("law"))?, catalog.countries())?;
    Ok(Engine::new(Arc::new(law), catalog, Profile::built_in(Profile::DEFAULT)?)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let report = run(start, &Options::default(), &mut |_| ())?;
    write!(std::io::stdout(), "{report}")?;
    Ok(())
}

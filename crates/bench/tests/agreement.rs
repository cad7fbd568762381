//! The comparison is fair only if every way finds the same, and only if there is something to find.

#![cfg(feature = "peers")]

use portcullis_bench::{Comparison, Mix, Options};
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Profile};
use portcullis_law::{Law, LawSource};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

type Fallible<T> = Result<T, Box<dyn Error>>;

fn start() -> Fallible<Engine> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalog = Arc::new(Catalog::load_directory(&root.join("catalog"))?);
    let law = Law::load(&LawSource::from_directory(&root.join("law"))?, catalog.countries())?;
    Ok(Engine::new(Arc::new(law), catalog, Profile::built_in(Profile::DEFAULT)?)?)
}

#[test]
fn every_way_agrees_and_every_provision_fires() -> Fallible<()> {
    let engine = start()?;
    let options = Options::default();
    let mut comparison = Comparison::new(&engine, options.seed, options.distinct)?;
    assert_eq!(comparison.check()?, Vec::<&str>::new());
    Ok(())
}

#[test]
fn the_mix_has_every_outcome_and_is_the_same_each_time() -> Fallible<()> {
    let engine = start()?;
    let options = Options::default();
    let mix = Mix::new(&engine, options.seed, options.distinct)?;
    assert_eq!(mix.requests.len(), options.distinct);
    assert!(mix.outcomes.iter().all(|count| *count > 0), "{:?}", mix.outcomes);
    assert_eq!(Mix::new(&engine, options.seed, options.distinct)?.json()?, mix.json()?);
    Ok(())
}

//! scratch
#![allow(clippy::all)]
use portcullis_determination::*;
use std::sync::Arc;
fn main() {
    let catalog =
        Arc::new(portcullis_catalog::Catalog::load_directory("catalog".as_ref()).unwrap_or_else(|e| panic!("{e}")));
    let t = std::time::Instant::now();
    let source = portcullis_law::LawSource::from_directory("law".as_ref()).unwrap();
    let law = Arc::new(portcullis_law::Law::load(&source, catalog.countries()).unwrap_or_else(|e| panic!("{e}")));
    eprintln!("law {:?}", t.elapsed());
    let report = run_cases(&source, &law, &catalog, |_| true).unwrap_or_else(|e| panic!("{e}"));
    for r in &report.results {
        if !r.failures.is_empty() {
            println!("{} / {}", r.regime, r.name);
            for f in &r.failures {
                println!("    {f}");
            }
        }
    }
    println!("never: {:?} of {}", report.never_fired, report.results.len());
}

//! The same steps under criterion, for comparing one commit with another.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start must stop")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use portcullis_bench::{Bench, Mix, Options};
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Profile};
use portcullis_law::{Law, LawSource};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

fn start() -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalog = Arc::new(Catalog::load_directory(&root.join("catalog")).expect("the catalog loads"));
    let source = LawSource::from_directory(&root.join("law")).expect("the law can be read");
    let law = Arc::new(Law::load(&source, catalog.countries()).expect("the law loads"));
    let profile = Profile::built_in(Profile::DEFAULT).expect("the profile is built in");
    Engine::new(law, catalog, profile).expect("the profile fits the law")
}

fn startup(criterion: &mut Criterion) {
    criterion.bench_function("startup", |bencher| bencher.iter(|| black_box(start())));
}

/// Each iteration is one pass over the mix: criterion reports the time of a pass, and requests a second.
fn steps(criterion: &mut Criterion) {
    let options = Options::default();
    let engine = start();
    let mix = Mix::new(&engine, options.seed, options.distinct).expect("the mix comes together");
    let bench = std::cell::RefCell::new(Bench::new(&engine, &mix).expect("the mix can be written"));
    let mut group = criterion.benchmark_group("requests");
    group.throughput(Throughput::Elements(bench.borrow().requests()));
    group.bench_function("parse", |bencher| bencher.iter(|| bench.borrow().parse()));
    group.bench_function("resolve", |bencher| bencher.iter(|| bench.borrow().resolve()));
    group.bench_function("derive", |bencher| bencher.iter(|| bench.borrow().derive()));
    group.bench_function("warm", |bencher| bencher.iter(|| bench.borrow_mut().determine_warm()));
    group.bench_function("answer", |bencher| bencher.iter(|| bench.borrow_mut().answer()));
    group.bench_function("json_to_json", |bencher| bencher.iter(|| bench.borrow_mut().lines_warm()));
    group.bench_function("cold", |bencher| {
        let forget = || bench.borrow_mut().forget();
        bencher.iter_batched(forget, |()| bench.borrow_mut().determine_cold(), BatchSize::PerIteration);
    });
    group.finish();
}

#[cfg(feature = "peers")]
fn peers(criterion: &mut Criterion) {
    use portcullis_bench::{Comparison, Way};
    let options = Options::default();
    let engine = start();
    let mut comparison = Comparison::new(&engine, options.seed, options.distinct).expect("all ways can be prepared");
    comparison.check().expect("all ways agree");
    let mut group = criterion.benchmark_group("peers");
    group.throughput(Throughput::Elements(comparison.requests() as u64));
    group.sample_size(20);
    for way in Way::ALL {
        group.bench_function(way.name(), |bencher| bencher.iter(|| comparison.pass(way)));
    }
    group.finish();
}

#[cfg(not(feature = "peers"))]
fn peers(_: &mut Criterion) {}

criterion_group!(benches, startup, steps, peers);
criterion_main!(benches);

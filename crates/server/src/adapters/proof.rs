//! The proof that an adapter keeps the gate closed: its mapping names only what is known, and a probe that must be denied is denied.

use portcullis_adapters::kubernetes::{self, Known, Phase};
use portcullis_adapters::{Mistake, blazar, envoy, slurm, terraform};
use portcullis_determination::Engine;
use portcullis_gate::{Ask, Verdict};
use portcullis_law::CodeType;
use portcullis_license::Instant;
use serde_json::Value;

/// Whoever answers what a probe asks.
pub type Question<'a> = &'a dyn Fn(&Ask) -> Verdict;

/// The mapping of an adapter.
pub trait Provable: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(text: &str) -> Result<Self, Vec<Mistake>>;

    /// What it names and the catalog, or the law, does not have.
    fn mistakes(&self, engine: &Engine) -> Vec<Mistake>;

    /// Whether anything of its probe is let through.
    fn lets_through(&self, now: Instant, question: Question<'_>) -> bool;
}

macro_rules! provable {
    ($($mapping:ty),*) => {$(
        impl Provable for $mapping {
            fn read(text: &str) -> Result<Self, Vec<Mistake>> {
                Self::read(text).map_err(|mistake| vec![mistake])
            }

            fn mistakes(&self, engine: &Engine) -> Vec<Mistake> {
                let catalog = engine.catalog();
                self.check(|name| catalog.find_accelerator(name).is_ok(), |name| catalog.find_instance(name).is_ok())
            }

            fn lets_through(&self, now: Instant, question: Question<'_>) -> bool {
                self.probe(now).iter().any(|ask| question(ask).opens)
            }
        }
    )*};
}

provable!(blazar::Mapping, envoy::Mapping, slurm::Mapping, terraform::Mapping);

impl Provable for kubernetes::Mapping {
    fn read(text: &str) -> Result<Self, Vec<Mistake>> {
        Self::parse(text)
    }

    fn mistakes(&self, engine: &Engine) -> Vec<Mistake> {
        let catalog = engine.catalog();
        let known = Known {
            accelerator: &|name| catalog.find_accelerator(name).is_ok(),
            country: &|code| catalog.countries().parse(code).is_ok(),
            end_use: &|code| engine.law().codes.table(CodeType::EndUse).bit(code).is_some(),
        };
        self.check(known).err().unwrap_or_default()
    }

    /// Either webhook has to deny it, in so many words.
    fn lets_through(&self, now: Instant, question: Question<'_>) -> bool {
        let review = serde_json::to_vec(&kubernetes::probe(self)).unwrap_or_default();
        let denies = |phase| {
            kubernetes::read(&review, self, phase, now).is_ok_and(|reviewed| {
                let verdicts: Vec<_> = reviewed.asks.iter().map(question).collect();
                kubernetes::answer(&reviewed, &verdicts).pointer("/response/allowed") == Some(&Value::Bool(false))
            })
        };
        ![Phase::Mutating, Phase::Validating].into_iter().all(denies)
    }
}

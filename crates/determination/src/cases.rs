//! The cases of a pack: facts, a date and the outcome they must have, each with its source.

use crate::determination::Holds;
use crate::engine::{Engine, Memo};
use crate::profile::Profile;
use crate::request::Request;
use portcullis_catalog::Catalog;
use portcullis_law::{Effect, Law, LawSource, Outcome, ReviewPolicy};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case<'a> {
    /// What it is about.
    pub name: String,
    /// Where the expected outcome comes from.
    pub source: String,
    /// The evidence for it.
    pub evidence: String,
    /// The profile it is decided under.
    #[serde(default)]
    pub profile: Option<String>,
    /// The transaction.
    #[serde(borrow)]
    pub request: Request<'a>,
    /// What must come out.
    pub expect: Expectation,
}

/// What a case expects.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The outcome of the case's regime.
    pub outcome: Outcome,
    /// The review policy of the case's regime.
    #[serde(default)]
    pub review_policy: Option<ReviewPolicy>,
    /// Provisions that must fire.
    #[serde(default)]
    pub fires: Vec<String>,
    /// Exceptions that must hold.
    #[serde(default)]
    pub exceptions: Vec<String>,
    /// Exactly the fields that must be missing.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// The outcome over all regimes.
    #[serde(default)]
    pub overall: Option<Outcome>,
    /// The outcome over all regimes without what the profile assumes.
    #[serde(default)]
    pub without_assumptions: Option<Outcome>,
}

/// What became of a case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// The regime it belongs to.
    pub regime: String,
    /// Its name.
    pub name: String,
    /// What was not as expected; empty where all was.
    pub failures: Vec<String>,
}

/// What became of all cases.
#[derive(Debug, Clone, Default)]
pub struct CaseReport {
    /// Each case.
    pub results: Vec<CaseResult>,
    /// Provisions that fire in no case of their own pack.
    pub never_fired: Vec<String>,
}

impl CaseReport {
    /// Whether every case is as expected and every provision fires in one.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.never_fired.is_empty() && self.results.iter().all(|result| result.failures.is_empty())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile<'a> {
    #[serde(default, borrow)]
    case: Vec<Case<'a>>,
}

/// Reads the cases of a regime.
///
/// # Errors
/// When the file is not as `law/README.md` says; the text says where.
pub fn read_cases<'a>(source: &'a LawSource, regime: &str) -> Result<Vec<Case<'a>>, String> {
    let path = format!("{regime}/cases.toml");
    let text = source.get(&path).ok_or_else(|| format!("{path}: the file is missing"))?;
    toml::from_str(text).map(|file: CaseFile<'a>| file.case).map_err(|error| format!("{path}: {error}"))
}

/// Runs the cases of every regime whose name `chosen` accepts.
///
/// # Errors
/// When a file of cases, or a profile it names, cannot be read.
pub fn run_cases(
    source: &LawSource,
    law: &Arc<Law>,
    catalog: &Arc<Catalog>,
    chosen: impl Fn(&str) -> bool,
) -> Result<CaseReport, String> {
    let mut engines: BTreeMap<String, Engine> = BTreeMap::new();
    let mut memo_by_profile: BTreeMap<String, Memo> = BTreeMap::new();
    let mut report = CaseReport::default();
    for (place, regime) in law.regimes.iter().enumerate().filter(|(_, regime)| chosen(&regime.id)) {
        let mut fired = BTreeSet::new();
        for case in read_cases(source, &regime.id)? {
            let profile = case.profile.clone().unwrap_or_else(|| "enacted".to_owned());
            if !engines.contains_key(&profile) {
                let built_in = Profile::built_in(&profile).map_err(|error| error.to_string())?;
                let engine = Engine::new(law.clone(), catalog.clone(), built_in).map_err(|error| error.to_string())?;
                engines.insert(profile.clone(), engine);
            }
            // Every determination of a case is put to the Cedar authorizer as well.
            let memo = memo_by_profile.entry(profile.clone()).or_insert_with(|| Memo::watched(1));
            let Some(engine) = engines.get(&profile) else {
                continue;
            };
            let failures = run_case(engine, memo, place, &case, &mut fired);
            report.results.push(CaseResult { regime: regime.id.clone(), name: case.name, failures });
        }
        let never = law.provisions_of(place).filter(|(at, _)| !fired.contains(at));
        report.never_fired.extend(never.map(|(_, provision)| provision.id.clone()));
    }
    Ok(report)
}

fn run_case(
    engine: &Engine,
    memo: &mut Memo,
    regime: usize,
    case: &Case<'_>,
    fired: &mut BTreeSet<usize>,
) -> Vec<String> {
    let transaction = match engine.resolve(&case.request) {
        Ok(transaction) => transaction,
        Err(error) => {
            return vec![format!("the request cannot be used: {error}; {}", error.mend)];
        }
    };
    let decided = engine.determine(&transaction, memo);
    let law = engine.law();
    let id = |at: usize| law.provisions.get(at).map_or("", |provision| provision.id.as_str());
    let firing = engine.fired(&transaction);
    fired.extend(&firing);
    let firing: Vec<&str> = firing.into_iter().map(id).collect();
    let mut failures = Vec::new();
    let mut expect = |what: &str, expected: String, found: String| {
        if expected != found {
            failures.push(format!("{what}: expected {expected}, found {found}"));
        }
    };
    let own = decided.regimes.iter().find(|outcome| outcome.regime == regime);
    let (outcome, review) = own.map_or((Outcome::NotRequired, None), |own| (own.outcome, own.review_policy));
    expect("outcome", case.expect.outcome.to_string(), outcome.to_string());
    if let Some(policy) = case.expect.review_policy {
        expect(
            "review_policy",
            policy.to_string(),
            review.map_or_else(|| "none".to_owned(), |policy| policy.to_string()),
        );
    }
    if let Some(overall) = case.expect.overall {
        expect("overall", overall.to_string(), decided.outcome.to_string());
    }
    if let Some(without) = case.expect.without_assumptions {
        expect("without_assumptions", without.to_string(), decided.without_assumptions.outcome.to_string());
    }
    if let Some(missing) = &case.expect.missing {
        expect(
            "missing",
            format!("{missing:?}"),
            format!("{:?}", engine.missing_fields(&decided.missing, &transaction)),
        );
    }
    for provision in &case.expect.fires {
        if !firing.contains(&provision.as_str()) {
            failures.push(format!("fires: `{provision}` does not; these do: {}", firing.join(", ")));
        }
    }
    for expected in &case.expect.exceptions {
        let holds = decided.exceptions.iter().any(|tried| {
            let effect = law.provisions.get(tried.provision).map(|provision| &provision.effect);
            tried.holds == Holds::Yes && matches!(effect, Some(Effect::Exception(name, _)) if name == expected)
        });
        if !holds {
            failures.push(format!("exceptions: `{expected}` does not hold"));
        }
    }
    failures
}

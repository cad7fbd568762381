//! The mix: requests of which no two rest on the same facts.

use crate::draw::Draw;
use crate::error::BenchError;
use crate::requests;
use portcullis_determination::{Engine, Memo, Request, Transaction};
use portcullis_law::{Bits, Fact, Facts, Outcome};
use std::collections::HashSet;

/// Candidates drawn for each request wanted, before giving up.
const DRAWS_PER_REQUEST_MAX: usize = 100;

/// A fixed mix of requests.
#[derive(Debug)]
pub struct Mix {
    /// The requests, as they are written.
    pub requests: Vec<Request<'static>>,
    /// The same, looked up.
    pub transactions: Vec<Transaction>,
    /// How many have each outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [usize; Outcome::ALL.len()],
}

impl Mix {
    /// So many rentals and exports, every one with facts of its own.
    ///
    /// # Errors
    /// When the law or the catalog knows a name no more that the mix uses, or an outcome never comes up.
    pub fn new(engine: &Engine, seed: u64, distinct: usize) -> Result<Self, BenchError> {
        let mut draw = Draw::new(seed);
        let mut memo = Memo::default();
        let mut mix = Self { requests: Vec::new(), transactions: Vec::new(), outcomes: [0; Outcome::ALL.len()] };
        for _ in 0..distinct.saturating_mul(DRAWS_PER_REQUEST_MAX) {
            if mix.requests.len() == distinct {
                break;
            }
            let request = requests::any(&mut draw);
            let transaction = engine.resolve(&request)?;
            let made = memo.len();
            let decided = engine.determine(&transaction, &mut memo);
            if memo.len() > made {
                if let Some(count) = mix.outcomes.get_mut(decided.outcome as usize) {
                    *count += 1;
                }
                mix.requests.push(request);
                mix.transactions.push(transaction);
            }
        }
        if mix.requests.len() < distinct {
            return Err(BenchError::Mix(format!("only {} requests with distinct facts", mix.requests.len())));
        }
        Ok(mix)
    }

    /// The requests as JSON, one a line, `lines` of them in all, each under a name of its own.
    ///
    /// # Errors
    /// When a request cannot be written.
    pub fn json_lines(&self, seed: u64, lines: usize) -> Result<Vec<Vec<u8>>, BenchError> {
        let mut draw = Draw::new(seed);
        let mut written = Vec::with_capacity(lines);
        for line in 0..lines {
            let at = usize::try_from(draw.below(self.requests.len() as u64)).unwrap_or(0);
            if let Some(request) = self.requests.get(at) {
                written.push(json(request, line)?);
            }
        }
        Ok(written)
    }

    /// Every request once as JSON, in order.
    ///
    /// # Errors
    /// When a request cannot be written.
    pub fn json(&self) -> Result<Vec<Vec<u8>>, BenchError> {
        self.requests.iter().enumerate().map(|(place, request)| json(request, place)).collect()
    }
}

fn json(request: &Request<'_>, number: usize) -> Result<Vec<u8>, BenchError> {
    let named = Request { id: Some(format!("req-{number:07}").into()), ..request.clone() };
    serde_json::to_vec(&named).map_err(|error| BenchError::Mix(error.to_string()))
}

/// The facts of exports on one date, no two alike and nothing in them unknown: the little that is, is taken
/// not to hold.
///
/// # Errors
/// When the law or the catalog knows a name no more that the mix uses.
pub fn known_facts(engine: &Engine, seed: u64, on: &'static str, distinct: usize) -> Result<Vec<Facts>, BenchError> {
    let mut draw = Draw::new(seed);
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(distinct);
    for _ in 0..distinct.saturating_mul(DRAWS_PER_REQUEST_MAX) {
        if found.len() == distinct {
            break;
        }
        let transaction = engine.resolve(&requests::known_export(&mut draw, on))?;
        let derived = engine.facts(&transaction);
        let mut facts = Facts::NONE;
        for fact in Fact::ALL {
            facts.set(fact, Bits::known(derived.get(fact).certain()));
        }
        if seen.insert(facts) {
            found.push(facts);
        }
    }
    if found.len() < distinct {
        return Err(BenchError::Mix(format!("only {} exports with distinct known facts", found.len())));
    }
    Ok(found)
}

//! Documents on their way from a provider to its authority, which fetches them piece by piece beside the messages.
//!
//! What is to be fetched follows from the cases: each document that its applicant names and that is not here. So nothing has to be remembered over a
//! restart, and nothing waits for it: each house across is fetched from by a task of its own, and a document that does not come lets the next one go
//! first. What has come is checked against the hash that it was named by, and is then told to the provider by a message.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use portcullis_application::form::Document;
use portcullis_counter::content::{self, Content, Room};
use portcullis_counter::named;
use portcullis_desk::case::Case;
use portcullis_exchange::{DocumentAsk, House, Side};
use portcullis_gate::Gate;
use portcullis_license::Instant;
use portcullis_log::Hash;
use tokio::sync::watch;

use super::documents::keep_in;
use super::{Across, Office};
use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::store;

/// How often it is looked what has not arrived.
const EVERY: Duration = Duration::from_secs(1);
/// How long to wait after a first failure, in milliseconds; after each further one twice as long.
const FIRST_WAIT: i64 = 2_000;
/// The longest wait, in milliseconds.
const LONGEST_WAIT: i64 = 10 * 60 * 1_000;
/// Parts of a content in one answer: 1,440 KiB.
const PARTS_AT_ONCE: usize = 8;
/// The longest answer that is read, in bytes.
const MOST_ANSWER: u64 = 2 * 1_024 * 1_024;

/// What has come, and what did not when it was tried.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    here: BTreeSet<(House, Hash)>,
    tries: BTreeMap<(House, Hash), Try>,
    /// How many have come since the start; what is not here any more counts too.
    came: usize,
}

/// The last try that failed.
#[derive(Debug)]
struct Try {
    again: Instant,
    wait: i64,
    why: String,
}

impl Arrivals {
    /// Whether nothing is to be done about a document now: it is here, or it was tried a moment ago.
    fn is_settled(&self, key: &(House, Hash), now: Instant) -> bool {
        self.here.contains(key) || self.tries.get(key).is_some_and(|last| now < last.again)
    }
}

/// A document that is to be fetched.
struct Wanted {
    document: Document,
    hash: Hash,
    /// The bytes of all documents that came with it.
    together: u64,
}

/// How a document stands at the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// All of it is here.
    Here,
    /// It is on its way; with why it did not come when it was tried last.
    Waits(Option<String>),
}

/// Fetches from each provider across until the service is to end.
pub fn carry(app: &Arc<App>, stopped: &watch::Receiver<bool>) {
    let Ok(office) = app.office() else { return };
    let providers = office.across.iter().filter(|(_, across)| across.peer.side() == Side::Provider);
    for (house, _) in providers {
        tokio::spawn(carry_from(app.clone(), house.clone(), stopped.clone()));
    }
}

async fn carry_from(app: Arc<App>, house: House, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        let (working, from) = (app.clone(), house.clone());
        let round = tokio::task::spawn_blocking(move || {
            let Ok(office) = working.office() else { return Ok(()) };
            office.fetch(working.gate(), &from, &|| working.is_ending())
        });
        match round.await {
            Ok(Ok(())) => {}
            Ok(Err(problem)) => tracing::warn!(%house, %problem, "documents could not be kept: it is tried again"),
            Err(_) => return,
        }
    }
}

impl Office {
    fn arrivals(&self) -> std::sync::MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many documents have come since the start: with each there is something to be told.
    pub(super) fn came(&self) -> usize {
        self.arrivals().came
    }

    /// Whether a document has come from a house.
    pub(super) fn has_arrived(&self, house: &House, hash: Hash) -> bool {
        self.arrivals().here.contains(&(house.clone(), hash))
    }

    /// How a document from a house stands.
    #[must_use]
    pub fn arrival(&self, house: &House, sha256: &str) -> Arrival {
        let Ok(hash) = Hash::from_hex(sha256) else { return Arrival::Waits(None) };
        let (arrivals, key) = (self.arrivals(), (house.clone(), hash));
        if arrivals.here.contains(&key) {
            return Arrival::Here;
        }
        Arrival::Waits(arrivals.tries.get(&key).map(|last| last.why.clone()))
    }

    /// Fetches what cases name and did not come yet from a house. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be read or written.
    pub fn fetch(&self, gate: &Gate, house: &House, is_ending: &dyn Fn() -> bool) -> Result<(), Problem> {
        let Some(across) = self.across.get(house) else { return Ok(()) };
        let room = Room::From(house.clone());
        for wanted in self.wanted(house, gate.now()) {
            if is_ending() {
                return Ok(());
            }
            let look = store::read(gate, "arrival_look", |open| content::head_in(open, wanted.hash, &room));
            let is_here = look?.is_some();
            let came = if is_here {
                Ok(())
            } else {
                match self.fetched(gate, across, house, &wanted, is_ending) {
                    Ok(content) => Ok(keep_in(gate, &room, house.to_string(), &content)?),
                    Err(why) => Err(why),
                }
            };
            self.tried((house.clone(), wanted.hash), gate.now(), came);
        }
        Ok(())
    }

    /// The documents that cases of a house name and that are to be fetched now. What no case names any more is forgotten: its content goes, and whoever names
    /// it again has to bring it again.
    fn wanted(&self, house: &House, now: Instant) -> Vec<Wanted> {
        let counter = self.counter();
        let Some(provider) = counter.sides().provider(house) else { return Vec::new() };
        let cases = counter.docket().cases().values().filter(|case| case.state().applicant == *provider);
        let named = cases.flat_map(Case::documents).filter(|named| named.origin.is_of_applicant());
        let (mut arrivals, mut seen, mut wanted) = (self.arrivals(), BTreeSet::new(), Vec::new());
        for named in named {
            let Ok(hash) = Hash::from_hex(&named.document.sha256) else { continue };
            if seen.insert(hash) && !arrivals.is_settled(&(house.clone(), hash), now) {
                let together = named.together.iter().fold(0_u64, |sum, document| sum.saturating_add(document.bytes));
                wanted.push(Wanted { document: named.document.clone(), hash, together });
            }
        }
        let is_named = |(from, hash): &(House, Hash)| from != house || seen.contains(hash);
        arrivals.here.retain(is_named);
        arrivals.tries.retain(|key, _| is_named(key));
        wanted
    }

    fn tried(&self, key: (House, Hash), now: Instant, came: Result<(), String>) {
        let mut arrivals = self.arrivals();
        match came {
            Ok(()) => {
                arrivals.tries.remove(&key);
                arrivals.here.insert(key);
                arrivals.came += 1;
            }
            Err(why) => {
                tracing::debug!(house = %key.0, document = key.1.to_hex(), why, "not fetched: it is tried again");
                let before = arrivals.tries.get(&key).map_or(0, |last| last.wait);
                let wait = before.saturating_mul(2).clamp(FIRST_WAIT, LONGEST_WAIT);
                arrivals.tries.insert(key, Try { again: now.plus(wait), wait, why });
            }
        }
    }

    /// All of a document, from the house across.
    fn fetched(
        &self,
        gate: &Gate,
        across: &Across,
        house: &House,
        wanted: &Wanted,
        is_ending: &dyn Fn() -> bool,
    ) -> Result<Content, String> {
        let (Wanted { document, hash, together }, limits) = (wanted, self.documents());
        if document.bytes > limits.most_bytes || *together > limits.most_bytes_together {
            return Err(format!(
                "it has {} bytes, and {together} with those that came with it; more than {} and {} are not taken",
                document.bytes, limits.most_bytes, limits.most_bytes_together
            ));
        }
        let mut bytes = Vec::new();
        while (bytes.len() as u64) < document.bytes {
            // However small the pieces are that come: the service ends when it is to end.
            if is_ending() {
                return Err("the service ends".to_owned());
            }
            let piece = self.piece(gate, across, house, *hash, bytes.len() as u64)?;
            if piece.is_empty() {
                return Err(format!(
                    "it ends after {} bytes, and the application says {}",
                    bytes.len(),
                    document.bytes
                ));
            }
            bytes.extend(piece);
        }
        let content = Content::of(bytes).map_err(|why| why.to_string())?;
        if content.hash() != *hash || content.bytes().len() as u64 != document.bytes {
            return Err(format!("what came is another document, {}", content.hash().to_hex()));
        }
        Ok(content)
    }

    fn piece(
        &self,
        gate: &Gate,
        across: &Across,
        house: &House,
        hash: Hash,
        from_byte: u64,
    ) -> Result<Vec<u8>, String> {
        let us = self.counter().us().clone();
        let address = format!("{}/v1/exchange/{us}/documents", across.address);
        let ask = DocumentAsk { at: gate.now(), from_byte, from: us, sha256: hash, to: house.clone() };
        let bytes = ask.sign(&self.signer).map_err(|error| error.to_string())?;
        let call = across.agent.post(&address).header("content-type", "text/plain; charset=utf-8");
        let mut answer = call.send(&bytes[..]).map_err(|error| error.to_string())?;
        let status = answer.status();
        let body =
            answer.body_mut().with_config().limit(MOST_ANSWER).read_to_vec().map_err(|error| error.to_string())?;
        if status.is_success() { Ok(body) } else { Err(format!("the house across answers {status}")) }
    }

    /// Gives bytes of a document to the authority that asks for them: of one that a filing names, and of no other. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where nobody by this name may ask, or there is no such document.
    pub fn give(&self, gate: &Gate, house: &str, ask: &[u8]) -> Result<Vec<u8>, Problem> {
        let across = self.peer(house)?;
        let us = self.counter().us().clone();
        let ask = across.peer.open_ask(ask, &us, gate.now());
        let ask = ask.map_err(|refusal| Problem::new(Kind::Forbidden, refusal))?.into_inner();
        let hex = ask.sha256.to_hex();
        let is_named = {
            let counter = self.counter();
            let is_ours = counter.sides().authority() == Some(across.peer.house());
            let mut filings = counter.filings().values();
            is_ours && filings.any(|filing| named::of_filing(filing).iter().any(|document| document.sha256 == hex))
        };
        let found = if is_named {
            store::read(gate, "content_give", |open| {
                let head = content::head(open, ask.sha256)?.filter(|head| head.is_whole);
                head.map(|head| content::bytes_from(open, ask.sha256, &head, ask.from_byte, PARTS_AT_ONCE)).transpose()
            })?
        } else {
            None
        };
        found.ok_or_else(|| Problem::not_found(format!("document {hex} in a filing")))
    }
}

//! The calls.

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::address::{base, escaped};
use crate::shapes::Page;
use crate::{Error, Placement, Problem, Start, Stop, Verdict, trust};

/// The longest answer that is read.
const MOST_BYTES: u64 = 4 << 20;
/// The longest key that is sent as it is, in bytes: a name of the service has 200, and a tenant's comes before it.
const LONGEST_KEY: usize = 120;
/// The most pages of a list that are read: a million things.
const MOST_PAGES: usize = 1_000;
/// How long to wait between attempts.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// A client of one service.
///
/// Calls are tried again where nobody answered, or the service cannot answer now or says to ask again, within the timeout. That is safe: each carries a key (`Idempotency-Key`) made
/// of what it says, and what it says twice is done once.
pub struct Client {
    agent: Agent,
    base: String,
    key: String,
    timeout: Duration,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that waits ten seconds for each call, all attempts together.
    ///
    /// # Errors
    /// [`Error::Address`] where the address is none, or the key would go over a network in the clear.
    pub fn new(address: &str, key: &str) -> Result<Self, Error> {
        Self::with_timeout(address, key, Duration::from_secs(10))
    }

    /// A client that waits so long for each call.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_timeout(address: &str, key: &str, timeout: Duration) -> Result<Self, Error> {
        Ok(Self { agent: trust::agent(None)?, base: base(address)?, key: key.trim().to_owned(), timeout })
    }

    /// The same, where the certificate of the service is signed by one of these authorities (PEM), and by nobody else's.
    ///
    /// # Errors
    /// [`Error::Authority`] where there is no certificate in it.
    pub fn trusting(self, authority: &[u8]) -> Result<Self, Error> {
        Ok(Self { agent: trust::agent(Some(authority))?, ..self })
    }

    /// What the law says of a request, with the licenses on file: `POST /v1/determinations`. Nothing is held and nothing recorded.
    ///
    /// # Errors
    /// [`Error`] where there is no answer.
    pub fn determine(&self, request: &Value, placement: &Placement) -> Result<Value, Error> {
        self.send(&format!("/v1/determinations{}", placement.query()), request, None)
    }

    /// Asks to start: `POST /v1/starts`.
    ///
    /// # Errors
    /// [`Error`] where there is no verdict: nothing may start.
    pub fn start(&self, start: &Start) -> Result<Verdict, Error> {
        let body = serde_json::to_value(start).map_err(|error| Error::NotUnderstood(error.to_string()))?;
        // A gate that is closed for a moment is asked again.
        self.sent("/v1/starts", &body, Some(&start.id), |verdict: &Verdict| verdict.opens || !verdict.again)
    }

    /// Holds the next slice of a lease: `POST /v1/reservations/{id}/renew`. The record of it.
    ///
    /// # Errors
    /// [`Error`] where it is not held.
    pub fn renew(&self, reservation: &str, until: i64) -> Result<Value, Error> {
        self.reserved(reservation, "renew", &json!({ "until": until }))
    }

    /// Says what was used: `POST /v1/reservations/{id}/post`. The record of it.
    ///
    /// # Errors
    /// [`Error`] where it is not posted: it counts as used to its end.
    pub fn post(&self, reservation: &str, chip_milliseconds: u64) -> Result<Value, Error> {
        self.reserved(reservation, "post", &json!({ "chip_milliseconds": chip_milliseconds }))
    }

    /// Says that nothing ran: `POST /v1/reservations/{id}/void`. The record of it.
    ///
    /// # Errors
    /// [`Error`] where it is not voided: it counts as used to its end.
    pub fn void(&self, reservation: &str, reason: &str) -> Result<Value, Error> {
        self.reserved(reservation, "void", &json!({ "reason": reason }))
    }

    /// The leases that were told to stop and have not confirmed it, now: `GET /v1/stops`, all pages of it.
    ///
    /// # Errors
    /// [`Error`] where there is no answer.
    pub fn stops(&self) -> Result<Vec<Stop>, Error> {
        let mut stops = Vec::new();
        let mut query = "?limit=1000".to_owned();
        for _ in 0..MOST_PAGES {
            let address = format!("{}/v1/stops{query}", self.base);
            let call = |left| {
                let call = self.agent.get(&address).header("authorization", self.bearer());
                call.config().timeout_global(Some(left)).build().call()
            };
            let page: Page<Stop> = self.attempts(call, |_| true)?;
            stops.extend(page.items);
            let Some(cursor) = page.cursor else { return Ok(stops) };
            query = format!("?limit=1000&cursor={}", escaped(&cursor));
        }
        Err(Error::NotUnderstood("a list of stops without an end".to_owned()))
    }

    /// Says that a lease has stopped: `POST /v1/leases/{id}/confirm`.
    ///
    /// # Errors
    /// [`Error`] where that is not recorded.
    pub fn confirm(&self, lease: &str) -> Result<Value, Error> {
        self.send(&format!("/v1/leases/{}/confirm", escaped(lease)), &json!({}), Some(&format!("{lease}/confirm")))
    }

    fn reserved(&self, reservation: &str, verb: &str, body: &Value) -> Result<Value, Error> {
        let path = format!("/v1/reservations/{}/{verb}", escaped(reservation));
        self.send(&path, body, Some(&format!("{reservation}/{verb}/{body}")))
    }

    fn send<T: DeserializeOwned>(&self, path: &str, body: &Value, key: Option<&str>) -> Result<T, Error> {
        self.sent(path, body, key, |_| true)
    }

    fn sent<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        key: Option<&str>,
        settled: impl Fn(&T) -> bool,
    ) -> Result<T, Error> {
        let address = format!("{}{path}", self.base);
        let text = body.to_string();
        let call = |left| {
            let mut call = self
                .agent
                .post(&address)
                .header("authorization", self.bearer())
                .header("content-type", "application/json");
            if let Some(key) = key {
                call = call.header("idempotency-key", short(&escaped(key)));
            }
            call.config().timeout_global(Some(left)).build().send(text.as_str())
        };
        self.attempts(call, settled)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.key)
    }

    fn attempts<T: DeserializeOwned>(
        &self,
        call: impl Fn(Duration) -> Result<Response<Body>, ureq::Error>,
        settled: impl Fn(&T) -> bool,
    ) -> Result<T, Error> {
        let begun = Instant::now();
        let mut pauses = PAUSES.iter();
        loop {
            let left = self.timeout.saturating_sub(begun.elapsed());
            let answer = call(left).map_err(|error| Error::Unreachable(error.to_string())).and_then(read);
            let again = match &answer {
                Ok(answer) => !settled(answer),
                Err(error) => error.passes(),
            };
            match pauses.next() {
                Some(pause) if again && begun.elapsed() + *pause < self.timeout => std::thread::sleep(*pause),
                _ => return answer,
            }
        }
    }
}

/// A key that is a name of the service, and the same each time.
fn short(key: &str) -> String {
    if key.len() <= LONGEST_KEY {
        return key.to_owned();
    }
    Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read<T: DeserializeOwned>(mut response: Response<Body>) -> Result<T, Error> {
    let status = response.status();
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
    if !status.is_success() {
        let problem = body.ok().and_then(|body| serde_json::from_slice::<Problem>(&body).ok()).unwrap_or_default();
        return Err(Error::Problem(Box::new(Problem { status: status.as_u16(), ..problem })));
    }
    let body = body.map_err(|error| Error::Unreachable(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| Error::NotUnderstood(error.to_string()))
}

//! The wire: what comes from a house across, and what goes to it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use portcullis_counter::{Mail, note};
use portcullis_exchange::{Chain, Code, House, Inbox, Outbox, Pace, Received, Refusal, Side};
use portcullis_gate::Gate;
use portcullis_journal::Answer;
use portcullis_license::Instant;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::act::wait_for;
use super::{Across, Office};
use crate::config::{self, ConfigError};
use crate::problem::{Kind, Problem};

/// A house that does not answer in this time is not there.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest reply, in bytes.
const MOST_REPLY: u64 = 64 * 1_024;

impl Across {
    pub(super) fn new(config: &config::Across, side: Side) -> Result<Self, ConfigError> {
        let wrong = |why: String| ConfigError(format!("counter: house {}: {why}", config.house));
        let roots = match &config.authorities {
            None => RootCerts::WebPki,
            Some(path) => {
                let text = std::fs::read(path).map_err(|error| wrong(format!("{}: {error}", path.display())))?;
                let mut certificates = Vec::new();
                for item in parse_pem(&text) {
                    if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
                        certificates.push(certificate);
                    }
                }
                RootCerts::new_with_certs(&certificates)
            }
        };
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Ok(Self {
            peer: config.peer(side)?,
            address: config.address.trim_end_matches('/').to_owned(),
            agent: agent.build().new_agent(),
            outbox: Mutex::new(Outbox::resumed(0)),
        })
    }
}

impl Office {
    /// Takes a message that came over the wire, and gives the reply. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where nobody by this name stands across, or the journal cannot be written.
    pub fn receive(&self, gate: &Gate, house: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        let across = self.peer(house)?;
        self.read_on(gate)?;
        let now = gate.now();
        let us = self.counter().us().clone();
        let received = {
            let counter = self.counter();
            let mail = counter.mail(across.peer.house()).ok_or_else(|| Problem::not_found(format!("house {house}")))?;
            mail.inbox().receive(bytes, &across.peer, &us, now, mail)
        };
        let refused = match received {
            Received::Next(message) => {
                let message = message.into_inner();
                let submission = note::of_taken(&message).map_err(Problem::malformed)?;
                let id = submission.id.clone();
                match gate.register().submit_own(submission)? {
                    // Another node of this house may have been faster: what it took is what counts.
                    Answer::Recorded { .. } | Answer::OtherBody { .. } => {
                        wait_for(gate, &id);
                        None
                    }
                    Answer::Unfit(unfit) => Some(Refusal::new(Some(message.number()), Code::TooLarge, unfit)),
                }
            }
            other => other.refusal(),
        };
        self.read_on(gate)?;
        let taken = self.counter().mail(across.peer.house()).map_or(Inbox::new(Chain::START), Mail::inbox);
        let reply = taken.reply(&us, across.peer.house(), now, refused);
        reply.sign(&self.signer).map_err(|error| Problem::new(Kind::Broken, error))
    }

    /// Sends what is due to every house across. It blocks.
    pub(super) fn send(&self, gate: &Gate) {
        for (house, across) in &self.across {
            if let Err(why) = self.send_to(gate, house, across) {
                tracing::debug!(%house, why, "not sent: it is tried again");
            }
        }
    }

    fn send_to(&self, gate: &Gate, house: &House, across: &Across) -> Result<(), String> {
        let pace = Pace::default();
        loop {
            let now = gate.now();
            let (sent, messages) = {
                let counter = self.counter();
                let Some(mail) = counter.mail(house) else { return Ok(()) };
                let sent = mail.sent().count;
                let mut outbox = across.outbox.lock().unwrap_or_else(PoisonError::into_inner);
                let Some((first, last)) = outbox.to_send(sent, now, &pace) else { return Ok(()) };
                (sent, (first..=last).filter_map(|number| mail.message(number)).collect::<Vec<_>>())
            };
            if messages.is_empty() {
                return Ok(());
            }
            for message in messages {
                let bytes = message.sign(&self.signer).map_err(|error| error.to_string())?;
                let us = self.counter().us().clone();
                let address = format!("{}/v1/exchange/{us}", across.address);
                let mut answer = across
                    .agent
                    .post(&address)
                    .header("content-type", "text/plain; charset=utf-8")
                    .send(&bytes[..])
                    .map_err(|error| error.to_string())?;
                let reply = answer.body_mut().with_config().limit(MOST_REPLY).read_to_vec();
                let reply = reply.map_err(|error| error.to_string())?;
                self.heard(house, across, &reply, gate.now(), &pace)?;
            }
            if across.outbox.lock().unwrap_or_else(PoisonError::into_inner).acknowledged() >= sent {
                return Ok(());
            }
        }
    }

    fn heard(&self, house: &House, across: &Across, reply: &[u8], now: Instant, pace: &Pace) -> Result<(), String> {
        let counter = self.counter();
        let reply = across.peer.open_reply(reply, counter.us(), now).map_err(|refusal| refusal.to_string())?;
        let Some(mail) = counter.mail(house) else { return Ok(()) };
        let heard = across.outbox.lock().unwrap_or_else(PoisonError::into_inner).heard(&reply, mail, now, pace);
        match heard {
            Ok(heard) => {
                if let Some(refusal) = heard.refused.as_ref().filter(|_| heard.needs_a_person()) {
                    tracing::error!(%house, %refusal, "the house across refuses what is sent: people must look");
                }
                heard.refused.map_or(Ok(()), |refusal| Err(refusal.to_string()))
            }
            Err(alarm) => {
                tracing::error!(%house, %alarm, "the reply cannot be true: compare both histories");
                Err(alarm.to_string())
            }
        }
    }
}

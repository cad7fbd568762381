//! A house: a store that lasts, and stations that forget.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portcullis_counter::{Clerk, Counter, Mail, Reconciliation, Sides, note};
use portcullis_desk::case::CaseNumber;
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_exchange::{House as Name, Inbox, Key, Message, Outbox, Pace, Peer, Received, Side, Verified};
use portcullis_journal::{Answer, Node, Store as _, Submission};
use portcullis_license::{Instant, Ledger, LicenseNumber, Operation, OperationId, Reply, Standing};
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use portcullis_store::Connection;

use crate::people::{OneLine, applicant, authority_house, provider_house};

/// More than any test has due at once: where it is reached, something is due forever.
const MOST_DUE: usize = 2_000;

/// A node of a house, with the counter as it has read it.
pub struct Station {
    pub store: Connection,
    pub node: Node,
    pub counter: Counter,
    /// How many of the operations it has submitted.
    submitted: usize,
}

pub struct House {
    pub name: Name,
    pub peer: Peer,
    pub sides: Sides,
    pub stations: Vec<Station>,
    pub outbox: Outbox,
    signer: Signer,
    folder: Arc<tempfile::TempDir>,
}

fn node() -> Node {
    static SALTS: AtomicU64 = AtomicU64::new(0);
    Node::new(Box::new(|| {
        let mut salt = [7; 16];
        salt[..8].copy_from_slice(&SALTS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Salt(salt)
    }))
}

pub fn signing_key(house: &Name) -> Signer {
    let seed = if *house == authority_house() { 2 } else { 1 };
    Signer::from_seed(KeyName::new(house.as_str()).unwrap(), &[seed; 32])
}

pub fn peer_of(house: &Name, side: Side) -> Peer {
    let key = Key { verifier: signing_key(house).verifier(), from: Instant(0), until: None };
    Peer::new(house.clone(), side, vec![key]).unwrap()
}

impl House {
    pub fn authority(stations: usize) -> Self {
        let sides = Sides::default().with_provider(provider_house(), applicant());
        Self::new(authority_house(), peer_of(&provider_house(), Side::Provider), sides, stations)
    }

    pub fn provider(stations: usize) -> Self {
        let sides = Sides::default().with_authority(authority_house());
        Self::new(provider_house(), peer_of(&authority_house(), Side::Authority), sides, stations)
    }

    pub fn new(name: Name, peer: Peer, sides: Sides, stations: usize) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let (signer, outbox) = (signing_key(&name), Outbox::default());
        let mut house = Self { name, peer, sides, stations: Vec::new(), outbox, signer, folder };
        (0..stations).for_each(|_| house.add_station());
        house
    }

    /// A station that has read nothing yet.
    fn fresh(&self) -> Station {
        let store = portcullis_store::open(&self.folder.path().join("store.db").display().to_string()).unwrap();
        let counter = Counter::new(self.name.clone(), self.sides.clone());
        Station { store, node: node(), counter, submitted: 0 }
    }

    pub fn add_station(&mut self) {
        let station = self.fresh();
        self.stations.push(station);
    }

    pub fn restart(&mut self, station: usize) {
        self.stations[station] = self.fresh();
    }

    pub fn counter(&self) -> &Counter {
        &self.stations[0].counter
    }

    /// What came of both houses' statements.
    pub fn reconciliation(&self) -> &Reconciliation {
        self.counter().reconciliation(self.peer.house()).unwrap()
    }

    pub fn mail(&self) -> &Mail {
        self.counter().mail(self.peer.house()).unwrap()
    }

    /// The ledger as the first station has it.
    pub fn ledger(&self) -> &Ledger {
        self.stations[0].node.replay().ledger()
    }

    pub fn standing(&self, license: &LicenseNumber) -> Option<(Standing, u32)> {
        self.ledger().license(license).map(|held| (held.standing, held.version))
    }

    /// The next event of a case, as the first station has read it.
    pub fn entry(&self, case: &CaseNumber, at: Instant, by: &Actor, event: Event) -> Entry {
        let number = self.counter().docket().case(case).unwrap().next_number();
        Entry { number, at, by: by.clone(), event }
    }

    pub fn operates(&mut self, id: &str, operation: Operation, now: Instant) -> Reply {
        let submission = Submission::operation(OperationId::new(id).unwrap(), operation);
        self.stations[0].commit(submission, now).reply().unwrap().clone()
    }

    /// A counter that has read the store from its beginning is equal to each that is kept.
    pub fn check(&mut self) {
        let mut fresh = self.fresh();
        fresh.catch_up();
        for station in &mut self.stations {
            station.catch_up();
            assert_eq!(station.counter, fresh.counter);
        }
    }

    /// The messages that are to go now, as bytes.
    pub fn posts(&mut self, now: Instant) -> Vec<Vec<u8>> {
        self.stations[0].catch_up();
        let sent = self.mail().sent().count;
        let Some((first, last)) = self.outbox.to_send(sent, now, &Pace::default()) else { return Vec::new() };
        (first..=last).map(|number| self.bytes(number)).collect()
    }

    pub fn bytes(&self, number: u64) -> Vec<u8> {
        self.mail().message(number).unwrap().sign(&self.signer).unwrap()
    }

    /// Takes bytes from the wire, and answers in bytes.
    pub fn receives(&mut self, station: usize, bytes: &[u8], now: Instant) -> Vec<u8> {
        let received = self.judges(station, bytes, now);
        self.takes(station, received, now)
    }

    /// What a station makes of bytes, as far as it has read.
    pub fn judges(&mut self, station: usize, bytes: &[u8], now: Instant) -> Received {
        self.stations[station].catch_up();
        let mail = self.stations[station].counter.mail(self.peer.house()).unwrap();
        mail.inbox().receive(bytes, &self.peer, &self.name, now, mail)
    }

    /// Records what was found to be next, and answers.
    pub fn takes(&mut self, station: usize, received: Received, now: Instant) -> Vec<u8> {
        let (station, peer) = (&mut self.stations[station], self.peer.house());
        let received = match received {
            Received::Next(message) => station.takes(message, now),
            other => other,
        };
        station.catch_up();
        let inbox: Inbox = station.counter.mail(peer).unwrap().inbox();
        inbox.reply(&self.name, peer, now, received.refusal()).sign(&self.signer).unwrap()
    }

    /// Reads what the other house answered.
    pub fn hears(&mut self, reply: &[u8], now: Instant) {
        let reply = self.peer.open_reply(reply, &self.name, now).unwrap();
        self.stations[0].catch_up();
        let mail = self.stations[0].counter.mail(self.peer.house()).unwrap();
        let heard = self.outbox.heard(&reply, mail, now, &Pace::default()).unwrap();
        assert!(!heard.needs_a_person(), "{heard:?}");
    }
}

impl Station {
    /// Reads what was added to the store.
    pub fn catch_up(&mut self) {
        self.node.refresh(&mut self.store).unwrap();
        let (node, counter) = (&self.node, &mut self.counter);
        let places = node.replay().dossiers().places();
        let mut read = Ok(0);
        self.store
            .read("counter", &mut |open| {
                read = counter.catch_up(open, places);
                Ok(())
            })
            .unwrap();
        read.unwrap();
    }

    pub fn commit(&mut self, submission: Submission, now: Instant) -> Answer {
        self.node.commit(&mut self.store, &[submission], now).unwrap().remove(0)
    }

    fn takes(&mut self, message: Verified<Message>, now: Instant) -> Received {
        match self.commit(note::of_taken(message.get()).unwrap(), now) {
            Answer::Recorded { .. } => Received::Again { number: message.get().number() },
            // Another station was faster.
            Answer::OtherBody { .. } | Answer::Unfit(_) => {
                self.catch_up();
                let mail = self.counter.mail(message.get().from()).unwrap();
                Inbox::on_record(&message, mail.taken_as(message.get().number()).unwrap().hash.hash())
            }
        }
    }

    /// What is to be recorded next, as far as this station has read.
    pub fn due(&self, now: Instant) -> Option<Submission> {
        let clerk = Clerk { counter: &self.counter, letters: &OneLine, now };
        clerk.due().or_else(|| clerk.due_by_time())
    }

    /// Records one thing that is due; whether there was one.
    pub fn step(&mut self, now: Instant) -> bool {
        self.catch_up();
        let Some(submission) = self.due(now) else { return false };
        let answer = self.commit(submission, now);
        assert!(matches!(answer, Answer::Recorded { again: false, .. }), "{answer:?}");
        true
    }

    /// Records what is due until nothing is, and does to licenses what is to be done.
    pub fn run(&mut self, now: Instant) {
        let mut steps = 0;
        while self.step(now) {
            steps += 1;
            assert!(steps < MOST_DUE, "something is due forever: {:?}", self.due(now));
        }
        self.operate(now);
    }

    /// States what is on record of the day that is over; how many messages that takes.
    pub fn states(&mut self, now: Instant) -> usize {
        self.run(now);
        let mut told = 0;
        loop {
            self.catch_up();
            let clerk = Clerk { counter: &self.counter, letters: &OneLine, now };
            let Some(due) = clerk.due_of_books(self.node.replay().ledger()) else { break told };
            let answer = self.commit(due, now);
            assert!(matches!(answer, Answer::Recorded { again: false, .. }), "{answer:?}");
            told += 1;
            assert!(told < 100, "it does not come to an end");
        }
    }

    /// Does to licenses what is to be done.
    pub fn operate(&mut self, now: Instant) {
        self.catch_up();
        let operations = self.counter.operations()[self.submitted..].to_vec();
        for (id, operation) in operations {
            let answer = self.commit(Submission::operation(id, operation), now);
            assert!(matches!(answer, Answer::Recorded { .. }), "{answer:?}");
            self.submitted += 1;
        }
        portcullis_journal::sweep::run(&mut self.node, &mut self.store, now).unwrap();
    }
}

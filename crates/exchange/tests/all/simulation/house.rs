//! A house: a journal that lasts, and nodes that forget.

use portcullis_exchange::{
    Body, Books, Chain, House, Inbox, Message, Outbox, Pace, Peer, Sequence, Side, Statement, Totals, taken_id,
};
use portcullis_license::{Amount, Change, Instant, LicenseNumber, Operation, Standing};
use portcullis_log::Hash;
use portcullis_log::note::Signer;
use std::collections::BTreeMap;

use crate::samples;

/// A record.
#[derive(Clone)]
pub enum Record {
    /// Something that the peer is to hear of.
    Said { at: Instant, body: Body },
    /// A message that was taken.
    Took { number: u64, text: String, hash: Hash },
}

/// Records in order, each under an id that is one record for ever.
#[derive(Default, Clone)]
pub struct Journal {
    pub records: Vec<Record>,
    taken: BTreeMap<String, Hash>,
}

impl Journal {
    pub fn say(&mut self, at: Instant, body: Body) {
        self.records.push(Record::Said { at, body });
    }

    /// Records a message under its id; the hash that is on record already where there is one.
    pub fn take(&mut self, id: String, message: &Message) -> Option<Hash> {
        let hash = message.hash();
        if let Some(on_record) = self.taken.get(&id) {
            return Some(*on_record);
        }
        self.taken.insert(id, hash);
        self.records.push(Record::Took { number: message.number(), text: message.text().to_owned(), hash });
        None
    }

    /// Makes the ids anew: after a forger was at the records.
    pub fn renew_ids(&mut self, peer: &House) {
        let took = self.records.iter().filter_map(|record| match record {
            Record::Took { number, hash, .. } => Some((taken_id(peer, *number).unwrap().to_string(), *hash)),
            Record::Said { .. } => None,
        });
        self.taken = took.collect();
    }

    pub fn said(&self) -> impl Iterator<Item = (Instant, &Body)> {
        self.records.iter().filter_map(|record| match record {
            Record::Said { at, body } => Some((*at, body)),
            Record::Took { .. } => None,
        })
    }

    pub fn took(&self) -> impl Iterator<Item = &str> {
        self.records.iter().filter_map(|record| match record {
            Record::Took { text, .. } => Some(text.as_str()),
            Record::Said { .. } => None,
        })
    }
}

/// What a node knows, all of it read from the journal but for the outbox.
pub struct Node {
    pub read: usize,
    pub sequence: Sequence,
    pub sent: Vec<Message>,
    pub inbox: Inbox,
    taken: Vec<Hash>,
    pub licenses: BTreeMap<LicenseNumber, Totals>,
    pub outbox: Outbox,
    pub pace: Pace,
    /// Counts restarts: a reply to an earlier life does not arrive.
    pub life: u64,
    pub signer: Signer,
}

impl Books for Node {
    fn sent(&self, number: u64) -> Option<Hash> {
        Some(self.sent.get(usize::try_from(number).ok()?.checked_sub(1)?)?.hash())
    }

    fn taken(&self, number: u64) -> Option<Hash> {
        self.taken.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }
}

impl Node {
    pub fn new(us: &House, peer: &House, life: u64, signer: Signer) -> Self {
        Self {
            read: 0,
            sequence: Sequence::new(us.clone(), peer.clone()).unwrap(),
            sent: Vec::new(),
            inbox: Inbox::new(Chain::START),
            taken: Vec::new(),
            licenses: BTreeMap::new(),
            outbox: Outbox::default(),
            pace: Pace { window: 4, first_wait: 1_000, longest_wait: 8_000, seed: life },
            life,
            signer,
        }
    }

    pub fn read_to(&mut self, journal: &Journal, end: usize) {
        while self.read < end.min(journal.records.len()) {
            match &journal.records[self.read] {
                Record::Said { at, body } => {
                    self.learn(body);
                    self.sent.push(self.sequence.next(*at, body).unwrap());
                }
                Record::Took { number, text, hash } => {
                    // A broken inbox takes what is not next; its node then goes on as if it were.
                    let next = self.inbox.after(*number, *hash);
                    self.inbox = next.unwrap_or(Inbox::new(Chain { count: *number, last: *hash }));
                    self.taken.push(*hash);
                    let message = Message::parse(text).unwrap();
                    let side = if message.from() == &samples::provider() { Side::Provider } else { Side::Authority };
                    if let Ok(body) = Body::read(&message, side) {
                        self.learn(&body);
                    }
                }
            }
            self.read += 1;
        }
    }

    /// Both sides learn the same from what is said, whoever says it.
    fn learn(&mut self, body: &Body) {
        match body {
            Body::Usage(usage) => {
                if let Some(totals) = self.licenses.get_mut(&usage.license) {
                    totals.used = usage.balance.used;
                }
            }
            Body::LicenseEvent(event) => {
                let Operation::License { license, change, .. } = &event.operation else { return };
                let new = Totals { version: 0, standing: Standing::Issued, used: Amount::ZERO, breach: Amount::ZERO };
                let totals = self.licenses.entry(license.clone()).or_insert(new);
                match change {
                    Change::Issue { .. } | Change::Vary { .. } => totals.version += 1,
                    change => totals.standing = change.after(Some(totals.standing)).unwrap_or(totals.standing),
                }
            }
            _ => {}
        }
    }

    pub fn statement(&self, day: jiff::civil::Date) -> Statement {
        let (sent, received) = (self.sequence.sent(), self.inbox.taken());
        Statement { day, sent, received, after: None, through: None, licenses: self.licenses.clone() }
    }
}

pub struct SimulatedHouse {
    pub name: House,
    pub side: Side,
    /// The other house as it is known here, with an old and a new key, both in force.
    pub peer: Peer,
    pub journal: Journal,
    pub nodes: Vec<Node>,
    pub signers: Vec<Signer>,
    pub said: usize,
}

impl SimulatedHouse {
    pub fn new(side: Side, nodes: usize) -> Self {
        let (name, other, first) = match side {
            Side::Provider => (samples::provider(), samples::authority(), 10),
            Side::Authority => (samples::authority(), samples::provider(), 20),
        };
        let keys = |house: &House, first: u8| [first, first + 1].map(|seed| samples::key(house, seed)).to_vec();
        let peer = Peer::new(other.clone(), side.other(), keys(&other, 30 - first)).unwrap();
        let signers: Vec<Signer> = [first, first + 1].map(|seed| samples::signer(&name, seed)).to_vec();
        let node = |at: usize| Node::new(&name, &other, at as u64, signers[at % 2].clone());
        let nodes = (0..nodes).map(node).collect();
        Self { name, side, peer, journal: Journal::default(), nodes, signers, said: 0 }
    }

    /// A node forgets everything; it may come back with the other key.
    pub fn restart(&mut self, node: usize, life: u64) {
        let signer = self.signers[life as usize % 2].clone();
        self.nodes[node] = Node::new(&self.name, self.peer.house(), life, signer);
    }

    /// A node that has read everything up to a place in the journal.
    pub fn reader(&self, end: usize) -> Node {
        let mut node = Node::new(&self.name, self.peer.house(), 0, self.signers[0].clone());
        node.read_to(&self.journal, end);
        node
    }
}

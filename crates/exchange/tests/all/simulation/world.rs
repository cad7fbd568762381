//! The world: what happens next.

use portcullis_exchange::{Body, Code, Conflict, Inbox, Message, Outbox, Received, Refusal, Reply, Verified, taken_id};
use portcullis_license::Instant;
use std::collections::HashMap;

use super::draw::Draw;
use super::house::SimulatedHouse;
use super::network::{Asker, Network, Packet};
use crate::samples;

/// How the inbox or the outbox is broken on purpose.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    No,
    /// Takes what comes too early.
    AcceptsGaps,
    /// Takes what it has taken.
    TakesTwice,
    /// Records under an id of its own, so that two nodes take the same.
    OwnIds,
    /// Acknowledges first and records afterwards, if it lives.
    AcknowledgesFirst,
    /// Takes any reply for an acknowledgement of what was sent.
    BelievesAnyReply,
}

/// What was signed under a key that stays in force is opened once: opening is a function of the bytes.
type Opened<T> = HashMap<(usize, Vec<u8>), Result<Verified<T>, Refusal>>;

pub struct World {
    pub houses: [SimulatedHouse; 2],
    pub network: Network,
    pub draw: Draw,
    pub now: Instant,
    pub broken: Broken,
    pub conflicts: Vec<Conflict>,
    pub alarms: Vec<String>,
    /// An acknowledgement that was believed, of what the other house does not have on record.
    pub broken_promise: Option<String>,
    /// How often each thing happened.
    pub happened: HashMap<&'static str, usize>,
    messages: Opened<Message>,
    replies: Opened<Reply>,
    signed: HashMap<(String, u32), Vec<u8>>,
    lives: u64,
}

impl World {
    pub fn new(houses: [SimulatedHouse; 2], seed: u64, broken: Broken) -> Self {
        let draw = Draw(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        Self {
            houses,
            network: Network::default(),
            draw,
            now: samples::NOW,
            broken,
            conflicts: Vec::new(),
            alarms: Vec::new(),
            broken_promise: None,
            happened: HashMap::new(),
            messages: HashMap::new(),
            replies: HashMap::new(),
            signed: HashMap::new(),
            lives: 100,
        }
    }

    pub fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    pub fn step(&mut self, most_said: usize) {
        let house = self.draw.below(2);
        let node = self.draw.below(self.houses[house].nodes.len());
        match self.draw.below(100) {
            0..15 => self.say(house, most_said),
            15..45 => self.send(house, node),
            45..88 => self.deliver(),
            88..93 => self.restart(house, node),
            93..95 => self.network.is_cut = !self.network.is_cut,
            _ => self.now = self.now.plus(self.draw.below(5_000) as i64),
        }
    }

    pub fn restart(&mut self, house: usize, node: usize) {
        self.lives += 1;
        self.houses[house].restart(node, self.lives);
        self.count("restart");
    }

    /// A house records something that the peer is to hear of.
    fn say(&mut self, house: usize, most: usize) {
        if self.houses[house].said >= most {
            return;
        }
        self.houses[house].said += 1;
        let license = samples::number("D-1");
        let end = self.houses[house].journal.records.len();
        let reader = self.houses[house].reader(end);
        let name = format!("{}", self.houses[house].said);
        let body = match (house, reader.licenses.get(&license), self.draw.below(3)) {
            (0, Some(totals), 0 | 1) => {
                let used = samples::amount(1 + self.draw.below(1_000) as u128);
                samples::usage(&license, self.now, used, totals.used.plus(used).unwrap())
            }
            (0, _, 0) => samples::application(&name),
            (0, _, _) => samples::withdrawal(&name),
            (_, None, _) => Body::LicenseEvent(Box::new(samples::license_event(&name, &license, "issue"))),
            (_, Some(totals), 0) => {
                let change = match totals.standing {
                    portcullis_license::Standing::Issued => "suspend",
                    _ => "reinstate",
                };
                Body::LicenseEvent(Box::new(samples::license_event(&name, &license, change)))
            }
            (_, Some(_), 1) => Body::LicenseEvent(Box::new(samples::license_event(&name, &license, "vary"))),
            _ => Body::Notice(portcullis_exchange::body::Notice::new(None, None, samples::word("letter"), name)),
        };
        self.houses[house].journal.say(self.now, body);
    }

    pub fn send(&mut self, house: usize, node: usize) {
        let now = self.now;
        let us = &mut self.houses[house];
        let at = &mut us.nodes[node];
        at.read_to(&us.journal, usize::MAX);
        let Some((first, last)) = at.outbox.to_send(at.sequence.sent().count, now, &at.pace) else { return };
        let asker = Asker { house, node, life: at.life };
        for number in first..=last {
            let at = &self.houses[house].nodes[node];
            let message = &at.sent[usize::try_from(number).unwrap() - 1];
            let key = (message.text().to_owned(), at.signer.verifier().id());
            let bytes = self.signed.entry(key).or_insert_with(|| message.sign(&at.signer).unwrap()).clone();
            self.network.put(Packet::Message { to: 1 - house, from: asker, bytes }, &mut self.draw);
        }
    }

    pub fn deliver(&mut self) {
        match self.network.any(&mut self.draw) {
            Some(Packet::Message { to, from, bytes }) => self.receive(to, from, bytes),
            Some(Packet::Reply { to, bytes }) => self.hear(to, bytes),
            None => {}
        }
    }

    fn receive(&mut self, house: usize, from: Asker, bytes: Vec<u8>) {
        let node = self.draw.below(self.houses[house].nodes.len());
        // A node may lag behind its journal; then it decides from an old view, and the journal has the last word.
        let (read, head) = (self.houses[house].nodes[node].read, self.houses[house].journal.records.len());
        let end = read + self.draw.below(head - read + 1);
        let now = self.now;
        let us = &mut self.houses[house];
        let at = &mut us.nodes[node];
        at.read_to(&us.journal, end);
        let opened =
            self.messages.entry((house, bytes)).or_insert_with_key(|(_, bytes)| us.peer.open(bytes, &us.name, now));
        let message = opened.clone().ok();
        let received = opened.clone().map_or_else(Received::Refused, |message| at.inbox.judge(message, &*at));
        let takes = matches!(
            (self.broken, &received),
            (_, Received::Next(_))
                | (Broken::AcceptsGaps, Received::Early { .. })
                | (Broken::TakesTwice, Received::Again { .. })
        );
        if !self.network.is_healed && self.draw.chance(4) {
            self.count("crash before the commit");
            if self.broken == Broken::AcknowledgesFirst
                && let Some(message) = message.filter(|_| takes)
            {
                let inbox = at_after(&self.houses[house].nodes[node].inbox, message.get());
                self.reply(house, node, from, inbox, None);
            }
            return self.restart(house, node);
        }
        let received = if takes { self.take(house, message.unwrap()) } else { received };
        if !self.network.is_healed && self.draw.chance(4) {
            self.count("crash after the commit");
            return self.restart(house, node);
        }
        self.note(&received);
        let us = &mut self.houses[house];
        us.nodes[node].read_to(&us.journal, usize::MAX);
        let inbox = us.nodes[node].inbox;
        self.reply(house, node, from, inbox, received.refusal());
    }

    fn note(&mut self, received: &Received) {
        match received {
            Received::Next(_) => self.count("taken"),
            Received::Again { .. } => self.count("again"),
            Received::Early { .. } => self.count("early"),
            Received::Refused(refusal) => self.count(refusal.code.word()),
            Received::Conflict(conflict) => {
                self.conflicts.push(*conflict);
                self.count("conflict");
            }
        }
    }

    /// Records a message and what the desk makes of it, in one transaction.
    fn take(&mut self, house: usize, message: Verified<Message>) -> Received {
        let us = &mut self.houses[house];
        let (number, side) = (message.get().number(), us.peer.side());
        let id = match self.broken {
            Broken::OwnIds | Broken::TakesTwice => format!("{}", us.journal.records.len()),
            _ => taken_id(us.peer.house(), number).unwrap().to_string(),
        };
        if let Some(on_record) = us.journal.take(id, message.get()) {
            self.count("another node was faster");
            return Inbox::on_record(&message, on_record);
        }
        let answer = match Body::read(message.get(), side).unwrap() {
            Body::Application(application) => Some(Body::Acknowledgement(portcullis_exchange::body::Acknowledgement {
                case: samples::reference(&format!("case of {}", application.reference)),
                reference: application.reference,
                filed_by: number,
            })),
            Body::Withdrawal(_) => Some(Body::Refusal(Refusal::new(Some(number), Code::UnknownCase, "no such case"))),
            _ => None,
        };
        answer.into_iter().for_each(|body| us.journal.say(self.now, body));
        Received::Next(message)
    }

    fn reply(&mut self, house: usize, node: usize, to: Asker, inbox: Inbox, refused: Option<Refusal>) {
        let us = &self.houses[house];
        let reply = inbox.reply(&us.name, us.peer.house(), self.now, refused);
        let signer = &us.nodes[node].signer;
        let key = (reply.text().unwrap(), signer.verifier().id());
        let bytes = self.signed.entry(key).or_insert_with(|| reply.sign(signer).unwrap()).clone();
        self.network.put(Packet::Reply { to, bytes }, &mut self.draw);
    }

    fn hear(&mut self, Asker { house, node, life }: Asker, bytes: Vec<u8>) {
        let now = self.now;
        let us = &mut self.houses[house];
        let at = &mut us.nodes[node];
        if at.life != life {
            return;
        }
        at.read_to(&us.journal, usize::MAX);
        let opened = self
            .replies
            .entry((house, bytes))
            .or_insert_with_key(|(_, bytes)| us.peer.open_reply(bytes, &us.name, now));
        let Ok(reply) = opened else { return self.count("reply damaged") };
        let (mut outbox, pace) = (at.outbox, at.pace);
        let heard = outbox.heard(reply, &*at, now, &pace);
        at.outbox = outbox;
        if self.broken == Broken::BelievesAnyReply {
            at.outbox = Outbox::resumed(at.sequence.sent().count);
        }
        let (acknowledged, taken) = (at.outbox.acknowledged(), self.houses[1 - house].journal.took().count() as u64);
        if acknowledged > taken {
            self.broken_promise = Some(format!("{taken} messages were taken, and {acknowledged} acknowledged"));
        }
        match heard {
            Ok(heard) if heard.lost > 0 => self.count("went back"),
            Ok(_) => {}
            Err(alarm) => self.alarms.push(alarm.to_string()),
        }
    }
}

fn at_after(inbox: &Inbox, message: &Message) -> Inbox {
    inbox.after(message.number(), message.hash()).unwrap_or(*inbox)
}

//! Carries out a history on two nodes with one store, and holds every answer against what is stored.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use portcullis_journal::seal::{Month, MonthOfLicense};
use portcullis_journal::{
    Answer, Content, Node, NodeError, NoteKind, Record, Sealer, Store, StoreError, Submission, writer,
};
use portcullis_license::{Instant, OperationId, Reply};

use serde_json::Value;

use super::books::{Books, ensure};
use super::check::Checks;
use super::op::{Op, What};
use crate::memory::{Fault, Memory, Overtaken};
use crate::samples::{NOON, id, node, sealer};

/// How often what the nodes have in memory is compared.
const COMPARED_EVERY: usize = 100;

/// How often something happened: a history in which nothing does proves nothing.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Tally(pub HashMap<&'static str, u64>);

impl Tally {
    pub fn count(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn add(&mut self, other: Self) {
        other.0.into_iter().for_each(|(what, times)| *self.0.entry(what).or_default() += times);
    }
}

/// A node with its connection, its clock and its sealer.
pub struct Seat {
    pub node: Node,
    pub store: Memory,
    pub sealer: Sealer,
    off: i64,
    most_kept: usize,
}

impl Seat {
    fn new(store: Memory, most_kept: usize) -> Self {
        Self { node: node().keeping(1, most_kept), store, sealer: sealer(), off: 0, most_kept }
    }

    fn restart(&mut self) {
        self.node = node().keeping(1, self.most_kept);
    }
}

/// Everything there is.
pub struct World {
    pub memory: Memory,
    pub seats: [Seat; 2],
    pub books: Books,
    pub checks: Checks,
    pub tally: Tally,
    pub now: i64,
    /// What was submitted, in order, whatever became of it; an id that is used again for something else comes again.
    pub submitted: Vec<Submission>,
    /// What was acknowledged.
    pub acknowledged: HashMap<OperationId, Arc<Record>>,
}

/// Carries out a history from the beginning, and says what went wrong.
pub fn play(ops: &[Op]) -> Result<Tally, String> {
    let mut world = World::new();
    for (place, op) in ops.iter().enumerate() {
        world.step(op).map_err(|why| format!("operation {place}, {op:?}: {why}"))?;
        if place % COMPARED_EVERY == COMPARED_EVERY - 1 {
            world.compare().map_err(|why| format!("after operation {place}: {why}"))?;
        }
    }
    world.finish().map_err(|why| format!("at the end: {why}"))?;
    Ok(world.tally)
}

impl World {
    pub fn new() -> Self {
        let memory = Memory::default();
        // One forgets resolved reservations at once and has to recall them; the other remembers.
        let seats = [Seat::new(memory.clone(), 3), Seat::new(memory.clone(), 1_000)];
        let (books, checks, tally) = (Books::default(), Checks::default(), Tally::default());
        Self { memory, seats, books, checks, tally, now: NOON.0, submitted: Vec::new(), acknowledged: HashMap::new() }
    }

    fn clock(&self, node: usize) -> Instant {
        Instant((self.now + self.seats[node].off).max(0))
    }

    pub fn step(&mut self, op: &Op) -> Result<(), String> {
        match op {
            Op::Wait { milliseconds } => self.now += milliseconds,
            Op::Clock { node, off } => self.seats[*node].off = *off,
            Op::Submit { node, what, faults } => self.submit(*node, std::slice::from_ref(what), faults, true)?,
            Op::ReplyLost { node, what } => self.submit(*node, std::slice::from_ref(what), &[], false)?,
            Op::Batch { node, what, faults } => self.submit(*node, what, faults, true)?,
            Op::Again { node, submission } => {
                if let Some(submission) = self.earlier(*submission) {
                    self.commit(*node, vec![submission], &[], true)?;
                }
            }
            Op::Other { node, submission, what } => {
                if let Some(submission) = self.earlier(*submission) {
                    let other = Submission { request: self.other(&submission.request, what), ..submission };
                    self.submitted.push(other.clone());
                    self.commit(*node, vec![other], &[], true)?;
                }
            }
            Op::Race { node, what, other } => self.race(*node, what, other)?,
            Op::Crash { node, what, fault } => self.crash(*node, what, *fault)?,
            Op::Restart { node } => self.seats[*node].restart(),
            Op::Sweep { node, faults } => self.sweep(*node, faults)?,
            Op::Seal { node, faults } => {
                let now = self.clock(*node);
                let seat = &mut self.seats[*node];
                seat.store.plan(faults.iter().copied());
                let sealed = seat.sealer.seal(&mut seat.store, now);
                seat.store.plan([]);
                let may_fail = !faults.is_empty() || self.memory.with(|data| data.is_full);
                ensure!(sealed.is_ok() || may_fail, "{sealed:?}");
                let is_store = sealed
                    .as_ref()
                    .err()
                    .is_none_or(|error| matches!(error, portcullis_journal::sealer::SealError::Store(_)));
                ensure!(is_store, "{sealed:?}");
                self.tally.count(if sealed.is_ok() { "sealed" } else { "not sealed" });
            }
            Op::RestartSealer { node } => self.seats[*node].sealer = sealer(),
            Op::Image { node, faults } => {
                let seat = &mut self.seats[*node];
                seat.store.plan(faults.iter().copied());
                let kept = seat.node.keep_image(&mut seat.store);
                seat.store.plan([]);
                ensure!(kept.is_ok() || !faults.is_empty() || self.memory.with(|data| data.is_full), "{kept:?}");
            }
            Op::Full(full) => self.memory.with(|data| data.is_full = *full),
            Op::Erase { note } => self.erase(*note),
        }
        self.enter()
    }

    /// Enters what is new in the store.
    fn enter(&mut self) -> Result<(), String> {
        let rows = self.memory.with(|data| data.rows[self.books.records as usize..].to_vec());
        for row in rows {
            let record = Record::from_leaf(&row.leaf).map_err(|error| error.to_string())?;
            ensure!(
                (row.sequence, row.id.as_str(), row.at) == (record.sequence, record.id.as_str(), record.at.0),
                "{row:?} is of {record:?}"
            );
            self.books.enter(&record)?;
            self.checks.enter(&row, &record)?;
        }
        self.checks.log(&self.memory, &self.seats[0].sealer, &mut self.tally)
    }

    fn earlier(&self, from_latest: usize) -> Option<Submission> {
        let last = self.submitted.len().checked_sub(1)?;
        self.submitted.get(last - from_latest % (last + 1)).cloned()
    }

    fn submission(&mut self, what: &What) -> Submission {
        let mut name = format!("s{}", self.submitted.len());
        if matches!(what, What::Reserve { long_id: true, .. }) {
            name = format!("{name:-<198}");
        }
        let submission = Submission { id: id(&name), request: self.request(what) };
        self.submitted.push(submission.clone());
        submission
    }

    /// Batches of three and more repeat the first; those of five and more use its id for something else too.
    fn submit(&mut self, node: usize, what: &[What], faults: &[Fault], is_told: bool) -> Result<(), String> {
        let mut batch: Vec<_> = what.iter().map(|what| self.submission(what)).collect();
        if batch.len() >= 5 {
            batch.push(Submission { id: batch[0].id.clone(), request: batch[1].request.clone() });
        }
        if batch.len() >= 3 {
            batch.push(batch[0].clone());
        }
        self.commit(node, batch, faults, is_told)
    }

    fn commit(&mut self, node: usize, batch: Vec<Submission>, faults: &[Fault], is_told: bool) -> Result<(), String> {
        let (before, now) = (self.memory.len(), self.clock(node));
        let stood: Vec<_> = batch.iter().map(|submission| self.memory.row(submission.id.as_str())).collect();
        let seat = &mut self.seats[node];
        seat.store.plan(faults.iter().copied());
        let result = writer::commit(&mut seat.node, &mut seat.store, &batch, &|| now);
        seat.store.plan([]);
        self.enter()?;
        match result {
            Ok(answers) => {
                ensure!(answers.len() == batch.len(), "{} answers to {} submissions", answers.len(), batch.len());
                for ((submission, answer), stood) in batch.iter().zip(&answers).zip(&stood) {
                    self.answered(submission, answer, stood.as_ref().map(|row| row.sequence), before)?;
                    if is_told && let Answer::Recorded { record, .. } = answer {
                        self.acknowledged.insert(record.id.clone(), Arc::clone(record));
                    }
                }
                Ok(())
            }
            Err(error) => self.unanswered(&error, before, !faults.is_empty()),
        }
    }

    fn unanswered(&mut self, error: &NodeError, before: u64, is_planned: bool) -> Result<(), String> {
        let NodeError::Store(error) = error else { return Err(format!("{error:?}")) };
        ensure!(is_planned || self.memory.with(|data| data.is_full), "{error:?}");
        let is_uncertain = matches!(error, StoreError::Uncertain { .. });
        self.tally.count(if is_uncertain { "uncertain" } else { "failed" });
        ensure!(is_uncertain || self.memory.len() == before, "{error:?}, and yet it was kept");
        Ok(())
    }

    /// An answer is what is stored, and what was answered before.
    fn answered(
        &mut self,
        submission: &Submission,
        answer: &Answer,
        stood: Option<u64>,
        before: u64,
    ) -> Result<(), String> {
        let digest = submission.digest().map_err(|error| error.to_string())?;
        let row = self.memory.row(submission.id.as_str()).ok_or_else(|| format!("{answer:?}, and it is not stored"))?;
        let is_same = row.digest == digest && self.is_kept(&row, &submission.request)?;
        ensure!(stood.is_none_or(|stood| stood == row.sequence), "{} was record {stood:?}", submission.id);
        match answer {
            Answer::Unfit(why) => return Err(why.to_string()),
            Answer::OtherBody { sequence } => {
                ensure!(*sequence == row.sequence, "record {sequence} is said to have the id of {}", row.sequence);
                ensure!(!is_same, "{} is said to be another, and is the same", submission.id);
                self.tally.count(if row.digest == digest { "other person" } else { "other body" });
            }
            Answer::Recorded { record, again } => {
                ensure!(is_same, "{} is another than what was recorded", submission.id);
                ensure!(record.leaf().as_ref() == Ok(&row.leaf), "{record:?} is not what is stored");
                ensure!(*again || stood.is_none(), "{} was there and is said to be new", submission.id);
                ensure!(stood.is_some() || record.sequence >= before, "{} was put in the past", submission.id);
                let told = self.acknowledged.get(&submission.id);
                ensure!(told.is_none_or(|told| told == record), "{told:?} was answered, and now {record:?}");
                self.tally.count(if *again { "again" } else { "new" });
                self.tally.count(answer.reply().map_or("note", kind));
            }
        }
        Ok(())
    }

    fn race(&mut self, node: usize, what: &What, other: &What) -> Result<(), String> {
        let (first, second) = (self.submission(what), self.submission(other));
        let (now, its_now, before) = (self.clock(node), self.clock(1 - node), self.memory.len());
        let [one, two] = &mut self.seats;
        let (mine, its) = if node == 0 { (one, two) } else { (two, one) };
        let mut its_result = None;
        let batch = [first, second.clone()];
        let result = {
            let meanwhile = || its_result = Some(writer::commit(&mut its.node, &mut its.store, &[second], &|| its_now));
            let mut store = Overtaken { store: mine.store.clone(), meanwhile: Some(Box::new(meanwhile)) };
            writer::commit(&mut mine.node, &mut store, &batch, &|| now)
        };
        self.enter()?;
        for (result, batch) in [(its_result, &batch[1..]), (Some(result), &batch[..])] {
            match result {
                None => {}
                Some(Err(error)) => self.unanswered(&error, before, false)?,
                Some(Ok(answers)) => {
                    for (submission, answer) in batch.iter().zip(&answers) {
                        self.answered(submission, answer, None, before)?;
                        if let Answer::Recorded { record, .. } = answer {
                            self.acknowledged.insert(record.id.clone(), Arc::clone(record));
                        }
                    }
                    self.tally.count("race");
                }
            }
        }
        Ok(())
    }

    /// Nobody hears of what the node did.
    fn crash(&mut self, node: usize, what: &What, fault: Fault) -> Result<(), String> {
        let (submission, now) = (self.submission(what), self.clock(node));
        let seat = &mut self.seats[node];
        seat.store.plan([fault]);
        let result = seat.node.commit(&mut seat.store, &[submission], now);
        seat.store.plan([]);
        seat.restart();
        self.tally.count("crash");
        let is_fault = matches!(&result, Err(error) if !matches!(error, NodeError::Store(_)));
        ensure!(!is_fault, "{result:?}");
        Ok(())
    }

    /// Whether a seal says what the records of its month say.
    fn is_right(&self, body: &Value) -> Result<(), String> {
        let sealed: MonthOfLicense = serde_json::from_value(body.clone()).map_err(|error| error.to_string())?;
        let first: Date = format!("{}-01", sealed.month).parse().map_err(|error| format!("{error}"))?;
        let rows = self.memory.with(|data| data.rows.clone());
        let records: Vec<_> = rows.iter().map(|row| Record::from_leaf(&row.leaf).unwrap()).collect();
        let told = MonthOfLicense::of(&sealed.license, Month::of(first), records.iter());
        ensure!(told.as_ref() == Some(&sealed), "sealed {sealed:?}; the records say {told:?}");
        ensure!(sealed.adds_up(), "{sealed:?}");
        Ok(())
    }

    fn sweep(&mut self, node: usize, faults: &[Fault]) -> Result<(), String> {
        let (now, before) = (self.clock(node), self.memory.len());
        let seat = &mut self.seats[node];
        seat.store.plan(faults.iter().copied());
        let result = portcullis_journal::sweep::run(&mut seat.node, &mut seat.store, now);
        seat.store.plan([]);
        match result {
            Ok(answers) => {
                let left = portcullis_journal::sweep::due(self.seats[node].node.replay().ledger(), now);
                ensure!(left.is_empty(), "{left:?} are due after a sweep");
                for answer in &answers {
                    if let Answer::Recorded { record, .. } = answer
                        && let Content::Note { note: NoteKind::Seal, body } = &record.content
                    {
                        self.is_right(body)?;
                        self.tally.count("month sealed");
                        continue;
                    }
                    let is_done = matches!(answer.reply(), Some(Reply::Resolved { .. } | Reply::Changed { .. }));
                    ensure!(is_done, "{answer:?} of a sweep");
                    self.tally.count("swept");
                }
                Ok(())
            }
            Err(error) => {
                let swept = self.memory.len();
                self.unanswered(&error, before.max(swept), !faults.is_empty())
            }
        }
    }

    fn erase(&mut self, note: usize) {
        let Some(last) = self.books.notes.len().checked_sub(1) else { return };
        let sequence = self.books.notes[last - note % (last + 1)];
        let erased = self.seats[0].store.transact("test_erase", &mut |open| open.erase_opening(sequence).map(|_| ()));
        if erased.is_ok() {
            self.checks.erased.insert(sequence);
        }
    }
}

/// Names a reply by what it is.
pub fn kind(reply: &Reply) -> &'static str {
    match reply {
        Reply::Changed { .. } => "changed",
        Reply::Limited => "limited",
        Reply::Reserved { .. } => "reserved",
        Reply::Resolved { .. } => "resolved",
        Reply::StopOrdered => "stop ordered",
        Reply::StopConfirmed => "stop confirmed",
        Reply::Reported => "reported",
        Reply::Refused { .. } => "refused",
    }
}

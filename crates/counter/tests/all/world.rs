//! Two houses, the wire between them, and the time.

use portcullis_counter::admission::Inadmissible;
use portcullis_counter::{Filing, FilingEntry, FilingEvent};
use portcullis_desk::case::{Case, CaseNumber, Why};
use portcullis_desk::event::{Actor, Event};
use portcullis_exchange::Reference;
use portcullis_journal::Answer;
use portcullis_license::Instant;

use crate::house::House;
use crate::people::{DAY, first_morning, reference, signer};

/// The name of the filing that stories are about.
pub const FILING: &str = "NC-2026-017";
/// The number of its case.
pub const CASE: &str = "2026-000001";

pub struct World {
    pub now: Instant,
    pub authority: House,
    pub provider: House,
}

impl World {
    pub fn new() -> Self {
        Self::with_stations(1)
    }

    pub fn with_stations(stations: usize) -> Self {
        Self { now: first_morning(), authority: House::authority(stations), provider: House::provider(stations) }
    }

    pub fn with_another_station(mut self) -> Self {
        self.authority.add_station();
        self.provider.add_station();
        self
    }

    pub fn number(&self) -> CaseNumber {
        CaseNumber::new(CASE).unwrap()
    }

    pub fn case(&self) -> &Case {
        self.authority.counter().docket().case(&self.number()).unwrap()
    }

    pub fn filing(&self) -> &Filing {
        self.provider.counter().filings().get(&reference(FILING)).unwrap()
    }

    /// The letters that the provider has, by their kinds.
    pub fn letters(&self) -> Vec<&str> {
        self.filing().notices.iter().map(|(_, notice)| notice.letter.as_str()).collect()
    }

    /// What was decided, as the provider knows it.
    pub fn decisions(&self) -> Vec<&str> {
        self.filing().decisions.iter().map(|decision| decision.outcome.as_str()).collect()
    }

    /// The kinds of the events of the case.
    pub fn events(&self) -> Vec<&str> {
        self.case().history().iter().map(|entry| entry.event.kind().word()).collect()
    }

    /// Somebody at the authority does something, or is refused; what follows follows.
    pub fn tries(&mut self, by: &Actor, event: Event) -> Result<(), Inadmissible> {
        self.tries_in(&self.number(), by, event)
    }

    /// The same in another case.
    pub fn tries_in(&mut self, number: &CaseNumber, by: &Actor, event: Event) -> Result<(), Inadmissible> {
        let entry = self.authority.entry(number, self.now, by, event);
        let submission = self.authority.counter().event_of_case(number, &entry)?;
        let answer = self.authority.stations[0].commit(submission, self.now);
        assert!(matches!(answer, Answer::Recorded { again: false, .. }), "{answer:?}");
        self.settles();
        Ok(())
    }

    #[track_caller]
    pub fn does(&mut self, by: &Actor, event: Event) {
        if let Err(refusal) = self.tries(by, event) {
            panic!("{refusal}");
        }
    }

    /// Why the case refuses it.
    #[track_caller]
    pub fn why(&mut self, by: &Actor, event: Event) -> Why {
        match self.tries(by, event) {
            Err(Inadmissible::Case(refusal)) => refusal.why,
            other => panic!("{other:?}"),
        }
    }

    /// Two officers draft and countersign.
    #[track_caller]
    pub fn decides(&mut self, outcome: portcullis_desk::decision::Outcome) {
        self.does(&crate::people::officer("officer.one"), crate::people::drafts(self.case(), outcome));
        self.does(&crate::people::officer("officer.two"), crate::people::countersigns(self.case()));
    }

    pub fn entry(&self, name: &Reference, event: FilingEvent) -> FilingEntry {
        let number = self.provider.counter().filings().get(name).map_or(1, Filing::next_number);
        FilingEntry { number, at: self.now, by: signer("compliance.one"), event }
    }

    /// Somebody at the provider records something, or is refused; nobody works through it yet.
    pub fn notes(&mut self, name: &str, event: FilingEvent) -> Result<(), Inadmissible> {
        let name = reference(name);
        let entry = self.entry(&name, event);
        let submission = self.provider.counter().event_of_filing(&name, &entry)?;
        let station = &mut self.provider.stations[0];
        let answer = station.commit(submission, self.now);
        assert!(matches!(answer, Answer::Recorded { again: false, .. }), "{answer:?}");
        station.catch_up();
        Ok(())
    }

    /// Somebody at the provider does something in the filing of the story; what follows follows.
    #[track_caller]
    pub fn files(&mut self, event: FilingEvent) {
        if let Err(refusal) = self.notes(FILING, event) {
            panic!("{refusal}");
        }
        self.settles();
    }

    /// Time passes, and what it brings about is done.
    pub fn waits(&mut self, days: i64) {
        self.now = self.now.plus(days * DAY);
        self.settles();
    }

    /// Everybody works until nothing is due, and all that is said is heard; then each counter is held against one that begins anew.
    pub fn settles(&mut self) {
        loop {
            self.now = self.now.plus(1_000);
            self.authority.stations[0].run(self.now);
            self.provider.stations[0].run(self.now);
            let moved = deliver(&mut self.authority, &mut self.provider, self.now)
                + deliver(&mut self.provider, &mut self.authority, self.now);
            if moved == 0 && self.is_quiet() {
                break;
            }
        }
        self.authority.check();
        self.provider.check();
    }

    fn is_quiet(&self) -> bool {
        [&self.authority, &self.provider].iter().all(|house| {
            house.stations[0].due(self.now).is_none() && house.outbox.acknowledged() == house.mail().sent().count
        })
    }
}

/// Carries what is to go from one house to another and the replies back; how many messages.
pub fn deliver(from: &mut House, to: &mut House, now: Instant) -> usize {
    let messages = from.posts(now);
    for bytes in &messages {
        let reply = to.receives(0, bytes, now);
        from.hears(&reply, now);
    }
    messages.len()
}

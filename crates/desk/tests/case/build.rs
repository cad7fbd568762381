//! A case to try things on, and those who take part in it. All of them are made up.

use jiff::civil::{Date, date};
use portcullis_access::Credential;
use portcullis_access::proposal::Signer;
use portcullis_application::Application;
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::{Case, CaseNumber, Refusal};
use portcullis_desk::decision::{DraftText, Outcome};
use portcullis_desk::event::{Actor, Digest, Entry, Event, EventKind, Said};
use portcullis_license::{Condition, Instant, License, Rule};
use serde_json::json;

pub const DAY: i64 = 24 * 3_600_000;

/// The day on which the application comes in.
pub fn first_day() -> Date {
    date(2026, 3, 2)
}

pub fn application() -> Application {
    serde_json::from_value(json!({
        "reference": "spring", "regimes": ["us_ear"],
        "parties": [
            {"role": "applicant", "name": "Example Cloud Inc", "country": "US"},
            {"role": "end_user", "name": "Northern Compute Ltd", "country": "AE"},
            {"role": "reseller", "name": "Example Resale LLC", "country": "AE"},
        ],
        "items": [
            {"line": "a", "model": "h100", "classifications": ["3A090.a"], "chips": 512},
            {"line": "b", "model": "h200", "classifications": ["3A090.a"], "chips": 64},
        ],
        "sites": [{"site": "north-1", "country": "AE"}, {"site": "north-2", "country": "AE"}],
    }))
    .unwrap()
}

pub fn license(conditions: &[Condition]) -> License {
    serde_json::from_value(json!({
        "number": "L-1", "authority": "Example Authority", "regimes": ["us_ear"], "licensee": "example-cloud",
        "parties": [{"name": "Northern Compute Ltd"}], "sites": ["north-1"], "from": "2026-06-01", "until": "2027-05-31",
        "lines": [{"name": "a", "items": {"accelerators": ["h100"]}, "amount": {"chip_hours": 1_000_000}}],
        "conditions": conditions,
    }))
    .unwrap()
}

pub fn condition(owner: &str, id: &str, rule: Rule) -> Condition {
    Condition { id: id.to_owned(), owner: owner.to_owned(), rule }
}

pub fn most_chips(owner: &str, chips: u64) -> Condition {
    condition(owner, &format!("{owner}-chips"), Rule::MostConcurrentChips { chips })
}

pub fn signer(name: &str) -> Signer {
    Signer { name: name.to_owned(), credential: Credential::new(&format!("key:{name}")) }
}

pub fn agency(name: &str) -> AgencyName {
    AgencyName::new(name).unwrap()
}

pub fn applicant() -> Actor {
    Actor::Applicant {
        provider: "example-cloud".to_owned().try_into().unwrap(),
        person: "clerk.one".to_owned().try_into().unwrap(),
        message: Digest::of(&"a message").unwrap(),
    }
}

pub fn officer(name: &str) -> Actor {
    Actor::Officer { signer: signer(name) }
}

pub fn adviser(of: &str) -> Actor {
    Actor::Adviser { signer: signer(&format!("adviser.{of}")), agency: agency(of) }
}

pub fn chair() -> Actor {
    Actor::Chair { signer: signer("chair.one") }
}

pub fn inspector() -> Actor {
    Actor::Inspector { signer: signer("inspector.one") }
}

pub fn system() -> Actor {
    Actor::System { name: "clock".to_owned().try_into().unwrap() }
}

pub fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

pub fn says(agency_name: &str, positions: &[(Subject, Says)]) -> Recommendation {
    let positions = positions.iter().map(|(subject, says)| Position { subject: subject.clone(), says: says.clone() });
    Recommendation { agency: agency(agency_name), positions: positions.collect() }
}

pub fn with_conditions(conditions: &[Condition]) -> Says {
    Says::ApproveWithConditions { conditions: conditions.to_vec() }
}

pub fn denies() -> Says {
    Says::Deny { reasons: "744.23: the end use cannot be told".to_owned() }
}

pub fn the_end_user() -> Subject {
    Subject::Party { name: "Northern Compute Ltd".to_owned() }
}

pub fn the_reseller() -> Subject {
    Subject::Party { name: "Example Resale LLC".to_owned() }
}

pub fn draft_text(outcome: Outcome, without: &[Subject]) -> DraftText {
    DraftText { outcome, without: without.to_vec(), note: String::new() }
}

/// A case and the day it is there.
#[derive(Clone, Debug)]
pub struct Desk {
    pub case: Case,
    pub now: Instant,
}

impl Desk {
    pub fn open() -> Self {
        let now = Instant::start_of(first_day());
        let entry = Entry { number: 1, at: now, by: applicant(), event: Event::received(application()).unwrap() };
        Self { case: Case::open(CaseNumber::new("Z000001").unwrap(), &entry).unwrap(), now }
    }

    pub fn entry(&self, by: Actor, event: Event) -> Entry {
        Entry { number: self.case.next_number(), at: self.now, by, event }
    }

    pub fn try_to(&mut self, by: Actor, event: Event) -> Result<(), Refusal> {
        let entry = self.entry(by, event);
        self.case.record(&entry)
    }

    pub fn does(&mut self, by: Actor, event: Event) -> &mut Self {
        self.try_to(by, event).unwrap();
        self
    }

    pub fn waits(&mut self, days: i64) -> &mut Self {
        self.now = self.now.plus(days * DAY);
        self
    }

    pub fn registered() -> Self {
        let mut desk = Self::open();
        desk.does(officer("officer.one"), Event::Registered {});
        desk
    }

    /// Referred to defense and state.
    pub fn referred() -> Self {
        let mut desk = Self::registered();
        desk.refers(&["defense", "state"]);
        desk
    }

    pub fn refers(&mut self, agencies: &[&str]) -> &mut Self {
        let agencies = agencies.iter().map(|name| agency(name)).collect();
        self.does(system(), Event::Referred { agencies, routing: "rules-1".to_owned(), said: said("by rule 1") })
    }

    pub fn recommendation(&self, of: &str, positions: &[(Subject, Says)]) -> Event {
        let application = self.case.application().cloned().unwrap_or_else(application);
        Event::recommended(self.case.state().version(), &application, says(of, positions)).unwrap()
    }

    pub fn recommends(&mut self, of: &str, positions: &[(Subject, Says)]) -> &mut Self {
        let event = self.recommendation(of, positions);
        self.does(adviser(of), event)
    }

    /// One position, on all of it.
    pub fn says(&mut self, of: &str, says: Says) -> &mut Self {
        self.recommends(of, &[(Subject::Application, says)])
    }

    pub fn consults(&mut self) -> &mut Self {
        let version = self.case.state().version();
        self.does(officer("officer.one"), Event::DenialsConsulted { version, found: 0, said: said("none") })
    }

    /// Referred, agreed on by all, past denials consulted.
    pub fn ready() -> Self {
        let mut desk = Self::referred();
        desk.waits(3)
            .says("defense", with_conditions(&[most_chips("defense", 256)]))
            .says("state", Says::Approve)
            .consults();
        desk
    }

    pub fn draft(&self, outcome: Outcome, without: &[Subject]) -> Event {
        let application = self.case.application().cloned().unwrap_or_else(application);
        let number = u32::try_from(self.case.state().drafts.len()).unwrap() + 1;
        Event::drafted(number, &application, draft_text(outcome, without)).unwrap()
    }

    pub fn drafts(&mut self, outcome: Outcome) -> &mut Self {
        let event = self.draft(outcome, &[]);
        self.does(officer("officer.one"), event)
    }

    pub fn countersignature(&self) -> Event {
        let waiting = self.case.state().waiting().map(|draft| (draft.mark.number, draft.mark.digest));
        let (draft, digest) = waiting.unwrap_or_else(|| (1, Digest::of(&"nothing").unwrap()));
        Event::Countersigned { draft, digest }
    }

    pub fn decides(&mut self, outcome: Outcome) -> &mut Self {
        self.drafts(outcome);
        let event = self.countersignature();
        self.does(officer("officer.two"), event)
    }

    pub fn licensed() -> Self {
        let mut desk = Self::ready();
        desk.decides(Outcome::Approve { license: license(&[most_chips("defense", 256)]) });
        desk
    }

    pub fn intends_to_deny() -> Self {
        let mut desk = Self::referred();
        desk.says("defense", denies())
            .says("state", denies())
            .decides(Outcome::IntentToDeny { reasons: "744.23".to_owned() });
        desk
    }

    pub fn denied() -> Self {
        let mut desk = Self::intends_to_deny();
        desk.does(officer("officer.one"), Event::Notified {})
            .waits(21)
            .decides(Outcome::Deny { reasons: "744.23".to_owned() });
        desk
    }

    pub fn code(&mut self, by: Actor, event: Event) -> String {
        code(&self.try_to(by, event).unwrap_err())
    }
}

/// The code of a refusal, as it is written.
pub fn code(refusal: &Refusal) -> String {
    serde_json::to_value(refusal).unwrap()["code"].as_str().unwrap().to_owned()
}

/// Somebody who may do such a thing, as far as their part goes.
pub fn actor_for(kind: EventKind) -> Actor {
    use portcullis_desk::event::Role;
    match kind.roles()[0] {
        Role::Applicant => applicant(),
        Role::Officer if kind == EventKind::Countersigned => officer("officer.three"),
        Role::Officer => officer("officer.four"),
        Role::Adviser => adviser("defense"),
        Role::Chair => chair(),
        Role::Inspector => inspector(),
        Role::System => system(),
    }
}

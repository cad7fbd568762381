//! A case and those who take part in it, all made up; and words that no applicant may ever read.

use jiff::civil::{Date, date};
use portcullis_access::Credential;
use portcullis_access::proposal::Signer;
use portcullis_application::Application;
use portcullis_counter::CaseLetters;
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::decision::{DraftText, Outcome};
use portcullis_desk::event::{Actor, Digest, Entry, Event, Said, Sample};
use portcullis_letter::{Authority, Templates};
use portcullis_license::{Condition, Instant, License, Rule, instant::DAY};
use serde_json::{Value, json};

/// What is for colleagues and agencies.
pub const CANARY: &str = "CANARY";

pub fn letters() -> CaseLetters {
    let authority = Authority {
        name: "Example Bureau of Export Licensing".to_owned(),
        address: vec!["1 Example Plaza".to_owned()],
        contact: "licensing@example.gov".to_owned(),
    };
    CaseLetters::new(Templates::builtin().unwrap(), authority)
}

pub fn application() -> Application {
    serde_json::from_value(application_json()).unwrap()
}

pub fn application_json() -> Value {
    json!({
        "reference": "spring", "kind": "provide_compute", "regimes": ["us_ear"],
        "parties": [
            {"role": "applicant", "name": "Example Cloud Inc", "address": "200 Sample Street\nSpringfield, IL", "country": "US"},
            {"role": "end_user", "name": "Northern Compute Ltd", "country": "AE"},
            {"role": "reseller", "name": "Example Resale LLC", "country": "AE"},
        ],
        "items": [
            {"line": "a", "model": "h100", "classifications": ["3A090.a"], "chips": 512, "chip_hours": 2_000_000},
            {"line": "b", "model": "h200", "classifications": ["3A090.a"], "chips": 64},
        ],
        "sites": [{"site": "north-1", "country": "AE"}],
    })
}

pub fn license() -> License {
    let conditions = [
        Condition { id: "C-1".to_owned(), owner: "defense".to_owned(), rule: Rule::MostConcurrentChips { chips: 256 } },
        Condition { id: "C-2".to_owned(), owner: "commerce".to_owned(), rule: Rule::NoResale },
    ];
    serde_json::from_value(json!({
        "number": "L-1", "authority": "Example Authority", "regimes": ["us_ear"], "licensee": "example-cloud",
        "parties": [{"name": "Northern Compute Ltd"}], "sites": ["north-1"], "from": "2032-06-01", "until": "2034-05-31",
        "lines": [{"name": "a", "items": {"accelerators": ["h100"], "most_tpp": 15824}, "amount": {"chip_hours": 1_000_000}}],
        "conditions": conditions,
    }))
    .unwrap()
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

pub fn system() -> Actor {
    Actor::System { name: "clock".to_owned().try_into().unwrap() }
}

pub fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

/// What is said among colleagues.
pub fn hidden() -> Said<String> {
    said(CANARY)
}

pub fn denies() -> Says {
    Says::Deny { reasons: CANARY.to_owned() }
}

pub fn asks_for(license: &License) -> Says {
    let own = license.conditions.iter().filter(|condition| condition.owner == "defense");
    Says::ApproveWithConditions { conditions: own.cloned().collect() }
}

/// A case and the moment it is there.
#[derive(Clone, Debug)]
pub struct Desk {
    pub case: Case,
    pub now: Instant,
}

impl Desk {
    pub fn open() -> Self {
        Self::open_on(date(2032, 3, 2), application())
    }

    pub fn open_on(day: Date, application: Application) -> Self {
        let now = Instant::start_of(day);
        let entry = Entry { number: 1, at: now, by: applicant(), event: Event::received(application).unwrap() };
        Self { case: Case::open(CaseNumber::new("2032-000017").unwrap(), &entry).unwrap(), now }
    }

    pub fn does(&mut self, by: Actor, event: Event) -> &mut Self {
        let entry = Entry { number: self.case.next_number(), at: self.now, by, event };
        self.case.record(&entry).unwrap();
        self
    }

    pub fn waits(&mut self, days: i64) -> &mut Self {
        self.now = self.now.plus(days * DAY);
        self
    }

    pub fn registers(&mut self) -> &mut Self {
        self.does(officer("officer.one"), Event::Registered {})
    }

    pub fn consults(&mut self) -> &mut Self {
        let version = self.case.state().version();
        self.does(officer("officer.one"), Event::DenialsConsulted { version, found: 3, said: hidden() })
    }

    pub fn refers(&mut self, agencies: &[&str]) -> &mut Self {
        let agencies = agencies.iter().map(|name| agency(name)).collect();
        self.does(officer("officer.one"), Event::Referred { agencies, routing: "rules-1".to_owned(), said: hidden() })
    }

    pub fn says(&mut self, of: &str, says: Says) -> &mut Self {
        let positions = vec![Position { subject: Subject::Application, says }];
        let application = self.case.application().unwrap();
        let said = Recommendation { agency: agency(of), positions };
        let event = Event::recommended(self.case.state().version(), application, said).unwrap();
        self.does(adviser(of), event)
    }

    pub fn drafts(&mut self, by: &str, outcome: Outcome, without: &[Subject]) -> &mut Self {
        let number = u32::try_from(self.case.state().drafts.len()).unwrap() + 1;
        let text = DraftText { outcome, without: without.to_vec(), note: CANARY.to_owned() };
        let event = Event::drafted(number, self.case.application().unwrap(), text).unwrap();
        self.does(officer(by), event)
    }

    pub fn signs(&mut self, by: &str) -> &mut Self {
        let mark = self.case.state().waiting().unwrap().mark.clone();
        self.does(officer(by), Event::Countersigned { draft: mark.number, digest: mark.digest })
    }

    pub fn sends_back(&mut self) -> &mut Self {
        let draft = self.case.state().waiting().unwrap().mark.number;
        self.does(officer("officer.two"), Event::SentBack { draft, said: hidden() })
    }

    pub fn decides(&mut self, outcome: Outcome) -> &mut Self {
        self.drafts("officer.one", outcome, &[]).signs("officer.two")
    }

    pub fn inspects(&mut self) -> &mut Self {
        let sample = Sample { of: 100, drawn: 10, seed: CANARY.to_owned() };
        let inspection = u32::try_from(self.case.state().inspections.len()).unwrap() + 1;
        let ordered = Event::InspectionOrdered { inspection, sample, said: said("Records of use") };
        self.does(officer("officer.one"), ordered)
    }

    /// What goes on between colleagues and agencies, and leaves the case where it was.
    pub fn murmurs(&mut self) -> &mut Self {
        self.consults().does(adviser("defense"), Event::InformationRequested { said: hidden() })
    }
}

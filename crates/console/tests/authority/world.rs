//! A case to look at, and those who take part in it. All of them are made up.

use jiff::civil::{Date, date};
use portcullis_access::Credential;
use portcullis_access::proposal::Signer;
use portcullis_application::Application;
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::decision::{DraftText, Outcome};
use portcullis_desk::event::{Actor, Digest, Entry, Event, Said};
use portcullis_license::{Condition, Instant, License, Rule};
use serde_json::json;

pub const DAY: i64 = 24 * 3_600_000;

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn agency(name: &str) -> AgencyName {
    AgencyName::new(name).unwrap()
}

pub fn signer(name: &str) -> Signer {
    Signer { name: name.to_owned(), credential: Credential::new(&format!("key:{name}")) }
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

pub fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

/// An application in which `text` stands wherever somebody writes freely. Names stay names: they have no control characters and no spaces around them.
pub fn application(text: &str, parties: usize) -> Application {
    let more = (0..parties)
        .map(|at| json!({"role": "end_user", "name": format!("Example User {at} {text}"), "country": "AE"}));
    let mut all = vec![
        json!({"role": "applicant", "name": format!("Example Cloud Inc {text}"), "country": "US", "headquarters": "US"}),
        json!({
            "role": "end_user", "name": "Northern Compute Ltd", "address": text, "country": "AE", "headquarters": "AE",
            "ultimate_parent": format!("Northern Holding {text}"), "ultimate_parent_country": "CN", "identifiers": [text],
            "owners": [{"name": text, "country": "CN", "basis_points": 6_250, "evidence": text, "as_of": "2026-01-31"}],
        }),
        json!({"role": "reseller", "name": "Example Resale LLC", "country": "AE", "resells_to": ["Northern Compute Ltd"]}),
    ];
    all.extend(more);
    serde_json::from_value(json!({
        "reference": "spring", "kind": "provide_compute", "regimes": ["us_ear"], "parties": all,
        "contact": {"name": text, "telephone": "+1 555 0100", "email": "clerk.one@example.com"},
        "end_use": {"codes": ["commercial"], "description": text, "training_operations": "2.5e25"},
        "items": [
            {"line": "a", "model": "h100", "classifications": ["3A090.a"], "tpp": 15_824, "chips": 512, "chip_hours": 2_000_000},
            {"line": "b", "model": "h200", "classifications": ["3A090.a"], "tpp": 15_824, "chips": 64, "chip_hours": 300_000},
        ],
        "sites": [{"site": "north-1", "country": "AE", "cluster_chips": 512, "interconnect": text}, {"site": "north-2", "country": "AE"}],
        "from": "2026-06-01", "until": "2027-05-31", "resale": false, "security": text,
        "documents": [
            {"name": "contract.pdf", "kind": "contract", "media_type": "application/pdf", "bytes": 48_120, "sha256": "a".repeat(64)},
        ],
        "additional_information": text,
    }))
    .unwrap()
}

/// What an officer attaches: for defense alone, and for those who decide.
fn assessment(text: &str) -> Attachment {
    let kind: String = text.chars().filter(|letter| !letter.is_control()).take(40).collect();
    let document = json!({
        "name": "assessment.pdf", "kind": format!("assessment {kind}"), "media_type": "application/pdf", "bytes": 9_120, "sha256": "b".repeat(64),
    });
    Attachment {
        document: serde_json::from_value(document).unwrap(),
        classification: Some(format!("SECRET {text}")),
        audience: [agency("defense"), agency("commerce")].into(),
    }
}

pub fn condition(owner: &str, id: &str, rule: Rule) -> Condition {
    Condition { id: id.to_owned(), owner: owner.to_owned(), rule }
}

/// A condition of each kind of rule.
pub fn conditions(owner: &str, text: &str) -> Vec<Condition> {
    let rules = [
        json!({"rule": "most_concurrent_chips", "chips": 256}),
        json!({"rule": "most_cluster_tpp", "tpp": 4_000_000}),
        json!({"rule": "most_in_window", "days": 30, "chip_hours": 100_000}),
        json!({"rule": "named_sites", "sites": ["north-1", "north-2"]}),
        json!({"rule": "no_resale"}),
        json!({"rule": "report_every", "days": 90}),
        json!({"rule": "most_training_operations", "power_of_ten": 25}),
        json!({"rule": "text", "text": text}),
    ];
    let rules = rules.into_iter().map(|rule| serde_json::from_value(rule).unwrap());
    rules.enumerate().map(|(at, rule)| condition(owner, &format!("{owner}-{at}"), rule)).collect()
}

pub fn license(conditions: &[Condition]) -> License {
    serde_json::from_value(json!({
        "number": "US-2026-000014", "authority": "Example Authority", "regimes": ["us_ear"], "licensee": "example-cloud",
        "parties": [{"name": "Northern Compute Ltd", "group": "northern"}], "sites": ["north-1"], "end_uses": ["commercial"],
        "from": "2026-06-01", "until": "2027-05-31", "total": {"chip_hours": 1_500_000},
        "lines": [{"name": "a", "items": {"accelerators": ["h100"], "classifications": ["3A090.a"], "most_tpp": 16_000}, "amount": {"chip_hours": 1_000_000, "tpp_hours": 9_000_000}}],
        "conditions": conditions,
    }))
    .unwrap()
}

/// A case and the moment it is there.
#[derive(Clone)]
pub struct World {
    pub case: Case,
    pub now: Instant,
    pub text: String,
}

impl World {
    /// An application came in, with that text wherever somebody writes freely.
    pub fn open(text: &str) -> Self {
        Self::with(text, application(text, 0))
    }

    pub fn with(text: &str, application: Application) -> Self {
        let now = Instant::start_of(date(2026, 3, 2)).plus(9 * 3_600_000);
        let entry = Entry { number: 1, at: now, by: applicant(), event: Event::received(application).unwrap() };
        Self { case: Case::open(CaseNumber::new("Z100042").unwrap(), &entry).unwrap(), now, text: text.to_owned() }
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

    pub fn registered(text: &str) -> Self {
        let mut world = Self::open(text);
        world.waits(1).does(officer("officer.one"), Event::Registered {});
        world
    }

    pub fn referred(text: &str) -> Self {
        let mut world = Self::registered(text);
        let agencies = ["defense", "state", "energy"].map(agency).into();
        let event = Event::Referred { agencies, routing: "rules-1".to_owned(), said: said(text) };
        world.waits(4).does(officer("officer.one"), event);
        world.does(officer("officer.one"), Event::Attached { said: Said::Kept(assessment(text)) });
        world
    }

    pub fn recommends(&mut self, of: &str, positions: &[(Subject, Says)]) -> &mut Self {
        let positions =
            positions.iter().map(|(subject, says)| Position { subject: subject.clone(), says: says.clone() });
        let said = Recommendation { agency: agency(of), positions: positions.collect() };
        let event = Event::recommended(self.case.state().version(), self.case.application().unwrap(), said).unwrap();
        self.does(adviser(of), event)
    }

    pub fn says(&mut self, of: &str, says: Says) -> &mut Self {
        self.recommends(of, &[(Subject::Application, says)])
    }

    /// Amended, asked and answered, and agencies that contradict one another, in conditions too.
    pub fn in_conflict(text: &str) -> Self {
        let mut world = Self::referred(text);
        world.waits(2).does(officer("officer.one"), Event::Asked { question: 1, said: said(text) });
        world.waits(5).does(applicant(), Event::Answered { question: 1, said: said(text) });
        let reseller = Subject::Party { name: "Example Resale LLC".to_owned() };
        let few = condition("defense", "defense-chips", Rule::MostConcurrentChips { chips: 256 });
        let many = condition("state", "state-chips", Rule::MostConcurrentChips { chips: 400 });
        let with = |condition: &Condition| Says::ApproveWithConditions { conditions: vec![condition.clone()] };
        world.recommends(
            "defense",
            &[(Subject::Application, with(&few)), (reseller, Says::Deny { reasons: text.to_owned() })],
        );
        world.recommends("state", &[(Subject::Application, with(&many))]).says("energy", Says::Approve);
        world
    }

    /// All agree, past denials consulted.
    pub fn ready(text: &str) -> Self {
        let mut world = Self::referred(text);
        world.waits(3).says("defense", Says::ApproveWithConditions { conditions: conditions("defense", text) });
        world.says("state", Says::Approve).says("energy", Says::Approve);
        world.does(officer("officer.one"), Event::DenialsConsulted { version: 1, found: 0, said: said(text) });
        world
    }

    pub fn drafts(&mut self, outcome: Outcome) -> &mut Self {
        let number = u32::try_from(self.case.state().drafts.len()).unwrap() + 1;
        let text = DraftText { outcome, without: Vec::new(), note: self.text.clone() };
        let event = Event::drafted(number, self.case.application().unwrap(), text).unwrap();
        self.does(officer("officer.one"), event)
    }

    pub fn signs(&mut self) -> &mut Self {
        let mark = self.case.state().waiting().unwrap().mark.clone();
        self.does(officer("officer.two"), Event::Countersigned { draft: mark.number, digest: mark.digest })
    }

    /// An approval waits for a second person.
    pub fn drafted(text: &str) -> Self {
        let mut world = Self::ready(text);
        world.drafts(Outcome::Approve { license: license(&conditions("defense", text)) });
        world
    }

    /// Licensed, with an inspection, a breach, a report and a request to preserve.
    pub fn licensed(text: &str) -> Self {
        let mut world = Self::drafted(text);
        world.signs().waits(30);
        let sample = portcullis_desk::event::Sample { of: 480, drawn: 24, seed: "root of 2026-04-01".to_owned() };
        world.does(
            officer("officer.one"),
            Event::InspectionOrdered { inspection: 1, sample: sample.clone(), said: said(text) },
        );
        world.does(inspector(), Event::InspectionFound { inspection: 1, looked_at: 24, wrong: 2, said: said(text) });
        world.does(officer("officer.one"), Event::InspectionOrdered { inspection: 2, sample, said: said(text) });
        world.does(inspector(), Event::BreachNoted { breach: 1, said: said(text) });
        world.does(officer("officer.one"), Event::ReportDue { report: 1, due: day("2026-04-30") });
        world.does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said(text) });
        world
    }

    /// To be denied, the applicant told.
    pub fn denying(text: &str) -> Self {
        let mut world = Self::referred(text);
        world.waits(3);
        for name in ["defense", "state", "energy"] {
            world.says(name, Says::Deny { reasons: text.to_owned() });
        }
        world.drafts(Outcome::IntentToDeny { reasons: text.to_owned() }).signs();
        world
    }
}

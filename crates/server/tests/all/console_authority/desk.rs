//! An authority with one provider across, who speaks through signed messages.

use portcullis_access::Role;
use portcullis_application::{Application, Certifier, from_toml, sign};
use portcullis_exchange::{Body, House, Reference, Sequence, body};
use portcullis_license::{Instant, Person as Name};
use portcullis_server::office::Looked;
use serde_json::to_value;

use super::person::Person;
use crate::service::{Service, house_key, project, raw};

/// Nine in the morning of Monday, 23 November 2026.
const START: i64 = 1_795_424_400_000;

const HOUSE: &str = "exports.example";
const ACROSS: &str = "cloud.example";
/// The number of the first case.
pub const CASE: &str = "2026-000001";

pub struct Desk {
    pub service: Service,
    sent: Sequence,
}

/// The application of the example.
pub fn example() -> Application {
    from_toml(&std::fs::read_to_string(project().join("examples/desk/application.toml")).unwrap()).unwrap()
}

/// The example under another name.
pub fn called(reference: &str) -> Application {
    Application { reference: reference.to_owned(), ..example() }
}

impl Desk {
    pub fn new() -> Self {
        Self::across("http://127.0.0.1:1")
    }

    /// With the provider's service at an address.
    pub fn across(address: &str) -> Self {
        let service = Service::beginning(START, |config, _| {
            let key = house_key(ACROSS).verifier();
            let counter = format!(
                "house = \"{HOUSE}\"\nname = \"Bureau of Fictitious Controls\"\n[[providers]]\nprovider = \"Northern Compute Ltd\"\n\
                 across = {{ house = \"{ACROSS}\", address = \"{address}\", keys = [{{ key = \"{key}\" }}] }}"
            );
            config.counter = Some(toml::from_str(&counter).unwrap());
            for agency in ["defense", "energy", "state"] {
                config.access.tenants.push(toml::from_str(&format!("name = \"{agency}\"\nproviders = []")).unwrap());
            }
        });
        let (us, peer) = (House::new(ACROSS).unwrap(), House::new(HOUSE).unwrap());
        Self { service, sent: Sequence::new(us, peer).unwrap() }
    }

    /// With an application that came in.
    pub async fn with_case() -> Self {
        let mut desk = Self::new();
        desk.files(&example()).await;
        desk
    }

    /// The provider says something, and the authority works through it.
    pub async fn hears(&mut self, body: &Body) {
        let at = self.service.time.now();
        let message = self.sent.next(at, body).unwrap();
        let bytes = message.sign(&house_key(ACROSS)).unwrap();
        let asked = raw(format!("/v1/exchange/{ACROSS}"), "text/plain; charset=utf-8", bytes);
        let answer = self.service.ask(asked).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.works().await;
    }

    /// What is due is done.
    pub async fn works(&self) {
        let app = self.service.app.clone();
        let worked =
            tokio::task::spawn_blocking(move || app.office().unwrap().work(app.gate(), Looked::default()).map(drop));
        worked.await.unwrap().unwrap();
        // Changes to licenses are seen a moment after they are recorded.
        self.service.seen(self.last()).await;
    }

    fn last(&self) -> u64 {
        let mut head = 0;
        let gate = self.service.app.gate();
        gate.register()
            .pool()
            .read("test_head", &mut |open| {
                head = open.head()?;
                Ok(())
            })
            .unwrap();
        head.saturating_sub(1)
    }

    pub async fn files(&mut self, application: &Application) {
        let certifier = Certifier {
            name: Name::new("compliance.one").unwrap(),
            capacity: "officer".to_owned(),
            at: Instant(START),
        };
        let filed = sign(application.clone(), certifier).unwrap();
        let reference = Reference::new(&application.reference).unwrap();
        self.hears(&Body::Application(body::Application { reference, filed: to_value(filed).unwrap() })).await;
    }

    pub async fn person(&self, name: &str, role: Role) -> Person<'_> {
        Person::new(&self.service, name, None, role).await
    }

    pub async fn officer(&self, name: &str) -> Person<'_> {
        self.person(name, Role::Licensing).await
    }

    /// Somebody who speaks for an agency.
    pub async fn adviser(&self, agency: &str) -> Person<'_> {
        Person::new(&self.service, &format!("adviser.{agency}"), Some(agency), Role::Adviser).await
    }
}

/// A case's page, or a part of it.
pub fn page(tab: &str) -> String {
    if tab.is_empty() { format!("/console/cases/{CASE}") } else { format!("/console/cases/{CASE}/{tab}") }
}

/// Where the form of a kind of event is sent.
pub fn event(kind: &str) -> String {
    format!("/console/cases/{CASE}/events/{kind}")
}

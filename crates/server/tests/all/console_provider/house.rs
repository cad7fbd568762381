//! A provider with a license that runs something, and with an authority across, which speaks through signed messages.

use portcullis_access::Role;
use portcullis_application::{Application, from_toml};
use portcullis_exchange::{Body, House as Name, Sequence};
use portcullis_server::office::Looked;
use serde_json::json;

pub use crate::console_authority::person::{Person, Values, filled, said, text_of, values_of};
use crate::service::{Asked, Service, house_key, post, project, raw};
use crate::written::Held;

/// Nine in the morning of Monday, 23 November 2026.
const START: i64 = 1_795_424_400_000;

const US: &str = "cloud.example";
const AUTHORITY: &str = "exports.example";
/// The provider of the example application.
pub const PROVIDER: &str = "Northern Compute Ltd";
/// For whom the license is.
pub const CUSTOMER: &str = "Example Robotics Pte. Ltd.";
/// The license.
pub const LICENSE: &str = "NORTH-2026-1";
/// What runs.
pub const LEASE: &str = "run/1";
/// The name of the example application.
pub const FILING: &str = "NC-2026-017";

pub struct House {
    pub service: Service,
    sent: Sequence,
}

/// The application of the example.
pub fn example() -> Application {
    from_toml(&std::fs::read_to_string(project().join("examples/desk/application.toml")).unwrap()).unwrap()
}

impl House {
    pub fn new() -> Self {
        Self::with(|_, _| ())
    }

    /// With more of a configuration.
    pub fn with(change: impl FnOnce(&mut portcullis_server::Config, &std::path::Path)) -> Self {
        let service = Service::beginning(START, |config, folder| {
            let key = house_key(AUTHORITY).verifier();
            let counter = format!(
                "house = \"{US}\"\n[authority]\nhouse = \"{AUTHORITY}\"\naddress = \"http://127.0.0.1:1\"\nkeys = [{{ key = \"{key}\" }}]"
            );
            config.counter = Some(toml::from_str(&counter).unwrap());
            config.provider = Some(PROVIDER.to_owned());
            config.access.tenants.retain(|tenant| tenant.name.as_str() == "example");
            change(config, folder);
        });
        let (us, peer) = (Name::new(AUTHORITY).unwrap(), Name::new(US).unwrap());
        Self { service, sent: Sequence::new(us, peer).unwrap() }
    }

    /// With a license, and something that runs under it.
    pub async fn running() -> Self {
        let house = Self::new();
        let held = Held::licensed(&house.service, (None, PROVIDER, CUSTOMER, LICENSE)).await;
        held.started(&house.service, LEASE).await;
        house
    }

    pub async fn officer(&self) -> Person<'_> {
        self.person("officer.one", Role::Officer).await
    }

    pub async fn person(&self, name: &str, role: Role) -> Person<'_> {
        Person::new(&self.service, name, None, role).await
    }

    /// The authority says something, and what follows from it is done.
    pub async fn hears(&mut self, body: &Body) {
        self.is_told(body).await;
        self.works().await;
    }

    /// The authority says something.
    pub async fn is_told(&mut self, body: &Body) {
        let message = self.sent.next(self.service.time.now(), body).unwrap();
        let asked = raw(
            format!("/v1/exchange/{AUTHORITY}"),
            "text/plain; charset=utf-8",
            message.sign(&house_key(AUTHORITY)).unwrap(),
        );
        let answer = self.service.ask(asked).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// What the authority has said so far.
    pub fn chain(&self) -> portcullis_exchange::Chain {
        self.sent.sent()
    }

    /// What is due at the counter is done.
    pub async fn works(&self) {
        let app = self.service.app.clone();
        let worked =
            tokio::task::spawn_blocking(move || app.office().unwrap().work(app.gate(), Looked::default()).map(drop));
        worked.await.unwrap().unwrap();
    }

    /// Waits until all that is recorded is seen by those who only read.
    pub async fn seen(&self) {
        let mut head = 0;
        let gate = self.service.app.gate();
        gate.register()
            .pool()
            .read("test_head", &mut |open| {
                head = open.head()?;
                Ok(())
            })
            .unwrap();
        self.service.seen(head.saturating_sub(1)).await;
    }

    /// Brings the content of the example's document, as the API does.
    pub async fn brings(&self, key: &str) {
        let sha256 = &example().documents[0].sha256;
        let content = std::fs::read(project().join("examples/desk/master-agreement.pdf")).unwrap();
        let sent = raw(format!("/v1/documents/{sha256}"), "application/octet-stream", content);
        self.service.ask(Asked { method: "PUT".to_owned(), ..sent }.by(key)).await.json();
    }

    /// Files the example, as the API does.
    pub async fn files(&self) {
        self.brings(&self.service.person("officer.one", None, Role::Officer)).await;
        let certifier = json!({ "name": "officer.one", "capacity": "officer", "at": START });
        let certifier = serde_json::from_value(certifier).unwrap();
        let filed = portcullis_application::sign(example(), certifier).unwrap();
        let event = json!({ "kind": "filed", "digest": filed.digest().to_hex(), "said": filed.to_value() });
        let key = self.service.person("officer.one", None, Role::Officer);
        let path = format!("/v1/filings/{FILING}/events");
        self.service.ask(post(path, &json!({ "event": event })).by(&key)).await.json();
        self.works().await;
    }
}

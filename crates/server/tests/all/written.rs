//! What the tests ask about: a license for each provider, and starts that need one.

use portcullis_access::Role;
use serde_json::{Value, json};

use crate::service::{Answer, Service, post};

/// A license under which a provider may train with H100 for one customer.
pub fn license(number: &str, licensee: &str, customer: &str) -> Value {
    json!({
        "number": number, "authority": "Bureau of Fictitious Controls", "regimes": ["us-cloud-permission"],
        "licensee": licensee, "parties": [{ "name": customer, "group": format!("{customer} Group") }],
        "end_uses": ["model_training"], "sites": ["US"], "from": "2026-01-01", "until": "2027-12-31",
        "lines": [{ "name": "1", "items": { "accelerators": ["H100 SXM5 80GB"], "most_tpp": 16000 },
                    "amount": { "chip_hours": 50000 } }],
        "conditions": [{ "id": "c1", "owner": "Commerce", "rule": "most_concurrent_chips", "chips": 256 }],
    })
}

/// A request that needs a license: its customer's ultimate parent is in China.
pub fn request(provider: &str, customer: &str) -> Value {
    json!({
        "kind": "provide_compute", "item": { "instance": "aws:p5.48xlarge" }, "quantity": 1, "site": "US",
        "parties": [
            { "role": "provider", "name": provider, "country": "US", "headquarters": "US",
              "ultimate_parent": { "name": provider, "headquarters": "US" } },
            { "role": "customer", "name": customer, "country": "SG", "headquarters": "SG",
              "ultimate_parent": { "name": format!("{customer} Group"), "headquarters": "CN" } },
        ],
        "end_use": ["model_training"], "training_operations": "3e24",
    })
}

/// A request that needs none.
pub fn free_request() -> Value {
    json!({
        "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 8, "site": "US",
        "parties": [
            { "role": "provider", "name": "House Compute Ltd", "country": "US", "headquarters": "US", "ultimate_parent": "self" },
            { "role": "customer", "name": "Example Bakery Ltd", "country": "GB", "headquarters": "GB", "ultimate_parent": "self" },
        ],
    })
}

/// A provider with everything that is about it.
pub struct Held {
    pub tenant: Option<&'static str>,
    pub provider: &'static str,
    pub customer: &'static str,
    pub license: &'static str,
    pub gate: String,
    pub officer: String,
}

pub const NORTHERN: (Option<&str>, &str, &str, &str) =
    (Some("northern"), "Northern Compute Ltd", "Example Robotics Pte. Ltd.", "NORTH-2026-1");
pub const EXAMPLE: (Option<&str>, &str, &str, &str) =
    (Some("example"), "Example Cloud Inc.", "Example Weather Pte. Ltd.", "CLOUD-2026-7");
pub const HOUSE: (Option<&str>, &str, &str, &str) =
    (None, "House Compute Ltd", "Example Ships Pte. Ltd.", "HOUSE-2026-3");

impl Held {
    /// A provider whose license was issued.
    pub async fn licensed(
        service: &Service,
        (tenant, provider, customer, number): (Option<&'static str>, &'static str, &'static str, &'static str),
    ) -> Self {
        let proposed = json!({ "what": "issue", "license": license(number, provider, customer) });
        agreed(service, &proposed).await;
        let of = tenant.unwrap_or("house");
        Self {
            tenant,
            provider,
            customer,
            license: number,
            gate: service.machine(&format!("gate of {of}"), tenant, Role::Adapter),
            officer: service.person(&format!("officer of {of}"), tenant, Role::Officer),
        }
    }

    /// Asks to start.
    pub async fn start(&self, service: &Service, id: &str) -> Answer {
        let body = json!({ "id": id, "hold_seconds": 3600, "request": request(self.provider, self.customer) });
        service.ask(post("/v1/starts", &body).by(&self.gate)).await
    }

    /// Starts, and gives the lease.
    pub async fn started(&self, service: &Service, id: &str) -> String {
        let verdict = self.start(service, id).await.json();
        assert_eq!(verdict["opens"], true, "{verdict}");
        let lease = verdict["held"][0]["reservation"].as_str().unwrap().to_owned();
        wait_for_lease(service, &lease).await;
        lease
    }
}

/// Waits until a lease is seen by those who only read.
pub async fn wait_for_lease(service: &Service, lease: &str) {
    let began = std::time::Instant::now();
    loop {
        let look = service.app.gate().register().view().look();
        if look.replay().ledger().leases().any(|(id, _)| id.as_str() == lease) {
            return;
        }
        drop(look);
        assert!(began.elapsed().as_secs() < 20, "{lease} is never seen");
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// What one person of the authority proposes and another agrees to.
pub async fn agreed(service: &Service, proposed: &Value) -> Value {
    let first = service.person("first of the authority", None, Role::Licensing);
    let second = service.person("second of the authority", None, Role::Licensing);
    let body = json!({ "reason": "applied for", "proposed": proposed });
    let proposal = service.ask(post("/v1/proposals", &body).by(&first)).await.json();
    let path = format!("/v1/proposals/{}/agree", proposal["id"].as_str().unwrap());
    let recorded = service.ask(post(path, &json!({ "digest": proposal["digest"] })).by(&second)).await.json();
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    recorded
}

/// An id in a path.
pub fn in_path(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

//! Two houses that know one another, a provider and an authority, each with a register of its own.

use crate::fixture::{Office, program, words};
use crate::process::Service;
use serde_json::{Value, json};
use std::net::TcpListener;

/// The name of the provider.
pub const PROVIDER: &str = "Northern Compute Ltd";

/// A test asks more often than people do.
const LIMITS: &str = "[access.limits]\nofficer = { per_second = 10000 }\nlicensing = { per_second = 10000 }\n";

/// A house: its register, its configuration, and where it listens.
pub struct House {
    pub office: Office,
    config: String,
    pub listen: String,
}

impl House {
    /// In a process of its own.
    #[track_caller]
    pub fn serve(&self) -> Service {
        Service::configured_at(&self.office, &self.config, &self.listen)
    }

    /// The key of a person of the house.
    #[track_caller]
    pub fn person(&self, name: &str, role: &str, tenant: Option<&str>) -> String {
        let mut make = vec!["key", "make", "--name", name, "--role", role, "--person", "--format", "json"];
        make.extend(["--config", &self.config]);
        make.extend(tenant.iter().flat_map(|tenant| ["--tenant", tenant]));
        let made: Value = serde_json::from_str(&self.office.done(&make)).unwrap();
        made["secret"].as_str().unwrap().to_owned()
    }
}

/// An address that nobody listens on.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The key of a house, in a file of its register's folder; and the public one.
fn key_of(office: &Office, house: &str) -> (String, String) {
    let file = office.path("house.key").display().to_string();
    let made = program(&["log", "make-key", "--name", house, &file]).output().unwrap();
    assert!(made.status.success(), "{}", words(&made));
    let said = String::from_utf8(made.stdout).unwrap();
    let public = said.split_whitespace().find(|word| word.starts_with(house) && word.contains('+')).unwrap();
    (file, public.to_owned())
}

/// Two houses that know one another.
pub fn houses() -> (House, House) {
    let (provider, authority) = (Office::new(), Office::new());
    let addresses = [free_address(), free_address()];
    let (provider_key, provider_public) = key_of(&provider, "northern.example");
    let (authority_key, authority_public) = key_of(&authority, "exports.example");
    let config = format!(
        r#"
        provider = "{PROVIDER}"
        [counter]
        house = "northern.example"
        key = "{provider_key}"
        [counter.authority]
        house = "exports.example"
        address = "http://{}"
        keys = [{{ key = "{authority_public}" }}]
        {LIMITS}"#,
        addresses[1]
    );
    let config = provider.write("provider.toml", &config);
    let provider = House { office: provider, config, listen: addresses[0].clone() };
    let agencies = ["state", "defense", "energy"];
    let tenants = agencies.map(|agency| format!("[[access.tenants]]\nname = \"{agency}\"\nproviders = []\n"));
    let config = format!(
        r#"
        [counter]
        house = "exports.example"
        key = "{authority_key}"
        [[counter.providers]]
        provider = "{PROVIDER}"
        across = {{ house = "northern.example", address = "http://{}", keys = [{{ key = "{provider_public}" }}] }}
        {LIMITS}{}"#,
        addresses[0],
        tenants.concat()
    );
    let config = authority.write("authority.toml", &config);
    let authority = House { office: authority, config, listen: addresses[1].clone() };
    (provider, authority)
}

/// What the provider's gate is asked before eight chips start for the customer at a site.
pub fn start(id: &str, site: &str) -> Value {
    let request = json!({
        "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 8, "site": "US",
        "end_use": ["model_training"], "training_operations": "3e24",
        "parties": [
            {
                "role": "provider", "name": PROVIDER, "country": "US", "headquarters": "US",
                "ultimate_parent": { "name": PROVIDER, "headquarters": "US" },
            },
            {
                "role": "end_user", "name": "Example Robotics (Singapore) Pte. Ltd.", "country": "SG", "headquarters": "SG",
                "ultimate_parent": { "name": "Example Robotics Group", "headquarters": "CN" },
            },
        ],
    });
    json!({
        "id": id, "hold_seconds": 3600, "request": request,
        "placement": { "at_site": site, "cluster": format!("{site}-a"), "resale": false },
    })
}

//! Tokens of an OpenID provider: a real one, `oidc-provider` of npm, as ./test installs it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use portcullis_access::config::OidcConfig;
use serde_json::{Value, json};

use crate::service::{Service, get, post, project};
use crate::written::free_request;

/// The provider, until it is dropped.
pub struct Provider {
    child: Child,
    pub issuer: String,
}

impl Provider {
    /// Nothing where it is not installed, which is said.
    pub fn start() -> Option<Self> {
        Self::knowing("")
    }

    /// One that knows the public key of the client `console-with-key`, a JWK.
    pub fn knowing(console_key: &str) -> Option<Self> {
        let started = Self::started(console_key);
        if started.is_none() {
            println!("skipped: ./test installs the provider, or PORTCULLIS_TEST_OIDC names its folder");
        }
        started
    }

    fn started(console_key: &str) -> Option<Self> {
        let folder = std::env::var_os("PORTCULLIS_TEST_OIDC").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| project().join("target/oidc-provider")).canonicalize().ok()?;
        let script = project().join("crates/access/tests/oidc/provider.mjs");
        let mut node = Command::new("node");
        node.arg(script).env("PORTCULLIS_TEST_OIDC", folder).env("CONSOLE_KEY", console_key);
        node.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = node.spawn().ok()?;
        let mut issuer = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut issuer).ok()?;
        Some(Self { child, issuer: issuer.trim().to_owned() })
    }

    fn token(&self, algorithm: &str) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "scheduler"),
            ("client_secret", "of-a-test"),
            ("resource", &format!("urn:portcullis:{algorithm}")),
            ("scope", "ask"),
        ];
        let mut answer = ureq::post(format!("{}/token", self.issuer)).send_form(form).unwrap();
        let answer: Value = answer.body_mut().read_json().unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_real_provider_is_a_caller() {
    let Some(provider) = Provider::start() else { return };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let oidc: OidcConfig = toml::from_str(&format!(
        "issuer = {:?}\naudience = [\"urn:portcullis:RS256\", \"urn:portcullis:EdDSA\"]\nroles_claim = \"groups\"\n\
         roles = {{ schedulers = [\"gate\"] }}\ntenant = \"northern\"",
        provider.issuer
    ))
    .unwrap();
    let service = Service::beginning(now, |config, _| config.access.oidc = Some(oidc));
    for algorithm in ["RS256", "EdDSA"] {
        let token = provider.token(algorithm);
        let answer = service.ask(post("/v1/determinations", &free_request()).by(&token)).await.json();
        assert_eq!(answer["outcome"], "not_required");
        // A gate of northern, and nothing else.
        service.ask(get("/v1/licenses").by(&token)).await.problem(403, "forbidden");
        let other =
            json!({ "hold_seconds": 1, "request": free_request(), "placement": { "provider": "Example Cloud Inc." } });
        service.ask(post("/v1/starts", &other).by(&token)).await.problem(403, "forbidden");
    }
    let token = provider.token("RS256");
    let (head, rest) = token.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let forged = [
        provider.token("ES256"),
        format!("{head}.{claims}."),
        format!("{none}.{claims}."),
        format!("{head}.{claims}.{}", signature.chars().rev().collect::<String>()),
        format!("{head}.{claims}"),
        "a.b.c".to_owned(),
        "x".repeat(100_000),
    ];
    for forged in &forged {
        let refused = service.ask(get("/v1/law").by(forged)).await;
        let said = refused.problem(401, "unidentified");
        assert!(!said.contains(forged.as_str()), "{said}");
    }
    assert_eq!(service.ask(get("/v1/law").by(&token)).await.status, 200);
    service.later(2 * 3_600_000).await;
    service.ask(get("/v1/law").by(&token)).await.problem(401, "unidentified");
    // The keys that are known serve on while the provider is away; whoever is not known by them is nobody.
    drop(provider);
    service.ask(get("/v1/law").by(&token)).await.problem(401, "unidentified");
    let key = service.machine("gate", None, portcullis_access::Role::Gate);
    assert_eq!(service.ask(get("/v1/law").by(&key)).await.status, 200, "keys need no provider");
}

//! A real identity provider: `oidc-provider` of npm, as `./test` installs it, or skipped.

use portcullis_access::config::OidcConfig;
use portcullis_access::{Kind, Oidc, Role, Tenants, TokenError};
use portcullis_license::Instant;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A folder in which `oidc-provider` is installed, where it is not `target/oidc-provider`.
const FOLDER: &str = "PORTCULLIS_TEST_OIDC";

struct Provider {
    child: Child,
    issuer: String,
}

impl Provider {
    fn start(folder: &Path) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oidc/provider.mjs");
        let mut child = Command::new("node").arg(script).env(FOLDER, folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut issuer = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut issuer).unwrap();
        Self { child, issuer: issuer.trim().to_owned() }
    }

    /// A token of a client for itself (RFC 6749 section 4.4), for a resource (RFC 8707) whose tokens are signed in one way.
    fn token(&self, algorithm: &str) -> String {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let resource = format!("urn:portcullis:{algorithm}");
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "scheduler"),
            ("client_secret", "of-a-test"),
            ("resource", &resource),
            ("scope", "ask"),
        ];
        let mut answer = agent.post(format!("{}/token", self.issuer)).send_form(form).unwrap();
        let answer: serde_json::Value = answer.body_mut().read_json().unwrap();
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn tokens_of_a_real_provider() {
    let folder = std::env::var_os(FOLDER).map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/oidc-provider"));
    let Ok(folder) = folder.canonicalize() else {
        println!("skipped: there is no folder with `oidc-provider`; ./test installs it, or {FOLDER} names one");
        return;
    };
    let provider = Provider::start(&folder);
    let config: OidcConfig = toml::from_str(&format!(
        "issuer = {:?}\naudience = [\"urn:portcullis:RS256\", \"urn:portcullis:ES256\", \"urn:portcullis:EdDSA\"]\nroles_claim = \"groups\"\n\
         roles = {{ schedulers = [\"gate\"] }}",
        provider.issuer
    ))
    .unwrap();
    let now = Instant(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap());
    let oidc = Oidc::new(&config, &Tenants::default()).unwrap();
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let token = provider.token(algorithm);
        let caller = oidc.authenticate_fetching(&token, now).unwrap_or_else(|error| panic!("{algorithm}: {error}"));
        assert_eq!((&*caller.name, caller.kind), ("scheduler", Kind::Machine), "{algorithm}");
        assert!(caller.roles.iter().eq([Role::Gate]));
        assert_eq!(oidc.authenticate(&token, now.plus(3_600_000 * 2)), Err(TokenError::Ended));
    }
    // A resource that is not ours, and an issuer that is another.
    assert_eq!(
        oidc.authenticate(&provider.token("PS256"), now),
        Err(TokenError::UnknownKey),
        "an algorithm that is not known here"
    );
    let strict = OidcConfig { audience: vec!["urn:portcullis:ES256".to_owned()], ..config.clone() };
    let strict = Oidc::new(&strict, &Tenants::default()).unwrap();
    assert_eq!(strict.authenticate_fetching(&provider.token("RS256"), now), Err(TokenError::Audience));
    let elsewhere = OidcConfig { issuer: format!("{}/", provider.issuer), ..config };
    let refused = Oidc::new(&elsewhere, &Tenants::default()).unwrap().refresh(now).unwrap_err().to_string();
    assert!(refused.contains("letter by letter"), "{refused}");
}

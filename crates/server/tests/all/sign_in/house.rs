//! A service whose people sign in with a real provider.

use std::time::{SystemTime, UNIX_EPOCH};

use portcullis_access::config::OidcConfig;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _};
use serde_json::json;

use crate::oidc::Provider;
use crate::service::Service;

/// As the provider is registered to know it.
pub const ORIGIN: &str = "https://desk.example";

/// The provider and the service.
pub struct House {
    pub provider: Provider,
    pub service: Service,
}

/// What is configured of a provider, with a client of this id.
pub fn configured(issuer: &str, client: &str) -> OidcConfig {
    toml::from_str(&format!(
        r#"
        issuer = "{issuer}"
        audience = ["portcullis"]
        roles_claim = "groups"
        roles = {{ compliance = ["officer"], desk = ["licensing"], advice = ["adviser"] }}
        tenant_claim = "tenant"
        without_tenant = true
        [sign_in]
        name = "Example Identity"
        client_id = "{client}"
        redirect_uri = "{ORIGIN}/console/sign-in/back"
        scopes = ["desk"]
        "#
    ))
    .unwrap()
}

impl House {
    /// With a public client; nothing where there is no provider.
    pub fn new() -> Option<Self> {
        Self::of("console")
    }

    /// With a client of this id, and what it proves itself by.
    pub fn of(client: &str) -> Option<Self> {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes);
        let point = pair.der_bytes().to_vec();
        let public = json!({"kty": "EC", "crv": "P-256", "kid": "console", "alg": "ES256", "use": "sig",
            "x": encode(&point[1..33]), "y": encode(&point[33..])});
        let provider = Provider::knowing(&public.to_string())?;
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
        let mut oidc = configured(&provider.issuer, client);
        let service = Service::beginning(now, |config, folder| {
            let sign_in = oidc.sign_in.as_mut().unwrap();
            let file = folder.join("client");
            if client == "console-with-secret" {
                std::fs::write(&file, "it's 100%: a secret\n").unwrap();
                sign_in.secret = Some(file);
            } else if client == "console-with-key" {
                std::fs::write(&file, pair.serialize_pem()).unwrap();
                (sign_in.key, sign_in.key_id) = (Some(file), Some("console".to_owned()));
            }
            config.access.oidc = Some(oidc);
        });
        Some(Self { provider, service })
    }
}

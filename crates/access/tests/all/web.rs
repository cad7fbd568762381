//! A provider on the web, with an authority of its own.

use portcullis_access::config::OidcConfig;
use portcullis_access::{Oidc, Tenants, TokenError};
use portcullis_license::Instant;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

/// Serves a provider's documents over TLS until the test ends: its issuer, and its authority in PEM. `/elsewhere` leads to another address.
fn serve() -> (String, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config =
        Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let base = issuer.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream.unwrap());
            let mut request = [0; 4_096];
            // Who does not trust us hangs up here.
            let Ok(read) = stream.read(&mut request) else { continue };
            let answer = answer(&String::from_utf8_lossy(&request[..read]), &base);
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (issuer, authority.pem())
}

fn answer(request: &str, base: &str) -> String {
    const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    let body = match request.split_whitespace().nth(1) {
        Some("/.well-known/openid-configuration") => format!(r#"{{"issuer":"{base}","jwks_uri":"{base}/keys"}}"#),
        Some("/moved/.well-known/openid-configuration") => {
            format!(r#"{{"issuer":"{base}/moved","jwks_uri":"{base}/elsewhere"}}"#)
        }
        Some("/plain/.well-known/openid-configuration") => {
            format!(r#"{{"issuer":"{base}/plain","jwks_uri":"http://id.example/keys"}}"#)
        }
        Some("/keys") => KEYS.to_owned(),
        Some("/elsewhere") => {
            return format!(
                "HTTP/1.1 302 Found\r\nLocation: {base}/keys\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        _ => return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
    };
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn refreshed(issuer: &str, authorities: Option<&Path>) -> Result<bool, String> {
    let config = OidcConfig {
        issuer: issuer.to_owned(),
        authorities: authorities.map(Path::to_owned),
        ..toml::from_str("issuer = \"\"\naudience = [\"a\"]\nroles_claim = \"groups\"\nroles = { a = [\"gate\"] }")
            .unwrap()
    };
    let oidc = Oidc::new(&config, &Tenants::default()).unwrap();
    let refreshed = oidc.refresh(Instant(1_000_000)).map_err(|error| error.to_string())?;
    assert!(matches!(oidc.authenticate("a.b.c", Instant(1_000_000)), Err(TokenError::Unreadable(_))));
    Ok(refreshed)
}

#[test]
fn the_connection_is_trusted_or_nothing_is_fetched() {
    let (issuer, authority) = serve();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), authority).unwrap();
    assert_eq!(refreshed(&issuer, Some(file.path())), Ok(true));
    let stranger = refreshed(&issuer, None).unwrap_err();
    assert!(stranger.contains("certificate"), "{stranger}");
    let moved = refreshed(&format!("{issuer}/moved"), Some(file.path())).unwrap_err();
    assert!(moved.contains("/elsewhere: it answers 302"), "an address leads nowhere else: {moved}");
    let plain = refreshed(&format!("{issuer}/plain"), Some(file.path())).unwrap_err();
    assert!(plain.contains("`jwks_uri`") && plain.contains("begins with `https://`"), "{plain}");
    let none = refreshed(&format!("{issuer}/none"), Some(file.path())).unwrap_err();
    assert!(none.contains("404"), "{none}");
}

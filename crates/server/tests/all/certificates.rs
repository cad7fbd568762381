//! TLS, and callers who prove themselves by a certificate.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use portcullis_access::Role;
use portcullis_server::Config;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SanType};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::service::{Asked, Service, get, post};
use crate::written::free_request;

type Authority = Issuer<'static, KeyPair>;

fn authority() -> (Authority, rcgen::Certificate) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (Issuer::new(params, key), certificate)
}

/// A certificate for a name, from 2020 on until a year.
fn signed(by: &Authority, name: &str, until: i32, usage: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.subject_alt_names = vec![SanType::DnsName(name.try_into().unwrap())];
    params.extended_key_usages = vec![usage];
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    (params.signed_by(&key, by).unwrap(), key)
}

/// Who is trusted, and what is presented.
struct Client {
    trusts: CertificateDer<'static>,
    has: Option<(CertificateDer<'static>, Vec<u8>)>,
    protocol: &'static [u8],
}

impl Client {
    fn having((certificate, key): &(rcgen::Certificate, KeyPair), trusts: &CertificateDer<'static>) -> Self {
        let has = Some((certificate.der().clone(), key.serialize_der()));
        Self { trusts: trusts.clone(), has, protocol: b"http/1.1" }
    }

    async fn ask(&self, address: SocketAddr, asked: Asked) -> Result<Response<Incoming>, String> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusts.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let builder = builder.with_root_certificates(roots);
        let mut config = match &self.has {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.clone()));
                builder.with_client_auth_cert(vec![certificate.clone()], key).unwrap()
            }
        };
        config.alpn_protocols = vec![self.protocol.to_vec()];
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("portcullis.example").unwrap();
        let stream =
            TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| error.to_string())?;
        let request: Request<Body> = asked.into_request();
        let said = |error: hyper::Error| format!("{error:?}");
        if self.protocol == b"h2" {
            let (mut sender, connection) =
                hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                    .await
                    .map_err(said)?;
            tokio::spawn(connection);
            return sender.send_request(request).await.map_err(said);
        }
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(said)?;
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(said)
    }

    async fn status(&self, address: SocketAddr, asked: Asked) -> u16 {
        self.ask(address, asked).await.unwrap().status().as_u16()
    }
}

fn configured(
    config: &mut Config,
    folder: &Path,
    server: &(rcgen::Certificate, KeyPair),
    authority: &rcgen::Certificate,
) {
    let written = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    config.tls = Some(portcullis_server::config::Tls {
        certificate: written("server.pem", server.0.pem()),
        key: written("server.key", server.1.serialize_pem()),
        client_authorities: Some(written("clients.pem", authority.pem())),
    });
    let certificates = r#"
        [[certificates]]
        name = "scheduler of northern"
        tenant = "northern"
        roles = ["gate"]
        dns = "scheduler.northern.example"
        [[certificates]]
        name = "late"
        roles = ["gate"]
        dns = "late.example"
    "#;
    let read: portcullis_access::AccessConfig = toml::from_str(certificates).unwrap();
    config.access.certificates = read.certificates;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_a_caller() {
    let ((own, own_certificate), (machines, machines_certificate)) = (authority(), authority());
    let server = signed(&own, "portcullis.example", 2050, ExtendedKeyUsagePurpose::ServerAuth);
    let service = Service::with(|config, folder| configured(config, folder, &server, &machines_certificate));
    let address = service.listen().await;
    let trusts = own_certificate.der().clone();
    let client = |by: &Authority, name: &str, until: i32| {
        let usage = ExtendedKeyUsagePurpose::ClientAuth;
        Client::having(&signed(by, name, until, usage), &trusts)
    };
    let url = |path: &str| format!("https://portcullis.example{path}");

    let known = client(&machines, "scheduler.northern.example", 2050);
    assert_eq!(known.status(address, get("/v1/law")).await, 200);
    let h2 = Client { protocol: b"h2", ..client(&machines, "scheduler.northern.example", 2050) };
    assert_eq!(h2.status(address, get(url("/v1/law"))).await, 200);
    // As what it is configured to be: a gate of northern.
    assert_eq!(known.status(address, get("/v1/licenses")).await, 403);
    let response = known.ask(address, post("/v1/determinations", &free_request())).await.unwrap();
    assert_eq!(response.status(), 200);
    let answer: Value = serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(answer["outcome"], "not_required");

    // A key that is presented counts, and a wrong one is not made good by a certificate.
    let officer = service.person("officer", Some("northern"), Role::Officer);
    assert_eq!(known.status(address, get("/v1/licenses").by(&officer)).await, 200);
    assert_eq!(known.status(address, get("/v1/law").by("portcullis_x")).await, 401);

    // Without one a key is needed; of nobody who is configured it is nobody's.
    let none = Client { has: None, ..client(&machines, "x.example", 2050) };
    assert_eq!(none.status(address, get("/health/live")).await, 200);
    assert_eq!(none.status(address, get("/v1/law")).await, 401);
    assert_eq!(none.status(address, get("/v1/licenses").by(&officer)).await, 200);
    let unknown = client(&machines, "stranger.example", 2050);
    assert_eq!(unknown.status(address, get("/v1/law")).await, 401);

    // Of another authority, past its time, or not for clients: no handshake at all.
    let usage = ExtendedKeyUsagePurpose::ServerAuth;
    let wrong_usage = Client::having(&signed(&machines, "scheduler.northern.example", 2050, usage), &trusts);
    for refused in
        [client(&own, "scheduler.northern.example", 2050), client(&machines, "late.example", 2021), wrong_usage]
    {
        assert!(refused.ask(address, get("/v1/law")).await.is_err());
    }
    // Plain HTTP to it is no HTTP, and does no harm.
    let mut wire = crate::wire::Wire::to(address).await;
    wire.send(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(!wire.rest().await.contains("200"));
    assert_eq!(known.status(address, get("/health/ready")).await, 200);
}

#[test]
fn what_would_be_open_to_others_needs_tls() {
    let open: Config = toml::from_str("listen = \"0.0.0.0:8080\"").unwrap();
    assert!(open.check().unwrap_err().to_string().contains("in clear"));
    let folder = tempfile::tempdir().unwrap();
    let ((own, _), other) = (authority(), authority());
    let server = signed(&own, "portcullis.example", 2050, ExtendedKeyUsagePurpose::ServerAuth);
    let mut config = Config::default();
    configured(&mut config, folder.path(), &server, &other.1);
    let mut tls = config.tls.unwrap();
    assert!(portcullis_server::tls::server_config(&tls).is_ok());
    let good = tls.key.clone();
    tls.key = folder.path().join("none.key");
    assert!(portcullis_server::tls::server_config(&tls).unwrap_err().to_string().contains("tls.key"));
    let another = folder.path().join("another.key");
    std::fs::write(&another, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    tls.key = another;
    assert!(portcullis_server::tls::server_config(&tls).unwrap_err().to_string().contains("do not belong together"));
    tls.key = good.clone();
    tls.client_authorities = Some(good);
    let mistake = portcullis_server::tls::server_config(&tls).unwrap_err().to_string();
    assert!(mistake.contains("tls.client_authorities"), "{mistake}");
}

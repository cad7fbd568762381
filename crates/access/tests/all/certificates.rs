//! Certificates and whose they are.

use crate::people::tenants;
use portcullis_access::certificate::Fingerprint;
use portcullis_access::{AccessConfig, CertificateError, Certificates, Role};
use rcgen::{CertificateParams, DnType, KeyPair, SanType};

/// A certificate of itself with these names; its chain is not looked at here.
fn certificate(names: &[SanType], common_name: &str) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.subject_alt_names = names.to_vec();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

fn certificates(text: &str) -> Result<Certificates, String> {
    let config: AccessConfig = toml::from_str(text).map_err(|error| error.to_string())?;
    Certificates::new(&config.certificates, &tenants()).map_err(|mistake| mistake.to_string())
}

#[test]
fn each_is_known_by_its_mark() {
    let printed = certificate(&[], "no names");
    let fingerprint = Fingerprint::of(&printed).to_string();
    let colons: Vec<String> = fingerprint
        .to_uppercase()
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).into_owned())
        .collect();
    let config = format!(
        "[[certificates]]\nname = \"cluster\"\ntenant = \"northern\"\nroles = [\"adapter\"]\ndns = \"Api.Cluster.example\"\n\
         [[certificates]]\nname = \"mesh\"\nroles = [\"gate\"]\nuri = \"spiffe://mesh.example/envoy\"\n\
         [[certificates]]\nname = \"officer\"\nkind = \"person\"\ntenant = \"northern\"\nroles = [\"officer\"]\nemail = \"officer@example.com\"\n\
         [[certificates]]\nname = \"printed\"\nroles = [\"metrics\"]\nfingerprint = \"{}\"\n",
        colons.join(":")
    );
    let certificates = certificates(&config).unwrap();
    let name = |der: &[u8]| certificates.authenticate(der).map(|principal| principal.name.to_string());
    assert_eq!(name(&certificate(&[dns("other.example"), dns("api.cluster.EXAMPLE")], "x")), Ok("cluster".to_owned()));
    let uri = SanType::URI("spiffe://mesh.example/envoy".try_into().unwrap());
    assert_eq!(name(&certificate(&[uri], "x")), Ok("mesh".to_owned()));
    let email = SanType::Rfc822Name("officer@example.com".try_into().unwrap());
    let officer = certificates.authenticate(&certificate(std::slice::from_ref(&email), "x")).unwrap();
    assert!(officer.is_person() && officer.roles.has(Role::Officer));
    assert_eq!(name(&printed), Ok("printed".to_owned()));
    for stranger in [
        certificate(&[], "api.cluster.example"),
        certificate(&[dns("api.cluster.example.evil")], "x"),
        certificate(&[dns("*.cluster.example")], "x"),
    ] {
        let fingerprint = Fingerprint::of(&stranger);
        assert_eq!(name(&stranger), Err(CertificateError::Unknown { fingerprint }), "a common name says nothing");
    }
    let two = name(&certificate(&[email, dns("api.cluster.example")], "x"));
    assert!(matches!(two, Err(CertificateError::Several { .. })), "{two:?}");
}

#[test]
fn what_is_no_certificate_is_nobodys() {
    let certificates =
        certificates("[[certificates]]\nname = \"a\"\nroles = [\"gate\"]\ndns = \"a.example\"\n").unwrap();
    let good = certificate(&[dns("a.example")], "x");
    assert!(certificates.authenticate(&good).is_ok());
    let followed: Vec<u8> = good.iter().copied().chain([0]).collect();
    for bad in [&[][..], &good[..good.len() - 1], &followed, b"-----BEGIN CERTIFICATE-----"] {
        assert!(matches!(certificates.authenticate(bad), Err(CertificateError::Unreadable(_))));
    }
    for at in 0..good.len() {
        let mut damaged = good.clone();
        damaged[at] ^= 0xff;
        // No panic; that it was damaged is found by whoever checks signatures.
        let _ = certificates.authenticate(&damaged);
    }
}

#[test]
fn mistakes_are_named() {
    let one = |rest: &str| format!("[[certificates]]\nname = \"a\"\nroles = [\"gate\"]\n{rest}\n");
    let cases = [
        (one(""), "exactly one of"),
        (one("dns = \"a\"\nuri = \"b\""), "exactly one of"),
        (one("dns = \"*.example\""), "whole name"),
        (one("dns = \"\""), "anybody's"),
        (one("fingerprint = \"00\""), "64 hexadecimal digits"),
        (one("dns = \"a\"") + &one("dns = \"A\""), "access.certificates[1]: another caller"),
        (one("dns = \"a\"\ntenant = \"southern\""), "access.certificates[0]: there is no tenant `southern`"),
        (one("dns = \"a\"\ncommon_name = \"b\""), "common_name"),
        ("[[certificates]]\nname = \"a\"\nroles = []\ndns = \"a\"".to_owned(), "without roles"),
        ("[[certificates]]\nname = \"a\"\nkind = \"nobody\"\nroles = [\"gate\"]\ndns = \"a\"".to_owned(), "nobody"),
    ];
    for (text, why) in cases {
        let mistake = certificates(&text).unwrap_err();
        assert!(mistake.contains(why), "{text}\n{mistake}");
    }
}

//! Tokens of an identity provider: signatures, issuers, audiences, times, claims, and the keys that are fetched.

use crate::people::{tenant_name, tenants};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use portcullis_access::config::OidcConfig;
use portcullis_access::oidc::{FRESH, Fetch, KeySet, LEAST_BETWEEN_FETCHES, STALE};
use portcullis_access::{Kind, Oidc, Principal, Role, TenantName, TokenError};
use portcullis_license::Instant;
use proptest::prelude::*;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PublicKeyData as _};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

pub const ISSUER: &str = "https://id.example";
pub const NOW: i64 = 1_800_000_000;

/// A key and its public half as published.
pub struct Signer {
    key: EncodingKey,
    algorithm: Algorithm,
    id: &'static str,
    public: Value,
}

impl Signer {
    pub fn new(id: &'static str, algorithm: Algorithm) -> Self {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        if algorithm == Algorithm::ES256 {
            let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
            let point = pair.der_bytes().to_vec();
            let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
            let public = json!({"kty": "EC", "crv": "P-256", "kid": id, "use": "sig", "x": x, "y": y});
            return Self { key: EncodingKey::from_ec_der(&pair.serialize_der()), algorithm, id, public };
        }
        let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let public = json!({"kty": "OKP", "crv": "Ed25519", "kid": id, "alg": "EdDSA", "x": encode(pair.der_bytes())});
        Self { key: EncodingKey::from_ed_der(&pair.serialize_der()), algorithm, id, public }
    }

    pub fn sign(&self, claims: &Value) -> String {
        let header =
            Header { kid: Some(self.id.to_owned()), typ: Some("at+jwt".to_owned()), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }
}

pub static FIRST: LazyLock<Signer> = LazyLock::new(|| Signer::new("first", Algorithm::ES256));
static SECOND: LazyLock<Signer> = LazyLock::new(|| Signer::new("second", Algorithm::EdDSA));

/// A provider whose documents are these, and how often they were fetched.
#[derive(Clone, Default)]
pub struct Documents {
    keys: Arc<Mutex<Vec<Value>>>,
    issuer: Arc<Mutex<String>>,
    fetched: Arc<AtomicU32>,
    pub is_down: Arc<Mutex<bool>>,
    /// What it says of itself besides.
    pub metadata: Arc<Mutex<Value>>,
    /// What it answers to a code.
    pub answer: Arc<Mutex<(u16, Value)>>,
    /// What was sent for one.
    pub posted: Arc<Mutex<Vec<(String, String)>>>,
}

impl Documents {
    pub fn of(signers: &[&Signer]) -> Self {
        let documents = Self::default();
        documents.publish(signers);
        *documents.issuer.lock().unwrap() = ISSUER.to_owned();
        documents
    }

    fn publish(&self, signers: &[&Signer]) {
        *self.keys.lock().unwrap() = signers.iter().map(|signer| signer.public.clone()).collect();
    }
}

impl Fetch for Documents {
    fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        if *self.is_down.lock().unwrap() {
            return Err("it is down".to_owned());
        }
        if address.ends_with("/.well-known/openid-configuration") {
            let issuer = self.issuer.lock().unwrap().clone();
            let document = json!({"issuer": issuer, "jwks_uri": format!("{ISSUER}/keys"), "more": 1.5});
            return Ok(changed(document, &self.metadata.lock().unwrap()).to_string().into());
        }
        assert_eq!(address, format!("{ISSUER}/keys"));
        self.fetched.fetch_add(1, Ordering::Relaxed);
        Ok(json!({"keys": *self.keys.lock().unwrap()}).to_string().into())
    }

    fn post(
        &self,
        address: &str,
        authorization: Option<&str>,
        form: &[(&str, &str)],
    ) -> Result<(u16, Vec<u8>), String> {
        assert_eq!(address, format!("{ISSUER}/token"));
        let mut posted: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        posted.extend(authorization.map(|authorization| ("authorization".to_owned(), authorization.to_owned())));
        *self.posted.lock().unwrap() = posted;
        let (status, document) = self.answer.lock().unwrap().clone();
        Ok((status, document.to_string().into()))
    }
}

pub fn config() -> OidcConfig {
    toml::from_str(&format!(
        "issuer = \"{ISSUER}\"\naudience = [\"portcullis\", \"portcullis-console\"]\nroles_claim = \"groups\"\ntenant_claim = \"tenant\"\nwithout_tenant = true\n\
         roles = {{ compliance = [\"officer\"], inspectors = [\"auditor\", \"metrics\"], desk = [\"licensing\"] }}"
    ))
    .unwrap()
}

pub fn oidc(config: &OidcConfig, documents: &Documents) -> Oidc {
    Oidc::with_fetch(config, &tenants(), Box::new(documents.clone())).unwrap()
}

pub fn claims() -> Value {
    json!({"iss": ISSUER, "aud": "portcullis", "sub": "248289761001", "iat": NOW - 10, "exp": NOW + 300, "groups": ["compliance"], "tenant": "northern"})
}

pub fn with(changes: Value) -> Value {
    changed(claims(), &changes)
}

/// An object with other values of some fields.
pub fn changed(mut object: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        object[name] = value.clone();
    }
    object
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().shift_remove(name);
    claims
}

pub fn moment(seconds: i64) -> Instant {
    Instant(seconds * 1_000)
}

fn asked(config: &OidcConfig, claims: &Value) -> Result<Arc<Principal>, TokenError> {
    oidc(config, &Documents::of(&[&FIRST, &SECOND])).authenticate_fetching(&FIRST.sign(claims), moment(NOW))
}

#[test]
fn a_token_says_who_somebody_is() {
    let officer = asked(&config(), &claims()).unwrap();
    assert_eq!((&*officer.name, officer.kind), ("248289761001", Kind::Person));
    assert_eq!(officer.credential.as_str(), "oidc:248289761001");
    assert_eq!(officer.tenant, Some(tenant_name("northern")));
    assert!(officer.roles.iter().eq([Role::Officer]));
    let named = OidcConfig { name_claim: "email".to_owned(), ..config() };
    let inspector = asked(&named, &with(json!({"email": "inspector@example.com", "groups": "inspectors others", "tenant": null, "aud": ["a", "portcullis-console"]}))).unwrap();
    assert_eq!((&*inspector.name, inspector.tenant.as_ref()), ("inspector@example.com", None));
    assert!(inspector.roles.iter().eq([Role::Auditor, Role::Metrics]));
    let nested = OidcConfig { roles_claim: "/realm_access/roles".to_owned(), ..config() };
    assert!(
        asked(&nested, &with(json!({"realm_access": {"roles": ["compliance"]}}))).unwrap().roles.has(Role::Officer)
    );
    assert!(asked(&nested, &claims()).unwrap().roles.is_empty());
    assert!(
        asked(&config(), &with(json!({"groups": ["officer", "root"]}))).unwrap().roles.is_empty(),
        "other words mean nothing"
    );
    let machine = asked(&config(), &with(json!({"client_id": "248289761001"}))).unwrap();
    assert_eq!(machine.kind, Kind::Machine, "where no person is behind it");
}

#[test]
fn what_is_not_for_us_or_not_in_time() {
    let cases = [
        (with(json!({"iss": "https://id.example/"})), TokenError::Issuer("https://id.example/".to_owned())),
        (with(json!({"aud": "another"})), TokenError::Audience),
        (with(json!({"aud": []})), TokenError::Audience),
        (with(json!({"aud": {"portcullis": 1}})), TokenError::Audience),
        (without("aud"), TokenError::Audience),
        (with(json!({"exp": NOW - 60})), TokenError::Ended),
        (with(json!({"iat": NOW + 61})), TokenError::NotYet),
        (with(json!({"nbf": NOW + 61})), TokenError::NotYet),
    ];
    for (claims, why) in cases {
        assert_eq!(asked(&config(), &claims), Err(why), "{claims}");
    }
    for fine in [
        json!({"exp": NOW - 59}),
        json!({"iat": NOW + 60}),
        json!({"nbf": NOW + 60}),
        json!({"exp": 1_800_000_000.75}),
        json!({"nbf": null}),
    ] {
        assert!(asked(&config(), &with(fine.clone())).is_ok(), "{fine}");
    }
    let unfit = [
        ("exp", json!("1800000000")),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("exp", json!(u64::MAX)),
        ("iat", json!([])),
        ("sub", json!("")),
        ("sub", json!(5)),
        ("groups", json!({"a": 1})),
        ("groups", json!([1])),
        ("tenant", json!("southern")),
        ("tenant", json!(["northern"])),
        ("iss", json!(null)),
    ];
    for (claim, value) in unfit {
        let refused = asked(&config(), &with(json!({claim: value})));
        assert!(
            matches!(&refused, Err(TokenError::Claim { claim: named, .. }) if named == claim),
            "{claim}: {refused:?}"
        );
    }
    for claim in ["exp", "iat", "sub", "iss"] {
        let refused = asked(&config(), &without(claim));
        assert!(
            matches!(&refused, Err(TokenError::Claim { claim: named, .. }) if named == claim),
            "{claim}: {refused:?}"
        );
    }
}

#[test]
fn whose_people_they_are() {
    let strict = OidcConfig { without_tenant: false, ..config() };
    assert!(matches!(asked(&strict, &without("tenant")), Err(TokenError::Claim { .. })));
    let one: TenantName = tenant_name("example");
    let fixed = OidcConfig { tenant: Some(one.clone()), tenant_claim: None, ..config() };
    assert_eq!(asked(&fixed, &claims()).unwrap().tenant, Some(one));
    let desk = with(json!({"groups": ["desk"]}));
    assert!(matches!(asked(&config(), &desk), Err(TokenError::Claim { .. })), "the authority is no tenant");
    assert!(asked(&config(), &with(json!({"groups": ["desk"], "tenant": null}))).unwrap().roles.has(Role::Licensing));
}

#[test]
fn what_is_not_signed_by_the_provider() {
    let documents = Documents::of(&[&FIRST, &SECOND]);
    let oidc = oidc(&config(), &documents);
    let good = FIRST.sign(&claims());
    assert!(oidc.authenticate_fetching(&good, moment(NOW)).is_ok());
    let ask = |token: &str| oidc.authenticate(token, moment(NOW));
    assert!(ask(&SECOND.sign(&claims())).is_ok());
    let stranger = Signer::new("first", Algorithm::ES256);
    assert_eq!(ask(&stranger.sign(&claims())), Err(TokenError::Signature));
    let other = Signer::new("first", Algorithm::EdDSA);
    assert_eq!(ask(&other.sign(&claims())), Err(TokenError::Signature), "the algorithm is the key's");
    assert_eq!(ask(&Signer::new("third", Algorithm::ES256).sign(&claims())), Err(TokenError::UnknownKey));
    // The public key as a shared secret, and no signature at all (RFC 8725 section 2.1).
    let public = FIRST.public.to_string();
    let header = Header { kid: Some("first".to_owned()), ..Header::new(Algorithm::HS256) };
    let shared = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(public.as_bytes())).unwrap();
    assert_eq!(ask(&shared), Err(TokenError::Signature));
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let body = good.split('.').nth(1).unwrap();
    let signature = good.split('.').nth(2).unwrap();
    for header in [
        json!({"alg": "none", "kid": "first"}),
        json!({"alg": "ES256", "kid": "first", "crit": ["exp"]}),
        json!({"kid": "first"}),
    ] {
        for signature in ["", signature] {
            let refused = ask(&format!("{}.{body}.{signature}", encode(&header)));
            assert!(matches!(refused, Err(TokenError::Unreadable(_))), "{header}: {refused:?}");
        }
    }
    let other_body = encode(&with(json!({"groups": ["inspectors"]})));
    assert_eq!(ask(&good.replace(body, &other_body)), Err(TokenError::Signature));
    for text in ["", ".", "..", "a.b.c", "a.b.c.d", &"x".repeat(20_000), &good[..good.len() - 1]] {
        assert!(ask(text).is_err(), "{text}");
    }
}

#[test]
fn keys_are_fetched_when_needed_and_not_too_often() {
    let documents = Documents::of(&[&FIRST]);
    let oidc = oidc(&config(), &documents);
    let fetched = || documents.fetched.load(Ordering::Relaxed);
    let at = |milliseconds: i64| Instant(NOW * 1_000 + milliseconds);
    let (first, second) = (FIRST.sign(&claims()), SECOND.sign(&claims()));
    assert_eq!(oidc.authenticate(&first, at(0)), Err(TokenError::UnknownKey), "nothing is fetched by that");
    assert!(oidc.authenticate_fetching(&first, at(0)).is_ok());
    assert!(oidc.authenticate_fetching(&first, at(1)).is_ok());
    assert_eq!(fetched(), 1);
    documents.publish(&[&SECOND]);
    for milliseconds in [2, LEAST_BETWEEN_FETCHES - 1] {
        assert_eq!(oidc.authenticate_fetching(&second, at(milliseconds)), Err(TokenError::UnknownKey));
    }
    assert_eq!(fetched(), 1, "strangers cannot make us fetch");
    assert!(oidc.authenticate_fetching(&second, at(LEAST_BETWEEN_FETCHES)).is_ok());
    assert_eq!(
        oidc.authenticate_fetching(&first, at(LEAST_BETWEEN_FETCHES + 1)),
        Err(TokenError::UnknownKey),
        "it was taken back"
    );
    assert_eq!(fetched(), 2);
    *documents.is_down.lock().unwrap() = true;
    let long = with(json!({"exp": NOW + 1_000_000}));
    let (later, day) = (LEAST_BETWEEN_FETCHES + FRESH, LEAST_BETWEEN_FETCHES + STALE);
    assert!(oidc.is_old(at(later)) && !oidc.is_old(at(later - 1)));
    assert!(oidc.authenticate_fetching(&SECOND.sign(&long), at(later)).is_ok(), "believed though the provider is down");
    assert!(oidc.authenticate_fetching(&SECOND.sign(&long), at(day - 1)).is_ok());
    assert_eq!(oidc.authenticate_fetching(&SECOND.sign(&long), at(day)), Err(TokenError::NoKeys));
    *documents.is_down.lock().unwrap() = false;
    assert!(oidc.authenticate_fetching(&SECOND.sign(&long), at(day + LEAST_BETWEEN_FETCHES)).is_ok());
}

#[test]
fn a_provider_speaks_for_itself_alone() {
    let documents = Documents::of(&[&FIRST]);
    *documents.issuer.lock().unwrap() = "https://other.example".to_owned();
    let refused = oidc(&config(), &documents).refresh(moment(NOW)).unwrap_err().to_string();
    assert!(refused.contains("its issuer is \"https://other.example\""), "{refused}");
}

#[test]
fn keys_that_cannot_be_used_are_passed_over() {
    let read = |keys: &[Value]| KeySet::read(json!({ "keys": keys }).to_string().as_bytes());
    let changed = |name: &str, value: Value| {
        let mut key = FIRST.public.clone();
        key[name] = value;
        key
    };
    let token = FIRST.sign(&claims());
    let unusable = [
        changed("use", json!("enc")),
        changed("key_ops", json!(["encrypt"])),
        changed("key_ops", json!("verify")),
        changed("alg", json!("HS256")),
        changed("alg", json!("ES384")),
        changed("crv", json!("P-384")),
        changed("kty", json!("oct")),
        changed("x", json!(5)),
        json!({"kty": "oct", "k": "c2VjcmV0", "kid": "first", "alg": "HS256"}),
        json!("key"),
    ];
    for key in unusable {
        assert!(read(std::slice::from_ref(&key)).is_err(), "{key}");
        let beside = read(&[key.clone(), SECOND.public.clone()]).unwrap();
        assert_eq!(beside.signed_claims(&token), Err(TokenError::UnknownKey), "{key}");
    }
    assert!(
        read(&[changed("key_ops", json!(["verify"])), json!({"kty": "new", "n": 1})])
            .unwrap()
            .signed_claims(&token)
            .is_ok()
    );
    let twice = read(&[FIRST.public.clone(), FIRST.public.clone()]).unwrap();
    assert_eq!(twice.signed_claims(&token), Err(TokenError::UnknownKey), "two of one name are none");
    for document in ["", "[]", "{}", "{\"keys\": 5}", "{\"keys\": []}"] {
        assert!(KeySet::read(document.as_bytes()).is_err(), "{document}");
    }
}

/// RFC 7515 appendices A.2 and A.3: the only key, and no name for it.
#[test]
fn the_examples_of_the_standard() {
    const CLAIMS: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let rsa = json!({"kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"});
    let rsa_signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let ec = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
    let ec_signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    for (key, header, signature) in
        [(&rsa, "eyJhbGciOiJSUzI1NiJ9", rsa_signature), (&ec, "eyJhbGciOiJFUzI1NiJ9", ec_signature)]
    {
        let token = format!("{header}.{CLAIMS}.{signature}");
        let keys = KeySet::read(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
        assert_eq!(keys.signed_claims(&token).unwrap()["iss"], "joe");
        let both = KeySet::read(json!({"keys": [rsa, ec]}).to_string().as_bytes()).unwrap();
        assert_eq!(both.signed_claims(&token), Err(TokenError::UnknownKey), "of two keys one has to be named");
        assert_eq!(keys.signed_claims(&token.replace("eyJpc3M", "eyJpc3N")), Err(TokenError::Signature));
    }
}

proptest! {
    #[test]
    fn anything_may_be_presented(text in "\\PC{0,200}", parts in proptest::collection::vec("[A-Za-z0-9_-]{0,40}", 0..5)) {
        static OIDC: LazyLock<Oidc> = LazyLock::new(|| {
            let oidc = oidc(&config(), &Documents::of(&[&FIRST, &SECOND]));
            oidc.refresh(moment(NOW)).unwrap();
            oidc
        });
        prop_assert!(OIDC.authenticate(&text, moment(NOW)).is_err());
        prop_assert!(OIDC.authenticate(&parts.join("."), moment(NOW)).is_err());
    }

    /// One character of a good token, changed: the signature is over all of it. The last characters of a part can stand for the same bytes.
    #[test]
    fn one_wrong_character_is_noticed(at in any::<proptest::sample::Index>(), to in "[0-9a-zA-Z_-]") {
        static KEYS: LazyLock<(KeySet, String)> = LazyLock::new(|| {
            let keys = json!({"keys": [FIRST.public]}).to_string();
            (KeySet::read(keys.as_bytes()).unwrap(), FIRST.sign(&claims()))
        });
        let (keys, token) = &*KEYS;
        let at = at.index(token.len());
        let mut changed = token.clone();
        changed.replace_range(at..=at, &to);
        if let Ok(read) = keys.signed_claims(&changed) {
            prop_assert_eq!(read, claims());
            prop_assert_eq!(&changed, token);
        }
    }
}

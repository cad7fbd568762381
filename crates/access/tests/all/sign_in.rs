//! Signing in with a browser, with a provider that may lie: what is sent, what is believed, and what is said where it is not.

use crate::people::tenants;
use crate::tokens::{Documents, FIRST, ISSUER, NOW, Signer, changed, config, moment, oidc, with};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use portcullis_access::config::{OidcConfig, SignInConfig};
use portcullis_access::oidc::{Journey, Returned, SignInError, SignedIn};
use portcullis_access::{Access, Oidc, Role, TokenError};
use portcullis_license::Instant;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

const CLIENT: &str = "portcullis-console";
const BACK: &str = "https://desk.example/console/sign-in/back";

fn sign_in() -> SignInConfig {
    toml::from_str(&format!("name = \"Example Identity\"\nclient_id = \"{CLIENT}\"\nredirect_uri = \"{BACK}\""))
        .unwrap()
}

fn configured(sign_in: SignInConfig) -> OidcConfig {
    OidcConfig { sign_in: Some(sign_in), ..config() }
}

/// A provider and the service, in the middle of one browser's sign-in.
struct Way {
    documents: Documents,
    oidc: Oidc,
    journey: Journey,
    sent: BTreeMap<String, String>,
}

impl Way {
    fn new() -> Self {
        Self::of(&configured(sign_in()), &json!({}))
    }

    fn of(config: &OidcConfig, metadata: &Value) -> Self {
        let documents = Documents::of(&[&FIRST]);
        let said = json!({
            "authorization_endpoint": format!("{ISSUER}/authorize?realm=one"), "token_endpoint": format!("{ISSUER}/token"),
            "end_session_endpoint": format!("{ISSUER}/leave"),
        });
        *documents.metadata.lock().unwrap() = changed(said, metadata);
        let oidc = oidc(config, &documents);
        let journey = Journey::begin(Some("/console/today"), moment(NOW)).unwrap();
        let address = oidc.begin(&journey, moment(NOW)).unwrap();
        let (endpoint, query) = address.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{ISSUER}/authorize"));
        let sent = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { documents, oidc, journey, sent }
    }

    fn returned(&self) -> Returned {
        Returned { state: self.sent["state"].clone(), code: Some("a-code".to_owned()), iss: None, error: None }
    }

    /// The claims of a token that is right.
    fn claims(&self) -> Value {
        with(json!({"aud": CLIENT, "nonce": self.sent["nonce"]}))
    }

    fn answers(&self, status: u16, document: Value) {
        *self.documents.answer.lock().unwrap() = (status, document);
    }

    /// What comes of a token with these claims.
    fn told(&self, claims: &Value) -> Result<SignedIn, SignInError> {
        self.answers(200, json!({"id_token": FIRST.sign(claims), "access_token": "x", "token_type": "Bearer"}));
        self.comes_back(&self.returned(), moment(NOW))
    }

    fn comes_back(&self, returned: &Returned, now: Instant) -> Result<SignedIn, SignInError> {
        self.oidc.complete(Some(&self.journey), returned, now)
    }

    fn posted(&self) -> BTreeMap<String, String> {
        self.documents.posted.lock().unwrap().iter().cloned().collect()
    }
}

fn why(came: Result<SignedIn, SignInError>) -> SignInError {
    came.err().unwrap()
}

#[test]
fn somebody_signs_in() {
    let way = Way::new();
    let expected = [
        ("realm", "one"),
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", BACK),
        ("scope", "openid"),
    ];
    for (name, value) in expected {
        assert_eq!(way.sent[name], value);
    }
    let came = way.told(&way.claims()).unwrap();
    assert!(came.person.is_person() && came.person.roles.has(Role::Officer));
    assert_eq!(came.person.tenant.as_ref().unwrap().as_str(), "northern");
    assert_eq!(came.person.credential.as_str(), "oidc:248289761001", "as with a token");
    let posted = way.posted();
    let expected =
        [("grant_type", "authorization_code"), ("code", "a-code"), ("redirect_uri", BACK), ("client_id", CLIENT)];
    for (name, value) in expected {
        assert_eq!(posted[name], value);
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&posted["code_verifier"]));
    assert_eq!(
        (way.sent["code_challenge"].as_str(), way.sent["code_challenge_method"].as_str()),
        (&*challenge, "S256")
    );
    assert!(!posted.contains_key("authorization") && !posted.contains_key("client_secret"), "it has no secret");
    let leaves = way.oidc.leave(moment(NOW)).unwrap();
    assert_eq!(
        leaves,
        format!(
            "{ISSUER}/leave?client_id={CLIENT}&post_logout_redirect_uri=https%3A%2F%2Fdesk.example%2Fconsole%2Fsign-in"
        )
    );
}

#[test]
fn a_token_is_for_this_client_and_this_sign_in() {
    let way = Way::new();
    let claims = |changes: &Value| changed(way.claims(), changes);
    let lies = [
        (json!({"nonce": "another"}), SignInError::OtherSignIn),
        (json!({"nonce": null}), SignInError::OtherSignIn),
        (json!({"nonce": way.sent["state"]}), SignInError::OtherSignIn),
        // Whom the API takes tokens for is not for whom a browser signs in.
        (json!({"aud": "portcullis"}), TokenError::Audience.into()),
        (json!({"aud": [CLIENT, "another"]}), TokenError::Audience.into()),
        (json!({"aud": [CLIENT, "another"], "azp": "another"}), TokenError::Audience.into()),
        (json!({"azp": "another"}), TokenError::Audience.into()),
        (json!({"azp": 5}), TokenError::Audience.into()),
        (json!({"iss": "https://other.example"}), TokenError::Issuer("https://other.example".to_owned()).into()),
        (json!({"exp": NOW - 60}), TokenError::Ended.into()),
        (json!({"iat": NOW + 61}), TokenError::NotYet.into()),
        (json!({"sub": CLIENT, "azp": CLIENT}), SignInError::NoPerson),
        (json!({"groups": ["others"]}), SignInError::NoRole("248289761001".to_owned())),
    ];
    for (changes, expected) in lies {
        assert_eq!(why(way.told(&claims(&changes))), expected, "{changes}");
    }
    assert!(matches!(
        why(way.told(&claims(&json!({"tenant": "southern"})))),
        SignInError::Token(TokenError::Claim { .. })
    ));
    for fine in [json!({"aud": [CLIENT]}), json!({"aud": [CLIENT, "another"], "azp": CLIENT}), json!({"azp": CLIENT})] {
        assert!(way.told(&claims(&fine)).is_ok(), "{fine}");
    }
    way.answers(200, json!({"id_token": Signer::new("first", Algorithm::ES256).sign(&way.claims())}));
    assert_eq!(why(way.comes_back(&way.returned(), moment(NOW))), TokenError::Signature.into());
}

#[test]
fn a_browser_comes_back_as_it_set_out() {
    let way = Way::new();
    way.answers(200, json!({"id_token": FIRST.sign(&way.claims())}));
    let now = moment(NOW);
    let good = way.returned();
    let refused = |returned: Returned| why(way.comes_back(&returned, now));
    assert_eq!(why(way.oidc.complete(None, &good, now)), SignInError::NotBegun);
    let other = Journey::begin(Some("/console/today"), now).unwrap();
    assert_eq!(why(way.oidc.complete(Some(&other), &good, now)), SignInError::NotBegun);
    for state in [String::new(), "x".repeat(43), good.state.to_lowercase(), way.sent["nonce"].clone()] {
        // Whoever does not know the state is told nothing of what else is wrong.
        let error = Some("access_denied".to_owned());
        assert_eq!(refused(Returned { state, error, ..good.clone() }), SignInError::NotBegun);
    }
    let expected = SignInError::Refused("access_denied".to_owned());
    assert_eq!(refused(Returned { error: Some("access_denied".to_owned()), ..good.clone() }), expected);
    let hostile = refused(Returned { error: Some("<script>".to_owned()), ..good.clone() });
    assert_eq!(hostile, SignInError::Refused("no reason that can be read".to_owned()));
    assert_eq!(refused(Returned { iss: Some(format!("{ISSUER}/")), ..good.clone() }), SignInError::OtherIssuer);
    for code in [None, Some(String::new()), Some("x".repeat(4_097))] {
        assert_eq!(refused(Returned { code, ..good.clone() }), SignInError::NoCode);
    }
    assert_eq!(why(way.comes_back(&good, now.plus(Journey::LASTS))), SignInError::TooLate);
    assert!(way.posted().is_empty(), "nothing of that was asked");
    let read = Journey::read(way.journey.reveal()).unwrap();
    let named = Returned { iss: Some(ISSUER.to_owned()), ..good };
    assert!(way.oidc.complete(Some(&read), &named, now.plus(Journey::LASTS - 1)).is_err(), "the token ended");
    assert!(way.oidc.complete(Some(&read), &named, now).is_ok());
}

#[test]
fn a_provider_that_says_its_name_says_it_always() {
    let way = Way::of(&configured(sign_in()), &json!({"authorization_response_iss_parameter_supported": true}));
    way.answers(200, json!({"id_token": FIRST.sign(&way.claims())}));
    assert_eq!(why(way.comes_back(&way.returned(), moment(NOW))), SignInError::OtherIssuer);
    let named = Returned { iss: Some(ISSUER.to_owned()), ..way.returned() };
    assert!(way.comes_back(&named, moment(NOW)).is_ok());
}

#[test]
fn what_a_provider_answers_to_a_code() {
    let way = Way::new();
    let answered = |status, document: Value| {
        way.answers(status, document);
        why(way.comes_back(&way.returned(), moment(NOW))).to_string()
    };
    assert!(answered(400, json!({"error": "invalid_grant"})).contains("(invalid_grant)"));
    assert!(answered(400, json!({"error": "<b>"})).contains("(no reason that can be read)"));
    assert!(answered(502, json!(null)).contains("answers 502"));
    assert!(answered(200, json!({"access_token": "x"})).contains("gave no ID token"));
    assert!(answered(200, json!({"id_token": "a.b.c"})).contains("cannot be used"));
    assert!(answered(302, json!({})).contains("answers 302"), "an address leads nowhere else");
}

#[test]
fn a_provider_that_nobody_can_sign_in_with() {
    let journey = Journey::begin(None, moment(NOW)).unwrap();
    let begun = |metadata: Value| {
        let documents = Documents::of(&[&FIRST]);
        *documents.metadata.lock().unwrap() = metadata;
        oidc(&configured(sign_in()), &documents).begin(&journey, moment(NOW)).unwrap_err().to_string()
    };
    assert!(begun(json!({})).contains("names no `authorization_endpoint`"));
    assert!(begun(json!({"authorization_endpoint": "http://id.example"})).contains("begins with `https://`"));
    assert!(begun(json!({"authorization_endpoint": "javascript:alert(1)"})).contains("begins with `https://`"));
    let plain = json!({"authorization_endpoint": ISSUER, "code_challenge_methods_supported": ["plain"]});
    assert!(begun(plain).contains("PKCE"));
    let down = Documents::of(&[&FIRST]);
    *down.is_down.lock().unwrap() = true;
    let provider = oidc(&configured(sign_in()), &down);
    assert!(provider.begin(&journey, moment(NOW)).unwrap_err().to_string().contains("it is down"));
    assert!(provider.begin(&journey, moment(NOW + 1)).unwrap_err().to_string().contains("a moment ago"));
    assert_eq!(provider.leave(moment(NOW + 2)), None);
    let keys_alone = oidc(&config(), &Documents::of(&[&FIRST]));
    assert_eq!(keys_alone.begin(&journey, moment(NOW)), Err(SignInError::NotHere));
    assert_eq!((keys_alone.sign_in_name(), keys_alone.leave(moment(NOW))), (None, None));
}

#[test]
fn a_session_that_ends_with_its_token() {
    let short = Way::of(&configured(SignInConfig { ends_with_token: true, ..sign_in() }), &json!({}));
    let long = Way::new();
    assert_eq!(short.told(&short.claims()).unwrap().session.until, moment(NOW + 300));
    assert!(long.told(&long.claims()).unwrap().session.until > moment(NOW + 3_600));
}

fn file(folder: &Path, name: &str, text: &str) -> Option<std::path::PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    Some(path)
}

#[test]
fn the_client_proves_itself() {
    let folder = tempfile::tempdir().unwrap();
    let secret = file(folder.path(), "secret", "it's 100%: a secret\n");
    let with_secret = configured(SignInConfig { secret, ..sign_in() });
    let posted = |way: Way| {
        way.told(&way.claims()).unwrap();
        way.posted()
    };
    let basic = posted(Way::of(&with_secret, &json!({})));
    let sent = STANDARD.decode(basic["authorization"].strip_prefix("Basic ").unwrap()).unwrap();
    assert_eq!(String::from_utf8(sent).unwrap(), format!("{CLIENT}:it%27s+100%25%3A+a+secret"));
    assert!(!basic.contains_key("client_secret"));
    let form = posted(Way::of(&with_secret, &json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]})));
    assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), (CLIENT, "it's 100%: a secret"));
    let neither = Way::of(&with_secret, &json!({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}));
    assert!(why(neither.told(&neither.claims())).to_string().contains("takes no secret"));

    for (algorithm, kind) in [(Algorithm::ES256, &PKCS_ECDSA_P256_SHA256), (Algorithm::EdDSA, &PKCS_ED25519)] {
        let pair = KeyPair::generate_for(kind).unwrap();
        let key = file(folder.path(), "key.pem", &pair.serialize_pem());
        let way = Way::of(&configured(SignInConfig { key, key_id: Some("one".to_owned()), ..sign_in() }), &json!({}));
        let posted = posted(way);
        assert_eq!(posted["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let assertion = &posted["client_assertion"];
        let public = if algorithm == Algorithm::ES256 {
            DecodingKey::from_ec_der(pair.der_bytes())
        } else {
            DecodingKey::from_ed_der(pair.der_bytes())
        };
        let mut validation = Validation::new(algorithm);
        validation.validate_exp = false;
        validation.set_audience(&[format!("{ISSUER}/token")]);
        let read = jsonwebtoken::decode::<Value>(assertion, &public, &validation).unwrap();
        assert_eq!(read.header.kid.as_deref(), Some("one"));
        assert_eq!((&read.claims["iss"], &read.claims["sub"]), (&json!(CLIENT), &json!(CLIENT)));
        assert_eq!((&read.claims["iat"], &read.claims["exp"]), (&json!(NOW), &json!(NOW + 60)));
    }
}

#[test]
fn mistakes_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let other_curve = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap().serialize_pem();
    let (empty, nowhere) = (file(folder.path(), "empty", " \n"), Some(folder.path().join("nowhere")));
    let curve = file(folder.path(), "curve", &other_curve);
    let cases = [
        (SignInConfig { name: " ".to_owned(), ..sign_in() }, "sign_in.name"),
        (SignInConfig { client_id: String::new(), ..sign_in() }, "sign_in.client_id"),
        (
            SignInConfig { redirect_uri: "http://desk.example/console/sign-in/back".to_owned(), ..sign_in() },
            "begins with `https://`",
        ),
        (
            SignInConfig { redirect_uri: "https://desk.example/".to_owned(), ..sign_in() },
            "`https://HOST/console/sign-in/back`",
        ),
        (SignInConfig { redirect_uri: format!("{BACK}?to=x"), ..sign_in() }, "`https://HOST/console/sign-in/back`"),
        (SignInConfig { redirect_uri: format!("{BACK}/"), ..sign_in() }, "`https://HOST/console/sign-in/back`"),
        (SignInConfig { scopes: vec!["a b".to_owned()], ..sign_in() }, "sign_in.scopes"),
        (SignInConfig { secret: empty.clone(), key: curve.clone(), ..sign_in() }, "not both"),
        (SignInConfig { secret: empty, ..sign_in() }, "has no secret"),
        (SignInConfig { secret: nowhere, ..sign_in() }, "sign_in.secret: "),
        (SignInConfig { key: curve, ..sign_in() }, "P-256, Ed25519 or RSA"),
        (SignInConfig { key_id: Some("one".to_owned()), ..sign_in() }, "sign_in.key_id"),
    ];
    for (sign_in, why) in cases {
        let shown = format!("{sign_in:?}");
        let refused = Oidc::new(&configured(sign_in), &tenants()).unwrap_err().to_string();
        assert!(refused.contains(why), "{shown}\n{refused}");
    }
    let both = "[oidc]\nissuer = \"https://id.example\"\naudience = [\"a\"]\nroles_claim = \"g\"\nroles = { a = [\"officer\"] }\n\
                sign_in = { name = \"Example Identity\", client_id = \"console\", redirect_uri = \"https://desk.example/console/sign-in/back\" }";
    assert!(Access::new(&toml::from_str(both).unwrap()).unwrap().oidc.unwrap().is_secret());
}

#[test]
fn where_files_lie_is_no_rule() {
    let folder = tempfile::tempdir().unwrap();
    let rules = |sign_in: SignInConfig| Oidc::new(&configured(sign_in), &tenants()).unwrap().rules().to_owned();
    let [one, two] = ["one", "two"].map(|name| SignInConfig { secret: file(folder.path(), name, "s"), ..sign_in() });
    assert_eq!(rules(one), rules(two));
    assert_ne!(rules(sign_in()), rules(SignInConfig { client_id: "another".to_owned(), ..sign_in() }));
    assert_ne!(rules(sign_in()), Oidc::new(&config(), &tenants()).unwrap().rules());
}

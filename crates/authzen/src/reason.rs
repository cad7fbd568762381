//! What a decision says besides yes and no.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// Why, for two readers: the people who run the service, and the person who is turned away. Written as `reason_admin` and `reason_user`, each under the
/// reason's code (Authorization API 1.0, section 5.5.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In the manner of HTTP: `403` where the gate is closed, `200` where it is open.
    pub code: Cow<'static, str>,
    /// For who runs the service.
    pub admin: String,
    /// For who is turned away; nothing where they need not know.
    pub user: Option<String>,
}

impl Reason {
    /// Why the gate is closed.
    #[must_use]
    pub fn closed(admin: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed("403"), admin: admin.into(), user: None }
    }

    /// Why the gate is open.
    #[must_use]
    pub fn open(admin: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed("200"), admin: admin.into(), user: None }
    }

    /// And what to tell who asked for it.
    #[must_use]
    pub fn telling(self, user: impl Into<String>) -> Self {
        Self { user: Some(user.into()), ..self }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Told {
    Admin,
    User,
}

/// What one reader is told, under the codes. Reasons of one code follow one another: a member cannot stand twice.
pub(crate) fn told(reasons: &[Reason], to: Told) -> BTreeMap<&str, Cow<'_, str>> {
    let mut told: BTreeMap<&str, Cow<'_, str>> = BTreeMap::new();
    for reason in reasons {
        let text = match to {
            Told::Admin => Some(reason.admin.as_str()),
            Told::User => reason.user.as_deref(),
        };
        let Some(text) = text else { continue };
        told.entry(&reason.code)
            .and_modify(|already| {
                let already = already.to_mut();
                already.push(' ');
                already.push_str(text);
            })
            .or_insert(Cow::Borrowed(text));
    }
    told
}

/// What whoever asked has to do. Types are those of the Obligations Profile; ours are `custom`, of the vendor `portcullis`, told apart by `action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// Its name within the decision.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// What it says.
    pub properties: Map<String, Value>,
}

impl Obligation {
    /// The type of obligations that are agreed on between two parties.
    pub const CUSTOM: &'static str = "custom";

    /// One of ours: something to do, and a sentence about it.
    #[must_use]
    pub fn custom(id: impl Into<String>, action: &str, explanation: impl Into<String>) -> Self {
        let mut properties = Map::new();
        properties.insert("vendor".to_owned(), Value::from("portcullis"));
        properties.insert("action".to_owned(), Value::from(action));
        properties.insert("explanation".to_owned(), Value::from(explanation.into()));
        Self { id: id.into(), kind: Cow::Borrowed(Self::CUSTOM), properties }
    }

    /// Before anything starts, what a license has to cover is to be held: the question that was asked holds nothing. A start is asked for by POST at
    /// the address, and only an open answer to that lets anything run.
    #[must_use]
    pub fn reserve(id: impl Into<String>, starts: &str, license: Option<&str>) -> Self {
        let explanation = "Hold it before anything runs: POST the transaction there, start when the answer opens, and end or renew what it holds.";
        let obligation = Self::custom(id, "reserve", explanation);
        let obligation = obligation.with("method", "POST").with("endpoint", starts);
        match license {
            Some(license) => obligation.with("license", license),
            None => obligation,
        }
    }

    /// And another property.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.to_owned(), value.into());
        self
    }
}

/// Where the permission that is missing can be asked for (Access Request and Approval Profile, "Requestable Denial
/// Context"). A denial with this is a denial: it opens nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AccessRequest {
    /// Where a program submits the request; that of the metadata where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Which sort of request: `license_application`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Until when the hint holds (RFC 3339).
    pub expires_at: String,
    /// What binds the request to this denial; the name of the evaluation does so where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding_token: Option<String>,
    /// Where a person files it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_url: Option<String>,
    /// What the request has to say: a JSON Schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_schema_url: Option<String>,
    /// How to put it to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<Display>,
}

/// How to put it to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Display {
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub description: String,
}

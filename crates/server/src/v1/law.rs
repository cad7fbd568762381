//! The law and the catalog, for reading: regimes, instruments, provisions; and how an item is classified.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_catalog::LookupError;
use portcullis_determination::Engine;
use portcullis_law::{Law, Provision, Regime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path, Query, unless_known};
use crate::problem::Problem;

/// The law of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listRegimes",
        method: "get",
        path: "/v1/law",
        action: Action::ReadLaw,
        summary: "The regimes, with the version of the law",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Regimes>(),
        route: || get(regimes),
    },
    Endpoint {
        name: "showRegime",
        method: "get",
        path: "/v1/law/{regime}",
        action: Action::ReadLaw,
        summary: "A regime: its instruments with their states by date, and its provisions with their text and evidence",
        query: &[("on", "Only what applies on this date")],
        takes: Body::Nothing,
        gives: Body::of::<RegimeShown>(),
        route: || get(regime),
    },
    Endpoint {
        name: "classify",
        method: "post",
        path: "/v1/classify",
        action: Action::Classify,
        summary: "Which paragraph an accelerator falls in on a date, and how far it lies from each threshold",
        query: &[],
        takes: Body::like::<Classify>(r#"{ "accelerator": "A800 PCIe 80GB", "on": "2023-11-17" }"#),
        gives: Body::of::<Value>(),
        route: || post(classify),
    },
];

/// The regimes.
#[derive(Serialize, JsonSchema)]
struct Regimes {
    /// The version of the law: a hash of all of it.
    version: String,
    /// The profile that is served.
    profile: String,
    /// Each regime.
    regimes: Vec<Summary>,
}

/// A regime in short.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// Its name in this project.
    id: String,
    /// Its title.
    title: String,
    /// Whose law it is.
    authority: String,
    /// The country it belongs to.
    jurisdiction: String,
    /// How many instruments it has.
    instruments: usize,
    /// How many provisions it has.
    provisions: usize,
}

/// A regime.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Regime")]
struct RegimeShown {
    /// Its name in this project.
    id: String,
    /// Its title.
    title: String,
    /// Whose law it is.
    authority: String,
    /// What transactions it looks at.
    about: String,
    /// Its instruments, as the pack writes them.
    instruments: Value,
    /// Its provisions.
    provisions: Vec<ProvisionShown>,
}

/// A provision.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Provision")]
struct ProvisionShown {
    /// Its name in this project.
    id: String,
    /// The instrument it stands in.
    instrument: String,
    /// Section, paragraph, page.
    citation: String,
    /// What follows when it fires.
    effect: String,
    /// The evidence for it.
    evidence: String,
    /// One plain sentence.
    text: String,
    /// First day.
    effective_from: String,
    /// Last day.
    effective_to: Option<String>,
    /// What must be done or kept if it applies.
    obligations: Vec<String>,
    /// When it fires, in Cedar.
    source: String,
}

/// The date of a question.
#[derive(Deserialize)]
pub(super) struct On {
    #[serde(default)]
    pub on: Option<Date>,
}

/// What is to be classified.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Classify {
    /// A name of the catalog.
    #[serde(default)]
    accelerator: Option<String>,
    /// An instance type, such as `aws:p5.48xlarge`.
    #[serde(default)]
    instance: Option<String>,
    /// The date; today where it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    on: Option<Date>,
}

async fn regimes(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let served = app.gate().served();
    let law = served.engine.law();
    unless_known(&headers, law.version(), || {
        let regimes = law.regimes.iter().enumerate().map(|(place, regime)| Summary {
            id: regime.id.clone(),
            title: regime.title.clone(),
            authority: regime.authority.clone(),
            jurisdiction: regime.jurisdiction.clone(),
            instruments: regime.instruments.len(),
            provisions: law.provisions_of(place).count(),
        });
        let profile = served.engine.profile().id.clone();
        Json(Regimes { version: law.version().to_owned(), profile, regimes: regimes.collect() })
    })
}

async fn regime(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(On { on }): Query<On>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = app.gate().served();
    let law = served.engine.law();
    let place =
        law.regime_index(&id).ok_or_else(|| Problem::not_found(format!("regime {id}: GET /v1/law lists them")))?;
    let regime = law.regimes.get(place).ok_or_else(|| Problem::not_found(format!("regime {id}")))?;
    let tag = format!("{}{}", law.version(), on.map_or_else(String::new, |on| format!("-{on}")));
    Ok(unless_known(&headers, &tag, || Json(shown(law, place, regime, on))))
}

fn shown(law: &Law, place: usize, regime: &Regime, on: Option<Date>) -> RegimeShown {
    let provisions = law.provisions_of(place).map(|(_, provision)| provision);
    let provisions = provisions.filter(|provision| on.is_none_or(|on| provision.covers(on)));
    RegimeShown {
        id: regime.id.clone(),
        title: regime.title.clone(),
        authority: regime.authority.clone(),
        about: regime.about.clone(),
        instruments: json!(regime.instruments),
        provisions: provisions.map(|provision| provision_shown(regime, provision)).collect(),
    }
}

fn provision_shown(regime: &Regime, provision: &Provision) -> ProvisionShown {
    ProvisionShown {
        id: provision.id.clone(),
        instrument: regime.instruments.get(provision.instrument).map_or_else(String::new, |one| one.id.clone()),
        citation: provision.citation.clone(),
        effect: provision.effect.word().to_owned(),
        evidence: provision.evidence.clone(),
        text: provision.text.clone(),
        effective_from: provision.effective_from.to_string(),
        effective_to: provision.effective_to.map(|to| to.to_string()),
        obligations: provision.obligations.clone(),
        source: provision.source.clone(),
    }
}

async fn classify(State(app): State<Arc<App>>, Json(asked): Json<Classify>) -> Result<Json<Value>, Problem> {
    let on = asked.on.unwrap_or_else(|| app.gate().now().date());
    let served = app.gate().served();
    classified(&served.engine, &asked, on).map(Json)
}

fn classified(engine: &Engine, asked: &Classify, on: Date) -> Result<Value, Problem> {
    let catalog = engine.catalog();
    let classification = match (&asked.accelerator, &asked.instance) {
        (Some(name), None) => {
            engine.classify_accelerator(catalog.find_accelerator(name).map_err(|error| unknown(&error))?, on)
        }
        (None, Some(name)) => {
            engine.classify_instance(catalog.find_instance(name).map_err(|error| unknown(&error))?, on)
        }
        _ => return Err(Problem::malformed("accelerator, instance: state one of the two")),
    };
    classification
        .map(|classification| json!(classification))
        .ok_or_else(|| Problem::not_found("such item in the catalog"))
}

fn unknown(error: &LookupError) -> Problem {
    let near = match error.near.as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(" or ")),
    };
    Problem::malformed(format!("{error}{near}"))
}

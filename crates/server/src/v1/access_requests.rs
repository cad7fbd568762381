//! Access requests: a denial for want of a license becomes a draft application in one step, and says where it stands from then on.
//!
//! The AuthZEN Access Request and Approval Profile says how a denial points to where access can be asked for. What comes of it here is an application to
//! an authority: the request has the name of the draft, and the filing will have it too. It opens nothing; only a license does.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_authzen::Evaluation;
use portcullis_console::provider::links;
use portcullis_counter::Filing;
use portcullis_counter::filing::Stage;
use portcullis_exchange::Reference;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path, Sent};
use crate::office::{drafts, filings};
use crate::problem::Problem;

/// Access requests, of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "requestAccess",
        method: "post",
        path: "/v1/access-requests",
        action: Action::DraftApplication,
        summary: "Make a denial for want of a license a draft application; asked again by the same name, it is told where it stands",
        query: &[],
        takes: Body::like::<Asked<'static>>(
            r#"{
  "reference": "EXAMPLE-2026-0002",
  "evaluation": {
    "subject": { "type": "customer", "id": "Example Customer Ltd", "properties": { "country": "SG", "headquarters": "CN" } },
    "action": { "name": "provide_compute" },
    "resource": { "type": "instance", "id": "aws:p5.48xlarge" },
    "context": { "on": "2026-11-01", "site": "US" }
  }
}"#,
        ),
        gives: Body::of::<AccessRequest>(),
        route: || post(ask),
    },
    Endpoint {
        name: "showAccessRequest",
        method: "get",
        path: "/v1/access-requests/{request}",
        action: Action::ReadFilings,
        summary: "Where an access request stands: drafted, filed, registered, questioned or decided",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<AccessRequest>(),
        route: || get(show),
    },
];

/// What is asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AskForAccess")]
struct Asked<'a> {
    /// The caller's name for it; the draft has it, and the filing will.
    reference: String,
    /// The AuthZEN evaluation that was denied, as it was asked.
    #[serde(borrow)]
    #[schemars(with = "Value")]
    evaluation: &'a RawValue,
}

/// Where an access request is.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "AccessRequestState")]
enum RequestState {
    /// It is drafted, and not filed.
    Draft,
    /// It is filed, and the authority has not said that it has it.
    Filed,
    /// The authority did not take it.
    Refused,
    /// The authority has it as a case.
    Registered,
    /// The authority waits for an answer.
    Questioned,
    /// The authority decided.
    Decided,
    /// It was taken back.
    Withdrawn,
}

/// An access request.
#[derive(Serialize, JsonSchema)]
struct AccessRequest {
    /// Its name.
    reference: String,
    /// Where it is.
    state: RequestState,
    /// The same in the words of the filing: `intent to deny`; `draft` before it is filed.
    stage: String,
    /// What stands between the draft and its filing; left out once it is filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    gaps: Option<usize>,
    /// The draft, as this API has it; left out once it is filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    /// The filing, as this API has it; left out before it is filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    filing: Option<String>,
    /// The number of the authority's case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// The number of the license that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    /// The page for a person, below this service.
    form_url: String,
}

impl From<Stage> for RequestState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Sent => Self::Filed,
            Stage::NotTaken => Self::Refused,
            Stage::Pending => Self::Registered,
            // An intent to deny waits for a response, as a question waits for an answer.
            Stage::Asked | Stage::IntentToDeny => Self::Questioned,
            Stage::Withdrawn => Self::Withdrawn,
            Stage::Denied
            | Stage::Appealed
            | Stage::DenialStands
            | Stage::Returned
            | Stage::NotNeeded
            | Stage::Licensed
            | Stage::Erased => Self::Decided,
        }
    }
}

async fn ask(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Sent(bytes): Sent,
) -> Result<Json<AccessRequest>, Problem> {
    let Asked { reference, evaluation } = json::parse(&bytes)?;
    let reference = drafts::reference(&reference)?;
    if let Some(found) = found(&app, &caller, &reference).await? {
        return Ok(Json(found));
    }
    let application = {
        let asked = Evaluation::read(evaluation.get().as_bytes()).map_err(in_evaluation)?;
        let mut ask = app.authzen().load().ask(&asked).map_err(in_evaluation)?;
        caller.settle(&mut ask)?;
        drafts::from_request(&app, &caller, ask.request, &ask.placement, None)?
    };
    let draft = drafts::save(&app, &caller, &reference, None, application).await?;
    Ok(Json(of_draft(&app, &draft)))
}

fn in_evaluation(why: impl std::fmt::Display) -> Problem {
    Problem::malformed(format!("evaluation: {why}"))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(request): Path<String>,
) -> Result<Json<AccessRequest>, Problem> {
    let reference = drafts::reference(&request)?;
    let found = found(&app, &caller, &reference).await?;
    found.map(Json).ok_or_else(|| Problem::not_found(format!("access request {reference}")))
}

/// The request of a name: what was filed under it, or else what is drafted.
async fn found(app: &Arc<App>, caller: &Caller, reference: &Reference) -> Result<Option<AccessRequest>, Problem> {
    if let Ok(office) = app.office() {
        let counter = office.counter();
        if let Ok(filing) = filings::find(caller, &counter, reference.as_str()) {
            return Ok(Some(of_filing(filing)));
        }
    }
    match drafts::find(app, caller, reference).await {
        Ok(draft) => Ok(Some(of_draft(app, &draft))),
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn of_filing(filing: &Filing) -> AccessRequest {
    let stage = filing.stage();
    let reference = filing.reference.as_str();
    AccessRequest {
        reference: reference.to_owned(),
        state: stage.into(),
        stage: stage.words().to_owned(),
        gaps: None,
        draft: None,
        filing: Some(format!("/v1/filings/{reference}")),
        case: filing.case.as_ref().map(ToString::to_string),
        license: filing.license.as_ref().map(ToString::to_string),
        form_url: links::filing(reference).to_string(),
    }
}

fn of_draft(app: &App, draft: &drafts::Draft) -> AccessRequest {
    let reference = draft.reference.as_str();
    AccessRequest {
        reference: reference.to_owned(),
        state: RequestState::Draft,
        stage: "draft".to_owned(),
        gaps: Some(draft.gaps(&app.gate().served().engine).len()),
        draft: Some(format!("/v1/drafts/{reference}")),
        filing: None,
        case: None,
        license: None,
        form_url: links::draft(Some(reference)).to_string(),
    }
}

//! Who a party is: screened against the lists that serve, and looked up in the ownership graph.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_ownership::{Graph, Limits, Listed, PartyIndex, picture, picture_json};
use portcullis_screening::Query as Asked;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path, Query};
use crate::problem::{Kind, Problem};
use crate::v1::law::On;

/// Who a party is, of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "screen",
        method: "post",
        path: "/v1/screen",
        action: Action::Screen,
        summary: "Screen a name against the lists that serve: listed, possible, clear, with what matched and how well",
        query: &[],
        takes: Body::like::<Screen>(r#"{ "name": "Example Trading Co., Ltd", "countries": ["CN"] }"#),
        gives: Body::of::<Value>(),
        route: || post(screen),
    },
    Endpoint {
        name: "showOwners",
        method: "get",
        path: "/v1/owners/{party}",
        action: Action::ReadOwners,
        summary: "Who owns and who may control a party on a date, with every share that is counted",
        query: &[("on", "The date; today where it is left out")],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || get(owners),
    },
];

/// A party to be screened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Screen {
    /// The name, in any script.
    name: String,
    /// Where it is, as ISO 3166-1 alpha-2 codes.
    #[serde(default)]
    countries: Vec<String>,
    /// Registration numbers.
    #[serde(default)]
    identifiers: Vec<String>,
    /// Its address, on one line.
    #[serde(default)]
    address: Option<String>,
    /// The day on which resolutions have to apply; today where it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    on: Option<Date>,
}

async fn screen(State(app): State<Arc<App>>, Json(screen): Json<Screen>) -> Result<Json<Value>, Problem> {
    let on = screen.on.unwrap_or_else(|| app.gate().now().date());
    let query = Asked {
        name: screen.name.into(),
        countries: screen.countries.into_iter().map(Into::into).collect(),
        identifiers: screen.identifiers.into_iter().map(Into::into).collect(),
        address: screen.address.map(Into::into),
        ..Asked::default()
    };
    let served = app.gate().served();
    let found = served.with_memo(|memo| served.engine.screen_party(&query, on, memo));
    let found =
        found.ok_or_else(|| Problem::new(Kind::Unavailable, "no lists serve: set `lists` to a folder of them"))?;
    let lists = served.engine.served_lists().map(portcullis_determination::ServedLists::versions);
    Ok(Json(json!({ "on": on, "name": found.name, "finding": found.finding, "hits": found.hits, "lists": lists })))
}

async fn owners(
    State(app): State<Arc<App>>,
    Path(party): Path<String>,
    Query(On { on }): Query<On>,
) -> Result<Json<Value>, Problem> {
    let on = on.unwrap_or_else(|| app.gate().now().date());
    let served = app.gate().served();
    let ownership = served.engine.served_ownership().ok_or_else(|| {
        Problem::new(Kind::Unavailable, "no ownership graph serves: set `ownership` to files of owners")
    })?;
    let graph = ownership.graph();
    let index = find(graph, &party)?;
    let drawn = picture(graph, index, on, &Listed::nobody(), Limits::default());
    let mut answer = picture_json(graph, &drawn);
    if served.engine.served_lists().is_some() {
        let entries = served.engine.listed_above(ownership, index, on, |_| true);
        let entries: Vec<_> = entries.into_iter().map(|(_, _, shown)| shown).collect();
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("on_lists".to_owned(), json!(entries));
        }
    }
    Ok(Json(answer))
}

/// A party of the graph, by its id or its whole name.
///
/// # Errors
/// [`Problem`] where there is none, or several.
pub(crate) fn find(graph: &Graph, party: &str) -> Result<PartyIndex, Problem> {
    if let Some(index) = graph.find(party) {
        return Ok(index);
    }
    match graph.named(party).as_slice() {
        [one] => Ok(*one),
        [] => Err(Problem::not_found(format!("party `{party}` in the graph: name it by its id, or by its whole name"))),
        several => Err(Problem::malformed(format!("party: {} have this name; name one by its id", several.len()))),
    }
}

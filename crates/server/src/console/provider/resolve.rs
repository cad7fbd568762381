//! What somebody says of a screening hit: proposed here, and carried out when another person agrees.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use portcullis_console::{Filled, proposal_page};
use portcullis_screening::Conclusion;

use super::customer;
use super::done::{Done, mendable, see_done, to_be_mended};
use super::hits::Hit;
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::visit::Visit;
use crate::problem::Problem;
use crate::v1::proposals::resolve::ToResolve;
use crate::v1::proposals::two_people;
use crate::v1::proposals::what::What;

/// What is wrong with a field, and the mend.
type Wrong = (&'static str, String);

pub async fn resolve(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let place: usize = fields
        .needed("hit")?
        .parse()
        .map_err(|_| Problem::malformed("hit: it is no number; send the form from its page"))?;
    let again = async |(field, why): Wrong| {
        let own = fields.0.iter().filter(|(name, _)| name.contains('.')).cloned().collect();
        let field = if field.is_empty() { String::new() } else { format!("hits[{place}].{field}") };
        let filled = Filled::of(own).with_problem(&field, &why);
        Ok(to_be_mended(customer::shown(&app, &visit, name.clone(), &[], filled).await?))
    };
    let said = match Said::of(&fields, place) {
        Ok(said) => said,
        Err(wrong) => return again(wrong).await,
    };
    let (of, asker) = (name.clone(), caller.clone());
    let found = app.blocking(move |app| looked_up(app, &asker, &of, said)).await?;
    let Some(found) = found else {
        return again(("", "the lists have this hit no more: look at those that there are".to_owned())).await;
    };
    let (reason, what) = (found.because.clone(), What::Resolve { found: Box::new(found) });
    let own = Some(fields.needed("idempotency_key")?);
    match two_people::propose(&app, caller, (&HeaderMap::new(), own), reason, what).await {
        Ok(proposal) => Ok(see_done(&proposal_page(proposal.id.as_str()), Done::Proposed)),
        Err(problem) => again(("", mendable(problem)?)).await,
    }
}

/// What the form says.
struct Said {
    party: String,
    list: String,
    entry: String,
    conclusion: Conclusion,
    because: String,
    evidence: String,
    until: Date,
}

impl Said {
    fn of(fields: &Fields, place: usize) -> Result<Self, Wrong> {
        let get = |field: &'static str, empty: &str| {
            let found = fields.get(&format!("hits[{place}].{field}")).map(str::to_owned);
            found.ok_or_else(|| (field, empty.to_owned()))
        };
        let hidden = |field: &str| fields.get(field).map(str::to_owned).unwrap_or_default();
        let conclusion = get("conclusion", "choose what it is")?;
        let until = get("until", "name the last day on which this is relied on")?;
        Ok(Self {
            party: hidden("name"),
            list: hidden("list"),
            entry: hidden("entry"),
            conclusion: Conclusion::from_word(&conclusion)
                .ok_or_else(|| ("conclusion", format!("`{conclusion}` is none of the choices; choose one")))?,
            because: get("because", "it is empty; write what tells one from the other")?,
            evidence: get("evidence", "it is empty; name the document, extract or call")?,
            until: until.parse().map_err(|_| ("until", format!("`{until}` is no date; write it as 2026-11-23")))?,
        })
    }
}

/// What is said of a hit, with the party as it is looked up on the page; nothing where there is no such hit.
fn looked_up(app: &App, caller: &Caller, customer: &str, said: Said) -> Result<Option<ToResolve>, Problem> {
    customer::with_hits(app, caller, customer, |hits| {
        let is_it =
            |hit: &Hit<'_>| hit.view.name == said.party && hit.view.list == said.list && hit.view.entry == said.entry;
        let asked = hits.into_iter().find(is_it)?.asked;
        let all = |values: &[Cow<'_, str>]| values.iter().map(ToString::to_string).collect();
        Some(ToResolve {
            name: asked.name.to_string(),
            kind: asked.kind,
            countries: all(&asked.countries),
            identifiers: all(&asked.identifiers),
            list: said.list,
            entry: said.entry,
            conclusion: said.conclusion,
            because: said.because,
            evidence: said.evidence,
            until: said.until,
            seen: None,
        })
    })
}

//! Who may, with what, and what (Authorization API 1.0, section 8).
//!
//! A search asks the question of the body once for each candidate, with the candidate's name in the place that is sought; what the body says of it
//! besides a name is said of each. What is found is therefore what the same question, asked of it alone, opens.
//!
//! A page decides a bounded number of candidates. It may end with fewer results than its limit, none even, and still have a next page.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Refused};
use crate::api::{Api, decide};
use crate::decider::{Decider, Sought, What};
use crate::decision::{Decision, Fault};
use crate::evaluation::{Action, At, Body, Entity, Evaluation};
use crate::object::{Object, plain};
use crate::reason::Obligation;
use crate::token::Place;

#[derive(Serialize)]
struct Page {
    page: PageInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
    results: Vec<Found>,
}

#[derive(Serialize)]
struct PageInfo {
    next_token: String,
    count: usize,
}

#[derive(Serialize)]
struct Context {
    error: Fault,
}

/// One result, with what has to be done for it (Obligations Profile, section 4.3).
#[derive(Serialize)]
#[serde(untagged)]
enum Found {
    Entity {
        #[serde(rename = "type")]
        kind: String,
        id: String,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        obligations: Vec<Obligation>,
    },
    Action {
        name: String,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        obligations: Vec<Obligation>,
    },
}

impl Api {
    /// `POST /access/v1/search/subject`, `/resource` and `/action`.
    pub fn search<D: Decider + ?Sized>(&self, decider: &D, what: What, body: &[u8]) -> Answer {
        self.body(body).and_then(|body| self.page(decider, what, &body)).into()
    }

    fn page<D: Decider + ?Sized>(&self, decider: &D, what: What, body: &Body<'_>) -> Result<Page, Refused> {
        let mut asked = question(what, body)?;
        let query = query(what, &asked);
        let place = self.place(body, &query)?;

        let kinds = (asked.subject.kind.clone(), asked.resource.kind.clone());
        let sought = Sought { what, subject_kind: &kinds.0, resource_kind: &kinds.1 };
        let from = usize::try_from(place.from).unwrap_or(usize::MAX);
        let limit = usize::try_from(place.limit).unwrap_or(usize::MAX);
        let most = self.limits.page.min(self.limits.work / asked.weight().max(1)).max(1);
        let mut candidates = decider.candidates(&sought, from).peekable();
        let (mut decided, mut results, mut error) = (0_usize, Vec::new(), None);
        while decided < most && results.len() < limit {
            let Some(candidate) = candidates.next() else { break };
            decided += 1;
            put(&mut asked, what, candidate.into_owned());
            let decision = decide(decider, &asked);
            if decision.opens() {
                results.push(found(what, &asked, decision));
            } else if error.is_none() {
                error = decision.error;
            }
        }
        let next_token = match candidates.peek() {
            Some(_) => {
                let decided = u64::try_from(decided).unwrap_or(u64::MAX);
                let next = Place { from: place.from.saturating_add(decided), ..place };
                self.tokens.make(&query.each_ref().map(|part| &**part), next)
            }
            None => String::new(),
        };
        let page = PageInfo { next_token, count: results.len() };
        Ok(Page { page, context: error.map(|error| Context { error }), results })
    }

    /// Where the page begins and how long it is. A limit that is left out on a later page is that of the first one; another one is another query.
    fn place(&self, body: &Body<'_>, query: &[Cow<'_, str>; PARTS]) -> Result<Place, Refused> {
        #[derive(Deserialize, Default)]
        struct Wanted {
            token: Option<String>,
            limit: Option<u64>,
        }
        let wanted: Wanted = match body.page {
            None => Wanted::default(),
            Some(raw) => {
                let page = Object::new(raw).ok_or_else(|| Refused::bad("`page` must be an object"))?;
                serde_json::from_str(page.as_str()).map_err(|error| {
                    let problem = plain(&error);
                    Refused::bad(format!(
                        "`page` cannot be read: {problem}; `token` is a text and `limit` a whole number"
                    ))
                })?
            }
        };
        let most = u32::try_from(self.limits.page).unwrap_or(u32::MAX);
        let limit = wanted.limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX).min(most));
        match wanted.token.as_deref() {
            None | Some("") => Ok(Place { from: 0, limit: limit.unwrap_or(most) }),
            Some(token) => self
                .tokens
                .read(&query.each_ref().map(|part| &**part), token)
                .filter(|place| limit.is_none_or(|limit| limit == place.limit))
                .ok_or_else(|| {
                    Refused::bad(
                        "`page.token` is no token of this query: repeat the query and the limit that it came with, or leave the token out to begin again",
                    )
                }),
        }
    }
}

/// The question, with the place of what is sought empty.
fn question<'a>(what: What, body: &Body<'a>) -> Result<Evaluation<'a>, Refused> {
    Ok(Evaluation {
        subject: body.subject(what != What::Subjects)?,
        action: match what {
            What::Actions => Action { name: Cow::Borrowed(""), properties: None },
            What::Subjects | What::Resources => body.action()?,
        },
        resource: body.resource(what != What::Resources)?,
        context: body.context(At::TOP)?,
    })
}

fn put<'a>(asked: &mut Evaluation<'a>, what: What, candidate: String) {
    let candidate: Cow<'a, str> = Cow::Owned(candidate);
    match what {
        What::Subjects => asked.subject.id = candidate,
        What::Resources => asked.resource.id = candidate,
        What::Actions => asked.action.name = candidate,
    }
}

fn found(what: What, asked: &Evaluation<'_>, decision: Decision) -> Found {
    let entity = |entity: &Entity<'_>, obligations| Found::Entity {
        kind: entity.kind.to_string(),
        id: entity.id.to_string(),
        obligations,
    };
    match what {
        What::Subjects => entity(&asked.subject, decision.obligations),
        What::Resources => entity(&asked.resource, decision.obligations),
        What::Actions => Found::Action { name: asked.action.name.to_string(), obligations: decision.obligations },
    }
}

/// Parts of a query.
const PARTS: usize = 10;

/// What a token belongs to: everything but the page. A part that is left out differs from one that is empty by the brace that objects begin with.
fn query<'a>(what: What, asked: &Evaluation<'a>) -> [Cow<'a, str>; PARTS] {
    let object = |object: Option<Object<'a>>| Cow::Borrowed(object.map_or("", Object::as_str));
    let what = match what {
        What::Subjects => "subjects",
        What::Resources => "resources",
        What::Actions => "actions",
    };
    [
        Cow::Borrowed(what),
        asked.subject.kind.clone(),
        asked.subject.id.clone(),
        object(asked.subject.properties),
        asked.action.name.clone(),
        object(asked.action.properties),
        asked.resource.kind.clone(),
        asked.resource.id.clone(),
        object(asked.resource.properties),
        object(asked.context),
    ]
}

//! The endpoints, as functions.

use serde::Deserialize;

use crate::answer::{Answer, Refused};
use crate::decider::Decider;
use crate::decision::Decision;
use crate::evaluation::{At, Body, Evaluation};
use crate::object::Object;
use crate::reason::Reason;
use crate::token::Tokens;

/// How much one call may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a body; more is a 413.
    pub body: usize,
    /// Items of a batch; more is a 400.
    pub items: usize,
    /// Results of a page, and candidates that are decided for it. A search goes on by its token.
    pub page: usize,
    /// Bytes of questions that are decided: a default of a batch counts for each item that takes it, a query for each candidate. A batch of more is a
    /// 400, a page of a search ends.
    pub work: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 1024 * 1024, items: 1_000, page: 1_000, work: 8 * 1024 * 1024 }
    }
}

/// The Authorization API.
#[derive(Clone, Debug)]
pub struct Api {
    pub(crate) limits: Limits,
    pub(crate) tokens: Tokens,
}

impl Api {
    /// The API, with its limits and the key of its page tokens.
    #[must_use]
    pub fn new(limits: Limits, tokens: Tokens) -> Self {
        // A page that decides nobody would have a next one for ever.
        Self { limits: Limits { page: limits.page.max(1), ..limits }, tokens }
    }

    /// `POST /access/v1/evaluation`: one question.
    pub fn evaluation<D: Decider + ?Sized>(&self, decider: &D, body: &[u8]) -> Answer {
        self.body(body).and_then(|body| single(decider, &body)).into()
    }

    pub(crate) fn body<'a>(&self, bytes: &'a [u8]) -> Result<Body<'a>, Refused> {
        let most = self.limits.body;
        if bytes.len() > most {
            return Err(Refused { status: 413, message: format!("the body has more than {most} bytes") });
        }
        Body::read(bytes)
    }
}

impl<'a> Evaluation<'a> {
    /// The question of a body.
    ///
    /// # Errors
    /// [`Refused`], where it is none, with the field that is wrong.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        Body::read(bytes)?.parts(At::TOP)?.whole(At::TOP)
    }
}

/// A body that is one question.
pub(crate) fn single<D: Decider + ?Sized>(decider: &D, body: &Body<'_>) -> Result<Decision, Refused> {
    Ok(decide(decider, &body.parts(At::TOP)?.whole(At::TOP)?))
}

/// Decides, and closes what whoever asked says it could not honor: an obligation of a type that `context.supported_obligations` leaves out
/// (Obligations Profile, section 7).
pub(crate) fn decide<D: Decider + ?Sized>(decider: &D, asked: &Evaluation<'_>) -> Decision {
    let decision = decider.decide(asked);
    if !decision.opens() || decision.obligations.is_empty() {
        return decision;
    }
    let Some(context) = asked.context else { return decision };
    let supported = match supported(context) {
        Ok(Some(supported)) => supported,
        Ok(None) => return decision,
        Err(problem) => return Decision::fault(format!("`context.supported_obligations` cannot be read: {problem}")),
    };
    match decision.obligations.iter().find(|obligation| !supported.iter().any(|kind| *kind == obligation.kind)) {
        None => decision,
        Some(unsupported) => {
            let why = format!(
                "It could go ahead with an obligation of type `{}`, which `context.supported_obligations` leaves out.",
                unsupported.kind
            );
            Decision { decision: false, reasons: vec![Reason::closed(why)], obligations: Vec::new(), ..decision }
        }
    }
}

fn supported(context: Object<'_>) -> Result<Option<Vec<String>>, String> {
    context
        .members()?
        .get("supported_obligations")
        .map(|raw| Vec::<String>::deserialize(&mut serde_json::Deserializer::from_str(raw.get())))
        .transpose()
        .map_err(|error| crate::object::plain(&error))
}

//! Several questions in one call (Authorization API 1.0, section 7).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::answer::{Answer, Refused};
use crate::api::{Api, decide, single};
use crate::decider::Decider;
use crate::decision::Decision;
use crate::evaluation::{At, Body, Evaluation, Parts, present};
use crate::object::{Object, plain};

/// How far a batch goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Semantic {
    #[default]
    ExecuteAll,
    DenyOnFirstDeny,
    PermitOnFirstPermit,
}

impl Semantic {
    /// Whether nothing is decided after this.
    fn stops(self, opens: bool) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => !opens,
            Self::PermitOnFirstPermit => opens,
        }
    }
}

/// The answer: one decision where there is no batch.
#[derive(Serialize)]
#[serde(untagged)]
enum Decided {
    One(Box<Decision>),
    Many { evaluations: Vec<Decision> },
}

impl Api {
    /// `POST /access/v1/evaluations`: several questions, answered in their order. Without any, it is the single question that the body asks.
    pub fn evaluations<D: Decider + ?Sized>(&self, decider: &D, body: &[u8]) -> Answer {
        self.body(body).and_then(|body| self.batch(decider, &body)).into()
    }

    fn batch<D: Decider + ?Sized>(&self, decider: &D, body: &Body<'_>) -> Result<Decided, Refused> {
        let semantic = semantic(body)?;
        let items = self.items(body)?;
        if items.is_empty() {
            return single(decider, body).map(|decision| Decided::One(Box::new(decision)));
        }
        let defaults = body.parts(At::TOP)?;
        let questions: Vec<_> =
            items.into_iter().enumerate().map(|(place, item)| question(&defaults, At(Some(place)), item)).collect();
        self.bounded(&questions)?;
        let mut evaluations = Vec::with_capacity(questions.len());
        for question in questions {
            let decision = match question {
                Ok(asked) => decide(decider, &asked),
                Err(refused) => Decision::fault(refused.message),
            };
            let stops = semantic.stops(decision.opens());
            evaluations.push(decision);
            if stops {
                break;
            }
        }
        Ok(Decided::Many { evaluations })
    }

    fn bounded(&self, questions: &[Result<Evaluation<'_>, Refused>]) -> Result<(), Refused> {
        let work = questions.iter().flatten().map(Evaluation::weight).fold(0, usize::saturating_add);
        let most = self.limits.work;
        if work > most {
            return Err(Refused::bad(format!(
                "with their defaults, `evaluations` come to {work} bytes and may come to {most}: ask in several calls"
            )));
        }
        Ok(())
    }

    fn items<'a>(&self, body: &Body<'a>) -> Result<Vec<&'a RawValue>, Refused> {
        let Some(raw) = body.evaluations else { return Ok(Vec::new()) };
        if !raw.get().starts_with('[') {
            return Err(Refused::bad("`evaluations` must be an array"));
        }
        let items: Vec<&RawValue> = serde_json::from_str(raw.get())
            .map_err(|error| Refused::bad(format!("`evaluations` cannot be read: {}", plain(&error))))?;
        let most = self.limits.items;
        if items.len() > most {
            let many = items.len();
            return Err(Refused::bad(format!(
                "`evaluations` has {many} items and may have {most}: ask in several calls"
            )));
        }
        Ok(items)
    }
}

/// One question of the batch: its own parts, and the defaults for those it leaves out.
fn question<'a>(defaults: &Parts<'a>, at: At, item: &'a RawValue) -> Result<Evaluation<'a>, Refused> {
    Body::item(at, item)?.parts(at)?.or(defaults).whole(at)
}

fn semantic(body: &Body<'_>) -> Result<Semantic, Refused> {
    #[derive(Deserialize)]
    struct Options<'a> {
        #[serde(borrow, default, deserialize_with = "present")]
        evaluations_semantic: Option<&'a RawValue>,
    }
    let Some(raw) = body.options else { return Ok(Semantic::default()) };
    let options = Object::new(raw).ok_or_else(|| Refused::bad("`options` must be an object"))?;
    let options: Options<'_> = serde_json::from_str(options.as_str())
        .map_err(|error| Refused::bad(format!("`options` cannot be read: {}", plain(&error))))?;
    let Some(word) = options.evaluations_semantic else { return Ok(Semantic::default()) };
    serde_json::from_str(word.get()).map_err(|_| {
        Refused::bad(
            "`options.evaluations_semantic` must be `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`",
        )
    })
}

//! Questions about accelerators, put to the gate.

use std::borrow::Cow;

use portcullis_authorization::Authorization;
use portcullis_authzen::transaction::CUSTOMER;
use portcullis_authzen::{
    AccessRequest, Candidates, Decider, Decision, Display, Evaluation, Obligation, Reason, Sought, What,
};
use portcullis_gate::Told;
use portcullis_law::{Kind, Outcome, ReviewPolicy};
use portcullis_license::Instant;

use crate::app::App;
use crate::authzen::Served;
use crate::caller::Caller;
use crate::problem::Problem;

/// How long the hint that a license can be asked for holds, in milliseconds: a day.
const HINT: i64 = 24 * 60 * 60 * 1_000;

/// The law, for one caller.
pub(super) struct Law<'a> {
    pub app: &'a App,
    pub caller: &'a Caller,
    pub served: &'a Served,
    pub decided_with: &'a portcullis_gate::Served,
}

impl Decider for Law<'_> {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        let mut ask = match self.served.reading.ask(asked) {
            Ok(ask) => ask,
            Err(problem) => return problem.into(),
        };
        if let Err(problem) = self.caller.settle(&mut ask) {
            return Decision::fault(problem.to_string());
        }
        let gate = self.app.gate();
        let decided = gate.question_of(self.decided_with, ask.request, &ask.placement, |told| {
            self.app.metrics().decided(told);
            self.said(told)
        });
        decided.unwrap_or_else(|error| Decision::fault(Problem::from(&error).to_string()))
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        let catalog = self.decided_with.engine.catalog();
        match (sought.what, sought.resource_kind) {
            (What::Subjects, _) if sought.subject_kind == CUSTOMER => {
                let customers = self.served.customers.get(from..).unwrap_or_default();
                Box::new(customers.iter().map(|name| Cow::Borrowed(name.as_str())))
            }
            (What::Actions, _) => Box::new(Kind::ALL.into_iter().skip(from).map(|kind| Cow::Borrowed(kind.word()))),
            (What::Resources, "accelerator") => {
                Box::new(catalog.accelerators().iter().skip(from).map(|one| Cow::Borrowed(one.name.as_str())))
            }
            (What::Resources, "instance") => {
                Box::new(catalog.instances().iter().skip(from).map(|one| Cow::Owned(one.key())))
            }
            _ => Box::new(std::iter::empty()),
        }
    }
}

impl Law<'_> {
    fn said(&self, told: &Told<'_>) -> Decision {
        let outcome = told.outcome();
        let sentence = told.sentence();
        let reason =
            if told.opens() { Reason::open(sentence) } else { Reason::closed(sentence).telling(user(outcome)) };
        Decision {
            decision: told.opens(),
            id: Some(self.app.gate().fresh_id().to_string()),
            outcome: Some(Cow::Borrowed(outcome.word())),
            review_policy: told.decided().review_policy.map(ReviewPolicy::word).map(Cow::Borrowed),
            reasons: vec![reason],
            obligations: if told.opens() { self.obligations(told) } else { Vec::new() },
            access_request: (outcome == Outcome::LicenseRequired).then(|| self.access_request()).flatten(),
            error: None,
        }
    }

    /// To reserve first, then what the licenses and the law ask.
    fn obligations(&self, told: &Told<'_>) -> Vec<Obligation> {
        let mut obligations = Vec::new();
        let authorization = told.authorized.authorization.as_ref();
        if let Some(license) = authorization.and_then(chosen) {
            obligations.push(Obligation::reserve("reserve", &self.served.starts, Some(license)));
        }
        let conditions = authorization.into_iter().flat_map(|authorization| &authorization.obligations);
        for (place, condition) in conditions.filter(|condition| condition.condition.is_some()).enumerate() {
            let one = Obligation::custom(format!("condition-{}", place + 1), "observe", &*condition.says);
            obligations.push(one.with("license", condition.license.as_str()).with("enforced", condition.enforced));
        }
        let law = told.engine.obligations(told.decided());
        obligations.extend(
            law.into_iter()
                .enumerate()
                .map(|(place, says)| Obligation::custom(format!("law-{}", place + 1), "observe", says)),
        );
        obligations
    }

    fn access_request(&self) -> Option<AccessRequest> {
        let desk = self.served.desk.as_ref()?;
        let expires: Instant = self.app.gate().now().plus(HINT);
        Some(AccessRequest {
            endpoint: Some(desk.endpoint.clone()),
            template: Some("license_application".to_owned()),
            expires_at: expires.to_string(),
            form_url: Some(desk.form.clone()),
            display: Some(Display {
                title: "Apply for a license".to_owned(),
                description: "The law requires a license for this, and none on file covers it.".to_owned(),
            }),
            ..AccessRequest::default()
        })
    }
}

fn chosen(authorization: &Authorization) -> Option<&str> {
    let chosen = authorization.considered.iter().find(|considered| !considered.chosen_for.is_empty())?;
    Some(chosen.license.as_str())
}

/// What the person who is turned away is told: the kind of obstacle, and nothing of lists, owners or licenses.
fn user(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Prohibited => "This cannot be provided.",
        Outcome::LicenseRequired => "This needs a government license that is not on file.",
        Outcome::Unverified | Outcome::Depends => "More has to be known before this can be provided.",
        Outcome::Authorized | Outcome::NotRequired => "This can be provided.",
    }
}

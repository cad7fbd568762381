//! What the operator guards besides accelerators: their own Cedar policies, and the entities they know.
//!
//! A folder has two files. `policies.cedar` permits and forbids; what nobody permits is denied. `entities.json` lists, in
//! [Cedar's format](https://docs.cedarpolicy.com/auth/entities-syntax.html), the subjects, the resources and the actions, with attributes and parents.
//! A subject of type `user` with the id `alice` is `user::"alice"` in Cedar, a resource likewise, and the action `read` is `Action::"read"`.
//!
//! A decision knows what the request says and what the file says. Where both say something of the same attribute, the request does: whoever asks is
//! trusted to know (Authorization API 1.0, section 11.4), and a policy reads one value. Properties of an action are its attributes, so that a policy
//! says `action.soft`; the context of the request is Cedar's.
//!
//! Cedar passes over a policy that it cannot evaluate. For a `permit` that is right. A `forbid` that cannot be evaluated might have forbidden, so here it
//! closes the gate. A property that Cedar cannot express closes it too.
//!
//! A search finds the entities that the file lists, and the actions it lists.

mod folder;
mod overlay;
mod value;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision as CedarDecision, Effect, Entity, EntityId, EntityTypeName,
    EntityUid, Policy, PolicyId, PolicySet, Request, Response, RestrictedExpression,
};

pub use folder::PoliciesError;

use crate::decider::{Candidates, Decider, Sought, What};
use crate::decision::Decision;
use crate::evaluation::Evaluation;
use crate::reason::Reason;
use overlay::Overlay;
use value::members;

/// The Cedar type of actions.
const ACTION: &str = "Action";

/// The operator's policies and entities. Without any, everything is denied.
#[derive(Debug, Default)]
pub struct Policies {
    policies: PolicySet,
    authorizer: Authorizer,
    entities: HashMap<EntityUid, Kept>,
    /// The entities that policies name: any decision may read them.
    named: HashSet<EntityUid>,
    /// The types of all of them, parsed.
    types: HashMap<String, EntityTypeName>,
    /// Ids by type, for searches.
    listed: BTreeMap<String, Vec<String>>,
}

/// An entity as the file lists it, and taken apart for what a request adds.
#[derive(Debug)]
struct Kept {
    whole: Entity,
    attributes: HashMap<String, RestrictedExpression>,
    parents: HashSet<EntityUid>,
    /// The entities that its attributes refer to.
    refers_to: Vec<EntityUid>,
}

impl Decider for Policies {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        match self.asked(asked) {
            Ok(response) => self.said(&response),
            Err(problem) => Decision::fault(problem),
        }
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        let kind = match sought.what {
            What::Subjects => sought.subject_kind,
            What::Resources => sought.resource_kind,
            What::Actions => ACTION,
        };
        let ids = self.listed.get(kind).and_then(|ids| ids.get(from..)).unwrap_or_default();
        Box::new(ids.iter().map(|id| Cow::Borrowed(id.as_str())))
    }
}

impl Policies {
    /// Puts the question to Cedar.
    fn asked(&self, asked: &Evaluation<'_>) -> Result<Response, String> {
        let subject = self.uid("subject.type", &asked.subject.kind, &asked.subject.id)?;
        let resource = self.uid("resource.type", &asked.resource.kind, &asked.resource.id)?;
        let action = self.uid("action", ACTION, &asked.action.name)?;
        let mut overlay = Overlay::of(self);
        overlay.lay("subject.properties", &subject, asked.subject.properties)?;
        overlay.lay("resource.properties", &resource, asked.resource.properties)?;
        overlay.lay("action.properties", &action, asked.action.properties)?;
        let entities = overlay.entities()?;
        let context = match asked.context {
            None => Context::empty(),
            Some(context) => Context::from_pairs(members("context", context)?)
                .map_err(|error| format!("`context` cannot be read: {error}"))?,
        };
        let request = Request::new(subject, action, resource, context, None).map_err(|error| error.to_string())?;
        Ok(self.authorizer.is_authorized(&request, &self.policies, &entities))
    }

    fn uid(&self, field: &str, kind: &str, id: &str) -> Result<EntityUid, String> {
        let kind = match self.types.get(kind) {
            Some(kind) => kind.clone(),
            None => kind.parse().map_err(|_| {
                format!("`{field}` is {kind:?}, which no policy can name: a type is a Cedar name like `record` or `Example::Record`")
            })?,
        };
        Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
    }

    /// What Cedar said, closed where a policy that forbids could not be evaluated.
    fn said(&self, response: &Response) -> Decision {
        let broken = response.diagnostics().errors().filter_map(|AuthorizationError::PolicyEvaluationError(error)| {
            let permits = |policy: &Policy| policy.effect() == Effect::Permit;
            let passed_over = self.policies.policy(error.policy_id()).is_some_and(permits);
            (!passed_over).then(|| (self.name(error.policy_id()), error.inner()))
        });
        if let Some((name, error)) = broken.min_by_key(|(name, _)| *name) {
            return Decision::fault(format!("policy {name:?} forbids and cannot be evaluated for this: {error}"));
        }
        match response.decision() {
            CedarDecision::Allow => Decision::open(),
            CedarDecision::Deny => {
                let mut names: Vec<&str> = response.diagnostics().reason().map(|id| self.name(id)).collect();
                names.sort_unstable();
                Decision::closed(Reason::closed(if names.is_empty() {
                    "No policy permits it.".to_owned()
                } else {
                    format!("Forbidden by {}.", names.join(", "))
                }))
            }
        }
    }

    /// A policy by the `@id` it is annotated with; by its place in the file otherwise.
    fn name<'a>(&'a self, id: &'a PolicyId) -> &'a str {
        self.policies.policy(id).map_or("", |policy: &'a Policy| policy.annotation("id").unwrap_or_else(|| id.as_ref()))
    }
}

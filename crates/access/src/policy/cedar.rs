//! The policies in Cedar: read, checked, asked.

use std::collections::HashSet;

use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Effect, Entities, Entity, EntityId, EntityUid, Policy, PolicyId,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};

use super::Forbidding;
use super::table::{ALLOWED, MOST_FORBIDDING, NOT_PERMITTED, Question, Relation};
use crate::action::Action;
use crate::role::{Role, Roles};

const SCHEMA: &str = include_str!("../../policies/schema.cedarschema");
const POLICIES: &str = include_str!("../../policies/policies.cedar");
const BUILT_IN: &str = "built-in";
/// The one caller and the five things that stand for all: policies cannot name them.
const CALLER: &str = "Caller";
const THING: &str = "Thing";
const ROLE: &str = "Role";

/// Why policies are refused: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy {place}: {why}")]
pub struct PolicyError {
    /// The file, and the policy in it.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

impl PolicyError {
    pub(crate) fn new(place: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self { place: place.into(), why: why.to_string() }
    }
}

/// Cedar with our policies.
pub(crate) struct Cedar {
    policies: PolicySet,
    forbidding: Vec<(PolicyId, Forbidding)>,
    authorizer: Authorizer,
    /// Entities by the place of a set of roles, and by what else is said of a caller.
    callers: Vec<[Entities; 4]>,
    /// By their places.
    things: Vec<EntityUid>,
    actions: Vec<EntityUid>,
    /// By the place of an action, the roles that its policies name: others make no difference to it.
    naming: Vec<Roles>,
    caller: EntityUid,
}

impl Cedar {
    /// Reads the policies that come with the program, and files that forbid more.
    pub(crate) fn load(files: &[(String, String)]) -> Result<Self, PolicyError> {
        let (schema, _) =
            Schema::from_cedarschema_str(SCHEMA).map_err(|error| PolicyError::new("schema.cedarschema", error))?;
        let policies = read_all(files)?;
        let forbidding: Vec<_> =
            policies.iter().filter(|policy| policy.effect() == Effect::Forbid).map(named).collect();
        if forbidding.len() > MOST_FORBIDDING {
            let why = format!("{} policies forbid; there can be {MOST_FORBIDDING}", forbidding.len());
            return Err(PolicyError::new("set", why));
        }
        let actions = Action::ALL.iter().map(|action| uid("Action", action.name())).collect::<Result<Vec<_>, _>>()?;
        if let Some(unknown) = actions.iter().find(|action| schema.actions().all(|known| known != *action)) {
            return Err(PolicyError::new("schema.cedarschema", format!("it has no {unknown}")));
        }
        let groups = schema.action_entities().map_err(|error| PolicyError::new("schema.cedarschema", error))?;
        let naming = actions.iter().map(|action| roles_named(&policies, action, &groups)).collect();
        let policies = PolicySet::from_policies(policies).map_err(|error| PolicyError::new("set", error))?;
        validate(&schema, &policies)?;
        let callers = Roles::all().map(|roles| callers(roles, &schema)).collect::<Result<_, _>>()?;
        let things =
            Relation::ALL.iter().map(|relation| uid(THING, &format!("{relation:?}"))).collect::<Result<_, _>>()?;
        let caller = uid(CALLER, "caller")?;
        Ok(Self { policies, forbidding, authorizer: Authorizer::new(), callers, things, actions, naming, caller })
    }

    /// What forbids, in the order of the answers.
    pub(crate) fn forbidding(&self) -> Vec<Forbidding> {
        self.forbidding.iter().map(|(_, policy)| policy.clone()).collect()
    }

    /// The roles that make a difference to an action.
    pub(crate) fn naming(&self, action: Action) -> Roles {
        self.naming.get(action as usize).copied().unwrap_or(Roles::EACH)
    }

    /// The answer to a question.
    pub(crate) fn ask(&self, question: Question) -> Result<u8, PolicyError> {
        let problem = |error: &dyn std::fmt::Display| PolicyError::new("set", error);
        let place = usize::from(question.person) * 2 + usize::from(question.relation.is_bound());
        let entities = self.callers.get(question.roles.place()).and_then(|sets| sets.get(place));
        let thing = self.things.get(question.relation as usize).cloned();
        let action = self.actions.get(question.action as usize).cloned();
        let (Some(entities), Some(thing), Some(action)) = (entities, thing, action) else { return Ok(NOT_PERMITTED) };
        // All of it was made from the schema: it is not checked against that again for each of so many questions.
        let request = Request::new(self.caller.clone(), action, thing, Context::empty(), None)
            .map_err(|error| problem(&error))?;
        let response = self.authorizer.is_authorized(&request, &self.policies, entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(problem(error));
        }
        if response.decision() == Decision::Allow {
            return Ok(ALLOWED);
        }
        let reasons: HashSet<&PolicyId> = response.diagnostics().reason().collect();
        let place = self.forbidding.iter().position(|(id, _)| reasons.contains(id));
        let answer = place.and_then(|place| u8::try_from(place + 1).ok()).map(|place| place + NOT_PERMITTED);
        Ok(answer.unwrap_or(NOT_PERMITTED))
    }
}

/// The policies that come with the program, and those of files that forbid more.
fn read_all(files: &[(String, String)]) -> Result<Vec<Policy>, PolicyError> {
    let mut policies = read(BUILT_IN, POLICIES)?;
    for (name, text) in files {
        let added = read(name, text)?;
        if let Some(permits) = added.iter().find(|policy| policy.effect() == Effect::Permit) {
            let why = "it permits something; policies of an operator forbid, roles permit";
            return Err(PolicyError::new(permits.id().to_string(), why));
        }
        policies.extend(added);
    }
    policies.iter().try_for_each(names_nobody)?;
    Ok(policies)
}

/// The roles that are named by policies whose scope has an action. The schema has roles nowhere but among the parents of a caller, so that a policy
/// can only tell two callers apart by roles that it names.
fn roles_named(policies: &[Policy], action: &EntityUid, groups: &Entities) -> Roles {
    let is_within = |group: &EntityUid| group == action || groups.is_ancestor_of(group, action);
    let reaches = |policy: &&Policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(groups) => groups.iter().any(is_within),
        ActionConstraint::Eq(only) => only == *action,
    };
    let named = policies.iter().filter(reaches).flat_map(Policy::entity_literals);
    named
        .filter(|uid| uid.type_name().to_string() == ROLE)
        .filter_map(|uid| Role::from_word(uid.id().unescaped()))
        .collect()
}

/// The policies of a file, each under the name of the file and its own.
fn read(file: &str, text: &str) -> Result<Vec<Policy>, PolicyError> {
    let set: PolicySet = text.parse().map_err(|error: cedar_policy::ParseErrors| PolicyError::new(file, error))?;
    if set.num_of_templates() > 0 {
        return Err(PolicyError::new(file, "it has a template; write policies without `?principal` and `?resource`"));
    }
    // The set has them in no order; Cedar numbers them as they stand in the file.
    let mut policies: Vec<&Policy> = set.policies().collect();
    policies.sort_by_key(|policy| {
        let number = policy.id().to_string();
        (number.len(), number)
    });
    Ok(policies.into_iter().map(|policy| policy.new_id(PolicyId::new(name(file, policy)))).collect())
}

fn name(file: &str, policy: &Policy) -> String {
    match policy.annotation("id") {
        Some(id) if !id.is_empty() => format!("{file}/{id}"),
        _ => format!("{file}/{}", policy.id()),
    }
}

fn named(policy: &Policy) -> (PolicyId, Forbidding) {
    let why = policy.annotation("why").filter(|why| !why.is_empty()).map(str::to_owned);
    (policy.id().clone(), Forbidding { name: policy.id().to_string(), why })
}

/// One caller and one thing stand for all of their kind, so that a policy that named another would silently never apply.
fn names_nobody(policy: &Policy) -> Result<(), PolicyError> {
    let named = policy.entity_literals().into_iter().find(|uid| {
        let type_name = uid.type_name().to_string();
        type_name == CALLER || type_name == THING
    });
    match named {
        Some(uid) => {
            let why = format!("it names {uid}; policies speak of roles, kinds of callers and actions");
            Err(PolicyError::new(policy.id().to_string(), why))
        }
        None => Ok(()),
    }
}

/// Cedar's own strict validation; a warning is refused like an error.
fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), PolicyError> {
    let result = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    let errors = result.validation_errors().map(|error| (error.policy_id().to_string(), error.to_string()));
    let warnings = result.validation_warnings().map(|warning| (warning.policy_id().to_string(), warning.to_string()));
    match errors.chain(warnings).next() {
        Some((place, why)) => Err(PolicyError { place, why }),
        None => Ok(()),
    }
}

/// The caller with a set of roles: a machine or a person, of no tenant or of one; beside the five things.
fn callers(roles: Roles, schema: &Schema) -> Result<[Entities; 4], PolicyError> {
    let parents = roles.iter().map(|role| uid(ROLE, role.word())).collect::<Result<HashSet<_>, _>>()?;
    let one = |person: bool, bound: bool| {
        let caller = entity(CALLER, "caller", &[("person", person), ("bound", bound)], parents.clone())?;
        let mut entities = vec![caller];
        for relation in Relation::ALL {
            let attributes = [
                ("own", matches!(relation, Relation::Own | Relation::House)),
                ("shared", relation == Relation::Shared),
                ("overseen", relation == Relation::Overseen),
            ];
            entities.push(entity(THING, &format!("{relation:?}"), &attributes, HashSet::new())?);
        }
        Entities::from_entities(entities, Some(schema)).map_err(|error| PolicyError::new("set", error))
    };
    Ok([one(false, false)?, one(false, true)?, one(true, false)?, one(true, true)?])
}

fn entity(
    kind: &str,
    id: &str,
    attributes: &[(&str, bool)],
    parents: HashSet<EntityUid>,
) -> Result<Entity, PolicyError> {
    let attributes =
        attributes.iter().map(|(name, value)| ((*name).to_owned(), RestrictedExpression::new_bool(*value))).collect();
    Entity::new(uid(kind, id)?, attributes, parents).map_err(|error| PolicyError::new("set", error))
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, PolicyError> {
    let kind = kind.parse().map_err(|error: cedar_policy::ParseErrors| PolicyError::new("set", error))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

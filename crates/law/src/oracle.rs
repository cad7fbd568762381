//! The Cedar authorizer as oracle.
//!
//! The compiled conditions decide; Cedar's own authorizer says whether they decide rightly. It sees known
//! facts only: a fact in error is left out of the context, so that Cedar reports an error where we do.

use crate::codes::Codes;
use crate::error::LawError;
use crate::facts::{Fact, Facts};
use crate::law::Law;
use crate::outcome::Kind;
use crate::possible::Possible;
use crate::provision::ProvisionIndex;
use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicySet, Request, RestrictedExpression};
use std::collections::HashMap;

/// A set of provisions, ready for the authorizer.
pub struct Oracle {
    policies: PolicySet,
    places: HashMap<String, ProvisionIndex>,
    authorizer: Authorizer,
    entities: Entities,
}

impl Oracle {
    /// An oracle for some provisions.
    ///
    /// # Errors
    /// When Cedar refuses the set.
    pub fn new(law: &Law, provisions: &[ProvisionIndex]) -> Result<Self, LawError> {
        let places = provisions
            .iter()
            .filter_map(|at| law.provisions.get(*at).map(|provision| (provision.id.clone(), *at)))
            .collect();
        Ok(Self {
            policies: law.policy_set(provisions.iter().copied())?,
            places,
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
        })
    }

    /// What Cedar says of each provision: fired, in error, or (not in the map) not fired.
    ///
    /// # Errors
    /// When the facts are not all known, or Cedar refuses the request.
    pub fn evaluate(
        &self,
        codes: &Codes,
        kind: Kind,
        facts: &Facts,
    ) -> Result<HashMap<ProvisionIndex, Possible>, LawError> {
        let problem = |text: String| LawError::file("oracle", text);
        let request = request(codes, kind, facts)?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        let mut results = HashMap::new();
        for policy in response.diagnostics().reason() {
            let place = self.places.get::<str>(policy.as_ref());
            results.insert(*place.ok_or_else(|| problem(format!("unknown policy {policy}")))?, Possible::TRUE);
        }
        for error in response.diagnostics().errors() {
            let cedar_policy::AuthorizationError::PolicyEvaluationError(error) = error;
            let place = self.places.get::<str>(error.policy_id().as_ref());
            results.insert(*place.ok_or_else(|| problem(error.to_string()))?, Possible::ERROR);
        }
        Ok(results)
    }
}

/// The facts as a Cedar request.
///
/// # Errors
/// When a fact is not known, or Cedar refuses the request.
pub fn request(codes: &Codes, kind: Kind, facts: &Facts) -> Result<Request, LawError> {
    let problem = |text: String| LawError::file("oracle", text);
    let mut pairs = Vec::new();
    for fact in Fact::ALL {
        let bits = facts.get(fact);
        if bits.open() != 0 {
            return Err(problem(format!("`{}` is not known", fact.name())));
        }
        if facts.is_error(fact) {
            continue;
        }
        pairs.push((fact.name().to_owned(), expression(codes, fact, bits.certain())?));
    }
    let context = Context::from_pairs(pairs).map_err(|error| problem(error.to_string()))?;
    let principal = uid("Party", "party")?;
    let resource = uid("Item", "item")?;
    let action = uid("Action", kind.word())?;
    Request::new(principal, action, resource, context, None).map_err(|error| problem(error.to_string()))
}

fn expression(codes: &Codes, fact: Fact, bits: u64) -> Result<RestrictedExpression, LawError> {
    let code_type = fact.code_type();
    if code_type == crate::codes::CodeType::Flag {
        return Ok(RestrictedExpression::new_bool(bits != 0));
    }
    let type_name = code_type.to_string();
    let members =
        codes.table(code_type).names(bits).map(|code| Ok(RestrictedExpression::new_entity_uid(uid(&type_name, code)?)));
    Ok(RestrictedExpression::new_set(members.collect::<Result<Vec<_>, LawError>>()?))
}

fn uid(type_name: &str, id: &str) -> Result<EntityUid, LawError> {
    let type_name = type_name.parse().map_err(|_| LawError::file("oracle", format!("`{type_name}` is no type")))?;
    Ok(EntityUid::from_type_name_and_id(type_name, cedar_policy::EntityId::new(id)))
}

//! Policies and entities, read and checked. What could not do what it seems to say is refused here, at start-up.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use cedar_policy::{Authorizer, Entities, Entity, EntityUid, EvalResult, PolicySet};

use super::{ACTION, Kept, Policies};
use crate::transaction;

/// Why policies are not taken.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct PoliciesError {
    file: String,
    problem: String,
}

const POLICIES: &str = "policies.cedar";
const ENTITIES: &str = "entities.json";

impl Policies {
    /// Reads a folder: `policies.cedar` and `entities.json`.
    ///
    /// # Errors
    /// [`PoliciesError`] where a file cannot be read, or [`Policies::parse`] refuses it.
    pub fn load(folder: &Path) -> Result<Self, PoliciesError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path)
                .map_err(|error| PoliciesError { file: path.display().to_string(), problem: error.to_string() })
        };
        Self::parse(&read(POLICIES)?, &read(ENTITIES)?).map_err(|PoliciesError { file, problem }| PoliciesError {
            file: folder.join(file).display().to_string(),
            problem,
        })
    }

    /// Reads the texts of the two files.
    ///
    /// # Errors
    /// [`PoliciesError`] where one cannot be parsed; where a policy is a template, names an action that the entities do not list, or something that the
    /// law decides; and where an entity has tags.
    pub fn parse(policies: &str, entities: &str) -> Result<Self, PoliciesError> {
        let policies: PolicySet = policies.parse().map_err(|error| fault(POLICIES, &error))?;
        let entities = Entities::from_json_str(entities, None).map_err(|error| fault(ENTITIES, &error))?;
        let entities = entities.into_iter().map(kept).collect::<Result<HashMap<_, _>, _>>()?;
        let named = literals(&policies, &entities)?;
        let mut types = HashMap::new();
        let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for uid in entities.keys() {
            let kind = uid.type_name().to_string();
            types.insert(kind.clone(), uid.type_name().clone());
            listed.entry(kind).or_default().push(uid.id().unescaped().to_owned());
        }
        listed.values_mut().for_each(|ids| ids.sort_unstable());
        if let Ok(action) = ACTION.parse() {
            types.insert(ACTION.to_owned(), action);
        }
        Ok(Self { policies, authorizer: Authorizer::new(), entities, named, types, listed })
    }
}

fn fault(file: &str, problem: &impl ToString) -> PoliciesError {
    PoliciesError { file: file.to_owned(), problem: problem.to_string() }
}

fn kept(whole: Entity) -> Result<(EntityUid, Kept), PoliciesError> {
    if let Some((tag, _)) = whole.tags().next() {
        let uid = whole.uid();
        return Err(fault(ENTITIES, &format!("{uid} has the tag {tag:?}: write it as an attribute")));
    }
    let mut refers_to = Vec::new();
    for (_, value) in whole.attrs() {
        let value = value.map_err(|error| fault(ENTITIES, &error))?;
        references(&value, &mut refers_to);
    }
    let (uid, attributes, parents) = whole.clone().into_inner();
    taken_by_law(ENTITIES, &uid)?;
    Ok((uid, Kept { whole, attributes, parents, refers_to }))
}

fn references(value: &EvalResult, found: &mut Vec<EntityUid>) {
    match value {
        EvalResult::EntityUid(uid) => found.push(uid.clone()),
        EvalResult::Set(set) => set.iter().for_each(|value| references(value, found)),
        EvalResult::Record(record) => record.iter().for_each(|(_, value)| references(value, found)),
        EvalResult::Bool(_) | EvalResult::Long(_) | EvalResult::String(_) | EvalResult::ExtensionValue(_) => {}
    }
}

/// The entities that policies name.
fn literals(policies: &PolicySet, entities: &HashMap<EntityUid, Kept>) -> Result<HashSet<EntityUid>, PoliciesError> {
    if let Some(template) = policies.templates().next() {
        let id = template.annotation("id").unwrap_or_else(|| template.id().as_ref());
        return Err(fault(POLICIES, &format!("{id:?} is a template, and nothing would fill it in: write a policy")));
    }
    let mut literals = HashSet::new();
    for policy in policies.policies() {
        for uid in policy.entity_literals() {
            taken_by_law(POLICIES, &uid)?;
            if uid.type_name().basename() == ACTION && !entities.contains_key(&uid) {
                return Err(fault(
                    POLICIES,
                    &format!("a policy names {uid}, which {ENTITIES} does not list: list it, or correct the name"),
                ));
            }
            literals.insert(uid);
        }
    }
    Ok(literals)
}

fn taken_by_law(file: &str, uid: &EntityUid) -> Result<(), PoliciesError> {
    if transaction::is_item(&uid.type_name().to_string()) {
        let problem = format!("{uid} is decided by the law, and no policy would be asked: use another type");
        return Err(fault(file, &problem));
    }
    Ok(())
}

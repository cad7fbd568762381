//! The entities one decision may read: those of the file, with what the request says of three of them laid over.
//!
//! Only those that the decision can reach are taken: the subject, the resource and the action, the entities that policies name, and whatever the
//! attributes of these refer to. Parents need not be taken, as each entity carries the names of all of its ancestors. So a decision costs what it reads,
//! and not the length of the file.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Entities, Entity, EntityUid};

use super::value::members;
use super::{Kept, Policies};
use crate::object::Object;

pub(super) struct Overlay<'p, 'a> {
    policies: &'p Policies,
    asked: Vec<Asked<'a>>,
}

/// An entity of the question, and what the question says of it.
struct Asked<'a> {
    uid: EntityUid,
    field: &'static str,
    said: Option<Object<'a>>,
}

impl<'p, 'a> Overlay<'p, 'a> {
    pub fn of(policies: &'p Policies) -> Self {
        Self { policies, asked: Vec::with_capacity(3) }
    }

    /// Adds an entity of the question. One that stands in two places, say as subject and as resource, has to be described alike, or once.
    pub fn lay(&mut self, field: &'static str, uid: &EntityUid, said: Option<Object<'a>>) -> Result<(), String> {
        match (self.asked.iter_mut().find(|asked| asked.uid == *uid), said) {
            (None, _) => self.asked.push(Asked { uid: uid.clone(), field, said }),
            (Some(_), None) => {}
            (Some(asked), Some(said)) => match asked.said {
                None => (asked.field, asked.said) = (field, Some(said)),
                Some(other) if other.as_str() == said.as_str() => {}
                Some(_) => {
                    let elsewhere = asked.field;
                    return Err(format!(
                        "`{field}` and `{elsewhere}` describe the same entity and differ: describe it once"
                    ));
                }
            },
        }
        Ok(())
    }

    pub fn entities(self) -> Result<Entities, String> {
        let mut taken: HashMap<EntityUid, Entity> = HashMap::with_capacity(self.asked.len());
        let mut reached: Vec<&EntityUid> = self.policies.named.iter().collect();
        for asked in self.asked {
            let kept = self.policies.entities.get(&asked.uid);
            reached.extend(kept.into_iter().flat_map(|kept| &kept.refers_to));
            if let Some(entity) = described(&asked, kept)? {
                taken.insert(asked.uid, entity);
            }
        }
        let known = &self.policies.entities;
        for uid in closed(known, reached) {
            if let Some(kept) = known.get(uid) {
                taken.entry(uid.clone()).or_insert_with(|| kept.whole.clone());
            }
        }
        Entities::from_entities(taken.into_values(), None).map_err(|error| error.to_string())
    }
}

/// An entity of the question; nothing where neither the file nor the question says anything of it.
fn described(asked: &Asked<'_>, kept: Option<&Kept>) -> Result<Option<Entity>, String> {
    let Some(said) = asked.said else { return Ok(kept.map(|kept| kept.whole.clone())) };
    let mut attributes = kept.map(|kept| kept.attributes.clone()).unwrap_or_default();
    attributes.extend(members(asked.field, said)?);
    let parents = kept.map(|kept| kept.parents.clone()).unwrap_or_default();
    Entity::new(asked.uid.clone(), attributes, parents).map(Some).map_err(|error| error.to_string())
}

/// All that can be reached from these by attributes.
fn closed<'k>(known: &'k HashMap<EntityUid, Kept>, mut reached: Vec<&'k EntityUid>) -> HashSet<&'k EntityUid> {
    let mut seen = HashSet::with_capacity(reached.len());
    while let Some(uid) = reached.pop() {
        if seen.insert(uid) {
            reached.extend(known.get(uid).into_iter().flat_map(|kept| &kept.refers_to));
        }
    }
    seen
}

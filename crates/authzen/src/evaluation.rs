//! What is asked: may this subject do that with this resource?
//!
//! Authorization API 1.0, sections 5 (information model) and 6 (request). The body of every endpoint is one object of the same members, each of them
//! left unread until it is known what it has to be, so that an error names the field and a broken item of a batch spoils nobody else's answer.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::answer::Refused;
use crate::object::{Object, plain, text};

/// A subject or a resource.
#[derive(Clone, Debug)]
pub struct Entity<'a> {
    /// Its type.
    pub kind: Cow<'a, str>,
    /// Its name, unique within the type.
    pub id: Cow<'a, str>,
    /// What else is said of it.
    pub properties: Option<Object<'a>>,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// What else is said of it.
    pub properties: Option<Object<'a>>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Evaluation<'a> {
    /// Who.
    pub subject: Entity<'a>,
    /// Does what.
    pub action: Action<'a>,
    /// With what.
    pub resource: Entity<'a>,
    /// In which circumstances.
    pub context: Option<Object<'a>>,
}

impl Evaluation<'_> {
    /// Bytes that whoever decides has to read.
    pub(crate) fn weight(&self) -> usize {
        let objects = [self.subject.properties, self.action.properties, self.resource.properties, self.context];
        let names = [&self.subject.kind, &self.subject.id, &self.action.name, &self.resource.kind, &self.resource.id];
        let objects = objects.into_iter().flatten().map(|object| object.as_str().len());
        objects.chain(names.into_iter().map(|name| name.len())).fold(0, usize::saturating_add)
    }
}

/// The members of a body that any endpoint knows; each endpoint reads its own and leaves the others alone.
#[derive(Deserialize, Default)]
pub(crate) struct Body<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    pub subject: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub action: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub resource: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub context: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub evaluations: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub options: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub page: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct EntityBody<'a> {
    #[serde(borrow, default, deserialize_with = "present", rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    properties: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ActionBody<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    name: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    properties: Option<&'a RawValue>,
}

/// `null` is stated too, and wrong wherever an object or a text is wanted.
pub(crate) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// Where in the body: at the top, or in an item of the batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub Option<usize>);

impl At {
    pub const TOP: Self = Self(None);

    fn field(self, field: &str) -> String {
        match self.0 {
            Some(item) => format!("evaluations[{item}].{field}"),
            None => field.to_owned(),
        }
    }

    pub fn missing(self, field: &str) -> Refused {
        Refused::bad(format!("`{}` is missing", self.field(field)))
    }

    fn wrong(self, field: &str, wanted: &str) -> Refused {
        Refused::bad(format!("`{}` must be {wanted}", self.field(field)))
    }

    fn unread(self, field: &str, problem: &str) -> Refused {
        Refused::bad(format!("`{}` cannot be read: {problem}", self.field(field)))
    }
}

impl<'a> Body<'a> {
    /// Reads the body of a request.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        match bytes.trim_ascii_start().first() {
            None => Err(Refused::bad("the body is empty: send a JSON object")),
            Some(b'{') => serde_json::from_slice(bytes)
                .map_err(|error| Refused::bad(format!("the body cannot be read as a JSON object: {error}"))),
            Some(_) => Err(Refused::bad("the body must be a JSON object")),
        }
    }

    /// Reads an item of a batch.
    pub fn item(at: At, raw: &'a RawValue) -> Result<Self, Refused> {
        let at = at.0.unwrap_or_default();
        let object = Object::new(raw).ok_or_else(|| Refused::bad(format!("`evaluations[{at}]` must be an object")))?;
        serde_json::from_str(object.as_str())
            .map_err(|error| Refused::bad(format!("`evaluations[{at}]` cannot be read: {}", plain(&error))))
    }

    /// What it says of the four parts of a question.
    pub fn parts(&self, at: At) -> Result<Parts<'a>, Refused> {
        Ok(Parts {
            subject: self.subject.map(|raw| entity(at, "subject", raw, true)).transpose()?,
            action: self.action.map(|raw| action(at, raw)).transpose()?,
            resource: self.resource.map(|raw| entity(at, "resource", raw, true)).transpose()?,
            context: self.context(at)?,
        })
    }

    pub fn context(&self, at: At) -> Result<Option<Object<'a>>, Refused> {
        self.context.map(|raw| object(at, "context", raw)).transpose()
    }

    pub fn subject(&self, with_id: bool) -> Result<Entity<'a>, Refused> {
        entity(At::TOP, "subject", self.subject.ok_or_else(|| At::TOP.missing("subject"))?, with_id)
    }

    pub fn action(&self) -> Result<Action<'a>, Refused> {
        action(At::TOP, self.action.ok_or_else(|| At::TOP.missing("action"))?)
    }

    pub fn resource(&self, with_id: bool) -> Result<Entity<'a>, Refused> {
        entity(At::TOP, "resource", self.resource.ok_or_else(|| At::TOP.missing("resource"))?, with_id)
    }
}

/// The parts of a question that are stated, each of them whole.
#[derive(Clone)]
pub(crate) struct Parts<'a> {
    subject: Option<Entity<'a>>,
    action: Option<Action<'a>>,
    resource: Option<Entity<'a>>,
    context: Option<Object<'a>>,
}

impl<'a> Parts<'a> {
    /// With what it leaves out taken from elsewhere, part by part: a part that is stated replaces the other whole.
    pub fn or(self, defaults: &Self) -> Self {
        Self {
            subject: self.subject.or_else(|| defaults.subject.clone()),
            action: self.action.or_else(|| defaults.action.clone()),
            resource: self.resource.or_else(|| defaults.resource.clone()),
            context: self.context.or(defaults.context),
        }
    }

    /// The question, if nothing is missing.
    pub fn whole(self, at: At) -> Result<Evaluation<'a>, Refused> {
        Ok(Evaluation {
            subject: self.subject.ok_or_else(|| at.missing("subject"))?,
            action: self.action.ok_or_else(|| at.missing("action"))?,
            resource: self.resource.ok_or_else(|| at.missing("resource"))?,
            context: self.context,
        })
    }
}

/// Reads a subject or a resource. What a search looks for has no id: one that is given is not even read.
fn entity<'a>(at: At, name: &str, raw: &'a RawValue, with_id: bool) -> Result<Entity<'a>, Refused> {
    let whole = object(at, name, raw)?;
    let body: EntityBody<'a> = serde_json::from_str(whole.as_str()).map_err(|error| at.unread(name, &plain(&error)))?;
    Ok(Entity {
        kind: required(at, || format!("{name}.type"), body.kind)?,
        id: if with_id { required(at, || format!("{name}.id"), body.id)? } else { Cow::Borrowed("") },
        properties: properties(at, name, body.properties)?,
    })
}

fn action(at: At, raw: &RawValue) -> Result<Action<'_>, Refused> {
    let whole = object(at, "action", raw)?;
    let body: ActionBody<'_> =
        serde_json::from_str(whole.as_str()).map_err(|error| at.unread("action", &plain(&error)))?;
    Ok(Action {
        name: required(at, || "action.name".to_owned(), body.name)?,
        properties: properties(at, "action", body.properties)?,
    })
}

fn object<'a>(at: At, field: &str, raw: &'a RawValue) -> Result<Object<'a>, Refused> {
    Object::new(raw).ok_or_else(|| at.wrong(field, "an object"))
}

fn properties<'a>(at: At, of: &str, raw: Option<&'a RawValue>) -> Result<Option<Object<'a>>, Refused> {
    raw.map(|raw| Object::new(raw).ok_or_else(|| at.wrong(&format!("{of}.properties"), "an object"))).transpose()
}

fn required<'a>(at: At, field: impl Fn() -> String, raw: Option<&'a RawValue>) -> Result<Cow<'a, str>, Refused> {
    let raw = raw.ok_or_else(|| at.missing(&field()))?;
    if !raw.get().starts_with('"') {
        return Err(at.wrong(&field(), "a text"));
    }
    text(raw).map_err(|problem| at.unread(&field(), &problem))
}

//! Questions about accelerators, as transactions of the law.
//!
//! | AuthZEN | transaction |
//! |---|---|
//! | `subject.type` | `customer` |
//! | `subject.id` | the customer's name |
//! | `subject.properties` | what else is known of it: `country`, `headquarters`, `ultimate_parent`, `owners`, `lists`, `identifiers`, `staff_nationalities` |
//! | `action.name` | the kind: `provide_compute`, `export`, ... |
//! | `resource.type` | `accelerator`, `instance` or `goods` |
//! | `resource.id` | its name in the catalog, or its code |
//! | `resource.properties`, `action.properties`, `context` | the other facts, each in one of the three: `on`, `quantity`, `site`, `from`, `to`, `parties`, `end_use`, `red_flags`, `red_flags_resolved`, `training_operations`, `prior_tpp_this_year`, `licenses_held`; and for licenses `provider`, `at_site`, `cluster`, `resale` |
//!
//! Facts are written as in a request of the command line. Properties are an open object in AuthZEN and closed here: a misspelt `headquaters` would
//! otherwise be a fact left out, and what is left out can open the gate. So a property that is no fact, or a fact that stands twice, is not guessed at:
//! there is no transaction, and the decision is `false` with the property in its error. The context is closed too, but for the members that services
//! send along with every request; which these are can be set ([`Reading`]).

mod facts;

use std::borrow::Cow;
use std::collections::BTreeSet;

use portcullis_determination::{ItemRequest, PartyRequest};
use portcullis_gate::{Ask, Purpose};
use portcullis_law::Kind;

use crate::decision::Decision;
use crate::evaluation::{Entity, Evaluation};
use facts::Facts;

/// The type of subjects that rent.
pub const CUSTOMER: &str = "customer";
/// The types of resources that the law decides about.
pub const ITEMS: [&str; 3] = ["accelerator", "instance", "goods"];
/// Members of a context that say nothing of a transaction: those of the specification's examples, and those of its profiles.
pub const CIRCUMSTANCES: [&str; 7] =
    ["access_request", "approval", "ip", "schema", "supported_obligations", "time", "user_agent"];

/// Whether the law decides about resources of a type.
#[must_use]
pub fn is_item(kind: &str) -> bool {
    ITEMS.contains(&kind)
}

/// Why a question is no transaction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoTransaction(String);

impl From<NoTransaction> for Decision {
    fn from(NoTransaction(problem): NoTransaction) -> Self {
        Self::fault(problem)
    }
}

/// How questions are read.
#[derive(Clone, Debug)]
pub struct Reading {
    circumstances: BTreeSet<String>,
}

impl Default for Reading {
    fn default() -> Self {
        Self { circumstances: CIRCUMSTANCES.into_iter().map(str::to_owned).collect() }
    }
}

impl Reading {
    /// And with these members of a context, which say nothing of a transaction, passed over. One that is the name of a fact stays a fact.
    #[must_use]
    pub fn passing_over(mut self, members: impl IntoIterator<Item = String>) -> Self {
        self.circumstances.extend(members);
        self
    }

    /// The transaction that is asked about. Nothing is recorded for a question and nothing held.
    ///
    /// # Errors
    /// [`NoTransaction`], where the question is about something else or anything in it is not understood.
    pub fn ask(&self, asked: &Evaluation<'_>) -> Result<Ask, NoTransaction> {
        let kind = kind(&asked.action.name)?;
        let item = item(&asked.resource)?;
        let customer = customer(&asked.subject)?;
        let mut facts = Facts::default();
        facts.read("resource.properties", asked.resource.properties, None)?;
        facts.read("action.properties", asked.action.properties, None)?;
        facts.read("context", asked.context, Some(&self.circumstances))?;
        let (mut request, placement) = facts.stated();
        request.kind = Some(kind);
        request.item = Some(item);
        request.parties.insert(0, customer);
        Ok(Ask { id: None, request, placement, purpose: Purpose::Question })
    }
}

fn kind(name: &str) -> Result<Kind, NoTransaction> {
    Kind::ALL.into_iter().find(|kind| kind.word() == name).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::word).join(", ");
        NoTransaction(format!("`action.name` is {name:?}, which is no transaction: it is one of {known}"))
    })
}

fn item(resource: &Entity<'_>) -> Result<ItemRequest<'static>, NoTransaction> {
    let id = Some(Cow::Owned(named("resource.id", &resource.id)?.to_owned()));
    match &*resource.kind {
        "accelerator" => Ok(ItemRequest { accelerator: id, ..ItemRequest::default() }),
        "instance" => Ok(ItemRequest { instance: id, ..ItemRequest::default() }),
        "goods" => Ok(ItemRequest { goods: id, ..ItemRequest::default() }),
        other => Err(NoTransaction(format!(
            "`resource.type` is {other:?}, and transactions are about one of {}",
            ITEMS.join(", ")
        ))),
    }
}

fn customer(subject: &Entity<'_>) -> Result<PartyRequest<'static>, NoTransaction> {
    if subject.kind != CUSTOMER {
        let kind = &subject.kind;
        return Err(NoTransaction(format!("`subject.type` is {kind:?}, and only a `{CUSTOMER}` rents accelerators")));
    }
    let name = named("subject.id", &subject.id)?.to_owned();
    facts::customer(name, subject.properties)
}

fn named<'a>(field: &str, name: &'a str) -> Result<&'a str, NoTransaction> {
    if name.trim().is_empty() { Err(NoTransaction(format!("`{field}` is empty: name it"))) } else { Ok(name) }
}

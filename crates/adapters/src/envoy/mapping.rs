//! The operator's rules.

use std::collections::BTreeMap;

use portcullis_gate::Ask;
use portcullis_license::Instant;
use serde::Deserialize;

use super::path::Path;
use crate::Mistake;
use crate::template::{CarriedBy, Carries, PlacementText, Template};

/// The mapping of an Envoy: which requests start compute, who asks, and for what.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) template: Template,
    pub(super) rules: Vec<Rule>,
    pub(super) items: CarriedBy,
}

/// Requests that start compute.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub path: Path,
    pub written: RuleText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    request: toml::Table,
    #[serde(default)]
    placement: PlacementText,
    #[serde(default)]
    customers: BTreeMap<String, toml::Value>,
    #[serde(default)]
    items: BTreeMap<String, Carries>,
    rules: Vec<RuleText>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub method: String,
    path: String,
    /// Where the key of `[customers]` is.
    pub customer: Source,
    /// Where the key of `[items]` is.
    pub item: Source,
    /// Where it says how many; one where it is left out.
    pub quantity: Option<Source>,
    /// How many where the request does not say; left out, it has to.
    pub quantity_absent: Option<u64>,
    /// Whether a request with a query string fits: the rule does not read it.
    #[serde(default)]
    pub query: bool,
    /// How long what it starts is held for; left out, it is a question.
    pub hold_seconds: Option<u64>,
}

/// Where in a request a text is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Source {
    /// A header, in small letters. Only one that Envoy sets itself can say who asks.
    Header(String),
    /// A named segment of the path.
    Segment(String),
    /// A JSON pointer (RFC 6901) into the body.
    Body(String),
    /// The identity of the peer's certificate: `source.principal`.
    Principal,
    /// Metadata that a filter wrote, as the JWT filter does: the filter's name, then the way into it.
    Metadata(Vec<String>),
}

impl Mapping {
    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// [`Mistake`], with the place.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(&error))?;
        let rules = written.rules.into_iter().enumerate().map(|(place, rule)| rule.checked(place));
        Ok(Self {
            rules: rules.collect::<Result<_, _>>()?,
            template: Template::new(written.request, written.placement, written.customers)?,
            items: CarriedBy::checked("items", written.items)?,
        })
    }

    /// What the mapping names and the catalog does not have.
    #[must_use]
    pub fn check(&self, accelerator: impl Fn(&str) -> bool, instance: impl Fn(&str) -> bool) -> Vec<Mistake> {
        self.items.mistakes(&accelerator, &instance)
    }

    /// Asks that must stay closed, for the self-test at the start.
    #[must_use]
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        self.template.probe(now)
    }
}

impl RuleText {
    fn checked(self, place: usize) -> Result<Rule, Mistake> {
        let place = format!("rules[{place}]");
        let path = Path::read(&format!("{place}.path"), &self.path)?;
        let sources =
            [("customer", Some(&self.customer)), ("item", Some(&self.item)), ("quantity", self.quantity.as_ref())];
        for (field, source) in sources {
            let wrong = match source {
                Some(Source::Segment(name)) if !path.names(name) => "names a segment that the path does not have",
                Some(Source::Header(name)) if name.to_ascii_lowercase() != *name => {
                    "is a header: write it in small letters"
                }
                Some(Source::Body(pointer)) if !pointer.starts_with('/') => "is a JSON pointer: it begins with `/`",
                Some(Source::Metadata(way)) if way.len() < 2 => {
                    "is the name of a filter, then the way into its metadata"
                }
                _ => continue,
            };
            return Err(Mistake::new(format!("{place}.{field}"), wrong));
        }
        if self.quantity.is_none() && self.quantity_absent.is_some() {
            return Err(Mistake::new(
                format!("{place}.quantity_absent"),
                "stands for a `quantity` that the rule does not have",
            ));
        }
        Ok(Rule { path, written: self })
    }
}

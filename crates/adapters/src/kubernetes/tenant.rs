//! Whose an object is, and what for, as its labels, annotations and namespace say.

use serde_json::Value;

use super::mapping::Written;
use crate::template::{Refused, short};

/// The metadata that a pod has, or will have.
#[derive(Copy, Clone, Debug)]
pub struct Tenant<'a> {
    pub namespace: &'a str,
    /// `metadata` of the pod or of its template; what is absent is `null`.
    pub metadata: &'a Value,
}

impl<'a> Tenant<'a> {
    fn value(&self, list: &str, name: &str) -> Option<&'a str> {
        self.metadata.get(list)?.get(name)?.as_str()
    }

    /// The key of the customer. Whoever names one names the same.
    pub fn customer(&self, written: &'a Written, at: &str) -> Result<&'a str, Refused> {
        let places = &written.customer;
        let labels = places.labels.iter().map(|label| ("label", label, self.value("labels", label)));
        let annotations = places.annotations.iter().map(|name| ("annotation", name, self.value("annotations", name)));
        let mut found: Option<(String, &str)> = None;
        let bound = places.namespaces.get(self.namespace).map(String::as_str);
        let namespace = self.namespace.to_owned();
        let named =
            labels.chain(annotations).filter_map(|(sort, name, value)| Some((format!("{sort} {name}"), value?)));
        for (place, key) in bound.map(|key| (format!("namespace {namespace}"), key)).into_iter().chain(named) {
            match &found {
                Some((before, other)) if *other != key => {
                    return Err(Refused::of(format!(
                        "{at}: {before} names the customer {}, {place} names {}: name one",
                        short(other),
                        short(key)
                    )));
                }
                Some(_) => {}
                None => found = Some((place, key)),
            }
        }
        match found {
            Some((place, key)) => match written.customers.get_key_value(key) {
                Some((key, _)) => Ok(key),
                None => Err(Refused::of(format!(
                    "{at}: {place} names {}, who is no customer of the mapping: correct it, or add a table under [customers]",
                    short(key)
                ))),
            },
            None => Err(self.nobody(written, at)),
        }
    }

    fn nobody(&self, written: &Written, at: &str) -> Refused {
        let places = &written.customer;
        let labels = places.labels.iter().map(|label| format!("the label {label}"));
        let annotations = places.annotations.iter().map(|name| format!("the annotation {name}"));
        let mut mends: Vec<_> = labels.chain(annotations).collect();
        mends.push(format!("the namespace {} under customer.namespaces", short(self.namespace)));
        Refused::of(format!("{at}: it asks for accelerators and names no customer: set {}", mends.join(", or ")))
    }

    /// The end uses that are stated; none where none is.
    pub fn end_uses(&self, written: &'a Written, at: &str) -> Result<Vec<&'a str>, Refused> {
        let Some(end_use) = &written.end_use else { return Ok(Vec::new()) };
        let mut codes = Vec::new();
        for label in &end_use.labels {
            let Some(value) = self.value("labels", label) else { continue };
            let code = end_use.values.get(value).ok_or_else(|| {
                let known: Vec<_> = end_use.values.keys().take(8).map(String::as_str).collect();
                Refused::of(format!(
                    "{at}: the label {label} says {}, which is no end use of the mapping: write one of {}",
                    short(value),
                    known.join(", ")
                ))
            })?;
            codes.push(code.as_str());
        }
        codes.sort_unstable();
        codes.dedup();
        Ok(codes)
    }
}

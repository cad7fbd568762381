//! From a `CheckRequest` to an ask.

use envoy_types::pb::envoy::service::auth::v3::AttributeContext;
use envoy_types::pb::envoy::service::auth::v3::attribute_context::HttpRequest;
use envoy_types::pb::google::protobuf::value::Kind;
use portcullis_gate::{Ask, Purpose};
use portcullis_license::Instant;
use serde_json::Value;

use super::mapping::{Rule, Source};
use super::{CheckRequest, Mapping, strict};
use crate::Refused;
use crate::template::{Particulars, short};

/// What a request asks; nothing where what it starts carries no accelerators. Each request is its own start: a name that the caller chose could be used
/// again for another instance.
///
/// # Errors
/// [`Refused`] where no rule is for it, or it is not understood.
pub fn ask(mapping: &Mapping, check: &CheckRequest, now: Instant) -> Result<Option<Ask>, Refused> {
    let attributes = check.attributes.as_ref();
    let http = attributes.and_then(|attributes| attributes.request.as_ref()?.http.as_ref());
    let (Some(attributes), Some(http)) = (attributes, http) else {
        return Err(Refused::of(
            "Envoy says nothing of an HTTP request: use the HTTP filter `envoy.filters.http.ext_authz`",
        ));
    };
    let (path, query) = http.path.split_once('?').map_or((http.path.as_str(), false), |(path, _)| (path, true));
    let rule =
        mapping.rules.iter().find(|rule| rule.written.method == http.method && rule.path.fits(path)).ok_or_else(
            || {
                Refused::of(format!(
                    "no rule of the mapping is for {} {}, so it stays closed",
                    short(&http.method),
                    short(path)
                ))
            },
        )?;
    if query && !rule.written.query {
        return Err(Refused::of(
            "the rule does not read query strings: leave it out, or write `query = true` in the rule",
        ));
    }
    let seen = Seen { attributes, http, path, rule };
    let customer = seen.text("customer", &rule.written.customer)?;
    let key = seen.text("item", &rule.written.item)?;
    let Some((item, quantity)) = mapping.items.of(&key)?.times(seen.quantity()?)? else { return Ok(None) };
    let purpose = match rule.written.hold_seconds {
        Some(seconds) => Purpose::Start { milliseconds: seconds.saturating_mul(1000) },
        None => Purpose::Question,
    };
    mapping.template.ask(Particulars { id: None, customer: &customer, item, quantity, at: now, purpose }).map(Some)
}

/// A request that a rule is for.
struct Seen<'a> {
    attributes: &'a AttributeContext,
    http: &'a HttpRequest,
    path: &'a str,
    rule: &'a Rule,
}

impl Seen<'_> {
    fn text(&self, what: &str, source: &Source) -> Result<String, Refused> {
        match self.value(source)? {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(Refused::of(format!(
                "the request does not say the {what}, where the rule looks for it: {source:?}"
            ))),
        }
    }

    fn quantity(&self) -> Result<u64, Refused> {
        let Some(source) = &self.rule.written.quantity else { return Ok(1) };
        let found = match self.value(source)? {
            None => self.rule.written.quantity_absent,
            Some(Value::Number(number)) => number.as_u64(),
            // A header or a segment: digits alone, as every reader reads them.
            Some(Value::String(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0') => {
                text.parse().ok()
            }
            Some(_) => None,
        };
        found.ok_or_else(|| {
            Refused::of(format!("the request does not say how many, where the rule looks for it: {source:?}"))
        })
    }

    fn value(&self, source: &Source) -> Result<Option<Value>, Refused> {
        Ok(match source {
            Source::Header(name) => self.header(name)?.map(Value::String),
            Source::Segment(name) => self.rule.path.named(name, self.path).map(Value::from),
            Source::Body(pointer) => self.body()?.pointer(pointer).cloned(),
            Source::Principal => {
                let peer = self.attributes.source.as_ref();
                peer.map(|peer| &peer.principal).filter(|name| !name.is_empty()).cloned().map(Value::String)
            }
            Source::Metadata(way) => self.metadata(way).map(Value::String),
        })
    }

    /// One header: Envoy joins several of a name by commas, or keeps them apart (`encode_raw_headers`).
    fn header(&self, name: &str) -> Result<Option<String>, Refused> {
        let mut found =
            self.http.headers.get(name).map(|value| value.clone().into_bytes()).into_iter().collect::<Vec<_>>();
        let raw = self.http.header_map.iter().flat_map(|map| &map.headers);
        found.extend(raw.filter(|header| header.key.eq_ignore_ascii_case(name)).map(|header| {
            if header.raw_value.is_empty() { header.value.clone().into_bytes() } else { header.raw_value.clone() }
        }));
        let Some(value) = found.pop() else { return Ok(None) };
        match String::from_utf8(value) {
            Ok(text) if found.is_empty() && !text.contains(',') => Ok(Some(text)),
            _ => Err(Refused::of(format!("the header {name:?} is there more than once, or not as text"))),
        }
    }

    fn body(&self) -> Result<Value, Refused> {
        if self.header("x-envoy-auth-partial-body")?.is_some_and(|partial| partial != "false") {
            return Err(Refused::of("Envoy cut the body off: raise `max_request_bytes`, or send less"));
        }
        let plain = self.header("content-encoding")?.is_none_or(|encoding| encoding == "identity");
        if !plain {
            return Err(Refused::of("the body is encoded, and is not read: send it plain"));
        }
        let bytes = if self.http.raw_body.is_empty() { self.http.body.as_bytes() } else { &self.http.raw_body };
        strict::read(bytes).map_err(|error| {
            Refused::of(format!(
                "the body is not JSON that every reader reads alike ({error}); is `with_request_body` set?"
            ))
        })
    }

    fn metadata(&self, way: &[String]) -> Option<String> {
        let (filter, way) = way.split_first()?;
        let (last, way) = way.split_last()?;
        let mut at = self.attributes.metadata_context.as_ref()?.filter_metadata.get(filter)?;
        for step in way {
            match at.fields.get(step)?.kind.as_ref()? {
                Kind::StructValue(inner) => at = inner,
                _ => return None,
            }
        }
        match at.fields.get(last)?.kind.as_ref()? {
            Kind::StringValue(text) => Some(text.clone()),
            _ => None,
        }
    }
}

//! Lists, a page at a time: a cursor says where the next one begins.

use std::borrow::Borrow;
use std::fmt::Display;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json::Query;
use crate::problem::Problem;

/// Things on a page where none is asked for.
const USUAL: usize = 100;
/// Things on a page at most.
const MOST: usize = 1_000;

/// What the query of a list can say.
pub const QUERY: &[(&str, &str)] = &[
    ("cursor", "Where the page begins: the `cursor` of the page before"),
    ("limit", "How many, 1 to 1,000; 100 where it is left out"),
];

/// Which page is asked for.
pub struct PageAsked {
    after: Option<String>,
    limit: Option<usize>,
}

/// As it is written in the query.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    limit: Option<usize>,
}

/// A page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; nothing where this is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for PageAsked {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(Written { cursor, limit }) = Query::from_request_parts(head, state).await?;
        let read = |cursor| String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok();
        let after = cursor.map(|cursor: String| read(cursor).ok_or_else(no_cursor)).transpose()?;
        Ok(Self { after, limit })
    }
}

impl PageAsked {
    /// The key after which it begins.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many things it has at most.
    #[must_use]
    pub fn most(&self) -> usize {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// The page of all things that there are, in the order of their keys.
    pub fn of<'a, K: Borrow<str> + Display + 'a, T, S>(
        &self,
        things: impl Iterator<Item = (&'a K, T)>,
        mut show: impl FnMut(&'a K, T) -> S,
    ) -> Page<S> {
        let is_before = |key: &str| self.after().is_some_and(|after| key <= after);
        let rest = things.skip_while(|(key, _)| is_before((*key).borrow()));
        self.beginning_with(rest.map(|(key, thing)| (key, show(key, thing))))
    }

    /// The page of things that were looked for after the key where it begins.
    pub fn beginning_with<K: Display, T>(&self, mut things: impl Iterator<Item = (K, T)>) -> Page<T> {
        let (mut items, mut last) = (Vec::new(), None);
        for (key, thing) in things.by_ref().take(self.most()) {
            last = Some(key);
            items.push(thing);
        }
        let cursor = things.next().and(last).map(|key| URL_SAFE_NO_PAD.encode(key.to_string()));
        Page { items, cursor }
    }
}

/// A cursor is none of ours.
pub fn no_cursor() -> Problem {
    Problem::malformed("cursor: this is none; take the one of the page before")
}

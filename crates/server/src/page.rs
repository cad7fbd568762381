//! Lists, a page at a time: a cursor says where the next one begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Things on a page where none is asked for.
const USUAL: usize = 100;
/// Things on a page at most.
const MOST: usize = 1_000;

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct PageAsked {
    /// Where it begins: the `cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many, 1 to 1,000; 100 where it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
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

impl PageAsked {
    /// The key after which it begins.
    ///
    /// # Errors
    /// [`Problem`] where the cursor is none of ours.
    pub fn after(&self) -> Result<Option<String>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        bytes.map(Some).ok_or_else(|| Problem::malformed("cursor: this is none; take the one of the page before"))
    }

    /// How many things it has at most.
    #[must_use]
    pub fn most(&self) -> usize {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// The page of things in the order of their keys, all of them after the key where it begins.
    pub fn of<K: ToString, T>(&self, things: impl Iterator<Item = (K, T)>) -> Page<T> {
        let most = self.most();
        let (mut items, mut last) = (Vec::new(), None);
        let mut things = things;
        for (key, thing) in things.by_ref().take(most) {
            last = Some(key.to_string());
            items.push(thing);
        }
        let cursor = things.next().and(last).map(|key| URL_SAFE_NO_PAD.encode(key));
        Page { items, cursor }
    }
}

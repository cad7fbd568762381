//! The files that pages need, built into the program.
//!
//! A file's name holds the start of its hash: a changed file is another file, and a browser may keep what it has for
//! ever (RFC 8246).

use portcullis_catalog::sha256;
use std::sync::LazyLock;

/// What a browser may do with a page: ask this host, and nothing written in a page itself runs or styles.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How long an asset may be kept.
pub const ASSET_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// Digits of the hash that a name holds.
const HASH_LETTERS: usize = 16;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name below `assets` of the console: `console-0123456789abcdef.css`.
    pub name: String,
    /// What it holds.
    pub bytes: &'static [u8],
    /// Its media type.
    pub media_type: &'static str,
    /// The SHA-256 of its bytes, in hexadecimal: an entity tag (RFC 9110 section 8.8.3).
    pub hash: String,
}

impl Asset {
    fn of(stem: &str, ending: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash = sha256(text.as_bytes());
        let start: String = hash.chars().take(HASH_LETTERS).collect();
        Self { name: format!("{stem}-{start}.{ending}"), bytes: text.as_bytes(), media_type, hash }
    }
}

/// The assets of every page.
pub(crate) struct Assets {
    pub(crate) style: Asset,
    pub(crate) script: Asset,
    pub(crate) icon: Asset,
}

pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: Asset::of("console", "css", "text/css; charset=utf-8", include_str!("assets/console.css")),
    script: Asset::of("console", "js", "text/javascript; charset=utf-8", include_str!("assets/console.js")),
    icon: Asset::of("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")),
});

/// The asset with this name, below `assets` of the console. `None` where there is none.
#[must_use]
pub fn asset(name: &str) -> Option<&'static Asset> {
    let Assets { style, script, icon } = &*ASSETS;
    [style, script, icon].into_iter().find(|asset| asset.name == name)
}

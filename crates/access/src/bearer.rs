//! What stands in an `Authorization` header (RFC 6750 section 2.1).

use crate::secret::PREFIX;

/// What a caller presents.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Bearer<'a> {
    /// A key of this service.
    Key(&'a str),
    /// Anything else: the token of an identity provider.
    Token(&'a str),
}

impl<'a> Bearer<'a> {
    /// Reads the value of the header. Nothing where it has another scheme or no token.
    #[must_use]
    pub fn read(header: &'a str) -> Option<Self> {
        let (scheme, token) = header.trim().split_once(' ')?;
        let token = token.trim_start();
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.contains(char::is_whitespace) {
            return None;
        }
        Some(if token.starts_with(PREFIX) { Self::Key(token) } else { Self::Token(token) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let read = |header| {
            Bearer::read(header).map(|bearer| match bearer {
                Bearer::Key(key) => ("key", key),
                Bearer::Token(token) => ("token", token),
            })
        };
        assert_eq!(read("Bearer portcullis_x_y"), Some(("key", "portcullis_x_y")));
        assert_eq!(read("bearer  a.b.c "), Some(("token", "a.b.c")));
        for none in ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "portcullis_x_y"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}

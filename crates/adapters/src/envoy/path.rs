//! Paths of requests, by their segments.

use crate::Mistake;

/// `/v1/projects/{project}/instances`: segments that are themselves, and segments with a name.
#[derive(Clone, Debug)]
pub(super) struct Path(Vec<Segment>);

#[derive(Clone, Debug)]
enum Segment {
    Text(String),
    Named(String),
}

impl Path {
    pub fn read(place: &str, text: &str) -> Result<Self, Mistake> {
        let segments = split(text).ok_or_else(|| {
            Mistake::new(
                place,
                format!("{text:?} is no path: it begins with `/`, and its segments are neither empty nor escaped"),
            )
        })?;
        let read = |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => Segment::Named(name.to_owned()),
            None => Segment::Text(segment.to_owned()),
        };
        Ok(Self(segments.into_iter().map(read).collect()))
    }

    /// Whether it is a path like this one.
    pub fn fits(&self, path: &str) -> bool {
        split(path).is_some_and(|segments| {
            segments.len() == self.0.len()
                && self.0.iter().zip(segments).all(|(pattern, segment)| match pattern {
                    Segment::Text(text) => text == segment,
                    Segment::Named(_) => true,
                })
        })
    }

    /// The segment with a name.
    pub fn named<'p>(&self, name: &str, path: &'p str) -> Option<&'p str> {
        let place = self.place(name)?;
        split(path)?.get(place).copied()
    }

    /// Whether it has a segment with this name.
    pub fn names(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|segment| matches!(segment, Segment::Named(named) if named == name))
    }
}

/// The segments of a path that every server reads alike. Escapes, empty segments, dots and path parameters are read differently by different servers
/// (RFC 3986 sections 3.3 and 6.2.2), so a path with them is none.
fn split(path: &str) -> Option<Vec<&str>> {
    let segments: Vec<_> = path.strip_prefix('/')?.split('/').collect();
    let plain = |segment: &&str| {
        !matches!(*segment, "" | "." | "..")
            && segment.chars().all(|char| char.is_ascii_graphic() && !"%;\\?#".contains(char))
    };
    segments.iter().all(plain).then_some(segments)
}

//! Forms that bring a file (RFC 7578): the fields, and what was in the file as if it had been typed.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};

use crate::problem::Problem;

/// Fields of a form at most.
const MOST_FIELDS: usize = 64;

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of its field.
    pub name: String,
    /// What the file is called that it brings, where it does; empty where none was chosen.
    pub file: Option<String>,
    /// What stands in it.
    pub content: Bytes,
}

/// Whether a form comes in parts.
#[must_use]
pub fn is_one(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

/// The fields of a form in parts, in their order. What is no text in UTF-8 is none that a form of ours asks for.
///
/// # Errors
/// [`Problem`] where it is not in the form.
pub fn fields(headers: &HeaderMap, body: &Bytes) -> Result<Vec<(String, String)>, Problem> {
    texts(&parts(headers, body)?, |_| true)
}

/// The fields that bring no file, in their order.
///
/// # Errors
/// [`Problem`] where one is no text.
pub fn without_files(parts: &[Part]) -> Result<Vec<(String, String)>, Problem> {
    texts(parts, |part| part.file.is_none())
}

fn texts(parts: &[Part], is_one: impl Fn(&Part) -> bool) -> Result<Vec<(String, String)>, Problem> {
    let text = |part: &Part| {
        let text = std::str::from_utf8(&part.content).map_err(|_| wrong(&format!("`{}` is no text", part.name)))?;
        Ok((part.name.clone(), text.to_owned()))
    };
    parts.iter().filter(|part| is_one(part)).map(text).collect()
}

fn wrong(why: &str) -> Problem {
    Problem::malformed(format!("the form: {why}; send it from its page"))
}

/// The parts of a form, in their order.
///
/// # Errors
/// [`Problem`] where it is not in the form.
pub fn parts(headers: &HeaderMap, body: &Bytes) -> Result<Vec<Part>, Problem> {
    let boundary = boundary(headers).ok_or_else(|| wrong("its parts have no boundary"))?;
    let delimiter = format!("\r\n--{boundary}");
    // So that the first delimiter begins as the others do.
    let whole = Bytes::from([b"\r\n".as_slice(), body.as_ref()].concat());
    let mut parts = split(&whole, delimiter.as_bytes());
    let mut found = Vec::new();
    // What stands before the first delimiter is nobody's.
    let _ = parts.next();
    for part in parts {
        if part.starts_with(b"--") {
            return Ok(found);
        }
        let part = part.strip_prefix(b"\r\n").ok_or_else(|| wrong("a part does not begin on a line of its own"))?;
        let end = find(part, b"\r\n\r\n").ok_or_else(|| wrong("a part has no end of its head"))?;
        let (head, content) = part.split_at(end);
        let head = std::str::from_utf8(head).map_err(|_| wrong("the head of a part is no text"))?;
        let name =
            head.lines().find_map(|line| parameter_of(line, "name=")).ok_or_else(|| wrong("a part has no name"))?;
        let content = content.strip_prefix(b"\r\n\r\n").unwrap_or_default();
        if found.len() == MOST_FIELDS {
            return Err(wrong("it has too many parts"));
        }
        let file = head.lines().find_map(|line| parameter_of(line, "filename="));
        found.push(Part { name, file, content: whole.slice_ref(content) });
    }
    Err(wrong("it ended before it was whole"))
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let stated = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (essence, parameters) = stated.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let of = |parameter: &str| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
    };
    parameters.split(';').find_map(of).filter(|boundary| (1..=70).contains(&boundary.len()))
}

/// A parameter of the disposition of a part, where a line of its head says it. Browsers write a quotation mark in it as `%22` (WHATWG HTML section
/// 4.10.22.8); a semicolon would end it, and what stands after that is lost: it is a name and nothing else.
fn parameter_of(line: &str, which: &str) -> Option<String> {
    let (field, value) = line.split_once(':')?;
    if !field.trim().eq_ignore_ascii_case("content-disposition") {
        return None;
    }
    let named = value.split(';').find_map(|parameter| parameter.trim().strip_prefix(which))?;
    Some(named.trim_matches('"').to_owned())
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

/// The pieces between what separates them.
fn split<'a>(whole: &'a [u8], separator: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(whole);
    std::iter::from_fn(move || {
        let all = rest?;
        match find(all, separator) {
            Some(at) => {
                let (piece, after) = all.split_at(at);
                rest = after.strip_prefix(separator);
                Some(piece)
            }
            None => {
                rest = None;
                Some(all)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(boundary: &str) -> HeaderMap {
        let value = format!("multipart/form-data; boundary={boundary}").parse().unwrap();
        HeaderMap::from_iter([(header::CONTENT_TYPE, value)])
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(sent in prop::collection::vec(("[a-z-]{1,9}", "\\PC{0,40}"), 0..6)) {
            let mut body = String::new();
            for (name, value) in &sent {
                body += &format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            }
            body += "--XX--\r\n";
            prop_assert_eq!(fields(&headers("XX"), &Bytes::from(body)).unwrap(), sent);
        }

        #[test]
        fn nothing_that_is_sent_stops_it(body in prop::collection::vec(any::<u8>(), 0..200), boundary in "[ -~]{0,10}") {
            let _ = fields(&headers(&boundary), &Bytes::from(body));
        }

        #[test]
        fn nothing_of_the_form_stops_it(parts in prop::collection::vec("(--XX|\r\n|\r\n\r\n|--|Content-Disposition: form-data; name=a|x)", 0..12)) {
            let _ = fields(&headers("XX"), &Bytes::from(parts.concat()));
        }
    }
}

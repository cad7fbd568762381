//! Addresses of pages. They are built from parts and percent-encoded (RFC 3986), so that an address always leads to
//! this console, whatever text it is made of: no other host, no `javascript:`.

use maud::Render;
use std::fmt;

/// Where the console is mounted.
pub const BASE: &str = "/console";

/// The address of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    segments: Vec<String>,
    query: Vec<(String, String)>,
    fragment: Option<String>,
}

impl Address {
    /// The page below [`BASE`] with these segments: `["licenses", number]`.
    pub fn of<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        Self { segments: segments.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }

    /// An address as it was written, by a page of ours or by anybody else; nothing where it leads elsewhere.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (text, fragment) = text.split_once('#').map_or((text, None), |(text, id)| (text, Some(id)));
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let below = path.strip_prefix(BASE)?;
        let below = if below.is_empty() { below } else { below.strip_prefix('/')? };
        let segments = below.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect::<Option<_>>()?;
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let query = pairs.map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect::<Option<_>>()?;
        let fragment = match fragment {
            None => None,
            Some(id) => Some(decoded(id)?),
        };
        Some(Self { segments, query, fragment })
    }

    /// The same page with this parameter set to this value.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut address = self.without(name);
        address.query.push((name.to_owned(), value.to_owned()));
        address
    }

    /// The same page with this value of a parameter beside those it has.
    #[must_use]
    pub fn and(&self, name: &str, value: &str) -> Self {
        let mut address = self.clone();
        address.query.push((name.to_owned(), value.to_owned()));
        address
    }

    /// The same page without this parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut address = self.clone();
        address.query.retain(|(known, _)| known != name);
        address
    }

    /// The same page at the element with this id.
    #[must_use]
    pub fn at(&self, id: &str) -> Self {
        Self { fragment: Some(id.to_owned()), ..self.clone() }
    }

    /// The parameters.
    #[must_use]
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// The page without parameters: what a form is sent to.
    #[must_use]
    pub fn path(&self) -> Self {
        Self { segments: self.segments.clone(), ..Self::default() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(BASE)?;
        for segment in &self.segments {
            // A segment of dots alone would climb (RFC 3986 section 5.2.4), and no encoding keeps it from that.
            let climbs = matches!(segment.as_str(), "." | "..");
            write!(out, "/{}", Encoded(if climbs { "-" } else { segment }))?;
        }
        for (place, (name, value)) in self.query.iter().enumerate() {
            write!(out, "{}{}={}", if place == 0 { '?' } else { '&' }, Encoded(name), Encoded(value))?;
        }
        self.fragment.as_ref().map_or(Ok(()), |id| write!(out, "#{}", Encoded(id)))
    }
}

impl Render for Address {
    fn render_to(&self, buffer: &mut String) {
        self.to_string().render_to(buffer);
    }
}

/// Percent-encoded but for the unreserved characters (RFC 3986 section 2.3).
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                write!(out, "{}", char::from(byte))?;
            } else {
                write!(out, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

/// What was percent-encoded; nothing where it is no text. A plus sign is a space, as forms write it.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit =
                    |digit: Option<u8>| char::from(digit?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(rest.next())? << 4 | digit(rest.next())?
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(segments in prop::collection::vec("\\PC{1,8}", 0..4), query in prop::collection::vec(("\\PC{1,5}", "\\PC{0,5}"), 0..3)) {
            let mut address = Address::of(segments.iter().map(String::as_str));
            for (name, value) in &query {
                address = address.with(name, value);
            }
            let written = address.to_string();
            let read = Address::read(&written).unwrap();
            prop_assert_eq!(read.to_string(), written);
        }

        #[test]
        fn anything_may_be_read(text in "\\PC*") {
            if let Some(address) = Address::read(&text) {
                prop_assert!(address.to_string().starts_with(BASE));
            }
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_address() {
        for elsewhere in [
            "",
            "/",
            "/consoles",
            "/v1/cases",
            "//console",
            "https://example.org/console",
            "javascript:1",
            "/console/%zz",
        ] {
            assert_eq!(Address::read(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(Address::read("/console/a%2Fb?x=1+2#here"), Some(Address::of(["a/b"]).with("x", "1 2").at("here")));
    }

    #[test]
    fn an_address_stays_in_the_console_whatever_it_is_made_of() {
        let written = |segments: &[&str]| Address::of(segments.iter().copied()).to_string();
        assert_eq!(written(&["licenses", "US-2026/14"]), "/console/licenses/US-2026%2F14");
        assert_eq!(written(&["//example.org"]), "/console/%2F%2Fexample.org");
        assert_eq!(written(&["javascript:alert(1)"]), "/console/javascript%3Aalert%281%29");
        assert_eq!(written(&["..", "..", "v1"]), "/console/-/-/v1");
    }

    #[test]
    fn a_parameter_is_set_once() {
        let address = Address::of(["log"]).with("sort", "at").with("page", "a&b").with("sort", "-at");
        assert_eq!(address.to_string(), "/console/log?page=a%26b&sort=-at");
        assert_eq!(address.without("page").without("sort").to_string(), "/console/log");
        assert_eq!(address.path().at("top").to_string(), "/console/log#top");
    }
}

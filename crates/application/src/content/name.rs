//! What a file is called that is handed out.

use std::fmt::Write as _;

use super::Kind;
use crate::letters::is_hidden;

/// The longest name of a file in bytes, its ending included: file systems have 255, and tools add to it.
const MOST: usize = 120;
/// Letters that some system reads as more than a part of a name.
const READ_OTHERWISE: &[char] =
    &['"', '\'', '`', '<', '>', ':', '|', '?', '*', ';', '%', '$', '&', '!', '#', '=', '@', '+', '{', '}', '~'];

/// A name for a file, made of one that somebody gave: no path, no letter that turns or hides others, nothing that a shell or a header reads otherwise, and
/// an ending that says what it is.
#[must_use]
pub fn file_name(given: &str, kind: Kind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|letter| !is_hidden(*letter) && !matches!(letter, '\u{200c}' | '\u{200d}'))
        .map(|letter| if READ_OTHERWISE.contains(&letter) { '_' } else { letter })
        .collect();
    let plain = plain.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '.' | '-'));
    let lower = plain.to_ascii_lowercase();
    let has_ending = kind.endings().iter().find(|ending| lower.ends_with(*ending));
    let ending = has_ending.or(kind.endings().first()).copied().unwrap_or_default();
    let stem = plain.get(..plain.len() - has_ending.map_or(0, |ending| ending.len())).unwrap_or(plain);
    let mut kept = String::new();
    for letter in stem.chars() {
        if kept.len() + letter.len_utf8() + ending.len() > MOST {
            break;
        }
        kept.push(letter);
    }
    let kept = kept.trim_end_matches(|letter: char| letter.is_whitespace() || letter == '.');
    // Names of devices are none of files, whatever follows a point (Windows).
    let device = kept.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_device = matches!(device.as_str(), "con" | "prn" | "aux" | "nul")
        || (device.chars().count() == 4 && ["com", "lpt"].iter().any(|port| device.starts_with(port)));
    if kept.is_empty() || is_device { format!("document{ending}") } else { format!("{kept}{ending}") }
}

/// The value of `Content-Disposition` for a file to be kept and never shown (RFC 6266, RFC 8187).
#[must_use]
pub fn disposition(given: &str, kind: Kind) -> String {
    let name = file_name(given, kind);
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " .-_()".contains(letter) { letter } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_names_are_harmless() {
        let table = [
            ("Master agreement", "Master agreement.pdf"),
            ("Vertrag Größe.PDF", "Vertrag Größe.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\x\\order.pdf", "order.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe.pdf"),
            ("a\r\nSet-Cookie: x=\"1\".pdf", "aSet-Cookie_ x__1_.pdf"),
            ("CON", "document.pdf"),
            ("con.tar.pdf", "document.pdf"),
            ("LPT¹", "document.pdf"),
            ("  ..  ", "document.pdf"),
            ("-rf", "rf.pdf"),
            ("page.html", "page.html.pdf"),
        ];
        for (given, name) in table {
            assert_eq!(file_name(given, Kind::Pdf), name);
        }
        assert_eq!(file_name("table.csv", Kind::Text), "table.csv");
    }

    proptest! {
        #[test]
        fn a_name_is_one_of_a_file_and_a_header(given in "\\PC{0,200}|[\\x00-\\x7f]{0,60}") {
            let name = file_name(&given, Kind::Pdf);
            prop_assert!(name.len() <= MOST && name.ends_with(".pdf") && name.len() > 4, "{name}");
            prop_assert!(!name.contains(['/', '\\', '"', '\'', ';', '%']) && !name.chars().any(is_hidden));
            let header = disposition(&given, Kind::Pdf);
            prop_assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{header}");
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}

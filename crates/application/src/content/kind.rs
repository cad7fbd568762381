//! What a content is, by its bytes.

/// A kind of content that is taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Portable Document Format (ISO 32000).
    Pdf,
    /// Portable Network Graphics (W3C).
    Png,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// Text in UTF-8.
    Text,
    /// A word processor's file (ISO/IEC 29500).
    Docx,
    /// A spreadsheet (ISO/IEC 29500).
    Xlsx,
    /// Slides (ISO/IEC 29500).
    Pptx,
    /// A word processor's file (ISO/IEC 26300).
    Odt,
    /// A spreadsheet (ISO/IEC 26300).
    Ods,
    /// Slides (ISO/IEC 26300).
    Odp,
}

/// Why a content is not taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// There is nothing in it.
    #[error("it is empty: attach a file that has content")]
    Empty,
    /// A page, or a drawing that can hold programs.
    #[error("it is a page or a drawing that a browser would run (HTML, SVG, XML): print it to PDF and attach that")]
    Markup,
    /// An office file with programs in it.
    #[error("it is an office file with macros: save it without them")]
    Macros,
    /// Something else.
    #[error(
        "it is of no kind that is taken: attach PDF, PNG, JPEG, text in UTF-8 (also CSV), or an office file of today's kind (docx, xlsx, pptx, odt, ods, odp)"
    )]
    Unknown,
}

/// What begins each kind, by its first bytes.
const BEGINNINGS: [(&[u8], Kind); 3] =
    [(b"%PDF-", Kind::Pdf), (b"\x89PNG\r\n\x1a\n", Kind::Png), (b"\xff\xd8\xff", Kind::Jpeg)];
/// What begins a local file of an archive (PKWARE APPNOTE section 4.3.7).
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// Where the name of the first file of an archive stands (section 4.3.7).
const FIRST_NAME: usize = 30;
/// What the first file of an ISO/IEC 26300 package says, uncompressed (part 2, section 3.3); after `mimetype`, its name.
const OPEN_DOCUMENT: [(&[u8], Kind); 3] = [
    (b"mimetypeapplication/vnd.oasis.opendocument.textPK", Kind::Odt),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", Kind::Ods),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentationPK", Kind::Odp),
];
/// The main part of an ISO/IEC 29500 package, by its usual name, which stands in the archive's directory as it is.
const OFFICE: [(&[u8], Kind); 3] =
    [(b"word/document.xml", Kind::Docx), (b"xl/workbook.xml", Kind::Xlsx), (b"ppt/presentation.xml", Kind::Pptx)];
/// How the parts are called that hold programs, in both kinds of package.
const MACROS: [&[u8]; 5] = [b"vbaProject", b"vbaData.xml", b"macrosheets/", b"Basic/", b"Scripts/"];
/// What begins markup, in small letters.
const MARKUP: [&str; 10] =
    ["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<!--", "<iframe", "<xsl"];

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Text,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
    ];

    /// What a content is.
    ///
    /// # Errors
    /// [`NotTaken`] where it is of no kind that is taken.
    pub fn of(content: &[u8]) -> Result<Self, NotTaken> {
        if content.is_empty() {
            return Err(NotTaken::Empty);
        }
        if let Some((_, kind)) = BEGINNINGS.iter().find(|(beginning, _)| content.starts_with(beginning)) {
            return Ok(*kind);
        }
        if content.starts_with(ARCHIVE) { office(content) } else { text(content) }
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// The kind with this media type.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.is_stated_as(media_type))
    }

    /// Whether a document may state this media type for such a content. A table in text (RFC 4180) is a text: nothing in its bytes tells the two apart.
    #[must_use]
    pub fn is_stated_as(self, media_type: &str) -> bool {
        media_type == self.media_type() || (self == Self::Text && media_type == "text/csv")
    }

    /// How names of such files end, the usual one first.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Png => &[".png"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Text => &[".txt", ".csv"],
            Self::Docx => &[".docx"],
            Self::Xlsx => &[".xlsx"],
            Self::Pptx => &[".pptx"],
            Self::Odt => &[".odt"],
            Self::Ods => &[".ods"],
            Self::Odp => &[".odp"],
        }
    }
}

fn has(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}

fn office(content: &[u8]) -> Result<Kind, NotTaken> {
    let open = content.get(FIRST_NAME..).unwrap_or_default();
    let open = OPEN_DOCUMENT.iter().find(|(beginning, _)| open.starts_with(beginning));
    let is_office = has(content, b"[Content_Types].xml");
    let office = OFFICE.iter().find(|(part, _)| is_office && has(content, part));
    let (_, kind) = open.or(office).ok_or(NotTaken::Unknown)?;
    if MACROS.iter().any(|part| has(content, part)) { Err(NotTaken::Macros) } else { Ok(*kind) }
}

fn text(content: &[u8]) -> Result<Kind, NotTaken> {
    let text = std::str::from_utf8(content).map_err(|_| NotTaken::Unknown)?;
    let is_control = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}');
    if text.chars().any(is_control) {
        return Err(NotTaken::Unknown);
    }
    let beginning: String =
        text.trim_start_matches(['\u{feff}', ' ', '\t', '\n', '\r', '\u{c}']).chars().take(10).collect();
    let beginning = beginning.to_ascii_lowercase();
    if MARKUP.iter().any(|tag| beginning.starts_with(tag)) { Err(NotTaken::Markup) } else { Ok(Kind::Text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn archive(names: &[&str]) -> Vec<u8> {
        names.iter().flat_map(|name| [ARCHIVE, &[0; 26], name.as_bytes()].concat()).collect()
    }

    #[test]
    fn kinds_are_told_by_their_bytes() {
        let odt = [&archive(&["mimetype"])[..], b"application/vnd.oasis.opendocument.textPK\x03\x04"].concat();
        let table: [(&[u8], Result<Kind, NotTaken>); 16] = [
            (b"%PDF-1.7\n\xe2\xe3", Ok(Kind::Pdf)),
            (b"\x89PNG\r\n\x1a\n\0\0", Ok(Kind::Png)),
            (b"\xff\xd8\xff\xe0", Ok(Kind::Jpeg)),
            ("größe;wert\r\n1;2\r\n".as_bytes(), Ok(Kind::Text)),
            (&archive(&["[Content_Types].xml", "word/document.xml"]), Ok(Kind::Docx)),
            (&archive(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]), Err(NotTaken::Macros)),
            (&odt, Ok(Kind::Odt)),
            (&[&odt[..], b"Basic/Standard"].concat(), Err(NotTaken::Macros)),
            (&archive(&["word/document.xml"]), Err(NotTaken::Unknown)),
            (b"", Err(NotTaken::Empty)),
            (b" \r\n<SVG onload=alert(1)>", Err(NotTaken::Markup)),
            ("\u{feff}<!DOCTYPE html>".as_bytes(), Err(NotTaken::Markup)),
            (b"MZ\x90\0", Err(NotTaken::Unknown)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Err(NotTaken::Unknown)),
            (b"text with \x1b[31m", Err(NotTaken::Unknown)),
            (b"\xff\xfet\0e\0", Err(NotTaken::Unknown)),
        ];
        for (content, kind) in table {
            assert_eq!(Kind::of(content), kind, "{}", String::from_utf8_lossy(content));
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_stops_it(content in prop::collection::vec(any::<u8>(), 0..200), at in 0..4_usize) {
            let begins: [&[u8]; 4] = [b"", ARCHIVE, b"%PDF-", b"<"];
            let _ = Kind::of(&[begins[at], &content].concat());
        }
    }
}

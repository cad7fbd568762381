//! Signed notes: a text, an empty line, and lines with signatures (<https://c2sp.org/signed-note>).
//!
//! A note says nothing until a signature of a key that the reader knows has been checked; signatures of other keys are
//! passed over, so that keys can be added and replaced. A known key whose signature is wrong spoils the whole note: it
//! is a forgery or damage, and neither may pass because another signature is right.

mod cosignature;
mod key;

pub use cosignature::{CosignError, CosignatureVerifier, Cosigner, MOST_SECONDS};
pub use key::{KeyError, KeyName, SEED_BYTES, Signer, Verifier};

use crate::text::{from_base64, shown, to_base64};
use std::fmt;
use std::str::FromStr;

/// The longest note in bytes; the limit of Go's note package.
pub const MOST_NOTE_BYTES: usize = 1_000_000;
/// The most signatures of a note; the limit of Go's note package. The specification demands 16 at least.
pub const MOST_SIGNATURES: usize = 100;
/// What a line with a signature begins with: an em dash and a space.
const MARK: &str = "\u{2014} ";

/// Why a note cannot be read, written or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Too long.
    #[error("a note of {0} bytes is longer than {MOST_NOTE_BYTES}: shorten its text or take signatures off")]
    TooLong(usize),
    /// Not UTF-8.
    #[error("the note is not UTF-8 from byte {0} on: fetch it again as plain bytes")]
    NotUtf8(usize),
    /// A control character.
    #[error("the note has control character U+{0:04X}: only line feeds are allowed, without carriage returns")]
    Control(u32),
    /// The text does not end a line.
    #[error("the text of a note ends with a line feed: add it")]
    Unended,
    /// No empty line before signatures.
    #[error("the note has no empty line followed by signatures: fetch the whole of it")]
    NoSignatures,
    /// A line after the empty line is no signature.
    #[error("line {line} of the signatures, `{text}`, is not an em dash, a key name and base64: fetch the note again")]
    Line {
        /// From 1, after the empty line.
        line: usize,
        /// Its beginning.
        text: String,
    },
    /// Too many.
    #[error("the note has {0} signatures, more than {MOST_SIGNATURES}: take off those that nobody checks")]
    TooManySignatures(usize),
    /// The key that must have signed has not.
    #[error("the note has no signature of {0}: it is of another log, or was signed with another key")]
    NotSigned(String),
    /// The key signed something else.
    #[error("the signature of {0} does not go with the text: the note was changed or forged")]
    WrongSignature(String),
}

/// A signature of a note, checked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    name: KeyName,
    id: u32,
    /// At least one byte.
    bytes: Vec<u8>,
}

impl Signature {
    /// The name of the key that is said to have signed.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of that key.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// What the key made of the text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads one line, without the line feed.
    fn parse(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix(MARK)?.split_once(' ')?;
        let name = KeyName::new(name).ok()?;
        let bytes = from_base64(bytes)?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        (!bytes.is_empty()).then(|| Self { name, id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
    }

    /// The same key is said to have made both.
    fn is_of_key_of(&self, other: &Self) -> bool {
        self.name == other.name && self.id == other.id
    }
}

/// The line of a signature, without the line feed.
impl fmt::Display for Signature {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        write!(to, "{MARK}{} {}", self.name, to_base64(&bytes))
    }
}

/// A text with signatures, of which nothing is known until they are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    /// Ends with a line feed.
    text: String,
    /// At least one where the note was parsed.
    signatures: Vec<Signature>,
}

impl SignedNote {
    /// A note that is yet to be signed.
    ///
    /// # Errors
    /// When the text does not end with a line feed, has control characters or is too long.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        check_characters(&text)?;
        if text.ends_with('\n') { Ok(Self { text, signatures: Vec::new() }) } else { Err(NoteError::Unended) }
    }

    /// Reads a note, and checks no signature.
    ///
    /// # Errors
    /// When the bytes are no signed note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MOST_NOTE_BYTES {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let note = std::str::from_utf8(bytes).map_err(|error| NoteError::NotUtf8(error.valid_up_to()))?;
        check_characters(note)?;
        // The text may have empty lines; the last one ends it. Its own line feed belongs to the text.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::NoSignatures)?;
        let signatures = parse_signatures(lines)?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The text with its last line feed. It is not to be believed before a signature was checked.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in the order of the note.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature; one by the same key gives way to it.
    ///
    /// # Errors
    /// When the note has as many as it may.
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        let others = self.signatures.iter().filter(|other| !other.is_of_key_of(&signature)).count();
        if others >= MOST_SIGNATURES {
            return Err(NoteError::TooManySignatures(others + 1));
        }
        let length = self.to_string().len() + signature.to_string().len() + 2;
        if length > MOST_NOTE_BYTES {
            return Err(NoteError::TooLong(length));
        }
        self.signatures.retain(|other| !other.is_of_key_of(&signature));
        self.signatures.push(signature);
        Ok(())
    }

    /// Signs the text.
    ///
    /// # Errors
    /// As [`SignedNote::add`].
    pub fn sign(&mut self, signer: &Signer) -> Result<(), NoteError> {
        let signature = signer.sign(&self.text);
        self.add(signature)
    }

    /// Checks that the key has signed the text.
    ///
    /// # Errors
    /// When it has not, or when a signature that is said to be of this key is wrong.
    pub fn verify(&self, verifier: &Verifier) -> Result<(), NoteError> {
        self.verify_any(std::slice::from_ref(verifier))
    }

    /// Checks that one of the keys at least has signed the text.
    ///
    /// # Errors
    /// When none has, or when any signature that is said to be of one of them is wrong.
    pub fn verify_any(&self, verifiers: &[Verifier]) -> Result<(), NoteError> {
        let mut signed = false;
        for (signature, verifier) in self.signatures.iter().flat_map(|s| verifiers.iter().map(move |v| (s, v))) {
            if signature.name == *verifier.name() && signature.id == verifier.id() {
                if !verifier.verify(&self.text, &signature.bytes) {
                    return Err(NoteError::WrongSignature(signature.name.to_string()));
                }
                signed = true;
            }
        }
        let names = || verifiers.iter().map(|verifier| verifier.name().as_str()).collect::<Vec<_>>().join(" or ");
        if signed { Ok(()) } else { Err(NoteError::NotSigned(names())) }
    }

    /// When the witness cosigned the text, in seconds since 1970, the last time if it did so several times; `None` when
    /// it did not.
    ///
    /// # Errors
    /// When a signature that is said to be of this witness is wrong.
    pub fn cosigned(&self, witness: &CosignatureVerifier) -> Result<Option<u64>, NoteError> {
        let mut last = None;
        for signature in &self.signatures {
            if signature.name == *witness.name() && signature.id == witness.id() {
                let seconds = witness
                    .verify(&self.text, &signature.bytes)
                    .ok_or_else(|| NoteError::WrongSignature(signature.name.to_string()))?;
                last = last.max(Some(seconds));
            }
        }
        Ok(last)
    }
}

/// The bytes of the note.
impl fmt::Display for SignedNote {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(to, "{signature}"))
    }
}

impl FromStr for SignedNote {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        Self::parse(text.as_bytes())
    }
}

/// Reads lines with signatures, at least one, each ended by a line feed.
pub(crate) fn parse_signatures(lines: &str) -> Result<Vec<Signature>, NoteError> {
    let lines = lines.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
    let many = lines.split('\n').count();
    if many > MOST_SIGNATURES {
        return Err(NoteError::TooManySignatures(many));
    }
    let wrong = |at: usize, line: &str| NoteError::Line { line: at + 1, text: shown(line) };
    lines.split('\n').enumerate().map(|(at, line)| Signature::parse(line).ok_or_else(|| wrong(at, line))).collect()
}

fn check_characters(text: &str) -> Result<(), NoteError> {
    if text.len() > MOST_NOTE_BYTES {
        return Err(NoteError::TooLong(text.len()));
    }
    let control = text.bytes().find(|byte| *byte < 0x20 && *byte != b'\n');
    control.map_or(Ok(()), |byte| Err(NoteError::Control(u32::from(byte))))
}

//! Notes of the counter: in which dossier, and what stays of them in the log.
//!
//! Of an event its public part stays in the log and what was said is withheld; of a message its kind and its hash stay, and what it says is withheld. What
//! is withheld is kept beside the log until its time is over.

use portcullis_access::Role;
use portcullis_access::proposal::Signer;
use portcullis_desk::case::CaseNumber;
use portcullis_desk::event::{Digest, Entry};
use portcullis_exchange::{House, Message, Reference};
use portcullis_journal::submission::{Request, SubmissionError};
use portcullis_journal::{NoteKind, Submission, dossier};
use portcullis_license::Instant;
use portcullis_license::name::NameError;
use portcullis_log::canonical::to_canonical;
use portcullis_log::commitment::{Openings, disclose, withheld};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::filing::FilingEntry;

/// Where what was said stands in an event.
const SAID_IN_EVENT: &[&str] = &["/event/said", "/event/reasons"];
/// Where what it says stands in a message.
const SAID_IN_MESSAGE: &[&str] = &["/said"];

/// What notes of the counter follow one another about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dossier {
    /// A case of the authority.
    Case(CaseNumber),
    /// A filing of the provider, by the provider's own name for it.
    Filing(Reference),
    /// What came from a peer.
    From(House),
    /// What went to a peer.
    To(House),
    /// Who was given documents of a case.
    Reads(CaseNumber),
}

/// Why something is no note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Its dossier or its number is too long to be part of an id.
    #[error("its note can have no id: {0}")]
    Name(#[from] NameError),
    /// It has no form that can be kept.
    #[error("it cannot be written as JSON: {0}")]
    Json(String),
    /// The journal cannot hold it.
    #[error(transparent)]
    Submission(#[from] SubmissionError),
    /// It holds what stands for something withheld.
    #[error(
        "it has an object with `withheld` as its only key, which the log keeps for what is withheld: rename the key"
    )]
    Withheld,
}

impl Dossier {
    /// Its name in the journal.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Case(number) => format!("case/{number}"),
            Self::Filing(reference) => format!("filing/{reference}"),
            Self::From(house) => format!("from/{house}"),
            Self::To(house) => format!("to/{house}"),
            Self::Reads(number) => format!("reads/{number}"),
        }
    }

    /// The dossier of a name; nothing where it is none of the counter's.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (sort, rest) = name.split_once('/')?;
        match sort {
            "case" => CaseNumber::new(rest).ok().map(Self::Case),
            "filing" => Reference::new(rest).ok().map(Self::Filing),
            "from" => House::new(rest).ok().map(Self::From),
            "to" => House::new(rest).ok().map(Self::To),
            "reads" => CaseNumber::new(rest).ok().map(Self::Reads),
            _ => None,
        }
    }

    /// The note of this number, which the journal can hold.
    fn submission(&self, number: u64, body: &impl Serialize) -> Result<Submission, NoteError> {
        let body = serde_json::to_value(body).map_err(|error| NoteError::Json(error.to_string()))?;
        if !withheld(&body).is_empty() {
            return Err(NoteError::Withheld);
        }
        let (note, said) = match self {
            Self::Case(_) | Self::Filing(_) | Self::Reads(_) => (NoteKind::Case, SAID_IN_EVENT),
            Self::From(_) | Self::To(_) => (NoteKind::Message, SAID_IN_MESSAGE),
        };
        let is_there = said.iter().filter(|said| body.pointer(said).is_some());
        let personal = is_there.map(|said| (*said).to_owned()).collect();
        let request = Request::Note { note, body, personal, license: None };
        let submission = Submission { id: dossier::id(&self.name(), number)?, request };
        submission.digest()?;
        Ok(submission)
    }
}

/// What is to be recorded of an event of a case.
///
/// # Errors
/// [`NoteError`] where the journal cannot hold it.
pub fn of_case(case: &CaseNumber, entry: &Entry) -> Result<Submission, NoteError> {
    Dossier::Case(case.clone()).submission(entry.number.into(), entry)
}

/// What is to be recorded of an event of a filing.
///
/// # Errors
/// [`NoteError`] where the journal cannot hold it, or the provider's name for the filing is too long to be part of an id.
pub fn of_filing(reference: &Reference, entry: &FilingEntry) -> Result<Submission, NoteError> {
    Dossier::Filing(reference.clone()).submission(entry.number.into(), entry)
}

/// That somebody was given a document of a case. Nothing of it is withheld: an auditor reads it, and it outlives what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// When it was recorded: the moment of its record.
    #[serde(skip)]
    pub at: Instant,
    /// Who.
    pub by: Signer,
    /// In which part.
    pub role: Role,
    /// SHA-256 of the document.
    pub sha256: Digest,
}

/// What is to be recorded before somebody is given a document of a case.
///
/// # Errors
/// [`NoteError`] where the journal cannot hold it.
pub fn of_read(case: &CaseNumber, number: u64, read: &Read) -> Result<Submission, NoteError> {
    Dossier::Reads(case.clone()).submission(number, read)
}

/// What is kept of a message that came, or that went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// When it was recorded: the moment of its record.
    #[serde(skip)]
    pub at: Instant,
    /// What it follows from, where it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Its kind.
    pub kind: String,
    /// Its hash.
    pub hash: Digest,
    /// Its form: the first line of its text.
    pub form: String,
    /// Its second line, which is canonical JSON and so has one spelling; nothing where it was erased, or could not be recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Value>,
    /// Whether it came and is more than the journal can hold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_unrecordable: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Kept {
    fn of(message: &Message, cause: Option<String>) -> Result<Self, NoteError> {
        let (form, said) = message.text().split_once('\n').unwrap_or_default();
        let said = serde_json::from_str(said).map_err(|error| NoteError::Json(error.to_string()))?;
        let (kind, hash) = (message.kind().to_string(), Digest::from(message.hash()));
        let form = form.to_owned();
        Ok(Self { at: Instant::default(), cause, kind, hash, form, said: Some(said), is_unrecordable: false })
    }

    /// The message, word for word; nothing where it was erased, or could not be recorded.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        let said = String::from_utf8(to_canonical(self.said.as_ref()?).ok()?).ok()?;
        let message = Message::parse(&format!("{}\n{said}\n", self.form)).ok()?;
        (Digest::from(message.hash()) == self.hash).then_some(message)
    }
}

/// What is to be recorded of a message that came. Of one that the journal cannot hold, its hash: it has used its number.
///
/// # Errors
/// [`NoteError`] never: the name of a house is short.
pub fn of_taken(message: &Message) -> Result<Submission, NoteError> {
    let (dossier, kept) = (Dossier::From(message.from().clone()), Kept::of(message, None)?);
    let whole = dossier.submission(message.number(), &kept);
    whole.or_else(|_| dossier.submission(message.number(), &Kept { said: None, is_unrecordable: true, ..kept }))
}

/// What is to be recorded of a message that is to go, before it goes.
///
/// # Errors
/// [`NoteError`] where the journal cannot hold it.
pub fn of_told(message: &Message, cause: &str) -> Result<Submission, NoteError> {
    let kept = Kept::of(message, Some(cause.to_owned()))?;
    Dossier::To(message.to().clone()).submission(message.number(), &kept)
}

/// The body of a note with what was withheld, as far as it is kept.
///
/// # Errors
/// Why what is kept beside the log does not go with it.
pub fn opened(body: &Value, openings: Option<&[u8]>) -> Result<Value, String> {
    let Some(openings) = openings else { return Ok(without_withheld(body)) };
    let openings: Openings = serde_json::from_slice(openings).map_err(|error| error.to_string())?;
    disclose(body, &openings).map_err(|error| error.to_string())
}

/// The body with nothing in the places of what is withheld.
fn without_withheld(body: &Value) -> Value {
    let mut body = body.clone();
    for pointer in withheld(&body) {
        if let Some(field) = body.pointer_mut(&pointer) {
            *field = Value::Null;
        }
    }
    body
}

//! The form of what goes over the wire: a signed note (<https://c2sp.org/signed-note>) of two lines.
//!
//! ```text
//! portcullis.message/v1
//! {"at":1790000000000,"body":{…},"from":"cloud.example","kind":"usage","number":7,"previous":"…","to":"exports.example"}
//!
//! — cloud.example AbCd…
//! ```
//!
//! The second line is canonical JSON ([`portcullis_log::canonical`]), so a message has one spelling, and its hash is that
//! of the text, whatever keys signed it: the same message under a new key is the same message.

use portcullis_log::canonical::{read_canonical, to_canonical};
use portcullis_log::note::SignedNote;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::message::Message;
use crate::refusal::{Code, Refusal};
use crate::reply::Reply;

/// The longest note in bytes.
pub const MOST_BYTES: usize = 256 * 1_024;
/// The longest text of a note in bytes: signatures have room beside it.
pub const MOST_TEXT_BYTES: usize = MOST_BYTES - 8 * 1_024;

/// A kind of document with its version, as its first line has it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    name: &'static str,
    version: &'static str,
}

pub(crate) const MESSAGE: Format = Format { name: "portcullis.message", version: "v1" };
pub(crate) const ASK: Format = Format { name: "portcullis.document_ask", version: "v1" };
pub(crate) const REPLY: Format = Format { name: "portcullis.reply", version: "v1" };

/// A document of which nothing is known but that it is well formed: nobody's signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unverified {
    /// A message.
    Message(Message),
    /// A reply.
    Reply(Reply),
}

/// Reads any bytes, and checks no signature: for showing what arrived. Whoever acts upon it uses
/// [`crate::Peer::open`].
///
/// # Errors
/// [`Refusal`] where the bytes are neither a message nor a reply.
pub fn parse(bytes: &[u8]) -> Result<Unverified, Refusal> {
    let note = note(bytes)?;
    if note.text().starts_with(REPLY.name) {
        return Reply::parse(note.text()).map(Unverified::Reply);
    }
    Message::parse(note.text()).map(Unverified::Message)
}

pub(crate) fn note(bytes: &[u8]) -> Result<SignedNote, Refusal> {
    if bytes.len() > MOST_BYTES {
        let detail = format!("it has {} bytes; at most {MOST_BYTES} can be sent", bytes.len());
        return Err(Refusal::new(None, Code::TooLarge, detail));
    }
    SignedNote::parse(bytes).map_err(|error| malformed(&error))
}

pub(crate) fn malformed(detail: &impl std::fmt::Display) -> Refusal {
    Refusal::new(None, Code::Malformed, detail)
}

impl Format {
    /// The text of a document.
    pub(crate) fn write(self, value: &Value) -> Result<String, portcullis_log::canonical::CanonicalError> {
        let Self { name, version } = self;
        let json = String::from_utf8_lossy(&to_canonical(value)?).into_owned();
        Ok(format!("{name}/{version}\n{json}\n"))
    }

    /// Reads a text that [`Format::write`] could have written.
    pub(crate) fn read<T: DeserializeOwned>(self, text: &str) -> Result<T, Refusal> {
        if text.len() > MOST_TEXT_BYTES {
            let detail = format!("its text has {} bytes; at most {MOST_TEXT_BYTES} can be sent", text.len());
            return Err(Refusal::new(None, Code::TooLarge, detail));
        }
        let json = self.after_first_line(text)?;
        let value = read_canonical(json.as_bytes()).map_err(|error| malformed(&error))?;
        serde_path_to_error::deserialize(value)
            .map_err(|error| malformed(&format!("at `{}`: {}", error.path(), error.inner())))
    }

    fn after_first_line(self, text: &str) -> Result<&str, Refusal> {
        let Self { name, version } = self;
        let (first, json) = text.split_once('\n').unwrap_or((text, ""));
        let Some(found) = first.strip_prefix(name).and_then(|rest| rest.strip_prefix('/')) else {
            return Err(malformed(&format!("its first line is not `{name}/{version}`")));
        };
        if found != version {
            let detail = format!("it is of version `{found}` of {name}, and this house speaks {version}");
            return Err(Refusal::new(None, Code::WrongVersion, detail));
        }
        json.strip_suffix('\n').ok_or_else(|| malformed(&"its second line does not end"))
    }
}

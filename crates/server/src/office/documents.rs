//! Documents: their content taken, kept, and handed out to be kept, never to be shown.
//!
//! Whoever may name a document may ask for its content only in a room that keeps it: a hash is no key. What is handed out is a file for the reader's own
//! programs; a browser that opened it here would run what a stranger wrote with the rights of the reader.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use portcullis_application::content::{Kind as ContentKind, disposition};
use portcullis_application::form::Document;
use portcullis_application::{Application, Fault, Gap};
use portcullis_counter::content::{self, Content, Head, Keeping, Room};
use portcullis_gate::Gate;
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_log::Hash;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::caller::Caller;
use crate::config;
use crate::problem::{Kind, Problem};
use crate::store;

/// What a form may have besides the file it brings, in bytes.
const BESIDES: u64 = 64 * 1_024;
const NO_CONTENT: &str = "its content is not here";

/// That a content is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kept {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// Its media type, as its bytes say.
    pub media_type: String,
}

impl Kept {
    /// A document with this content. A table in text is one where its name says so.
    #[must_use]
    pub fn document(&self, name: String, kind: String, file: &str) -> Document {
        let is_table = self.media_type == ContentKind::Text.media_type() && file.to_ascii_lowercase().ends_with(".csv");
        let media_type = if is_table { "text/csv".to_owned() } else { self.media_type.clone() };
        Document { name, kind, media_type, bytes: self.bytes, sha256: self.sha256.clone(), expires: None }
    }
}

/// The room of what the caller brings to go with applications.
///
/// # Errors
/// [`Problem`] where the caller does not apply for anything.
pub fn own_room(caller: &Caller) -> Result<Room, Problem> {
    if !caller.reach.own {
        let why = "documents of applications are for those who apply: no role of yours permits it";
        return Err(Problem::new(Kind::Forbidden, why));
    }
    Ok(Room::Own(caller.principal.tenant.clone()))
}

/// A hash, as an address or a field has it.
///
/// # Errors
/// [`Problem`] where it is none.
pub fn hash(written: &str) -> Result<Hash, Problem> {
    Hash::from_hex(written).map_err(|error| Problem::malformed(format!("sha256: {error}")))
}

/// How large documents may be here.
pub fn limits(app: &App) -> config::Documents {
    app.office().map(super::Office::documents).unwrap_or_default()
}

/// The body of a call that brings a document, alone or in a form.
///
/// # Errors
/// [`Problem`] where it is too large, or ends too early.
pub async fn body(app: &App, body: Body) -> Result<Bytes, Problem> {
    let most = limits(app).most_bytes;
    let bound = usize::try_from(most.saturating_add(BESIDES)).unwrap_or(usize::MAX);
    axum::body::to_bytes(body, bound).await.map_err(|error| {
        let is_too_large =
            std::error::Error::source(&error).is_some_and(|why| why.is::<http_body_util::LengthLimitError>());
        if is_too_large { too_large(most) } else { Problem::malformed("the body ended before it was whole") }
    })
}

fn too_large(most: u64) -> Problem {
    let why = format!(
        "a document has at most {most} bytes (`counter.documents.most_bytes`): file it in parts, each a document of its own"
    );
    Problem::new(Kind::TooLarge, why)
}

/// Takes the content that a call brings into a room, if it has the hash that the path names.
///
/// # Errors
/// [`Problem`] where it has another, and as [`keep`].
pub async fn keep_named(
    app: &Arc<App>,
    caller: &Caller,
    room: Room,
    sha256: &str,
    sent: Body,
) -> Result<Kept, Problem> {
    let hash = hash(sha256)?;
    // A place of those for streams: so many are in memory at once.
    let _place = app.batch_place()?;
    let bytes = body(app, sent).await?;
    let found = Hash::of(&bytes);
    if found != hash {
        let why =
            format!("sha256: what was sent has the hash {}: send the content that the path names", found.to_hex());
        return Err(Problem::malformed(why));
    }
    keep(app, room, caller.principal.name.to_string(), bytes.into()).await
}

/// Takes a content into a room.
///
/// # Errors
/// [`Problem`] where it is too large or of no kind that is taken, or the store does not take it.
pub async fn keep(app: &Arc<App>, room: Room, by: String, bytes: Vec<u8>) -> Result<Kept, Problem> {
    let most = limits(app).most_bytes;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    app.blocking(move |app| {
        let content = Content::of(bytes).map_err(|why| Problem::new(Kind::Refused, format!("the document: {why}")))?;
        keep_in(app.gate(), &room, by, &content)?;
        let media_type = content.kind().media_type().to_owned();
        Ok(Kept { sha256: content.hash().to_hex(), bytes: content.bytes().len() as u64, media_type })
    })
    .await
}

/// Keeps a content in a room. It blocks; nobody else waits for longer than one part of it takes.
pub(super) fn keep_in(gate: &Gate, room: &Room, by: String, content: &Content) -> Result<(), StoreError> {
    let kept = Keeping { at: gate.now(), by };
    let head = store::transact(gate, "content_begin", |open| {
        content.keep(open, room, &kept, 0)?;
        content::head(open, content.hash())
    })?;
    if head.is_some_and(|head| head.is_whole) {
        return Ok(());
    }
    (1..content.steps())
        .try_for_each(|step| store::transact(gate, "content_keep", |open| content.keep(open, room, &kept, step)))
}

/// A content that a room keeps, to be handed out under a name.
///
/// # Errors
/// [`Problem`] where the room does not keep it.
pub async fn handed_out(app: &Arc<App>, room: Room, hash: Hash, name: &str) -> Result<Response, Problem> {
    let found = app
        .blocking(move |app| {
            let found = store::read(app.gate(), "content_read", |open| {
                let Some(head) = content::head_in(open, hash, &room)? else { return Ok(None) };
                let bytes = content::bytes(open, hash, &head)?;
                Ok(Some((head, bytes)))
            });
            Ok(found?)
        })
        .await?;
    let not_here = || Problem::not_found(format!("content of document {} here", hash.to_hex()));
    let (head, bytes) = found.ok_or_else(not_here)?;
    let kind = head.kind().ok_or_else(|| Problem::new(Kind::Broken, "the content is of no kind that is taken"))?;
    Ok(as_file(kind, name, bytes))
}

/// An answer that is a file to be kept.
fn as_file(kind: ContentKind, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&disposition(name, kind));
    let media_type = match kind {
        ContentKind::Text => "text/plain; charset=utf-8",
        other => other.media_type(),
    };
    let fixed: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, media_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    response
}

/// What is missing of the contents of an application's documents, as a room keeps them.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn gaps(
    open: &mut dyn Transaction,
    room: &Room,
    application: &Application,
    limits: config::Documents,
) -> Result<Vec<Gap>, StoreError> {
    let mut found = Vec::new();
    let together = application.documents.iter().fold(0_u64, |sum, document| sum.saturating_add(document.bytes));
    if together > limits.most_bytes_together {
        let why = format!("together they have {together} bytes, and at most {} are taken", limits.most_bytes_together);
        found.push(Gap::at(
            application,
            "documents".to_owned(),
            Fault::TooLong,
            &why,
            "leave out what is not needed, or scan it smaller",
        ));
    }
    for (place, document) in application.documents.iter().enumerate() {
        // What is no hash the form itself says.
        let Ok(hash) = Hash::from_hex(&document.sha256) else { continue };
        let head = content::head_in(open, hash, room)?;
        if let Some((field, fault, problem, mend)) = wrong(document, head.as_ref()) {
            found.push(Gap::at(application, format!("documents[{place}].{field}"), fault, &problem, mend));
        }
    }
    Ok(found)
}

/// What is wrong between a document and its content.
fn wrong(document: &Document, head: Option<&Head>) -> Option<(&'static str, Fault, String, &'static str)> {
    let Some(head) = head else {
        return Some(("sha256", Fault::Missing, NO_CONTENT.to_owned(), "upload the file that has this hash"));
    };
    if head.bytes != document.bytes {
        let why = format!("the content with this hash has {} bytes", head.bytes);
        return Some(("bytes", Fault::Contradiction, why, "state the bytes that it has"));
    }
    if head.kind().is_none_or(|kind| !kind.is_stated_as(&document.media_type)) {
        let why = format!("the content with this hash is {}", head.media_type);
        return Some(("media_type", Fault::Contradiction, why, "state what it is"));
    }
    None
}

/// Refuses what names documents of which the content is not in the room of whoever says it.
///
/// # Errors
/// [`Problem`] where one is not there, or the store cannot be read.
pub async fn all_here(app: &Arc<App>, room: Room, documents: Vec<Document>) -> Result<(), Problem> {
    if documents.is_empty() {
        return Ok(());
    }
    let limits = limits(app);
    let application = Application { documents, ..Application::default() };
    let gaps = app
        .blocking(move |app| {
            Ok(store::read(app.gate(), "content_gaps", |open| gaps(open, &room, &application, limits))?)
        })
        .await?;
    match gaps.first() {
        None => Ok(()),
        Some(gap) => Err(Problem::new(Kind::Refused, gap)),
    }
}

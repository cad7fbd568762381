//! What a form sends that may bring files, and the documents that come of them.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use portcullis_application::content::{Kind, file_name};
use portcullis_application::form::Document;
use portcullis_counter::content::Room;
use tokio::sync::OwnedSemaphorePermit;

use super::fields::Fields;
use super::multipart::{self, Part};
use super::visit::Visit;
use crate::app::App;
use crate::office::documents::{self, Kept};
use crate::problem::Problem;

/// The fields and the files of a form, sent by a page of the session that is open. One that brings none may come as any other form does.
pub struct WithFiles {
    /// The fields.
    pub fields: Fields,
    files: Vec<Part>,
    /// A place of those for streams: so many are in memory at once.
    _place: Option<OwnedSemaphorePermit>,
}

/// A content that a form brought, and what its file was called.
pub struct Brought {
    /// The content.
    pub kept: Kept,
    /// The name of the file, as the browser sent it.
    pub file: String,
}

impl WithFiles {
    /// What a request brings, and who sent it.
    ///
    /// # Errors
    /// [`Problem`] where no page of the session that is open sent it, or it is too large.
    pub async fn with_visit(app: &Arc<App>, request: Request) -> Result<(Visit, Self), Problem> {
        if !multipart::is_one(request.headers()) {
            let (visit, fields) = Fields::with_visit(request).await?;
            return Ok((visit, Self { fields, files: Vec::new(), _place: None }));
        }
        let visit = Fields::visit(&request)?;
        let place = app.batch_place()?;
        let (head, body) = request.into_parts();
        let body = documents::body(app, body).await?;
        let parts = multipart::parts(&head.headers, &body)?;
        let fields = Fields::of(&visit, multipart::without_files(&parts)?)?;
        // Where none was chosen, a browser sends one without a name and without content (WHATWG HTML section 4.10.22.4).
        let is_chosen = |part: &Part| match &part.file {
            Some(name) => !name.is_empty() || !part.content.is_empty(),
            None => false,
        };
        let files = parts.into_iter().filter(is_chosen).collect();
        Ok((visit, Self { fields, files, _place: Some(place) }))
    }

    /// Keeps the files of a field in a room, by whoever brings them; or says what is wrong with one.
    ///
    /// # Errors
    /// [`Problem`] where nothing in the form would mend it.
    pub async fn kept(
        &self,
        app: &Arc<App>,
        field: &str,
        room: &Room,
        by: &str,
    ) -> Result<Result<Vec<Brought>, String>, Problem> {
        let mut all = Vec::new();
        for part in self.files.iter().filter(|part| part.name == field) {
            let file = part.file.clone().unwrap_or_default();
            match documents::keep(app, room.clone(), by.to_owned(), part.content.to_vec()).await {
                Ok(kept) => all.push(Brought { kept, file }),
                Err(problem) if is_of_the_file(problem.status()) => return Ok(Err(format!("{file}: {problem}"))),
                Err(problem) => return Err(problem),
            }
        }
        Ok(Ok(all))
    }
}

fn is_of_the_file(status: StatusCode) -> bool {
    [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY].contains(&status)
}

impl Brought {
    /// What the file is to be called: as it was, without what no name of a file has, and with the ending of what it is.
    #[must_use]
    pub fn name(&self) -> String {
        let kind = Kind::of_media_type(&self.kept.media_type).unwrap_or(Kind::Text);
        file_name(&self.file, kind)
    }

    /// A document with this content, under a name or that of the file.
    #[must_use]
    pub fn document(&self, name: Option<&str>, kind: &str) -> Document {
        self.kept.document(name.map_or_else(|| self.name(), str::to_owned), kind.to_owned(), &self.file)
    }
}

impl FromRequest<Arc<App>> for WithFiles {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        Self::with_visit(app, request).await.map(|(_, sent)| sent)
    }
}

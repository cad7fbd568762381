//! JSON in and out.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::problem::{Kind, Problem};

/// The body of a request in JSON, as it was sent.
pub struct Sent(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        body(request, state, &["application/json"]).await.map(Self)
    }
}

/// The body of a request, read from JSON; of a response, written as JSON.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Sent(bytes) = Sent::from_request(request, state).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => bytes_of(bytes),
            Err(error) => Problem::new(Kind::Broken, format!("the answer cannot be written: {error}")).into_response(),
        }
    }
}

/// What the query of a request says.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::from_request_parts(head, state).await;
        read.map(|query| Self(query.0))
            .map_err(|rejection| Problem::malformed(format!("query: {}; see /openapi.json", rejection.body_text())))
    }
}

/// What the parameters of a path say.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(head, state).await;
        read.map(|path| Self(path.0))
            .map_err(|rejection| Problem::malformed(format!("path: {}", rejection.body_text())))
    }
}

/// JSON that is written already.
pub fn bytes_of(bytes: impl Into<Bytes>) -> Response {
    answer_of(StatusCode::OK, bytes)
}

/// JSON that is written already, with a status.
pub fn answer_of(status: StatusCode, bytes: impl Into<Bytes>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes.into()).into_response()
}

/// The body of a request whose media type is one of these.
pub async fn body<S: Send + Sync>(request: Request, state: &S, types: &[&str]) -> Result<Bytes, Problem> {
    media_type(request.headers(), types)?;
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Kind::TooLarge, "the body is larger than `limits.body_bytes` of the service allows")
        }
        _ => Problem::malformed("the body ended before it was whole"),
    })
}

/// The media type of a body without its parameters, as it is stated (RFC 9110, section 8.3.1).
pub fn essence(headers: &HeaderMap) -> &str {
    let stated = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    stated.split(';').next().unwrap_or_default().trim()
}

/// Whether a body has one of these media types.
///
/// # Errors
/// [`Problem`] where it has another, or none.
pub fn media_type(headers: &HeaderMap, types: &[&str]) -> Result<(), Problem> {
    let essence = essence(headers);
    if types.iter().any(|one| essence.eq_ignore_ascii_case(one)) {
        return Ok(());
    }
    let wanted = types.join(" or ");
    Err(Problem::new(Kind::MediaType, format!("content-type: `{essence}` is not read here; send {wanted}")))
}

/// Reads JSON, and says where it went wrong.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        // Read again, slowly, to learn where.
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let path =
            serde_path_to_error::deserialize::<_, T>(&mut deserializer).err().map(|error| error.path().to_string());
        match path.filter(|path| path != ".") {
            Some(path) => Problem::malformed(format!("{path}: {error}; see /openapi.json")),
            None => Problem::malformed(format!("{error}; see /openapi.json")),
        }
    })
}

/// Reads a value, and says where it went wrong. Numbers behind a tag are read from values alone: texts have them in another form by then.
pub fn of_value<T: DeserializeOwned>(field: &str, value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { field.to_owned() } else { format!("{field}.{path}") };
        Problem::malformed(format!("{place}: {}; see /openapi.json", error.inner()))
    })
}

/// Something that is polled: nothing but its tag where the caller has it already (RFC 9110, section 13.1.2).
pub fn unless_known<R: IntoResponse>(headers: &HeaderMap, tag: &str, answer: impl FnOnce() -> R) -> Response {
    let tag = format!("\"{tag}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || one.trim().trim_start_matches("W/") == tag);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { answer().into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

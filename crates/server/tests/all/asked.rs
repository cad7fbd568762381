//! What is asked, and what is answered.

use axum::body::{Body, Bytes};
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;

/// Something that is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

pub fn get(path: impl Into<String>) -> Asked {
    Asked { method: "GET".to_owned(), path: path.into(), headers: Vec::new(), body: Bytes::new() }
}

/// With a body in JSON.
pub fn post(path: impl Into<String>, body: &Value) -> Asked {
    raw(path, "application/json", body.to_string())
}

/// With whatever body.
pub fn raw(path: impl Into<String>, media_type: &str, body: impl Into<Bytes>) -> Asked {
    let asked = Asked { method: "POST".to_owned(), body: body.into(), ..get(path) };
    asked.with("content-type", media_type)
}

impl Asked {
    pub fn by(self, key: &str) -> Self {
        self.with("authorization", &format!("Bearer {key}"))
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn into_request(self) -> Request<Body> {
        let mut request = Request::builder().method(self.method.as_str()).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(Body::from(self.body)).unwrap()
    }
}

/// What is answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The answer to what was done.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The detail of a problem document of this status and kind (RFC 9457).
    #[track_caller]
    pub fn problem(&self, status: u16, word: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let document: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(document["type"], format!("/problems#{word}"), "{document}");
        assert_eq!(document["status"], status);
        assert!(!document["title"].as_str().unwrap().is_empty());
        let detail = document["detail"].as_str().unwrap();
        assert!(!detail.is_empty());
        detail.to_owned()
    }
}

//! Sessions of the console: a cookie, and a document of the store.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use portcullis_access::session::{self, Cookie, Holder, LASTS, Session};

use crate::app::App;
use crate::problem::Problem;
use crate::store;

/// The name of the cookie.
const NAME: &str = "portcullis-session";

/// The cookie that a browser sends.
pub fn cookie(headers: &HeaderMap) -> Option<Cookie> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).find_map(|(_, value)| Cookie::read(value))
}

/// What makes a browser keep a cookie, for this site alone and out of the reach of scripts (RFC 6265).
pub fn kept(cookie: &Cookie, is_secret: bool) -> HeaderValue {
    set(&cookie.reveal(), LASTS / 1_000, is_secret)
}

/// What makes a browser forget it.
pub fn forgotten(is_secret: bool) -> HeaderValue {
    set("", 0, is_secret)
}

fn set(value: &str, seconds: i64, is_secret: bool) -> HeaderValue {
    let secure = if is_secret { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; Path=/console; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The session of a cookie, and whether it has to be written down that it is used.
pub async fn find(app: &Arc<App>, cookie: Arc<Cookie>) -> Result<Option<(Session, bool)>, Problem> {
    app.blocking(move |app| {
        let now = app.gate().now();
        store::read(app.gate(), "session", |open| session::find(open, &cookie, now)).map_err(Problem::from)
    })
    .await
}

/// Writes down that a session is used.
pub async fn touch(app: &Arc<App>, cookie: Arc<Cookie>) -> Result<(), Problem> {
    app.blocking(move |app| {
        let now = app.gate().now();
        store::transact(app.gate(), "session_touch", |open| session::touch(open, &cookie, now)).map_err(Problem::from)
    })
    .await
}

/// Begins a session.
pub async fn begin(app: &Arc<App>, cookie: Arc<Cookie>, holder: Holder) -> Result<(), Problem> {
    app.blocking(move |app| {
        let now = app.gate().now();
        let begin =
            store::transact(app.gate(), "session_begin", |open| session::begin(open, &cookie, holder.clone(), now));
        begin.map_err(Problem::from)
    })
    .await
}

/// Ends a session.
pub async fn end(app: &Arc<App>, cookie: Arc<Cookie>) -> Result<(), Problem> {
    app.blocking(move |app| {
        store::transact(app.gate(), "session_end", |open| session::end(open, &cookie)).map_err(Problem::from)
    })
    .await
}

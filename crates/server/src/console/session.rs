//! Sessions of the console: a cookie, and a document of the store.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use portcullis_access::session::{self, Cookie, Found, LASTS, Session};
use portcullis_console::Address;

use super::see;
use super::visit::Visit;
use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::store;

/// The name of the cookie.
const NAME: &str = "portcullis-session";
/// Where browsers send it.
const PATH: &str = "/console";

/// The cookie that a browser sends.
pub fn cookie(headers: &HeaderMap) -> Option<Cookie> {
    sent(headers, NAME).find_map(Cookie::read)
}

/// The values of the cookies of a name that a browser sends.
pub fn sent<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
}

/// What makes a browser keep a cookie, for this site alone and out of the reach of scripts (RFC 6265).
pub fn kept(cookie: &Cookie, is_secret: bool) -> HeaderValue {
    set((NAME, PATH), &cookie.reveal(), LASTS / 1_000, is_secret)
}

/// What makes a browser forget it.
pub fn forgotten(is_secret: bool) -> HeaderValue {
    set((NAME, PATH), "", 0, is_secret)
}

/// What makes a browser keep a value for a time; none at all, and it forgets the cookie.
pub fn set((name, path): (&str, &str), value: &str, seconds: i64, is_secret: bool) -> HeaderValue {
    let secure = if is_secret { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The session of a cookie.
pub async fn find(app: &Arc<App>, cookie: Arc<Cookie>) -> Result<Option<Found>, Problem> {
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
async fn begin(app: &Arc<App>, cookie: Arc<Cookie>, session: Session) -> Result<(), Problem> {
    app.blocking(move |app| {
        store::transact(app.gate(), "session_begin", |open| session::begin(open, &cookie, &session))
            .map_err(Problem::from)
    })
    .await
}

/// Begins a session for a browser, which has no other from here on, and moves it to a page.
///
/// # Errors
/// [`Problem`] where the store cannot be asked.
pub async fn enter(
    app: &Arc<App>,
    visit: &Visit,
    session: Session,
    then: &Address,
    is_secret: bool,
) -> Result<Response, Problem> {
    let cookie = Cookie::generate().map_err(|error| Problem::new(Kind::Broken, error))?;
    let cookie = Arc::new(cookie);
    begin(app, cookie.clone(), session).await?;
    if let Some(before) = visit.cookie() {
        end(app, before.clone()).await?;
    }
    let mut response = see(then);
    response.headers_mut().append(header::SET_COOKIE, kept(&cookie, is_secret));
    Ok(response)
}

/// Ends a session.
pub async fn end(app: &Arc<App>, cookie: Arc<Cookie>) -> Result<(), Problem> {
    app.blocking(move |app| {
        store::transact(app.gate(), "session_end", |open| session::end(open, &cookie)).map_err(Problem::from)
    })
    .await
}

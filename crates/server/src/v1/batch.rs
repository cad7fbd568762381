//! Many determinations in one request: lines come in, answers go out in the same order, while both are under way and in bounded memory.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request as HttpRequest;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use portcullis_authorization::Placement;
use portcullis_determination::{RequestError, parse_line};
use portcullis_gate::Served;
use portcullis_pipeline::{Chunks, Lines, run};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::app::App;
use crate::caller::Caller;
use crate::json as body;
use crate::metrics::Outcomes;
use crate::problem::Problem;
use crate::v1::determinations::written;

/// What streams of lines are called.
const MEDIA_TYPES: &[&str] = &["application/x-ndjson", "application/ndjson", "application/jsonl"];
/// Bytes of input that a thread works on at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces of the body that wait to be read, and of answers that wait to be sent.
const MOST_WAITING: usize = 16;

/// Answers line by line.
///
/// # Errors
/// [`Problem`] where the service has no thread left for it.
pub fn respond(
    app: Arc<App>,
    caller: Caller,
    placement: Placement,
    request: HttpRequest,
    patience: Duration,
) -> Result<Response, Problem> {
    body::media_type(request.headers(), MEDIA_TYPES)?;
    let place = app.batch_place()?;
    let (pieces, body) = channel(MOST_WAITING);
    let (answers, sent) = channel(MOST_WAITING);
    tokio::spawn(read(request.into_body(), pieces, patience));
    let answers = Answers { answers, patience, runtime: Handle::current() };
    // With one set of law and lists from the first line to the last.
    let deciding = Deciding { served: app.gate().served().clone(), app, caller, placement };
    tokio::task::spawn_blocking(move || {
        let _place = place;
        deciding.all(Incoming { body, rest: Bytes::new() }, &answers);
    });
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::new(Outgoing { sent })).into_response())
}

async fn read(mut body: Body, pieces: Sender<io::Result<Bytes>>, patience: Duration) {
    loop {
        let piece = match timeout(patience, body.frame()).await {
            Ok(None) => return,
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) => Ok(data),
                Err(_) => continue,
            },
            Ok(Some(Err(_))) => Err(io::Error::other("the body ended before it was whole")),
            // Whoever says nothing would keep the place of others.
            Err(_) => Err(io::Error::other("nothing came for longer than `limits.request_seconds`")),
        };
        let is_last = piece.is_err();
        if pieces.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

/// Where answers go, to a client who takes them in time.
struct Answers {
    answers: Sender<Bytes>,
    patience: Duration,
    runtime: Handle,
}

impl Answers {
    fn send(&self, piece: Bytes) -> io::Result<()> {
        let sent = self.runtime.block_on(async { timeout(self.patience, self.answers.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            // Gone, or not reading.
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// What every line is decided with.
struct Deciding {
    app: Arc<App>,
    served: Arc<Served>,
    caller: Caller,
    placement: Placement,
}

impl Deciding {
    fn all(&self, incoming: Incoming, answers: &Answers) {
        let worker = || {
            |lines: Lines| {
                let mut output = Vec::with_capacity(lines.size() * 4);
                let mut outcomes = Outcomes::default();
                for (number, line) in lines.numbered() {
                    self.line(number, line, &mut output, &mut outcomes);
                }
                (output, outcomes)
            }
        };
        let ended = run(self.app.threads(), Chunks::new(incoming, PIECE_BYTES), worker, |(output, outcomes), _| {
            self.app.metrics().add(&outcomes);
            answers.send(Bytes::from(output))
        });
        if let Err(error) = ended.read {
            let mend = "send it again from the first line without an answer";
            let line = error_line(None, "body", &error.to_string(), mend);
            let _ = answers.send(Bytes::from(format!("{line}\n")));
        }
    }

    fn line(&self, number: u64, line: &[u8], output: &mut Vec<u8>, outcomes: &mut Outcomes) {
        let answered = parse_line(line).map_err(|error| bad_line(number, &error)).and_then(|request| {
            self.caller.acts_for(&self.placement, &request).map_err(|problem| not_own(number, &problem))?;
            let told = self.app.gate().question_of(&self.served, request, &self.placement, |told| {
                outcomes.count(told);
                written(told)
            });
            told.map_err(|error| bad_line(number, &error))
        });
        match answered {
            Ok(mut answer) => output.append(&mut answer),
            Err(line) => output.extend_from_slice(line.as_bytes()),
        }
        output.push(b'\n');
    }
}

fn not_own(number: u64, problem: &Problem) -> String {
    error_line(Some(number), "provider", &problem.to_string(), "ask about your own")
}

fn bad_line(number: u64, error: &RequestError) -> String {
    error_line(Some(number), &error.field, &error.problem, &error.mend)
}

/// What is answered to a line that cannot be decided; to all of them, where there is no number.
fn error_line(number: Option<u64>, field: &str, problem: &str, mend: &str) -> String {
    json!({ "line": number, "id": null, "error": { "field": field, "problem": problem, "mend": mend } }).to_string()
}

/// The body, for a thread that reads.
struct Incoming {
    body: Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.body.blocking_recv() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
        }
        let piece = self.rest.split_to(buffer.len().min(self.rest.len()));
        if let Some(place) = buffer.get_mut(..piece.len()) {
            place.copy_from_slice(&piece);
        }
        Ok(piece.len())
    }
}

/// What is sent as it comes, for a response.
pub(crate) struct Outgoing {
    /// Where it comes from.
    pub sent: Receiver<Bytes>,
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.sent.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

//! Many determinations in one request: lines come in, answers go out in the same order, while both are under way and in bounded memory.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use portcullis_authorization::Placement;
use portcullis_determination::{RequestError, parse_line};
use portcullis_gate::Served;
use portcullis_pipeline::{Chunks, Lines, run};
use serde_json::json;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::app::App;
use crate::metrics::Outcomes;
use crate::problem::Problem;
use crate::v1::determinations::written;

/// Bytes of input that a thread works on at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces of the body that wait to be read, and of answers that wait to be sent.
const MOST_WAITING: usize = 16;

/// Answers line by line.
///
/// # Errors
/// [`Problem`] where the service has no thread left for it.
pub fn respond(app: Arc<App>, placement: Placement, request: HttpRequest) -> Result<Response, Problem> {
    let place = app.batch_place()?;
    let (pieces, body) = channel(MOST_WAITING);
    let (answers, sent) = channel(MOST_WAITING);
    tokio::spawn(read(request.into_body(), pieces));
    // With one set of law and lists from the first line to the last.
    let served = app.gate().served().clone();
    tokio::task::spawn_blocking(move || {
        let _place = place;
        decide(&app, &served, &placement, Incoming { body, rest: Bytes::new() }, &answers);
    });
    let mut response = Body::new(Outgoing { sent }).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    Ok(response)
}

async fn read(mut body: Body, pieces: Sender<io::Result<Bytes>>) {
    while let Some(frame) = body.frame().await {
        let piece = match frame {
            Ok(frame) => match frame.into_data() {
                Ok(data) => Ok(data),
                Err(_) => continue,
            },
            Err(error) => Err(io::Error::other(error)),
        };
        if pieces.send(piece).await.is_err() {
            return;
        }
    }
}

fn decide(app: &App, served: &Served, placement: &Placement, incoming: Incoming, answers: &Sender<Bytes>) {
    let worker = || {
        |lines: Lines| {
            let mut output = Vec::with_capacity(lines.size() * 4);
            let mut outcomes = Outcomes::default();
            for (number, line) in lines.numbered() {
                decide_line(app, served, placement, number, line, &mut output, &mut outcomes);
            }
            (output, outcomes)
        }
    };
    let ended = run(app.threads(), Chunks::new(incoming, PIECE_BYTES), worker, |(output, outcomes), _| {
        app.metrics().add(&outcomes);
        answers.blocking_send(Bytes::from(output)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    });
    if let Err(error) = ended.read {
        let line = json!({ "line": null, "id": null, "error": { "field": "body", "problem": error.to_string(), "mend": "send it again from the first line without an answer" } });
        let _ = answers.blocking_send(Bytes::from(format!("{line}\n")));
    }
}

fn decide_line(
    app: &App,
    served: &Served,
    placement: &Placement,
    number: u64,
    line: &[u8],
    output: &mut Vec<u8>,
    outcomes: &mut Outcomes,
) {
    let answered = parse_line(line).and_then(|request| {
        app.gate().question_of(served, request, placement, |told| {
            outcomes.count(told);
            written(told)
        })
    });
    match answered {
        Ok(mut answer) => output.append(&mut answer),
        Err(error) => output.extend_from_slice(bad_line(number, &error).as_bytes()),
    }
    output.push(b'\n');
}

fn bad_line(number: u64, error: &RequestError) -> String {
    let error = json!({ "field": error.field, "problem": error.problem, "mend": error.mend });
    json!({ "line": number, "id": null, "error": error }).to_string()
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

/// Answers as they come, for the response.
struct Outgoing {
    sent: Receiver<Bytes>,
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

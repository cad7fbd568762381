//! Many requests: JSON Lines in, JSON Lines out, in order, on several threads, in bounded memory.

use crate::engine::{Engine, Memo};
use crate::request::Request;
use crate::resolve::RequestError;
use portcullis_law::Outcome;
use portcullis_pipeline::{Chunks, LINE_BYTES_MAX, Lines, run};
use serde::Serialize;
use std::io::{self, Read, Write};

/// Bytes of input a worker takes at a time.
const CHUNK_BYTES: usize = 256 * 1024;
/// In a batch, one in so many new determinations is put to the Cedar authorizer too.
const SECOND_OPINION_ONE_IN: u32 = 64;

/// What a batch came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Requests that were decided.
    pub decided: u64,
    /// Lines that were no request.
    pub bad: u64,
    /// How many had each outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [u64; Outcome::ALL.len()],
    /// How often the Cedar authorizer was asked, and how often it disagreed.
    pub second_opinions: (u64, u64),
}

impl Summary {
    fn add(&mut self, other: &Self) {
        self.decided += other.decided;
        self.bad += other.bad;
        for (sum, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *sum += more;
        }
        self.second_opinions.0 += other.second_opinions.0;
        self.second_opinions.1 += other.second_opinions.1;
    }
}

/// A line that is no request.
#[derive(Debug, Serialize)]
struct ErrorRecord<'a> {
    line: u64,
    id: Option<&'a str>,
    error: ErrorBody<'a>,
}

#[derive(Debug, Serialize)]
struct ErrorBody<'a> {
    field: &'a str,
    problem: &'a str,
    mend: &'a str,
}

/// Decides every line of `input` and writes one line for each to `output`, in the same order.
///
/// `progress` is told the bytes read so far. Line numbers of errors count from one.
///
/// # Errors
/// When `input` cannot be read or `output` cannot be written.
pub fn run_batch(
    engine: &Engine,
    input: impl Read + Send,
    output: &mut impl Write,
    threads: usize,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let worker = || {
        let mut memo = Memo::watched(SECOND_OPINION_ONE_IN);
        move |lines: Lines| decide_lines(engine, &lines, &mut memo)
    };
    let ended = run(threads, Chunks::new(input, CHUNK_BYTES), worker, |(answers, part), position| {
        output.write_all(&answers)?;
        summary.add(&part);
        progress(position);
        Ok(())
    });
    ended.written.and_then(|()| output.flush())?;
    ended.read?;
    Ok(summary)
}

fn decide_lines(engine: &Engine, lines: &Lines, memo: &mut Memo) -> (Vec<u8>, Summary) {
    let before = memo.second_opinions();
    let mut output = Vec::with_capacity(lines.size() * 4);
    let mut summary = Summary::default();
    for (number, line) in lines.numbered() {
        decide_line(engine, number, line, memo, &mut output, &mut summary);
    }
    let after = memo.second_opinions();
    summary.second_opinions = (after.0 - before.0, after.1 - before.1);
    (output, summary)
}

fn decide_line(
    engine: &Engine,
    number: u64,
    line: &[u8],
    memo: &mut Memo,
    output: &mut Vec<u8>,
    summary: &mut Summary,
) {
    let mut id = None;
    let result = parse_line(line).and_then(|request| {
        id = request.id.as_ref().map(ToString::to_string);
        let mut transaction = engine.resolve(&request)?;
        engine.screen(&request, &mut transaction, memo);
        let decided = engine.determine(&transaction, memo);
        let answer = engine.answer(request.id.as_deref(), &transaction, &decided);
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut *output, &answer);
        summary.decided += 1;
        if let Some(count) = summary.outcomes.get_mut(decided.outcome as usize) {
            *count += 1;
        }
        Ok(())
    });
    if let Err(error) = result {
        summary.bad += 1;
        let error = ErrorBody { field: &error.field, problem: &error.problem, mend: &error.mend };
        let _ = serde_json::to_writer(&mut *output, &ErrorRecord { line: number, id: id.as_deref(), error });
    }
    output.push(b'\n');
}

/// Reads one line as a request.
///
/// # Errors
/// When it is none; the error names the field as far as it can.
pub fn parse_line(line: &[u8]) -> Result<Request<'_>, RequestError> {
    if line.len() > LINE_BYTES_MAX {
        let problem = format!("the line is longer than {LINE_BYTES_MAX} bytes");
        return Err(RequestError::new("request", problem, "write one request a line"));
    }
    serde_json::from_slice(line).map_err(|error| {
        // Read again, slowly, to learn where it went wrong.
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let path = serde_path_to_error::deserialize::<_, Request<'_>>(&mut deserializer)
            .err()
            .map(|error| error.path().to_string());
        let field = path.filter(|path| path != ".").unwrap_or_else(|| "request".to_owned());
        RequestError::new(field, error.to_string(), "see `portcullis schema request`")
    })
}

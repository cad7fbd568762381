//! Many requests: JSON Lines in, JSON Lines out, in order, on several threads, in bounded memory.

use crate::engine::{Engine, Memo};
use crate::request::Request;
use crate::resolve::RequestError;
use portcullis_law::Outcome;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of input a worker takes at a time.
const CHUNK_BYTES: usize = 256 * 1024;
/// The longest line that is read as a request.
const LINE_BYTES_MAX: usize = 1024 * 1024;
/// Chunks waiting for each worker: enough that none idles, few enough that memory stays flat.
const CHUNKS_WAITING_MAX: usize = 2;
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

struct Chunk {
    sequence: u64,
    first_line: u64,
    bytes: Vec<u8>,
}

struct Done {
    sequence: u64,
    bytes_read: u64,
    output: Vec<u8>,
    summary: Summary,
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
    let threads = threads.max(1);
    let (to_workers, chunks) = sync_channel::<Chunk>(threads * CHUNKS_WAITING_MAX);
    let (to_writer, done) = sync_channel::<Done>(threads * CHUNKS_WAITING_MAX);
    // The workers own the receiving end: when the last one stops, the reader finds the channel closed.
    let chunks = Arc::new(Mutex::new(chunks));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read_chunks(input, &to_workers));
        for _ in 0..threads {
            let to_writer = to_writer.clone();
            let chunks = Arc::clone(&chunks);
            scope.spawn(move || work(engine, &chunks, &to_writer));
        }
        drop((to_writer, chunks));
        let written = write_in_order(&done, output, progress);
        // When writing fails, the workers stop at this closed channel, and the reader after them.
        drop(done);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader stopped")));
        let summary = written?;
        read?;
        Ok(summary)
    })
}

fn read_chunks(mut input: impl Read, to_workers: &SyncSender<Chunk>) -> io::Result<()> {
    let mut rest: Vec<u8> = Vec::new();
    let (mut sequence, mut line) = (0, 1);
    loop {
        let mut bytes = std::mem::take(&mut rest);
        let start = bytes.len();
        let read = input.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut bytes)?;
        let ended = read == 0;
        if !ended {
            let from = start.min(bytes.len());
            match memchr::memrchr(b'\n', bytes.get(from..).unwrap_or_default()) {
                Some(at) => rest = bytes.split_off(from + at + 1),
                // A line longer than a chunk: go on reading, up to the bound, then hand it on to be refused.
                None if bytes.len() <= LINE_BYTES_MAX => {
                    rest = bytes;
                    continue;
                }
                None => {
                    skip_line(&mut input)?;
                    bytes.push(b'\n');
                }
            }
        }
        if !bytes.is_empty() {
            let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
            // A closed channel means that writing failed; the writer reports it.
            if to_workers.send(Chunk { sequence, first_line: line, bytes }).is_err() {
                return Ok(());
            }
            sequence += 1;
            line += lines;
        }
        if ended {
            return Ok(());
        }
    }
}

/// Reads to the end of the line, one byte at a time: only lines that are refused anyway come here.
fn skip_line(input: &mut impl Read) -> io::Result<()> {
    let mut byte = [0];
    while input.read(&mut byte)? == 1 && byte != [b'\n'] {}
    Ok(())
}

fn work(engine: &Engine, chunks: &Mutex<Receiver<Chunk>>, to_writer: &SyncSender<Done>) {
    let mut memo = Memo::watched(SECOND_OPINION_ONE_IN);
    let mut opinions = (0, 0);
    loop {
        let next = chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(chunk) = next else { return };
        let mut output = Vec::with_capacity(chunk.bytes.len() * 4);
        let mut summary = Summary::default();
        for (at, line) in lines(&chunk.bytes).enumerate() {
            if !line.trim_ascii().is_empty() {
                decide_line(engine, chunk.first_line + at as u64, line, &mut memo, &mut output, &mut summary);
            }
        }
        let (asked, disagreed) = memo.second_opinions();
        summary.second_opinions = (asked - opinions.0, disagreed - opinions.1);
        opinions = (asked, disagreed);
        let bytes_read = chunk.bytes.len() as u64;
        if to_writer.send(Done { sequence: chunk.sequence, bytes_read, output, summary }).is_err() {
            return;
        }
    }
}

/// The lines of a chunk, without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    ends.scan(0, |start, end| {
        let line = bytes.get(*start..end).unwrap_or_default();
        *start = end + 1;
        Some(line)
    })
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

fn write_in_order(
    done: &Receiver<Done>,
    output: &mut impl Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let (mut next, mut bytes_read) = (0, 0);
    for chunk in done {
        waiting.insert(chunk.sequence, chunk);
        while let Some(chunk) = waiting.remove(&next) {
            output.write_all(&chunk.output)?;
            summary.add(&chunk.summary);
            bytes_read += chunk.bytes_read;
            progress(bytes_read);
            next += 1;
        }
    }
    output.flush()?;
    Ok(summary)
}

//! Many parties: rows in, a line of JSON or of text each out, in order, on several threads.

use super::Screen;
use super::rows::{Chunk, Fault, Party, Source, lines};
use crate::command::Format;
use crate::exit::Status;
use crate::report::Report;
use crate::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use portcullis_catalog::Countries;
use portcullis_screening::{Candidate, Finding, Judge, Score, Screener, Screening, Searcher};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Chunks waiting for each worker: enough that none idles, few enough that memory stays flat.
const CHUNKS_WAITING_MAX: usize = 2;
/// Bad rows that are shown on standard error.
const BAD_ROWS_SHOWN: usize = 5;

/// What all workers share.
pub(super) struct Work<'a> {
    pub screener: &'a Screener,
    pub judge: &'a Judge<'a>,
    pub countries: &'a Countries,
    pub limit: usize,
    pub explain: bool,
    /// As text; otherwise as lines of JSON.
    pub as_text: bool,
    /// Lines of JSON say which list and which verdict.
    pub with_verdicts: bool,
    pub unit: &'static str,
}

/// What a batch came to.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// How many came to each, in the order of [`Finding::ALL`]; nothing where nothing was judged.
    pub findings: [u64; Finding::ALL.len()],
    pub judged: bool,
    pub screened: u64,
    pub bad: u64,
    /// Rows of which a country, kind or number could not be read.
    pub unread: u64,
    /// The first bad rows, in words.
    pub bad_rows: Vec<String>,
}

impl Summary {
    fn add(&mut self, other: Self) {
        for (sum, more) in self.findings.iter_mut().zip(other.findings) {
            *sum += more;
        }
        self.judged |= other.judged;
        self.screened += other.screened;
        self.bad += other.bad;
        self.unread += other.unread;
        self.bad_rows.extend(other.bad_rows);
        self.bad_rows.truncate(BAD_ROWS_SHOWN);
    }

    fn count(&mut self, finding: Finding) {
        self.judged = true;
        if let Some(count) = self.findings.get_mut(finding as usize) {
            *count += 1;
        }
    }
}

struct Job {
    sequence: u64,
    chunk: Chunk,
    position: u64,
}

struct Done {
    sequence: u64,
    position: u64,
    output: Vec<u8>,
    summary: Summary,
}

pub(super) fn run(screen: &Screen, work: &Work<'_>, file: &Path, source: Source) -> Result<Status, Report> {
    if screen.format == Format::Json {
        return Err(Report::new("many answers are one JSON document a line").with_help("write --format jsonl"));
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = screen.threads.unwrap_or(cores).max(1);
    let bar = progress(file, &source);
    let mut output = anstream::AutoStream::auto(io::stdout()).lock();
    let done = if work.as_text {
        screen_all(work, source, &mut output, threads, &bar)
    } else {
        // Lines of JSON hold no colors: nothing has to be taken out of them.
        screen_all(work, source, &mut output.into_inner(), threads, &bar)
    };
    bar.finish_and_clear();
    let (written, read) = done;
    let summary = match written {
        // Whoever read the answers may have seen enough and gone; then there is nothing to sum up.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::Done),
        written => written.map_err(Report::new)?,
    };
    if work.as_text {
        anstream::print!("{}", text::screened_summary(&summary));
    } else {
        anstream::eprint!("{}", text::screened_in_short(&summary));
    }
    for row in &summary.bad_rows {
        anstream::eprintln!("{row}");
    }
    if summary.bad > summary.bad_rows.len() as u64 {
        anstream::eprintln!("and {} more", summary.bad - summary.bad_rows.len() as u64);
    }
    read.map_err(|error| {
        Report::new(format!("{}: {error}", file.display()))
            .with_help("what stands before it was screened; what follows was not")
    })?;
    Ok(if summary.bad == 0 { Status::Done } else { Status::BadInput })
}

/// Shown only to a person who waits: on a terminal, while answers go elsewhere.
fn progress(file: &Path, source: &Source) -> ProgressBar {
    let bytes = || if file.as_os_str() == "-" { None } else { file.metadata().ok().map(|metadata| metadata.len()) };
    let size = source.rows().or_else(bytes);
    if !io::stderr().is_terminal() || io::stdout().is_terminal() {
        return ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden());
    }
    let bar = size.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = match (source.rows(), size) {
        (Some(_), _) => "{bar:40} {percent}% of {human_len} rows, {per_sec}, {eta} left",
        (None, Some(_)) => "{bar:40} {percent}% of {total_bytes}, {bytes_per_sec}, {eta} left",
        (None, None) => "{spinner} {bytes} read, {bytes_per_sec}",
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// What was written, and whether the file was read to its end.
fn screen_all(
    work: &Work<'_>,
    mut source: Source,
    output: &mut impl Write,
    threads: usize,
    bar: &ProgressBar,
) -> (io::Result<Summary>, io::Result<()>) {
    let (to_workers, jobs) = sync_channel::<Job>(threads * CHUNKS_WAITING_MAX);
    let (to_writer, done) = sync_channel::<Done>(threads * CHUNKS_WAITING_MAX);
    // The workers own the receiving end: when the last one stops, the reader finds the channel closed.
    let jobs = Arc::new(Mutex::new(jobs));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            for sequence in 0.. {
                let Some((chunk, position)) = source.next()? else { break };
                if to_workers.send(Job { sequence, chunk, position }).is_err() {
                    break;
                }
            }
            Ok(())
        });
        for _ in 0..threads {
            let to_writer = to_writer.clone();
            let jobs = Arc::clone(&jobs);
            scope.spawn(move || work_off(work, &jobs, &to_writer));
        }
        drop((to_writer, jobs));
        let written = write_in_order(&done, output, bar);
        // When writing fails, the workers stop at this closed channel, and the reader after them.
        drop(done);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the file cannot be read to its end")));
        (written, read)
    })
}

fn write_in_order(done: &Receiver<Done>, output: &mut impl Write, bar: &ProgressBar) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for chunk in done {
        waiting.insert(chunk.sequence, chunk);
        while let Some(chunk) = waiting.remove(&next) {
            output.write_all(&chunk.output)?;
            summary.add(chunk.summary);
            bar.set_position(chunk.position);
            next += 1;
        }
    }
    output.flush()?;
    Ok(summary)
}

fn work_off(work: &Work<'_>, jobs: &Mutex<Receiver<Job>>, to_writer: &SyncSender<Done>) {
    let mut searcher = Searcher::default();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { sequence, chunk, position }) = next else { return };
        let mut desk = Desk { work, searcher: &mut searcher, output: Vec::new(), summary: Summary::default() };
        match chunk {
            Chunk::Lines { first, bytes } => {
                for (place, line) in lines(first, &bytes) {
                    desk.take(place, Party::from_line(line, work.countries));
                }
            }
            Chunk::Cells(rows) => {
                for (place, cells) in &rows {
                    match cells {
                        Ok(cells) => desk.take(*place, Party::from_cells(cells, work.countries)),
                        Err(fault) => desk.refuse(*place, fault),
                    }
                }
            }
        }
        let Desk { output, summary, .. } = desk;
        if to_writer.send(Done { sequence, position, output, summary }).is_err() {
            return;
        }
    }
}

/// Where a worker screens a chunk.
struct Desk<'a> {
    work: &'a Work<'a>,
    searcher: &'a mut Searcher,
    output: Vec<u8>,
    summary: Summary,
}

/// A row that could not be screened.
#[derive(Serialize)]
struct BadRow<'a> {
    #[serde(flatten)]
    place: BTreeMap<&'static str, u64>,
    id: Option<&'a str>,
    error: BadField<'a>,
}

#[derive(Serialize)]
struct BadField<'a> {
    field: &'a str,
    problem: &'a str,
    mend: &'a str,
}

impl Desk<'_> {
    fn take(&mut self, place: u64, party: Result<Party<'_>, Fault>) {
        let party = match party {
            Ok(party) => party,
            Err(fault) => return self.refuse(place, &fault),
        };
        self.summary.screened += 1;
        self.summary.unread += u64::from(party.unread);
        if self.work.as_text {
            self.as_text(place, &party);
        } else if self.work.with_verdicts {
            self.as_judged_json(place, &party);
        } else {
            self.as_plain_json(place, &party);
        }
    }

    fn refuse(&mut self, place: u64, fault: &Fault) {
        let unit = self.work.unit;
        self.summary.bad += 1;
        if self.summary.bad_rows.len() < BAD_ROWS_SHOWN {
            let words = format!("{unit} {place}, `{}`: {}; {}", fault.field, fault.problem, fault.mend);
            self.summary.bad_rows.push(words);
        }
        if !self.work.as_text {
            let error = BadField { field: fault.field, problem: &fault.problem, mend: fault.mend };
            self.json(&BadRow { place: BTreeMap::from([(unit, place)]), id: None, error });
            self.output.push(b'\n');
        }
    }

    /// Writing to memory cannot fail.
    fn json(&mut self, value: &(impl Serialize + ?Sized)) {
        let _ = serde_json::to_writer(&mut self.output, value);
    }

    fn write(&mut self, text: &str) {
        self.output.extend_from_slice(text.as_bytes());
    }

    fn score(&mut self, score: Score) {
        let _ = write!(self.output, "{score}");
    }

    /// `{"id":...`, and the place of what has no id.
    fn begin(&mut self, place: u64, party: &Party<'_>) {
        self.write("{\"id\":");
        match &party.id {
            Some(id) => self.write(id),
            None => {
                let unit = self.work.unit;
                let _ = write!(self.output, "null,\"{unit}\":{place}");
            }
        }
    }

    /// `{"id", "score", "name"`, to be closed.
    fn hit(&mut self, at: usize, candidate: &Candidate<'_>) {
        self.write(if at == 0 { "{\"id\":" } else { ",{\"id\":" });
        self.json(&candidate.entry.id);
        self.write(",\"score\":");
        self.score(candidate.score);
        self.write(",\"name\":");
        self.json(candidate.name.unwrap_or(&candidate.entry.name));
    }

    fn explanation(&mut self, party: &Party<'_>, candidate: &Candidate<'_>) {
        if self.work.explain {
            let explained = self.work.screener.explain(&party.asked.query(), candidate, self.searcher);
            self.write(",\"explanation\":");
            self.json(&explained);
        }
    }

    fn as_plain_json(&mut self, place: u64, party: &Party<'_>) {
        let found = self.work.screener.screen(&party.asked.query(), self.work.limit, self.searcher);
        self.begin(place, party);
        let candidates = match found {
            Screening::Candidates(candidates) => candidates,
            Screening::Unscreenable => {
                self.summary.count(Finding::Unscreenable);
                self.write(",\"verdict\":\"unscreenable\"");
                Vec::new()
            }
        };
        self.write(",\"hits\":[");
        for (at, candidate) in candidates.iter().enumerate() {
            self.hit(at, candidate);
            self.explanation(party, candidate);
            self.write("}");
        }
        self.write("]}\n");
    }

    fn as_judged_json(&mut self, place: u64, party: &Party<'_>) {
        let outcome = self.work.judge.judge(self.work.screener, &party.asked.query(), self.work.limit, self.searcher);
        self.summary.count(outcome.finding);
        self.begin(place, party);
        self.write(",\"verdict\":\"");
        self.write(outcome.finding.word());
        self.write("\",\"hits\":[");
        for (at, judged) in outcome.judged.iter().enumerate() {
            self.hit(at, &judged.candidate);
            self.write(",\"list\":");
            self.json(&judged.candidate.entry.list);
            self.write(",\"verdict\":");
            self.json(&judged.verdict);
            if let Some(resolution) = text::resolution_json(judged) {
                self.write(",\"resolution\":");
                self.json(&resolution);
            }
            self.explanation(party, &judged.candidate);
            self.write("}");
        }
        self.write("]");
        if outcome.left_out > 0 {
            let _ = write!(self.output, ",\"left_out\":{}", outcome.left_out);
        }
        self.write("}\n");
    }

    fn as_text(&mut self, place: u64, party: &Party<'_>) {
        let outcome = self.work.judge.judge(self.work.screener, &party.asked.query(), self.work.limit, self.searcher);
        self.summary.count(outcome.finding);
        if outcome.finding != Finding::Clear {
            let known: Option<String> = party.id.as_deref().and_then(|id| serde_json::from_str(id).ok());
            let id = known.or_else(|| party.id.as_deref().map(str::to_owned));
            let id = id.unwrap_or_else(|| format!("{} {place}", self.work.unit));
            self.write(&text::screened_row(&id, &party.asked, &outcome));
        }
    }
}

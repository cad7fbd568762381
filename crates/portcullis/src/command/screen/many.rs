//! Many parties: rows in, a line of JSON or of text each out, in order, on several threads.

use super::Screen;
use super::columns::Columns;
use super::party::Party;
use super::rows::{Chunk, Fault, Source};
use crate::command::Format;
use crate::exit::Status;
use crate::progress::{self, Total};
use crate::report::{Report, unless_gone};
use crate::text;
use indicatif::ProgressBar;
use portcullis_catalog::Countries;
use portcullis_screening::{Candidate, Finding, Judge, Score, Screener, Screening, Searcher};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

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
    pub columns: &'a Columns,
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
    /// The fields that some row had.
    pub found: u8,
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
        self.found |= other.found;
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

pub(super) fn run(screen: &Screen, work: &Work<'_>, file: &Path, source: Source) -> Result<Status, Report> {
    if screen.format == Format::Json {
        return Err(Report::new("many answers are one JSON document a line").with_help("write --format jsonl"));
    }
    let threads = screen.threads.unwrap_or_else(portcullis_pipeline::cores);
    let bar = progress::bar_beside_answers(source.rows().map_or_else(|| Total::of(file), Total::Rows));
    let mut output = anstream::AutoStream::auto(io::stdout()).lock();
    let (written, read) = if work.as_text {
        screen_all(work, source, &mut output, threads, &bar)
    } else {
        // Lines of JSON hold no colors: nothing has to be taken out of them.
        screen_all(work, source, &mut output.into_inner(), threads, &bar)
    };
    bar.finish_and_clear();
    // Where nobody reads any more, there is nothing to sum up.
    let Some(summary) = unless_gone(written)? else { return Ok(Status::Done) };
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
    let not_found = work.columns.not_found(summary.found).filter(|_| summary.screened > 0);
    for theirs in not_found {
        anstream::eprintln!("--column: no line that was screened has a field `{theirs}`");
    }
    read.map_err(|error| {
        Report::new(format!("{}: {error}", file.display()))
            .with_help("what stands before it was screened; what follows was not")
    })?;
    Ok(if summary.bad == 0 { Status::Done } else { Status::BadInput })
}

/// What was written, and whether the file was read to its end.
fn screen_all(
    work: &Work<'_>,
    source: Source,
    output: &mut impl Write,
    threads: usize,
    bar: &ProgressBar,
) -> (io::Result<Summary>, io::Result<()>) {
    let mut summary = Summary::default();
    let worker = || {
        let mut searcher = Searcher::default();
        move |chunk| screen_chunk(work, &chunk, &mut searcher)
    };
    let ended = portcullis_pipeline::run(threads, source, worker, |(answers, part), position| {
        output.write_all(&answers)?;
        summary.add(part);
        bar.set_position(position);
        Ok(())
    });
    (ended.written.and_then(|()| output.flush()).map(|()| summary), ended.read)
}

fn screen_chunk(work: &Work<'_>, chunk: &Chunk, searcher: &mut Searcher) -> (Vec<u8>, Summary) {
    let mut desk = Desk { work, searcher, output: Vec::new(), summary: Summary::default() };
    match chunk {
        Chunk::Lines(lines) => {
            for (place, line) in lines.numbered() {
                desk.take(place, Party::from_line(line.trim_ascii(), work.columns, work.countries));
            }
        }
        Chunk::Cells(rows) => {
            for (place, cells) in rows {
                match cells {
                    Ok(cells) => desk.take(*place, Party::from_cells(cells, work.countries)),
                    Err(fault) => desk.refuse(*place, fault),
                }
            }
        }
    }
    (desk.output, desk.summary)
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
        self.summary.found |= party.found;
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

//! Requests that are decided with the register at hand: its licenses are asked, and what is decided is recorded.

use super::Check;
use crate::clock;
use crate::command::Format;
use crate::exit::Status;
use crate::load::open_or_standard_input;
use crate::progress::{self, Total};
use crate::register::{Receipt, Register, fresh_id};
use crate::report::{Report, unless_gone};
use crate::text;
use jiff::civil::Date;
use portcullis_authorization::{Authorization, Authorized, Placement, authorize};
use portcullis_determination::{Engine, Memo, Request, RequestError, Summary, parse_line};
use portcullis_evidence::{Decision, Editions};
use portcullis_journal::{Replay, Submission};
use portcullis_license::Instant;
use portcullis_license::instant::DAY;
use portcullis_pipeline::Chunks;
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Decisions of one transaction.
const MOST_WAITING: usize = portcullis_journal::node::MOST_BATCH;

/// Bytes of input that are read at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// Where decisions are recorded, and under which edition.
pub(super) struct Recorder {
    pub register: Register,
    pub editions: Editions,
    pub placement: Placement,
    /// The register as it stood at the end of the past day that was asked for last.
    pub past: Option<(Date, Replay)>,
}

impl Recorder {
    /// One request.
    pub fn one(
        mut self,
        check: &Check,
        engine: &Engine,
        request: &Request<'_>,
        memo: &mut Memo,
        report: impl FnOnce(&RequestError) -> Report,
    ) -> Result<Status, Report> {
        let authorized = self.authorize(engine, request, memo).map_err(|error| report(&error))?;
        let receipt = self.register.record_decision(engine, &self.editions, &authorized)?;
        let span = engine.span(&authorized.transaction, memo);
        let Authorized { request, transaction, decided, authorization } = &authorized;
        let told = text::Told { engine, request, transaction, decided, span: &span };
        let mut answer = told.json(check.explain).map_err(Report::new)?;
        add(&mut answer, authorization.as_ref(), &receipt)?;
        let told = || {
            let considered = authorization.as_ref().map(text::authorization).unwrap_or_default();
            format!("{}{considered}{}", told.text(check.explain), text::recorded(&receipt))
        };
        check.format.print(told, || answer)?;
        Ok(decided.outcome.into())
    }

    /// Licenses count as they stood, or will stand, on the date of the transaction; balances of a day to come are today's.
    fn authorize<'a>(
        &mut self,
        engine: &Engine,
        request: &Request<'a>,
        memo: &mut Memo,
    ) -> Result<Authorized<'a>, RequestError> {
        let on = engine.resolve(request)?.on;
        let (now, begin) = (clock::now(), Instant::start_of(on));
        if on >= now.date() {
            return authorize(engine, self.register.ledger(), request, &self.placement, now.max(begin), memo);
        }
        let past = match self.past.take().filter(|past| past.0 == on) {
            Some(past) => past,
            // What cannot be read again has no licenses: the gate stays closed.
            None => (on, self.register.replay_until(begin.plus(DAY - 1)).unwrap_or_default()),
        };
        let authorized = authorize(engine, past.1.ledger(), request, &self.placement, begin, memo);
        self.past = Some(past);
        authorized
    }

    /// Many requests, each recorded. An answer is written when its record is durable.
    pub fn many(mut self, check: &Check, engine: &Engine, file: &Path) -> Result<Status, Report> {
        if check.format == Format::Json {
            return Err(Report::new("many requests are one JSON document a line").with_help("write --format jsonl"));
        }
        self.register.keep(&self.editions, engine)?;
        let bar = progress::bar_beside_answers(Total::of(file));
        let mut output = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
        let (mut summary, mut memo) = (Summary::default(), Memo::default());
        let mut waiting = Waiting::default();
        for chunk in Chunks::new(open_or_standard_input(file)?, CHUNK_BYTES) {
            let (chunk, read) = chunk.map_err(Report::new)?;
            for (number, line) in chunk.numbered() {
                let decided = parse_line(line).and_then(|request| {
                    let authorized = self.authorize(engine, &request, &mut memo)?;
                    Ok((authorized.decided.outcome, self.answered(check, engine, &authorized)))
                });
                match decided {
                    Ok((outcome, answered)) => {
                        summary.decided += 1;
                        if let Some(count) = summary.outcomes.get_mut(outcome as usize) {
                            *count += 1;
                        }
                        waiting.answered.push(answered?);
                    }
                    Err(error) => {
                        summary.bad += 1;
                        waiting.answered.push(Answered::bad(check.format, number, &error));
                    }
                }
                if waiting.answered.len() == MOST_WAITING && !self.write(&mut waiting, &mut output)? {
                    return Ok(Status::Done);
                }
            }
            bar.set_position(read);
        }
        bar.finish_and_clear();
        let is_read = self.write(&mut waiting, &mut output)?;
        self.register.seal()?;
        if is_read {
            anstream::eprint!("{}", text::batch_summary(&summary));
        }
        Ok(if summary.bad == 0 { Status::Done } else { Status::BadInput })
    }

    fn answered(&self, check: &Check, engine: &Engine, authorized: &Authorized<'_>) -> Result<Answered, Report> {
        let Authorized { request, transaction, decided, authorization } = authorized;
        let decision = Decision::of(engine, &self.editions.edition, request, transaction, decided);
        let submission = Some(decision.submission(fresh_id()?));
        let span = portcullis_determination::Span::default();
        let told = text::Told { engine, request, transaction, decided, span: &span };
        let shown = match check.format {
            Format::Text => Shown::Text(if check.explain { told.text(true) } else { told.line() }),
            Format::Json | Format::Jsonl => {
                Shown::Json(told.json(check.explain).map_err(Report::new)?, authorization.clone())
            }
        };
        Ok(Answered { submission, shown })
    }

    /// Records what waits, then writes it; false where nobody reads any more.
    fn write(&mut self, waiting: &mut Waiting, output: &mut impl Write) -> Result<bool, Report> {
        let answered = std::mem::take(&mut waiting.answered);
        let submissions: Vec<_> = answered.iter().filter_map(|answered| answered.submission.clone()).collect();
        let mut receipts = self.register.record_all(&submissions)?.into_iter();
        for Answered { submission, shown } in answered {
            let receipt = if submission.is_some() { receipts.next() } else { None };
            let line = match shown {
                Shown::Text(text) => text,
                Shown::Json(mut answer, authorization) => {
                    if let Some(receipt) = &receipt {
                        add(&mut answer, authorization.as_ref(), receipt)?;
                    }
                    format!("{answer}\n")
                }
            };
            if unless_gone(output.write_all(line.as_bytes()))?.is_none() {
                return Ok(false);
            }
        }
        Ok(unless_gone(output.flush())?.is_some())
    }
}

/// Answers whose records are not durable yet.
#[derive(Default)]
struct Waiting {
    answered: Vec<Answered>,
}

/// What is written for one line, and what is recorded first.
struct Answered {
    submission: Option<Submission>,
    shown: Shown,
}

enum Shown {
    Text(String),
    Json(Value, Option<Authorization>),
}

impl Answered {
    /// A line that is no request: nothing is recorded of it.
    fn bad(format: Format, number: u64, error: &RequestError) -> Self {
        let shown = match format {
            Format::Text => Shown::Text(text::bad_line(usize::try_from(number).unwrap_or(usize::MAX), error)),
            Format::Json | Format::Jsonl => {
                let error = json!({ "field": error.field, "problem": error.problem, "mend": error.mend });
                Shown::Json(json!({ "line": number, "id": null, "error": error }), None)
            }
        };
        Self { submission: None, shown }
    }
}

/// Adds to an answer what the register said, and where it is recorded.
fn add(answer: &mut Value, authorization: Option<&Authorization>, receipt: &Receipt) -> Result<(), Report> {
    let Some(fields) = answer.as_object_mut() else { return Ok(()) };
    if let Some(authorization) = authorization {
        fields.insert("authorization".to_owned(), serde_json::to_value(authorization).map_err(Report::new)?);
    }
    let record = &receipt.record;
    let recorded = json!({ "sequence": record.sequence, "id": record.id, "at": record.at, "promise": receipt.promise });
    fields.insert("record".to_owned(), recorded);
    Ok(())
}

//! Many requests: JSON Lines in, JSON Lines or a line of text each out.

use super::Check;
use crate::command::Format;
use crate::exit::Status;
use crate::load::open_or_standard_input;
use crate::progress::{self, Total};
use crate::report::{Report, unless_gone};
use crate::text;
use portcullis_determination::{Engine, Memo, Summary, parse_line, run_batch};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

pub(super) fn run(check: &Check, engine: &Engine, file: &Path) -> Result<Status, Report> {
    let input = open_or_standard_input(file)?;
    let summary = match check.format {
        Format::Text => as_text(check, engine, input)?,
        Format::Json => {
            return Err(Report::new("many requests are one JSON document a line").with_help("write --format jsonl"));
        }
        Format::Jsonl => as_json_lines(check, engine, input, Total::of(file))?,
    };
    // Whoever read the answers may have seen enough and gone; then there is nothing to sum up.
    let Some(summary) = summary else { return Ok(Status::Done) };
    anstream::eprint!("{}", text::batch_summary(&summary));
    Ok(if summary.bad == 0 { Status::Done } else { Status::BadInput })
}

fn as_json_lines(
    check: &Check,
    engine: &Engine,
    input: Box<dyn Read + Send>,
    total: Total,
) -> Result<Option<Summary>, Report> {
    let bar = progress::bar_beside_answers(total);
    let mut output = BufWriter::new(io::stdout().lock());
    let threads = check.threads.unwrap_or_else(portcullis_pipeline::cores);
    let summary = run_batch(engine, input, &mut output, threads, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    unless_gone(summary)
}

/// One line a request: for reading, so one thread is enough.
fn as_text(check: &Check, engine: &Engine, input: Box<dyn Read + Send>) -> Result<Option<Summary>, Report> {
    let mut memo = Memo::default();
    let mut summary = Summary::default();
    let mut output = anstream::AutoStream::auto(io::stdout()).lock();
    for (number, line) in BufReader::new(input).lines().enumerate() {
        let line = line.map_err(Report::new)?;
        if line.trim().is_empty() {
            continue;
        }
        let decided = parse_line(line.as_bytes()).and_then(|request| {
            let mut transaction = engine.resolve(&request)?;
            engine.screen(&request, &mut transaction, &mut memo);
            let decided = engine.determine(&transaction, &mut memo);
            let span = portcullis_determination::Span::default();
            let told =
                text::Told { engine, request: &request, transaction: &transaction, decided: &decided, span: &span };
            Ok((if check.explain { told.text(true) } else { told.line() }, decided.outcome))
        });
        let text = match decided {
            Ok((text, outcome)) => {
                summary.decided += 1;
                if let Some(count) = summary.outcomes.get_mut(outcome as usize) {
                    *count += 1;
                }
                text
            }
            Err(error) => {
                summary.bad += 1;
                text::bad_line(number + 1, &error)
            }
        };
        if unless_gone(output.write_all(text.as_bytes()))?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(summary))
}

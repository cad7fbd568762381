//! Requests of which something is found otherwise than before, passed on so that only those are decided again.

use crate::exit::Status;
use crate::load::read;
use crate::report::{Report, unless_gone};
use portcullis_determination::{Engine, Memo, parse_line};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes, as they are, the requests of a file of which the second engine finds anything else than the first; `of`
/// says what changed between them.
pub(crate) fn pass_on(requests: &Path, engines: &[Engine; 2], of: &str) -> Result<Status, Report> {
    let mut memos = [Memo::default(), Memo::default()];
    let text = read(requests)?;
    let mut output = io::stdout().lock();
    let (mut touched, mut bad, mut all) = (0_u64, 0_u64, 0_u64);
    for (number, line) in (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        all += 1;
        match found_otherwise(line, engines, &mut memos) {
            Ok(false) => continue,
            Ok(true) => touched += 1,
            // What cannot be read is passed on: `check` reports it with its place.
            Err(problem) => {
                bad += 1;
                anstream::eprintln!("{}, line {number}: {problem}", requests.display());
            }
        }
        if unless_gone(writeln!(output, "{line}"))?.is_none() {
            return Ok(Status::Done);
        }
    }
    anstream::eprintln!("{touched} of {all} requests are touched by the change of the {of}");
    Ok(if bad == 0 { Status::Done } else { Status::BadInput })
}

/// Whether any party of a request is found otherwise by one engine than by the other.
fn found_otherwise(line: &str, engines: &[Engine; 2], memos: &mut [Memo; 2]) -> Result<bool, String> {
    let request = parse_line(line.as_bytes()).map_err(|error| error.to_string())?;
    let [before, after] = engines;
    let [before_memo, after_memo] = memos;
    let found = |engine: &Engine, memo: &mut Memo| {
        let mut transaction = engine.resolve(&request).map_err(|error| error.to_string())?;
        engine.screen(&request, &mut transaction, memo);
        Ok::<_, String>(transaction)
    };
    Ok(!found(before, before_memo)?.looked_up_as(&found(after, after_memo)?))
}

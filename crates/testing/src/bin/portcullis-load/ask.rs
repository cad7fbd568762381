//! Asking until there is an answer, and saying so.

use std::io::Write as _;
use std::time::Duration;

use portcullis_journal::record::Content;
use portcullis_journal::{Answer, Submission, Writer};
use portcullis_license::Reply;
use portcullis_log::Hash;
use portcullis_testing::load::{Kind, Line};

use crate::Failure;

/// Between two tries of one caller.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks with the same id until there is an answer.
pub fn ask(writer: &Writer, submission: Submission) -> Result<Reply, Failure> {
    say(&Line::Asked(Box::new(submission.clone())))?;
    loop {
        let id = submission.id.clone();
        match writer.submit(submission.clone()) {
            Ok(Answer::Recorded { record, again }) => {
                let leaf = record.leaf().map_err(|error| error.to_string())?;
                say(&Line::Answered { id, again, leaf: Hash::of(&leaf) })?;
                return match &record.content {
                    Content::Ledger { reply, .. } => Ok(reply.clone()),
                    Content::Note { .. } => Err(format!("`{}` was answered by a note", submission.id)),
                };
            }
            Ok(other) => return Err(format!("`{id}` was answered by {other:?}")),
            Err(error) => {
                let kind = Kind::from(&error);
                say(&Line::Failed { id, kind, why: error.to_string() })?;
                if kind == Kind::Broken {
                    return Err(error.to_string());
                }
                std::thread::sleep(PAUSE);
            }
        }
    }
}

/// A line in one piece: what is killed in the middle leaves no half of one.
fn say(line: &Line) -> Result<(), Failure> {
    let line = format!("{line}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())
}

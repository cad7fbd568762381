//! Commands of Slurm, run without a shell and not for ever.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Trouble;

/// The longest output that is read.
const MOST_BYTES: u64 = 8 << 20;

/// Runs it and gives what it writes, once it has ended well.
pub(super) fn output(program: &Path, arguments: &[&str], timeout: Duration) -> Result<Vec<u8>, Trouble> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| Trouble::at(program, error))?;
    let pipe = child.stdout.take();
    // Read beside waiting: who writes more than a pipe holds waits for a reader.
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.map_or(Ok(0), |pipe| pipe.take(MOST_BYTES).read_to_end(&mut bytes)).map(|_| bytes)
    });
    let status = ended(&mut child, timeout).map_err(|why| Trouble::at(program, why))?;
    if !status.success() {
        return Err(Trouble::at(program, format!("ended with {status}")));
    }
    match reader.join() {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(Trouble::at(program, error)),
        Err(_) => Err(Trouble::at(program, "its output was not read")),
    }
}

fn ended(child: &mut Child, timeout: Duration) -> Result<ExitStatus, String> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if begun.elapsed() < timeout => thread::sleep(Duration::from_millis(10)),
            late => {
                // What cannot be ended any more has ended.
                let _ = child.kill();
                let _ = child.wait();
                return Err(late.map_or_else(|error| error.to_string(), |_| "took too long".to_owned()));
            }
        }
    }
}

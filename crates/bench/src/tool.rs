//! Public tools that measure: run, and what they tell.

use std::process::Command;

/// What a command writes, once it has ended well; otherwise why not, and how to get it where it is missing.
pub(crate) fn output(command: &mut Command, mend: &str) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|error| format!("{program}: {error}; {mend}"))?;
    if !done.status.success() {
        return Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

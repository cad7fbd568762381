//! chromedriver: the program between a test and Chromium.

use crate::process::ends_with_the_test;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// What it says when it listens, before the port.
const READY: &str = "started successfully on port ";

/// A chromedriver, until the test ends.
pub struct Driver {
    child: Child,
    address: String,
    /// Held open: a program that cannot speak ends.
    _said: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts it; nothing where this machine has none, and then says so.
    pub fn start() -> Option<Self> {
        let is_here = |name: &str| Command::new(name).arg("--version").output().is_ok_and(|said| said.status.success());
        if let Some(missing) = ["chromedriver", "chromium"].into_iter().find(|name| !is_here(name)) {
            eprintln!("left out: there is no {missing} here; `apt install chromium chromium-driver` has it");
            return None;
        }
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        let mut child = ends_with_the_test(command).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "chromedriver ended before it listened");
            if let Some((_, port)) = line.split_once(READY) {
                break port.trim().trim_end_matches('.').to_owned();
            }
        };
        Some(Self { child, address: format!("http://127.0.0.1:{port}"), _said: said })
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! The demo that is walked through: this program, with keys for everybody in it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStderr, Command, Stdio};

use super::wrong;
use crate::error::BenchError;

/// How many houses say that they are ready.
const HOUSES: usize = 2;
/// How often two ports beside each other are looked for.
const TRIES: usize = 50;

/// Somebody of the demo.
pub(super) struct Somebody {
    /// What they are called.
    pub name: String,
    /// As what they sign.
    pub title: String,
    /// What opens the console to them.
    pub key: String,
    /// The address of their house: `http://127.0.0.1:8080`.
    pub base: String,
    /// What their house is called.
    house: String,
}

impl Somebody {
    /// In whose eyes a page is measured.
    pub fn seen_as(&self) -> String {
        let house = self.house.split_whitespace().next().unwrap_or_default();
        format!("{house}: {}", self.title)
    }
}

/// The demo, as long as it is measured.
pub(super) struct Demo {
    process: Child,
    people: Vec<Somebody>,
}

impl Demo {
    /// Starts it, and waits until both houses are ready.
    pub fn start(times: u16) -> Result<Self, BenchError> {
        let own = std::env::current_exe().map_err(wrong)?;
        let listen = format!("127.0.0.1:{}", port()?);
        let mut process = Command::new(own)
            .args(["serve", "--demo", &times.to_string(), "--listen", &listen])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(wrong)?;
        let told = process.stderr.take().ok_or_else(|| wrong("the demo has no standard error"))?;
        // Whatever goes wrong from here on, it does not stay behind.
        let mut demo = Self { process, people: Vec::new() };
        demo.people = ready(told)?;
        Ok(demo)
    }

    /// One person of each title in each house.
    pub fn people(&self) -> impl Iterator<Item = &Somebody> {
        let mut seen = BTreeSet::new();
        self.people.iter().filter(move |person| seen.insert((&person.base, &person.title)))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that is free, and the one after it too.
fn port() -> Result<u16, BenchError> {
    for _ in 0..TRIES {
        let first = TcpListener::bind("127.0.0.1:0").map_err(wrong)?;
        let port = first.local_addr().map_err(wrong)?.port();
        let next = port.checked_add(1).map(|next| TcpListener::bind(("127.0.0.1", next)));
        if matches!(next, Some(Ok(_))) {
            return Ok(port);
        }
    }
    Err(wrong("no two ports beside each other are free"))
}

/// Who can sign in, once both houses are ready; what is said afterwards is read and let go.
fn ready(told: ChildStderr) -> Result<Vec<Somebody>, BenchError> {
    let (mut lines, mut people) = (BufReader::new(told).lines(), Vec::new());
    let (mut house, mut houses, mut before) = (None, 0, String::new());
    while let Some(Ok(line)) = lines.next() {
        if let Some((name, base)) = line.trim_end().strip_suffix("/console").and_then(|line| line.split_once(": ")) {
            house = Some((name.to_owned(), base.to_owned()));
        } else if let (Some((name, base)), Some(person)) = (&house, line.strip_prefix("  ")) {
            people.extend(somebody(person, name, base));
        } else if line.contains("ready on ") {
            houses += 1;
            if houses == HOUSES {
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(people);
            }
        }
        before = line;
    }
    Err(wrong(format!("the demo did not start: {before}")))
}

/// A name, a title of several words, and a key.
fn somebody(line: &str, house: &str, base: &str) -> Option<Somebody> {
    let (name, rest) = line.trim().split_once(char::is_whitespace)?;
    let (title, key) = rest.trim().rsplit_once(char::is_whitespace)?;
    let [name, title, key, base, house] = [name, title.trim(), key, base, house].map(str::to_owned);
    Some(Somebody { name, title, key, base, house })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_demo_is_read() {
        let line = "officer.one            Licensing officer                pck_0123_abc";
        let found = somebody(line, "Bureau of Fictitious Controls", "http://127.0.0.1:9").unwrap();
        assert_eq!((found.name.as_str(), found.title.as_str()), ("officer.one", "Licensing officer"));
        assert_eq!((found.key.as_str(), found.seen_as().as_str()), ("pck_0123_abc", "Bureau: Licensing officer"));
        assert!(somebody("officer.one", "x", "y").is_none());
    }
}

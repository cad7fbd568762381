//! The demo: two houses that there are not, in one process.

use crate::fixture::PROGRAM;
use crate::process::Service;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

/// What half a year may take, in a program that was built to be checked and not to be fast.
const PATIENCE: Duration = Duration::from_secs(900);

/// The demo as it is served, with everybody's key.
pub struct Demo {
    service: Service,
    origins: [String; 2],
    /// It is all of it, for pictures to be made.
    pub is_whole: bool,
}

impl Demo {
    /// A small one; the whole of it where pictures are made, which takes longer.
    pub fn start() -> Self {
        let is_whole = crate::pictures::are_written();
        let times = if is_whole { "1" } else { "0" };
        let port = two_free_ports();
        let origins = [port, port + 1].map(|port| format!("http://127.0.0.1:{port}"));
        let listen = format!("127.0.0.1:{port}");
        let service = Service::listening_within(PATIENCE, Command::new(PROGRAM), &listen, &[], &["--demo", times]);
        crate::wait_until("both houses listen", || service.count("ready on") == 2);
        Self { service, origins, is_whole }
    }

    /// Where a house is.
    pub fn origin(&self, is_authority: bool) -> &str {
        &self.origins[usize::from(is_authority)]
    }

    /// The key of a person, by their name.
    #[track_caller]
    pub fn key(&self, name: &str) -> String {
        let line = self.service.find(&format!("  {name} ")).unwrap_or_else(|| panic!("{name} has no key"));
        line.split_whitespace().last().unwrap().to_owned()
    }
}

/// The first of two ports that nobody listens on, one after the other.
fn two_free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

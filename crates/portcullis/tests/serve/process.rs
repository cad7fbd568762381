//! A service in a process of its own.

use crate::caller::Caller;
use crate::fixture::{Office, PROGRAM, untold};
use crate::waiting::{LONG, wait_until, wait_within};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const READY: &str = "ready on ";

pub struct Service {
    child: Child,
    address: String,
    said: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
    /// How long it took until it was ready.
    pub started_in: Duration,
}

impl Service {
    /// Over the register of an office.
    #[track_caller]
    pub fn start(office: &Office) -> Self {
        Self::spawn(Command::new(PROGRAM), &office.named(), &[])
    }

    /// With a configuration.
    #[track_caller]
    pub fn configured(office: &Office, config: &str) -> Self {
        Self::spawn(Command::new(PROGRAM), &office.named(), &["--config", config])
    }

    /// With a configuration, at an address that others know beforehand.
    #[track_caller]
    pub fn configured_at(office: &Office, config: &str, listen: &str) -> Self {
        Self::listening(Command::new(PROGRAM), listen, &office.named(), &["--config", config])
    }

    /// Over the register of an office, by another address.
    #[track_caller]
    pub fn start_at(office: &Office, store: &str) -> Self {
        Self::spawn(Command::new(PROGRAM), &office.named_at(store), &[])
    }

    /// One for which a file that may not grow is an error and not the end.
    #[track_caller]
    pub fn start_without_signal(office: &Office) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM]);
        Self::spawn(command, &office.named(), &[])
    }

    #[track_caller]
    fn spawn(command: Command, named: &[String], more: &[&str]) -> Self {
        Self::listening(command, "127.0.0.1:0", named, more)
    }

    #[track_caller]
    fn listening(command: Command, address: &str, named: &[String], more: &[&str]) -> Self {
        Self::listening_within(LONG, command, address, named, more)
    }

    /// As a program that is to be told no more than this, at an address, and is given so long to begin.
    #[track_caller]
    pub fn listening_within(
        patience: Duration,
        command: Command,
        address: &str,
        named: &[String],
        more: &[&str],
    ) -> Self {
        let began = Instant::now();
        let mut command = ends_with_the_test(command);
        untold(&mut command).args(["serve", "--listen", address]).args(named).args(more);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (err, said) = (child.stderr.take().unwrap(), Arc::<Mutex<Vec<String>>>::default());
        let hearing = said.clone();
        let reader = Some(std::thread::spawn(move || listen(err, &hearing)));
        let mut service = Self { child, address: String::new(), said, reader, started_in: Duration::ZERO };
        wait_within(patience, "ready", || {
            assert_eq!(service.child.try_wait().unwrap(), None, "it ended: {}", service.words());
            service.find(READY).is_some()
        });
        service.started_in = began.elapsed();
        let line = service.find(READY).unwrap();
        service.address = line.split(READY).nth(1).unwrap().trim().to_owned();
        service
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody who calls it with a key.
    pub fn caller(&self, key: &str) -> Caller {
        Caller::new(&self.address, key)
    }

    /// The first line with these words.
    pub fn find(&self, words: &str) -> Option<String> {
        self.said.lock().unwrap().iter().find(|line| line.contains(words)).cloned()
    }

    /// How many lines have these words.
    pub fn count(&self, words: &str) -> usize {
        self.said.lock().unwrap().iter().filter(|line| line.contains(words)).count()
    }

    /// All that it said but for each decision.
    pub fn words(&self) -> String {
        let said = self.said.lock().unwrap();
        let worth = said.iter().filter(|line| !line.contains("decided"));
        worth.cloned().collect::<Vec<_>>().join("\n")
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status().unwrap();
        assert!(sent.success(), "{name}");
    }

    /// Waits for its end.
    #[track_caller]
    pub fn ended(mut self) -> (ExitStatus, Duration, String) {
        let mut status = None;
        let took = wait_until("the end of the service", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        self.reader.take().unwrap().join().unwrap();
        (status.unwrap(), took, self.words())
    }

    /// Asks it to end, and waits until it has.
    #[track_caller]
    pub fn stop(self) {
        self.signal("INT");
        let (status, _, words) = self.ended();
        assert!(status.success(), "{status}: {words}");
    }

    /// Kills it with signal 9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{} said:\n{}", self.address, self.words());
        }
    }
}

/// A test that is killed leaves nothing running: on Linux the process ends with the thread that started it.
pub fn ends_with_the_test(command: Command) -> Command {
    if !cfg!(target_os = "linux") {
        return command;
    }
    let mut outer = Command::new("setpriv");
    outer.args(["--pdeathsig=KILL", "--"]).arg(command.get_program()).args(command.get_args());
    outer
}

fn listen(err: ChildStderr, said: &Mutex<Vec<String>>) {
    for line in BufReader::new(err).lines().map_while(Result::ok) {
        said.lock().unwrap().push(line);
    }
}

//! A load in a process of its own, and what was heard from it.

use portcullis_journal::Submission;
use portcullis_license::OperationId;
use portcullis_log::Hash;
use portcullis_testing::load::{Kind, Line, Options};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

const PROGRAM: &str = env!("CARGO_BIN_EXE_portcullis-load");

/// What a load said.
#[derive(Default)]
pub struct Heard {
    pub asked: BTreeMap<OperationId, Submission>,
    /// The leaf of each answer.
    pub answered: BTreeMap<OperationId, Hash>,
    /// How many of them were in the journal already.
    pub again: usize,
    pub failed: Vec<(Kind, String)>,
}

impl Heard {
    /// What it asked and got no answer to.
    pub fn unanswered(&self) -> Vec<Submission> {
        self.asked.values().filter(|asked| !self.answered.contains_key(&asked.id)).cloned().collect()
    }

    fn hear(&mut self, line: Line) {
        match line {
            Line::Asked(submission) => assert!(self.asked.insert(submission.id.clone(), *submission).is_none()),
            Line::Answered { id, again, leaf } => {
                self.again += usize::from(again);
                assert!(self.asked.contains_key(&id));
                assert!(self.answered.insert(id, leaf).is_none());
            }
            Line::Failed { kind, why, .. } => self.failed.push((kind, why)),
        }
    }
}

pub struct Load {
    child: Child,
    heard: Arc<Mutex<Heard>>,
    reader: Option<JoinHandle<()>>,
}

impl Load {
    pub fn start(options: &Options) -> Self {
        Self::spawn(Command::new(PROGRAM).args(options.arguments()))
    }

    /// One for which a file that may not grow is an error and not the end.
    #[cfg(target_os = "linux")]
    pub fn start_without_signal(options: &Options) -> Self {
        let ignoring = ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM];
        Self::spawn(Command::new("sh").args(ignoring).args(options.arguments()))
    }

    fn spawn(command: &mut Command) -> Self {
        // It ends with its standard input, and so with the test.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (out, heard) = (child.stdout.take().unwrap(), Arc::<Mutex<Heard>>::default());
        let hearing = Arc::clone(&heard);
        let reader = Some(std::thread::spawn(move || listen(out, &hearing)));
        Self { child, heard, reader }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn heard<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.heard.lock().unwrap())
    }

    pub fn answers(&self) -> usize {
        self.heard(|heard| heard.answered.len())
    }

    /// Waits for so many more answers.
    #[track_caller]
    pub fn wait_for_answers(&mut self, more: usize) {
        self.wait("answers", more, |heard| heard.answered.len());
    }

    /// Waits for so many more tries that failed.
    #[track_caller]
    pub fn wait_for_failures(&mut self, more: usize) {
        self.wait("failures", more, |heard| heard.failed.len());
    }

    #[track_caller]
    fn wait(&mut self, what: &str, more: usize, count: fn(&Heard) -> usize) {
        let before = self.heard(count);
        crate::wait_until(what, || {
            let last = self.heard(|heard| heard.failed.last().cloned());
            assert_eq!(self.child.try_wait().unwrap(), None, "the load ended by itself: {last:?}");
            self.heard(count) >= before + more
        });
    }

    /// Stops the process where it is, or lets it go on.
    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap().success());
    }

    /// Kills it with signal 9, and gives all that it said.
    #[track_caller]
    pub fn kill(mut self) -> Heard {
        assert_eq!(self.child.try_wait().unwrap(), None, "the load ended by itself");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(out: ChildStdout, heard: &Mutex<Heard>) {
    let mut out = BufReader::new(out);
    let mut line = String::new();
    // The end of a line is the end of a message; what is without one was cut off.
    while out.read_line(&mut line).is_ok() && line.ends_with('\n') {
        heard.lock().unwrap().hear(line.trim_end().parse().unwrap());
        line.clear();
    }
}

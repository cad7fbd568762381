//! A load for tests that kill: callers that reserve, renew, post and void on a store until the process ends. See `portcullis_testing::load`.

mod ask;
mod caller;
mod samples;
mod seal;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{SystemTime, UNIX_EPOCH};

use portcullis_journal::{Node, Writer};
use portcullis_license::Instant;
use portcullis_log::commitment::Salt;
use portcullis_testing::load::Options;

/// Few enough that a run of a second has images to start from, and asks for reservations that were let go.
const IMAGE_EVERY: u64 = 300;
const MOST_KEPT: usize = 50;

type Failure = String;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "portcullis-load: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Runs until the standard input ends, as it does with the test, or something happens that must not.
fn run() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    let (over, end) = channel();
    start(&over, || std::io::stdin().read_to_end(&mut Vec::new()).map(drop).map_err(|error| error.to_string()))?;
    let store = portcullis_store::open(&options.address).map_err(|error| error.to_string())?;
    let address = store.address().clone();
    // Nothing is withheld here, so no salt is ever used.
    let node = Node::new(Box::new(|| Salt([0; 16]))).keeping(IMAGE_EVERY, MOST_KEPT);
    let writer = Writer::start(node, Box::new(store), Box::new(now)).map_err(|error| error.to_string())?;
    for place in 0..options.licenses {
        ask::ask(&writer, samples::issue(place, options.hours)?)?;
    }
    start(&over, move || seal::run(&address))?;
    let (writer, options) = (Arc::new(writer), Arc::new(options));
    for number in 0..options.callers {
        let (writer, options) = (Arc::clone(&writer), Arc::clone(&options));
        start(&over, move || caller::run(&writer, &options, number))?;
    }
    end.recv().unwrap_or(Ok(()))
}

/// A thread with which everything ends.
fn start(
    over: &Sender<Result<(), Failure>>,
    work: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let over = over.clone();
    let spawned = std::thread::Builder::new().spawn(move || drop(over.send(work())));
    spawned.map(drop).map_err(|error| error.to_string())
}

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

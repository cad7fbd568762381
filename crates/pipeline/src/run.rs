//! Reader, workers and writer.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

/// Pieces on their way, for each worker: one in work, some waiting for it, and some done that wait for an earlier
/// one. Enough that no worker idles, few enough that memory stays flat.
const PIECES_PER_WORKER: usize = 4;

/// How it ended. What stands before an error was written.
#[derive(Debug)]
#[must_use = "an error may be in either"]
pub struct Ended {
    /// Whether everything that was read was worked on and written.
    pub written: io::Result<()>,
    /// Whether the input was read to its end, where writing did not fail before.
    pub read: io::Result<()>,
}

/// A piece, or what became of it, with its place in the order and in the input.
struct Placed<T> {
    sequence: u64,
    position: u64,
    what: T,
}

/// So many threads as this machine runs at once.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Reads pieces on one thread, works on them on `threads` others, and writes on this one, in the order they were
/// read.
///
/// Each of the `pieces` comes with how far in the input it ends. `worker` makes a worker, one a thread. `write` is
/// told what a worker made of a piece and how far in the input that piece ends; when it fails, everything stops.
pub fn run<Piece, Done, Worker>(
    threads: usize,
    mut pieces: impl Iterator<Item = io::Result<(Piece, u64)>> + Send,
    worker: impl Fn() -> Worker + Sync,
    write: impl FnMut(Done, u64) -> io::Result<()>,
) -> Ended
where
    Piece: Send,
    Done: Send,
    Worker: FnMut(Piece) -> Done,
{
    let threads = threads.max(1);
    let (to_workers, jobs) = channel();
    let (to_writer, done) = channel();
    // The channels are as long as they like: no more pieces are on their way than there are leaves to read one.
    let (leave, leaves) = channel();
    for _ in 0..threads * PIECES_PER_WORKER {
        // The other end is in hand.
        let _ = leave.send(());
    }
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut sequence = 0;
            // No leave comes any more where writing failed; the writer says why.
            while leaves.recv().is_ok() {
                let Some(piece) = pieces.next() else { break };
                let (what, position) = piece?;
                if to_workers.send(Placed { sequence, position, what }).is_err() {
                    break;
                }
                sequence += 1;
            }
            Ok(())
        });
        for _ in 0..threads {
            let (jobs, to_writer, worker) = (&jobs, to_writer.clone(), &worker);
            scope.spawn(move || work_off(jobs, &to_writer, worker));
        }
        drop(to_writer);
        let written = write_in_order(done, &leave, write);
        // When writing failed, the workers stop because nobody takes what they do, and the reader for want of leave.
        drop(leave);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader stopped")));
        Ended { written, read }
    })
}

fn work_off<Piece, Done, Worker: FnMut(Piece) -> Done>(
    jobs: &Mutex<Receiver<Placed<Piece>>>,
    to_writer: &Sender<Placed<Option<Done>>>,
    worker: &impl Fn() -> Worker,
) {
    let mut work = None;
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Placed { sequence, position, what }) = next else { return };
        // A worker that fell over must not leave the writer waiting for ever for its piece.
        let done = catch_unwind(AssertUnwindSafe(|| work.get_or_insert_with(worker)(what))).ok();
        let fell_over = done.is_none();
        if to_writer.send(Placed { sequence, position, what: done }).is_err() || fell_over {
            return;
        }
    }
}

/// Takes the receiving end, so that it is closed when writing has ended, well or not.
fn write_in_order<Done>(
    done: Receiver<Placed<Option<Done>>>,
    leave: &Sender<()>,
    mut write: impl FnMut(Done, u64) -> io::Result<()>,
) -> io::Result<()> {
    let mut waiting: BTreeMap<u64, Placed<Option<Done>>> = BTreeMap::new();
    let mut next = 0;
    for one in done {
        waiting.insert(one.sequence, one);
        while let Some(Placed { position, what, .. }) = waiting.remove(&next) {
            let Some(what) = what else {
                return Err(io::Error::other("a worker stopped; this is a defect: report it"));
            };
            write(what, position)?;
            next += 1;
            // The reader may have come to the end.
            let _ = leave.send(());
        }
    }
    Ok(())
}

//! Pieces keep their order whatever the work takes, and whatever stops early stops everything.

use portcullis_pipeline::run;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

fn numbers(count: u64) -> impl Iterator<Item = io::Result<(u64, u64)>> + Send {
    (0..count).map(|number| Ok((number, number + 1)))
}

#[test]
fn order_is_kept_under_uneven_work() {
    for threads in [0, 1, 3, 8] {
        let mut written = Vec::new();
        let uneven = || {
            |number: u64| {
                std::thread::sleep(Duration::from_micros(number % 7 * 300));
                number * 2
            }
        };
        let ended = run(threads, numbers(300), uneven, |done, position| {
            written.push((done, position));
            Ok(())
        });
        assert!(ended.written.is_ok() && ended.read.is_ok());
        assert_eq!(written, (0..300).map(|number| (number * 2, number + 1)).collect::<Vec<_>>());
    }
}

#[test]
fn each_thread_has_a_worker_of_its_own() {
    let made = AtomicU64::new(0);
    let worker = || {
        made.fetch_add(1, Ordering::SeqCst);
        let mut count = 0_u64;
        move |_| {
            count += 1;
            u64::from(count == 1)
        }
    };
    let mut first_pieces = 0;
    let ended = run(4, numbers(100), worker, |first, _| {
        first_pieces += first;
        Ok(())
    });
    assert!(ended.written.is_ok());
    assert_eq!(first_pieces, made.into_inner());
    assert!((1..=4).contains(&first_pieces));
}

#[test]
fn no_more_is_read_than_a_few_pieces_for_each_worker() {
    let (threads, read, written) = (2, AtomicU64::new(0), AtomicU64::new(0));
    let pieces = numbers(500).inspect(|_| {
        let ahead = read.fetch_add(1, Ordering::SeqCst) - written.load(Ordering::SeqCst);
        assert!(ahead < threads * 4, "{ahead} pieces are on their way");
    });
    // The first piece takes longer than all others together: they must wait, unread.
    let slow_start = || {
        |number: u64| {
            if number == 0 {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    };
    let ended = run(2, pieces, slow_start, |(), _| {
        written.fetch_add(1, Ordering::SeqCst);
        Ok(())
    });
    assert!(ended.written.is_ok() && ended.read.is_ok(), "{ended:?}");
    assert_eq!(written.into_inner(), 500);
}

#[test]
fn an_error_of_a_worker_stops_behind_what_stands_before_it() {
    let read = AtomicU64::new(0);
    let pieces = numbers(100_000).inspect(|_| {
        read.fetch_add(1, Ordering::SeqCst);
    });
    let refuses = || |number: u64| if number == 40 { Err(io::Error::other("no such piece")) } else { Ok(number) };
    let mut written = Vec::new();
    let ended = run(3, pieces, refuses, |done: io::Result<u64>, _| {
        written.push(done?);
        Ok(())
    });
    assert_eq!(ended.written.unwrap_err().to_string(), "no such piece");
    assert_eq!(written, (0..40).collect::<Vec<_>>());
    assert!(read.into_inner() < 100, "reading goes on after the error");
}

#[test]
fn a_worker_that_falls_over_is_an_error_and_no_end() {
    for threads in [1, 4] {
        let mut written = Vec::new();
        let falls = || {
            |number: u64| {
                assert!(number != 40, "piece 40");
                number
            }
        };
        let ended = run(threads, numbers(1000), falls, |done, _| {
            written.push(done);
            Ok(())
        });
        assert!(ended.written.is_err());
        assert_eq!(written, (0..40).collect::<Vec<_>>());
    }
}

#[test]
fn a_writer_that_closes_early_stops_reading() {
    let read = AtomicU64::new(0);
    let endless = (0_u64..).map(|number| {
        read.fetch_add(1, Ordering::SeqCst);
        Ok((number, number))
    });
    let ended = run(
        2,
        endless,
        || |number: u64| number,
        |number, _| {
            if number == 5 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
        },
    );
    assert_eq!(ended.written.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert!(ended.read.is_ok());
    assert!(read.into_inner() < 50);
}

#[test]
fn an_error_of_the_reader_comes_behind_what_was_read() {
    let pieces = numbers(50).chain([Err(io::Error::other("unreadable"))]).chain(numbers(50));
    let mut written = 0;
    let ended = run(
        3,
        pieces,
        || |number: u64| number,
        |_, _| {
            written += 1;
            Ok(())
        },
    );
    assert!(ended.written.is_ok());
    assert_eq!((ended.read.unwrap_err().to_string(), written), ("unreadable".to_owned(), 50));
}

#[test]
fn nothing_in_nothing_out() {
    let ended = run(2, numbers(0), || |number: u64| number, |_, _| Err(io::Error::other("nothing was to be written")));
    assert!(ended.written.is_ok() && ended.read.is_ok());
}

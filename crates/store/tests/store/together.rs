//! Several connections at once.

use crate::fresh::{Fresh, done, row};
use portcullis_journal::store::{Job, Row, Store as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Nodes that never rest: none is refused, however many wait for the head.
pub fn many_append_and_nothing_is_lost(fresh: &Fresh) {
    const THREADS: u64 = 8;
    const BATCHES: u64 = 40;
    let mut store = fresh.open();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let mut store = fresh.connect();
                for batch in 0..BATCHES {
                    done(&mut store, |open| {
                        let head = open.take_head()?;
                        let last = if head == 0 { 0 } else { open.rows(head - 1, 2)?.last().unwrap().at };
                        assert_eq!(last, i64::try_from(head).unwrap(), "everything before the head is seen");
                        let at = |place: u64| i64::try_from(head + place + 1).unwrap();
                        let rows: Vec<Row> = (0..3)
                            .map(|place| Row {
                                at: at(place),
                                ..row(head + place, &format!("{thread}/{batch}/{place}"))
                            })
                            .collect();
                        open.append(&rows)
                    });
                }
            });
        }
    });
    let rows = done(&mut store, |open| open.rows(0, usize::MAX));
    let count = THREADS * BATCHES * 3;
    assert!(rows.iter().map(|row| row.sequence).eq(0..count));
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(u64::try_from(ids.len()).unwrap(), count);
    for batch in rows.chunks(3) {
        let prefix = batch[0].id.trim_end_matches('0');
        assert!(batch.iter().all(|row| row.id.starts_with(prefix)), "a batch stays together");
    }
}

pub fn the_head_is_held_until_the_end(fresh: &Fresh) {
    let mut store = fresh.open();
    let is_over = AtomicBool::new(false);
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        let is_over = &is_over;
        scope.spawn(move || {
            told.recv().unwrap();
            let mut second = fresh.connect();
            done(&mut second, |open| {
                let head = open.take_head()?;
                assert!(is_over.load(Ordering::SeqCst), "the head was given out twice");
                assert_eq!(head, 1);
                open.append(&[row(1, "second")])
            });
        });
        done(&mut store, |open| {
            open.take_head()?;
            tell.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            open.append(&[row(0, "first")])?;
            is_over.store(true, Ordering::SeqCst);
            Ok(())
        });
    });
    assert_eq!(done(&mut store, |open| open.rows(0, 9)).len(), 2);
}

pub fn a_reader_does_not_wait_and_sees_one_moment(fresh: &Fresh) {
    let mut store = fresh.open();
    let mut reader = fresh.connect();
    done(&mut store, |open| open.append(&[row(0, "a")]));
    let mut heads = Vec::new();
    done(&mut store, |open| {
        open.append(&[row(1, "b")])?;
        // In the middle of the writer's transaction, in the same thread: a reader that waited would wait for ever.
        reader.read("test", &mut |open| {
            heads.push(open.head()?);
            Ok(())
        })
    });
    reader
        .read("test", &mut |open| {
            let rows = open.rows(0, 9)?.len();
            done(&mut store, |open| open.append(&[row(2, "c")]));
            heads.push(open.head()?);
            assert_eq!(open.rows(0, 9)?.len(), rows);
            Ok(())
        })
        .unwrap();
    assert_eq!(heads, [1, 2]);
}

pub fn jobs_are_shared_out_once(fresh: &Fresh) {
    const JOBS: usize = 60;
    let mut store = fresh.open();
    let job = |number: usize| Job {
        name: format!("{number:03}"),
        kind: "k".to_owned(),
        body: String::new(),
        due: 0,
        attempts: 0,
        holder: None,
        held_until: None,
    };
    let jobs: Vec<Job> = (0..JOBS).map(job).collect();
    done(&mut store, |open| open.put_jobs(&jobs));
    let taken: Vec<Vec<Job>> = std::thread::scope(|scope| {
        let runner = |holder: &'static str| {
            scope.spawn(move || {
                let mut store = fresh.connect();
                let mut taken = Vec::new();
                loop {
                    let more = done(&mut store, |open| open.take_jobs("k", holder, 1, 1_000, 4));
                    if more.is_empty() {
                        return taken;
                    }
                    for job in &more {
                        assert!(done(&mut store, |open| open.finish_job(&job.name, holder)));
                    }
                    taken.extend(more);
                }
            })
        };
        let runners = [runner("one"), runner("two"), runner("three")];
        runners.into_iter().map(|runner| runner.join().unwrap()).collect()
    });
    let mut names: Vec<&str> = taken.iter().flatten().map(|job| job.name.as_str()).collect();
    names.sort_unstable();
    assert!(names.len() == JOBS && names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    assert_eq!(done(&mut store, |open| open.jobs()), []);
}

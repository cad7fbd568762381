//! Leased rows of work.

use crate::fresh::{Fresh, done};
use portcullis_journal::store::Job;

fn job(name: &str, due: i64) -> Job {
    Job {
        name: name.to_owned(),
        kind: "settle".to_owned(),
        body: format!("{{\"name\":\"{name}\"}}"),
        due,
        attempts: 0,
        holder: None,
        held_until: None,
    }
}

fn names(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.name.as_str()).collect()
}

pub fn jobs_are_taken_when_due_and_in_order(fresh: &Fresh) {
    let mut store = fresh.open();
    let other = Job { kind: "other".to_owned(), ..job("other", 0) };
    done(&mut store, |open| {
        open.put_jobs(&[job("late", 30), job("b", 10), job("a", 10), job("first", 5), other.clone()])
    });
    let again = Job { body: "changed".to_owned(), ..job("first", 99) };
    done(&mut store, |open| open.put_jobs(std::slice::from_ref(&again)));
    assert_eq!(names(&done(&mut store, |open| open.jobs())), ["a", "b", "first", "late", "other"]);
    let taken = done(&mut store, |open| open.take_jobs("settle", "me", 10, 100, 2));
    let held =
        |name: &str, due| Job { attempts: 1, holder: Some("me".to_owned()), held_until: Some(100), ..job(name, due) };
    assert_eq!(taken, [held("first", 5), held("a", 10)]);
    assert_eq!(names(&done(&mut store, |open| open.take_jobs("settle", "me", 10, 100, 9))), ["b"]);
    assert_eq!(done(&mut store, |open| open.take_jobs("settle", "me", 29, 100, 9)), []);
    assert_eq!(names(&done(&mut store, |open| open.take_jobs("settle", "me", 30, 100, 9))), ["late"]);
    assert!(done(&mut store, |open| open.put_back_job("a", "me", 50)));
    assert_eq!(done(&mut store, |open| open.take_jobs("settle", "me", 49, 100, 9)), []);
    let taken = done(&mut store, |open| open.take_jobs("settle", "you", 50, 100, 9));
    assert_eq!((names(&taken), taken[0].attempts), (vec!["a"], 2));
    assert!(done(&mut store, |open| open.finish_job("a", "you")));
    assert!(!done(&mut store, |open| open.finish_job("a", "you")), "it is gone");
    done(&mut store, |open| open.put_jobs(&[job("a", 7)]));
    assert_eq!(names(&done(&mut store, |open| open.take_jobs("settle", "me", 7, 100, 9))), ["a"]);
}

pub fn a_lease_ends(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| open.put_jobs(&[job("a", 0)]));
    assert_eq!(done(&mut store, |open| open.take_jobs("settle", "dies", 0, 100, 1)).len(), 1);
    assert_eq!(done(&mut store, |open| open.take_jobs("settle", "next", 99, 200, 1)), []);
    let taken = done(&mut store, |open| open.take_jobs("settle", "next", 100, 200, 1));
    assert_eq!((taken[0].attempts, taken[0].holder.as_deref()), (2, Some("next")));
    assert!(!done(&mut store, |open| open.finish_job("a", "dies")));
    assert!(!done(&mut store, |open| open.put_back_job("a", "dies", 0)));
    assert!(done(&mut store, |open| open.finish_job("a", "next")));
}

pub fn two_holders_never_hold_one_job(fresh: &Fresh) {
    let (mut one, mut other) = (fresh.open(), fresh.connect());
    done(&mut one, |open| open.put_jobs(&[job("a", 0), job("b", 1)]));
    assert_eq!(names(&done(&mut one, |open| open.take_jobs("settle", "one", 1, 100, 1))), ["a"]);
    assert_eq!(names(&done(&mut other, |open| open.take_jobs("settle", "other", 1, 100, 9))), ["b"]);
    assert!(!done(&mut other, |open| open.finish_job("a", "other")));
    assert!(done(&mut one, |open| open.finish_job("a", "one")));
}

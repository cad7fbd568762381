//! Asks once more what was asked and not acknowledged, as the callers of a process that was killed do.

use crate::audit::Audit;
use crate::process::Heard;
use portcullis_journal::{Answer, Node, NodeError, StoreError, Writer};
use portcullis_license::Instant;
use portcullis_log::Hash;
use portcullis_log::commitment::Salt;
use portcullis_store::Connection;
use std::time::{SystemTime, UNIX_EPOCH};

/// Asks for all that a process left unanswered; what was kept is answered as it was kept, and everything is answered now. Gives how many were kept.
pub fn submit_again(store: Connection, audit: &Audit, heard: &mut Heard) -> usize {
    let writer = Writer::start(Node::new(Box::new(|| Salt([0; 16]))), Box::new(store), Box::new(now)).unwrap();
    let mut kept = 0;
    for submission in heard.unanswered() {
        let answer = loop {
            match writer.submit(submission.clone()) {
                Err(NodeError::Store(StoreError::Conflict { .. })) => {}
                answer => break answer.unwrap(),
            }
        };
        let Answer::Recorded { record, again } = answer else { panic!("{answer:?}") };
        assert_eq!(again, audit.has(submission.id.as_str()), "{submission:?}");
        heard.answered.insert(submission.id, Hash::of(&record.leaf().unwrap()));
        kept += usize::from(again);
    }
    kept
}

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant(i64::try_from(since.as_millis()).unwrap())
}

//! What the server's errors mean for a transaction.

use crate::backend::Trouble;
use portcullis_journal::store::StoreError;
use postgres::error::{DbError, SqlState};

/// A failure before the commit: nothing was kept.
pub(super) fn trouble(error: &postgres::Error) -> Trouble {
    let Some(refused) = error.as_db_error() else {
        return match is_of_the_connection(error) {
            true => Trouble::Lost(words(error)),
            false => Trouble::Refused(StoreError::unavailable(words(error))),
        };
    };
    let code = refused.code();
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Trouble::Conflict
    } else if *code == SqlState::LOCK_NOT_AVAILABLE {
        Trouble::Waited
    } else if ends_the_connection(refused) {
        Trouble::Lost(words(error))
    } else if code.code().starts_with("XX00") && *code != SqlState::INTERNAL_ERROR {
        Trouble::Refused(StoreError::Damaged { place: "the database".to_owned(), why: words(error) })
    } else {
        Trouble::Refused(StoreError::unavailable(words(error)))
    }
}

/// A failure of the commit. Only a plain error of the server that is alive and says so is a promise that nothing was kept.
pub(super) fn commit_trouble(error: &postgres::Error) -> Trouble {
    let Some(refused) = error.as_db_error() else { return Trouble::Uncertain(words(error)) };
    // 40003 is how CockroachDB says that it does not know.
    let unknown = *refused.code() == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN;
    let interrupted = refused.code().code().starts_with("57");
    if unknown || interrupted || ends_the_connection(refused) {
        return Trouble::Uncertain(words(error));
    }
    trouble(error)
}

fn ends_the_connection(refused: &DbError) -> bool {
    let code = refused.code().code();
    // Connection exceptions, shutting down or starting up, too many connections, idle for too long in a transaction.
    code.starts_with("08")
        || code.starts_with("57P")
        || code == "53300"
        || code == "25P03"
        || matches!(refused.severity(), "FATAL" | "PANIC")
}

fn is_of_the_connection(error: &postgres::Error) -> bool {
    use std::error::Error as _;
    error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>()) || is_connecting(error)
}

/// The library keeps this kind to itself but for its words.
fn is_connecting(error: &postgres::Error) -> bool {
    error.to_string().starts_with("error connecting to server")
}

/// The whole chain of causes in one line.
fn words(error: &postgres::Error) -> String {
    use std::error::Error as _;
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_words = inner.to_string();
        if !words.contains(&inner_words) {
            words = format!("{words}: {inner_words}");
        }
        cause = inner.source();
    }
    words
}

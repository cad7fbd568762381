//! What the contract of a store says, each sentence of it, on both databases; and what goes beyond it: exports, checks, losses.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]

mod content;
mod damage;
mod documents;
mod fresh;
mod jobs;
mod journal;
mod keeping;
mod loss;
mod proxy;
mod together;

/// Each function as one test for SQLite and one for PostgreSQL.
macro_rules! on_both {
    ($($module:ident :: $name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { crate::$module::$name(&crate::fresh::Fresh::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $name() {
                if let Some(fresh) = crate::fresh::Fresh::postgres() { crate::$module::$name(&fresh); }
            })*
        }
    };
}

on_both![
    journal::rows_come_back_as_they_were,
    journal::gaps_and_repetitions_are_refused,
    journal::time_does_not_go_back,
    journal::an_id_is_taken_once,
    journal::rows_are_found_by_what_they_are_about,
    journal::work_that_fails_leaves_nothing,
    journal::a_failure_that_is_ignored_leaves_nothing_either,
    journal::a_reader_may_not_write,
    journal::what_cannot_be_stored_is_refused,
    journal::large_batches_go_in_one_transaction,
    content::openings_are_kept_and_erased,
    content::an_opening_needs_its_row,
    content::the_two_latest_images_are_kept,
    content::checkpoints_only_grow,
    content::tiles_stay_as_they_are,
    content::blobs_stay_as_they_are,
    content::large_content_comes_back,
    documents::a_document_changes_version_by_version,
    documents::documents_are_listed_by_name,
    documents::what_cannot_be_a_document_is_refused,
    documents::of_two_who_change_one_is_told,
    jobs::jobs_are_taken_when_due_and_in_order,
    jobs::a_lease_ends,
    jobs::two_holders_never_hold_one_job,
    together::many_append_and_nothing_is_lost,
    together::the_head_is_held_until_the_end,
    together::a_reader_does_not_wait_and_sees_one_moment,
    together::jobs_are_shared_out_once,
];

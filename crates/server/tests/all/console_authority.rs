//! The authority's pages, as people meet them: who may open what, what forms do, and that nothing on a page is more than its reader may see.

#[path = "../../../console/tests/all/checker.rs"]
pub mod checker;

mod arrivals;
mod attachments;
pub mod desk;
mod forms;
mod half_year;
mod life;
mod lists;
mod pages;
pub mod person;
mod sight;

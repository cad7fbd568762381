//! The provider's pages, as people meet them: who may open what, what forms do, and that nothing on a page is more than its reader may see.

mod documents;
mod drafts;
mod filings;
mod forms;
mod hostile;
pub mod house;
mod houses;
mod log;
mod pages;
mod resolutions;
mod sight;
mod used;

//! Applications, from a determination to a filing, as others use them.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod amounts;
mod common;
mod completeness;
mod determined;
mod differences;
mod filing;
mod hostile;
mod planned;
mod reading;
mod shown;

//! Whether an application is complete, and does not contradict itself.
//!
//! Each check looks at one part of the form; a check that needs two fields is silent while one of them is missing, so that what is missing is said once.

mod dates;
mod documents;
mod items;
mod license;
mod lists;
mod parties;
mod places;
mod record;
mod roles;
mod whole;

pub use dates::{Longest, longest};
pub use record::MOST_BYTES;

use crate::certification;
use crate::form::Application;
use crate::gap::{Gap, Gaps};

/// Everything that has to be filled in or mended before the application can be filed, in the order of the form; nothing where it is complete.
///
/// What the catalog and the law of the day say to what is stated, [`crate::against::gaps_against`] adds.
#[must_use]
pub fn gaps(application: &Application) -> Vec<Gap> {
    let mut gaps = Gaps::new(application);
    lists::check(&mut gaps);
    if !gaps.found.is_empty() {
        return gaps.found;
    }
    whole::check(&mut gaps);
    parties::check(&mut gaps);
    roles::check(&mut gaps);
    items::check(&mut gaps);
    places::check(&mut gaps);
    dates::check(&mut gaps);
    certification::check(&mut gaps);
    documents::check(&mut gaps);
    record::check(&mut gaps);
    if gaps.found.is_empty() {
        license::check(&mut gaps);
    }
    gaps.found
}

/// What stands against issuing the license that is asked for, where its fields are there.
pub(crate) fn gaps_of_the_license(application: &Application) -> Vec<Gap> {
    let mut gaps = Gaps::new(application);
    license::check(&mut gaps);
    gaps.found
}

//! The clock that the gate is given. Nothing here reads the wall clock.

use std::sync::Arc;

use portcullis_license::Instant;

/// What says which moment it is.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// A clock that asks this.
    #[must_use]
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

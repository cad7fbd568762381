//! Grants that an object bears when it is judged.

use portcullis_license::Instant;

use super::answer::seconds_of;
use super::grant::{FRESH, GRANT, Granted, SKEW, Verifier};
use super::review::Reviewed;
use crate::template::Refused;

/// Which webhook asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the object is complete: the gate decides and its grant takes the place of whatever is there.
    Mutating,
    /// When nobody can change it any more: a grant was written in this very request, moments ago, or it is none.
    Validating,
}

impl Reviewed {
    /// Where the object bears a grant that holds, nothing is asked again; where it bears one that does not, the gate stays closed. A question holds nothing, and
    /// bears no grant.
    #[must_use]
    pub fn honor(mut self, verifier: &Verifier, now: Instant) -> Self {
        if !self.starts || self.asks.is_empty() || self.refused.is_some() {
            return self;
        }
        let Some(grant) = &self.bears else { return self };
        let now = seconds_of(now);
        let of_workload = self.workload.as_ref().and_then(|workload| {
            let granted = verifier.verify(grant, workload, &self.wanted).ok()?;
            (granted.issued <= now.saturating_add(SKEW) && now < granted.expires).then_some(())
        });
        if of_workload.is_some() {
            self.asks.clear();
            return self;
        }
        if self.phase == Phase::Mutating {
            return self;
        }
        let held = verifier.verify(grant, &self.subject, &self.wanted).and_then(|granted| fresh(granted, now));
        self.asks.clear();
        self.refused = held.err();
        self
    }
}

fn fresh(granted: Granted, now: u64) -> Result<(), Refused> {
    let Granted { issued, expires } = granted;
    if issued > now.saturating_add(SKEW) || now.saturating_sub(issued) > FRESH || now >= expires {
        return Err(Refused::of(format!(
            "the grant in {GRANT} was issued at {issued} and it is {now}: it was not made for this request; remove the annotation"
        )));
    }
    Ok(())
}

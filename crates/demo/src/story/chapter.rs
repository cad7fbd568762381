//! Chapters that many stories share.

use portcullis_desk::decision::OutcomeKind as Outcome;

use crate::step::Step::{Advise, AdviseAll, Chair, Close, Consult, Draft, File, Refer, Register, Respond, Sign};
use crate::step::View::{Approve, Conditions, Deny};
use crate::step::{Turn, after};

pub(super) const FILED: &[Turn] = &[after(0, 0, File)];
pub(super) const REGISTERED: &[Turn] = &[after(0, 0, File), after(1, 3, Register)];
pub(super) const REFERRED: &[Turn] =
    &[after(0, 0, File), after(1, 3, Register), after(0, 1, Consult), after(1, 3, Refer)];
pub(super) const AGREED: &[Turn] = &[after(1, 4, AdviseAll(Approve))];
pub(super) const WITH_CONDITIONS: &[Turn] = &[after(1, 5, AdviseAll(Conditions))];
pub(super) const DIVIDED: &[Turn] = &[after(1, 3, Advise(Deny)), after(1, 3, AdviseAll(Approve))];
pub(super) const AGAINST: &[Turn] = &[after(1, 2, AdviseAll(Deny))];
pub(super) const RULED: &[Turn] = &[after(3, 8, Chair)];
pub(super) const APPROVED: &[Turn] = &[after(1, 3, Draft(Outcome::Approve)), after(1, 2, Sign)];
pub(super) const INTENDED: &[Turn] = &[after(1, 2, Draft(Outcome::IntentToDeny)), after(1, 2, Sign)];
pub(super) const DENIED: &[Turn] = &[after(3, 8, Respond), after(2, 5, Draft(Outcome::Deny)), after(1, 2, Sign)];
pub(super) const CLOSED: &[Turn] = &[after(2, 6, Close)];

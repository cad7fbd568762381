//! Drafts of decisions.

use portcullis_desk::advice::Subject;
use portcullis_desk::case::Direction;
use portcullis_desk::decision::{DraftText, Outcome, OutcomeKind};
use portcullis_desk::event::Event;

use super::{Act, Desk, Taken, next};
use crate::error::{DemoError, broken};
use crate::{terms, words};

impl Desk<'_> {
    /// An officer drafts a decision, once it has what it has to rest on.
    pub(super) fn draft(&self, kind: OutcomeKind) -> Result<Taken<Act>, DemoError> {
        if !self.rests(kind) {
            return Ok(Taken::Wait);
        }
        let Some((outcome, without)) = self.outcome(kind)? else { return Ok(Taken::Wait) };
        let state = self.case.state();
        let text = DraftText { outcome, without, note: format!("Advice of {} agencies.", state.advice.len()) };
        let event = Event::drafted(next(state.drafts.len()), self.application()?, text).map_err(broken)?;
        Ok(Taken::Done((self.officer(self.shift()), event)))
    }

    /// Whether advice is settled, and nothing is waited for.
    fn rests(&self, kind: OutcomeKind) -> bool {
        let state = self.case.state();
        let is_settled = match kind {
            OutcomeKind::Approve | OutcomeKind::IntentToDeny | OutcomeKind::NoLicenseNeeded => {
                let direction = state.direction(self.now.date());
                matches!(direction, Direction::Toward { .. } | Direction::Free | Direction::Unrouted)
                    && state.open_stops().next().is_none()
            }
            _ => true,
        };
        is_settled && kind.phases().contains(&self.case.phase().kind())
    }

    /// What is decided, and what is left out of it; nothing where there is no license yet to be varied.
    fn outcome(&self, kind: OutcomeKind) -> Result<Option<(Outcome, Vec<Subject>)>, DemoError> {
        let outcome = match kind {
            OutcomeKind::Approve => {
                let (license, without) = terms::license(self.case, self.now.date())?;
                return Ok(Some((Outcome::Approve { license }, without)));
            }
            OutcomeKind::Vary => {
                let Some(held) = self.ledger.license(&terms::number(self.case)?) else { return Ok(None) };
                Outcome::Vary { license: terms::varied(self.case, &held.license) }
            }
            OutcomeKind::IntentToDeny => Outcome::IntentToDeny { reasons: words::DENY.to_owned() },
            OutcomeKind::Deny => Outcome::Deny { reasons: words::DENY.to_owned() },
            OutcomeKind::ReturnWithoutAction => {
                Outcome::ReturnWithoutAction { reasons: words::WITHOUT_ACTION.to_owned() }
            }
            OutcomeKind::NoLicenseNeeded => Outcome::NoLicenseNeeded { reasons: words::NOT_NEEDED.to_owned() },
            OutcomeKind::AppealDismissed => Outcome::AppealDismissed { reasons: words::DISMISSED.to_owned() },
            OutcomeKind::AppealGranted => Outcome::AppealGranted { reasons: words::GRANTED.to_owned() },
            OutcomeKind::Reinstate => Outcome::Reinstate { reasons: words::REINSTATED.to_owned() },
            OutcomeKind::Revoke => Outcome::Revoke { reasons: words::REVOKED.to_owned() },
        };
        Ok(Some((outcome, Vec::new())))
    }
}

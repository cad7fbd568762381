//! The gate itself.

use std::borrow::Cow;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use portcullis_authorization::{Placement, authorize};
use portcullis_determination::{Request, RequestError};
use portcullis_journal::NodeError;
use portcullis_license::{Instant, Ledger, Objection, OperationId};

use crate::ask::{Ask, Purpose};
use crate::clock::Clock;
use crate::ids::Ids;
use crate::register::Register;
use crate::served::Served;
use crate::told::Told;
use crate::verdict::Verdict;

/// How old the view of the register may be for a license in it to open the gate, in milliseconds.
pub const OLDEST_VIEW: u64 = 5_000;

/// What stands between a request and a running chip.
pub struct Gate {
    served: ArcSwap<Served>,
    register: Register,
    clock: Clock,
    ids: Ids,
    nothing: Ledger,
}

impl Gate {
    /// A gate over a register that decides with these. It blocks until what it decides with is recorded.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be recorded.
    pub fn new(served: Served, register: Register, clock: Clock, ids: Ids) -> Result<Self, NodeError> {
        register.keep(&served.editions, &served.engine)?;
        Ok(Self { served: ArcSwap::from_pointee(served), register, clock, ids, nothing: Ledger::default() })
    }

    /// Decides with these from here on; whatever is being decided is finished with what it began with. It blocks until they are recorded.
    ///
    /// # Errors
    /// [`NodeError`] where they cannot be recorded; then everything stays as it was.
    pub fn serve(&self, served: Served) -> Result<(), NodeError> {
        self.register.keep(&served.editions, &served.engine)?;
        self.served.store(Arc::new(served));
        Ok(())
    }

    /// What it decides with.
    #[must_use]
    pub fn served(&self) -> Guard<Arc<Served>> {
        self.served.load()
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// An id for what its caller gave none.
    #[must_use]
    pub fn fresh_id(&self) -> OperationId {
        self.ids.next()
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether the view of the register is too old, so that no license may open the gate.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        self.register.view().age(self.now()) > OLDEST_VIEW
    }

    /// Decides, holds nothing and records nothing. A request that names no date is about today.
    ///
    /// # Errors
    /// [`RequestError`] where the request cannot be decided.
    pub fn question<R>(
        &self,
        request: Request<'_>,
        placement: &Placement,
        tell: impl FnOnce(&Told<'_>) -> R,
    ) -> Result<R, RequestError> {
        self.question_of(&self.served.load(), request, placement, tell)
    }

    /// As [`Gate::question`], of what is served elsewhere than here, so that many questions are decided with one and the same.
    ///
    /// # Errors
    /// [`RequestError`] where the request cannot be decided.
    pub fn question_of<R>(
        &self,
        served: &Served,
        mut request: Request<'_>,
        placement: &Placement,
        tell: impl FnOnce(&Told<'_>) -> R,
    ) -> Result<R, RequestError> {
        let now = self.now();
        if request.on.is_none() {
            request.on = Some(Cow::Owned(now.date().to_string()));
        }
        let look = self.register.view().look();
        let blind = self.is_blind();
        let ledger = if blind { &self.nothing } else { look.replay().ledger() };
        let mut authorized =
            served.with_memo(|memo| authorize(&served.engine, ledger, &request, placement, now, memo))?;
        if let Some(authorization) = &mut authorized.authorization {
            // A license of another provider could not cover it, and who asks is not told that there is one.
            let is_others = |objection: &Objection| matches!(objection, Objection::OtherLicensee { .. });
            authorization.considered.retain(|one| !one.objections.iter().any(|told| is_others(&told.data)));
        }
        let blind = blind && authorized.authorization.is_some();
        Ok(tell(&Told { engine: &served.engine, authorized: &authorized, blind }))
    }

    /// Answers what is asked. Whatever goes wrong, the gate stays closed and the verdict says why.
    pub async fn ask(&self, ask: Ask) -> Verdict {
        match ask.purpose {
            Purpose::Start { milliseconds } => self.start(ask, milliseconds).await,
            Purpose::Question => {
                let id = ask.id.unwrap_or_else(|| self.ids.next());
                let told = self.question(ask.request, &ask.placement, |told| Verdict::question(id.clone(), told));
                told.unwrap_or_else(|error| Verdict::undecidable(id, &error))
            }
        }
    }
}

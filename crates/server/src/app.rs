//! What every endpoint works with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use portcullis_access::{Access, Keys};
use portcullis_gate::view::Look;
use portcullis_gate::{Ask, Gate, Verdict};
use portcullis_journal::{Answer, Content, Record, StoreError, Submission};
use portcullis_license::{Ledger, LicenseNumber, Operation, OperationId, Provider, Reply};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::adapters::Adapters;
use crate::authzen;
use crate::caller::Caller;
use crate::history::History;
use crate::json::{Json, unless_known};
use crate::metrics::Metrics;
use crate::office::Office;
use crate::problem::{Kind, Problem};
use crate::store;
use crate::v1::recorded::{Recorded, refusal};

/// The service, without its connections.
pub struct App {
    gate: Gate,
    access: ArcSwap<Access>,
    keys: ArcSwap<Keys>,
    authzen: ArcSwap<authzen::Served>,
    adapters: ArcSwap<Adapters>,
    metrics: Metrics,
    batches: Arc<Semaphore>,
    threads: usize,
    house: Option<Provider>,
    history: History,
    office: Option<Office>,
    /// How many of the findings in the journal are served.
    resolutions_served: Mutex<usize>,
    is_secret: bool,
    ending: AtomicBool,
}

impl App {
    /// Over a gate, for whom `access` lets in; so many streams of lines at once.
    #[must_use]
    pub fn new(
        gate: Gate,
        access: Access,
        keys: Keys,
        authzen: authzen::Served,
        batches: usize,
        house: Option<Provider>,
    ) -> Self {
        Self {
            gate,
            access: ArcSwap::from_pointee(access),
            keys: ArcSwap::from_pointee(keys),
            authzen: ArcSwap::from_pointee(authzen),
            adapters: ArcSwap::default(),
            metrics: Metrics::default(),
            batches: Arc::new(Semaphore::new(batches)),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            house,
            history: History::default(),
            office: None,
            resolutions_served: Mutex::default(),
            is_secret: false,
            ending: AtomicBool::new(false),
        }
    }

    /// The gate.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The register as this node sees it now.
    #[must_use]
    pub fn look(&self) -> Look {
        self.gate.register().view().look()
    }

    /// Who may call.
    #[must_use]
    pub fn access(&self) -> &ArcSwap<Access> {
        &self.access
    }

    /// The keys, as they were when they were last read.
    #[must_use]
    pub fn keys(&self) -> &ArcSwap<Keys> {
        &self.keys
    }

    /// The AuthZEN API as it is configured.
    #[must_use]
    pub fn authzen(&self) -> &ArcSwap<authzen::Served> {
        &self.authzen
    }

    /// The adapters that serve.
    #[must_use]
    pub fn adapters(&self) -> &ArcSwap<Adapters> {
        &self.adapters
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// How many threads work on one stream of lines.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The provider for whom callers of no tenant act, where they do not say.
    #[must_use]
    pub fn house(&self) -> Option<&Provider> {
        self.house.as_ref()
    }

    /// What the journal tells of the past, as pages show it.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// How many of the findings in the journal are served.
    pub(crate) fn resolutions_served(&self) -> &Mutex<usize> {
        &self.resolutions_served
    }

    /// With a counter.
    #[must_use]
    pub fn with_office(self, office: Option<Office>) -> Self {
        Self { office, ..self }
    }

    /// Whose connections are secret.
    #[must_use]
    pub fn over_tls(self, is_secret: bool) -> Self {
        Self { is_secret, ..self }
    }

    /// Whether connections are secret, so that a cookie can be sent over those alone.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }

    /// The counter.
    ///
    /// # Errors
    /// [`Problem`] where there is none.
    pub fn office(&self) -> Result<&Office, Problem> {
        let none =
            "this service has no counter: name the house and who stands across in `[counter]` of its configuration";
        self.office.as_ref().ok_or_else(|| Problem::new(Kind::NotFound, none))
    }

    /// Says that the service is to end: it is not ready any more.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Release);
    }

    /// Whether the service is to end.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// A place for a stream of lines, held as long as it lasts.
    ///
    /// # Errors
    /// [`Problem`] where all are taken.
    pub fn batch_place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.batches.clone().try_acquire_owned().map_err(|_| {
            Problem::new(Kind::TooMany, "as many streams as `limits.batches` allows are under way; try again").after(1)
        })
    }

    /// Asks the gate, and counts what it says.
    pub async fn ask(&self, ask: Ask) -> Verdict {
        let verdict = self.gate.ask(ask).await;
        self.metrics.said(&verdict);
        tracing::info!(
            decision = %verdict.id,
            outcome = verdict.outcome.map_or("none", |outcome| outcome.word()),
            opens = verdict.opens,
            "decided"
        );
        verdict
    }

    /// Work that waits for the store, on a thread that may wait.
    ///
    /// # Errors
    /// What the work says; [`Problem`] where it was cut off.
    pub async fn blocking<R: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.unwrap_or_else(|_| Err(Problem::new(Kind::Broken, "the work was cut off")))
    }

    /// Records an operation of a caller's.
    ///
    /// # Errors
    /// [`Problem`] where it is refused, or cannot be recorded.
    pub async fn record(
        &self,
        caller: &Caller,
        headers: &HeaderMap,
        operation: Operation,
    ) -> Result<Json<Recorded>, Problem> {
        let id = caller.operation_id(headers, None)?.unwrap_or_else(|| self.gate.fresh_id());
        self.record_as(id, operation).await
    }

    /// Records an operation under an id.
    ///
    /// # Errors
    /// [`Problem`] where it is refused, or cannot be recorded.
    pub async fn record_as(&self, id: OperationId, operation: Operation) -> Result<Json<Recorded>, Problem> {
        self.record_this(Submission::operation(id, operation)).await
    }

    /// Records something.
    ///
    /// # Errors
    /// [`Problem`] where it is refused, or cannot be recorded.
    pub async fn record_this(&self, submission: Submission) -> Result<Json<Recorded>, Problem> {
        match self.gate.register().submit(submission).await? {
            Answer::Recorded { record, again } => match refusal(&record) {
                Some(why) => Err(Problem::new(Kind::Refused, why)),
                None => Ok(Json(Recorded::of(&record, again))),
            },
            Answer::OtherBody { sequence } => {
                Err(Problem::new(Kind::Conflict, format!("the id was used for something else, in record {sequence}")))
            }
            Answer::Unfit(unfit) => Err(Problem::malformed(unfit)),
        }
    }

    /// A reservation, or the lease it began, that is the caller's to speak of.
    ///
    /// # Errors
    /// [`Problem`] where there is none, or it is another tenant's: nobody is told which.
    pub async fn own_reservation(self: &Arc<Self>, caller: &Caller, id: &str) -> Result<OperationId, Problem> {
        let named = OperationId::new(id).map_err(|_| Problem::not_found(format!("reservation {id}")))?;
        match self.provider_of_reservation(&named).await? {
            Some(provider) if caller.sees(&provider) => Ok(named),
            _ => Err(Problem::not_found(format!("reservation {id}"))),
        }
    }

    /// The provider of a reservation, or of the lease it began.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be asked.
    pub async fn provider_of_reservation(self: &Arc<Self>, id: &OperationId) -> Result<Option<Provider>, Problem> {
        let seen = {
            let look = self.look();
            let ledger = look.replay().ledger();
            let slice = ledger.reservation(id).map(|slice| &slice.path);
            slice.or_else(|| ledger.lease(id).map(|lease| &lease.path)).map(|path| path.provider.clone())
        };
        match seen {
            Some(provider) => Ok(Some(provider)),
            // Held a moment ago, or resolved long since.
            None => {
                let asked = id.clone();
                self.blocking(move |app| app.provider_of(&asked).map_err(Problem::from)).await
            }
        }
    }

    /// The provider of a reservation, as its record says.
    fn provider_of(&self, reservation: &OperationId) -> Result<Option<Provider>, StoreError> {
        Ok(self.record_by_id(reservation)?.and_then(|record| match record.content {
            Content::Ledger { reply: Reply::Reserved { path, .. }, .. } => Some(path.provider),
            _ => None,
        }))
    }

    /// A record by its id. It blocks.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read.
    pub fn record_by_id(&self, id: &OperationId) -> Result<Option<Record>, StoreError> {
        let rows = store::read(&self.gate, "record_find", |open| open.rows_by_id(&[id.as_str()]))?;
        Ok(rows.first().and_then(|row| Record::from_leaf(&row.leaf).ok()))
    }

    /// Posts what a start used: each of its reservations ran for so long.
    ///
    /// # Errors
    /// [`Problem`] where there is no such start, or its use cannot be recorded.
    pub(crate) async fn post_use(
        self: &Arc<Self>,
        caller: &Caller,
        start: &OperationId,
        milliseconds: u64,
    ) -> Result<(), Problem> {
        let first = self.own_reservation(caller, start.as_str()).await?;
        let slices: Vec<_> = {
            let look = self.look();
            let ledger = look.replay().ledger();
            let of_start = |id: &OperationId| {
                *id == first || id.as_str().strip_prefix(first.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            // A tenant's own names begin with its name and a slash, too.
            let leases = ledger.leases().filter(|(id, lease)| of_start(id) && caller.sees(&lease.path.provider));
            leases
                .flat_map(|(_, lease)| lease.open.iter().map(|slice| (slice.clone(), u64::from(lease.asked.chips))))
                .collect()
        };
        for (reservation, chips) in slices {
            let operation = Operation::Post { reservation, chip_milliseconds: chips.saturating_mul(milliseconds) };
            self.record_as(self.gate.fresh_id(), operation).await?;
        }
        Ok(())
    }

    /// The number of a license that is the caller's to speak of.
    ///
    /// # Errors
    /// [`Problem`] where there is none, or it is another tenant's: nobody is told which.
    pub fn own_license(&self, caller: &Caller, number: &str) -> Result<LicenseNumber, Problem> {
        let look = self.look();
        caller.license(look.replay().ledger(), number).map(|held| held.license.number.clone())
    }
}

/// What the register says to whoever polls it: nothing but its tag where nothing was recorded since.
pub(crate) fn polled<'a, R: IntoResponse>(
    headers: &HeaderMap,
    look: &'a Look,
    answer: impl FnOnce(&'a Ledger) -> R,
) -> Response {
    let replay = look.replay();
    unless_known(headers, &replay.head().to_string(), || answer(replay.ledger()))
}

//! What two people found of parties and entries of lists, served with the lists.
//!
//! Findings are records of the journal, so every node reads the same ones, in the same order. What serves is swapped whole where one is new. A finding
//! that a node has not read yet opens nothing there.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use portcullis_gate::{Gate, Served};
use portcullis_journal::{Record, StoreError};
use portcullis_screening::{Resolution, Resolutions};
use tokio::sync::watch;

use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::store;

/// How often the register is looked at for findings that other nodes recorded.
const EVERY: Duration = Duration::from_secs(1);
/// How long to wait until what was recorded here is seen, in steps.
const STEPS: u32 = 1_000;
/// A step.
const STEP: Duration = Duration::from_millis(2);

impl App {
    /// Serves what was found since; where a record is named, once it is seen. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be read, or a record of it is none; then what serves stays.
    pub fn serve_resolutions(&self, recorded: Option<u64>) -> Result<(), Problem> {
        let head = || self.look().replay().head();
        for _ in 0..STEPS {
            if recorded.is_none_or(|sequence| head() > sequence) {
                break;
            }
            std::thread::sleep(STEP);
        }
        let mut served_so_far = self.served_so_far();
        let new = new_places(self.gate(), *served_so_far);
        if new.is_empty() {
            return Ok(());
        }
        let served = with(self.gate(), &self.gate().served(), &new)?;
        self.gate().serve(served)?;
        *served_so_far += new.len();
        Ok(())
    }

    /// Serves something else, with all that was found. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be recorded, or what was found cannot be read; then what serves stays.
    pub fn serve_anew(&self, served: Served) -> Result<(), Problem> {
        let mut served_so_far = self.served_so_far();
        let all = new_places(self.gate(), 0);
        let served = if all.is_empty() { served } else { with(self.gate(), &served, &all)? };
        self.gate().serve(served)?;
        *served_so_far = all.len();
        Ok(())
    }

    fn served_so_far(&self) -> MutexGuard<'_, usize> {
        self.resolutions_served().lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The places of findings beyond the first so many.
fn new_places(gate: &Gate, beyond: usize) -> Vec<u64> {
    gate.register().view().look().replay().resolutions().get(beyond..).unwrap_or_default().to_vec()
}

/// What serves, with the findings at these places.
fn with(gate: &Gate, served: &Served, places: &[u64]) -> Result<Served, Problem> {
    let found = read(gate, places)?;
    let mut all = served.engine.served_lists().map_or_else(Resolutions::default, |lists| (*lists.resolutions).clone());
    found.into_iter().for_each(|resolution| all.add(resolution));
    Ok(served.with_resolutions(all))
}

/// The findings at these places; without those that were erased.
fn read(gate: &Gate, places: &[u64]) -> Result<Vec<Resolution>, Problem> {
    let rows = store::read(gate, "resolutions", |open| {
        let mut rows = Vec::new();
        for place in places {
            let missing = || StoreError::Damaged { place: format!("record {place}"), why: "it is missing".to_owned() };
            let row = open.rows(*place, 1)?.into_iter().next().filter(|row| row.sequence == *place);
            rows.push((row.ok_or_else(missing)?, open.opening(*place)?));
        }
        Ok(rows)
    })?;
    let mut found = Vec::new();
    for (row, opening) in rows {
        let record = Record::from_leaf(&row.leaf).map_err(|error| Problem::new(Kind::Broken, error))?;
        let one = portcullis_evidence::resolution(&record, opening.as_deref());
        found.extend(one.map_err(|error| Problem::new(Kind::Broken, error))?);
    }
    Ok(found)
}

/// Serves what other nodes recorded, until the service ends.
pub async fn follow(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        if let Err(problem) = app.blocking(|app| app.serve_resolutions(None)).await {
            tracing::error!(%problem, "what people found of parties is not served: those parties stay closed");
        }
    }
}

//! What people do at the counter: recorded if nobody else was first.

use std::sync::Arc;
use std::time::{Duration, Instant as Started};

use axum::http::StatusCode;
use portcullis_access::Role as Access;
use portcullis_counter::content::Room;
use portcullis_counter::filing::Filing;
use portcullis_counter::note;
use portcullis_counter::{FilingEntry, FilingEvent};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::case::CaseNumber;
use portcullis_desk::event::actor::signer;
use portcullis_desk::event::{Actor, Digest, Entry, Event, EventKind, Role, Said};
use portcullis_exchange::Reference;
use portcullis_gate::Gate;
use portcullis_journal::{Answer, Submission, dossier};
use portcullis_license::OperationId;
use portcullis_log::Hash;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Office, documents};
use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};

/// How long to wait until what was recorded can be seen.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait between looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);
/// How often it is tried to record who reads, while others do too.
const READS_AT_ONCE: usize = 200;

/// That something was done at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Acted {
    /// In what: a case, or a filing.
    pub of: String,
    /// The number of the event in it.
    pub number: u32,
    /// Its place in the log.
    pub sequence: u64,
}

impl Office {
    /// Does something in a case, as the person who calls. `expected` is the number of the event, as the caller saw the case; the next one where it is left
    /// out.
    ///
    /// # Errors
    /// [`Problem`] where the case does not take it, or somebody else was first.
    pub async fn act_in_case(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        case: CaseNumber,
        expected: Option<u32>,
        event: Event,
    ) -> Result<Acted, Problem> {
        let by = actor(caller, event.kind())?;
        if let Event::Attached { said: Said::Kept(attachment) } = &event {
            self.can_be_read(app, &case, attachment).await?;
        }
        let (submission, number) = {
            let counter = self.counter();
            let known = counter.docket().case(&case).ok_or_else(|| Problem::not_found(format!("case {case}")))?;
            let number = expected.unwrap_or_else(|| known.next_number());
            let at = app.gate().now().max(known.state().latest);
            let entry = Entry { number, at, by, event };
            if number != known.next_number() {
                return Err(first(&format!("case {case}")));
            }
            // As it would be taken and followed through, so that nothing is recorded that is not.
            let admitted = counter.event_of_case(&case, &entry);
            (admitted.map_err(|why| Problem::new(Kind::Refused, why))?, number)
        };
        self.recorded(app, format!("case {case}"), number, submission).await
    }

    /// Whether what is attached is here, and for agencies that there are.
    async fn can_be_read(&self, app: &Arc<App>, case: &CaseNumber, attachment: &Attachment) -> Result<(), Problem> {
        let desk = self.desk();
        let is_known = |name: &&AgencyName| desk.agencies().iter().any(|agency| agency.name == **name);
        if let Some(unknown) = attachment.audience.iter().find(|name| !is_known(name)) {
            let why = format!("audience: there is no agency `{unknown}`: name those that are to read it");
            return Err(Problem::new(Kind::Refused, why));
        }
        documents::all_here(app, Room::Case(case.clone()), vec![attachment.document.clone()]).await
    }

    /// Does something in a filing, as the person who calls.
    ///
    /// # Errors
    /// [`Problem`] where the filing does not take it, or somebody else was first.
    pub async fn act_in_filing(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        reference: Reference,
        expected: Option<u32>,
        event: FilingEvent,
    ) -> Result<Acted, Problem> {
        let by = signer(&caller.principal).map_err(|error| Problem::new(Kind::Forbidden, error))?;
        let (submission, number) = {
            let counter = self.counter();
            let known = counter.filings().get(&reference);
            let number = expected.unwrap_or_else(|| known.map_or(1, Filing::next_number));
            let latest = known.and_then(|filing| filing.entries.last()).map_or_else(Default::default, |entry| entry.at);
            let entry = FilingEntry { number, at: app.gate().now().max(latest), by, event };
            if known.is_some_and(|filing| number != filing.next_number()) {
                return Err(first(&format!("filing {reference}")));
            }
            let admitted = counter.event_of_filing(&reference, &entry);
            (admitted.map_err(|why| Problem::new(Kind::Refused, why))?, number)
        };
        submission.digest().map_err(|why| {
            Problem::malformed(format!(
                "{why}; an application that is longer cannot be sent: shorten it, or file it as several"
            ))
        })?;
        self.recorded(app, format!("filing {reference}"), number, submission).await
    }

    /// Puts on record that somebody is given a document of a case. Of several who are at once, each is recorded.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be recorded.
    pub async fn read_by(&self, app: &Arc<App>, caller: &Caller, case: &str, sha256: Hash) -> Result<(), Problem> {
        let by = signer(&caller.principal).map_err(|error| Problem::new(Kind::Forbidden, error))?;
        let parts = [Access::Auditor, Access::Licensing, Access::Chair, Access::Adviser, Access::Inspector];
        let role = parts.into_iter().find(|role| caller.principal.roles.has(*role));
        let role = role.ok_or_else(|| Problem::new(Kind::Forbidden, "no role of yours has a part in a case"))?;
        let case = CaseNumber::new(case).map_err(Problem::malformed)?;
        let read = note::Read { at: app.gate().now(), by, role, sha256: Digest::from(sha256) };
        for _ in 0..READS_AT_ONCE {
            let number = self.counter().reads(&case).len() as u64 + 1;
            let submission = note::of_read(&case, number, &read).map_err(Problem::malformed)?;
            let last = u32::try_from(number).unwrap_or(u32::MAX);
            match self.recorded(app, format!("reads of case {case}"), last, submission).await {
                Err(problem) if problem.status() == StatusCode::CONFLICT => {
                    tokio::time::sleep(BETWEEN_LOOKS).await;
                    app.blocking(|app| app.office()?.read_on(app.gate())).await?;
                }
                other => return other.map(drop),
            }
        }
        Err(Problem::new(Kind::Unavailable, "too many read documents of the case at once; ask again"))
    }

    async fn recorded(
        &self,
        app: &Arc<App>,
        of: String,
        number: u32,
        submission: Submission,
    ) -> Result<Acted, Problem> {
        let id = submission.id.clone();
        let answer =
            app.blocking(move |app| app.gate().register().submit_own(submission).map_err(Problem::from)).await?;
        match answer {
            Answer::Recorded { record, .. } => {
                let waiting = app.clone();
                app.blocking(move |_| {
                    wait_for(waiting.gate(), &id);
                    waiting.office()?.read_on(waiting.gate())
                })
                .await?;
                Ok(Acted { of, number, sequence: record.sequence })
            }
            Answer::OtherBody { .. } => Err(first(&of)),
            Answer::Unfit(unfit) => Err(Problem::new(Kind::Refused, unfit)),
        }
    }
}

/// Waits until the view of this node has a note that was recorded, so that whoever did it sees that it is done. It blocks, and not for long.
pub(super) fn wait_for(gate: &Gate, id: &OperationId) {
    let Some((name, number)) = dossier::parts(id) else { return };
    let began = Started::now();
    while gate.register().view().look().replay().dossiers().length(name) < number && began.elapsed() < PATIENCE {
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

fn first(of: &str) -> Problem {
    Problem::new(Kind::Conflict, format!("somebody else did something in {of} meanwhile: look at it again"))
}

/// In which part somebody does such a thing: the first that both they and the event have.
pub(super) fn actor(caller: &Caller, kind: EventKind) -> Result<Actor, Problem> {
    let principal = &caller.principal;
    let signer = signer(principal).map_err(|error| Problem::new(Kind::Forbidden, error))?;
    let roles = kind.roles();
    let has = |role: Role, access: Access| roles.contains(&role) && principal.roles.has(access);
    if has(Role::Officer, Access::Licensing) {
        return Ok(Actor::Officer { signer });
    }
    if has(Role::Chair, Access::Chair) {
        return Ok(Actor::Chair { signer });
    }
    if has(Role::Inspector, Access::Inspector) {
        return Ok(Actor::Inspector { signer });
    }
    if has(Role::Adviser, Access::Adviser) {
        return Ok(Actor::Adviser { signer, agency: agency(caller)? });
    }
    let who: Vec<_> = roles.iter().map(ToString::to_string).collect();
    Err(Problem::new(Kind::Forbidden, format!("`{kind}` is for: {}", who.join(", "))))
}

/// The agency that an adviser speaks for: its tenant.
///
/// # Errors
/// [`Problem`] where it has none, or one that cannot be an agency.
pub(crate) fn agency(caller: &Caller) -> Result<AgencyName, Problem> {
    let tenant = caller.principal.tenant.as_ref().ok_or_else(|| {
        Problem::new(Kind::Forbidden, "an adviser speaks for an agency: the tenant of the key is the agency's name")
    })?;
    AgencyName::new(tenant.as_str()).map_err(|error| Problem::new(Kind::Forbidden, error))
}

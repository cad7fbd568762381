//! Starting something: the decision is recorded and what licenses have to cover is held, in one commit; the gate opens after it.
//!
//! A start is known by its id, for ever. Asked again, because an answer was lost or a caller is not sure, it is decided again and must still be open;
//! what it holds is what it held. So it is safe to ask again, and nothing is held twice. It opens only while what it holds is held: not after the slice was
//! posted, voided or told to stop, nor while its license is suspended, whichever node was told so.

use std::time::Duration;

use portcullis_authorization::{Authorized, asked};
use portcullis_evidence::Decision;
use portcullis_journal::{Answer, Content, NodeError, Record, Submission};
use portcullis_law::Outcome;
use portcullis_license::{Asked, Instant, LicenseNumber, Operation, OperationId, Reply, Standing};

use crate::ask::Ask;
use crate::gate::Gate;
use crate::register::PATIENCE;
use crate::served::Served;
use crate::told::Told;
use crate::verdict::{Held, Verdict};

/// How long to wait between looks at whether the view is new enough.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// What has to be recorded for a start.
struct Plan {
    id: OperationId,
    /// When it was asked.
    asked_at: Instant,
    outcome: Outcome,
    sentence: String,
    /// Closed by the law, or for want of a license.
    opens: bool,
    blind: bool,
    decision: Submission,
    holds: Vec<Hold>,
}

/// A reservation to make.
struct Hold {
    id: OperationId,
    license: LicenseNumber,
    asked: Asked,
    until: Instant,
}

impl Hold {
    fn submission(&self) -> Submission {
        let (license, asked) = (self.license.clone(), self.asked.clone());
        Submission::operation(self.id.clone(), Operation::Reserve { license, line: None, asked, until: self.until })
    }

    /// It is held until then.
    fn held_until(&self, until: Instant) -> Held {
        Held { reservation: self.id.clone(), license: self.license.clone(), until }
    }
}

/// Why something is not held, or a decision not recorded.
struct NotHeld {
    why: String,
    /// Whether it is worth asking again.
    again: bool,
}

impl NotHeld {
    /// Because of what was asked.
    fn refused(why: impl ToString) -> Self {
        Self { why: why.to_string(), again: false }
    }

    /// Because something is out of order.
    fn for_now(why: impl ToString) -> Self {
        Self { why: why.to_string(), again: true }
    }
}

impl Gate {
    pub(crate) async fn start(&self, ask: Ask, milliseconds: u64) -> Verdict {
        let id = ask.id.clone().unwrap_or_else(|| self.fresh_id());
        let served = self.served().clone();
        let plan = match self.plan(&served, id, ask, milliseconds) {
            Ok(plan) => plan,
            Err(verdict) => return *verdict,
        };
        if self.is_blind() {
            // What cannot be read cannot be added to either, and nobody is kept waiting for it.
            return Verdict::out_of_order(plan.id, Some(plan.outcome), "the register cannot be read now");
        }
        // Handed over before anything is waited for, so that all of it is in one commit.
        let decision = self.register().hand_over(plan.decision.clone());
        let holds: Vec<_> = plan.holds.iter().map(|hold| self.register().hand_over(hold.submission())).collect();
        let mut decision = decision.answer(self.register()).await;
        if let Ok(Answer::OtherBody { .. }) = decision {
            decision = self.decided_anew(&plan).await;
        }
        let mut results = Vec::with_capacity(holds.len());
        for (hold, answer) in plan.holds.iter().zip(holds) {
            let answer = answer.answer(self.register()).await;
            results.push(self.held(hold, plan.asked_at, answer).await);
        }
        self.conclude(plan, &decision, results)
    }

    /// Records a decision beside another one of the same name: on another day, under another law or of another transaction. Nothing opens on a decision
    /// that is not recorded.
    async fn decided_anew(&self, plan: &Plan) -> Result<Answer, NodeError> {
        let name = OperationId::new(&format!("{}/{}", plan.decision.id, self.fresh_id()));
        let id = name.unwrap_or_else(|_| self.fresh_id());
        self.register().submit(Submission { id, request: plan.decision.request.clone() }).await
    }

    /// Decides, and says what has to be recorded; or the verdict, where nothing has.
    fn plan(&self, served: &Served, id: OperationId, ask: Ask, milliseconds: u64) -> Result<Plan, Box<Verdict>> {
        let now = self.now();
        let today = now.date().to_string();
        let mut request = ask.request;
        if *request.on.get_or_insert_with(|| today.clone().into()) != today {
            let sentence =
                format!("on: a start is now, on {today}; leave `on` out, or ask a question about another day");
            return Err(Box::new(Verdict::closed(id, None, sentence)));
        }
        let until = now.plus(i64::try_from(milliseconds).unwrap_or(i64::MAX));
        let placement = ask.placement;
        let told = self.question_of(served, request, &placement, |told: &Told<'_>| {
            let Authorized { request, transaction, decided, authorization } = told.authorized;
            let name = OperationId::new(&format!("{id}/decision")).map_err(|error| error.to_string())?;
            let decision = Decision::of(told.engine, &served.editions.edition, request, transaction, decided);
            let mut holds = Vec::new();
            if let (true, Some(authorization)) = (told.opens(), authorization) {
                let asked = asked(told.engine, request, transaction, &placement).map_err(|error| error.to_string())?;
                for (place, license) in authorization.licenses(None)?.into_iter().enumerate() {
                    // The first has the id of the start, the others one that is made of it.
                    let own = if place == 0 { id.to_string() } else { format!("{id}/{}", place + 1) };
                    let own = OperationId::new(&own).map_err(|error| error.to_string())?;
                    holds.push(Hold { id: own, license, asked: asked.clone(), until });
                }
            }
            Ok(Plan {
                id: id.clone(),
                asked_at: now,
                outcome: told.outcome(),
                sentence: told.sentence(),
                opens: told.opens(),
                blind: told.blind,
                decision: decision.submission(name),
                holds,
            })
        });
        match told {
            Ok(Ok(plan)) => Ok(plan),
            Ok(Err(why)) => Err(Box::new(Verdict::closed(id, None, why))),
            Err(error) => Err(Box::new(Verdict::undecidable(id, &error))),
        }
    }

    fn conclude(
        &self,
        plan: Plan,
        decision: &Result<Answer, NodeError>,
        results: Vec<Result<Held, NotHeld>>,
    ) -> Verdict {
        let Plan { id, outcome, sentence, opens, blind, .. } = plan;
        let mut held = Vec::new();
        let mut not = match decision {
            // New, or the same as was recorded under this id before.
            Ok(Answer::Recorded { .. }) => None,
            Ok(Answer::OtherBody { sequence }) => {
                Some(NotHeld::for_now(format!("record {sequence} says something else")))
            }
            Ok(Answer::Unfit(unfit)) => Some(NotHeld::refused(unfit)),
            Err(error) => Some(NotHeld::for_now(error)),
        };
        for result in results {
            match result {
                Ok(one) => held.push(one),
                Err(other) => not = not.or(Some(other)),
            }
        }
        match not {
            None => Verdict { id, opens, outcome: Some(outcome), sentence, held, again: blind },
            Some(NotHeld { why, again }) => {
                self.void(&held, &format!("not all that start {id} needs could be held"));
                if again {
                    Verdict::out_of_order(id, Some(outcome), &why)
                } else {
                    Verdict::closed(id, Some(outcome), why)
                }
            }
        }
    }

    /// Gives back what a verdict holds, because it is not used. Where that cannot be recorded either, it counts as used when its time is over.
    pub fn give_back(&self, verdict: &Verdict, reason: &str) {
        self.void(&verdict.held, reason);
    }

    fn void(&self, held: &[Held], reason: &str) {
        for Held { reservation, .. } in held {
            let void = Operation::Void { reservation: reservation.clone(), reason: reason.to_owned() };
            drop(self.register().hand_over(Submission::operation(self.fresh_id(), void)));
        }
    }

    /// What became of a reservation.
    async fn held(&self, hold: &Hold, asked_at: Instant, answer: Result<Answer, NodeError>) -> Result<Held, NotHeld> {
        match answer {
            Err(error) => Err(NotHeld::for_now(error)),
            Ok(Answer::Unfit(unfit)) => Err(NotHeld::refused(unfit)),
            Ok(Answer::Recorded { record, again }) => self.told_by(hold, &record, again.then_some(asked_at)).await,
            // The same id: the same start asked again, with its end counted from now; or something else.
            Ok(Answer::OtherBody { sequence }) => match self.register().record_soon(sequence).await {
                Ok(Some(record)) => self.told_by(hold, &record, Some(asked_at)).await,
                Ok(None) => Err(NotHeld::for_now(format!("record {sequence} is not there"))),
                Err(error) => Err(NotHeld::for_now(error)),
            },
        }
    }

    /// What a record says of it; when it was asked again, if it was there before.
    async fn told_by(&self, hold: &Hold, record: &Record, again: Option<Instant>) -> Result<Held, NotHeld> {
        let Content::Ledger { operation: Operation::Reserve { license, asked, .. }, reply, .. } = &record.content
        else {
            return Err(other_use(hold, record));
        };
        if *license != hold.license || *asked != hold.asked {
            return Err(other_use(hold, record));
        }
        match reply {
            Reply::Reserved { until, .. } => match again {
                None => Ok(hold.held_until(*until)),
                Some(asked_at) => self.still(hold, record.sequence, *until, asked_at).await,
            },
            Reply::Refused { objections } => {
                let why: Vec<_> = objections.iter().map(ToString::to_string).collect();
                let mend = if again.is_some() { "; it was refused under this id: ask under another" } else { "" };
                let why = format!("license {} does not cover it: {}{mend}", hold.license, why.join("; "));
                Err(NotHeld::refused(why))
            }
            _ => Err(other_use(hold, record)),
        }
    }

    /// Whether what was held is held still. The view has to be newer than the question: another node may have suspended its license before.
    async fn still(&self, hold: &Hold, recorded: u64, until: Instant, asked_at: Instant) -> Result<Held, NotHeld> {
        let view = self.register().view();
        let is_new = async {
            while view.read_at() <= asked_at {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        if tokio::time::timeout(PATIENCE, is_new).await.is_err() {
            return Err(NotHeld::for_now("whether it is held still cannot be seen now"));
        }
        let look = view.look();
        let ledger = look.replay().ledger();
        if ledger.license(&hold.license).is_none_or(|license| license.standing != Standing::Issued) {
            return Err(NotHeld::refused(format!("license {} is not in force any more", hold.license)));
        }
        match (ledger.reservation(&hold.id), ledger.lease(&hold.id)) {
            (None, _) if look.replay().head() <= recorded => {
                Err(NotHeld::for_now("it was held a moment ago, and is not seen yet"))
            }
            (Some(slice), Some(lease)) if slice.resolution.is_none() && lease.stop.is_none() && until > self.now() => {
                Ok(hold.held_until(until))
            }
            _ => Err(NotHeld::refused(format!("{} was held and is not any more: ask under another id", hold.id))),
        }
    }
}

fn other_use(hold: &Hold, record: &Record) -> NotHeld {
    let (id, sequence) = (&hold.id, record.sequence);
    NotHeld::refused(format!("the id {id} was used for something else, in record {sequence}: ask under another"))
}

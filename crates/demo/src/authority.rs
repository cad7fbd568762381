//! The steps of the authority's people: what each does in a case, or that it has to wait.

mod draft;

use portcullis_application::Application;
use portcullis_desk::advice::Stand;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::{Case, Dispute, Phase, PhaseKind};
use portcullis_desk::event::{Actor, Event, Ruling, Said, Sample, Step as Progressed};
use portcullis_desk::routing::Routing;
use portcullis_license::instant::DAY;
use portcullis_license::{Instant, Ledger, Standing};

use crate::error::{DemoError, broken};
use crate::paper::visit;
use crate::people::{CHAIR, INSPECTOR, adviser, officer_name, signer};
use crate::plan::Plan;
use crate::step::{Step, View};
use crate::terms;
use crate::words::{self, said};

/// What a step comes to.
pub(crate) enum Taken<T> {
    /// It cannot be taken yet.
    Wait,
    /// Nothing is left of it to be done.
    Nothing,
    /// This happens, and the step is done.
    Done(T),
    /// This happens, and the step is not done.
    Begun(T),
}

/// Who does what.
pub(crate) type Act = (Actor, Event);

/// A case, and those who work on it.
pub(crate) struct Desk<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) case: &'a Case,
    /// The authority's ledger.
    pub(crate) ledger: &'a Ledger,
    pub(crate) routing: &'a Routing,
    pub(crate) now: Instant,
}

impl Desk<'_> {
    /// What a step comes to.
    pub(crate) fn take(&self, step: Step) -> Result<Taken<Act>, DemoError> {
        let taken = self.taken(step)?;
        let is_open = |(actor, event): &Act| self.case.allowed(actor, self.now).contains(&event.kind());
        Ok(match taken {
            Taken::Done(act) | Taken::Begun(act) if !is_open(&act) => Taken::Wait,
            other => other,
        })
    }

    fn taken(&self, step: Step) -> Result<Taken<Act>, DemoError> {
        let state = self.case.state();
        let done = |event: Event| Ok(Taken::Done((self.officer(0), event)));
        match step {
            Step::Register => done(Event::Registered {}),
            Step::Return => done(Event::Returned { said: said(words::RETURNED) }),
            Step::Attach => {
                let (_, attachment) = visit(self.plan)?;
                done(Event::Attached { said: Said::Kept(attachment) })
            }
            Step::Ask => {
                let (asked, _) = self.question(state.questions.len());
                done(Event::Asked { question: next(state.questions.len()), said: said(asked) })
            }
            Step::Consult => {
                done(Event::DenialsConsulted { version: state.version(), found: 0, said: said(words::CONSULTED) })
            }
            Step::Refer => done(self.referral()?),
            Step::Hold(cause) => done(Event::Stopped { cause, said: said(words::CHECK) }),
            Step::Progress(step) => {
                let text =
                    if step == Progressed::CheckRequested { words::CHECK_REQUESTED } else { words::CHECK_ANSWERED };
                done(Event::Advanced { step, said: said(text) })
            }
            Step::Resume(cause) => done(Event::Resumed { cause, said: said(words::CHECK_WEIGHED) }),
            Step::WithdrawIntent => done(Event::IntentWithdrawn { said: said(words::INTENT_WITHDRAWN) }),
            Step::Draft(kind) => self.draft(kind),
            Step::SendBack | Step::Sign => Ok(self.read(step)),
            Step::Suspend => {
                let drain_until = Some(self.now.plus(2 * DAY));
                done(Event::Suspended { drain_until, reasons: said(words::SUSPENDED), said: said(words::SUSPENDED) })
            }
            Step::NoteBreach => {
                done(Event::BreachNoted { breach: state.breaches.saturating_add(1), said: said(words::NOTED) })
            }
            Step::Order => done(self.inspection()),
            Step::Preserve => {
                let request = next(state.requests.len());
                done(Event::PreservationRequested { request, said: said(words::PRESERVED) })
            }
            Step::Release => {
                let request = next(state.requests.len().saturating_sub(1));
                done(Event::PreservationEnded { request, said: said(words::RELEASED) })
            }
            Step::Close => done(Event::Closed {}),
            step => self.taken_outside(step),
        }
    }

    /// The steps of agencies, the chair, the inspector and time.
    fn taken_outside(&self, step: Step) -> Result<Taken<Act>, DemoError> {
        let done = |actor: Actor, event: Event| Ok(Taken::Done((actor, event)));
        match step {
            Step::Inform => match self.silent() {
                Some(agency) => {
                    done(self.adviser(&agency), Event::InformationRequested { said: said(words::INFORMATION) })
                }
                None => Ok(Taken::Nothing),
            },
            Step::Advise(view) => self.advice(view).map(|act| act.map_or(Taken::Nothing, Taken::Done)),
            Step::AdviseAll(view) => self.advice(view).map(|act| act.map_or(Taken::Nothing, Taken::Begun)),
            Step::Consent => match terms::consent(self.case) {
                Some((agency, consent)) => {
                    done(self.adviser(&agency), Event::Consented { consent, said: said(words::CONSENTED) })
                }
                None => Ok(Taken::Nothing),
            },
            Step::Chair => done(chair(), Event::ChairDecided { ruling: for_approval(), said: said(words::RULING) }),
            Step::Escalate(to) => Ok(match self.overruled() {
                Some(agency) => {
                    Taken::Done((self.adviser(&agency), Event::Escalated { to, said: said(words::ESCALATED) }))
                }
                None => Taken::Wait,
            }),
            Step::RungDecides(rung) => {
                done(chair(), Event::RungDecided { rung, ruling: for_approval(), said: said(words::RUNG_RULED) })
            }
            Step::Find(wrong) => Ok(self.finding(wrong)),
            Step::Until(phase) => Ok(until(self.case.phase().kind() == phase)),
            Step::UntilAdvised => Ok(until(self.silent().is_none())),
            Step::UntilLapsed => {
                Ok(until(matches!(self.case.phase(), Phase::Licensed { standing: Standing::Expired, .. })))
            }
            step => Err(broken(format!("{step:?} is no step of the authority"))),
        }
    }

    /// The officer so many after the first of the case.
    fn officer(&self, further: usize) -> Actor {
        Actor::Officer { signer: signer(&officer_name(self.plan.place + further)) }
    }

    fn adviser(&self, agency: &AgencyName) -> Actor {
        Actor::Adviser { signer: adviser(agency, self.plan.place), agency: agency.clone() }
    }

    /// A question of the case, with what is answered.
    pub(crate) fn question(&self, further: usize) -> (&'static str, &'static str) {
        question(self.plan, further)
    }

    fn application(&self) -> Result<&Application, DemoError> {
        self.case.application().ok_or_else(|| broken("an application is gone"))
    }

    fn referral(&self) -> Result<Event, DemoError> {
        let referral = self.routing.refer(self.application()?);
        let why = referral.agencies.iter().map(|(agency, why)| {
            let rules: Vec<&str> = why.iter().map(|why| why.rule.as_str()).collect();
            format!("{agency}: {}", rules.join(", "))
        });
        let text = why.collect::<Vec<_>>().join("; ");
        let agencies = referral.agencies.into_keys().collect();
        Ok(Event::Referred { agencies, routing: referral.version, said: said(&text) })
    }

    /// The first agency that was asked and is silent.
    fn silent(&self) -> Option<AgencyName> {
        let mut advice = self.case.state().advice.iter();
        let silent = advice.find(|(_, advice)| advice.current().is_none() && advice.taken_to_agree.is_none());
        silent.map(|(agency, _)| agency.clone())
    }

    fn advice(&self, view: View) -> Result<Option<Act>, DemoError> {
        let Some(agency) = self.silent() else { return Ok(None) };
        let application = self.application()?;
        let said = terms::recommendation(view, &agency, application);
        let event = Event::recommended(self.case.state().version(), application, said).map_err(broken)?;
        Ok(Some((self.adviser(&agency), event)))
    }

    /// An agency that said otherwise than was decided.
    fn overruled(&self) -> Option<AgencyName> {
        if !matches!(self.case.state().dispute, Dispute::Settled { .. }) {
            return None;
        }
        let mut advice = self.case.state().advice.iter();
        let against = advice.find(|(_, advice)| {
            let positions = advice.current().map(|current| current.positions.as_slice()).unwrap_or_default();
            positions.iter().any(|position| position.stand == Stand::Deny)
        });
        against.map(|(agency, _)| agency.clone())
    }

    /// Under appeal others sign than those who signed the denial.
    fn shift(&self) -> usize {
        if self.case.phase().kind() == PhaseKind::Appealed { 2 } else { 0 }
    }

    /// Another officer reads the draft that waits.
    fn read(&self, step: Step) -> Taken<Act> {
        let Some(draft) = self.case.state().waiting() else { return Taken::Wait };
        let (number, digest) = (draft.mark.number, draft.mark.digest);
        let event = match step {
            Step::SendBack => Event::SentBack { draft: number, said: said(words::SENT_BACK) },
            _ => Event::Countersigned { draft: number, digest },
        };
        Taken::Done((self.officer(self.shift() + 1), event))
    }

    fn inspection(&self) -> Event {
        let sample = Sample {
            of: 40 + self.plan.place as u64 % 60,
            drawn: 8,
            seed: format!("{} {}", self.case.number(), self.now.date()),
        };
        Event::InspectionOrdered {
            inspection: next(self.case.state().inspections.len()),
            sample,
            said: said(words::INSPECTED),
        }
    }

    fn finding(&self, wrong: u64) -> Taken<Act> {
        let inspections = &self.case.state().inspections;
        let Some(open) = inspections.iter().position(|inspection| inspection.found.is_none()) else {
            return Taken::Wait;
        };
        let text = if wrong == 0 { words::NOTHING_WRONG } else { words::SOMETHING_WRONG };
        let event = Event::InspectionFound { inspection: next(open), looked_at: 8, wrong, said: said(text) };
        Taken::Done((Actor::Inspector { signer: signer(INSPECTOR) }, event))
    }
}

/// A question of a case, with what is answered.
pub(crate) fn question(plan: &Plan, further: usize) -> (&'static str, &'static str) {
    words::QUESTIONS.iter().cycle().nth((plan.place + further) % words::QUESTIONS.len()).copied().unwrap_or_default()
}

fn until(is_so: bool) -> Taken<Act> {
    if is_so { Taken::Nothing } else { Taken::Wait }
}

fn chair() -> Actor {
    Actor::Chair { signer: signer(CHAIR) }
}

fn for_approval() -> Ruling {
    Ruling { stand: Stand::Approve, without: std::collections::BTreeSet::new() }
}

/// The number of the next of so many things.
pub(crate) fn next(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

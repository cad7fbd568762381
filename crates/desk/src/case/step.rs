//! One event after another: each moves the case, or notes something, or is refused.

use portcullis_license::Change;

use super::phase::Ending;
use super::state::{Adviser, State};
use super::why::Why;
use crate::event::{Actor, Entry, Event};

/// The most entries of a case: a bound for every loop over them.
pub const MOST_ENTRIES: u32 = 10_000;

impl State {
    /// Takes the next entry. Where it is refused, what is left of the state is of no use.
    pub(super) fn step(&mut self, entry: &Entry) -> Result<(), Why> {
        let expected = self.entries.saturating_add(1);
        if entry.number != expected {
            return Err(Why::EntryNumber { expected });
        }
        if expected > MOST_ENTRIES {
            return Err(Why::TooMany { what: "entries", most: MOST_ENTRIES.into() });
        }
        if entry.at < self.latest {
            return Err(Why::Earlier { latest: self.latest });
        }
        self.may(entry.event.kind(), &entry.by, entry.at)?;
        self.entries = entry.number;
        self.take(entry)?;
        self.latest = entry.at;
        self.note_dispute(entry.at.date());
        if let (Actor::Adviser { signer, .. } | Actor::Chair { signer }, agency) = (&entry.by, entry.by.agency()) {
            self.advisers.push(Adviser { signer: signer.clone(), agency: agency.cloned() });
        }
        Ok(())
    }

    fn take(&mut self, entry: &Entry) -> Result<(), Why> {
        let on = entry.at.date();
        match &entry.event {
            Event::Received { .. } => return Err(Why::NotFirst),
            Event::Registered {} => self.registered(on),
            Event::Returned { .. } => self.ended(Ending::Returned, on),
            Event::Amended { application, .. } => self.amended(*application, on),
            Event::Withdrawn { .. } => self.withdrawn(on),
            Event::Asked { question, .. } => self.asked(*question, on)?,
            Event::Answered { question, .. } => self.answered(*question, on)?,
            Event::Attached { .. } => {}
            Event::Stopped { cause, .. } => self.stopped(*cause, on)?,
            Event::Advanced { step, .. } => self.advanced(*step, on)?,
            Event::Resumed { cause, .. } => self.resumed(*cause, on)?,
            Event::DenialsConsulted { version, .. } => self.consulted(*version)?,
            Event::Referred { agencies, routing, .. } => self.referred(agencies, routing, on)?,
            Event::TakenToAgree { agency } => self.taken_to_agree(agency, on)?,
            Event::ChairDecided { ruling, .. } => self.chair_decided(ruling, on)?,
            Event::RungDecided { rung, ruling, .. } => self.rung_decided(*rung, ruling, on)?,
            Event::Notified {} => self.notified(on),
            Event::Responded { .. } => self.responded(on),
            Event::IntentWithdrawn { .. } => self.intent_withdrawn(on),
            Event::BecameFinal {} => self.denied(on),
            Event::Appealed { .. } => self.appealed(on),
            Event::Closed {} => self.closed(on),
            Event::Erased {} => self.erased(on),
            Event::PreservationRequested { request, .. } => self.preservation_requested(*request, on)?,
            Event::PreservationEnded { request, .. } => self.preservation_ended(*request, on)?,
            _ => self.take_signed(entry)?,
        }
        Ok(())
    }

    /// What agencies say, what is signed, and the life of the license.
    fn take_signed(&mut self, entry: &Entry) -> Result<(), Why> {
        let on = entry.at.date();
        match (&entry.event, &entry.by) {
            (Event::InformationRequested { .. }, Actor::Adviser { agency, .. }) => {
                self.information_requested(agency, on);
            }
            (Event::Recommended { version, positions, .. }, Actor::Adviser { agency, .. }) => {
                self.recommended(agency, *version, positions, on)?;
            }
            (Event::Consented { consent, .. }, Actor::Adviser { agency, .. }) => self.consented(agency, consent)?,
            (Event::Escalated { to, .. }, Actor::Adviser { agency, .. }) => self.escalated(agency, *to, on)?,
            (Event::Drafted { draft, .. }, Actor::Officer { signer }) => self.drafted(draft, signer, on)?,
            (Event::SentBack { draft, .. }, Actor::Officer { signer }) => self.sent_back(*draft, signer)?,
            (Event::Countersigned { draft, digest }, Actor::Officer { signer }) => {
                self.countersigned(*draft, digest, signer, on)?;
            }
            (Event::Suspended { drain_until, .. }, _) => self.changed(&Change::Suspend { drain_until: *drain_until }),
            (Event::Surrendered { .. }, _) => self.changed(&Change::Surrender),
            (Event::Lapsed {}, _) => self.changed(&Change::Lapse),
            (Event::BreachNoted { breach, .. }, _) => self.breach_noted(*breach)?,
            (Event::InspectionOrdered { inspection, sample, .. }, _) => {
                self.inspection_ordered(*inspection, sample, on)?;
            }
            (Event::InspectionFound { inspection, looked_at, wrong, .. }, _) => {
                self.inspection_found(*inspection, *looked_at, *wrong, on)?;
            }
            (Event::ReportDue { report, due }, _) => self.report_due(*report, *due)?,
            (Event::ReportFiled { report, .. }, _) => self.report_filed(*report, on)?,
            (_, by) => return Err(Why::Role { by: by.role() }),
        }
        Ok(())
    }
}

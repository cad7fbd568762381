//! After the decision: the notice and the hearing, the appeal, and the life of the license.

use jiff::civil::Date;
use portcullis_license::{Change, Standing};

use super::phase::Phase;
use super::review::{not_open, nth_mut, numbered};
use super::state::{Inspection, Report, State};
use super::why::Why;
use crate::clock::{ClockName, ClockState};
use crate::course::StopCause;
use crate::event::Sample;

impl State {
    pub(super) fn may_notify(&self) -> Result<(), Why> {
        match self.phase {
            Phase::IntentToDeny { notified: Some(on), .. } => Err(Why::Done { on }),
            _ => Ok(()),
        }
    }

    pub(super) fn notified(&mut self, on: Date) {
        if let Phase::IntentToDeny { notified, .. } = &mut self.phase {
            *notified = Some(on);
        }
        self.course.intent_notified = Some(on);
        self.stop(StopCause::IntentToDeny, on);
    }

    pub(super) fn may_respond(&self, on: Date) -> Result<(), Why> {
        match self.phase {
            Phase::IntentToDeny { notified: None, .. } => Err(Why::NotNotified),
            Phase::IntentToDeny { responded: Some(on), .. } => Err(Why::Done { on }),
            _ => self.is_not_final(on),
        }
    }

    pub(super) fn responded(&mut self, on: Date) {
        if let Phase::IntentToDeny { responded, .. } = &mut self.phase {
            *responded = Some(on);
        }
        self.course.responded = Some(on);
        self.resume(StopCause::IntentToDeny, on);
    }

    pub(super) fn intent_withdrawn(&mut self, on: Date) {
        self.course.intent_withdrawn = Some(on);
        self.ask_again(on);
        self.back_to_review(on);
    }

    pub(super) fn may_become_final(&self, on: Date) -> Result<(), Why> {
        match self.clock(ClockName::FinalDenial, None, on) {
            None => Err(Why::NotNotified),
            Some(clock) if clock.state == ClockState::Expired => Ok(()),
            Some(clock) => Err(Why::TooEarly { last: clock.due, citation: clock.citation }),
        }
    }

    pub(super) fn may_appeal(&self, on: Date) -> Result<(), Why> {
        self.is_in_time(ClockName::DenialAppeal, None, on)
    }

    pub(super) fn appealed(&mut self, on: Date) {
        self.phase = Phase::Appealed { on };
        self.course.appealed = Some(on);
    }

    /// Whether the license can be changed so by one person: suspended, surrendered, lapsed.
    pub(super) fn may_change(&self, change: &Change, on: Date) -> Result<(), Why> {
        let Phase::Licensed { license, standing } = &self.phase else { return Ok(()) };
        if change.after(Some(*standing)).is_none() {
            return Err(Why::Standing { standing: *standing });
        }
        if matches!(change, Change::Lapse) && on <= license.until {
            return Err(Why::StillRuns { until: license.until });
        }
        Ok(())
    }

    pub(super) fn changed(&mut self, change: &Change) {
        if let Phase::Licensed { standing, .. } = &mut self.phase {
            *standing = change.after(Some(*standing)).unwrap_or(*standing);
            if !matches!(standing, Standing::Issued | Standing::Suspended) {
                self.drop_draft();
            }
        }
    }

    pub(super) fn breach_noted(&mut self, breach: u32) -> Result<(), Why> {
        numbered("breach", breach, usize::try_from(self.breaches).unwrap_or(usize::MAX))?;
        self.breaches = breach;
        Ok(())
    }

    pub(super) fn inspection_ordered(&mut self, inspection: u32, sample: &Sample, on: Date) -> Result<(), Why> {
        numbered("inspection", inspection, self.inspections.len())?;
        if sample.drawn == 0 || sample.drawn > sample.of || sample.seed.is_empty() || sample.seed.len() > 200 {
            return Err(Why::Sample);
        }
        self.inspections.push(Inspection { sample: sample.clone(), ordered: on, found: None });
        Ok(())
    }

    pub(super) fn inspection_found(
        &mut self,
        inspection: u32,
        looked_at: u64,
        wrong: u64,
        on: Date,
    ) -> Result<(), Why> {
        let ordered = nth_mut(&mut self.inspections, inspection).filter(|inspection| inspection.found.is_none());
        let ordered = ordered.ok_or_else(|| not_open("inspection", inspection))?;
        if looked_at > ordered.sample.drawn || wrong > looked_at {
            return Err(Why::Sample);
        }
        ordered.found = Some(on);
        Ok(())
    }

    pub(super) fn report_due(&mut self, report: u32, due: Date) -> Result<(), Why> {
        numbered("report", report, self.reports.len())?;
        self.reports.push(Report { due, filed: None });
        Ok(())
    }

    pub(super) fn report_filed(&mut self, report: u32, on: Date) -> Result<(), Why> {
        let due = nth_mut(&mut self.reports, report).filter(|report| report.filed.is_none());
        due.ok_or_else(|| not_open("report", report))?.filed = Some(on);
        Ok(())
    }

    /// Whether nothing is to be done any more.
    pub(super) fn may_close(&self, on: Date) -> Result<(), Why> {
        if self.waiting().is_some() {
            return Err(Why::DraftWaits);
        }
        if self.inspections.iter().any(|inspection| inspection.found.is_none()) {
            return Err(Why::InspectionOpen);
        }
        match &self.phase {
            Phase::Licensed { standing: standing @ (Standing::Issued | Standing::Suspended), .. } => {
                Err(Why::Standing { standing: *standing })
            }
            Phase::Denied { .. } => match self.clock(ClockName::DenialAppeal, None, on) {
                Some(clock) if clock.state != ClockState::Expired => {
                    Err(Why::TooEarly { last: clock.due, citation: clock.citation })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

//! A notice of intent to deny, as the provider knows it: since when, until when it may be responded to, and whether it was.

use jiff::civil::Date;
use portcullis_desk::clock::{ClockName, clocks};
use portcullis_desk::course::Course;
use portcullis_license::Instant;

use crate::counter::Counter;
use crate::filing::{Filing, FilingEvent, Stage};

/// A notice of intent to deny under which a filing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The reasons, as they were told.
    pub reasons: String,
    /// The last day for a response (15 CFR 750.6(b)), counted as the authority counts it; nothing where the day of the notice is not known. The letter
    /// names the day that holds.
    pub respond_by: Option<Date>,
    /// Whether it was responded to, as far as is known.
    pub is_responded: bool,
}

impl Counter {
    /// The notice of intent to deny under which a filing stands; nothing where it stands elsewhere. A response to an earlier notice is none to this one.
    #[must_use]
    pub fn intent_to_deny(&self, filing: &Filing) -> Option<Intent> {
        let decision = filing.decisions.last().filter(|_| filing.stage() == Stage::IntentToDeny)?;
        let told = self.told_of_intent(filing);
        let answers = |came: Instant| {
            filing.standing().any(|entry| entry.at >= came && matches!(entry.event, FilingEvent::Responded { .. }))
        };
        Some(Intent {
            reasons: decision.reasons.clone(),
            respond_by: told.and_then(|(day, _)| respond_by(filing, day)),
            is_responded: told.is_some_and(|(_, came)| answers(came)),
        })
    }

    /// The day of the latest intent to deny, and when it was told here. Where the clocks of the two houses differ it is the earlier day: who responds too
    /// early loses nothing.
    fn told_of_intent(&self, filing: &Filing) -> Option<(Date, Instant)> {
        let case = filing.case.as_ref()?;
        let said = |kept: &crate::note::Kept, field: &str, expected: &str| {
            kept.said.as_ref().and_then(|said| said.pointer(field)?.as_str()) == Some(expected)
        };
        let mail = self.mail(self.sides().authority()?)?;
        let kept = mail.taken().iter().rev().find(|kept| {
            kept.kind == "decision"
                && said(kept, "/body/case", case.as_str())
                && said(kept, "/body/outcome", "intent_to_deny")
        })?;
        let sent = kept.message().map_or(kept.at, |message| message.at());
        Some((kept.at.min(sent).date(), kept.at))
    }
}

/// The last day of the clock of a response. Which limit holds follows from the day of registration, as far as its letter is here.
fn respond_by(filing: &Filing, notified: Date) -> Option<Date> {
    let mut letters = filing.notices.iter();
    let registered = letters.find(|(_, notice)| notice.letter.as_str() == "acknowledgement");
    let course = Course {
        registered: registered.map(|(at, _)| at.date()),
        intent_notified: Some(notified),
        ..Course::default()
    };
    clocks(&course, notified).into_iter().find(|clock| clock.name == ClockName::IntentResponse).map(|clock| clock.due)
}

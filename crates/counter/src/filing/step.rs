//! Events of a filing, one at a time: taken where they have a place, refused with the reason where they have none.

use std::collections::BTreeSet;

use portcullis_desk::event::{Digest, Writing};
use portcullis_exchange::{Reference, Refusal};
use portcullis_license::Person;

use super::{Filing, FilingEntry, FilingEvent, Stage};

/// Why an event has no place in a filing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingRefusal {
    /// A filing begins with an application and has one beginning.
    #[error("a filing begins with `filed`, once: amend it, or file another under a name of its own")]
    Beginning,
    /// It is not the next.
    #[error("entry {next} of the filing comes next, and this is {number}: look at it again")]
    Number {
        /// The number it has.
        number: u32,
        /// The number that comes next.
        next: u32,
    },
    /// It is dated before the entry before it.
    #[error("it is dated before the entry that precedes it: set the clock of whoever wrote it")]
    Past,
    /// It has no place there.
    #[error("`{event}` has no place in a filing that is {stage}: {mend}")]
    Stage {
        /// What was to be done.
        event: &'static str,
        /// Where it stands.
        stage: Stage,
        /// What can be done instead.
        mend: &'static str,
    },
    /// No such question waits.
    #[error("no question {0} waits for an answer: answer one that does")]
    Question(u32),
    /// It says nothing.
    #[error("it says nothing, or more than {} bytes: write what is to be read", Filing::MOST_TEXT)]
    Text,
    /// Its documents cannot be told.
    #[error("{0}")]
    Documents(String),
    /// What was said is missing.
    #[error("what was said is missing: a new entry has all of it")]
    Erased,
    /// The application has another name.
    #[error("the application's reference is {0:?}: it is the name of the filing, and stays the same")]
    Reference(String),
    /// The digest is of something else.
    #[error("the digest is not that of what was signed: take the one that the signature has")]
    Digest,
    /// Nobody can be told who signed.
    #[error("{0:?} is no name that the authority can be told: sign under one of at most 200 bytes")]
    Signer(String),
}

impl Filing {
    /// The longest text of an event, in bytes.
    pub const MOST_TEXT: usize = 16 * 1_024;

    /// Opens a filing with a new entry, of which all must be there.
    ///
    /// # Errors
    /// [`FilingRefusal`] where it is no beginning, or cannot be told.
    pub fn open(reference: Reference, entry: &FilingEntry) -> Result<Self, FilingRefusal> {
        let filing = Self::reopen(reference, entry)?;
        filing.is_whole(entry)?;
        Ok(filing)
    }

    /// Opens a filing with its first entry as it is kept, with what was said or without.
    pub(crate) fn reopen(reference: Reference, entry: &FilingEntry) -> Result<Self, FilingRefusal> {
        if !matches!(entry.event, FilingEvent::Filed { .. }) {
            return Err(FilingRefusal::Beginning);
        }
        if entry.number != 1 {
            return Err(FilingRefusal::Number { number: entry.number, next: 1 });
        }
        Ok(Self {
            reference,
            entries: vec![entry.clone()],
            case: None,
            questions: Vec::new(),
            decisions: Vec::new(),
            notices: Vec::new(),
            inspections: Vec::new(),
            preservations: Vec::new(),
            refusals: Vec::new(),
            arrived: BTreeSet::new(),
            license: None,
        })
    }

    /// Takes a new entry, of which all must be there; nothing changes where it is refused.
    ///
    /// # Errors
    /// [`FilingRefusal`] where it has no place there, or cannot be told.
    pub fn apply(&mut self, entry: &FilingEntry) -> Result<(), FilingRefusal> {
        let mut tried = self.clone();
        tried.reapply(entry)?;
        self.has_a_place(&entry.event)?;
        self.is_whole(entry)?;
        *self = tried;
        Ok(())
    }

    /// Takes the next entry as it is kept, with what was said or without. Where a filing stood may not be known any more, so nothing is held against that.
    pub(crate) fn reapply(&mut self, entry: &FilingEntry) -> Result<(), FilingRefusal> {
        let next = self.next_number();
        if entry.number != next {
            return Err(FilingRefusal::Number { number: entry.number, next });
        }
        if self.entries.last().is_some_and(|last| entry.at < last.at) {
            return Err(FilingRefusal::Past);
        }
        if let FilingEvent::Filed { .. } = entry.event {
            return Err(FilingRefusal::Beginning);
        }
        if let FilingEvent::Answered { question, .. } = entry.event
            && let Some(open) = self.questions.iter_mut().find(|open| open.asked.question == question)
        {
            open.answered = Some(entry.number);
        }
        self.entries.push(entry.clone());
        Ok(())
    }

    /// The authority does not act upon an entry.
    pub(crate) fn refused(&mut self, entry: u32, refusal: Refusal) {
        for question in self.questions.iter_mut().filter(|question| question.answered == Some(entry)) {
            question.answered = None;
        }
        self.refusals.push((entry, refusal));
    }

    fn has_a_place(&self, event: &FilingEvent) -> Result<(), FilingRefusal> {
        let stage = self.stage();
        let is_under_review = matches!(stage, Stage::Sent | Stage::Pending | Stage::Asked);
        let is_pending = stage.is_pending();
        let is_given_back = || self.latest(|event| matches!(event, FilingEvent::Surrendered { .. })).is_some();
        let mend = match event {
            FilingEvent::Amended { .. } if !is_under_review => "file a new application",
            FilingEvent::Answered { .. } if !is_pending => "nothing is pending that an answer would be for",
            FilingEvent::Answered { question, .. } => {
                let is_open = self.open_questions().any(|open| open.asked.question == *question);
                return if is_open { Ok(()) } else { Err(FilingRefusal::Question(*question)) };
            }
            FilingEvent::Withdrawn { .. } if !is_pending => "nothing is pending that could be taken back",
            FilingEvent::Responded { .. } if stage != Stage::IntentToDeny => {
                "only a notice of intent to deny is responded to"
            }
            FilingEvent::Appealed { .. } if stage != Stage::Denied => "only a denial is appealed against",
            FilingEvent::Surrendered { .. } | FilingEvent::Reported { .. } | FilingEvent::Breached { .. }
                if stage != Stage::Licensed || self.license.is_none() =>
            {
                "there is no license"
            }
            FilingEvent::Surrendered { .. } if is_given_back() => "the license was given back already",
            _ => return Ok(()),
        };
        Err(FilingRefusal::Stage { event: event.word(), stage, mend })
    }

    /// Whether what is said is of this filing, and can be read and told.
    fn is_whole(&self, entry: &FilingEntry) -> Result<(), FilingRefusal> {
        if Person::new(&entry.by.name).is_err() {
            return Err(FilingRefusal::Signer(entry.by.name.clone()));
        }
        match &entry.event {
            FilingEvent::Filed { digest, said } | FilingEvent::Amended { digest, said } => {
                let filed = said.kept().ok_or(FilingRefusal::Erased)?;
                if *digest != Digest::from(filed.digest()) {
                    return Err(FilingRefusal::Digest);
                }
                let stated = &filed.application().reference;
                if *stated == self.reference.as_str() { Ok(()) } else { Err(FilingRefusal::Reference(stated.clone())) }
            }
            event => {
                let text = event.text().ok_or(FilingRefusal::Erased)?;
                if text.trim().is_empty() || text.len() > Self::MOST_TEXT {
                    return Err(FilingRefusal::Text);
                }
                match event.writing().and_then(Writing::fault) {
                    None => Ok(()),
                    Some(fault) => Err(FilingRefusal::Documents(fault)),
                }
            }
        }
    }
}

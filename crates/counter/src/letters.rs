//! Letters of cases: which letter an event asks for, and what it says.
//!
//! A letter is a pure function of the case as it was when the event happened: it is replayed up to that event and no further, so a letter that is printed
//! again years later has the same bytes and the same digest. Which letter it is, and its number, follow from the public part of events alone; what it says
//! follows from what is kept, and where that was erased there is no letter.
//!
//! Letters are numbered by themselves (`2026-000017/2`), those to agencies apart (`2026-000017/R1`). The number of an event is never told: a gap would tell
//! the applicant how much happened in between. Of recommendations, notes, past denials and what officers write beside an event nothing is taken.
//!
//! | event | letter | signed by |
//! |---|---|---|
//! | registered | acknowledgement | the officer |
//! | a question | request for information | the officer |
//! | referred | referral, to the agencies | the officer |
//! | a decision countersigned | license, denial, return, no license needed, amendment, reinstatement, revocation, appeal decided | both |
//! | notice of intent to deny | intent to deny | both who decided it |
//! | final by time | denial | both who decided the intent |
//! | withdrawn | withdrawal confirmed | nobody |
//! | an appeal withdrawn | appeal withdrawn | nobody |
//! | returned before registration, an intent to deny withdrawn | of that name | the officer |
//! | suspended, inspection ordered, records to be preserved | of that name | the officer |
//!
//! All letters but a return at the counter, inspection and preservation state the day of registration, so before it there is none of them. An intent to deny
//! that the applicant was not told of is withdrawn without a letter.
//!
//! Reading order: `which` (the event's letter), `content` and `license` (what it says), `signed` (by whom), `applied` and `change` (applications and
//! licenses in words).

mod applied;
mod change;
mod content;
mod license;
mod signed;
mod which;

use jiff::Span;
use jiff::civil::Date;
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::case::Case;
use portcullis_desk::clock::{self, ClockName};
use portcullis_desk::event::{Entry, EventKind};
use portcullis_exchange::Word;
use portcullis_letter::{Addressee, Authority, Content, Frame, Kind, Letter, LetterError, Templates};

pub use self::change::changes;
use self::content::Writer;
use self::which::{kind, walk};
use crate::says::Letters;

/// The longest text that a message can bring, spelled as JSON within JSON: a record has 48 KiB, and the message around it takes its part.
const MOST_SPELLED: usize = 44 * 1_024;
/// The longest text in bytes that is given to a message ([`Letters::letter`]).
const MOST_TEXT: usize = 40_000;

/// Days that an authority sets by itself, where the law sets none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Days to answer a question.
    pub answer: u16,
    /// Days of an inspection, from the day it is ordered: as many as the message says that announces it.
    pub inspection: u16,
    /// Days to confirm that records are preserved.
    pub confirmation: u16,
}

impl Default for Periods {
    fn default() -> Self {
        Self { answer: 14, inspection: 14, confirmation: 14 }
    }
}

/// Writes the letters of cases.
pub struct CaseLetters {
    /// The wording.
    pub templates: Templates,
    /// Who sends them.
    pub authority: Authority,
    /// Where a letter can be checked, as an address or a sentence.
    pub check_at: Option<String>,
    /// The names of agencies in full.
    pub agencies: Agencies,
    /// Days that the authority sets by itself.
    pub periods: Periods,
}

/// Why there is no letter.
#[derive(Debug, thiserror::Error)]
pub enum NoLetter {
    /// The entry is not one of the case, or not as the case has it.
    #[error("entry {entry} is none of the case as it is kept: take it from the case's history")]
    NotOfCase {
        /// Its number.
        entry: u32,
    },
    /// It asks for none, or there is no form for it.
    #[error("entry {entry} ({event}) asks for no letter: choose one of those that the case lists")]
    None {
        /// Its number.
        entry: u32,
        /// What it is.
        event: EventKind,
    },
    /// It is no referral to that agency.
    #[error("entry {entry} refers nothing to `{agency}`: choose an agency that it names")]
    NotReferred {
        /// Its number.
        entry: u32,
        /// The agency.
        agency: AgencyName,
    },
    /// What it would say is not there any more.
    #[error("{what} was erased, or never was: the letter of entry {entry} cannot be written again")]
    Gone {
        /// The number of the entry.
        entry: u32,
        /// What is missing.
        what: &'static str,
    },
    /// No such clock has begun.
    #[error(
        "the clock `{0}` has not begun, or the authority has no such limit: a letter without its deadline is not written"
    )]
    NoClock(ClockName),
    /// The template does not take it.
    #[error(transparent)]
    Letter(#[from] LetterError),
}

impl CaseLetters {
    /// Letters by these templates, from this authority; agencies as in the United States, periods as by [`Periods::default`].
    #[must_use]
    pub fn new(templates: Templates, authority: Authority) -> Self {
        let agencies = Agencies::united_states().clone();
        Self { templates, authority, check_at: None, agencies, periods: Periods::default() }
    }

    /// The letter of an entry, to be rendered. A referral to several agencies is one letter to all of them; see [`Self::referral`].
    #[must_use]
    pub fn letter(&self, case: &Case, entry: &Entry) -> Option<Letter> {
        self.write(case, entry).ok()
    }

    /// As [`Self::letter`], with the reason where there is none.
    ///
    /// # Errors
    /// [`NoLetter`].
    pub fn write(&self, case: &Case, entry: &Entry) -> Result<Letter, NoLetter> {
        self.made(case, entry, None).map(|(_, letter)| letter)
    }

    /// The referral of an entry to one of its agencies, which names no other.
    ///
    /// # Errors
    /// [`NoLetter`].
    pub fn referral(&self, case: &Case, entry: &Entry, agency: &AgencyName) -> Result<Letter, NoLetter> {
        self.made(case, entry, Some(agency)).map(|(_, letter)| letter)
    }

    /// The letters that can be written of a case: of which entry, and which kind.
    #[must_use]
    pub fn letters_of(&self, case: &Case) -> Vec<(u32, Kind)> {
        let mut letters = Vec::new();
        walk(case, u32::MAX, |then, entry| {
            let writer = Writer { case: then, entry, agencies: &self.agencies, periods: &self.periods };
            if let Some(kind) = kind(then, entry)
                && writer.content(kind, None).and_then(|_| writer.addressee(kind, None)).is_ok()
            {
                letters.push((entry.number, kind));
            }
        });
        letters
    }

    fn made(&self, case: &Case, entry: &Entry, agency: Option<&AgencyName>) -> Result<(Kind, Letter), NoLetter> {
        let not_of_case = || NoLetter::NotOfCase { entry: entry.number };
        if !case.history().iter().any(|one| one == entry) {
            return Err(not_of_case());
        }
        let (mut to_applicant, mut to_agencies) = (0_usize, 0_usize);
        let then = walk(case, entry.number, |then, one| match kind(then, one) {
            Some(Kind::Referral) => to_agencies += 1,
            Some(_) => to_applicant += 1,
            None => {}
        });
        let then = then.ok_or_else(not_of_case)?;
        let none = || NoLetter::None { entry: entry.number, event: entry.event.kind() };
        let kind = kind(&then, entry).ok_or_else(none)?;
        let number = match (kind, agency) {
            (Kind::Referral, Some(agency)) => format!("{}/R{to_agencies}/{agency}", case.number()),
            (Kind::Referral, None) => format!("{}/R{to_agencies}", case.number()),
            (_, Some(agency)) => {
                return Err(NoLetter::NotReferred { entry: entry.number, agency: agency.clone() });
            }
            (_, None) => format!("{}/{to_applicant}", case.number()),
        };
        let writer = Writer { case: &then, entry, agencies: &self.agencies, periods: &self.periods };
        let frame = self.frame(&writer, number, writer.addressee(kind, agency)?);
        let letter = |content: &Content| self.templates.letter(&frame, content);
        let content = writer.content(kind, agency)?;
        let whole = letter(&content)?;
        if fits(&whole.text()) {
            return Ok((kind, whole));
        }
        // The terms themselves go with the change of the license; a long letter names them by their digest.
        let short = license::with_short_annex(&content).map(|content| letter(&content)).transpose()?;
        Ok((kind, short.filter(|letter| fits(&letter.text())).unwrap_or(whole)))
    }

    fn frame(&self, writer: &Writer<'_>, number: String, addressee: Addressee) -> Frame {
        Frame {
            authority: self.authority.clone(),
            number,
            date: writer.entry.at.date(),
            addressee,
            signatures: signed::signatures(writer.case, writer.entry),
            check_at: self.check_at.clone(),
        }
    }
}

impl Letters for CaseLetters {
    /// Nothing, too, for a letter that no message can bring: it is printed, and what it says goes with the other messages of the event.
    fn letter(&self, case: &Case, entry: &Entry) -> Option<(Word, String)> {
        let (kind, letter) = self.made(case, entry, None).ok()?;
        let text = letter.text();
        let may_go = kind != Kind::Referral && fits(&text);
        may_go.then_some((Word::new(kind.name()).ok()?, text))
    }

    fn answer_by(&self, asked: Date) -> Option<Date> {
        asked.checked_add(Span::new().days(i64::from(self.periods.answer))).ok()
    }
}

/// Whether a message can bring it.
fn fits(text: &str) -> bool {
    let once = serde_json::to_string(text).unwrap_or_default();
    text.len() <= MOST_TEXT && serde_json::to_string(&once).is_ok_and(|twice| twice.len() <= MOST_SPELLED)
}

/// When a clock of the case runs out, as it was known on a day.
fn due(case: &Case, name: ClockName, agency: Option<&AgencyName>, on: Date) -> Result<Date, NoLetter> {
    let clocks = clock::clocks(case.course(), on);
    let clock = clocks.into_iter().rfind(|clock| clock.name == name && clock.agency.as_ref() == agency);
    clock.map(|clock| clock.due).ok_or(NoLetter::NoClock(name))
}

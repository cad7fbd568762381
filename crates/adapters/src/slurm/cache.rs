//! The file that `job_submit` reads.
//!
//! ```text
//! portcullis-cache<TAB>1<TAB>1782900000<TAB>1782900900
//! physics<TAB>gpu:h100<TAB>open
//! physics<TAB>gpu:b200<TAB>closed<TAB>a license is required and none covers this
//! end<TAB>2
//! ```
//!
//! The first line has the version, and when it was written and is too old, in seconds since 1970; the last has the number of lines between, so that a
//! file that was cut off is not taken for a whole one. An account or a resource that is not there is closed.

use portcullis_determination::Request;
use portcullis_gate::Purpose;
use portcullis_license::Instant;

use super::Mapping;
use crate::Refused;
use crate::template::{Carried, Particulars};

/// A word on one account and one generic resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: String,
    /// The generic resource: `gpu:h100`.
    pub gres: String,
    /// Nothing where jobs may be submitted; else why not.
    pub closed: Option<String>,
}

/// All words, and how long they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// When they were said.
    pub written: Instant,
    /// From when on they are too old.
    pub expires: Instant,
    /// One for each account and generic resource.
    pub lines: Vec<Line>,
}

impl Cache {
    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let seconds = |instant: Instant| i64::from(instant) / 1000;
        let mut text = format!("portcullis-cache\t1\t{}\t{}\n", seconds(self.written), seconds(self.expires));
        for Line { account, gres, closed } in &self.lines {
            let word = match closed {
                None => "open".to_owned(),
                Some(why) => format!("closed\t{}", plain(why)),
            };
            text.push_str(&format!("{}\t{}\t{word}\n", plain(account), plain(gres)));
        }
        text.push_str(&format!("end\t{}\n", self.lines.len()));
        text
    }
}

fn plain(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// What to ask for the cache: each account and each generic resource that carries anything, one chip of it. What a license covers is not asked here:
/// the prolog holds it, or not.
///
/// # Errors
/// [`Refused`] where the mapping cannot be asked about.
pub fn questions(mapping: &Mapping, now: Instant) -> Result<Vec<(Line, Option<Request<'static>>)>, Refused> {
    let mut questions = Vec::new();
    for account in mapping.template.customers() {
        for (gres, carried) in mapping.gres.iter() {
            let line = Line { account: account.to_owned(), gres: gres.to_owned(), closed: None };
            let request = match carried {
                Carried::Nothing => None,
                Carried::Item { item, .. } => {
                    let wanted = Particulars {
                        id: None,
                        customer: account,
                        item,
                        quantity: 1,
                        at: now,
                        purpose: Purpose::Question,
                    };
                    Some(mapping.template.ask(wanted)?.request)
                }
            };
            questions.push((line, request));
        }
    }
    Ok(questions)
}
